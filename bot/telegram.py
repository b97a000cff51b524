"""Telegram: send chat messages, and receive updates that are confirmed only after they are durable.

Telegram forgets an update as soon as a poll asks for the next one. So the offset moves only past what was
committed; whatever was in hand when we ended comes again, and its reference keeps it from being applied twice.
"""

from __future__ import annotations

import asyncio
import logging
import os
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from types import TracebackType

from telegram import Bot, InlineKeyboardButton, InlineKeyboardMarkup, LinkPreviewOptions, Update
from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, RetryAfter, TelegramError
from telegram.request import HTTPXRequest

from bot.telegram_updates import chat_of, incoming_of
from campaigns.contribution import Channel
from usecases.chat_deliver import HELD, deliver
from usecases.converse import converse
from usecases.installation import Installation
from usecases.messages import Button, Incoming, Outcome
from usecases.pen import put_aside
from usecases.ports import Attempt, Sent, StoreBusy, Transaction
from usecases.transact import transact

log = logging.getLogger(__name__)

# Both write the address of each call at INFO or DEBUG, and the address holds the bot's token.
for _name in ("httpx", "httpcore"):
    logging.getLogger(_name).setLevel(logging.WARNING)
# `RetryAfter` gives a timedelta; without this the library warns each time it is raised.
os.environ.setdefault("PTB_TIMEDELTA", "true")

IN_FLIGHT = 5
LONGEST_TEXT = 4096  # UTF-16 units
LONGEST_DATA = 64  # bytes
SHORT_FLOOD = timedelta(seconds=5)
LONGEST_PAUSE = 30.0
POLL = timedelta(seconds=25)
ROW = 36  # characters of the labels in one row
MOST_BUTTONS = 60
MOST_TRIES = 5
FAILED = "Le traitement automatique de ce message de la messagerie a échoué plusieurs fois : lisez-le."
WANTED = [Update.MESSAGE, Update.EDITED_MESSAGE, Update.CALLBACK_QUERY]

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
            wait = _pause_asked(flood)
            if wait > SHORT_FLOOD:
                raise
            await self._pause(wait.total_seconds())
            sent = await self.bot.send_message(chat, text, reply_markup=keyboard, link_preview_options=preview)
        self.last_shown[chat] = sent.message_id

    def told(self, error: TelegramError) -> str:
        """What the server said, without the token."""
        return error.message.replace(self.bot.token, "…")


class TelegramPoller:
    """Receives updates and answers them. At most 5 chats at once, each in order."""

    def __init__(
        self,
        token: str,
        base_url: str,
        house: Installation,
        clock: Callable[[], datetime],
        pause: Pause = asyncio.sleep,
        poll: timedelta = POLL,
    ) -> None:
        self._sender = TelegramSender(token, base_url, pause)
        self._bot = self._sender.bot
        self._house, self._clock, self._pause, self._poll = house, clock, pause, poll
        self._offset: int | None = None
        self._tries: dict[int, int] = {}
        self._room = asyncio.Semaphore(IN_FLIGHT)

    async def run(self, wake: Callable[[], Awaitable[None]] | None = None) -> None:
        """Receive until cancelled. `wake` is called when something else than our reply may be due (a handover)."""
        async with self._sender:
            wait = 1.0
            while True:
                try:
                    handed_over = await self.receive()
                except InvalidToken:
                    log.error("Telegram refuse le jeton du robot : corrigez telegram_token dans la configuration.")
                    wait = LONGEST_PAUSE
                except RetryAfter as flood:
                    wait = _pause_asked(flood).total_seconds()
                except TelegramError as error:
                    log.warning("telegram: %s", self._sender.told(error))
                except Exception:
                    # The border of the bot: an update that the library cannot read must not end the conversation
                    # of everybody else for good.
                    log.exception("telegram: poll failed")
                else:
                    if handed_over and wake is not None:
                        await wake()
                    if not self._tries:
                        wait = 1.0
                        continue
                await self._pause(wait)
                wait = min(2 * wait, LONGEST_PAUSE)

    async def receive(self) -> bool:
        """One poll: take updates, apply and answer them, and move the offset past what is durable.

        Whether one of them named a colleague who is now to be written to. `TelegramError` where the poll itself failed.
        """
        updates = await self._bot.get_updates(
            offset=self._offset, timeout=self._poll, limit=100, allowed_updates=WANTED
        )
        chats: dict[int, list[Update]] = {}
        for update in updates:
            chats.setdefault(chat_of(update), []).append(update)
        results = await asyncio.gather(*(self._one_chat(several) for several in chats.values()))
        failed = [failure for failure, _ in results if failure]
        if updates:
            self._offset = min(failed) if failed else updates[-1].update_id + 1
        return any(handed_over for _, handed_over in results)

    async def _one_chat(self, updates: Sequence[Update]) -> tuple[int, bool]:
        """Apply the updates of one chat in order, up to the first that fails: its id (0: none)."""
        handed_over = False
        async with self._room:
            for update in updates:
                try:
                    handed_over |= await self._apply(update)
                except Exception as error:
                    # The border of the bot: what one update stumbles over must not stop the others. It comes again,
                    # and after some tries a person gets it.
                    log.exception("telegram: update %s failed", update.update_id)
                    if not await self._give_up(update, error):
                        return update.update_id, handed_over
                self._tries.pop(update.update_id, None)
        return 0, handed_over

    async def _apply(self, update: Update) -> bool:
        """One update: durable first, then answered."""
        incoming = await incoming_of(self._bot, update, self._clock)
        if incoming is None:
            return False
        shown = self._sender.last_shown.get(incoming.sender, 0)
        if incoming.message and not incoming.is_edit:
            incoming = replace(incoming, is_unseen=int(incoming.message) < shown)
        now = self._clock()
        done = await converse(self._house, incoming, now, held_until=now + HELD)
        if update.callback_query is not None:
            with suppress(TelegramError):  # only the little clock on the button; a press of yesterday has none
                await self._bot.answer_callback_query(update.callback_query.id)
        for message in done.queued:
            await deliver(self._house, message, self._sender, self._clock)
        return done.received.outcome is Outcome.DIFFICULTY

    async def _give_up(self, update: Update, error: Exception) -> bool:
        """Whether this update was tried often enough; then it goes into the pen, with what Telegram sent."""
        self._tries[update.update_id] = self._tries.get(update.update_id, 0) + 1
        if self._tries[update.update_id] < MOST_TRIES or isinstance(error, (TelegramError, StoreBusy)):
            return False
        content = await self._house.files.put(update.to_json().encode())
        message = update.effective_message
        incoming = Incoming(
            reference=f"tg:{update.update_id}",
            channel=Channel.CHAT,
            received_at=self._clock(),
            sender=str(chat_of(update)),
            text=(message.text or message.caption or "") if message else "",
            raw=content,
        )

        async def decide(transaction: Transaction) -> None:
            put_aside(transaction, incoming, FAILED)

        await transact(self._house.store, incoming.reference, decide)
        return True


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


def _pause_asked(flood: RetryAfter) -> timedelta:
    asked = flood.retry_after
    return asked if isinstance(asked, timedelta) else timedelta(seconds=asked)
