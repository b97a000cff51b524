"""Several mailboxes as one: each is read in turn, and one that is out of reach does not hold up the others."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace

from usecases.ports import Arrived, Mailbox, Unreachable


class Mailboxes:
    """What waits in several mailboxes (port `Mailbox`). A handle is `number:handle of that mailbox`."""

    def __init__(self, boxes: Sequence[Mailbox]) -> None:
        self._boxes = tuple(boxes)

    async def arrivals(self) -> AsyncIterator[list[Arrived]]:
        """What waits, box after box. Those out of reach are told together, after all others were read."""
        troubles: list[str] = []
        were_read = True
        for number, box in enumerate(self._boxes):
            try:
                async for batch in box.arrivals():
                    yield [replace(arrived, handle=f"{number}:{arrived.handle}") for arrived in batch]
            except Unreachable as out_of_reach:
                troubles.append(out_of_reach.sentence)
                were_read = were_read and out_of_reach.was_read
        if troubles:
            raise Unreachable(" ".join(troubles), were_read)

    async def taken(self, handles: Sequence[str]) -> None:
        """Tell each mailbox what was taken from it. One out of reach keeps its mails, which then come again."""
        sorted_out: defaultdict[int, list[str]] = defaultdict(list)
        for handle in handles:
            place, _, inner = handle.partition(":")
            sorted_out[int(place)].append(inner)
        troubles: list[str] = []
        for number, inner_handles in sorted_out.items():
            try:
                await self._boxes[number].taken(inner_handles)
            except Unreachable as out_of_reach:
                troubles.append(out_of_reach.sentence)
        if troubles:
            raise Unreachable(" ".join(troubles))
