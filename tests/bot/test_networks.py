"""What every chat network must do, whichever it is: the same tests over Telegram and over a small second one."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import pytest

from relance.demo.servers.botapi import serving_bot_api
from tests.bot.house import ANNE, YANN, House, a_house
from tests.bot.line_network import LineAdapter, LineNetwork, a_line_network
from tests.bot.running import Bot
from tests.house.tree import ROOT
from usecases.messages import Delivery, Outgoing

NETWORKS = ["telegram", "line"]
BELOW = ("usecases", "questionnaires", "campaigns", "synthesis", "storage")


class OnTelegram:
    """Over the local Bot API."""

    def __init__(self, bot: Bot) -> None:
        self._bot, self.house, self._chats = bot, bot.house, bot.api.chats
        self.running = bot.running

    async def opens(self, person: int, contact: str) -> None:
        await self._bot.start(person, contact)

    async def says(self, person: int, text: str) -> None:
        await self._chats.say(person, text)

    async def presses(self, person: int, label: str) -> None:
        await self._chats.press(person, label)

    async def leaves(self, person: int) -> None:
        self._chats.block(person)

    async def settled(self) -> None:
        await self._chats.until_confirmed()

    def reads(self, person: int) -> list[str]:
        return [message.text for message in self._chats.sent(person)]


class OnLines:
    """Over lines of JSON."""

    def __init__(self, network: LineNetwork, house: House) -> None:
        self._network, self.house = network, house

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        adapter = LineAdapter(self._network.port, self.house.installation, self.house.clock)
        task = asyncio.create_task(adapter.run())
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def opens(self, person: int, contact: str) -> None:
        await self._network.write(str(person), link=await self.house.link(contact))

    async def says(self, person: int, text: str) -> None:
        await self._network.write(str(person), text=text)

    async def presses(self, person: int, label: str) -> None:
        buttons = self._network.read[str(person)][-1][1]
        await self._network.write(str(person), text=buttons[label])

    async def leaves(self, person: int) -> None:
        self._network.gone.add(str(person))

    async def settled(self) -> None:
        async with self._network.changed:
            await self._network.changed.wait_for(lambda: not self._network.waiting)

    def reads(self, person: int) -> list[str]:
        return [text for text, _ in self._network.read.get(str(person), [])]


@asynccontextmanager
async def on(name: str, directory: Path) -> AsyncIterator[OnTelegram | OnLines]:
    async with a_house(directory) as house:
        if name == "telegram":
            async with serving_bot_api() as api:
                yield OnTelegram(Bot(house, api))
        else:
            async with a_line_network() as network:
                yield OnLines(network, house)


@pytest.mark.parametrize("name", NETWORKS)
async def test_a_conversation_is_the_same_everywhere(tmp_path: Path, name: str) -> None:
    async with on(name, tmp_path) as network, network.running():
        await network.opens(11, ANNE)
        await network.settled()
        assert "Bonjour Anne Le Goff" in network.reads(11)[0]
        await network.says(11, "Un colloque en 2016")
        await network.settled()
        await network.presses(11, "Plus tard")
        await network.settled()
        assert "[Q2a]" in network.reads(11)[2]
        assert (await network.house.answers())["Q1a"] == "Un colloque en 2016"


@pytest.mark.parametrize("name", NETWORKS)
async def test_what_was_said_while_we_were_away_is_answered_once(tmp_path: Path, name: str) -> None:
    async with on(name, tmp_path) as network:
        await network.opens(11, ANNE)
        await network.says(11, "Q1a : un colloque")
        await network.says(11, "Q1b : un bus")
        async with network.running():
            await network.settled()
        async with network.running():
            await network.says(11, "Q2a : deux journées")
            await network.settled()
        assert [c.text for c in await network.house.contributions()] == ["un colloque", "un bus", "deux journées"]
        assert len(network.reads(11)) == 4


@pytest.mark.parametrize("name", NETWORKS)
async def test_a_stranger_learns_nothing(tmp_path: Path, name: str) -> None:
    async with on(name, tmp_path) as network, network.running():
        await network.says(99, "anne@ars-bretagne.example")
        await network.says(98, "personne@ars-bretagne.example")
        await network.says(99, "récapitulatif")
        await network.settled()
        assert network.reads(99)[0] == network.reads(98)[0]
        assert "Q1a" not in "".join(network.reads(99))


@pytest.mark.parametrize("name", NETWORKS)
async def test_whoever_left_is_no_longer_written_to(tmp_path: Path, name: str) -> None:
    async with on(name, tmp_path) as network, network.running():
        await network.opens(11, ANNE)
        await network.opens(12, YANN)
        await network.settled()
        await network.leaves(11)
        await network.says(11, "Un colloque en 2016")
        await network.settled()
        assert (await network.house.place(ANNE))[3].chat == ""
        assert (await network.house.place(YANN))[3].chat != ""
        async with network.house.installation.store.reading() as reading:
            states = [m.state for m in await reading.find(Outgoing, contact=ANNE)]
        assert sorted(states) == [Delivery.FAILED, Delivery.SENT]


def test_nothing_below_the_edges_names_a_network() -> None:
    named = [
        f"{path.relative_to(ROOT)}: {line.strip()}"
        for package in BELOW
        for path in sorted((ROOT / package).rglob("*.py"))
        for line in path.read_text(encoding="utf-8").splitlines()
        if re.search(r"telegram|\btg:|t\.me/|matrix|tchap", line, re.IGNORECASE)
    ]
    assert named == []
