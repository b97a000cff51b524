"""A chat message kept with its files: how it is written beside them, and read again for the person who looks at it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from campaigns.contribution import Channel
from usecases.messages import Attachment, Incoming, Unmatched
from usecases.ports import BadInput, Files


@dataclass(frozen=True)
class KeptPiece:
    """One file of a chat message; `content` names its kept bytes."""

    name: str
    media_type: str
    content: str


@dataclass(frozen=True)
class KeptMessage:
    """A chat message as it came; `attachments` are its files, in their order."""

    reference: str
    sender: str
    sender_name: str
    received_at: datetime
    text: str
    attachments: tuple[KeptPiece, ...]


@dataclass(frozen=True)
class Pieces:
    """What came by chat with a message and with those sent together; `is_whole` unless a part cannot be read again."""

    found: tuple[KeptPiece, ...] = ()
    is_whole: bool = True


async def keep(files: Files, incoming: Incoming, said: str) -> str:
    """Keep the files of this message, and the message with `said` as its words; returns the name of its bytes."""
    pieces = [KeptPiece(one.name, one.media_type, await files.put(one.content)) for one in incoming.attachments]
    whole = KeptMessage(
        incoming.reference, incoming.sender, incoming.sender_name, incoming.received_at, said, tuple(pieces)
    )
    return await files.put(written(whole))


def written(message: KeptMessage) -> bytes:
    """One JSON object with the names of the fields, the moment in ISO 8601."""
    whole = asdict(message) | {"received_at": message.received_at.isoformat()}
    return json.dumps(whole, ensure_ascii=False).encode("utf-8", "replace")


def read(raw: bytes) -> KeptMessage | None:
    """The message that was written so; None for any other bytes, also for what a network sent and was put aside."""
    try:
        whole = json.loads(raw)
        at = datetime.fromisoformat(whole["received_at"])
        pieces = tuple(KeptPiece(*_texts(one, "name", "media_type", "content")) for one in whole["attachments"])
        reference, sender, name, text = _texts(whole, "reference", "sender", "sender_name", "text")
    except (ValueError, KeyError, TypeError, RecursionError):
        return None
    return KeptMessage(reference, sender, name, at, text, pieces)


def _texts(fields: dict[str, object], *names: str) -> Sequence[str]:
    """These fields, which are all text; `TypeError` where one is something else."""
    found = [fields[name] for name in names]
    texts = [one for one in found if isinstance(one, str)]
    if len(texts) < len(found):
        raise TypeError(names)
    return texts


async def pieces_of(files: Files, waiting: Unmatched) -> Pieces:
    """The files that came by chat with what waits for a person. What is lost or damaged takes nothing else with it."""
    if waiting.channel is not Channel.CHAT or not waiting.attachments:
        return Pieces()
    messages = [await _kept(files, name) for name in (waiting.raw, *waiting.together)]
    found = [piece for message in messages if message for piece in message.attachments]
    return Pieces(tuple(found), None not in messages)


async def attachments_of(files: Files, waiting: Unmatched) -> tuple[Attachment, ...]:
    """The same with their bytes, as they arrived; a file that is lost comes empty."""
    pieces = (await pieces_of(files, waiting)).found
    return tuple([Attachment(p.name, p.media_type, await _bytes(files, p.content) or b"") for p in pieces])


async def _kept(files: Files, name: str) -> KeptMessage | None:
    content = await _bytes(files, name)
    return read(content) if content is not None else None


async def _bytes(files: Files, name: str) -> bytes | None:
    """The bytes of this name, or None where they are lost or no longer what they were."""
    try:
        return await files.get(name)
    except BadInput:  # the file says that it is damaged
        return None
