"""Telegram, outwards: one chat message with its buttons, in parts where it is long, and what the server says of it."""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from types import TracebackType

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions
from telegram.error import BadRequest, ChatMigrated, Forbidden, RetryAfter, TelegramError
from telegram.request import HTTPXRequest

from usecases.messages import Button
from usecases.ports import Attempt, Sent

# Both write the address of each call at INFO or DEBUG, and the address holds the bot's token.
for _name in ("httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.WARNING)
# `RetryAfter` gives a timedelta; without this the library warns each time it is raised.
os.environ.setdefault("PTB_TIMEDELTA", "true")

IN_FLIGHT = 5
LONGEST_TEXT = 4096  # UTF-16 units
LONGEST_DATA = 64  # bytes
SHORT_FLOOD = timedelta(seconds=5)
ROW = 36  # characters of the labels in one row
MOST_BUTTONS = 60

Pause = Callable[[float], Awaitable[None]]


class TelegramSender:
    """The `ChatSender` port; open as an async context manager. `last_shown` is the last message id by chat.

    `base_url` is the server: `https://api.telegram.org`, or a local one.
    """

    def __init__(self, token: str, base_url: str, pause: Pause = asyncio.sleep) -> None:
        root = base_url.rstrip("/")
        # Not `Bot.initialize`: it would ask the server who we are, and the server may be down just now.
        self._requests = (
            HTTPXRequest(connection_pool_size=2 * IN_FLIGHT, pool_timeout=30.0, read_timeout=20.0),
            HTTPXRequest(connection_pool_size=1, read_timeout=10.0),
        )
        self.bot = Bot(
            token,
            base_url=f"{root}/bot",
            base_file_url=f"{root}/file/bot",
            request=self._requests[0],
            get_updates_request=self._requests[1],
        )
        self.last_shown: dict[str, int] = {}
        self._pause = pause
        self._room = asyncio.Semaphore(IN_FLIGHT)
        self._parts_done: dict[tuple[str, str], int] = {}

    async def __aenter__(self) -> TelegramSender:
        for request in self._requests:
            await request.initialize()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for request in self._requests:
            await request.shutdown()

    async def send(self, chat: str, text: str, buttons: Sequence[Button]) -> Attempt:
        """Send one message, in several parts where it is long; the buttons stand under the last."""
        async with self._room:
            try:
                await self._send_parts(chat, text, buttons)
            except (Forbidden, ChatMigrated, BadRequest) as error:
                return Attempt(Sent.REFUSED, self.told(error))
            except TelegramError as error:
                return Attempt(Sent.LATER, self.told(error))
        return Attempt(Sent.DONE)

    async def _send_parts(self, chat: str, text: str, buttons: Sequence[Button]) -> None:
        pieces = parts(text)
        done = self._parts_done.pop((chat, text), 0)
        for position, piece in enumerate(pieces):
            if position < done:
                continue
            keyboard = keyboard_of(buttons) if position == len(pieces) - 1 else None
            try:
                await self._send_one(chat, piece, keyboard)
            except TelegramError:
                # The next try of the same message goes on where this one stopped.
                self._parts_done[chat, text] = position
                raise

    async def _send_one(self, chat: str, text: str, keyboard: InlineKeyboardMarkup | None) -> None:
        """One call; a short flood limit is waited for once."""
        preview = LinkPreviewOptions(is_disabled=True)
        try:
            sent = await self.bot.send_message(chat, text, reply_markup=keyboard, link_preview_options=preview)
        except RetryAfter as flood:
            wait = pause_asked(flood)
            if wait > SHORT_FLOOD:
                raise
            await self._pause(wait.total_seconds())
            sent = await self.bot.send_message(chat, text, reply_markup=keyboard, link_preview_options=preview)
        self.last_shown[chat] = sent.message_id

    def told(self, error: TelegramError) -> str:
        """What the server said, without the token."""
        return error.message.replace(self.bot.token, "…")


def parts(text: str) -> list[str]:
    """The text in pieces that Telegram takes, cut at line ends, else at spaces, else anywhere."""
    pieces: list[str] = []
    rest = text
    while _units(rest) > LONGEST_TEXT:
        most = LONGEST_TEXT
        while _units(rest[:most]) > LONGEST_TEXT:
            most -= _units(rest[:most]) - LONGEST_TEXT
        cut = max(rest.rfind("\n", 1, most), 0) or max(rest.rfind(" ", 1, most), 0) or most
        pieces.append(rest[:cut])
        rest = rest[cut:].lstrip("\n") if rest[cut : cut + 1] == "\n" else rest[cut:]
    return [*pieces, rest] if rest.strip() or not pieces else pieces


def _units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def keyboard_of(buttons: Sequence[Button]) -> InlineKeyboardMarkup | None:
    """The buttons in rows: short labels share one. A button that says more than Telegram takes is left out."""
    rows: list[list[InlineKeyboardButton]] = []
    room = 0
    for button in buttons[:MOST_BUTTONS]:
        if len(button.says.encode()) > LONGEST_DATA:
            continue
        key = InlineKeyboardButton(button.label, callback_data=button.says)
        if len(button.label) > room or not rows:
            rows.append([key])
            room = ROW
        else:
            rows[-1].append(key)
        room -= len(button.label) + 4
    return InlineKeyboardMarkup(rows) if rows else None


def pause_asked(flood: RetryAfter) -> timedelta:
    """How long the server asks us to wait."""
    asked = flood.retry_after
    return asked if isinstance(asked, timedelta) else timedelta(seconds=asked)
