"""The pulse of the service: what is wrong is told once, and the end waits a moment and no longer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from pathlib import Path

import structlog

from mail.maildir import MaildirSender
from relance.schedule import Pulse, ticking
from tests.usecases.test_receive import office
from usecases.ports import Arrived, BadInput, Unreachable
from usecases.tick import Post


class Box:
    """A mailbox whose next look ends as it is told to."""

    def __init__(self) -> None:
        self.sentence = ""
        self.error: Exception | None = None
        self.looks = 0
        self.opens = asyncio.Event()
        self.opens.set()
        self.looked = asyncio.Event()

    async def arrivals(self) -> AsyncIterator[list[Arrived]]:
        self.looks += 1
        self.looked.set()
        await self.opens.wait()
        if self.error is not None:
            raise self.error
        if self.sentence:
            raise Unreachable(self.sentence)
        yield []

    async def taken(self, handles: Sequence[str]) -> None:
        """Nothing is ever taken here."""


async def test_what_is_wrong_is_told_when_it_begins_and_when_it_is_over(tmp_path: Path) -> None:
    box, ended = Box(), asyncio.Event()
    async with office(tmp_path) as house:
        pulse = Pulse(house.installation, Post(box, MaildirSender(tmp_path / "out")), house.clock, ended)
        await pulse.beat()
        with structlog.testing.capture_logs() as logs:
            for sentence in ("La boîte est fermée.", "La boîte est fermée.", "Autre chose.", "", ""):
                box.sentence = sentence
                await pulse.beat()
    told = [line["event"] for line in logs if line["event"] != "tick"]
    assert told == ["La boîte est fermée.", "Autre chose.", "Tout est rentré dans l’ordre."]
    assert not ended.is_set()


async def test_a_disk_that_refuses_is_one_sentence_and_the_next_pass_tries_again(tmp_path: Path) -> None:
    box = Box()
    async with office(tmp_path) as house:
        pulse = Pulse(house.installation, Post(box, MaildirSender(tmp_path / "out")), house.clock, asyncio.Event())
        box.error = OSError(28, "No space left on device", "/data/files/ab")
        with structlog.testing.capture_logs() as logs:
            await pulse.beat()
            box.error = None
            await pulse.beat()
    [line] = [line["event"] for line in logs if line["log_level"] == "warning"]
    assert "/data/files/ab" in line
    assert "exc_info" not in str(logs)


async def test_damaged_data_are_one_sentence_while_they_last(tmp_path: Path) -> None:
    box = Box()
    box.error = BadInput("La fiche « campaign pnsp » des données ne se relit pas.")
    async with office(tmp_path) as house:
        pulse = Pulse(house.installation, Post(box, MaildirSender(tmp_path / "out")), house.clock, asyncio.Event())
        with structlog.testing.capture_logs() as logs:
            await pulse.beat()
            await pulse.beat()
    assert [line["event"] for line in logs if line["event"] != "tick"] == [str(box.error)]


async def test_the_end_lets_a_pass_finish_and_begins_no_other(tmp_path: Path) -> None:
    box = Box()
    box.opens.clear()
    async with office(tmp_path) as house:
        pulse = Pulse(house.installation, Post(box, MaildirSender(tmp_path / "out")), house.clock, asyncio.Event())
        async with ticking(pulse, 600):
            await asyncio.wait_for(box.looked.wait(), 10)
            ending = asyncio.create_task(pulse.end())
            box.opens.set()
            await asyncio.wait_for(ending, 10)
            await pulse.beat()
    assert box.looks == 1


async def test_the_end_does_not_wait_for_a_pass_that_hangs(tmp_path: Path) -> None:
    box = Box()
    box.opens.clear()
    async with office(tmp_path) as house:
        pulse = Pulse(house.installation, Post(box, MaildirSender(tmp_path / "out")), house.clock, asyncio.Event())
        beating = asyncio.create_task(pulse.beat())
        await asyncio.wait_for(box.looked.wait(), 10)
        await asyncio.wait_for(pulse.end(), 10)
        await asyncio.wait_for(beating, 10)
    assert box.looks == 1
