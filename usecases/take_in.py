"""Take in the mail that has arrived: each message is acknowledged to its mailbox only after it is durable."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from datetime import datetime

from usecases.conversations import in_conversations, marks_of
from usecases.installation import Installation
from usecases.messages import Incoming, Received
from usecases.ports import Arrived, Mailbox
from usecases.receive import apply_mail, keep_and_open

AT_ONCE = 16


async def take_in(house: Installation, mailbox: Mailbox, clock: Callable[[], datetime]) -> list[Received]:
    """Receive everything that waits in the mailbox, several conversations at once, and mark it as taken in."""
    everything: list[Received] = []
    async for batch in mailbox.arrivals():
        results = await _batch(house, batch, clock)
        done = [a.handle for a, result in zip(batch, results, strict=True) if isinstance(result, Received)]
        await mailbox.taken(done)
        everything += [result for result in results if isinstance(result, Received)]
        for result in results:
            if isinstance(result, BaseException):
                raise result
    return everything


async def _batch(
    house: Installation, batch: Sequence[Arrived], clock: Callable[[], datetime]
) -> list[Received | BaseException | None]:
    """What became of each message: None where an earlier one of its conversation failed, so that it comes again."""
    room = asyncio.Semaphore(AT_ONCE)

    async def open_one(arrived: Arrived) -> tuple[Incoming, frozenset[str]]:
        async with room:
            # Nothing arrives in the future: under `--now` a file dropped today has arrived at that moment.
            incoming = await keep_and_open(house, arrived.raw, min(arrived.received_at, clock()))
            return incoming, await marks_of(house, incoming)

    opened = await asyncio.gather(*(open_one(arrived) for arrived in batch), return_exceptions=True)
    results: list[Received | BaseException | None] = [o if isinstance(o, BaseException) else None for o in opened]
    # Only the disk or a missing worker stops an opening. What follows may be of the same conversation: it waits too.
    ready: list[tuple[Incoming, frozenset[str]]] = []
    for one in opened:
        if isinstance(one, BaseException):
            break
        ready.append(one)

    async def converse(conversation: Sequence[int]) -> None:
        async with room:
            for number in conversation:
                try:
                    results[number] = await apply_mail(house, batch[number].raw, ready[number][0], clock())
                except Exception as error:  # noqa: BLE001 -- raised by `take_in`, once what was done is acknowledged
                    results[number] = error
                    return

    await asyncio.gather(*(converse(c) for c in in_conversations([marks for _, marks in ready])))
    return results
