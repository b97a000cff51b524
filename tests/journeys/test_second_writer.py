"""One process writes; others read meanwhile, and a second writer is told who holds the data."""

from __future__ import annotations

import asyncio
from pathlib import Path

from storage.store import open_store
from tests.journeys.commands import Desk


def test_a_second_writer_is_told_who_writes_and_readers_read_on(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.launch()

    async def while_the_service_runs() -> None:
        async with open_store(tmp_path / "data" / "store", holder="relance serve"):
            status = await asyncio.to_thread(desk, "campaign", "status", "pnsp", "--json")
            assert status.code == 0
            assert status.json["invited"] == 3
            refused = await asyncio.to_thread(desk, "tick")
            assert refused.code == 2
            assert "relance serve" in refused.errors
            assert len(refused.errors.strip().splitlines()) == 1

    asyncio.run(while_the_service_runs())
    assert desk.tick("2017-07-17T11:30")["sent"] == 4
