"""Take in the mail that has arrived: each message is acknowledged to its mailbox only after it is durable."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from datetime import datetime

from usecases.installation import Installation
from usecases.messages import Received
from usecases.ports import Arrived, Mailbox
from usecases.receive import receive_mail

AT_ONCE = 16


async def take_in(house: Installation, mailbox: Mailbox, clock: Callable[[], datetime]) -> list[Received]:
    """Receive everything that waits in the mailbox, several at once, and mark it as taken in."""
    room = asyncio.Semaphore(AT_ONCE)

    async def receive(arrived: Arrived) -> Received:
        async with room:
            now = clock()
            # Nothing arrives in the future: under `--now` a file dropped today has arrived at that moment.
            return await receive_mail(house, arrived.raw, min(arrived.received_at, now), now)

    everything: list[Received] = []
    async for batch in mailbox.arrivals():
        # Two messages of one conversation may stand in one batch: Conflict makes the later one decide again.
        results = await asyncio.gather(*(receive(arrived) for arrived in batch), return_exceptions=True)
        done = [a.handle for a, result in zip(batch, results, strict=True) if isinstance(result, Received)]
        await mailbox.taken(done)
        everything += [result for result in results if isinstance(result, Received)]
        for result in results:
            if isinstance(result, BaseException):
                raise result
    return everything
