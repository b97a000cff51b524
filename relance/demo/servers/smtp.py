"""An SMTP server on loopback that keeps what it accepts, and misbehaves on demand."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from mail.maildir import deliver


class Boxes:
    """What was delivered, by recipient address (lower case): in memory, and in Maildirs where a folder is given."""

    def __init__(self, folder: Path | None = None) -> None:
        self._folder = folder
        self._boxes: dict[str, list[bytes]] = {}
        self._changed = asyncio.Condition()

    def of(self, address: str) -> list[bytes]:
        """The mails of one recipient, in the order of their delivery."""
        return list(self._boxes.get(address.lower(), ()))

    @property
    def addresses(self) -> list[str]:
        """Everybody who got something."""
        return sorted(self._boxes)

    @property
    def count(self) -> int:
        """How many mails there are in all boxes."""
        return sum(map(len, self._boxes.values()))

    async def put(self, address: str, raw: bytes) -> None:
        """Deliver one mail; it is durable in its Maildir before this returns."""
        box = self._boxes.setdefault(address.lower(), [])
        if self._folder is not None:
            name = f"{len(box):06d}.{id(self):x}.demo"
            await asyncio.to_thread(deliver, self._folder / address.lower(), raw, name)
        box.append(raw)
        async with self._changed:
            self._changed.notify_all()

    async def until(self, count: int) -> None:
        """Wait until so many mails were delivered in all."""
        async with self._changed:
            await self._changed.wait_for(lambda: self.count >= count)


@dataclass
class Behaviour:
    """How the server misbehaves: what it says to some recipients, and which connections it lets down.

    `refused` and `postponed` map an address (lower case) to the server's whole answer. `drops` is how many
    times it takes the content of a mail and hangs up without a word. `pause` is how long it thinks, in seconds.
    """

    refused: dict[str, str] = field(default_factory=dict)
    postponed: dict[str, str] = field(default_factory=dict)
    content_answer: str = ""
    sender_answer: str = ""
    drops: int = 0
    pause: float = 0.0
    pipelining: bool = True
    connections: int = 0


class SmtpServer:
    """A running server: where it listens, what it got, and how it behaves."""

    def __init__(self, host: str, port: int, boxes: Boxes, behaviour: Behaviour, running: list[_Protocol]) -> None:
        self.host = host
        self.port = port
        self.boxes = boxes
        self.behaviour = behaviour
        self._running = running

    def hang_up(self) -> None:
        """Break every connection without a word."""
        for protocol in self._running:
            _abort(protocol)

    async def until_nobody_is_connected(self) -> None:
        """Wait until every client has left."""
        for protocol in self._running:
            await protocol.ended.wait()


class _Protocol(SMTP):
    """One connection, which says when it ended."""

    ended: asyncio.Event

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self.ended = asyncio.Event()
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        super().connection_lost(error)
        self.ended.set()


class _Handler:
    """The hooks of aiosmtpd: it calls them by their names."""

    def __init__(self, boxes: Boxes, behaviour: Behaviour, needs_login: bool) -> None:
        self._boxes = boxes
        self._behaviour = behaviour
        self._needs_login = needs_login

    async def handle_EHLO(
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str, responses: list[str]
    ) -> list[str]:
        session.host_name = hostname
        self._behaviour.connections += 1
        extra = ["250-PIPELINING"] if self._behaviour.pipelining else []
        return [*responses[:-1], *extra, responses[-1]]

    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if self._needs_login and not session.authenticated:
            return "530 5.7.0 Authentication required"
        if self._behaviour.sender_answer:
            return self._behaviour.sender_answer
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 expéditeur noté"

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        known = address.lower()
        answer = self._behaviour.refused.get(known) or self._behaviour.postponed.get(known)
        if answer:
            return answer
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 destinataire noté"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        if self._behaviour.pause:
            await asyncio.sleep(self._behaviour.pause)
        if self._behaviour.drops:
            self._behaviour.drops -= 1
            _abort(server)
            raise ConnectionResetError
        if self._behaviour.content_answer:
            return self._behaviour.content_answer
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        for address in envelope.rcpt_tos:
            await self._boxes.put(address, content.replace(b"\r\n", b"\n"))
        return "250 2.0.0 message gardé"


@asynccontextmanager
async def smtp_server(
    boxes: Boxes | None = None,
    behaviour: Behaviour | None = None,
    login: tuple[str, str] | None = None,
    tls: ssl.SSLContext | None = None,
    implicit_tls: bool = False,
    port: int = 0,
) -> AsyncIterator[SmtpServer]:
    """Serve on loopback while the context lasts; `login` asks for this user and password.

    `tls` offers STARTTLS, or secures the connection from its start with `implicit_tls`.
    """
    boxes = boxes if boxes is not None else Boxes()
    behaviour = behaviour or Behaviour()
    running: list[_Protocol] = []

    def serve() -> _Protocol:
        protocol = _Protocol(
            _Handler(boxes, behaviour, needs_login=login is not None),
            hostname="mx.demo.example",
            ident="demo",
            enable_SMTPUTF8=True,
            tls_context=None if implicit_tls else tls,
            auth_require_tls=False,
            authenticator=_authenticator(login) if login else None,
            loop=loop,
        )
        running.append(protocol)
        return protocol

    loop = asyncio.get_running_loop()
    server = await loop.create_server(serve, "127.0.0.1", port, ssl=tls if implicit_tls else None)
    try:
        yield SmtpServer("127.0.0.1", server.sockets[0].getsockname()[1], boxes, behaviour, running)
    finally:
        server.close()
        for protocol in running:
            _abort(protocol)
        await server.wait_closed()


def _authenticator(login: tuple[str, str]) -> Callable[[SMTP, Session, Envelope, str, object], AuthResult]:
    expected = LoginPassword(login[0].encode(), login[1].encode())

    def check(server: SMTP, session: Session, envelope: Envelope, mechanism: str, given: object) -> AuthResult:
        return AuthResult(success=given == expected, handled=False)

    return check


def _abort(protocol: SMTP) -> None:
    """Break the connection without a word."""
    if isinstance(protocol.transport, asyncio.Transport):
        protocol.transport.abort()
