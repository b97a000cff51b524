"""What has not left: what waits, what was given up, and whether nothing can leave at all; and send again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from campaigns.contribution import Channel
from campaigns.people import Contact
from questionnaires.typography import counted
from usecases.installation import Installation
from usecases.messages import Delivery, LetterKind, Outgoing
from usecases.ports import BadInput, Reading, Transaction
from usecases.still_right import leaves_from
from usecases.transact import transact

_ID = 10
# What a message is called.
_NAMES = {
    LetterKind.INVITATION: "invitation",
    LetterKind.REMINDER: "rappel",
    LetterKind.OVERDUE: "avis de dépassement",
    LetterKind.RECEIPT: "accusé de réception",
    LetterKind.DRAFT: "projet de synthèse",
    LetterKind.FINAL: "synthèse finale",
    LetterKind.NOTICE: "avis",
    LetterKind.ESCALATION: "signalement",
    LetterKind.CHAT: "message instantané",
}


def name_of(message: Outgoing) -> str:
    """What a message is, and the step of the calendar that it belongs to: « rappel J−14 »."""
    step = f" {message.step.replace('-', '−')}" if message.step.startswith("J") else ""
    return _NAMES[message.kind] + step


def awaiting(number: int, what: str = "message") -> str:
    """« 1 message attend », « 13 messages attendent »."""
    return f"{counted(number, what)} {'attendent' if number > 1 else 'attend'}"


@dataclass(frozen=True)
class Outage:
    """Nothing can leave, `since` when, and the reason (French); `waiting` mails are due."""

    since: datetime
    reason: str
    waiting: int


@dataclass(frozen=True)
class Outbox:
    """What has not left, oldest first; `outage` is None where mail leaves, as far as we know."""

    waiting: tuple[Outgoing, ...]
    failed: tuple[Outgoing, ...]
    outage: Outage | None = None


async def outbox(reading: Reading, now: datetime, campaign: str = "") -> Outbox:
    """The messages that wait and those that were given up, of one campaign or of all."""
    queued = await reading.find(Outgoing, state=Delivery.QUEUED)
    failed = await reading.find(Outgoing, state=Delivery.FAILED)
    return Outbox(_of(queued, campaign), _of(failed, campaign), outage(queued, now))


def outage(queued: Sequence[Outgoing], now: datetime) -> Outage | None:
    """Since when and why nothing leaves, told by the queued messages of all campaigns."""
    held = [m for m in queued if m.held_since is not None]
    if not held:
        return None
    since = min(m.held_since for m in held if m.held_since is not None)
    last = max(held, key=lambda m: (m.held_since or since, m.id))
    due = sum(1 for m in queued if m.channel is Channel.MAIL and m.due_at <= now)
    return Outage(since, last.error, due)


def short_id(message: Outgoing) -> str:
    """What a person types to name a message: the start of its Message-ID, without its bracket."""
    return message.message_id.lstrip("<")[:_ID]


async def send_again(house: Installation, ids: Sequence[str], now: datetime) -> list[Outgoing]:
    """Put these messages back into the queue as if new; without `ids`, all that were given up. Returns them.

    An id is the key, or the start of the Message-ID. The address counts as good again. Raises `BadInput`.
    """

    async def decide(transaction: Transaction) -> list[Outgoing]:
        failed = await transaction.find(Outgoing, state=Delivery.FAILED)
        known = [*failed, *await transaction.find(Outgoing, state=Delivery.QUEUED)] if ids else failed
        chosen = {m.id: m for id in ids for m in _named(known, id)} if ids else {m.id: m for m in failed}
        again = [_anew(message, now) for message in chosen.values()]
        for message in again:
            contact = await transaction.get(Contact, message.contact)
            if contact is not None and contact.unreachable and contact.email.casefold() == message.to.casefold():
                transaction.put(replace(contact, unreachable=""))
        transaction.put(*again)
        return again

    return await transact(house.store, "outbox", decide)


def _anew(message: Outgoing, now: datetime) -> Outgoing:
    # one that is on its way right now stays with whoever sends it, or it would leave twice
    claim = message.claimed_until if message.claimed_until is not None and message.claimed_until > now else None
    return replace(
        message,
        state=Delivery.QUEUED,
        attempts=0,
        due_at=leaves_from(message, now),
        claimed_until=claim,
        sent_at=None,
        held_since=None,
    )


def _named(messages: Sequence[Outgoing], id: str) -> list[Outgoing]:
    bare = id.strip().lstrip("<")
    found = [m for m in messages if bare and (m.id == id or m.message_id.lstrip("<").startswith(bare))]
    if not found:
        raise BadInput(
            f"Aucun message de la boîte d’envoi n’a l’identifiant « {id} » ; « relance outbox list » les montre."
        )
    if len(found) > 1:
        raise BadInput(f"« {id} » désigne plusieurs messages : donnez quelques caractères de plus.")
    return found


def _of(messages: Sequence[Outgoing], campaign: str) -> tuple[Outgoing, ...]:
    return tuple(sorted((m for m in messages if campaign in ("", m.campaign)), key=lambda m: (m.due_at, m.id)))
