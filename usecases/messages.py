"""The post: what arrives, what leaves, and what waits for a person. Stored by id, applied and sent once."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import TypeAlias

from campaigns.contribution import Channel
from questionnaires.scene import Offer


class MachineKind(StrEnum):
    """Mail that a machine wrote: it is never an answer and never gets one."""

    BOUNCE = "bounce"
    ABSENCE = "absence"
    RECEIPT = "receipt"
    CALENDAR = "calendar"
    FEEDBACK = "feedback"
    LIST = "list"
    OWN = "own"


class Proof(StrEnum):
    """How far the claimed sender is supported: by DKIM or our own server, by nothing, or contradicted."""

    PASSED = "passed"
    NONE = "none"
    FAILED = "failed"


@dataclass(frozen=True)
class MachineMail:
    """What a machine reports. `address` is the recipient that bounced; `hard` means it will not get better."""

    kind: MachineKind
    address: str = ""
    hard: bool = False
    reason: str = ""
    until: date | None = None


@dataclass(frozen=True)
class Attachment:
    """A file that came with a message."""

    name: str
    media_type: str
    content: bytes = field(repr=False)


@dataclass(frozen=True)
class MailFacts:
    """What the headers and the quoted text of a mail say, none of it trusted yet.

    `tokens` are the candidates in the order of their strength: recipient address, subject, quoted reference line.
    `undecipherable` is the reason (French) why nothing could be read in it, or "".
    """

    message_id: str
    subject: str = ""
    recipients: tuple[str, ...] = ()
    answers_to: tuple[str, ...] = ()
    tokens: tuple[str, ...] = ()
    machine: MachineMail | None = None
    proof: Proof = Proof.NONE
    undecipherable: str = ""


@dataclass(frozen=True)
class Incoming:
    """A message that arrived. `reference` is `mail:<message-id>`, or what the edge of a chat network names it.

    `raw` names the kept bytes.

    Chat: `message` is its id at its source, so that an edit (`is_edit`) finds what it corrects; `is_unseen` says that
    it was written before our last question could be read; `opens` that it only opens the conversation, with the
    personal `link` or without (""); `album` names what it was sent together with.

    `quoted` is the message of ours that is answered, or the part of it that they chose; `answered` the id of the one
    of their own. In a group `group` is its chat id and `sender` that of the person.

    `sender` is an address, or a chat id. `text` is the readable text; for mail the reader goes back to the bytes.
    """

    reference: str
    channel: Channel
    received_at: datetime
    sender: str
    sender_name: str = ""
    text: str = ""
    attachments: tuple[Attachment, ...] = ()
    raw: str = ""
    mail: MailFacts | None = None
    message: str = ""
    is_edit: bool = False
    is_unseen: bool = False
    opens: bool = False
    link: str = ""
    group: str = ""
    quoted: str = ""
    album: str = ""
    answered: str = ""


class Outcome(StrEnum):
    """What became of an incoming message, as the command line prints it."""

    RECORDED = "recorded"
    AMENDMENT = "amendment"
    DIFFICULTY = "difficulty"
    NOTHING_NEW = "nothing-new"
    UNMATCHED = "unmatched"
    BOUNCE = "bounce"
    AUTO_REPLY = "auto-reply"
    DUPLICATE = "duplicate"


@dataclass(frozen=True)
class Received:
    """The inbox: one incoming message that was applied. `id` is its reference; `raw` the hash of its bytes.

    `message` is the id of a chat message at its source, `said` its words where no file holds them.
    """

    id: str
    channel: Channel
    received_at: datetime
    outcome: Outcome
    raw: str = ""
    campaign: str = ""
    round: str = ""
    organisation: str = ""
    contact: str = ""
    sender: str = ""
    subject: str = ""
    answers: dict[str, str] = field(default_factory=dict)
    suggested: dict[str, str] = field(default_factory=dict)
    attachments: tuple[str, ...] = ()
    leftover: tuple[str, ...] = ()
    reason: str = ""
    found_by: str = ""
    message: str = ""
    said: str = ""


@dataclass(frozen=True)
class Place:
    """Somewhere an unmatched message may belong, and why."""

    campaign: str
    organisation: str
    contact: str
    why: str


@dataclass(frozen=True)
class Unmatched:
    """A message that waits for a person (« à trier »): kept whole. `state`: open, assigned or closed.

    `together` is where the messages are kept that were sent with it (the other pictures of an album).
    """

    id: str
    reference: str
    channel: Channel
    received_at: datetime
    sender: str
    subject: str
    extract: str
    reason: str
    raw: str = ""
    places: tuple[Place, ...] = ()
    attachments: tuple[str, ...] = ()
    state: str = "open"
    assigned_to: str = ""
    campaign: str = ""
    together: tuple[str, ...] = ()


class LetterKind(StrEnum):
    """Every kind of message that leaves."""

    INVITATION = "invitation"
    REMINDER = "reminder"
    OVERDUE = "overdue"
    RECEIPT = "receipt"
    DRAFT = "draft"
    FINAL = "final"
    NOTICE = "notice"
    ESCALATION = "escalation"
    CHAT = "chat"


class Delivery(StrEnum):
    """Where an outgoing message stands."""

    QUEUED = "queued"
    SENT = "sent"
    FAILED = "failed"  # given up, a person sees it
    WITHDRAWN = "withdrawn"  # before it left: its recipient needed it no more, or another one took its place


Button: TypeAlias = Offer  # what the dialogue offers is what the message carries


@dataclass(frozen=True)
class Outgoing:
    """The outbox: one message that leaves once. `id` is its key (`usecases.keys`), `message_id` derived from it.

    Mail: `raw` names the bytes that are sent, `to` is an address. Chat: `text` and `buttons`, `to` is a chat id.
    `due_at` is when it may next be tried; `claimed_until` keeps two workers apart; `zone` is
    the time zone of the recipient, where no mail leaves outside 08:00 to 19:00 unless it was asked for this moment
    (`at_once`). `quotes` is the id of the chat message that this one answers in a group.

    A message of the calendar has a `step`; it leaves on working days only (`holidays` is the subdivision), and only
    while it is still right: `says` sums up what it was written from.
    """

    id: str
    message_id: str
    channel: Channel
    kind: LetterKind
    to: str
    campaign: str
    round: str
    contact: str
    created_at: datetime
    due_at: datetime
    zone: str = "Europe/Paris"
    step: str = ""
    holidays: str = ""
    says: str = ""
    answers_to: str = ""
    raw: str = ""
    text: str = ""
    buttons: tuple[Button, ...] = ()
    state: Delivery = Delivery.QUEUED
    attempts: int = 0
    claimed_until: datetime | None = None
    sent_at: datetime | None = None
    held_since: datetime | None = None  # since when it waits because nothing can leave; `error` says why
    error: str = ""
    at_once: bool = False
    quotes: str = ""

    @property
    def may_have_left(self) -> bool:
        """Whether the other side may hold it: also one that was in flight when this machine stopped."""
        return self.sent_at is not None or self.claimed_until is not None or self.attempts > 0
