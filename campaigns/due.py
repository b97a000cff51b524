"""What must leave now, and to whom: a query on stored state and `now`."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TypeAlias

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
from campaigns.working_days import may_start, place_of
from campaigns.zones import zone_of

NOBODY: frozenset[str] = frozenset()


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
    was written to after it has had their message. `today` is their day.
    """

    opening: Step
    step: Step | None
    since: datetime
    today: date


# An invitation, its contact, and the step that has passed for them without a message since.
_Candidate: TypeAlias = tuple[Invitation, Contact, _Moment, Step]


def due(
    campaign: Campaign,
    round: Round,
    now: datetime,
    contacts: Iterable[Contact],
    invitations: Iterable[Invitation],
    returns: Iterable[Return],
    states: Mapping[str, State],
    settled: Collection[tuple[str, str]] = frozenset(),
    undelivered: Collection[str] = NOBODY,
    most_reminders: int = 0,
) -> list[Due]:
    """Everything that must leave now, in the order it was foreseen; `states` are the organisations' by code.

    Whoever was never written to gets the invitation; others only the latest step that has passed, if nothing left
    for them since. Nothing is due at night, on a day off, before the opening or after the closing, nor to those
    who need no message any more. `settled` are (organisation, profile) where this profile misses nothing;
    `undelivered` the ids of the invitations whose last message did not arrive; `most_reminders` is a cap (0: none).
    """
    if round.opens > now or has_happened(round.closed_at, now):
        return []
    query = _Query(campaign, round, now, returns, states)
    people = {contact.id: contact for contact in contacts}
    written = list(invitations)
    found: list[tuple[float, str, str, Due]] = []
    busy: frozenset[str] | None = None
    for invitation, contact, moment, message in query.candidates(people, written, undelivered):
        code = invitation.organisation
        if _wants_none(invitation, contact, moment.today) or query.waits(code, contact, moment.today):
            continue
        if contact.profile and (code, contact.profile) in settled:
            continue
        if most_reminders and invitation.sendings and invitation.reminders >= most_reminders:
            continue
        if busy is None:
            busy = _busy_organisations(round, people, written, now)
        if _is_finished(round, invitation, now, busy):
            continue
        occasion = occasion_of(message.name, round, query.returns.get(code))
        item = Due(message.when, code, contact.id, invitation.id, message.kind, message.name, occasion)
        found.append((message.when.timestamp(), code, contact.id, item))
    # Seconds compare faster than moments in different zones.
    found.sort(key=lambda one: one[:3])
    return [item for *_, item in found]


def waiting(
    campaign: Campaign,
    round: Round,
    now: datetime,
    contacts: Iterable[Contact],
    invitations: Iterable[Invitation],
    returns: Iterable[Return],
    undelivered: Collection[str] = NOBODY,
) -> frozenset[str]:
    """The organisations of which somebody has not had what has passed for them, whatever has come back meanwhile.

    Only these need be looked at: what has come back from an organisation takes messages away and adds none.
    """
    if round.opens > now or has_happened(round.closed_at, now):
        return frozenset()
    query = _Query(campaign, round, now, returns, {})
    people = {contact.id: contact for contact in contacts}
    found: set[str] = set()
    # Of an organisation that is found the others need no look.
    some = (invitation for invitation in invitations if invitation.organisation not in found)
    for invitation, *_ in query.candidates(people, some, undelivered):
        found.add(invitation.organisation)
    return frozenset(found)


def _wants_none(invitation: Invitation, contact: Contact, today: date) -> bool:
    """Whether this person cannot be written to, or said that they do not want it, for good or for now."""
    return bool(
        contact.unreachable
        or invitation.declined
        or invitation.stopped_at is not None
        or (invitation.paused and invitation.is_paused(today))
    )


def _busy_organisations(
    round: Round, people: Mapping[str, Contact], invitations: Iterable[Invitation], now: datetime
) -> frozenset[str]:
    """The organisations where somebody who has not finished their part can still be reminded, now or later."""
    if round.kind is RoundKind.REVIEW:
        return frozenset()
    return frozenset(
        i.organisation
        for i in invitations
        if not has_happened(i.finished_at, now)
        and not i.declined
        and i.stopped_at is None
        and i.contact in people
        and people[i.contact].role.is_invited
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
        self._passed: dict[tuple[str, str, str, date | None], tuple[_Moment, bool] | None] = {}

    def candidates(
        self, people: Mapping[str, Contact], invitations: Iterable[Invitation], undelivered: Collection[str]
    ) -> Iterator[_Candidate]:
        """Whom a step has passed by without a message since; the quiet ones, nearly all, cost next to nothing."""
        is_review = self._round.kind is RoundKind.REVIEW
        moments: dict[str | tuple[str, str, str], _Moment | None] = {}
        for invitation in invitations:
            contact = people.get(invitation.contact)
            if contact is None:
                continue
            code = invitation.organisation
            key = (code, contact.zone, contact.department) if contact.zone or contact.department else code
            try:
                moment = moments[key]
            except KeyError:
                moment = moments[key] = self._worked_out(code, contact)
            if moment is None:
                continue
            message = moment.opening
            sendings = invitation.sendings
            if sendings:
                step = moment.step
                if step is None or (sendings[-1].at >= moment.since and invitation.id not in undelivered):
                    continue
                message = step
            if is_review or contact.role.is_invited:
                # In a collection, who answered in someone's place is heard, and never written to first.
                yield invitation, contact, moment, message

    def waits(self, code: str, contact: Contact, today: date) -> bool:
        """Whether the message can wait for an absent person's return: it must still come before the deadline."""
        if contact.absent_until is None:
            return False
        return today < contact.absent_until <= last_day(self._round, self.returns.get(code))

    def _worked_out(self, code: str, contact: Contact) -> _Moment | None:
        organisation = self._organisations.get(code)
        return_ = self.returns.get(code)
        state = self._states.get(code, State.WAITING)
        if organisation is None or is_out(self._round, organisation, return_, state, self._now):
            return None
        place = place_of(organisation, contact)
        key = (*place, organisation.zone, return_.extended_until if return_ else None)
        if key not in self._passed:
            self._passed[key] = self._passed_by(organisation, contact, return_, *place)
        passed = self._passed[key]
        if passed is None:
            return None
        moment, is_overdue = passed
        # An overdue notice is for who has returned nothing.
        if (is_overdue and state.is_return) or _fell_into_a_pause(return_, moment.step):
            return replace(moment, step=None)
        return moment

    def _passed_by(
        self, organisation: Organisation, contact: Contact, return_: Return | None, zone: str, holidays: str
    ) -> tuple[_Moment, bool] | None:
        """What has passed at a place, and whether it is an overdue notice; None at night or on a day off."""
        if not may_start(self._now, zone, holidays):
            return None
        steps = steps_of(self._round, organisation, return_, contact)
        latest = current_step(steps, self._now)
        if latest is None:
            return None
        since = latest.when.replace(hour=0, minute=0, second=0, microsecond=0)
        today = self._now.astimezone(zone_of(zone)).date()
        if latest.name == OPEN or not _still_makes_sense(self._round, return_, latest, self._now):
            return _Moment(steps[0], None, since, today), False
        return _Moment(steps[0], latest, since, today), latest.kind == OVERDUE


def current_step(steps: Iterable[Step], now: datetime) -> Step | None:
    """The latest step that has passed."""
    passed = [step for step in steps if step.when <= now]
    return passed[-1] if passed else None


def is_out(round: Round, organisation: Organisation, return_: Return | None, state: State, now: datetime) -> bool:
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


def _fell_into_a_pause(return_: Return | None, step: Step | None) -> bool:
    """Whether a coordinator's pause took this step away, as the plan shows it: it is not made up for afterwards."""
    if step is None or return_ is None or return_.paused_until is None:
        return False
    return step.when.date() <= return_.paused_until


def _still_makes_sense(round: Round, return_: Return | None, step: Step, now: datetime) -> bool:
    """A reminder that was missed is of no use after the deadline, nor an overdue notice before a new one."""
    return in_time(now, deadline(round, return_)) is (step.kind == REMINDER)
