"""One chat message to its reply: `converse` over the real store, beside what python-telegram-bot alone costs."""

from __future__ import annotations

import asyncio
import tempfile
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

from telegram import Bot, Update
from telegram.ext import Application, ContextTypes, MessageHandler, filters

from bench.rows import Row, in_turn
from campaigns.campaign import Invitation
from campaigns.contribution import Channel
from questionnaires.dialogue import open_conversation, respond
from questionnaires.scene import Scene
from questionnaires.talk import Talk
from storage.catalogue import ShippedCatalogue
from storage.files import DirectoryFiles
from storage.store import open_store
from usecases.converse import converse
from usecases.installation import Installation
from usecases.launch_campaign import CampaignOrder, launch_campaign
from usecases.messages import Incoming
from usecases.ports import Composer, FormReader, FormWriter, Reader, ReportWriter

MESSAGES = 50
NOW = datetime(2017, 9, 4, 9, 0, tzinfo=UTC)
ANSWERS = ("Un colloque en 2016 avec la SRA", "Néant", "Q3a : un centre de simulation au CHU", "aide", "merci")
CATALOGUE = ShippedCatalogue(Path("no folder of one's own"))
CONTACTS = b"organisation,name,email,role,function\n53,Anne,anne@ars.example,addressee,\n"


def measure() -> list[Row]:
    """Durable (`relance`), the dialogue alone, and the update parsed and handed to an empty PTB handler."""
    with tempfile.TemporaryDirectory() as folder, asyncio.Runner() as runner:
        house = runner.run(_Chat.open(Path(folder)))
        try:
            row = in_turn(
                "a chat message to its reply",
                {
                    "relance": lambda: runner.run(house.talk()),
                    "the dialogue alone": _dialogue,
                    "python-telegram-bot, empty handler": lambda: runner.run(_handled_by_the_library()),
                },
            )
        finally:
            runner.run(house.stack.aclose())
    return [row]


@dataclass
class _Chat:
    """A house with one campaign, and the chat of one person in it."""

    house: Installation
    stack: AsyncExitStack
    said: int = 0

    @staticmethod
    async def open(directory: Path) -> _Chat:
        stack = AsyncExitStack()
        store = await stack.enter_async_context(open_store(directory / "store", holder="bench"))
        house = Installation(
            store,
            DirectoryFiles(directory / "files"),
            ShippedCatalogue(directory),
            cast("Composer", None),
            cast("Reader", None),
            cast("FormReader", None),
            cast("FormWriter", None),
            cast("ReportWriter", None),
            b"secret",
            "relance.example",
        )
        order = CampaignOrder("b", "pnsp-2017", CONTACTS, "c.csv", "2017-07-17", "2017-09-29")
        launched = await launch_campaign(house, order, datetime(2017, 7, 3, tzinfo=UTC))
        async with store.reading() as reading:
            (invitation,) = await reading.find(Invitation, contact=launched.invited[0].id)
        await converse(house, _incoming(0, f"/start {invitation.token}"), NOW)
        return _Chat(house, stack)

    async def talk(self) -> int:
        """Each message is kept, applied, recorded and answered in a synced transaction."""
        for _ in range(MESSAGES):
            self.said += 1
            await converse(self.house, _incoming(self.said, ANSWERS[self.said % len(ANSWERS)]), NOW)
        return MESSAGES


def _incoming(number: int, text: str) -> Incoming:
    return Incoming(f"tg:{number}", Channel.CHAT, NOW, "7", text=text)


def _dialogue() -> int:
    questionnaire = CATALOGUE.questionnaire("pnsp-2017")
    assert questionnaire is not None
    turn = open_conversation(Scene(questionnaire, {}, Talk(), NOW.date()))
    for number in range(MESSAGES):
        turn = respond(Scene(questionnaire, {}, turn.talk, NOW.date()), ANSWERS[number % len(ANSWERS)])
    return MESSAGES


async def _handled_by_the_library() -> int:
    """What the library needs to parse an update and call a handler that does nothing."""
    seen = 0

    async def handle(_: Update, __: ContextTypes.DEFAULT_TYPE) -> None:
        nonlocal seen
        seen += 1

    application = Application.builder().bot(Bot("1:bench")).updater(None).build()
    application.add_handler(MessageHandler(filters.TEXT, handle))
    application._initialized = True  # without asking a server who we are
    person = {"id": 7, "type": "private", "first_name": "Anne", "is_bot": False}
    for number in range(MESSAGES):
        message = {"message_id": number, "date": 1504515600, "chat": person, "from": person, "text": "bonjour"}
        update = Update.de_json({"update_id": number, "message": message}, application.bot)
        await application.process_update(update)
    assert seen == MESSAGES
    return MESSAGES
