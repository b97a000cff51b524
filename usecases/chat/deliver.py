"""Send the reply to a chat message at once. It was queued as claimed; what fails waits in the outbox for a tick."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from campaigns.contribution import Channel
from questionnaires.anew import replace
from usecases.chat.lost import learn
from usecases.installation import Installation
from usecases.messages import Delivery, Outgoing
from usecases.ports import ChatSender, Sent, Transaction
from usecases.transact import transact

# How long a reply is ours alone: if we end before it left, the outbox takes it up after that.
HELD = timedelta(seconds=30)
PAUSE = timedelta(seconds=10)


async def deliver(house: Installation, message: Outgoing, chat: ChatSender, clock: Callable[[], datetime]) -> bool:
    """Send this message, and before it what waits for the same chat since earlier; whether it was accepted."""
    for earlier in await _waiting(house, message, clock()):
        if not await _send(house, earlier, chat, clock):
            # What comes after it in this chat must not overtake it.
            await _put_off(house, message, clock())
            return False
    return await _send(house, message, chat, clock)


async def _waiting(house: Installation, message: Outgoing, now: datetime) -> list[Outgoing]:
    """What was queued for this chat before this message, that nobody is sending just now."""
    async with house.store.reading() as reading:
        queued = await reading.find(Outgoing, contact=message.contact, state=Delivery.QUEUED)
    earlier = [
        m
        for m in queued
        if m.channel is Channel.CHAT
        and m.to == message.to
        and m.id != message.id
        and m.created_at < message.created_at
        and (m.claimed_until is None or m.claimed_until <= now)
    ]
    return sorted(earlier, key=lambda m: m.created_at)


async def _send(house: Installation, message: Outgoing, chat: ChatSender, clock: Callable[[], datetime]) -> bool:
    attempt = await chat.send(message.to, message.text, message.buttons, message.quotes)

    async def decide(transaction: Transaction) -> None:
        stored = await transaction.get(Outgoing, message.id)
        if stored is None or stored.state is not Delivery.QUEUED:
            return
        now = clock()
        tried = replace(stored, attempts=stored.attempts + 1, error=attempt.detail, claimed_until=None)
        if attempt.result is Sent.DONE:
            transaction.put(replace(tried, state=Delivery.SENT, sent_at=now, error=""))
        elif attempt.result is Sent.REFUSED:
            transaction.put(replace(tried, state=Delivery.FAILED))
        else:
            transaction.put(replace(tried, due_at=now + max(PAUSE, attempt.wait or PAUSE)))
        await learn(transaction, message, attempt)

    await transact(house.store, "chat", decide)
    return attempt.result is Sent.DONE


async def _put_off(house: Installation, message: Outgoing, now: datetime) -> None:
    """Leave this message to the outbox, after the one that did not leave."""

    async def decide(transaction: Transaction) -> None:
        stored = await transaction.get(Outgoing, message.id)
        if stored is not None and stored.state is Delivery.QUEUED:
            transaction.put(replace(stored, claimed_until=None, due_at=now + 2 * PAUSE))

    await transact(house.store, "chat", decide)
