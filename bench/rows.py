"""One row of a benchmark, and how its figures are taken: several rounds, the contenders in turn, the median."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """`seconds` per operation for each contender; "relance" is ours."""

    work: str
    seconds: Mapping[str, float]


def in_turn(
    work: str,
    contenders: Mapping[str, Callable[[], int]],
    rounds: int = 5,
    clock: Callable[[], float] = time.perf_counter,
) -> Row:
    """Run every contender once per round, in turn; each returns how many operations it did. The median counts.

    `clock` counts seconds; `time.process_time` leaves out what a contender waits for (a disk, other programs).
    """
    taken: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(rounds):
        for name, run in contenders.items():
            start = clock()
            operations = run()
            taken[name].append((clock() - start) / operations)
    return Row(work, {name: statistics.median(times) for name, times in taken.items()})


def printed(row: Row) -> str:
    """The row as text: per contender the rate, and its time as a multiple of ours."""
    ours = row.seconds["relance"]
    cells = [
        f"{name} {1 / s:,.0f}/s" + ("" if name == "relance" else f" (×{s / ours:.2f})")
        for name, s in row.seconds.items()
    ]
    return f"{row.work}: " + "; ".join(cells)
