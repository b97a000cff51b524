"""The other side of the Bot API: people who write, press buttons and read, and the updates that wait for the bot."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import TypeAlias

Json: TypeAlias = "dict[str, object]"


BOT, BOT_NAME = 1000, "relance_bot"


@dataclass(frozen=True)
class BotMessage:
    """A message that the bot sent. `buttons` are (label, data), row by row put one after another.

    `answers` is the id of the message that it quotes, 0 for none.
    """

    message_id: int
    chat: int
    text: str
    buttons: tuple[tuple[str, str], ...] = ()
    answers: int = 0

    def data_of(self, label: str) -> str:
        """What pressing the button with this label says. `KeyError` names the labels there are."""
        for shown, data in self.buttons:
            if shown == label:
                return data
        raise KeyError(f"{label}: {[shown for shown, _ in self.buttons]}")


@dataclass(frozen=True)
class Spoken:
    """A line of a conversation as both sides see it: what the bot wrote, or a person (`said` is then their words)."""

    message_id: int
    at: datetime
    said: str = ""
    file: str = ""
    bot: BotMessage | None = None


@dataclass
class Chats:
    """Every chat with the bot. Updates wait until the bot confirms them with a higher offset.

    `clock` dates the messages; Telegram's dates have whole seconds.
    """

    clock: Callable[[], datetime] = field(default=lambda: datetime.now(UTC))
    updates: list[Json] = field(default_factory=list)
    confirmed: int = 0
    files: dict[str, bytes] = field(default_factory=dict)
    blocked: set[int] = field(default_factory=set)
    deleted: set[int] = field(default_factory=set)
    migrated: dict[int, int] = field(default_factory=dict)
    toasts: list[str] = field(default_factory=list)
    _sent: dict[int, list[BotMessage]] = field(default_factory=dict)
    _lines: dict[int, list[Spoken]] = field(default_factory=dict)
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
        described = {
            **self.keep_file(content),
            "file_name": file_name,
            "mime_type": media or "application/octet-stream",
        }
        return await self._write(chat, "", {"document": described, **_captioned(caption)}, file_name)

    async def send_photo(self, chat: int, content: bytes, caption: str = "", album: str = "") -> int:
        """A person sends a photograph, in two sizes as the application makes them; the id of the message."""
        sizes = [{**self.keep_file(content), "width": width, "height": width} for width in (90, 1280)]
        together = {"media_group_id": album} if album else {}
        return await self._write(chat, "", {"photo": sizes, **together, **_captioned(caption)}, "photo")

    async def send_album(self, chat: int, contents: Sequence[bytes], caption: str = "") -> list[int]:
        """A person sends several photographs at once: one message each, the caption under the first."""
        album = f"album{self._last_message + 1}"
        return [await self.send_photo(chat, c, "" if n else caption, album) for n, c in enumerate(contents)]

    async def send_voice(self, chat: int, content: bytes, seconds: int = 4) -> int:
        """A person speaks; the id of the message."""
        voice = {**self.keep_file(content), "duration": seconds, "mime_type": "audio/ogg"}
        return await self._write(chat, "", {"voice": voice}, "message vocal")

    def keep_file(self, content: bytes) -> Json:
        """Keep the bytes of a file for the bot to fetch; the file as the API describes it."""
        id = f"file{len(self.files) + 1}"
        self.files[id] = content
        return {"file_id": id, "file_unique_id": f"u{id}", "file_size": len(content)}

    async def edit(self, chat: int, message_id: int, text: str) -> int:
        """A person corrects a message that they wrote; the id of the update."""
        when = int(self.clock().timestamp())
        message = {**self._envelope(chat, message_id), "edit_date": when, "text": text}
        lines = self._lines.get(chat, [])
        for position, line in enumerate(lines):
            if line.message_id == message_id:
                lines[position] = replace(line, said=text)
        return await self.happen({"edited_message": message})

    async def press(self, chat: int, label: str, message: BotMessage | None = None) -> int:
        """A person presses a button of the last message with buttons, or of this one; the id of the update."""
        shown = message or next(m for m in reversed(self.sent(chat)) if m.buttons)
        pressed = {
            "id": str(self._last_update + 1),
            "from": self.person(chat),
            "chat_instance": str(chat),
            "message": {**self._envelope(chat, shown.message_id), "text": shown.text},
            "data": shown.data_of(label),
        }
        self._lines.setdefault(chat, []).append(Spoken(0, self.clock(), f"‹{label}›"))
        return await self.happen({"callback_query": pressed})

    def block(self, chat: int) -> None:
        """A person blocks the bot: it can no longer write to them."""
        self.blocked.add(chat)

    async def block_and_tell(self, chat: int, blocked: bool = True) -> int:
        """A person blocks the bot, or takes it back, and Telegram says so; the id of the update."""
        (self.blocked.add if blocked else self.blocked.discard)(chat)
        return await self.membership(chat, chat, "member" if blocked else "kicked", "kicked" if blocked else "member")

    def delete(self, chat: int) -> None:
        """A person deletes their account."""
        self.deleted.add(chat)

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

    def lines(self, chat: int) -> list[Spoken]:
        """The whole conversation of this chat, both sides, in order."""
        return list(self._lines.get(chat, ()))

    def name_of(self, chat: int) -> str:
        return self._names.get(chat, "Quelqu’un")

    # What the server does.

    async def keep(self, chat: int, text: str, buttons: tuple[tuple[str, str], ...], answers: int = 0) -> Json:
        """The bot writes; the message as the API returns it."""
        self._last_message += 1
        message = BotMessage(self._last_message, chat, text, buttons, answers)
        self._sent.setdefault(chat, []).append(message)
        self._lines.setdefault(chat, []).append(Spoken(message.message_id, self.clock(), bot=message))
        await self.notify()
        return self.as_sent(message)

    async def rewrite(self, chat: int, id: int, text: str | None, buttons: tuple[tuple[str, str], ...]) -> Json | None:
        """The bot edits a message of its own; None where there is none with this id."""
        for position, message in enumerate(self._sent.get(chat, ())):
            if message.message_id == id:
                after = replace(message, text=message.text if text is None else text, buttons=buttons)
                self._sent[chat][position] = after
                self._lines[chat] = [replace(n, bot=after) if n.message_id == id else n for n in self._lines[chat]]
                await self.notify()
                return {**self.as_sent(after), "edit_date": int(self.clock().timestamp())}
        return None

    def as_sent(self, message: BotMessage) -> Json:
        """A message of the bot as the API shows it."""
        bot: Json = {"id": BOT, "is_bot": True, "first_name": "Relance", "username": BOT_NAME}
        return {**self._envelope(message.chat, message.message_id), "from": bot, "text": message.text}

    async def membership(self, chat: int, person: int, before: str, after: str, title: str = "") -> int:
        """Someone let the bot into a chat, or out of it; the id of the update."""
        bot: Json = {"id": BOT, "is_bot": True, "first_name": "Relance", "username": BOT_NAME}

        def standing(status: str) -> Json:
            return {"user": bot, "status": status, **({"until_date": 0} if status == "kicked" else {})}

        where: Json = {"id": chat, "type": "group", "title": title} if chat < 0 else self._envelope(chat, 0)["chat"]  # type: ignore[assignment]  # a chat is an object
        changed: Json = {
            "chat": where,
            "from": self.person(person),
            "date": int(self.clock().timestamp()),
            "old_chat_member": standing(before),
            "new_chat_member": standing(after),
        }
        return await self.happen({"my_chat_member": changed})

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

    async def _write(self, chat: int, name: str, content: Mapping[str, object], file: str = "") -> int:
        if name:
            self._names[chat] = name
        message_id = self.next_message()
        said = str(content.get("text", content.get("caption", "")))
        self._lines.setdefault(chat, []).append(Spoken(message_id, self.clock(), said, file))
        await self.happen({"message": {**self._envelope(chat, message_id), **content}})
        return message_id

    def next_message(self) -> int:
        """The id of the next message, whoever writes it."""
        self._last_message += 1
        return self._last_message

    async def happen(self, what: Json) -> int:
        """Something that the bot is told of; the id of the update."""
        self._last_update += 1
        self.updates.append({"update_id": self._last_update, **what})
        await self.notify()
        return self._last_update

    def _envelope(self, chat: int, message_id: int) -> Json:
        where: Json = {"id": chat, "type": "private", "first_name": self.name_of(chat)}
        if chat < 0:
            where = {"id": chat, "type": "group", "title": self.name_of(chat)}
        when = int(self.clock().timestamp())
        return {"message_id": message_id, "date": when, "chat": where, "from": self.person(chat)}

    def person(self, chat: int) -> Json:
        """A person as the API shows them."""
        return {"id": chat, "is_bot": False, "first_name": self.name_of(chat)}


def _captioned(caption: str) -> Json:
    return {"caption": caption} if caption else {}
