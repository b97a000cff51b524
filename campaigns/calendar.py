"""The calendar of a round: its deadline for an organisation, and when each of its messages leaves for a recipient."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from campaigns.campaign import Round
from campaigns.contribution import Return
from campaigns.people import Contact, Organisation
from campaigns.working_days import ONE_DAY, place_of, working_day_from, working_day_until
from campaigns.zones import LAST_HOUR, MORNING, PARIS, local, may_leave, next_leave, zone_of

__all__ = [
    "OPEN",
    "Step",
    "deadline",
    "extension",
    "has_happened",
    "in_time",
    "kind_of",
    "last_day",
    "last_day_of",
    "may_leave",
    "next_leave",
    "occasion_of",
    "sending_day",
    "step_name",
    "steps_of",
]

OPEN = "open"
INVITATION, REMINDER, OVERDUE = "invitation", "reminder", "overdue"
_END_OF_DAY = time(23, 59, 59)


@dataclass(frozen=True)
class Step:
    """One message of the calendar: "open", "J-14" or "J+3", its kind, and when it leaves (local to the recipient)."""

    name: str
    kind: str
    when: datetime


def last_day_of(day: date, strict: bool) -> date:
    """The last day on which a return is in time: « avant le 26 juin » (strict) ends on the 25th."""
    return day - ONE_DAY if strict else day


def last_day(round: Round, return_: Return | None = None) -> date:
    """The last day for an organisation: its extension when that is later, else the round's."""
    return extension(round, return_) or round.last_day


def extension(round: Round, return_: Return | None = None) -> date | None:
    """The last day that an organisation was granted, unless the round's own has come up with it since."""
    until = return_.extended_until if return_ is not None else None
    return until if until is not None and until > round.last_day else None


def deadline(round: Round, return_: Return | None = None) -> datetime:
    """The last second in time: 23:59:59 of the last day in Paris, where campaigns live, wherever an organisation is.

    The same moment for all who have the same last day; only an extension gives an organisation a later one.
    """
    return _deadline(last_day(round, return_))


@lru_cache(maxsize=4096)
def _deadline(day: date) -> datetime:
    return datetime.combine(day, _END_OF_DAY, PARIS)


def in_time(moment: datetime, limit: datetime) -> bool:
    """Whether something that came at this moment is in time; the whole last second counts."""
    return moment < limit + timedelta(seconds=1)


def has_happened(at: datetime | None, now: datetime) -> bool:
    """Whether something stored has happened by now; what came within this very second has."""
    return at is not None and in_time(at, now)


def step_name(days: int) -> str:
    """« J-14 », « J+3 »; « J » for the day itself."""
    return f"J{days:+d}" if days else "J"


def kind_of(step: str) -> str:
    """ "invitation", "reminder" or "overdue"."""
    if step == OPEN:
        return INVITATION
    return OVERDUE if step.startswith("J+") else REMINDER


def occasion_of(step: str, round: Round, return_: Return | None = None) -> str:
    """What tells this sending from every other of the same step: once the date has moved, « J-7 » comes again."""
    if step == OPEN or (extension(round, return_) is None and not round.is_moved):
        return step
    return f"{step} {last_day(round, return_).isoformat()}"


def sending_day(
    round: Round, step: str, organisation: Organisation, return_: Return | None = None, contact: Contact | None = None
) -> datetime | None:
    """When this step leaves for a recipient, or None where the calendar has no such message for them.

    A step that would come on or before the day of the opening is none, nor is one that meets one nearer the deadline.
    """
    return next((s.when for s in steps_of(round, organisation, return_, contact) if s.name == step), None)


def steps_of(
    round: Round, organisation: Organisation, return_: Return | None = None, contact: Contact | None = None
) -> tuple[Step, ...]:
    """Every message that the calendar foresees for a recipient, in order, the opening first."""
    zone, holidays = place_of(organisation, contact)
    last = last_day(round, return_)
    # Steps count from the date as it was written: « avant le 26 » has its J-7 on the 19th.
    written = last + ONE_DAY if round.strict and extension(round, return_) is None else last
    limit = deadline(round, return_)
    return _steps(round.opens, written, limit, round.steps, round.hour, zone, holidays)


@lru_cache(maxsize=8192)
def _steps(
    opens: datetime, written: date, limit: datetime, days: tuple[int, ...], hour: time, zone: str, holidays: str
) -> tuple[Step, ...]:
    opening = _opening(opens, hour, zone, holidays)
    by_day = {opening.date(): Step(OPEN, INVITATION, opening)}
    # Of two that meet, the one nearer the deadline stays; what falls on the opening's own day, or before, gives way.
    for number in sorted(set(days), key=abs):
        step = _moved(number, written, limit, hour, zone, holidays)
        if step.when.date() > opening.date():
            by_day.setdefault(step.when.date(), step)
    return tuple(by_day[day] for day in sorted(by_day))


def _moved(number: int, written: date, limit: datetime, hour: time, zone: str, holidays: str) -> Step:
    """One step on its working day. A reminder leaves before the deadline has passed, an overdue notice after."""
    day = written + timedelta(days=number)
    if number > 0:
        while local(day, hour, zone) <= limit:
            day += ONE_DAY
        day = working_day_from(day, holidays)
    else:
        while local(day, hour, zone) > limit:
            day -= ONE_DAY
        day = working_day_until(day, holidays)
    name = step_name(number)
    return Step(name, kind_of(name), local(day, hour, zone))


def _opening(opens: datetime, hour: time, zone: str, holidays: str) -> datetime:
    """The round's hour on the opening's day, the opening's own when it is later and decent; on a working day."""
    there = opens.astimezone(zone_of(zone))
    here = opens.astimezone(PARIS)
    # An opening that was said for an hour before the round's own is not put off beyond the usual morning.
    earliest = hour if here.time() >= hour else min(hour, MORNING)
    # The day is the one that was written, in Paris; further east it may already be the next one.
    day = max(there.date(), here.date())
    morning = local(day, earliest, zone)
    leaves = max(morning, there)
    if leaves.time() >= LAST_HOUR:
        day += ONE_DAY
        leaves = local(day, earliest, zone)
    working = working_day_from(day, holidays)
    return leaves if working == day else local(working, earliest, zone)
