"""The chat, in the service: updates that Telegram brings to a port of ours, or that we ask it for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import structlog
from telegram.error import TelegramError

from bot.networks import Networks
from bot.telegram import TelegramPoller
from bot.telegram_sender import TelegramSender
from bot.telegram_webhook import TelegramWebhook
from relance.clock import Clock
from relance.config import ChatSection
from relance.embedded import bound, served
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
        listening = bound(chat.webhook_host, chat.webhook_port, _refused(chat))
        async with served(webhook.app, listening), _running(_announced(webhook, chat.webhook_url)):
            yield
    else:
        poller = TelegramPoller(chat.telegram_token, chat.base_url, house, clock, sender=telegram, reach=sender)
        async with _running(poller.run(wake)):
            yield


def _refused(chat: ChatSection) -> str:
    return (
        f"La messagerie ne peut pas être écoutée sur {chat.webhook_host}:{chat.webhook_port} : ce port est pris "
        "ou cette adresse n’est pas à cette machine ; changez « webhook_port » dans la section [chat]."
    )


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
async def _running(work: Awaitable[None]) -> AsyncIterator[None]:
    task = asyncio.ensure_future(work)
    try:
        yield
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
