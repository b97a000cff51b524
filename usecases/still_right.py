"""A message is looked at once more right before it leaves: night may have fallen, an answer come, a day gone by.

One that is early waits. One of the calendar that is no longer right is withdrawn, and its person stands as if it had
never been written: the next sweep decides again, from what is stored then.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from campaigns.calendar import OPEN, next_leave
from campaigns.campaign import Campaign, Invitation, Sending
from campaigns.contribution import Channel
from campaigns.people import Contact
from campaigns.tracking import profiles_of
from campaigns.working_days import next_start
from campaigns.zones import zone_of
from usecases.correspond import letter_to
from usecases.escalate import is_still_silent
from usecases.find import asked_version
from usecases.installation import Installation
from usecases.keys import key
from usecases.letters import summed_up
from usecases.messages import Delivery, LetterKind, Outgoing
from usecases.ports import BadInput, Reading, Transaction
from usecases.sweep import Sweep, still_due
from usecases.transact import transact

# What was written so short a time ago, from what was stored then, is looked at no more.
FRESH = timedelta(minutes=1)
# What cannot be judged now is looked at again after this time.
UNJUDGED = timedelta(minutes=15)
NO_MORE = "n’avait plus lieu d’être au moment de partir"


@dataclass(frozen=True)
class HeldBack:
    """The ids of messages that must not leave now: put off to when they may, or withdrawn."""

    early: frozenset[str]
    withdrawn: frozenset[str]

    def __contains__(self, id: str) -> bool:
        return id in self.early or id in self.withdrawn


async def held_back(house: Installation, messages: Sequence[Outgoing], now: datetime) -> HeldBack:
    """Those among these claimed messages that must not leave now; it is written down here."""
    early: dict[str, datetime] = {}
    stale: list[Outgoing] = []
    late: list[Outgoing] = []
    async with house.store.reading() as reading:
        for message in messages:
            if leaves_from(message, now) > now:
                early[message.id] = leaves_from(message, now)
                continue
            try:
                if not await _may_leave(house, reading, message, now):
                    stale.append(message)
                elif message.step == OPEN and not _is_fresh(message, now) and _days_gone(message, now):
                    late.append(message)
            except BadInput:  # its questionnaire is gone or faulty, which the sweep tells: the other mails go on
                early[message.id] = now + UNJUDGED
    if early or stale or late:
        await _write(house, early, stale, late, now)
    return HeldBack(frozenset(early), frozenset(m.id for m in stale))


async def _may_leave(house: Installation, reading: Reading, message: Outgoing, now: datetime) -> bool:
    """Whether nothing that happened since it was written makes it wrong. `BadInput` where that cannot be judged."""
    if not _is_of_the_calendar(message) or (message.step == OPEN and _is_fresh(message, now)):
        return True
    if message.kind is LetterKind.FINAL:
        return True  # a coordinator sent it: no date of the calendar makes it due, nor undue
    if message.kind is LetterKind.ESCALATION:
        return await is_still_silent(house, reading, message, now)
    return await _is_right(house, reading, message, now)


def leaves_from(message: Outgoing, now: datetime) -> datetime:
    """The moment from which it may leave: what the calendar starts needs a working day, other mail a decent hour."""
    if _is_of_the_calendar(message):
        return next_start(now, message.zone, message.holidays)
    if message.channel is Channel.MAIL and not message.at_once:
        return next_leave(now, message.zone)
    return now


def _is_of_the_calendar(message: Outgoing) -> bool:
    return bool(message.step) or message.kind is LetterKind.ESCALATION


def withdraw(transaction: Transaction, message: Outgoing, invitation: Invitation, why: str) -> Invitation:
    """Put the message aside, and its sending out of the invitation, which is given back as it then stands."""
    transaction.put(replace(message, state=Delivery.WITHDRAWN, claimed_until=None, error=why))
    without = replace(invitation, sendings=_without(invitation.sendings, message.step))
    transaction.put(without)
    return without


def _without(sendings: Sequence[Sending], step: str) -> tuple[Sending, ...]:
    """The sendings without the last one of this step."""
    for number in range(len(sendings) - 1, -1, -1):
        if sendings[number].step == step:
            return (*sendings[:number], *sendings[number + 1 :])
    return tuple(sendings)


def _is_fresh(message: Outgoing, now: datetime) -> bool:
    return now - message.created_at < FRESH


def _days_gone(message: Outgoing, now: datetime) -> bool:
    zone = zone_of(message.zone)
    return now.astimezone(zone).date() > message.created_at.astimezone(zone).date()


async def _is_right(house: Installation, reading: Reading, message: Outgoing, now: datetime) -> bool:
    """Whether this very message would be written now."""
    invitation = await reading.get(Invitation, f"{message.round}/{message.contact}")
    contact = await reading.get(Contact, message.contact)
    campaign = await reading.get(Campaign, message.campaign)
    round = campaign.round(message.round) if campaign else None
    if invitation is None or contact is None or campaign is None or round is None:
        return True  # there is nothing to judge it by
    people = await reading.find(Contact, campaign=campaign.id, organisation=invitation.organisation)
    questionnaire = asked_version(house.catalogue, campaign)
    asked = Sweep(campaign, round, questionnaire, {invitation.organisation: profiles_of(people)})
    unsent = replace(invitation, sendings=_without(invitation.sendings, message.step))
    found = await still_due(house, reading, asked, unsent, contact, now)
    if found is None or message.id != key(round.id, contact.id, message.channel, message.kind, found.occasion):
        return False
    if _is_fresh(message, now) or not message.says:
        return True
    letter = await letter_to(
        house, reading, campaign, round, unsent, contact, message.kind, message.step, now, with_files=False
    )
    return summed_up(letter) == message.says


async def _write(
    house: Installation,
    early: Mapping[str, datetime],
    stale: Sequence[Outgoing],
    late: Sequence[Outgoing],
    now: datetime,
) -> None:
    async def decide(transaction: Transaction) -> None:
        for id, moment in early.items():
            fresh = await transaction.get(Outgoing, id)
            if fresh is not None and fresh.state is Delivery.QUEUED:
                transaction.put(replace(fresh, due_at=moment, claimed_until=None))
        for message in stale:
            fresh = await transaction.get(Outgoing, message.id)
            invitation = await transaction.get(Invitation, f"{message.round}/{message.contact}")
            if fresh is None or fresh.state is not Delivery.QUEUED:
                continue
            if invitation is not None and message.step:
                withdraw(transaction, fresh, invitation, NO_MORE)
            else:
                transaction.put(replace(fresh, state=Delivery.WITHDRAWN, claimed_until=None, error=NO_MORE))
        for message in late:
            # An invitation that waited counts from the day it leaves: no reminder on its heels.
            invitation = await transaction.get(Invitation, f"{message.round}/{message.contact}")
            if invitation is not None:
                sendings = (*_without(invitation.sendings, OPEN), Sending(OPEN, now, message.channel))
                transaction.put(replace(invitation, sendings=sendings))

    await transact(house.store, "dispatch", decide)
