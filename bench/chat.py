"""One chat update to its reply: from what Telegram sends to the synced store, and as python-telegram-bot does it."""

from __future__ import annotations

import asyncio
import tempfile
import time
from collections.abc import Iterator
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path

from telegram import Update
from telegram.ext import Application

from bench.rows import Row, in_turn
from bench.talking import FIRST_CHAT, NOW, SAID, Memory, a_house, library, questionnaire, update
from bot.telegram_groups import Me
from bot.telegram_plain import plain_words
from usecases.chat.converse import converse
from usecases.installation import Installation

PEOPLE = 30  # conversations in one round
ROUNDS = 5
MEMORY = Path("/dev/shm")  # where a sync costs nothing
ME = Me(1, "relance_bot")


def measure() -> list[Row]:
    """As time passes, with every sync; then apart from the sync, as processor time on a disk in memory."""
    with (
        asyncio.Runner() as runner,
        tempfile.TemporaryDirectory() as disk,
        tempfile.TemporaryDirectory(dir=MEMORY if MEMORY.is_dir() else None) as fast,
    ):
        durable = runner.run(_Talks.open(Path(disk)))
        unsynced = runner.run(_Talks.open(Path(fast)))
        peer = _Library()
        handler = "ConversationHandler in memory, the same conversation"
        try:
            synced = in_turn(
                "a chat update to its durable reply",
                {"relance": lambda: runner.run(durable.hold()), handler: lambda: runner.run(peer.hold())},
                ROUNDS,
            )
            apart = in_turn(
                "the same apart from the sync, processor time",
                {
                    "relance": lambda: runner.run(unsynced.hold()),
                    handler: lambda: runner.run(peer.hold()),
                    "the dialogue alone": _dialogue,
                },
                ROUNDS,
                time.process_time,
            )
        finally:
            runner.run(durable.stack.aclose())
            runner.run(unsynced.stack.aclose())
    return [synced, apart]


@dataclass
class _Talks:
    """A house, and people who have not talked yet."""

    house: Installation
    stack: AsyncExitStack
    links: Iterator[tuple[int, str]]
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    @staticmethod
    async def open(directory: Path) -> _Talks:
        stack = AsyncExitStack()
        house, links = await stack.enter_async_context(a_house(directory, PEOPLE * (ROUNDS + 1)))
        return _Talks(house, stack, enumerate(links, FIRST_CHAT))

    async def hold(self) -> int:
        """Whole conversations, one after the other: each update read as the bot reads it, applied, answered durably."""
        for _ in range(PEOPLE):
            chat, link = next(self.links)
            for text in (f"/start {link}", *SAID):
                said = plain_words(update(next(self.numbers), chat, text), ME)
                assert said is not None
                assert (await converse(self.house, said, NOW)).queued
        return PEOPLE * (1 + len(SAID))


class _Library:
    """The library's application, and people who have not talked yet."""

    def __init__(self) -> None:
        self.application: Application = library()  # type: ignore[type-arg]  # as in `library`
        self.numbers, self.chats = count(1), count(FIRST_CHAT)

    async def hold(self) -> int:
        """Whole conversations, one after the other, in memory only."""
        for _ in range(PEOPLE):
            chat = next(self.chats)
            for text in ("/start", *SAID):
                parsed = Update.de_json(update(next(self.numbers), chat, text), self.application.bot)
                await self.application.process_update(parsed)
            assert len(self.application.user_data[chat]["memory"].known) > len(SAID) // 2
        return PEOPLE * (1 + len(SAID))


def _dialogue() -> int:
    asked = questionnaire()
    for _ in range(PEOPLE):
        memory = Memory(asked)
        for text in ("", *SAID):
            memory.hear(text)
    return PEOPLE * (1 + len(SAID))
