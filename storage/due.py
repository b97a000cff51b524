"""The outbox in the order in which it leaves: what is queued by its due time, what a worker holds apart.

`claim` must not look at 100,000 messages to find the 50 that are due, so two sorted lists are kept.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator, Mapping
from datetime import datetime
from heapq import merge
from typing import TypeAlias

from usecases.messages import Delivery

# due, created (both seconds since 1970), id: the order of leaving
Place: TypeAlias = tuple[float, float, str]


class DueQueue:
    """Which messages may be claimed at a given moment, oldest first."""

    def __init__(self) -> None:
        self._free: list[Place] = []
        self._held: list[tuple[float, Place]] = []  # held until, place
        self._where: dict[str, tuple[float | None, Place]] = {}

    def fill(self, documents: Mapping[str, Mapping[str, object]]) -> None:
        """Start again from all messages of the outbox."""
        self._where = {}
        for id, document in documents.items():
            spot = _spot(id, document)
            if spot is not None:
                self._where[id] = spot
        self._free = sorted(place for until, place in self._where.values() if until is None)
        self._held = sorted((until, place) for until, place in self._where.values() if until is not None)

    def update(self, id: str, document: Mapping[str, object]) -> None:
        """One message was written."""
        spot, before = _spot(id, document), self._where.get(id)
        if spot == before:
            return
        if before is not None:
            until, place = before
            if until is None:
                del self._free[bisect_left(self._free, place)]
            else:
                del self._held[bisect_left(self._held, (until, place))]
            del self._where[id]
        if spot is not None:
            until, place = spot
            if until is None:
                insort(self._free, place)
            else:
                insort(self._held, (until, place))
            self._where[id] = spot

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


def due_alike(before: Mapping[str, object], after: Mapping[str, object]) -> bool:
    """Whether two versions of a message stand at the same place, seen at a glance."""
    return all(before.get(key) == after.get(key) for key in ("state", "claimed_until", "due_at", "created_at"))


def claimable_place(id: str, document: Mapping[str, object], now: datetime) -> Place | None:
    """Where this one message stands among those that may be claimed at `now`, or None if it may not."""
    spot = _spot(id, document)
    if spot is None:
        return None
    until, place = spot
    moment = now.timestamp()
    return place if place[0] <= moment and (until is None or until <= moment) else None


def _until(held: tuple[float, Place]) -> float:
    return held[0]


def _spot(id: str, document: Mapping[str, object]) -> tuple[float | None, Place] | None:
    if document.get("state", Delivery.QUEUED) != Delivery.QUEUED:
        return None
    until = document.get("claimed_until")
    place = (_seconds(document["due_at"]), _seconds(document["created_at"]), id)
    return (None if until is None else _seconds(until)), place


def _seconds(moment: object) -> float:
    return datetime.fromisoformat(str(moment)).timestamp()
