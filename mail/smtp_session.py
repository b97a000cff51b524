"""One SMTP connection: aiosmtplib opens it (TLS, login); the mails then go over it with as few waits as it allows.

A server that announces PIPELINING gets the whole envelope at once, and the next one together with the content
(RFC 2920), so a mail costs one round trip instead of four. Otherwise each command waits for its answer.
"""

from __future__ import annotations

import asyncio
import re
import ssl
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field

import aiosmtplib

from mail.mime import address_spec
from usecases.ports import Attempt, Sent

_RELAYING = re.compile(r"relay|not permitted to send|authenticat", re.IGNORECASE)
# Answers to RCPT or DATA that say something about our account, not about the recipient.
_OUR_FAULT = frozenset((530, 534, 535, 538))
# After the content, these say that the content or our account is the trouble (RFC 3463), not the recipient.
_CONTENT = re.compile(r"5\.[3567]\.\d")
_LONGEST_ANSWER = 32_768


@dataclass(frozen=True)
class SmtpSettings:
    """How mail leaves. `tls` is "none", "starttls" or "tls"; `sender` is the envelope sender.

    `connections` is how many are open at most; `timeout` and `idle` (how long an unused one is kept) are in seconds.
    """

    host: str
    port: int
    sender: str
    tls: str = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)
    connections: int = 1
    timeout: float = 30.0
    idle: float = 60.0


@dataclass(frozen=True)
class Answer:
    """A server's answer: its three digits, and its words on one line."""

    code: int
    words: str

    @property
    def is_good(self) -> bool:
        return 200 <= self.code < 300

    def __str__(self) -> str:
        return f"{self.code} {self.words}".strip()


class ConnectionLost(Exception):
    """The connection is of no more use; `reason` says why, in the words of the system or the server."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class SmtpSession:
    """An open connection. `reused` is set once it has carried a mail and was put aside."""

    def __init__(
        self, settings: SmtpSettings, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, extensions: set[str]
    ) -> None:
        self._settings = settings
        self._reader = reader
        self._writer = writer
        self._pipelining = "pipelining" in extensions
        self._other_scripts = "smtputf8" in extensions
        self._reset = False  # an envelope was begun and refused: RSET comes before the next one
        self.reused = False

    @classmethod
    async def open(cls, settings: SmtpSettings, tls_context: ssl.SSLContext | None = None) -> SmtpSession:
        """Connect, secure, log in. Raises what aiosmtplib and the system raise."""
        client = aiosmtplib.SMTP(
            hostname=settings.host,
            port=settings.port,
            use_tls=settings.tls == "tls",
            start_tls=settings.tls == "starttls",
            tls_context=tls_context,
            timeout=settings.timeout,
            local_hostname=address_spec(settings.sender).rpartition("@")[2] or "localhost",
        )
        await client.connect()
        try:
            if settings.user:
                await client.login(settings.user, settings.password)
            if client.is_ehlo_or_helo_needed:
                await client.ehlo()
            extensions = set(client.esmtp_extensions)
            transport = client.transport
            if not isinstance(transport, asyncio.Transport) or transport.is_closing():
                raise aiosmtplib.SMTPServerDisconnected("Connection lost")
        except BaseException:  # whatever it was, the connection must not stay open behind it
            client.close()
            raise
        loop = asyncio.get_running_loop()
        reader = asyncio.StreamReader(limit=_LONGEST_ANSWER, loop=loop)
        protocol = asyncio.StreamReaderProtocol(reader, loop=loop)
        transport.set_protocol(protocol)
        protocol.connection_made(transport)
        return cls(settings, reader, asyncio.StreamWriter(transport, protocol, reader, loop), extensions)

    @property
    def is_open(self) -> bool:
        return not self._writer.is_closing() and not self._reader.at_eof()

    async def deliver(
        self, waiting: deque[int], mails: Sequence[tuple[str, bytes]], attempts: dict[int, Attempt]
    ) -> None:
        """Send the mails whose numbers are waiting until none is, each attempt into `attempts`.

        Raises `ConnectionLost`; what was not begun is back in `waiting` then, and a mail whose content had left
        counts as LATER, for nobody knows whether it was taken.
        """
        number = self._begin(waiting, mails, attempts)
        while number is not None:
            following: int | None = None
            sending = False
            try:
                verdict = await self._envelope(mails[number])
                if verdict is None:
                    sending = True
                    self._writer.write(_content(mails[number][1]))
                    following = self._begin(waiting, mails, attempts)
                    await self._writer.drain()
                    verdict = _verdict_on_content(await self._answer())
                else:
                    following = self._begin(waiting, mails, attempts)
            except (OSError, EOFError, TimeoutError, ValueError, ConnectionLost) as error:
                waiting.extendleft(n for n in (following, None if sending else number) if n is not None)
                reason = _reason(error)
                if sending:
                    attempts[number] = Attempt(Sent.LATER, f"connexion perdue pendant l’envoi : {reason}")
                raise ConnectionLost(reason) from error
            attempts[number] = verdict
            number = following

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

    def _begin(
        self, waiting: deque[int], mails: Sequence[tuple[str, bytes]], attempts: dict[int, Attempt]
    ) -> int | None:
        """Take the next number; where the server allows it, its envelope leaves at once."""
        while waiting:
            number = waiting.popleft()
            impossible = self._impossible(mails[number][0])
            if impossible:
                attempts[number] = Attempt(Sent.REFUSED, impossible)
                continue
            if self._pipelining:
                self._writer.write(b"".join(self._commands(mails[number])))
            return number
        return None

    def _commands(self, mail: tuple[str, bytes]) -> list[bytes]:
        recipient, sender = address_spec(mail[0]), address_spec(self._settings.sender)
        options = "" if (recipient + sender).isascii() else " SMTPUTF8"
        commands = [f"MAIL FROM:<{sender}>{options}\r\n", f"RCPT TO:<{recipient}>\r\n", "DATA\r\n"]
        return [command.encode() for command in (["RSET\r\n", *commands] if self._reset else commands)]

    async def _envelope(self, mail: tuple[str, bytes]) -> Attempt | None:
        """Get the envelope accepted; an Attempt when it was not. After that, `RSET` comes before anything else."""
        answers: list[Answer] = []
        for command in self._commands(mail):
            if not self._pipelining:
                self._writer.write(command)
            answers.append(await self._answer())
            if not self._pipelining and not (answers[-1].is_good or answers[-1].code == 354):
                break
        if self._reset:
            answers.pop(0)
        refusal = _verdict_on_envelope(answers)
        self._reset = refusal is not None
        if refusal is not None and answers[-1].code == 354:
            # the server wants content although it refused the recipient: an empty one ends this
            self._writer.write(b".\r\n")
            await self._answer()
        return refusal

    async def _answer(self) -> Answer:
        words: list[str] = []
        async with asyncio.timeout(self._settings.timeout):
            while True:
                line = await self._reader.readline()
                if not line.endswith(b"\n"):
                    raise EOFError("le serveur a coupé la connexion")
                text = line.decode("utf-8", "replace").strip()
                if not re.match(r"[2-5]\d\d(?:[ -]|$)", text):
                    raise ValueError(f"réponse incompréhensible : {text[:200]}")
                words.append(text[4:])
                if text[3:4] != "-":
                    break
        answer = Answer(int(text[:3]), " ".join(words)[:1000])
        if answer.code == 421:
            raise ConnectionLost(str(answer))
        return answer

    def _impossible(self, recipient: str) -> str:
        """Why this address cannot be written to through this server, or ""."""
        address = address_spec(recipient)
        local, _, domain = address.rpartition("@")
        if not local or not domain or re.search(r"[\x00-\x20\x7f<>]", address):
            return f"l’adresse « {recipient} » est incomplète"
        if not address.isascii() and not self._other_scripts:
            return f"le serveur n’accepte pas les caractères de l’adresse « {recipient} »"
        return ""


def _verdict_on_envelope(answers: Sequence[Answer]) -> Attempt | None:
    """None when content is awaited. What is wrong with us is worth another try; a refused recipient is not."""
    sender = answers[0]
    if not sender.is_good:
        too_big = sender.code == 552
        return Attempt(Sent.REFUSED if too_big else Sent.LATER, f"expéditeur refusé : {sender}")
    recipient = answers[1]
    if not recipient.is_good:
        return _verdict(recipient)
    content = answers[2]
    return None if content.code == 354 else _verdict(content)


def _verdict_on_content(answer: Answer) -> Attempt:
    if answer.is_good:
        return Attempt(Sent.DONE, str(answer))
    return Attempt(Sent.LATER, str(answer)) if _CONTENT.match(answer.words) else _verdict(answer)


def _verdict(answer: Answer) -> Attempt:
    ours = answer.code in _OUR_FAULT or _RELAYING.search(answer.words) is not None
    return Attempt(Sent.REFUSED if answer.code >= 500 and not ours else Sent.LATER, str(answer))


def _content(raw: bytes) -> bytes:
    """The message as it stands on the wire: CRLF, leading dots doubled, a dot at the end."""
    lines = raw.replace(b"\r\n", b"\n").replace(b"\r", b"\n").replace(b"\n.", b"\n..").replace(b"\n", b"\r\n")
    start = b"." if lines.startswith(b".") else b""
    return start + lines + (b".\r\n" if lines.endswith(b"\r\n") else b"\r\n.\r\n")


def _reason(error: Exception) -> str:
    if isinstance(error, ConnectionLost):
        return error.reason
    if isinstance(error, TimeoutError):
        return "le serveur ne répond pas"
    return str(error) or type(error).__name__
