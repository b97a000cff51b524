"""A house, a Bot API over real HTTP, and the bot between them, that can be cut off and begun again."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from bot.telegram import TelegramPoller
from relance.demo.servers.botapi import TOKEN, BotApi, serving_bot_api
from tests.bot.house import House, a_house


async def no_pause(seconds: float) -> None:
    """Time passes at once."""
    await asyncio.sleep(0)


@dataclass
class Bot:
    """A house, a Bot API, and the poller between them."""

    house: House
    api: BotApi

    @asynccontextmanager
    async def running(self) -> AsyncIterator[None]:
        """The poller runs until the end of the block, then is cut off wherever it stands."""
        poller = TelegramPoller(
            TOKEN, self.api.base_url, self.house.installation, self.house.clock, no_pause, timedelta(seconds=5)
        )
        task = asyncio.create_task(poller.run())
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task

    async def start(self, chat: int, contact: str) -> None:
        await self.api.chats.say(chat, f"/start {await self.house.link(contact)}")


@asynccontextmanager
async def a_bot(directory: Path) -> AsyncIterator[Bot]:
    async with a_house(directory) as house, serving_bot_api() as api:
        yield Bot(house, api)


def free_port() -> int:
    """A port of this machine that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        port: int = listening.getsockname()[1]
        return port
