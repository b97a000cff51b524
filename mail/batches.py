"""Mail is fetched in batches: enough of them to save round trips, never more than memory should hold."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

T = TypeVar("T")
COUNT = 100
VOLUME = 32_000_000


def in_batches(sized: Iterable[tuple[T, int]], count: int = COUNT, volume: int = VOLUME) -> Iterator[list[T]]:
    """Things with their size in bytes, in order, in lists of at most `count` things and `volume` bytes.

    A thing that is larger alone than `volume` is a batch of its own.
    """
    batch: list[T] = []
    total = 0
    for thing, size in sized:
        if batch and (len(batch) == count or total + size > volume):
            yield batch
            batch, total = [], 0
        batch.append(thing)
        total += size
    if batch:
        yield batch
