"""From an update of Telegram to an `Incoming`: text, buttons, edits, and the files of a private chat."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from telegram import Bot, Message, Update
from telegram.error import BadRequest

from campaigns.contribution import Channel
from usecases.messages import Attachment, Incoming


def chat_of(update: Update) -> int:
    """The chat that an update belongs to, 0 for none: updates of one chat are handled in order."""
    return update.effective_chat.id if update.effective_chat else 0


async def incoming_of(bot: Bot, update: Update, clock: Callable[[], datetime]) -> Incoming | None:
    """What the update says; None for what is no message to us (groups, channels). Fetches the files."""
    message = update.effective_message
    chat = update.effective_chat
    if chat is None or chat.type != "private":
        return None
    person = update.effective_user
    reference, name = f"tg:{update.update_id}", person.full_name if person else ""
    if update.callback_query is not None:
        pressed = update.callback_query.data or ""
        return Incoming(reference, Channel.CHAT, clock(), str(chat.id), name, pressed)
    if message is None:
        return None
    return Incoming(
        reference=reference,
        channel=Channel.CHAT,
        received_at=message.edit_date or message.date,
        sender=str(chat.id),
        sender_name=name,
        text=_text_of(message),
        attachments=tuple([await _fetch(bot, *file) for file in _files_of(message)]),
        message=str(message.message_id),
        is_edit=update.edited_message is not None,
    )


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
