"""Whose chat is it, and in which round: a signed link makes a chat a person's, afterwards the chat itself is known."""

from __future__ import annotations

import hmac
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from campaigns.campaign import Campaign, Invitation, Round, RoundKind
from campaigns.contribution import Channel
from campaigns.people import Contact
from usecases.correspond import chat_key_of
from usecases.installation import Installation
from usecases.messages import Incoming
from usecases.ports import Reading

_KEY = re.compile(r"(?:\S*[?&]start=)?(?P<key>(?P<token>[a-z2-7]{12})-[\w-]{22})")
# What looks like a link or a reference of ours; twelve letters alone may be a word.
_LINKLIKE = re.compile(r"\S*[?&]start=\S*|(?=[a-z]*[2-7])[a-z2-7]{12}(?:-[\w-]*)?", re.IGNORECASE)
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Speaker:
    """Who speaks in a chat and in which round. `contact` may not be stored yet (a new member of a group).

    `starts` is True where the message is the opening of the conversation itself and holds no answer; `left` is the
    chat that this person used before they opened this one too, or "".
    """

    campaign: Campaign
    round: Round
    contact: Contact
    starts: bool = False
    left: str = ""


@dataclass(frozen=True)
class Stranger:
    """Nobody we know. `gave_link` where they came with a link that opens nothing (any more)."""

    gave_link: bool = False


async def whose_chat(house: Installation, reading: Reading, incoming: Incoming, round: str = "") -> Speaker | Stranger:
    """Find who speaks in private. In the terminal `incoming.sender` is the id of the contact, else that of the chat.

    `round` is the id of a round that the caller wants, or "".
    """
    if incoming.channel is Channel.TERMINAL:
        contact = await reading.get(Contact, incoming.sender)
        found = await place_of(reading, [contact] if contact else [], round)
        return found or Stranger()
    given = incoming.link or incoming.text.strip()
    key = _KEY.fullmatch(given)
    if key:
        by_link = await _by_key(house, reading, key["token"], key["key"], incoming.sender)
        if by_link is not None:
            return by_link
    people = await reading.find(Contact, devices=incoming.sender) if incoming.sender else []
    known = await place_of(reading, people)
    if known is not None:
        return known if not incoming.opens else Speaker(known.campaign, known.round, known.contact, starts=True)
    return Stranger(gave_link=bool(incoming.link or key or _LINKLIKE.fullmatch(given)))


async def _by_key(house: Installation, reading: Reading, token: str, key: str, chat: str) -> Speaker | None:
    """The person whose link this is, unless it was revoked since."""
    for invitation in await reading.find(Invitation, token=token):
        campaign = await reading.get(Campaign, invitation.campaign)
        contact = await reading.get(Contact, invitation.contact)
        round = campaign.round(invitation.round) if campaign else None
        if campaign is None or contact is None or round is None:
            continue
        if hmac.compare_digest(chat_key_of(house, invitation, contact), key):
            return Speaker(campaign, round, contact, starts=True, left=left_by(contact, chat))
    return None


def left_by(contact: Contact, chat: str) -> str:
    """The chat to tell that this person now also speaks in this one, where it is new."""
    return contact.chat if chat not in contact.devices else ""


async def place_of(reading: Reading, people: Iterable[Contact], wanted: str = "") -> Speaker | None:
    """The round in which this person is talking: the one wanted, else an open one, the last talked in, the newest."""
    places: list[tuple[tuple[bool, datetime, int], Speaker]] = []
    for contact in people:
        campaign = await reading.get(Campaign, contact.campaign)
        if campaign is None:
            continue
        invited = {i.round: i for i in await reading.find(Invitation, contact=contact.id)}
        for position, round in enumerate(campaign.rounds):
            if round.id == wanted:
                return Speaker(campaign, round, contact)
            invitation = invited.get(round.id)
            if invitation is not None:
                turned = invitation.talk.turned_at or _LONG_AGO
                is_open = round.opened_at is not None and round.closed_at is None
                places.append(((is_open, turned, position), Speaker(campaign, round, contact)))
        first = campaign.round(kind=RoundKind.COLLECTION)
        if not invited and first is not None:
            places.append(((False, _LONG_AGO, -1), Speaker(campaign, first, contact)))
    return max(places, key=lambda place: place[0])[1] if places else None
