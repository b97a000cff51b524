"""The outbox in the order in which it leaves: what is queued by its due time, what a worker holds apart.

`claim` must not look at 100,000 messages to find the 50 that are due, so two sorted lists are kept.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator
from datetime import datetime
from heapq import merge
from typing import TypeAlias

from storage.codec import Document, alike
from usecases.messages import Delivery

# due, created (both seconds since 1970), id: the order of leaving
Place: TypeAlias = tuple[float, float, str]

# where a message stands follows from these fields alone
_PLACED_BY = ("state", "claimed_until", "due_at", "created_at")


class DueQueue:
    """Which messages may be claimed at a given moment, oldest first."""

    def __init__(self) -> None:
        self._free: list[Place] = []
        self._held: list[tuple[float, Place]] = []  # held until, place
        self._loaded: dict[str, tuple[float | None, Place]] = {}

    def load(self, id: str, document: Document) -> None:
        """Like `update`, while everything is read from the disk; `settle` must follow."""
        spot = _spot(id, document)
        if spot is not None:
            self._loaded[id] = spot
        else:
            self._loaded.pop(id, None)

    def settle(self) -> None:
        """Start again from what was loaded."""
        places = self._loaded.values()
        self._free = sorted(place for until, place in places if until is None)
        self._held = sorted((until, place) for until, place in places if until is not None)
        self._loaded = {}

    def update(self, id: str, before: Document | None, after: Document) -> None:
        """One message was written, in place of what it was before."""
        if before is not None and alike(before, after, _PLACED_BY):
            return
        old = None if before is None else _spot(id, before)
        if old is not None:
            until, place = old
            if until is None:
                del self._free[bisect_left(self._free, place)]
            else:
                del self._held[bisect_left(self._held, (until, place))]
        new = _spot(id, after)
        if new is not None:
            until, place = new
            if until is None:
                insort(self._free, place)
            else:
                insort(self._held, (until, place))

    def claimable(self, now: datetime) -> Iterator[Place]:
        """What is due at `now` and held by nobody, oldest first; do not write while iterating."""
        moment = now.timestamp()
        # a hold that ends at `now` has ended
        ended = bisect_right(self._held, moment, key=_until)
        released = sorted(place for _, place in self._held[:ended] if place[0] <= moment)
        for place in merge(self._free, released):
            if place[0] > moment:
                return
            yield place


def claimable_place(id: str, document: Document, now: datetime) -> Place | None:
    """Where this one message stands among those that may be claimed at `now`, or None if it may not."""
    spot = _spot(id, document)
    if spot is None:
        return None
    until, place = spot
    moment = now.timestamp()
    return place if place[0] <= moment and (until is None or until <= moment) else None


def _until(held: tuple[float, Place]) -> float:
    return held[0]


def _spot(id: str, document: Document) -> tuple[float | None, Place] | None:
    if document.get("state", Delivery.QUEUED) != Delivery.QUEUED:
        return None
    until = document.get("claimed_until")
    due = _seconds(document["due_at"])
    # most are due when they are created: one number then
    created = due if document["created_at"] == document["due_at"] else _seconds(document["created_at"])
    place = (due, created, id)
    return (None if until is None else _seconds(until)), place


def _seconds(moment: object) -> float:
    return datetime.fromisoformat(str(moment)).timestamp()
