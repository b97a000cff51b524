"""One conversation, held by us and by python-telegram-bot's own ConversationHandler: for the benchmarks."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, TypeAlias, cast

from telegram import Bot, Update
from telegram.ext import Application, ContextTypes, ConversationHandler, MessageHandler, filters

from campaigns.campaign import Invitation
from questionnaires.dialogue import open_conversation, respond
from questionnaires.model import Questionnaire
from questionnaires.scene import Known, Scene
from questionnaires.talk import Talk
from questionnaires.values import understand
from storage.catalogue import OFTEN, ShippedCatalogue
from storage.files import DirectoryFiles
from storage.store import open_store
from usecases.correspond import chat_key_of
from usecases.installation import Installation
from usecases.launch_campaign import CampaignOrder, launch_campaign
from usecases.ports import Composer, FormReader, FormWriter, Reader, ReportWriter
from usecases.rounds import RoundOrder

Raw: TypeAlias = dict[str, object]
NOW = datetime(2017, 9, 4, 9, 0, tzinfo=UTC)
FIRST_CHAT = 1000
SAID = (
    "Un colloque régional en 2016 avec la SRA, 120 participants et un film",
    "Néant",
    "Deux journées sur la déclaration des événements, à Brest et à Rennes, avec l’URPS",
    "Rien à signaler",
    "Centre de simulation en santé ouvert en 2016 au CHU de Brest",
    "aide",
    "Une chambre des erreurs visitée par 300 professionnels",
    "Q4a : néant",
    "Un projet de recherche sur l’identitovigilance mené par le CHU",
    "Oui : le programme a donné un cadre commun à des actions dispersées",
    "merci",
)


def questionnaire() -> Questionnaire:
    found = ShippedCatalogue(Path("no folder of one's own")).questionnaire("pnsp-2017")
    assert found is not None
    return found


def update(number: int, chat: int, text: str) -> Raw:
    """A message as the Bot API hands it over."""
    where = {"id": chat, "type": "private", "first_name": "Anne"}
    command = [{"type": "bot_command", "offset": 0, "length": 6}] if text.startswith("/start") else []
    return {
        "update_id": number,
        "message": {
            "message_id": number,
            "date": int(NOW.timestamp()) + number,
            "chat": where,
            "from": {"id": chat, "is_bot": False, "first_name": "Anne"},
            "text": text,
            **({"entities": command} if command else {}),
        },
    }


@asynccontextmanager
async def a_house(directory: Path, people: int) -> AsyncIterator[tuple[Installation, list[str]]]:
    """A campaign with so many organisations of one person each, and what their chat links carry."""
    codes = [f"{number:05d}" for number in range(people)]
    organisations = "code,name,zone,holidays\n" + "".join(f"{code},ARS {code},,\n" for code in codes)
    contacts = "organisation,name,email,role,function\n"
    contacts += "".join(f"{code},Anne {code},anne{code}@ars.example,addressee,\n" for code in codes)
    order = CampaignOrder(
        "b",
        "pnsp-2017",
        contacts.encode(),
        "c.csv",
        RoundOrder("2017-07-17", "2017-09-29"),
        organisations=organisations.encode(),
        organisations_file="o.csv",
    )
    async with the_house(directory) as house:
        launched = await launch_campaign(house, order, datetime(2017, 7, 3, tzinfo=UTC))
        links = []
        async with house.store.reading() as reading:
            for person in launched.invited:
                (invitation,) = await reading.find(Invitation, contact=person.id)
                links.append(chat_key_of(house, invitation, person))
        yield house, links


@asynccontextmanager
async def the_house(directory: Path) -> AsyncIterator[Installation]:
    """The installation in this folder, as it is."""
    async with open_store(directory / "store", holder="bench") as store:
        yield Installation(
            store,
            DirectoryFiles(directory / "files"),
            ShippedCatalogue(directory, OFTEN),
            cast("Composer", None),
            cast("Reader", None),
            cast("FormReader", None),
            cast("FormWriter", None),
            cast("ReportWriter", None),
            b"secret",
            "relance.example",
        )


@dataclass
class Memory:
    """What a program without a store remembers of one person; the dialogue is ours."""

    asked: Questionnaire
    known: dict[str, Known] = field(default_factory=dict)
    talk: Talk = field(default_factory=Talk)

    def hear(self, text: str) -> str:
        """One message to its reply; "" opens the conversation."""
        scene = Scene(self.asked, self.known, self.talk, NOW.date())
        turn = respond(scene, text) if text else open_conversation(scene)
        for saying in turn.record:
            question = self.asked.question(saying.code)
            assert question is not None
            read = understand(question, saying.text, NOW.date())
            self.known[saying.code] = Known(saying.text, read.standing, (), read)
        self.talk = replace(turn.talk, turned_at=NOW)
        return turn.text


# `Any` stands for the library's own type parameters, of which an application has six
def library() -> Application[Any, Any, Any, Any, Any, Any]:
    """The same conversation as a program of the library: its ConversationHandler, its memory, the same dialogue."""
    asked = questionnaire()

    async def begin(_: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
        assert context.user_data is not None
        context.user_data["memory"] = memory = Memory(asked)
        context.user_data["shown"] = memory.hear("")
        return 1

    async def answer(update: Update, context: ContextTypes.DEFAULT_TYPE) -> int:
        assert context.user_data is not None
        assert update.message is not None
        context.user_data["shown"] = context.user_data["memory"].hear(update.message.text or "")
        return 1

    application = Application.builder().bot(Bot("1:bench")).updater(None).build()
    application.add_handler(
        ConversationHandler(
            [MessageHandler(filters.Regex("^/start"), begin)],
            {1: [MessageHandler(filters.TEXT & ~filters.COMMAND, answer)]},
            [],
        )
    )
    application._initialized = True  # without asking a server who we are
    return application
