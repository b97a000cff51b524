"""A second chat network, as small as one can be: lines of JSON over a socket, and its adapter to Relance.

The network hands a message over again until it is confirmed. It is here to show what an adapter is.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime

from campaigns.contribution import Channel
from usecases.chat.converse import converse
from usecases.chat.deliver import HELD, deliver
from usecases.installation import Installation
from usecases.messages import Button, Incoming
from usecases.ports import Attempt, ChatSender, Sent

NETWORK = "line"


class LineAdapter:
    """Both ways in one: it receives messages and, as the `ChatSender` port, sends them. The whole of an adapter."""

    def __init__(
        self, port: int, house: Installation, clock: Callable[[], datetime], reach: ChatSender | None = None
    ) -> None:
        self._port, self._house, self._clock = port, house, clock
        self.reach = reach or self

    async def run(self) -> None:
        """Receive, answer and confirm, one message after the other, until cancelled."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        writer.write(b'{"listen": true}\n')
        try:
            while line := await reader.readline():
                said = json.loads(line)
                now = self._clock()
                incoming = Incoming(
                    reference=f"{NETWORK}:{said['number']}",
                    channel=Channel.CHAT,
                    received_at=datetime.fromisoformat(said["at"]),
                    sender=f"{NETWORK}:{said['from']}",
                    sender_name=said["from"],
                    text=said.get("text", ""),
                    opens="link" in said,
                    link=said.get("link", ""),
                )
                done = await converse(self._house, incoming, now, held_until=now + HELD)
                for message in done.queued:
                    await deliver(self._house, message, self.reach, self._clock)
                writer.write(json.dumps({"confirm": said["number"]}).encode() + b"\n")
                await writer.drain()
        finally:
            writer.close()

    async def send(self, chat: str, text: str, buttons: Sequence[Button], quotes: str = "") -> Attempt:
        """One line, on a connection of its own."""
        reader, writer = await asyncio.open_connection("127.0.0.1", self._port)
        says = [[button.label, button.says] for button in buttons]
        sent = {"to": chat.removeprefix(f"{NETWORK}:"), "text": text, "buttons": says}
        writer.write(json.dumps(sent).encode() + b"\n")
        answer = (await reader.readline()).decode().strip()
        writer.close()
        if answer == "gone":
            return Attempt(Sent.REFUSED, "cette personne n’est plus là", is_lost=True)
        return Attempt(Sent.DONE) if answer == "ok" else Attempt(Sent.LATER, "le réseau ne répond pas")


@dataclass
class LineNetwork:
    """The network itself: what people wrote and was not confirmed yet, and what they read."""

    port: int = 0
    waiting: list[dict[str, object]] = field(default_factory=list)
    read: dict[str, list[tuple[str, dict[str, str]]]] = field(default_factory=dict)
    gone: set[str] = field(default_factory=set)
    numbers: int = 0
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    async def write(self, person: str, **said: str) -> None:
        """A person writes."""
        self.numbers += 1
        self.waiting.append({"number": self.numbers, "from": person, "at": datetime.now(UTC).isoformat(), **said})
        await self._notify()

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """A connection: it sends, or it listens and is handed what waits."""
        handing: asyncio.Task[None] | None = None
        with suppress(ConnectionError, asyncio.CancelledError):
            while line := await reader.readline():
                said = json.loads(line)
                if "listen" in said:
                    handing = asyncio.create_task(self._hand_over(writer))
                else:
                    await self._take(said, writer)
        if handing is not None:
            handing.cancel()
        writer.close()

    async def _hand_over(self, writer: asyncio.StreamWriter) -> None:
        given: set[object] = set()
        while True:
            async with self.changed:
                await self.changed.wait_for(lambda: any(said["number"] not in given for said in self.waiting))
            for said in [said for said in self.waiting if said["number"] not in given]:
                given.add(said["number"])
                writer.write(json.dumps(said).encode() + b"\n")

    async def _take(self, line: dict[str, object], writer: asyncio.StreamWriter) -> None:
        if "confirm" in line:
            self.waiting = [said for said in self.waiting if said["number"] != line["confirm"]]
        elif str(line["to"]) in self.gone:
            writer.write(b"gone\n")
        else:
            buttons = line["buttons"]
            assert isinstance(buttons, list)
            self.read.setdefault(str(line["to"]), []).append((str(line["text"]), dict(buttons)))
            writer.write(b"ok\n")
        await self._notify()

    async def _notify(self) -> None:
        async with self.changed:
            self.changed.notify_all()


@asynccontextmanager
async def a_line_network() -> AsyncIterator[LineNetwork]:
    network = LineNetwork()
    server = await asyncio.start_server(network.serve, "127.0.0.1", 0)
    network.port = server.sockets[0].getsockname()[1]
    try:
        yield network
    finally:
        server.close()
