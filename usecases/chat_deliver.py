"""Send the reply to a chat message at once. It was queued as claimed; what fails waits in the outbox for a tick."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from usecases.installation import Installation
from usecases.messages import Delivery, Outgoing
from usecases.ports import ChatSender, Sent, Transaction
from usecases.transact import transact

# How long a reply is ours alone: if we end before it left, the outbox takes it up after that.
HELD = timedelta(seconds=30)
PAUSE = timedelta(seconds=10)


async def deliver(house: Installation, message: Outgoing, chat: ChatSender, clock: Callable[[], datetime]) -> bool:
    """Send this message and write down what became of it; whether it was accepted."""
    attempt = await chat.send(message.to, message.text, message.buttons)

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
            transaction.put(replace(tried, due_at=now + PAUSE))

    await transact(house.store, "chat", decide)
    return attempt.result is Sent.DONE
