"""From an update of Telegram to what it means here: a message with its files, or news about a chat itself."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias, cast

from telegram import Bot, ChatMember, Message, Update, User
from telegram.error import BadRequest

from bot.telegram_groups import Me, is_for_us, without_us
from campaigns.contribution import Channel
from usecases.messages import Attachment, Incoming

WANTED = [Update.MESSAGE, Update.EDITED_MESSAGE, Update.CALLBACK_QUERY, Update.MY_CHAT_MEMBER]
GoesOn: TypeAlias = Callable[[str, str, str], Awaitable[bool]]
_GROUPS = ("group", "supergroup")
_GONE = (ChatMember.BANNED, ChatMember.LEFT)


@dataclass(frozen=True)
class Closed:
    """This chat takes nothing from us any more: we were blocked, or shown out of a group."""

    chat: str


@dataclass(frozen=True)
class Moved:
    """This group has another id from now on."""

    before: str
    after: str


def chat_of(raw: Mapping[str, object]) -> int:
    """The chat that an update belongs to, 0 for none, whatever else is in it; each chat is handled in order."""
    for content in raw.values():
        if isinstance(content, dict):
            message = content.get("message")
            holder = message if isinstance(message, dict) else content
            chat = holder.get("chat") or content.get("from")
            if isinstance(chat, dict) and isinstance(chat.get("id"), int):
                return cast("int", chat["id"])
    return 0


async def meaning_of(
    bot: Bot, update: Update, clock: Callable[[], datetime], me: Me, goes_on: GoesOn
) -> Incoming | Closed | Moved | None:
    """What the update says; None for what is not said to us. Fetches the files.

    `goes_on` says whether this album (group, member, id) was begun by words to us.
    """
    chat, message = update.effective_chat, update.effective_message
    if chat is None or (chat.type != "private" and chat.type not in _GROUPS):
        return None
    if update.my_chat_member is not None:
        return _membership(update, clock)
    if message is not None and message.migrate_to_chat_id is not None:
        return Moved(str(chat.id), str(message.migrate_to_chat_id))
    if message is None:
        return None
    group = str(chat.id) if chat.type in _GROUPS else ""
    person = update.effective_user
    if group and (person is None or person.is_bot):
        return None
    if group and person and update.callback_query is None and not is_for_us(message, me):
        album = message.media_group_id
        if not album or not await goes_on(group, str(person.id), album):
            return None
    sender = str(person.id) if group and person else str(chat.id)
    reference, name = f"tg:{update.update_id}", person.full_name if person else ""
    if update.callback_query is not None:
        pressed = update.callback_query.data or ""
        return Incoming(reference, Channel.CHAT, clock(), sender, name, pressed, group=group)
    text = without_us(_text_of(message), me)
    opens, link = opening(text)
    return Incoming(
        reference=reference,
        channel=Channel.CHAT,
        received_at=message.edit_date or message.date,
        sender=sender,
        sender_name=name,
        text="" if opens else text,
        attachments=tuple([await _fetch(bot, *file) for file in _files_of(message)]),
        # the messages of each chat are numbered apart
        message=f"{group}/{message.message_id}" if group else str(message.message_id),
        is_edit=update.edited_message is not None,
        opens=opens,
        link="" if group else link,
        group=group,
        quoted=_quoted(message, me),
        answered=_own_answered(message, person),
        album=message.media_group_id or "",
    )


def _membership(update: Update, clock: Callable[[], datetime]) -> Incoming | Closed | None:
    """We were let in or shown out; being let into a group is greeted."""
    changed = update.my_chat_member
    if changed is None:
        return None
    chat = str(changed.chat.id)
    if changed.new_chat_member.status in _GONE:
        return Closed(chat)
    if changed.chat.type not in _GROUPS or changed.old_chat_member.status not in _GONE:
        return None
    return Incoming(
        reference=f"tg:{update.update_id}",
        channel=Channel.CHAT,
        received_at=clock(),
        sender=str(changed.from_user.id),
        sender_name=changed.from_user.full_name,
        opens=True,
        group=chat,
    )


def opening(text: str) -> tuple[bool, str]:
    """Whether this is Telegram's word for opening a chat, and the link that it carries."""
    command, _, rest = text.strip().partition(" ")
    return (True, rest.strip()) if command.casefold() == "/start" else (False, "")


def _quoted(message: Message, me: Me) -> str:
    """The words of ours that this message answers."""
    answered = message.reply_to_message
    if answered is None or answered.from_user is None or answered.from_user.id != me.id:
        return ""
    chosen = message.quote.text if message.quote else ""
    return chosen or answered.text or answered.caption or ""


def _own_answered(message: Message, person: User | None) -> str:
    """The id of the message of theirs that this one answers, in private."""
    answered = message.reply_to_message
    if answered is None or answered.from_user is None or person is None or message.chat.type in _GROUPS:
        return ""
    return str(answered.message_id) if answered.from_user.id == person.id else ""


def _text_of(message: Message) -> str:
    """The words of a message, those of a shared contact or place included."""
    if message.contact:
        shared = message.contact
        return " ".join(part for part in (shared.first_name, shared.last_name, shared.phone_number) if part)
    if message.venue:
        return f"{message.venue.title}, {message.venue.address}"
    return message.text or message.caption or ""


def _files_of(message: Message) -> list[tuple[str, str, str]]:
    """(file id, name, media type) of what came with a message."""
    if message.document:
        document = message.document
        return [(document.file_id, document.file_name or "document", document.mime_type or "application/octet-stream")]
    if message.photo:
        return [(message.photo[-1].file_id, f"photo-{message.message_id}.jpg", "image/jpeg")]
    if message.voice:
        return [(message.voice.file_id, f"message-vocal-{message.message_id}.ogg", "audio/ogg")]
    for sound in (message.audio, message.video, message.video_note):
        if sound:
            media = getattr(sound, "mime_type", None) or "video/mp4"
            name = getattr(sound, "file_name", None) or f"enregistrement-{message.message_id}"
            return [(sound.file_id, name, media)]
    return []


async def _fetch(bot: Bot, file_id: str, name: str, media_type: str) -> Attachment:
    """The file, or an empty one where Telegram will not hand it over (more than 20 MB)."""
    try:
        file = await bot.get_file(file_id)
        content = bytes(await file.download_as_bytearray())
    except BadRequest:
        content = b""
    return Attachment(name, media_type, content)
