"""A group with the bot in it: its members talk, name the bot, answer it, and turn the group into a supergroup."""

from __future__ import annotations

import re
from collections.abc import Sequence

from relance.demo.servers.chats import BOT_NAME, BotMessage, Chats, Json


class Gathering:
    """One group of the local Bot API. `id` is negative, and another one after `grow`.

    With its privacy mode, as by default, the bot is told of commands, of messages that name it and of answers to its
    own; without it, of everything.
    """

    def __init__(self, chats: Chats, id: int, title: str, private: bool = True) -> None:
        self.chats, self.id, self.title, self.private = chats, id, title, private

    async def let_in(self, person: int) -> int:
        """A member lets the bot into the group; the id of the update."""
        return await self.chats.membership(self.id, person, "left", "member", self.title)

    async def say(self, person: int, text: str, name: str = "", answers: BotMessage | None = None) -> int:
        """A member writes; the id of the message. The bot hears of it where its privacy mode lets it."""
        entities = entities_in(text)
        content: Json = {"text": text, "entities": entities}
        if answers is not None:
            content["reply_to_message"] = self.chats.as_sent(answers)
        return await self._write(person, content, not self.private or answers is not None or bool(entities), name)

    async def show(self, person: int, pictures: Sequence[bytes], caption: str) -> list[int]:
        """A member sends an album, the caption under its first picture; the bot is told of all of it, or of none."""
        album, entities = f"album{self.chats.next_message()}", entities_in(caption)
        ids: list[int] = []
        for number, picture in enumerate(pictures):
            photo = [{**self.chats.keep_file(picture), "width": 1280, "height": 1280}]
            content: Json = {"photo": photo, "media_group_id": album}
            if not number:
                content |= {"caption": caption, "caption_entities": entities}
            ids.append(await self._write(person, content, not self.private or bool(entities)))
        return ids

    async def _write(self, person: int, content: Json, is_told: bool, name: str = "") -> int:
        message_id = self.chats.next_message()
        message: Json = {
            "message_id": message_id,
            "date": int(self.chats.clock().timestamp()),
            "chat": {"id": self.id, "type": "supergroup" if self.id < -(10**12) else "group", "title": self.title},
            "from": {**self.chats.person(person), **({"first_name": name} if name else {})},
            **content,
        }
        if is_told:
            await self.chats.happen({"message": message})
        return message_id

    async def grow(self) -> int:
        """The group becomes a supergroup with another id, which its last message says; the new id."""
        before, self.id = self.id, self.id - 10**12
        self.chats.migrated[before] = self.id
        message: Json = {
            "message_id": self.chats.next_message(),
            "date": int(self.chats.clock().timestamp()),
            "chat": {"id": before, "type": "group", "title": self.title},
            "from": self.chats.person(1),
            "migrate_to_chat_id": self.id,
        }
        await self.chats.happen({"message": message})
        return self.id


def entities_in(text: str) -> list[Json]:
    """The commands and the mentions of the bot in a text, as Telegram marks them (in UTF-16 units)."""
    found: list[Json] = []
    for match in re.finditer(rf"(?P<command>(?<!\S)/\w+(?:@\w+)?)|@{BOT_NAME}\b", text):
        offset = len(text[: match.start()].encode("utf-16-le")) // 2
        length = len(match[0].encode("utf-16-le")) // 2
        found.append({"type": "bot_command" if match["command"] else "mention", "offset": offset, "length": length})
    return found
