"""A campaign on a store of its own, with a clock that only moves when someone speaks."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import cast

from campaigns.campaign import Campaign, Invitation, Round
from campaigns.contribution import Channel, Contribution
from campaigns.people import Contact, contact_id
from campaigns.returns import merge
from mail.compose import MailComposer
from storage.catalogue import ShippedCatalogue
from storage.files import DirectoryFiles
from storage.store import open_store
from usecases.chat.converse import Conversed, converse
from usecases.correspond import chat_key_of
from usecases.find import asked_version
from usecases.installation import Installation
from usecases.launch_campaign import CampaignOrder, launch_campaign
from usecases.messages import Attachment, Incoming, Received, Unmatched
from usecases.ports import FormReader, FormWriter, Reader, ReportWriter
from usecases.record import record
from usecases.replies import FormReading, Placed
from usecases.rounds import RoundOrder
from usecases.transact import transact

CONTACTS = """organisation,name,email,role,function
53,Anne Le Goff,anne@ars-bretagne.example,addressee,directrice
53,Yann Le Bihan,yann@ars-bretagne.example,respondent,qualité
28,Élise Vasseur,elise@ars-normandie.example,respondent,
53,Rozenn Kerbrat,rozenn@sra-bretagne.example,resource,
""".encode()
START = datetime(2017, 9, 4, 9, 0, tzinfo=UTC)
ANNE, YANN, ELISE, ROZENN = (
    contact_id("pnsp", f"{name}@{domain}.example")
    for name, domain in (
        ("anne", "ars-bretagne"),
        ("yann", "ars-bretagne"),
        ("elise", "ars-normandie"),
        ("rozenn", "sra-bretagne"),
    )
)


class NoForm:
    """A reader for which no file is a form of ours."""

    async def read_form(self, attachment: Attachment, asked: object, reference: str) -> FormReading:
        return FormReading()


@dataclass
class House:
    """The installation of a test, and the people who speak in it."""

    installation: Installation
    now: datetime = START
    number: int = 0
    step: timedelta = timedelta(minutes=1)

    def clock(self) -> datetime:
        """One step later at each look."""
        self.now += self.step
        return self.now

    async def terminal(self, contact: str, text: str, reference: str = "") -> Conversed:
        """This contact says this in the terminal."""
        self.number += 1
        incoming = Incoming(
            reference=reference or f"terminal:{self.number}",
            channel=Channel.TERMINAL,
            received_at=self.clock(),
            sender=contact,
            text=text,
        )
        return await converse(self.installation, incoming, self.now)

    async def chat(self, chat: str, text: str, number: int = 0, **more: object) -> Conversed:
        """This chat says this; the number is the id of the update. « /start » opens it, with a token its link."""
        self.number += 1
        opens = text.partition(" ")[0] == "/start"
        incoming = Incoming(
            reference=f"chat:{number or self.number}",
            channel=Channel.CHAT,
            received_at=self.clock(),
            sender=chat,
            text="" if opens else text,
            opens=opens,
            link=await self.link_of(text.partition(" ")[2]) if opens else "",
            **more,  # type: ignore[arg-type]  # a test names the few fields that it needs
        )
        return await converse(self.installation, incoming, self.now)

    async def mail(self, contact: str, code: str, text: str) -> None:
        """This contact answers this question by e-mail, as `receive` would record it."""
        campaign, round, invitation, person = await self.place(contact)
        self.number += 1

        async def decide(transaction: object) -> None:
            await record(
                transaction,  # type: ignore[arg-type]  # `transact` gives a Transaction
                campaign,
                round,
                invitation,
                person,
                asked_version(self.installation.catalogue, campaign),
                [Placed(code, text)],
                Channel.MAIL,
                Incoming(f"mail:{self.number}@ars.example", Channel.MAIL, self.clock(), person.email),
            )

        await transact(self.installation.store, "test", decide)

    async def place(self, contact: str) -> tuple[Campaign, Round, Invitation, Contact]:
        """This contact's place in the first round."""
        async with self.installation.store.reading() as reading:
            campaign = await reading.get(Campaign, "pnsp")
            assert campaign is not None
            round = campaign.rounds[0]
            invitation = await reading.get(Invitation, f"{round.id}/{contact}")
            person = await reading.get(Contact, contact)
        assert invitation is not None
        assert person is not None
        return campaign, round, invitation, person

    async def token(self, contact: str) -> str:
        return (await self.place(contact))[2].token

    async def link(self, contact: str) -> str:
        """What the personal chat link of this contact carries."""
        _, _, invitation, person = await self.place(contact)
        return chat_key_of(self.installation, invitation, person)

    async def link_of(self, given: str) -> str:
        """The link of the invitation with this token, otherwise what was given."""
        async with self.installation.store.reading() as reading:
            for invitation in await reading.find(Invitation, token=given.casefold()):
                return await self.link(invitation.contact)
        return given

    async def answers(self, organisation: str = "53") -> dict[str, str]:
        """What stands of the organisation's return, by code."""
        async with self.installation.store.reading() as reading:
            campaign = await reading.get(Campaign, "pnsp")
            assert campaign is not None
            said = await reading.find(Contribution, return_id=f"{campaign.rounds[0].id}/{organisation}")
        merged = merge(asked_version(self.installation.catalogue, campaign), said)
        return {code: answer.text for code, answer in merged.items()}

    async def contributions(self) -> list[Contribution]:
        async with self.installation.store.reading() as reading:
            return sorted(await reading.find(Contribution, campaign="pnsp"), key=lambda c: c.received_at)

    async def pen(self) -> list[Unmatched]:
        async with self.installation.store.reading() as reading:
            return await reading.find(Unmatched, state="open")

    async def received(self, reference: str) -> Received | None:
        async with self.installation.store.reading() as reading:
            return await reading.get(Received, reference)


@asynccontextmanager
async def a_house(
    directory: Path, form_reader: FormReader | None = None, order: CampaignOrder | None = None
) -> AsyncIterator[House]:
    """A store with the campaign « pnsp », launched the first time; nothing is mailed.

    Of three ARS contacts, unless `order` (with the same id) asks for another one.
    """
    async with open_store(directory / "store", holder="test") as store:
        # The ports that read mail and write paper are never reached from a chat.
        installation = Installation(
            store=store,
            files=DirectoryFiles(directory / "files"),
            catalogue=ShippedCatalogue(directory),
            composer=MailComposer("Relance", "relance@relance.example", "relance+{token}@relance.example", ""),
            reader=cast("Reader", None),
            form_reader=form_reader or NoForm(),
            forms=cast("FormWriter", None),
            reports=cast("ReportWriter", None),
            secret=b"secret of the test",
            domain="relance.example",
        )
        order = order or CampaignOrder(
            "pnsp", "pnsp-2017", CONTACTS, "contacts.csv", RoundOrder("2017-07-17", "2017-09-29")
        )
        async with store.reading() as reading:
            known = await reading.get(Campaign, "pnsp")
        if known is None:
            await launch_campaign(installation, order, datetime(2017, 7, 3, tzinfo=UTC))
        yield House(installation)
