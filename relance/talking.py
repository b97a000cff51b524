"""The chat, in the service: updates that Telegram brings to a port of ours, or that we ask it for."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import structlog
import uvicorn
from telegram.error import TelegramError

from bot.networks import Networks
from bot.telegram import TelegramPoller
from bot.telegram_sender import TelegramSender
from bot.telegram_webhook import TelegramWebhook
from relance.clock import Clock
from relance.config import ChatSection
from relance.embedded import EmbeddedServer
from usecases.installation import Installation
from usecases.ports import BadInput, ChatSender

log = structlog.get_logger()
AGAIN = 60.0


@asynccontextmanager
async def talking(
    house: Installation,
    clock: Clock,
    chat: ChatSection,
    sender: ChatSender | None,
    wake: Callable[[], Awaitable[None]],
) -> AsyncIterator[None]:
    """Talk with people until the end of the block; replies and the outbox share one sender and its limits."""
    telegram = sender.plain if isinstance(sender, Networks) else sender
    if not isinstance(telegram, TelegramSender):
        yield
    elif chat.webhook_url:
        if not chat.webhook_secret:
            raise BadInput(
                "chat.webhook_url demande aussi « webhook_secret » dans la section [chat] (ou la variable "
                "RELANCE_CHAT__WEBHOOK_SECRET) : lui seul prouve que c’est Telegram qui appelle."
            )
        webhook = TelegramWebhook(telegram, house, clock, chat.webhook_secret, wake, reach=sender)
        async with _served(webhook, chat), _running(_announced(webhook, chat.webhook_url)):
            yield
    else:
        poller = TelegramPoller(chat.telegram_token, chat.base_url, house, clock, sender=telegram, reach=sender)
        async with _running(poller.run(wake)):
            yield


async def _announced(webhook: TelegramWebhook, url: str) -> None:
    """Tell Telegram our address, again until it listens."""
    while True:
        try:
            await webhook.announce(url)
        except TelegramError as error:
            log.warning("telegram does not take the webhook address yet", error=type(error).__name__)
            await asyncio.sleep(AGAIN)
        else:
            return


@asynccontextmanager
async def _served(webhook: TelegramWebhook, chat: ChatSection) -> AsyncIterator[None]:
    listening = socket.socket(socket.AF_INET6 if ":" in chat.webhook_host else socket.AF_INET)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((chat.webhook_host, chat.webhook_port))
    except OSError:
        listening.close()
        raise BadInput(
            f"La messagerie ne peut pas être écoutée sur {chat.webhook_host}:{chat.webhook_port} : ce port est pris "
            "ou cette adresse n’est pas à cette machine ; changez « webhook_port » dans la section [chat]."
        ) from None
    settings = uvicorn.Config(
        webhook.app, log_config=None, access_log=False, lifespan="off", timeout_graceful_shutdown=1
    )
    server = EmbeddedServer(settings)
    task = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        yield
    finally:
        server.should_exit = True
        await task
        listening.close()


@asynccontextmanager
async def _running(work: Awaitable[None]) -> AsyncIterator[None]:
    task = asyncio.ensure_future(work)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
