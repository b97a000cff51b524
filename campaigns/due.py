"""What the calendar foresees for each contact, and what of it must leave now: a query on stored state and `now`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from campaigns.calendar import (
    OPEN,
    OVERDUE,
    REMINDER,
    Step,
    deadline,
    has_happened,
    in_time,
    last_day,
    occasion_of,
    steps_of,
)
from campaigns.campaign import Campaign, Invitation, Round, RoundKind
from campaigns.contribution import Return
from campaigns.people import Contact, Organisation
from campaigns.tracking import State
from campaigns.working_days import is_working_day, place_of
from campaigns.zones import may_leave, zone_of


@dataclass(frozen=True)
class Planned:
    """One message that the calendar foresees. `organisation` is a code, `contact` an address, `when` local to it."""

    when: datetime
    organisation: str
    contact: str
    kind: str
    step: str


@dataclass(frozen=True)
class Due:
    """One message that must leave now. `invitation` and `contact` are ids, `when` is the hour it was foreseen for.

    `occasion` tells this sending from every other of the same step: after an extension, « J-7 » comes again.
    """

    when: datetime
    organisation: str
    contact: str
    invitation: str
    kind: str
    step: str
    occasion: str


@dataclass(frozen=True)
class _Moment:
    """What a group of recipients with the same calendar may get at this moment.

    `step` is the latest one that has passed and may still leave; `since` is the start of that step's day: whoever
    was written to after it has had their message.
    """

    opening: Step
    step: Step | None
    since: datetime


def due(
    campaign: Campaign,
    round: Round,
    now: datetime,
    contacts: Iterable[Contact],
    invitations: Iterable[Invitation],
    returns: Iterable[Return],
    states: Mapping[str, State],
) -> list[Due]:
    """Everything that must leave now, in the order it was foreseen; `states` are the organisations' by code.

    Whoever was never written to gets the invitation; others only the latest step that has passed, if nothing left
    for them since. Nothing is due at night, on a day off, before the opening or after the closing, nor to those
    who need no message any more.
    """
    if round.opens > now or has_happened(round.closed_at, now):
        return []
    query = _Query(campaign, round, now, returns, states)
    people = {contact.id: contact for contact in contacts}
    written = list(invitations)
    found: list[tuple[float, str, str, Due]] = []
    busy: frozenset[str] | None = None
    is_review = round.kind is RoundKind.REVIEW
    for invitation in written:
        contact = people.get(invitation.contact)
        if contact is None or not (contact.role.is_invited or is_review):
            continue  # in a collection, who answered in someone's place is heard, and never written to first
        moment = query.moment(invitation.organisation, contact)
        if moment is None:
            continue
        message = moment.opening
        if invitation.sendings:
            if moment.step is None or invitation.sendings[-1].at >= moment.since:
                continue
            message = moment.step
        if contact.unreachable or invitation.declined or query.waits(invitation.organisation, contact):
            continue
        if busy is None:
            busy = _busy_organisations(round, people, written, now)
        if _is_finished(round, invitation, now, busy):
            continue
        code = invitation.organisation
        occasion = occasion_of(message.name, query.returns.get(code))
        item = Due(message.when, code, contact.id, invitation.id, message.kind, message.name, occasion)
        found.append((message.when.timestamp(), code, contact.id, item))
    found.sort(key=_in_order)
    return [item for *_, item in found]


def _in_order(found: tuple[float, str, str, object]) -> tuple[float, str, str]:
    # Seconds compare faster than moments in different zones.
    return found[:3]


def _busy_organisations(
    round: Round, people: Mapping[str, Contact], invitations: Iterable[Invitation], now: datetime
) -> frozenset[str]:
    """The organisations where somebody who has not finished their part can still be reminded."""
    if round.kind is RoundKind.REVIEW:
        return frozenset()
    return frozenset(
        i.organisation
        for i in invitations
        if not has_happened(i.finished_at, now)
        and not i.declined
        and i.contact in people
        and not people[i.contact].unreachable
    )


def _is_finished(round: Round, invitation: Invitation, now: datetime, busy: frozenset[str]) -> bool:
    """Whether this person needs no reminder. « J’ai fini ma partie » leaves the rest to colleagues, if any."""
    if round.kind is RoundKind.REVIEW:
        # In a review every reader speaks for themselves: one word from them is their return.
        return has_happened(invitation.finished_at, now) or has_happened(invitation.last_heard, now)
    return has_happened(invitation.finished_at, now) and invitation.organisation in busy


class _Query:
    """One question to the calendar at one moment; what people have in common is worked out once."""

    def __init__(
        self,
        campaign: Campaign,
        round: Round,
        now: datetime,
        returns: Iterable[Return],
        states: Mapping[str, State],
    ) -> None:
        self._round = round
        self._now = now
        self._organisations = {o.code: o for o in campaign.organisations}
        self.returns = {r.organisation: r for r in returns if r.round == round.id}
        self._states = states
        self._moments: dict[str | tuple[str, str, str], _Moment | None] = {}

    def moment(self, code: str, contact: Contact) -> _Moment | None:
        """What this contact may get now, or None when nothing may leave for them."""
        key = (code, contact.zone, contact.department) if contact.zone or contact.department else code
        try:
            return self._moments[key]
        except KeyError:
            return self._moments.setdefault(key, self._worked_out(code, contact))

    def waits(self, code: str, contact: Contact) -> bool:
        """Whether the message can wait for an absent person's return: it must still come before the deadline."""
        if contact.absent_until is None:
            return False
        zone, _ = place_of(self._organisations[code], contact)
        today = self._now.astimezone(zone_of(zone)).date()
        return today < contact.absent_until <= last_day(self._round, self.returns.get(code))

    def _worked_out(self, code: str, contact: Contact) -> _Moment | None:
        organisation = self._organisations.get(code)
        return_ = self.returns.get(code)
        state = self._states.get(code, State.WAITING)
        if organisation is None or _is_out(self._round, organisation, return_, state, self._now):
            return None
        zone, holidays = place_of(organisation, contact)
        today = self._now.astimezone(zone_of(zone)).date()
        if not may_leave(self._now, zone) or not is_working_day(today, holidays):
            return None
        passed = [s for s in steps_of(self._round, organisation, return_, contact) if s.when <= self._now]
        if not passed:
            return None
        latest: Step | None = passed[-1]
        assert latest is not None
        since = latest.when.replace(hour=0, minute=0, second=0, microsecond=0)
        if latest.name == OPEN or not _still_makes_sense(self._round, organisation, return_, latest, state, self._now):
            latest = None
        return _Moment(passed[0], latest, since)


def _is_out(round: Round, organisation: Organisation, return_: Return | None, state: State, now: datetime) -> bool:
    """Whether an organisation needs no message any more, or none for now."""
    if return_ is not None:
        if return_.declined or has_happened(return_.closed_at, now):
            return True
        if return_.paused_until is not None:
            if now.astimezone(zone_of(organisation.zone)).date() <= return_.paused_until:
                return True
        elif return_.paused:
            return True
    return round.kind is RoundKind.COLLECTION and (state.is_return or state is State.DECLINED)


def _still_makes_sense(
    round: Round, organisation: Organisation, return_: Return | None, step: Step, state: State, now: datetime
) -> bool:
    """A reminder that was missed is of no use after the deadline; an overdue notice is for who has returned nothing."""
    in_good_time = in_time(now, deadline(round, organisation, return_))
    if step.kind == REMINDER:
        return in_good_time
    return step.kind == OVERDUE and not in_good_time and not state.is_return


def plan(
    campaign: Campaign,
    round: Round,
    contacts: Iterable[Contact],
    invitations: Iterable[Invitation],
    returns: Iterable[Return],
) -> list[Planned]:
    """Every message that the calendar foresees, in order; what is written for nobody any more is left out.

    A collection round writes to addressees and respondents, any round to those who have an invitation in it.
    What has already left for someone stays in their plan, also once they need nothing more.
    """
    organisations = {o.code: o for o in campaign.organisations}
    by_contact = {i.contact: i for i in invitations if i.round == round.id}
    standing = {r.organisation: r for r in returns if r.round == round.id}
    planned: list[tuple[float, str, str, Planned]] = []
    calendars: dict[tuple[str, str, str], list[tuple[float, Step]]] = {}
    for contact in contacts:
        invitation = by_contact.get(contact.id)
        organisation = organisations.get(contact.organisation)
        if organisation is None or not (invitation or (contact.role.is_invited and round.kind is RoundKind.COLLECTION)):
            continue
        return_ = standing.get(organisation.code)
        sent = {s.step for s in invitation.sendings} if invitation else set()
        key = (organisation.code, contact.zone, contact.department)
        if key not in calendars:
            calendars[key] = [(s.when.timestamp(), s) for s in steps_of(round, organisation, return_, contact)]
        planned += [
            (
                at,
                organisation.code,
                contact.email,
                Planned(step.when, organisation.code, contact.email, step.kind, step.name),
            )
            for at, step in calendars[key]
            if step.name in sent or not _is_dropped(step, contact, invitation, return_)
        ]
    planned.sort(key=_in_order)
    return [message for *_, message in planned]


def _is_dropped(step: Step, contact: Contact, invitation: Invitation | None, return_: Return | None) -> bool:
    if contact.unreachable or (invitation is not None and invitation.declined):
        return True
    if return_ is None:
        return False
    if return_.declined or return_.closed_at is not None:
        return True
    if return_.paused_until is not None:
        return step.when.date() <= return_.paused_until
    return bool(return_.paused)
