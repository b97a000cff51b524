"""Whose chat is it, and in which round: a token binds a chat to a person, afterwards the chat itself is known."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime

from campaigns.campaign import Campaign, Invitation, Round, RoundKind
from campaigns.contribution import Channel
from campaigns.people import Contact
from usecases.messages import Incoming
from usecases.ports import Reading

_START = re.compile(r"\s*/start(?:@\w+)?\s+(\S+)", re.IGNORECASE)
_TOKEN = re.compile(r"(?:.*[?&]start=)?([a-z2-7]{12})\s*", re.IGNORECASE)
_LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(frozen=True)
class Speaker:
    """Who speaks in a chat and in which round; `left` is the chat that this person used before, or "".

    `starts` is True where the message is the opening of the conversation itself and holds no answer.
    """

    campaign: Campaign
    round: Round
    contact: Contact
    starts: bool = False
    left: str = ""


@dataclass(frozen=True)
class Stranger:
    """Nobody we know. `token` is what they gave as a token and nobody has, or ""."""

    token: str = ""


async def whose_chat(reading: Reading, incoming: Incoming, round: str = "") -> Speaker | Stranger:
    """Find who speaks. In the terminal `incoming.sender` is the id of the contact, in the chat the id of the chat.

    `round` is the id of a round that the caller wants, or "".
    """
    if incoming.channel is Channel.TERMINAL:
        contact = await reading.get(Contact, incoming.sender)
        found = await _place_of(reading, [contact] if contact else [], round)
        return found or Stranger()
    given = _START.match(incoming.text) or _TOKEN.fullmatch(incoming.text.strip())
    if given:
        bound = await _by_token(reading, given[1].casefold(), incoming.sender)
        if bound is not None:
            return bound
    known = await _place_of(reading, await reading.find(Contact, chat=incoming.sender)) if incoming.sender else None
    if known is not None:
        return known
    return Stranger(given[1] if given else "")


async def _by_token(reading: Reading, token: str, chat: str) -> Speaker | None:
    for invitation in await reading.find(Invitation, token=token):
        campaign = await reading.get(Campaign, invitation.campaign)
        contact = await reading.get(Contact, invitation.contact)
        round = campaign.round(invitation.round) if campaign else None
        if campaign is not None and contact is not None and round is not None:
            left = contact.chat if contact.chat not in ("", chat) else ""
            return Speaker(campaign, round, replace(contact, chat=chat), starts=True, left=left)
    return None


async def _place_of(reading: Reading, people: list[Contact], wanted: str = "") -> Speaker | None:
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
