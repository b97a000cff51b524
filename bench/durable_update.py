"""One durable update of one document: our store, the raw synced append (the limit), TinyDB's default (the peer)."""

from __future__ import annotations

import asyncio
import os
import tempfile
from collections.abc import Callable, Iterable
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import UTC, datetime
from itertools import count
from pathlib import Path

from tinydb import TinyDB

from bench.rows import Row, in_turn
from campaigns.contribution import Channel
from storage.codec import to_document
from storage.store import TinyStore, open_store
from usecases.messages import LetterKind, Outgoing

SIZES = (100, 1_000, 10_000, 100_000)
UPDATES = 300  # of ours and of the limit in one round
PEER_UPDATES = {100: 50, 1_000: 10, 10_000: 2, 100_000: 1}


def message(number: int) -> Outgoing:
    """One mail of an outbox, about 600 bytes as a document."""
    moment = datetime(2017, 9, 1, 9, tzinfo=UTC)
    return Outgoing(
        id=f"pnsp-2017/r1|contact{number}@ars.example|mail|reminder|J-14",
        message_id=f"<{number:032x}@relance.example>",
        channel=Channel.MAIL,
        kind=LetterKind.REMINDER,
        to=f"contact{number}@ars.example",
        campaign="pnsp-2017",
        round="pnsp-2017/r1",
        contact=f"pnsp-2017/contact{number}@ars.example",
        created_at=moment,
        due_at=moment,
        raw=f"{number:064x}",
    )


async def fill(store: TinyStore, size: int) -> None:
    """So many messages in the outbox, compacted."""
    for start in range(0, size, 1_000):
        async with store.transaction("bench") as change:
            change.put(*(message(number) for number in range(start, min(size, start + 1_000))))
            await change.commit()
    await store.compact()


def ours(runner: asyncio.Runner, store: TinyStore, size: int) -> Callable[[], int]:
    """Transactions of one put each, on messages all over the outbox."""
    changed = [replace(message(number * 7919 % size), attempts=number) for number in range(UPDATES)]

    async def update() -> None:
        for thing in changed:
            async with store.transaction("bench") as change:
                change.put(thing)
                await change.commit()

    def run() -> int:
        runner.run(update())
        return UPDATES

    return run


def limit(path: Path, line: bytes) -> Callable[[], int]:
    """Append the same number of bytes and sync them: nothing durable can cost less."""

    def run() -> int:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        for _ in range(UPDATES):
            os.write(descriptor, line)
            os.fdatasync(descriptor)
        os.close(descriptor)
        return UPDATES

    return run


def peer(path: Path, size: int) -> Callable[[], int]:
    """TinyDB as it comes: JSONStorage writes everything again."""
    database = TinyDB(path)
    database.insert_multiple(dict(to_document(message(number))) for number in range(size))
    numbers = count()

    def run() -> int:
        for _ in range(PEER_UPDATES[size]):
            number = next(numbers)
            database.update({"attempts": number}, doc_ids=[1 + number * 7919 % size])
        return PEER_UPDATES[size]

    return run


def _length_of_a_line(store: TinyStore, updates: Callable[[], int]) -> int:
    before, done = store.journal.end, updates()
    return (store.journal.end - before) // done


def measure() -> Iterable[Row]:
    """A row for each size of the outbox, each in a directory of its own on the disk that holds temporary files."""
    for size in SIZES:
        with tempfile.TemporaryDirectory() as name, asyncio.Runner() as runner:
            directory, stack = Path(name), AsyncExitStack()
            store = runner.run(stack.enter_async_context(open_store(directory / "store", holder="bench")))
            runner.run(fill(store, size))
            once = ours(runner, store, size)
            line = b"x" * _length_of_a_line(store, once)
            yield in_turn(
                f"one durable update among {size:,} documents",
                {
                    "relance": once,
                    "append + fdatasync (limit)": limit(directory / "raw", line),
                    "TinyDB JSONStorage (peer)": peer(directory / "peer.json", size),
                },
            )
            runner.run(stack.aclose())
