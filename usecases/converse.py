"""Apply one chat message, once: keep it, find who speaks, let their turn decide; strangers are told how to begin."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import datetime

from campaigns.contribution import Channel
from usecases.chat_files import read_files
from usecases.chat_reply import Conversed, before_a_person, reply_to
from usecases.chat_turn import apply_turn
from usecases.chat_whose import Stranger, whose_chat
from usecases.installation import Installation
from usecases.messages import Incoming, Outcome, Received
from usecases.pen import inbox_entry
from usecases.ports import Files, Transaction
from usecases.transact import transact

__all__ = ["Conversed", "converse"]

HOW_TO_BEGIN = (
    "Bonjour. Pour savoir qui vous êtes, j’ai besoin du lien personnel qui se trouve dans votre courriel "
    "d’invitation : touchez-le, ou recopiez ici la référence de douze caractères qui le termine. "
    "Ce que vous avez écrit est gardé et sera lu par la coordination."
)
UNKNOWN_REFERENCE = (
    "Je ne reconnais pas la référence « {token} ». Reprenez le lien de votre dernier courriel d’invitation ou de "
    "rappel, ou répondez simplement à ce courriel. Votre message est transmis à la coordination."
)
STRANGERS = "Une personne inconnue écrit dans la messagerie : elle n’a pas encore utilisé de lien personnel."


async def converse(
    house: Installation, incoming: Incoming, now: datetime, round: str = "", held_until: datetime | None = None
) -> Conversed:
    """Apply one message of the chat or the terminal; the reply to a chat stands in the outbox when this returns.

    `round` is the id of the round to talk about, by default the one in which this person is talking. A caller that
    sends what is `queued` itself (`usecases.chat_deliver`) holds it until then, so that the outbox does not.
    """
    incoming = await kept(house.files, incoming)
    files = await read_files(house, incoming, round)

    async def decide(transaction: Transaction) -> Conversed:
        earlier = await transaction.get(Received, incoming.reference)
        if earlier is not None:
            return Conversed(replace(earlier, outcome=Outcome.DUPLICATE, answers={}, suggested={}))
        found = await whose_chat(transaction, incoming, round)
        if isinstance(found, Stranger):
            done = _stranger(house, transaction, found, incoming, now)
        else:
            done = await apply_turn(house, transaction, found, incoming, files, now)
        queued = tuple(replace(message, claimed_until=held_until) for message in done.queued)
        transaction.put(*queued)
        return replace(done, queued=queued)

    return await transact(house.store, incoming.reference, decide)


async def kept(files: Files, incoming: Incoming) -> Incoming:
    """The message with its words and files kept as they came, before anything is decided about it."""
    if incoming.raw:
        return incoming
    attachments = [
        {"name": file.name, "media_type": file.media_type, "content": await files.put(file.content)}
        for file in incoming.attachments
    ]
    whole = {
        "reference": incoming.reference,
        "sender": incoming.sender,
        "sender_name": incoming.sender_name,
        "received_at": incoming.received_at.isoformat(),
        "text": incoming.text,
        "attachments": attachments,
    }
    return replace(incoming, raw=await files.put(json.dumps(whole, ensure_ascii=False).encode("utf-8", "replace")))


def _stranger(
    house: Installation, transaction: Transaction, found: Stranger, incoming: Incoming, now: datetime
) -> Conversed:
    """Say how to begin; what a stranger said waits for a person, unless it was only the start of a chat."""
    if re.fullmatch(r"\s*/start(@\w+)?\s*", incoming.text):
        received = inbox_entry(transaction, incoming, Outcome.NOTHING_NEW)
    else:
        before_a_person(transaction, incoming, STRANGERS)
        received = inbox_entry(transaction, incoming, Outcome.UNMATCHED, reason=STRANGERS)
    text = UNKNOWN_REFERENCE.format(token=found.token) if found.token else HOW_TO_BEGIN
    is_chat = incoming.channel is Channel.CHAT and incoming.sender
    return Conversed(received, text, queued=(reply_to(house, None, incoming, text, (), now),) if is_chat else ())
