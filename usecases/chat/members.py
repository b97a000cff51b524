"""Who speaks in the chat group of an organisation: one of its contacts, or a colleague whom we meet there."""

from __future__ import annotations

from campaigns.campaign import Campaign, Round, RoundKind
from campaigns.people import Contact, Role, contact_id
from usecases.chat.entries import Group
from usecases.chat.whose import Speaker, place_of
from usecases.messages import Incoming
from usecases.ports import Reading

NO_MAIL = "connu seulement par la messagerie"


async def group_of(reading: Reading, id: str) -> Group | None:
    """The group with this chat id, wherever it moved since."""
    group = await reading.get(Group, id)
    for _ in range(5):
        if group is None or not group.moved_to:
            return group
        group = await reading.get(Group, group.moved_to)
    return group


async def member(reading: Reading, group: Group, incoming: Incoming) -> Speaker | None:
    """The member who speaks: a contact of this organisation, or a new colleague there; None for another's contact."""
    campaign = await reading.get(Campaign, group.campaign)
    if campaign is None:
        return None
    known = [c for c in await reading.find(Contact, devices=incoming.sender) if c.campaign == group.campaign]
    ours = [c for c in known if c.organisation == group.organisation]
    if ours:
        return await place_of(reading, ours[:1])
    if known:
        return None
    binder = await reading.get(Contact, group.bound_by)
    return Speaker(campaign, _round(campaign), _colleague(group, incoming, binder))


def _round(campaign: Campaign) -> Round:
    """The round that runs, the newest first; else the first collection."""
    running = [r for r in campaign.rounds if r.opened_at is not None and r.closed_at is None]
    first = campaign.round(kind=RoundKind.COLLECTION) or campaign.rounds[0]
    return running[-1] if running else first


def _colleague(group: Group, incoming: Incoming, binder: Contact | None) -> Contact:
    """A member whom we know by chat only. They may never have spoken to us in private, where we could not begin."""
    address = f"{incoming.sender}@messagerie.invalid"
    return Contact(
        id=contact_id(group.campaign, address),
        campaign=group.campaign,
        organisation=group.organisation,
        email=address,
        name=incoming.sender_name,
        role=Role.RESOURCE,
        zone=binder.zone if binder else "",
        profile=binder.profile if binder else "",
        chats=(incoming.sender,),
        lost_chats=(incoming.sender,),
        origin="group",
        unreachable=NO_MAIL,
    )
