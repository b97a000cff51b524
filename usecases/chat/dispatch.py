"""Send the chat messages of the outbox: replies that could not leave at once, and what starts a conversation."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from campaigns.contribution import Channel
from questionnaires.anew import replace
from usecases.chat.lost import learn
from usecases.dispatched import Dispatched
from usecases.installation import Installation
from usecases.messages import Delivery, Outgoing
from usecases.ports import Attempt, ChatSender, Sent, Transaction
from usecases.still_right import held_back
from usecases.transact import transact

HELD = timedelta(minutes=5)
FIRST_PAUSE = timedelta(minutes=5)
LONGEST_PAUSE = timedelta(hours=6)
MOST_ATTEMPTS = 12


async def dispatch_chats(house: Installation, chat: ChatSender | None, clock: Callable[[], datetime]) -> Dispatched:
    """Send the chat messages that are due by the clock, one after the other."""
    done = Dispatched()
    while True:
        now = clock()

        async def claim(transaction: Transaction, now: datetime = now) -> list[Outgoing]:
            return await transaction.claim(now, 1, now + HELD, Channel.CHAT)

        claimed = await transact(house.store, "dispatch", claim)
        if not claimed:
            return done
        held = await held_back(house, claimed, now)
        done += Dispatched(withdrawn=len(held.withdrawn))
        for message in claimed:
            if message.id not in held:
                done += await _send(house, message, chat, clock)


async def _send(
    house: Installation, message: Outgoing, chat: ChatSender | None, clock: Callable[[], datetime]
) -> Dispatched:
    if chat is None:
        attempt = Attempt(Sent.LATER, "aucune messagerie instantanée n’est configurée")
    else:
        attempt = await chat.send(message.to, message.text, message.buttons, message.quotes)
    now = clock()
    tried = replace(message, attempts=message.attempts + 1, error=attempt.detail, claimed_until=None)
    if attempt.result is Sent.DONE:
        after, done = replace(tried, state=Delivery.SENT, sent_at=now, error=""), Dispatched(sent=1)
    elif attempt.result is Sent.REFUSED or tried.attempts >= MOST_ATTEMPTS:
        after, done = replace(tried, state=Delivery.FAILED), Dispatched(failed=1)
    else:
        pause = max(min(FIRST_PAUSE * float(2 ** (tried.attempts - 1)), LONGEST_PAUSE), attempt.wait or timedelta())
        after, done = replace(tried, due_at=now + pause), Dispatched(retried=1)

    async def decide(transaction: Transaction) -> None:
        transaction.put(after)
        await learn(transaction, message, attempt)

    await transact(house.store, "dispatch", decide)
    return done
