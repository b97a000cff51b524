"""Open the rounds whose time has come, write to everyone who is due now, and close what is over.

Due work is a query on stored state and `now`; each message is decided again in a transaction of its own.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from campaigns.calendar import deadline
from campaigns.campaign import Campaign, Invitation, Round, RoundKind, Sending
from campaigns.contribution import Contribution, Return
from campaigns.due import Due, due
from campaigns.people import Contact
from campaigns.tracking import State, track
from usecases.correspond import letter_to, queue_letter
from usecases.find import asked_version
from usecases.installation import Installation
from usecases.messages import LetterKind
from usecases.ports import BadInput, Reading, Transaction
from usecases.transact import transact

# A round stays open for late returns this long after its last deadline and its last step.
GRACE = timedelta(days=30)


@dataclass(frozen=True)
class RoundState:
    """Everything that decides what is due in one round."""

    campaign: Campaign
    round: Round
    contacts: tuple[Contact, ...]
    invitations: tuple[Invitation, ...]
    returns: tuple[Return, ...]
    states: dict[str, State]


async def open_and_close(house: Installation, now: datetime) -> int:
    """Mark the rounds that open and close at `now`; returns how many opened."""
    opened = 0
    async with house.store.reading() as reading:
        campaigns = await reading.find(Campaign)
        lasts = {r.id: await _last_deadline(reading, c, r) for c in campaigns for r in c.rounds if not r.closed_at}
    for campaign in campaigns:
        rounds = tuple(_moved_on(r, now, lasts.get(r.id)) for r in campaign.rounds)
        if rounds != campaign.rounds:
            opened += sum(1 for old, new in zip(campaign.rounds, rounds, strict=True) if new.opened_at != old.opened_at)

            async def decide(transaction: Transaction, id: str = campaign.id) -> None:
                fresh = await transaction.get(Campaign, id)
                if fresh is not None:
                    moved = tuple(_moved_on(r, now, lasts.get(r.id)) for r in fresh.rounds)
                    transaction.put(replace(fresh, rounds=moved))

            await transact(house.store, "tick", decide)
    return opened


def _moved_on(round: Round, now: datetime, last: datetime | None) -> Round:
    if round.opened_at is None and round.opens <= now:
        return replace(round, opened_at=now)
    over = last + timedelta(days=max((0, *round.steps))) + GRACE if last else None
    if round.opened_at and round.closed_at is None and over and now > over:
        return replace(round, closed_at=now)
    return round


async def _last_deadline(reading: Reading, campaign: Campaign, round: Round) -> datetime:
    returns = {r.organisation: r for r in await reading.find(Return, round=round.id)}
    return max(deadline(round, o, returns.get(o.code)) for o in campaign.organisations)


async def queue_due(house: Installation, now: datetime) -> list[str]:
    """Put every message that is due at `now` into the outbox. Returns what could not be written, one line each."""
    async with house.store.reading() as reading:
        states = [
            await round_state(house, reading, campaign, round, now)
            for campaign in await reading.find(Campaign)
            for round in campaign.rounds
            if round.opened_at is not None and round.closed_at is None
        ]
    troubles: list[str] = []
    for state in states:
        for item in due_in(state, now):
            try:
                await _queue(house, state, item, now)
            except BadInput as trouble:
                troubles.append(trouble.sentence)
    return troubles


async def round_state(
    house: Installation, reading: Reading, campaign: Campaign, round: Round, now: datetime
) -> RoundState:
    """Load what decides what is due in this round."""
    people = {c.id: c for c in await reading.find(Contact, campaign=campaign.id)}
    invitations = tuple(await reading.find(Invitation, round=round.id))
    returns = tuple(await reading.find(Return, round=round.id))
    contributions = await reading.find(Contribution, round=round.id)
    questionnaire = asked_version(house.catalogue, campaign)
    contacts = tuple(people[i.contact] for i in invitations if i.contact in people)
    tracking = track(campaign, round, questionnaire, contacts, invitations, contributions, returns, now)
    states = {o.code: o.state for o in tracking.organisations}
    return RoundState(campaign, round, contacts, invitations, returns, states)


def due_in(state: RoundState, now: datetime) -> list[Due]:
    """What must leave now in this round."""
    return due(state.campaign, state.round, now, state.contacts, state.invitations, state.returns, state.states)


async def _queue(house: Installation, state: RoundState, item: Due, now: datetime) -> None:
    async def decide(transaction: Transaction) -> None:
        invitation = await transaction.get(Invitation, item.invitation)
        contact = await transaction.get(Contact, invitation.contact) if invitation else None
        if invitation is None or contact is None:
            return
        standing = await transaction.get(Return, invitation.return_id)
        fresh = replace(
            state,
            contacts=(contact,),
            invitations=(invitation,),
            returns=(standing,) if standing else (),
        )
        if item.occasion not in [again.occasion for again in due_in(fresh, now)]:
            return
        kind = letter_kind(state.round, item.kind)
        letter = await letter_to(
            house, transaction, state.campaign, state.round, invitation, contact, kind, item.step, now, item.occasion
        )
        await queue_letter(house, transaction, letter, state.round, item.occasion)
        transaction.put(replace(invitation, sendings=(*invitation.sendings, Sending(item.step, now))))

    await transact(house.store, "tick", decide)


def letter_kind(round: Round, kind: str) -> LetterKind:
    """The letter for a kind of due message; what opens a review round is the draft."""
    if round.kind is RoundKind.REVIEW and kind == "invitation":
        return LetterKind.DRAFT
    return LetterKind(kind)
