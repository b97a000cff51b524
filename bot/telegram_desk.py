"""Where updates of Telegram are taken in, however they come: durable first, then answered, in order in each chat."""

from __future__ import annotations

import asyncio
import json
import logging
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import TypeAlias

from telegram import Update
from telegram.error import TelegramError

from bot.telegram_groups import Me
from bot.telegram_plain import plain_words
from bot.telegram_sender import TelegramSender
from bot.telegram_updates import Closed, Moved, chat_of, meaning_of
from campaigns.contribution import Channel
from usecases.chat.converse import converse
from usecases.chat.deliver import HELD, deliver
from usecases.chat.groups import album_goes_on
from usecases.chat.lost import moved, refuses
from usecases.chat.reply import before_a_person
from usecases.installation import Installation
from usecases.messages import Incoming, Outcome, Outgoing, Received
from usecases.pen import inbox_entry
from usecases.ports import ChatSender, StoreBusy, Transaction
from usecases.transact import transact

log = logging.getLogger(__name__)

AT_ONCE = 10  # chats; what is sent is bounded by the sender
MOST_TRIES = 5
FAILED = "Le traitement automatique de ce message de la messagerie a échoué plusieurs fois : lisez-le."
UNREADABLE = "Ce message de la messagerie est d’une forme que le programme ne connaît pas : lisez-le."
Raw: TypeAlias = Mapping[str, object]


class Unparseable(Exception):
    """An update that the library cannot read."""


@dataclass(frozen=True)
class Taken:
    """What became of updates: the id of the first that must come again (0: none), and whether mail is due now."""

    failed: int = 0
    posts: bool = False


class Desk:
    """Applies updates. At most 10 chats at once, each in order; one update that fails keeps back those after it.

    What they lead to leaves through `reach`, which knows other networks too; by default through the sender itself.
    """

    def __init__(
        self,
        sender: TelegramSender,
        house: Installation,
        clock: Callable[[], datetime],
        name: str = "",
        reach: ChatSender | None = None,
    ) -> None:
        self._sender, self._bot, self._reach = sender, sender.bot, reach or sender
        self._house, self._clock = house, clock
        self._me = Me(int(sender.bot.token.partition(":")[0]) if sender.bot.token[:1].isdigit() else 0, name)
        self._tries: dict[int, int] = {}
        self._room = asyncio.Semaphore(AT_ONCE)

    @property
    def is_behind(self) -> bool:
        """Whether an update failed and is to come again."""
        return bool(self._tries)

    async def take(self, updates: Sequence[Raw]) -> Taken:
        """Apply and answer these updates. Those before `failed` are durable."""
        chats: dict[int, list[Raw]] = {}
        for update in updates:
            chats.setdefault(chat_of(update), []).append(update)
        results = await asyncio.gather(*(self._one_chat(several) for several in chats.values()))
        failed = [result.failed for result in results if result.failed]
        return Taken(min(failed, default=0), any(result.posts for result in results))

    async def _one_chat(self, updates: Sequence[Raw]) -> Taken:
        """Apply the updates of one chat in order, up to the first that fails."""
        posts = False
        async with self._room:
            for raw in updates:
                id = id_of(raw)
                try:
                    posts |= await self._apply(raw)
                except Unparseable as error:
                    log.warning("telegram: update %s cannot be read: %s", id, error)
                    await self._put_aside(raw, UNREADABLE)
                except Exception as error:
                    # The border of the bot: what one update stumbles over must not stop the others. It comes again,
                    # and after some tries a person gets it.
                    log.exception("telegram: update %s failed", id)
                    if not await self._give_up(raw, error):
                        return Taken(id, posts)
                self._tries.pop(id, None)
        return Taken(0, posts)

    async def _apply(self, raw: Raw) -> bool:
        """One update: durable first, then answered. Whether mail is due now."""
        plain = plain_words(raw, self._me)
        if plain is not None:
            return await self._answer(plain)
        try:
            update = Update.de_json(dict(raw), self._bot)
        except Exception as error:
            # Whatever the library stumbles over in a new kind of message, a person reads it.
            raise Unparseable(repr(error)) from error
        await self._know_ourselves(raw)
        said = await meaning_of(self._bot, update, self._clock, self._me, partial(album_goes_on, self._house))
        if isinstance(said, Closed):
            await refuses(self._house, said.chat)
            return False
        if isinstance(said, Moved):
            await moved(self._house, said.before, said.after)
            return False
        if said is None:
            return False
        return await self._answer(said, update.callback_query.id if update.callback_query is not None else "")

    async def _answer(self, said: Incoming, pressed: str = "") -> bool:
        """What was said, durable first, then answered. `pressed` is the id of the press of a button. As `_apply`."""
        if said.message and not said.is_edit and not said.group:
            shown = self._sender.last_shown.get(said.sender, 0)
            said = replace(said, is_unseen=int(said.message) < shown)
        now = self._clock()
        done = await converse(self._house, said, now, held_until=now + HELD)
        await asyncio.gather(self._noticed(pressed), self._deliver(done.queued))
        return done.posts or done.received.outcome is Outcome.DIFFICULTY

    async def _noticed(self, pressed: str) -> None:
        """Take the little clock off the button; a press of yesterday has none."""
        if pressed:
            with suppress(TelegramError):
                await self._bot.answer_callback_query(pressed)

    async def _deliver(self, queued: Sequence[Outgoing]) -> None:
        """Each message after the one before it."""
        for message in queued:
            await deliver(self._house, message, self._reach, self._clock)

    async def _know_ourselves(self, raw: Raw) -> None:
        """Our name, which is needed to know what is said to us in a group."""
        if self._me.name or chat_of(raw) >= 0:
            return
        self._me = replace(self._me, name=(await self._bot.get_me()).username or "")

    async def _give_up(self, raw: Raw, error: Exception) -> bool:
        """Whether this update was tried often enough; then it goes into the pen, with what Telegram sent."""
        id = id_of(raw)
        self._tries[id] = self._tries.get(id, 0) + 1
        if self._tries[id] < MOST_TRIES or isinstance(error, (TelegramError, StoreBusy)):
            return False
        await self._put_aside(raw, FAILED)
        return True

    async def _put_aside(self, raw: Raw, why: str) -> None:
        """Into the pen, with all that Telegram sent."""
        content = await self._house.files.put(json.dumps(raw, ensure_ascii=False).encode("utf-8", "replace"))
        text, name = words_in(raw)
        incoming = Incoming(
            reference=f"tg:{id_of(raw)}",
            channel=Channel.CHAT,
            received_at=self._clock().astimezone(UTC),
            sender=str(_author_of(raw) or chat_of(raw)),  # of a group, whoever wrote: their own chat has their id
            sender_name=name,
            text=text,
            raw=content,
        )

        async def decide(transaction: Transaction) -> None:
            if await transaction.get(Received, incoming.reference) is None:
                before_a_person(transaction, incoming, why)
                inbox_entry(transaction, incoming, Outcome.UNMATCHED, reason=why)

        await transact(self._house.store, incoming.reference, decide)


def id_of(raw: Raw) -> int:
    """The id of an update."""
    id = raw.get("update_id")
    return id if isinstance(id, int) else 0


def _author_of(raw: Raw) -> int:
    """Who wrote an update, 0 where it does not say."""
    for content in raw.values():
        author = content.get("from") if isinstance(content, dict) else None
        if isinstance(author, dict) and isinstance(author.get("id"), int):
            return int(author["id"])
    return 0


def words_in(raw: Raw) -> tuple[str, str]:
    """(text, name of the author) of an update that the library cannot read, where they stand where they usually do."""
    for content in raw.values():
        if isinstance(content, dict):
            text = content.get("text") or content.get("caption") or content.get("data") or ""
            author = content.get("from")
            name = author.get("first_name", "") if isinstance(author, dict) else ""
            return (text if isinstance(text, str) else ""), str(name)
    return "", ""
