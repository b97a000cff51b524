"""The coordinators' pages on what the demonstration left behind."""

from __future__ import annotations

import asyncio
from datetime import datetime
from pathlib import Path

from relance.clock import standing_clock
from relance.config import Config, WebSection
from relance.demo.play import MARK
from relance.pages import serving
from relance.wiring import open_installation


async def show_pages(folder: Path) -> None:
    """Serve the pages until Ctrl-C, at the moment at which the demonstration ended."""
    data = folder / "data"
    ended_at = await asyncio.to_thread((data / MARK).read_text, "utf-8")
    clock = standing_clock(datetime.fromisoformat(ended_at))
    async with (
        open_installation(Config(), data, writing=False, holder="relance demo") as house,
        serving(house, clock, WebSection(port=8017)) as address,
    ):
        print(f"\nLes pages de la coordination : {address}  (Ctrl-C pour finir)")  # noqa: T201 - for a person
        await asyncio.Event().wait()
