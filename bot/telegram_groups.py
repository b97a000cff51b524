"""What is said to us in a group: our commands, a mention of our name, a reply to a message of ours. Nothing else."""

from __future__ import annotations

import re
from dataclasses import dataclass

from telegram import Message, MessageEntity


@dataclass(frozen=True)
class Me:
    """Who we are: the id is in the token; `name` (without @) is "" as long as the server was not asked."""

    id: int
    name: str = ""


def is_for_us(message: Message, me: Me) -> bool:
    """Whether this message of a group is addressed to us."""
    answered = message.reply_to_message
    if answered is not None and answered.from_user is not None and answered.from_user.id == me.id:
        return True
    named = {MessageEntity.MENTION, MessageEntity.TEXT_MENTION, MessageEntity.BOT_COMMAND}
    entities = {**message.parse_entities(list(named)), **message.parse_caption_entities(list(named))}
    return any(_names_us(entity, text, me) for entity, text in entities.items())


def _names_us(entity: MessageEntity, text: str, me: Me) -> bool:
    if entity.type == MessageEntity.TEXT_MENTION:
        return entity.user is not None and entity.user.id == me.id
    at = text.rpartition("@")[2].casefold()
    if entity.type == MessageEntity.BOT_COMMAND:
        return "@" not in text or at == me.name.casefold()
    return bool(me.name) and at == me.name.casefold()


def without_us(text: str, me: Me) -> str:
    """The words without our own name: « /aide@robot » is « /aide », « @robot Q1a : … » is « Q1a : … »."""
    if "@" not in text:
        return text
    if not me.name:
        return re.sub(r"^(\s*/\w+)@\w+", r"\1", text)
    ours = rf"@{re.escape(me.name)}\b"
    text = re.sub(rf"^(\s*/\w+){ours}", r"\1", text, flags=re.IGNORECASE)
    return re.sub(rf"^\s*{ours}[\s,:]*|\s*{ours}(?=\s*$)|(?<=\s){ours}\s*", "", text, flags=re.IGNORECASE)
