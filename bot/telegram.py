"""Telegram, inwards: updates are applied, answered, and confirmed only after they are durable.

Telegram forgets an update as soon as a poll asks for the next one. So the offset moves only past what was
committed; whatever was in hand when we ended comes again, and its reference keeps it from being applied twice.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta

from telegram import Update
from telegram.error import InvalidToken, RetryAfter, TelegramError

from bot.telegram_sender import IN_FLIGHT, Pause, TelegramSender, pause_asked
from bot.telegram_updates import chat_of, incoming_of
from campaigns.contribution import Channel
from usecases.chat_deliver import HELD, deliver
from usecases.converse import converse
from usecases.installation import Installation
from usecases.messages import Incoming, Outcome
from usecases.pen import put_aside
from usecases.ports import StoreBusy, Transaction
from usecases.transact import transact

__all__ = ["TelegramPoller", "TelegramSender"]

log = logging.getLogger(__name__)

LONGEST_PAUSE = 30.0
POLL = timedelta(seconds=25)
MOST_TRIES = 5
FAILED = "Le traitement automatique de ce message de la messagerie a échoué plusieurs fois : lisez-le."
WANTED = [Update.MESSAGE, Update.EDITED_MESSAGE, Update.CALLBACK_QUERY]
COMMANDS = (
    ("aide", "ce que vous pouvez écrire"),
    ("exemple", "des exemples de réponse"),
    ("passer", "la question suivante"),
    ("retour", "la question précédente"),
    ("recapitulatif", "ce qui est noté et ce qui manque"),
)


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
            await self._introduce()
            wait = 1.0
            while True:
                try:
                    handed_over = await self.receive()
                except InvalidToken:
                    log.error("Telegram refuse le jeton du robot : corrigez telegram_token dans la configuration.")
                    wait = LONGEST_PAUSE
                except RetryAfter as flood:
                    wait = pause_asked(flood).total_seconds()
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

    async def _introduce(self) -> None:
        """Tell Telegram that we poll, and which commands to propose; what fails here is no reason not to talk."""
        with suppress(TelegramError):
            await self._bot.delete_webhook()
        with suppress(TelegramError):
            await self._bot.set_my_commands(COMMANDS)

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
