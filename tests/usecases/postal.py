"""A house with its post: ticks at moments of its own, a mailbox that people write to, senders that remember."""

from __future__ import annotations

import email
import email.policy
import re
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from email.message import EmailMessage
from pathlib import Path
from zoneinfo import ZoneInfo

from campaigns.campaign import Invitation
from campaigns.contribution import Return
from campaigns.people import Contact
from documents.forms import FormPrinter
from documents.returned import FormFileReader
from mail.compose import MailComposer
from mail.reading.settings import ReadingSettings
from mail.worker import InlineReader
from tests.bot.house import CONTACTS, House, a_house
from usecases.installation import Installation
from usecases.launch_campaign import CampaignOrder
from usecases.messages import Button, Outgoing, Received
from usecases.ports import Arrived, Attempt, Noted, Sent, Unreachable
from usecases.rounds import RoundOrder
from usecases.tick import Post, Ticked, tick

OURS = "enquete@relance.example"
PATTERN = "enquete+{token}@relance.example"
PARIS = ZoneInfo("Europe/Paris")
DONE = Attempt(Sent.DONE)


def at(text: str) -> datetime:
    """A moment in Paris."""
    return datetime.fromisoformat(text).replace(tzinfo=PARIS)


OPENS = at("2017-07-17 09:00")


@dataclass
class Left:
    """One message that left."""

    to: str
    when: datetime
    words: str
    subject: str = ""
    raw: bytes = field(default=b"", repr=False)
    buttons: tuple[Button, ...] = ()
    is_chat: bool = False


@dataclass
class Town:
    """Everybody whom the house writes to. `verdict` says what becomes of a message for an address or a chat."""

    house: House
    left: list[Left] = field(default_factory=list)
    waiting: list[Arrived] = field(default_factory=list)
    verdict: Callable[[str], Attempt] = lambda _: DONE
    is_out_of_reach: bool = False
    has_chat: bool = True
    number: int = 0
    now: datetime = OPENS

    @property
    def installation(self) -> Installation:
        return self.house.installation

    async def tick(self, moment: str) -> Ticked:
        """One pass at this moment of Paris."""
        self.now = at(moment)
        self.house.now = self.now
        post = Post(self, _Mail(self), _Chat(self) if self.has_chat else None)
        return await tick(self.installation, post, lambda: self.now)

    async def arrivals(self) -> AsyncIterator[list[Arrived]]:
        if self.is_out_of_reach:
            raise Unreachable("La boîte de réception ne répond pas.")
        if self.waiting:
            yield list(self.waiting)

    async def taken(self, handles: Sequence[str]) -> None:
        self.waiting = [a for a in self.waiting if a.handle not in handles]

    def to(self, name: str) -> list[str]:
        """The subjects of the mails that this person got, and « chat » for a chat message."""
        return ["chat" if one.is_chat else one.subject for one in self.left if one.to.startswith(name)]

    def last(self, name: str) -> Left:
        return [one for one in self.left if one.to.startswith(name)][-1]

    def reply(self, name: str, text: str, subject: str = "", headers: dict[str, str] | None = None) -> None:
        """This person answers the last mail that they got; with a subject it is a fresh mail to the reply address."""
        ours = email.message_from_bytes(self.last(name).raw, policy=email.policy.default)
        self.number += 1
        answer = EmailMessage()
        answer["From"] = str(ours["To"])
        answer["To"] = str(ours["Reply-To"])
        answer["Subject"] = subject or f"RE: {ours['Subject']}"
        answer["Message-ID"] = f"<{self.number}@poste.example>"
        if not subject:
            answer["In-Reply-To"] = str(ours["Message-ID"])
        for key, value in (headers or {}).items():
            answer[key] = value
        answer.set_content(text)
        self.post(answer.as_bytes())

    def post(self, raw: bytes) -> None:
        self.number += 1
        self.waiting.append(Arrived(raw, self.now, f"h{self.number}"))

    async def invitation(self, contact: str) -> Invitation:
        async with self.installation.store.reading() as reading:
            found = await reading.get(Invitation, f"pnsp/recueil/{contact}")
        assert found is not None
        return found

    async def contact(self, id: str) -> Contact:
        async with self.installation.store.reading() as reading:
            found = await reading.get(Contact, id)
        assert found is not None
        return found

    async def outbox(self, contact: str) -> list[Outgoing]:
        async with self.installation.store.reading() as reading:
            return sorted(await reading.find(Outgoing, contact=contact), key=lambda m: m.created_at)

    async def inbox(self) -> list[Received]:
        async with self.installation.store.reading() as reading:
            return sorted(await reading.find(Received, campaign="pnsp"), key=lambda r: r.received_at)

    async def put(self, *things: Contact | Invitation | Return) -> None:
        async with self.installation.store.transaction("test") as transaction:
            transaction.put(*things)
            await transaction.commit()


@dataclass
class _Mail:
    town: Town

    async def send(self, mails: Sequence[tuple[str, bytes]], noted: Noted | None = None) -> list[Attempt]:
        attempts = []
        for number, (to, raw) in enumerate(mails):
            attempt = self.town.verdict(to)
            if attempt.result is Sent.DONE:
                message = email.message_from_bytes(raw, policy=email.policy.default)
                assert isinstance(message, EmailMessage)
                body = message.get_body(("plain",))
                assert body is not None
                subject = re.sub(r"\s*\[#\w+\]", "", str(message["Subject"]))
                words = " ".join(body.get_content().split())
                self.town.left.append(Left(to, self.town.now, words, subject, raw))
            attempts.append(attempt)
            if noted is not None:
                await noted(number, attempt)
        return attempts


@dataclass
class _Chat:
    town: Town

    async def send(self, chat: str, text: str, buttons: Sequence[Button], quotes: str = "") -> Attempt:
        attempt = self.town.verdict(chat)
        if attempt.result is Sent.DONE:
            self.town.left.append(Left(chat, self.town.now, text, buttons=tuple(buttons), is_chat=True))
        return attempt


@asynccontextmanager
async def town(
    directory: Path,
    contacts: str = "",
    most_reminders: int = 8,
    escalate_addressee: int = 0,
    escalate_coordinator: int = 0,
) -> AsyncIterator[Town]:
    """The campaign of the chats, or of these contacts, with everything that mail needs."""
    order = CampaignOrder(
        "pnsp", "pnsp-2017", contacts.encode() or CONTACTS, "contacts.csv", RoundOrder("2017-07-17", "2017-09-29")
    )
    async with a_house(directory, order=order) as house:
        house.installation = replace(
            house.installation,
            composer=MailComposer("DGOS", OURS, PATTERN, f"DGOS – {OURS}"),
            reader=InlineReader(ReadingSettings(reply_pattern=PATTERN, addresses=(OURS,), authserv_id="mx.relance")),
            form_reader=FormFileReader(),
            forms=FormPrinter(),
            most_reminders=most_reminders,
            escalate_addressee=escalate_addressee,
            escalate_coordinator=escalate_coordinator,
        )
        yield Town(house)
