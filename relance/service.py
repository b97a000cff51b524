"""The service: scheduler, mail in and out, chat and pages, started together and ended together."""

from __future__ import annotations

import asyncio
import signal
from contextlib import AsyncExitStack
from pathlib import Path
from typing import TYPE_CHECKING

import structlog

from relance.clock import Clock
from relance.config import Config
from relance.pages import serving
from relance.schedule import Pulse, listen, ticking
from relance.wiring import open_installation, open_post

if TYPE_CHECKING:
    from mail.idle import ImapBell

log = structlog.get_logger()


async def serve(config: Config, data: Path, clock: Clock, tick_seconds: float) -> None:
    """Run until the process is asked to end (SIGINT, SIGTERM)."""
    ended = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, ended.set)
    async with AsyncExitStack() as stack:
        house = await stack.enter_async_context(open_installation(config, data, writing=True, holder="relance serve"))
        post = await stack.enter_async_context(open_post(config, data, house))
        pulse = Pulse(house, post, clock, ended)
        address = await stack.enter_async_context(serving(house, clock, config.web))
        log.info("pages", address=address)
        await stack.enter_async_context(ticking(pulse, tick_seconds))
        for bell in _bells(config):
            stack.push_async_callback(bell.close)
            stack.push_async_callback(_end, asyncio.create_task(listen(bell, pulse.beat)))
        if config.chat.telegram_token:
            from relance.talking import talking  # as in wiring: only where there is a chat

            await stack.enter_async_context(talking(house, clock, config.chat, post.chat, pulse.beat))
        await ended.wait()
        await pulse.end()
        if pulse.broken is not None:
            raise pulse.broken
    log.info("ended")


def _bells(config: Config) -> list[ImapBell]:
    """One for each IMAP folder, unless the configuration wants none."""
    if not config.mail.imap_idle or not (config.mail.imap_host or config.mail.boxes):
        return []
    from mail.idle import ImapBell  # as in wiring: only where there is an IMAP server
    from relance.boxes import imap_boxes

    return [ImapBell(settings) for settings in imap_boxes(config)]


async def _end(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
