"""The service: scheduler, mail in and out, chat and pages, started together and ended together."""

from __future__ import annotations

import asyncio
import signal
from contextlib import AsyncExitStack
from pathlib import Path

import structlog

from relance.clock import Clock
from relance.config import Config
from relance.pages import serving
from relance.schedule import Pulse, ticking
from relance.wiring import open_installation, open_post

log = structlog.get_logger()


async def serve(config: Config, data: Path, clock: Clock, tick_seconds: float) -> None:
    """Run until the process is asked to end (SIGINT, SIGTERM)."""
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, ended.set)
    async with AsyncExitStack() as stack:
        house = await stack.enter_async_context(open_installation(config, data, writing=True, holder="relance serve"))
        post = await stack.enter_async_context(open_post(config, data))
        pulse = Pulse(house, post, clock, ended)
        address = await stack.enter_async_context(serving(house, clock, config.web))
        log.info("pages", address=address)
        await stack.enter_async_context(ticking(pulse, tick_seconds))
        if config.chat.telegram_token:
            from bot.telegram import TelegramPoller  # as in wiring: only where there is a chat

            poller = TelegramPoller(config.chat.telegram_token, config.chat.base_url, house, clock)
            stack.push_async_callback(_end, asyncio.create_task(poller.run(pulse.beat)))
        await ended.wait()
        if pulse.broken is not None:
            raise pulse.broken
    log.info("ended")


async def _end(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
