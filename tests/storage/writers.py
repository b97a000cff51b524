"""Writers for the tests that kill them: each runs in a process of its own and tells what was acknowledged."""

from __future__ import annotations

import asyncio
from multiprocessing.connection import Connection
from pathlib import Path

from storage.store import TinyStore, open_store
from tests.storage.things import contact, message
from usecases.messages import Outgoing


async def write_pair(store: TinyStore, number: int) -> None:
    """One commit of two things that must never be apart: a message and a contact with the same number."""
    async with store.transaction(f"writer {number}") as change:
        before = await change.get(Outgoing, f"m{number % 50}")
        assert before is None or before.attempts < number
        change.put(message(f"m{number % 50}", attempts=number), contact(f"c{number % 50}", name=str(number)))
        await change.commit()


def write_until_killed(directory: Path, told: Connection, start: int, compacting: bool) -> None:
    """Write pairs `start`, `start` + 1, …, four at a time, and tell each number once its commit returned."""

    async def run() -> None:
        async with open_store(directory, holder="writer") as store:
            told.send(-1)
            compaction: asyncio.Task[None] | None = None
            number = start
            while True:
                batch = range(number, number + 4)
                await asyncio.gather(*(write_pair(store, n) for n in batch))
                for n in batch:
                    told.send(n)
                number += 4
                if compacting and (compaction is None or compaction.done()):
                    compaction = asyncio.create_task(store.compact())

    asyncio.run(run())


def hold(directory: Path, told: Connection) -> None:
    """Hold the store until the other side says something."""

    async def run() -> None:
        async with open_store(directory, holder="relance serve"):
            told.send("held")
            told.recv()

    asyncio.run(run())
