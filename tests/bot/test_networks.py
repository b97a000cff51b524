"""What every chat network must do, whichever it is: the same tests over Telegram and over a small second one."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, suppress
from datetime import timedelta
from pathlib import Path

import pytest

from bot.networks import Networks
from bot.telegram import TelegramPoller
from bot.telegram_sender import TelegramSender
from relance.demo.servers.botapi import TOKEN, serving_bot_api
from tests.bot.house import ANNE, YANN, House, a_house
from tests.bot.line_network import NETWORK, LineAdapter, LineNetwork, a_line_network
from tests.bot.running import Bot, no_pause
from tests.house.tree import ROOT
from usecases.messages import Delivery, Outgoing
from usecases.ports import Sent

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


async def test_one_person_talks_on_two_networks_at_once(tmp_path: Path) -> None:
    async with AsyncExitStack() as stack:
        house = await stack.enter_async_context(a_house(tmp_path))
        api = await stack.enter_async_context(serving_bot_api())
        network = await stack.enter_async_context(a_line_network())
        telegram = await stack.enter_async_context(TelegramSender(TOKEN, api.base_url))
        line = LineAdapter(network.port, house.installation, house.clock)
        line.reach = both = Networks(telegram, {NETWORK: line})
        poll = timedelta(seconds=5)
        poller = TelegramPoller(TOKEN, api.base_url, house.installation, house.clock, no_pause, poll, telegram, both)
        tasks = [asyncio.create_task(poller.run()), asyncio.create_task(line.run())]
        chats, lines = OnTelegram(Bot(house, api)), OnLines(network, house)
        await chats.opens(11, ANNE)
        await chats.says(11, "Un colloque en 2016")
        await chats.settled()
        await lines.opens(12, ANNE)
        await lines.settled()
        assert "Déjà répondu" not in lines.reads(12)[0], "her own answer is no news"
        assert "[Q1b]" in lines.reads(12)[0]
        assert "ouverte aussi dans une autre discussion" in chats.reads(11)[-1]
        await lines.says(12, "Un bus en 2017")
        await chats.says(11, "collègue Q2b : yann@ars-bretagne.example")
        await lines.opens(13, YANN)
        await lines.settled()
        await chats.settled()
        await chats.says(11, "collègue Q3a : yann@ars-bretagne.example")
        await chats.settled()
        assert "vous confie la question [Q3a]" in lines.reads(13)[-1], "told where he talks"
        assert (await house.answers()) == {"Q1a": "Un colloque en 2016", "Q1b": "Un bus en 2017"}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def test_a_network_that_is_not_configured_is_tried_later() -> None:
    attempt = await Networks(None, {}).send("line:11", "Bonjour", ())
    assert attempt.result is Sent.LATER
    assert (await Networks(None, {}).send("11", "Bonjour", ())).result is Sent.LATER
