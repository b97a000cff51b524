"""One life of the bot, in a process of its own that a test may kill: `python -m tests.bot.lives FOLDER BASE_URL`."""

from __future__ import annotations

import asyncio
import sys
from datetime import timedelta
from pathlib import Path

from bot.telegram import TelegramPoller
from relance.demo.servers.botapi import TOKEN
from tests.bot.house import a_house


async def live(folder: Path, base_url: str) -> None:
    """Answer until killed."""
    async with a_house(folder) as house:
        print("alive", flush=True)  # noqa: T201 - what the test waits for
        await TelegramPoller(TOKEN, base_url, house.installation, house.clock, poll=timedelta(seconds=5)).run()


if __name__ == "__main__":
    asyncio.run(live(Path(sys.argv[1]), sys.argv[2]))
