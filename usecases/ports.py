"""The ports: what the use cases ask of the world. Edges implement them; use cases know nothing else.

Errors that a caller must act on are values; `StoreBusy`, `Conflict`, `BadInput` and
`Unreachable` are the only exceptions here.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol, TypeAlias, TypeVar

from campaigns.campaign import Campaign, Invitation
from campaigns.contribution import Channel, Contribution, Return
from campaigns.people import Contact, Organisation
from questionnaires.model import Questionnaire
from synthesis.draft import Amendment, Draft
from usecases.chat.entries import Group, Knock
from usecases.letters import Letter
from usecases.messages import Attachment, Button, Incoming, Outgoing, Received, Unmatched
from usecases.replies import Asked, FormReading, Reply
from usecases.reports import FormOrder, ReportOrder

Stored: TypeAlias = (
    Campaign
    | Contact
    | Invitation
    | Contribution
    | Return
    | Received
    | Outgoing
    | Unmatched
    | Draft
    | Amendment
    | Knock
    | Group
)
S = TypeVar("S", bound=Stored)

# The only attributes that `find` may ask for, properties included; every store keeps an index on each.
# Addresses compare without case.
INDEXED: dict[type[Stored], tuple[str, ...]] = {
    Campaign: (),
    Contact: ("campaign", "organisation", "addresses", "devices"),
    Invitation: ("campaign", "round", "contact", "token", "return_id"),
    Contribution: ("campaign", "round", "return_id"),
    Return: ("campaign", "round"),
    Received: ("campaign", "contact"),
    Outgoing: ("campaign", "round", "contact", "message_id", "state"),
    Unmatched: ("state", "reference"),
    Draft: ("campaign",),
    Amendment: ("campaign", "draft"),
    Knock: ("chat", "address"),
    Group: ("campaign",),
}


class BadInput(Exception):
    """Something the user gave is wrong. `sentence` is one clear French sentence that says what to do."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class StoreBusy(Exception):
    """Another process writes to the store. `holder` says which."""

    def __init__(self, holder: str) -> None:
        super().__init__(holder)
        self.holder = holder


class Conflict(Exception):
    """What a transaction read has changed before its commit; the caller loads and decides again."""


class Unreachable(Exception):
    """A mailbox could not be read now: nothing is lost, the next pass tries again. `sentence` is French.

    `was_read`: all that it holds was read, and something else about it has to be told. `received` is how many
    messages of this pass were taken in all the same.
    """

    def __init__(self, sentence: str, was_read: bool = False) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.was_read = was_read
        self.received = 0


class Reading(Protocol):
    """A look at the store. Everything is a frozen value."""

    async def get(self, kind: type[S], id: str) -> S | None:
        """The stored thing with this id."""
        ...

    async def find(self, kind: type[S], **equal: str) -> list[S]:
        """All things whose indexed fields equal these values (a tuple field: contains), in the order of their ids."""
        ...


class Transaction(Reading, Protocol):
    """A change of the store, all or nothing: it is rolled back unless `commit` is reached.

    `put` replaces the thing with the same id. At commit every thing read or written must still be at the
    version this transaction saw, else `Conflict` is raised and nothing is written.
    """

    def put(self, *things: Stored) -> None: ...

    async def claim(self, now: datetime, limit: int, until: datetime, channel: Channel | None = None) -> list[Outgoing]:
        """Up to `limit` queued messages with `due_at <= now` that nobody holds, oldest first; held until `until`.

        With `channel`, only of that channel.
        """
        ...

    async def commit(self) -> None:
        """Return once the change is durable."""
        ...


class Store(Protocol):
    """The memory of an installation.

    `revision` grows with each commit: where it is the same as before, nothing has changed meanwhile.
    """

    @property
    def revision(self) -> int: ...

    def reading(self) -> AbstractAsyncContextManager[Reading]: ...

    def transaction(self, actor: str) -> AbstractAsyncContextManager[Transaction]:
        """`actor` stands in the journal: who changed this, through which channel ("mail:<...>", "tick", "dgos@...")."""
        ...


class Files(Protocol):
    """Raw messages and attachments, named by the SHA-256 (hex) of their bytes; durable when `put` returns."""

    async def put(self, content: bytes) -> str: ...

    async def get(self, name: str) -> bytes | None: ...

    async def get_some(self, names: Sequence[str], most: int) -> list[bytes | None]:
        """The first of these, together: as many as make up `most` bytes, and one at least.

        None for one that is not there, is damaged or cannot be read: what is read for many must not stop at one.
        """
        ...


class Catalogue(Protocol):
    """The questionnaires and organisation lists that are shipped or were added."""

    def questionnaire(self, id: str, version: str = "") -> Questionnaire | None: ...

    def questionnaires(self) -> list[Questionnaire]: ...

    def organisations(self, name: str) -> tuple[Organisation, ...] | None: ...


class Composer(Protocol):
    """Turns a letter into the bytes of an RFC 5322 message; the same letter always gives the same bytes."""

    def compose(self, letter: Letter) -> bytes: ...


class Sent(StrEnum):
    """What became of one try to send."""

    DONE = "done"
    LATER = "later"  # temporary: back off and try again
    REFUSED = "refused"  # permanent: give up on this recipient
    UNFIT = "unfit"  # permanent, and no fault of the recipient: this message cannot leave as it is
    DOWN = "down"  # not tried: nothing can leave now, whatever the message
    PACED = "paced"  # not tried: more would leave than was agreed, or than there is time for


@dataclass(frozen=True)
class Attempt:
    """The result of one try, with the other side's words.

    Chat: `wait` is how long the server asks us to stay away, `is_lost` says that this chat will take nothing any more,
    and `moved_to` is the id that it has from now on, or "".
    """

    result: Sent
    detail: str = ""
    wait: timedelta | None = None
    is_lost: bool = False
    moved_to: str = ""


# Told each mail's number and what became of it; False: no other mail is to leave now.
Noted: TypeAlias = Callable[[int, Attempt], Awaitable[bool]]


class MailSender(Protocol):
    """Sends composed mails; one attempt per mail, in the same order. Never raises for what a server says."""

    async def send(self, mails: Sequence[tuple[str, bytes]], noted: Noted | None = None) -> list[Attempt]:
        """`mails` are (recipient address, bytes).

        `noted` is awaited for each mail that was tried, before the content of the next leaves on the same connection.
        """
        ...


@dataclass(frozen=True)
class Arrived:
    """A raw mail in a mailbox and the handle that marks it as taken in."""

    raw: bytes
    received_at: datetime
    handle: str


class Mailbox(Protocol):
    """Where mail arrives. A mail comes again until it is `taken`. Both raise `Unreachable`."""

    def arrivals(self) -> AsyncIterator[list[Arrived]]:
        """What waits, in batches."""
        ...

    async def taken(self, handles: Sequence[str]) -> None: ...


class Reader(Protocol):
    """Reads mail, in a worker that can be ended; never raises on bad input."""

    async def open(self, raw: bytes, received_at: datetime) -> Incoming:
        """The bytes as an `Incoming` (with `mail` set), also when nothing can be deciphered."""
        ...

    async def read(self, raw: bytes, asked: Asked) -> Reply:
        """What this mail says, compared with what was asked."""
        ...


class FormReader(Protocol):
    """Reads attached files; never raises on bad input."""

    async def read_form(self, attachment: Attachment, asked: Asked, reference: str) -> FormReading: ...


class FormWriter(Protocol):
    """Makes the forms that go out."""

    def docx(self, order: FormOrder) -> bytes: ...

    def xlsx(self, order: FormOrder) -> bytes: ...


class ReportWriter(Protocol):
    """Prints a synthesis."""

    def docx(self, order: ReportOrder) -> bytes: ...

    def html(self, order: ReportOrder) -> bytes: ...

    def pdf(self, order: ReportOrder) -> bytes: ...


class ChatSender(Protocol):
    """Sends one chat message with its buttons; `quotes` is the id of the message that it answers, or ""."""

    async def send(self, chat: str, text: str, buttons: Sequence[Button], quotes: str = "") -> Attempt: ...
