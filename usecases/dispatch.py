"""Send what the outbox holds: claim, send, and write down what became of it, one message at a time per connection.

Each message is marked as soon as it was accepted, so that after a crash only those in flight leave again,
with the same Message-ID.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from campaigns.calendar import may_leave, next_leave
from campaigns.contribution import Channel
from campaigns.people import Contact
from usecases.installation import Installation
from usecases.messages import Delivery, Outgoing
from usecases.ports import Attempt, ChatSender, MailSender, Sent, Transaction
from usecases.transact import transact

HELD = timedelta(minutes=5)
FIRST_PAUSE = timedelta(minutes=5)
LONGEST_PAUSE = timedelta(hours=6)
MOST_ATTEMPTS = 12


@dataclass(frozen=True)
class Dispatched:
    """How many messages left, were given up, and will be tried again."""

    sent: int = 0
    failed: int = 0
    retried: int = 0

    def __add__(self, other: Dispatched) -> Dispatched:
        return Dispatched(self.sent + other.sent, self.failed + other.failed, self.retried + other.retried)


async def dispatch(
    house: Installation, mail: MailSender, chat: ChatSender | None, clock: Callable[[], datetime]
) -> Dispatched:
    """Send everything that is due by the clock; `chat` is None where no chat is configured."""
    lanes = await asyncio.gather(*(_lane(house, mail, chat, clock) for _ in range(max(1, house.connections))))
    return sum(lanes, Dispatched())


async def _lane(
    house: Installation, mail: MailSender, chat: ChatSender | None, clock: Callable[[], datetime]
) -> Dispatched:
    """One connection's worth of sending: until nothing is due."""
    done = Dispatched()
    while True:
        now = clock()

        async def claim(transaction: Transaction, now: datetime = now) -> list[Outgoing]:
            return await transaction.claim(now, 1, now + HELD)

        claimed = await transact(house.store, "dispatch", claim)
        if not claimed:
            return done
        for message in claimed:
            done += await _send(house, message, mail, chat, clock)


async def _send(
    house: Installation,
    message: Outgoing,
    mail: MailSender,
    chat: ChatSender | None,
    clock: Callable[[], datetime],
) -> Dispatched:
    now = clock()
    if message.channel is Channel.MAIL and not may_leave(now, message.zone):
        return await _write_down(house, replace(message, due_at=next_leave(now, message.zone)), "", Dispatched())
    attempt = await _try(house, message, mail, chat)
    tried = replace(message, attempts=message.attempts + 1, error=attempt.detail)
    if attempt.result is Sent.DONE:
        sent = replace(tried, state=Delivery.SENT, sent_at=now, error="")
        return await _write_down(house, sent, "", Dispatched(sent=1))
    if attempt.result is Sent.REFUSED:
        failed = replace(tried, state=Delivery.FAILED)
        return await _write_down(house, failed, attempt.detail or "adresse refusée", Dispatched(failed=1))
    if tried.attempts >= MOST_ATTEMPTS:
        return await _write_down(house, replace(tried, state=Delivery.FAILED), "", Dispatched(failed=1))
    return await _write_down(house, replace(tried, due_at=now + _pause(tried.attempts)), "", Dispatched(retried=1))


async def _try(house: Installation, message: Outgoing, mail: MailSender, chat: ChatSender | None) -> Attempt:
    if message.channel is Channel.MAIL:
        raw = await house.files.get(message.raw)
        if raw is None:
            return Attempt(Sent.LATER, f"le fichier du message ({message.raw[:12]}…) manque")
        return (await mail.send([(message.to, raw)]))[0]
    if chat is None:
        return Attempt(Sent.LATER, "aucune messagerie instantanée n’est configurée")
    return await chat.send(message.to, message.text, message.buttons)


async def _write_down(house: Installation, message: Outgoing, unreachable: str, what: Dispatched) -> Dispatched:
    """Store the message as it now stands; a recipient who was refused is not written to again by that channel."""

    async def decide(transaction: Transaction) -> None:
        transaction.put(replace(message, claimed_until=None))
        if unreachable and message.channel is Channel.MAIL:
            contact = await transaction.get(Contact, message.contact)
            if contact is not None and contact.email.casefold() == message.to.casefold():
                transaction.put(replace(contact, unreachable=unreachable))

    await transact(house.store, "dispatch", decide)
    return what


def _pause(attempts: int) -> timedelta:
    """How long to wait after so many tries: 5 minutes, doubled each time, at most 6 hours."""
    return min(FIRST_PAUSE * float(2 ** (attempts - 1)), LONGEST_PAUSE)
