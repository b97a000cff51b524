"""Telegram, inwards, by asking: updates are taken in, answered, and confirmed only after they are durable.

Telegram forgets an update as soon as a poll asks for the next one. So the offset moves only past what was
committed; whatever was in hand when we ended comes again, and its reference keeps it from being applied twice.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, suppress
from datetime import datetime, timedelta
from typing import cast

from telegram.error import InvalidToken, RetryAfter, TelegramError

from bot.telegram_desk import Desk, Raw, id_of
from bot.telegram_sender import Pause, TelegramSender, pause_asked
from bot.telegram_updates import WANTED
from questionnaires.commands import COMMANDS
from usecases.installation import Installation
from usecases.ports import ChatSender

__all__ = ["COMMANDS", "TelegramPoller", "TelegramSender"]

log = logging.getLogger(__name__)

LONGEST_PAUSE = 30.0
POLL = timedelta(seconds=25)
ANSWER = 10.0  # seconds beyond the poll itself


class TelegramPoller:
    """Receives updates and answers them. With a `sender` that is already open, both keep to the same limits.

    `reach` is what replies leave through where there are other networks too (`bot.networks`).
    """

    def __init__(
        self,
        token: str,
        base_url: str,
        house: Installation,
        clock: Callable[[], datetime],
        pause: Pause = asyncio.sleep,
        poll: timedelta = POLL,
        sender: TelegramSender | None = None,
        reach: ChatSender | None = None,
    ) -> None:
        self._is_ours = sender is None
        self._sender = sender or TelegramSender(token, base_url, pause)
        self._bot = self._sender.bot
        self._desk = Desk(self._sender, house, clock, reach=reach)
        self._pause, self._poll = pause, poll
        self._offset: int | None = None

    @property
    def confirmed(self) -> int:
        """The last update that is durable and confirmed with the next poll, 0 for none yet."""
        return (self._offset or 1) - 1

    async def run(self, wake: Callable[[], Awaitable[None]] | None = None) -> None:
        """Receive until cancelled. `wake` is called when something else than our reply is due (a code, a handover)."""
        async with AsyncExitStack() as stack:
            if self._is_ours:
                await stack.enter_async_context(self._sender)
            await self._introduce()
            wait = 1.0
            while True:
                try:
                    posts = await self.receive()
                except InvalidToken:
                    log.error("Telegram refuse le jeton du robot : corrigez telegram_token dans la configuration.")
                    wait = LONGEST_PAUSE
                except RetryAfter as flood:
                    wait = pause_asked(flood).total_seconds()
                except TelegramError as error:
                    log.warning("telegram: %s", self._sender.told(error))
                except Exception:
                    # The border of the bot: what one poll stumbles over must not end the conversation of everybody.
                    log.exception("telegram: poll failed")
                else:
                    if posts and wake is not None:
                        await wake()
                    if not self._desk.is_behind:
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

        Whether mail is due now. `TelegramError` where the poll itself failed.
        """
        updates = await self._updates()
        taken = await self._desk.take(updates)
        if updates:
            self._offset = taken.failed or id_of(updates[-1]) + 1
        return taken.posts

    async def _updates(self) -> list[Raw]:
        """What waits, as it came: an update that the library cannot read must not keep back the others."""
        asked: dict[str, object] = {
            "timeout": int(self._poll.total_seconds()),
            "limit": 100,
            "allowed_updates": WANTED,
        }
        if self._offset is not None:
            asked["offset"] = self._offset
        # « get_Updates »: the library gives the updates themselves, not its own reading of them
        found = await self._bot.do_api_request("get_Updates", asked, read_timeout=self._poll.total_seconds() + ANSWER)
        return cast("list[Raw]", found)
