"""The other side of the Bot API: people who write, press buttons and read, and the updates that wait for the bot."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TypeAlias

Json: TypeAlias = "dict[str, object]"


@dataclass(frozen=True)
class BotMessage:
    """A message that the bot sent. `buttons` are (label, data), row by row put one after another."""

    message_id: int
    chat: int
    text: str
    buttons: tuple[tuple[str, str], ...] = ()

    def data_of(self, label: str) -> str:
        """What pressing the button with this label says. `KeyError` names the labels there are."""
        for shown, data in self.buttons:
            if shown == label:
                return data
        raise KeyError(f"{label}: {[shown for shown, _ in self.buttons]}")


@dataclass
class Chats:
    """Every private chat with the bot. Updates wait until the bot confirms them with a higher offset.

    `clock` dates the messages; Telegram's dates have whole seconds.
    """

    clock: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))
    updates: list[Json] = field(default_factory=list)
    confirmed: int = 0
    files: dict[str, bytes] = field(default_factory=dict)
    blocked: set[int] = field(default_factory=set)
    toasts: list[str] = field(default_factory=list)
    _sent: dict[int, list[BotMessage]] = field(default_factory=dict)
    _names: dict[int, str] = field(default_factory=dict)
    _last_update: int = 0
    _last_message: int = 0
    changed: asyncio.Condition = field(default_factory=asyncio.Condition)

    # What the people do.

    async def say(self, chat: int, text: str, name: str = "") -> int:
        """A person writes; the id of the message."""
        return await self._write(chat, name, {"text": text})

    async def send_file(self, chat: int, file_name: str, content: bytes, caption: str = "", media: str = "") -> int:
        """A person sends a document; the id of the message."""
        id = f"file{len(self.files) + 1}"
        self.files[id] = content
        document: Json = {
            "file_id": id,
            "file_unique_id": f"u{id}",
            "file_name": file_name,
            "mime_type": media or "application/octet-stream",
            "file_size": len(content),
        }
        return await self._write(chat, "", {"document": document, **({"caption": caption} if caption else {})})

    async def edit(self, chat: int, message_id: int, text: str) -> int:
        """A person corrects a message that they wrote; the id of the update."""
        when = int(self.clock().timestamp())
        message = {**self._envelope(chat, message_id), "edit_date": when, "text": text}
        return await self._happen({"edited_message": message})

    async def press(self, chat: int, label: str, message: BotMessage | None = None) -> int:
        """A person presses a button of the last message with buttons, or of this one; the id of the update."""
        shown = message or next(m for m in reversed(self.sent(chat)) if m.buttons)
        pressed = {
            "id": str(self._last_update + 1),
            "from": self._person(chat),
            "chat_instance": str(chat),
            "message": {**self._envelope(chat, shown.message_id), "text": shown.text},
            "data": shown.data_of(label),
        }
        return await self._happen({"callback_query": pressed})

    def block(self, chat: int) -> None:
        """A person blocks the bot: it can no longer write to them."""
        self.blocked.add(chat)

    # What they see.

    def sent(self, chat: int) -> list[BotMessage]:
        """What the bot wrote in this chat, in order."""
        return list(self._sent.get(chat, ()))

    def last(self, chat: int) -> BotMessage:
        """The bot's last message in this chat."""
        return self._sent[chat][-1]

    async def until(self, chat: int, count: int) -> BotMessage:
        """Wait until the bot wrote so many messages in this chat; the last of them."""
        async with self.changed:
            await self.changed.wait_for(lambda: len(self._sent.get(chat, ())) >= count)
        return self._sent[chat][count - 1]

    async def until_confirmed(self, update: int = 0) -> None:
        """Wait until the bot has confirmed this update, by default all of them."""
        async with self.changed:
            await self.changed.wait_for(lambda: self.confirmed >= (update or self._last_update))

    # What the server does.

    async def keep(self, chat: int, text: str, buttons: tuple[tuple[str, str], ...]) -> Json:
        """The bot writes; the message as the API returns it."""
        self._last_message += 1
        message = BotMessage(self._last_message, chat, text, buttons)
        self._sent.setdefault(chat, []).append(message)
        await self.notify()
        return {**self._envelope(chat, message.message_id), "text": text}

    def confirm(self, offset: int) -> None:
        """Forget every update before `offset`; a negative one keeps that many of the last."""
        if offset < 0:
            offset = int(str(self.updates[offset]["update_id"])) if len(self.updates) >= -offset else 0
        if offset > 0:
            self.confirmed = max(self.confirmed, min(offset - 1, self._last_update))
            self.updates = [u for u in self.updates if int(str(u["update_id"])) >= offset]

    async def notify(self) -> None:
        async with self.changed:
            self.changed.notify_all()

    async def _write(self, chat: int, name: str, content: Mapping[str, object]) -> int:
        if name:
            self._names[chat] = name
        self._last_message += 1
        message_id = self._last_message
        await self._happen({"message": {**self._envelope(chat, message_id), **content}})
        return message_id

    async def _happen(self, what: Json) -> int:
        self._last_update += 1
        self.updates.append({"update_id": self._last_update, **what})
        await self.notify()
        return self._last_update

    def _envelope(self, chat: int, message_id: int) -> Json:
        where = {"id": chat, "type": "private", "first_name": self._names.get(chat, "Quelqu’un")}
        when = int(self.clock().timestamp())
        return {"message_id": message_id, "date": when, "chat": where, "from": self._person(chat)}

    def _person(self, chat: int) -> Json:
        return {"id": chat, "is_bot": False, "first_name": self._names.get(chat, "Quelqu’un")}
