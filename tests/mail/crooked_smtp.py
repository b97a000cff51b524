"""An SMTP server on loopback that misbehaves once, at a step that the test names, in a way that the test names."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

STEPS = ("banner", "EHLO", "MAIL", "RCPT", "DATA", "content")
FINE = {"banner": "220 bonjour", "DATA": "354 allez"}


@dataclass
class Crooked:
    """`manner` is what happens at `step`, `times` times: an answer (« 451 … »), or drop, silence, half, garbage, flood.

    `accepted` counts the contents that were answered with 250.
    """

    step: str
    manner: str
    times: int = 1
    pipelining: bool = True
    port: int = 0
    accepted: int = 0
    connections: int = 0
    released: asyncio.Event = field(default_factory=asyncio.Event)

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """One connection."""
        self.connections += 1
        try:
            if await self._answer("banner", writer):
                await self._talk(reader, writer)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass  # the client has left: that is its right
        finally:
            writer.close()

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        refused = False
        while line := await reader.readline():
            step = line[:4].decode("ascii", "replace").strip().upper()
            if step == "QUIT":
                return
            if step in ("MAIL", "RSET"):
                refused = False
            if step == "DATA" and refused:
                writer.write(b"503 5.5.1 il manque un destinataire\r\n")
                continue
            before = self.times
            if not await self._answer(step, writer):
                return
            refused = refused or (before != self.times and step in ("MAIL", "RCPT", "DATA"))
            if step == "DATA" and not refused:
                await reader.readuntil(b"\r\n.\r\n")
                if not await self._answer("content", writer):
                    return

    async def _answer(self, step: str, writer: asyncio.StreamWriter) -> bool:
        """Say what is to be said at this step; False: the connection is over."""
        if step != self.step or self.times == 0:
            self.accepted += step == "content"
            pipelining = "250-PIPELINING\r\n" if step == "EHLO" and self.pipelining else ""
            writer.write(f"{pipelining}{FINE.get(step, '250 2.0.0 bien')}\r\n".encode())
            await writer.drain()
            return True
        self.times -= 1
        match self.manner:
            case "drop":
                writer.transport.abort()
                return False
            case "silence":
                await self.released.wait()
                return False
            case "half":
                writer.write(b"25")
                await writer.drain()
                return False
            case "garbage":
                writer.write(b"\xff\x00 bonjour, ici un autre service\r\n")
            case "flood":
                writer.write(b"250-" + b"x" * 100_000)
            case answer:
                writer.write(f"{answer}\r\n".encode())
        await writer.drain()
        return True


@asynccontextmanager
async def crooked(server: Crooked) -> AsyncIterator[Crooked]:
    """The server, while the context lasts."""
    listening = await asyncio.start_server(server.serve, "127.0.0.1", 0)
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        server.released.set()
        listening.close()
        await listening.wait_closed()
