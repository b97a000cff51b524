"""One SMTP connection: the mails go over it with as few waits as the server allows.

A server that announces PIPELINING gets the whole envelope at once, and the next one together with the content
(RFC 2920), so a mail costs one round trip instead of four. Otherwise each command waits for its answer.
"""

from __future__ import annotations

import asyncio
import re
import socket
import ssl
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass

from mail.leaving import BouncePath, Load, is_automatic_reply
from mail.mime import address_spec
from mail.smtp_opening import SmtpSettings, open_connection
from mail.verdicts import Answer, on_content, on_recipient, on_sender
from usecases.ports import Attempt, Sent

_LONGEST_ANSWER = 32_768
_ANSWER = re.compile(r"[2-5]\d\d(?:[ -]|$)")
_UNFIT = re.compile(r"[\x00-\x20\x7f<>]")
# So much is handed to the system at once, so that a server that stops reading is noticed.
_CHUNK = 65_536
_AT_ONCE: int | None = getattr(socket, "TCP_QUICKACK", None)  # Linux; elsewhere the system decides


class ConnectionLost(Exception):
    """The connection is of no more use; `reason` says why, `answer` is the server's goodbye, if it said one.

    `in_content`: a mail's content had left, and that mail was noted.
    """

    def __init__(self, reason: str, answer: Answer | None = None, in_content: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.answer = answer
        self.in_content = in_content


@dataclass(frozen=True)
class _Begun:
    """A mail whose turn it is: its number and its envelope."""

    number: int
    sender: str
    recipient: str

    @property
    def is_ascii(self) -> bool:
        return (self.sender + self.recipient).isascii()


class SmtpSession:
    """An open connection. `carried` counts the mails it took; `reused` is set once it was put aside in between."""

    def __init__(self, settings: SmtpSettings, transport: asyncio.Transport, extensions: Mapping[str, str]) -> None:
        loop = asyncio.get_running_loop()
        self._settings = settings
        self._reader = asyncio.StreamReader(limit=_LONGEST_ANSWER, loop=loop)
        protocol = asyncio.StreamReaderProtocol(self._reader, loop=loop)
        transport.set_protocol(protocol)
        protocol.connection_made(transport)
        self._writer = asyncio.StreamWriter(transport, protocol, self._reader, loop)
        self._socket = transport.get_extra_info("socket")
        self._pipelining = "pipelining" in extensions
        self._other_scripts = "smtputf8" in extensions
        size = extensions.get("size", "").strip()
        self._largest = int(size) if size.isdecimal() else 0
        self._bounces = BouncePath(settings.bounces or settings.sender, settings.reply_pattern)
        self._takes_empty_sender = True
        self._reset = False  # an envelope was begun and refused: RSET comes before the next one
        self.carried = 0
        self.reused = False

    @classmethod
    async def open(cls, settings: SmtpSettings, tls_context: ssl.SSLContext | None = None) -> SmtpSession:
        """Connect, secure, log in. Raises `NotOpened`."""
        return cls(settings, *await open_connection(settings, tls_context))

    @property
    def is_open(self) -> bool:
        return not self._writer.is_closing() and not self._reader.at_eof()

    async def deliver(self, load: Load) -> None:
        """Send what waits until nothing does. Each mail is noted before the content of the next leaves.

        Raises `ConnectionLost`; what was not begun waits again then, and a mail whose content had left counts
        as LATER, for nobody knows whether it was taken.
        """
        begun = await self._begin(load)
        while begun is not None:
            following: _Begun | None = None
            sending = False
            try:
                verdict = await self._envelope(begun)
                if verdict is None:
                    if load.stopped is not None:
                        load.give_back(begun.number)
                        self.abort()  # the server waits for a content that does not come
                        return
                    content = self._content(load, begun)
                    sending = True
                    await self._pour(content)
                    following = await self._begin(load)
                    verdict = on_content(await self._answer())
                    self._acknowledge()
            except (OSError, EOFError, TimeoutError, ValueError, ConnectionLost) as error:
                if following is not None:
                    load.give_back(following.number)
                lost = _lost(error, sending)
                if sending:
                    attempt = Attempt(Sent.LATER, f"connexion perdue pendant l’envoi : {lost.reason}")
                    await load.note(begun.number, attempt)
                else:
                    load.give_back(begun.number)
                raise lost from error
            if verdict.result is Sent.DOWN:
                if self._is_only_the_empty_sender(begun):
                    load.give_back(begun.number)
                else:
                    load.stop(verdict)
                    load.give_back(begun.number)
                    return
            else:
                self.carried += 1
                load.lost = 0
                await load.note(begun.number, verdict)
            begun = following or await self._begin(load)

    async def close(self) -> None:
        """Say goodbye and close; never raises."""
        if not self._writer.is_closing():
            self._writer.write(b"QUIT\r\n")
            self._writer.close()
        try:
            await asyncio.wait_for(self._writer.wait_closed(), self._settings.timeout)
        except (OSError, TimeoutError):
            return  # it is closed all the same

    def abort(self) -> None:
        """Close at once, saying nothing."""
        self._writer.transport.abort()

    async def _begin(self, load: Load) -> _Begun | None:
        """Take the next mail; where the server allows it, its envelope leaves at once."""
        while (number := load.next()) is not None:
            recipient, raw = load.mails[number]
            impossible = self._impossible(recipient, raw)
            if impossible is not None:
                await load.note(number, impossible)
                continue
            sender = self._bounces.of(raw)
            if self._takes_empty_sender and is_automatic_reply(raw):
                sender = ""
            begun = _Begun(number, address_spec(sender) if sender else "", address_spec(recipient))
            if self._pipelining:
                self._writer.write(b"".join(self._commands(begun)))
            return begun
        return None

    def _commands(self, begun: _Begun) -> list[bytes]:
        options = "" if begun.is_ascii else " SMTPUTF8"
        commands = [f"MAIL FROM:<{begun.sender}>{options}\r\n", f"RCPT TO:<{begun.recipient}>\r\n", "DATA\r\n"]
        return [command.encode() for command in (["RSET\r\n", *commands] if self._reset else commands)]

    async def _envelope(self, begun: _Begun) -> Attempt | None:
        """Get the envelope accepted; an Attempt when it was not. After that, `RSET` comes before anything else."""
        answers: list[Answer] = []
        if self._pipelining:
            async with asyncio.timeout(self._settings.timeout):  # they come together
                answers += [await self._read_answer() for _ in self._commands(begun)]
        else:
            for command in self._commands(begun):
                self._writer.write(command)
                answers.append(await self._answer())
                if not (answers[-1].is_good or answers[-1].code == 354):
                    break
        if self._reset:
            answers.pop(0)
        refusal = _verdict_on_envelope(answers, begun.is_ascii)
        self._reset = refusal is not None
        if refusal is not None and answers[-1].code == 354:
            # the server wants content although it refused the recipient: an empty one ends this
            self._writer.write(b".\r\n")
            await self._answer()
        return refusal

    def _is_only_the_empty_sender(self, begun: _Begun) -> bool:
        """Whether it is `<>` that the server does not take from us: then receipts leave with our address too."""
        if begun.sender or not self._takes_empty_sender:
            return False
        self._takes_empty_sender = False
        return True

    def _content(self, load: Load, begun: _Begun) -> bytes:
        lines = on_the_wire(load.mails[begun.number][1])
        if self._settings.sign is not None:
            lines = self._settings.sign(lines) + lines
        start = b"." if lines.startswith(b".") else b""
        end = b".\r\n" if lines.endswith(b"\r\n") else b"\r\n.\r\n"
        return b"".join((start, lines.replace(b"\r\n.", b"\r\n..") if b"\n." in lines else lines, end))

    async def _pour(self, content: bytes) -> None:
        for start in range(0, len(content), _CHUNK):
            self._writer.write(content[start : start + _CHUNK])
            if self._writer.transport.get_write_buffer_size():  # the system does not take it all at once
                async with asyncio.timeout(self._settings.timeout):
                    await self._writer.drain()

    def _acknowledge(self) -> None:
        """Tell the server at once that its answer is here: it keeps the next one back until then (RFC 896).

        The system would wait for up to 40 ms for something to send along (RFC 1122, delayed acknowledgements).
        """
        if _AT_ONCE is not None and self._socket is not None:
            with suppress(OSError):  # closed already by the other side: its verdict counts all the same
                self._socket.setsockopt(socket.IPPROTO_TCP, _AT_ONCE, 1)

    async def _answer(self) -> Answer:
        async with asyncio.timeout(self._settings.timeout):
            return await self._read_answer()

    async def _read_answer(self) -> Answer:
        words: list[str] = []
        while True:
            line = await self._reader.readline()
            if not line.endswith(b"\n"):
                raise EOFError("le serveur a coupé la connexion")
            text = line.decode("utf-8", "replace").strip()
            if not _ANSWER.match(text):
                raise ValueError(f"réponse incompréhensible : {text[:200]}")
            words.append(text[4:])
            if text[3:4] != "-":
                break
        answer = Answer(int(text[:3]), " ".join(words)[:1000])
        if answer.code == 421:
            raise ConnectionLost(str(answer), answer)
        return answer

    def _impossible(self, recipient: str, raw: bytes) -> Attempt | None:
        """Why this mail cannot be given to this server, whatever it would say."""
        address = address_spec(recipient)
        local, _, domain = address.rpartition("@")
        if not local or not domain or _UNFIT.search(address):
            return Attempt(Sent.REFUSED, f"l’adresse « {recipient} » est incomplète")
        if not address.isascii() and not self._other_scripts:
            return Attempt(Sent.REFUSED, f"le serveur n’accepte pas les caractères de l’adresse « {recipient} »")
        if self._largest and len(raw) > self._largest:
            allowed = f"il fait {_megabytes(len(raw))}, le serveur en accepte {_megabytes(self._largest)}"
            return Attempt(Sent.UNFIT, f"message trop gros : {allowed}")
        return None


def on_the_wire(raw: bytes) -> bytes:
    """The message with CRLF line ends, whatever it had."""
    if b"\r" in raw:
        raw = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n")
    return raw.replace(b"\n", b"\r\n")


def _verdict_on_envelope(answers: list[Answer], is_ascii: bool) -> Attempt | None:
    """None when content is awaited."""
    sender = answers[0]
    if not sender.is_good:
        if not is_ascii:  # it is perhaps the letters of this one address that the server does not take
            return Attempt(Sent.LATER, str(sender))
        return on_sender(sender)
    if not answers[1].is_good:
        return on_recipient(answers[1])
    return None if answers[2].code == 354 else on_content(answers[2])


def _lost(error: Exception, in_content: bool) -> ConnectionLost:
    if isinstance(error, ConnectionLost):
        return ConnectionLost(error.reason, error.answer, in_content)
    if isinstance(error, TimeoutError):
        return ConnectionLost("le serveur ne répond pas", None, in_content)
    return ConnectionLost(str(error) or type(error).__name__, None, in_content)


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.1f} Mo".replace(".", ",")
