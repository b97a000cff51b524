"""Telegram, outwards: one chat message with its buttons, in parts where it is long, and what the server says of it."""

from __future__ import annotations

import asyncio
import logging
import os
import ssl
from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from functools import cache
from time import monotonic
from types import TracebackType

import httpx
from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, ReplyParameters
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

    `base_url` is the server: `https://api.telegram.org`, or a local one. `time` are seconds that only go forward.
    """

    def __init__(
        self,
        token: str,
        base_url: str,
        pause: Pause = asyncio.sleep,
        time: Callable[[], float] = monotonic,
    ) -> None:
        root = base_url.rstrip("/")
        # Not `Bot.initialize`: it would ask the server who we are, and the server may be down just now.
        self._requests = (
            _requests(connection_pool_size=2 * IN_FLIGHT, pool_timeout=30.0, read_timeout=20.0),
            _requests(connection_pool_size=1, read_timeout=10.0),
        )
        self.bot = Bot(
            token,
            base_url=f"{root}/bot",
            base_file_url=f"{root}/file/bot",
            request=self._requests[0],
            get_updates_request=self._requests[1],
        )
        self.last_shown: dict[str, int] = {}
        self._pause, self._time = pause, time
        self._room = asyncio.Semaphore(IN_FLIGHT)
        self._parts_done: dict[tuple[str, str], int] = {}
        self._moved: dict[str, str] = {}
        self._flood = Flood()

    async def __aenter__(self) -> TelegramSender:
        for request in self._requests:
            await request.initialize()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for request in self._requests:
            await request.shutdown()

    async def send(self, chat: str, text: str, buttons: Sequence[Button], quotes: str = "") -> Attempt:
        """Send one message, in several parts where it is long; the buttons stand under the last."""
        async with self._room:
            wait = self._flood.wait(chat, self._time())
            if wait:
                return Attempt(Sent.LATER, "Telegram demande d’attendre", wait=wait)
            try:
                await self._send_parts(self._moved.get(chat, chat), text, buttons, quotes)
            except RetryAfter as error:
                wait = pause_asked(error)
                self._flood.asked(chat, wait, self._time())
                return Attempt(Sent.LATER, self.told(error), wait=wait)
            except ChatMigrated as error:
                return await self._send_after_move(chat, str(error.new_chat_id), text, buttons)
            except (Forbidden, BadRequest) as error:
                return Attempt(Sent.REFUSED, self.told(error), is_lost=_is_lost(error))
            except TelegramError as error:
                return Attempt(Sent.LATER, self.told(error))
        return Attempt(Sent.DONE, moved_to=self._moved.get(chat, ""))

    async def _send_after_move(self, before: str, after: str, text: str, buttons: Sequence[Button]) -> Attempt:
        """A group that became a supergroup has another id; the message that it answered has not come along."""
        self._moved[before] = after
        try:
            await self._send_parts(after, text, buttons, "")
        except (Forbidden, BadRequest) as error:
            return Attempt(Sent.REFUSED, self.told(error), moved_to=after)
        except TelegramError as error:
            return Attempt(Sent.LATER, self.told(error), moved_to=after)
        return Attempt(Sent.DONE, moved_to=after)

    async def _send_parts(self, chat: str, text: str, buttons: Sequence[Button], quotes: str) -> None:
        pieces = parts(text)
        done = self._parts_done.pop((chat, text), 0)
        for position, piece in enumerate(pieces):
            if position < done:
                continue
            keyboard = keyboard_of(buttons) if position == len(pieces) - 1 else None
            try:
                await self._send_one(chat, piece, keyboard, quotes if position == 0 else "")
            except TelegramError:
                # The next try of the same message goes on where this one stopped.
                self._parts_done[chat, text] = position
                raise

    async def _send_one(self, chat: str, text: str, keyboard: InlineKeyboardMarkup | None, quotes: str) -> None:
        """One call; a short flood limit is waited for once."""
        preview = LinkPreviewOptions(is_disabled=True)
        number = quotes.rpartition("/")[2]
        answered = ReplyParameters(int(number), allow_sending_without_reply=True) if number.isdigit() else None
        try:
            sent = await self.bot.send_message(
                chat, text, reply_markup=keyboard, link_preview_options=preview, reply_parameters=answered
            )
        except RetryAfter as flood:
            wait = pause_asked(flood)
            if wait > SHORT_FLOOD:
                raise
            await self._pause(wait.total_seconds())
            sent = await self.bot.send_message(
                chat, text, reply_markup=keyboard, link_preview_options=preview, reply_parameters=answered
            )
        self.last_shown[chat] = sent.message_id

    def told(self, error: TelegramError) -> str:
        """What the server said, without the token."""
        return error.message.replace(self.bot.token, "…")


class Flood:
    """Who may not be written to yet. The server does not say whether it means one chat or all of them: two chats
    that are to wait at the same time mean all.
    """

    def __init__(self) -> None:
        self._until: dict[str, float] = {}
        self._all_until = 0.0

    def asked(self, chat: str, wait: timedelta, now: float) -> None:
        """The server asks not to be called for so long, on a message to this chat."""
        self._until = {c: until for c, until in self._until.items() if until > now}
        others = any(c != chat for c in self._until)
        self._until[chat] = now + wait.total_seconds()
        if others:
            self._all_until = max(self._all_until, self._until[chat])

    def wait(self, chat: str, now: float) -> timedelta | None:
        """How long this chat still waits; None: not at all."""
        left = max(self._all_until, self._until.get(chat, 0.0)) - now
        return timedelta(seconds=left) if left > 0 else None


def _requests(connection_pool_size: int, read_timeout: float, pool_timeout: float = 1.0) -> HTTPXRequest:
    return HTTPXRequest(
        connection_pool_size=connection_pool_size,
        read_timeout=read_timeout,
        pool_timeout=pool_timeout,
        httpx_kwargs={"verify": _authorities()},
    )


@cache
def _authorities() -> ssl.SSLContext:
    """Whom to believe: reading the certificates takes 50 ms, so once for all clients."""
    return httpx.create_ssl_context()


def _is_lost(error: TelegramError) -> bool:
    """Whether nothing we send to this chat will ever arrive: blocked, deleted, shown out, or never begun."""
    return isinstance(error, Forbidden) or "chat not found" in error.message.casefold()


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
