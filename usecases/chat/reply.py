"""What became of a chat message, and the one message that answers it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from campaigns.contribution import Channel
from questionnaires.anew import replace
from usecases.chat.whose import Speaker
from usecases.installation import Installation
from usecases.keys import key, message_id
from usecases.messages import Button, Incoming, LetterKind, Outgoing, Received
from usecases.pen import show_to_a_person
from usecases.ports import Transaction


@dataclass(frozen=True)
class Conversed:
    """What became of a chat message, and what was said in return ("" for a message applied before).

    `posts` is True where mail was queued too that should leave now.
    """

    received: Received
    text: str = ""
    buttons: tuple[Button, ...] = ()
    queued: tuple[Outgoing, ...] = ()
    posts: bool = False


def reply_to(
    house: Installation,
    found: Speaker | None,
    incoming: Incoming,
    text: str,
    buttons: tuple[Button, ...],
    now: datetime,
    kind: LetterKind = LetterKind.CHAT,
    to: str = "",
) -> Outgoing:
    """The one message of this kind that answers this one: where it came from, or in another chat (`to`)."""
    where = to or incoming.group or incoming.sender
    round, contact = (found.round.id, found.contact.id) if found else ("", f"chat:{where}")
    id = key(round, contact, Channel.CHAT, kind, incoming.reference)
    return Outgoing(
        id=id,
        message_id=message_id(house.secret, id, house.domain),
        channel=Channel.CHAT,
        kind=kind,
        to=where,
        campaign=found.campaign.id if found else "",
        round=round,
        contact=contact,
        created_at=now,
        due_at=now,
        answers_to=incoming.reference,
        text=text,
        buttons=buttons,
        quotes=incoming.message if incoming.group and not to else "",
    )


def before_a_person(
    transaction: Transaction, incoming: Incoming, why: str, campaign: str = "", sender: str = ""
) -> None:
    """Into the pen, with all its words: a chat message has no other form in which a person could read it."""
    waiting = show_to_a_person(transaction, incoming, why, campaign=campaign)
    transaction.put(replace(waiting, sender=sender or incoming.sender, extract=incoming.text))
