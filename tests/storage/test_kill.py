"""A writer is killed at random moments: all that was acknowledged is there, and nothing by halves."""

from __future__ import annotations

import multiprocessing
import random
import time
from multiprocessing.connection import Connection
from pathlib import Path

import pytest

from campaigns.people import Contact
from storage.audit import history
from storage.reader import open_reading
from tests.storage.writers import write_until_killed
from usecases.messages import Outgoing

context = multiprocessing.get_context("forkserver")
context.set_forkserver_preload(["tests.storage.writers"])


def acknowledged(told: Connection, count: int, then: float) -> list[int]:
    """So many numbers, and those that come within so many seconds more."""
    numbers = [int(told.recv()) for _ in range(count)]
    until = time.monotonic() + then
    while (left := until - time.monotonic()) > 0 and told.poll(left):
        numbers.append(int(told.recv()))
    return numbers


def rest(told: Connection) -> list[int]:
    """What a killed process still told."""
    numbers = []
    try:
        while told.poll():
            numbers.append(told.recv())
    except (EOFError, OSError):
        pass  # the end, perhaps in the middle of a number
    return numbers


async def pairs(directory: Path) -> dict[str, tuple[int, int]]:
    """For each pair the number in its message and in its contact."""
    async with open_reading(directory) as store, store.reading() as look:
        contacts = {c.id[1:]: int(c.name) for c in await look.find(Contact)}
        messages = {m.id[1:]: m.attempts for m in await look.find(Outgoing)}
    return {n: (messages.get(n, -1), contacts.get(n, -1)) for n in messages.keys() | contacts.keys()}


@pytest.mark.parametrize("compacting", [False, True], ids=["writing", "writing and compacting"])
async def test_twenty_kills_lose_nothing_that_was_acknowledged(tmp_path: Path, compacting: bool) -> None:
    moments = random.Random(2017)
    next_number, commits = 1, 0
    for _ in range(20):
        told, child_end = context.Pipe(duplex=False)
        writer = context.Process(target=write_until_killed, args=(tmp_path, child_end, next_number, compacting))
        writer.start()
        child_end.close()
        assert told.recv() == -1  # the store is open
        numbers = acknowledged(told, moments.randrange(30), moments.uniform(0, 0.01))
        writer.kill()
        writer.join()
        numbers += rest(told)
        told.close()
        commits += len(numbers)
        kept = await pairs(tmp_path)
        assert all(message == contact for message, contact in kept.values())
        last = max(numbers, default=next_number - 1)
        for number in range(max(next_number, last - 49), last + 1):
            assert kept[str(number % 50)][0] >= number
        next_number = max([last, *(number for number, _ in kept.values())]) + 1
    assert commits > 100
    # the audit trail has every commit once, through all kills and compactions
    written = [int(str(change.document["attempts"])) for change in history(tmp_path, kind=Outgoing)]
    assert len(written) >= commits
    assert sorted(set(written)) == sorted(written)
