"""Telegram, inwards, by being called: an update is answered with 200 only after it is durable, else it comes again."""

from __future__ import annotations

import asyncio
import hmac
import json
import logging
from collections import defaultdict
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime
from time import monotonic
from typing import cast

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route
from telegram.error import TelegramError

from bot.telegram import COMMANDS
from bot.telegram_desk import Desk, Raw, id_of
from bot.telegram_sender import IN_FLIGHT, TelegramSender
from bot.telegram_updates import WANTED, chat_of
from usecases.installation import Installation
from usecases.ports import ChatSender

log = logging.getLogger(__name__)

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the name of a header
MOST_BYTES = 1_000_000
# How long the later messages of a chat wait for an earlier one that failed and is to come again.
KEPT_BACK = 600.0


class TelegramWebhook:
    """The application that Telegram calls. `sender` is open; nobody without the secret is listened to.

    `reach` is what replies leave through where there are other networks too (`bot.networks`).
    """

    def __init__(
        self,
        sender: TelegramSender,
        house: Installation,
        clock: Callable[[], datetime],
        secret: str,
        wake: Callable[[], Awaitable[None]] | None = None,
        time: Callable[[], float] = monotonic,
        reach: ChatSender | None = None,
    ) -> None:
        self._bot, self._desk = sender.bot, Desk(sender, house, clock, reach=reach)
        self._secret, self._wake, self._time = secret, wake, time
        self._turns: defaultdict[int, asyncio.Lock] = defaultdict(asyncio.Lock)
        self._failed: dict[int, tuple[int, float]] = {}
        self.app = Starlette(routes=[Route("/{path:path}", self._called, methods=["POST"])])

    async def announce(self, url: str) -> None:
        """Tell Telegram where to call and which commands to propose; `TelegramError` where it did not listen."""
        await self._bot.set_webhook(url, secret_token=self._secret, max_connections=IN_FLIGHT, allowed_updates=WANTED)
        with suppress(TelegramError):
            await self._bot.set_my_commands(COMMANDS)

    async def _called(self, request: Request) -> Response:
        """One update."""
        given = request.headers.get(SECRET_HEADER, "")
        if not hmac.compare_digest(given.encode(), self._secret.encode()):
            return Response(status_code=403)
        update = await _update_of(request)
        if update is None:
            return Response(status_code=400)
        chat = chat_of(update)
        async with self._turns[chat]:
            if self._must_wait(chat, id_of(update)):
                return Response(status_code=503)
            taken = await self._desk.take([update])
            if taken.failed:
                self._failed.setdefault(chat, (taken.failed, self._time() + KEPT_BACK))
                return Response(status_code=500)
            if self._failed.get(chat, (0, 0.0))[0] == id_of(update):
                del self._failed[chat]
        if not self._turns[chat].locked():
            self._turns.pop(chat, None)
        if taken.posts and self._wake is not None:
            await self._wake()
        return Response(status_code=200)

    def _must_wait(self, chat: int, id: int) -> bool:
        """Whether an earlier update of this chat is to come again before this one."""
        failed, until = self._failed.get(chat, (0, 0.0))
        if failed and self._time() > until:
            del self._failed[chat]
            return False
        return bool(failed) and id > failed


async def _update_of(request: Request) -> Raw | None:
    """The update in the body, None where there is none."""
    body = b""
    async for chunk in request.stream():
        body += chunk
        if len(body) > MOST_BYTES:
            return None
    try:
        found = json.loads(body)
    except ValueError:
        return None
    if not isinstance(found, dict) or not id_of(cast("Raw", found)):
        return None
    return cast("Raw", found)
