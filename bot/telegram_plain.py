"""The update that nearly all are: words in private, and nothing with them. Read as it stands, without the library.

The library makes an object of everything that Telegram may ever send, which costs more than all that we do with the
words. What is not exactly this is left to `telegram_updates.meaning_of`, which says the same of this.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime

from bot.telegram_groups import Me, without_us
from bot.telegram_updates import opening
from campaigns.contribution import Channel
from usecases.messages import Incoming

_UPDATE = {"update_id", "message"}
# How words are laid out (bold, links) is not what they say.
_MESSAGE = {"message_id", "date", "chat", "from", "text", "entities", "link_preview_options"}


def plain_words(raw: Mapping[str, object], me: Me) -> Incoming | None:
    """What a message of words says; None for any other update."""
    message = raw.get("message")
    if raw.keys() != _UPDATE or not isinstance(message, dict) or not message.keys() <= _MESSAGE:
        return None
    update, chat, author = raw["update_id"], message.get("chat"), message.get("from")
    if not isinstance(chat, dict) or not isinstance(author, dict) or chat.get("type") != "private":
        return None
    number, date, text, id = message.get("message_id"), message.get("date"), message.get("text"), chat.get("id")
    first, last = author.get("first_name"), author.get("last_name", "")
    if not all(type(value) is int for value in (update, number, date, id)):
        return None
    if not all(type(value) is str for value in (text, first, last)):
        return None
    words = without_us(str(text), me)
    opens, link = opening(words)
    return Incoming(
        reference=f"tg:{update}",
        channel=Channel.CHAT,
        received_at=datetime.fromtimestamp(int(str(date)), UTC),
        sender=str(id),
        sender_name=f"{first} {last}" if last else str(first),
        text="" if opens else words,
        message=str(number),
        opens=opens,
        link=link,
    )
