"""What is due in a round: the calendar is asked first, and only organisations that it concerns are looked at."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from campaigns.calendar import deadline, has_happened
from campaigns.campaign import Campaign, Invitation, Round, Sending
from campaigns.contribution import Channel, Contribution, Return
from campaigns.due import NOBODY, Due, due, waiting
from campaigns.people import Contact, Role
from campaigns.progress import Told
from campaigns.tracking import State
from questionnaires.model import Questionnaire
from usecases.find import asked_version
from usecases.installation import Installation
from usecases.messages import Delivery, Outgoing
from usecases.ports import Reading

INVITED = (Role.ADDRESSEE, Role.RESPONDENT)


@dataclass(frozen=True)
class Sweep:
    """What must leave now in one round, and what it was decided with; `profiles` are those asked, by organisation."""

    campaign: Campaign
    round: Round
    questionnaire: Questionnaire
    profiles: dict[str, tuple[str, ...]]
    items: tuple[Due, ...] = ()


async def sweep(house: Installation, reading: Reading, campaign: Campaign, round: Round, now: datetime) -> Sweep:
    """Everything that must leave now in this round."""
    questionnaire = asked_version(house.catalogue, campaign)
    contacts = await reading.find(Contact, campaign=campaign.id)
    invitations = await reading.find(Invitation, round=round.id)
    returns = await reading.find(Return, round=round.id)
    undelivered = await _undelivered(reading, round)
    codes = waiting(campaign, round, now, contacts, invitations, returns, undelivered)
    if not codes:
        return Sweep(campaign, round, questionnaire, {})
    standing = {r.organisation: r for r in returns}
    asked = _profiles(contacts, invitations, codes) if questionnaire.profiles else dict.fromkeys(codes, ("",))
    states: dict[str, State] = {}
    settled: set[tuple[str, str]] = set()
    for code in codes:
        told = await what_was_told(house, reading, questionnaire, round, code, standing.get(code), now)
        states[code] = state_of(campaign, round, told, code, asked[code], now)
        settled |= {(code, p) for p in set(asked[code]) if p and not told.missing((p,))}
    live = {code for code, state in states.items() if not state.is_return}
    if not live:
        return Sweep(campaign, round, questionnaire, {})
    items = due(
        campaign,
        round,
        now,
        [contact for contact in contacts if contact.organisation in live],
        [invitation for invitation in invitations if invitation.organisation in live],
        returns,
        states,
        settled,
        undelivered,
        house.most_reminders,
    )
    profiles = {code: asked[code] for code in live}
    return Sweep(campaign, round, questionnaire, profiles, tuple(items))


def _profiles(
    contacts: Iterable[Contact], invitations: Iterable[Invitation], codes: frozenset[str]
) -> dict[str, tuple[str, ...]]:
    """The profiles of those who are asked in these organisations; "" where one of them has none."""
    placed = {i.contact for i in invitations if i.organisation in codes}
    found: dict[str, set[str]] = {code: set() for code in codes}
    for contact in contacts:
        if contact.organisation in codes and contact.id in placed and contact.role in INVITED:
            found[contact.organisation].add(contact.profile)
    return {code: tuple(sorted(profiles)) for code, profiles in found.items()}


async def still_due(
    house: Installation,
    reading: Reading,
    sweep: Sweep,
    invitation: Invitation,
    contact: Contact,
    now: datetime,
    undelivered: bool = False,
) -> Due | None:
    """What must leave now for this one person, asked again of what is stored, their colleagues' words included.

    `undelivered`: their last message did not arrive.
    """
    code = invitation.organisation
    standing = await reading.get(Return, invitation.return_id)
    told = await what_was_told(house, reading, sweep.questionnaire, sweep.round, code, standing, now)
    profiles = sweep.profiles.get(code, ())
    found = due(
        sweep.campaign,
        sweep.round,
        now,
        [contact],
        [invitation],
        [standing] if standing else [],
        {code: state_of(sweep.campaign, sweep.round, told, code, profiles, now)},
        {(code, contact.profile)} if contact.profile and not told.missing((contact.profile,)) else frozenset(),
        [invitation.id] if undelivered else NOBODY,
        house.most_reminders,
    )
    return found[0] if found else None


async def what_was_told(
    house: Installation,
    reading: Reading,
    questionnaire: Questionnaire,
    round: Round,
    code: str,
    standing: Return | None,
    now: datetime,
) -> Told:
    """What this organisation has said in this round by `now`."""
    id = f"{round.id}/{code}"
    said = await reading.find(Contribution, return_id=id)
    told = house.remembered.told(questionnaire, id, said, standing)
    if told.newest is None or has_happened(told.newest, now):
        return told
    return Told(questionnaire, tuple(c for c in said if has_happened(c.received_at, now)), standing)


def state_of(campaign: Campaign, round: Round, told: Told, code: str, profiles: Iterable[str], now: datetime) -> State:
    """Where the organisation stands; whether it was heard from makes no difference to what is due."""
    organisation = campaign.organisation(code)
    if organisation is None:
        return State.WAITING
    return told.state(profiles, deadline(round, told.return_), False, now)


async def _undelivered(reading: Reading, round: Round) -> frozenset[str]:
    """The invitations whose last message was meant for a chat that refused it: it leaves once more, by mail."""
    failed = await reading.find(Outgoing, round=round.id, state=Delivery.FAILED)
    found = set()
    for message in failed:
        if message.channel is Channel.CHAT and message.step:
            invitation = await reading.get(Invitation, f"{round.id}/{message.contact}")
            if invitation is not None and is_undelivered(invitation, message):
                found.add(invitation.id)
    return frozenset(found)


def is_undelivered(invitation: Invitation, message: Outgoing) -> bool:
    """Whether this message, which its chat refused, is the last that the calendar had for this person."""
    last = invitation.sendings[-1:]
    return last == (Sending(message.step, message.created_at, Channel.CHAT),)
