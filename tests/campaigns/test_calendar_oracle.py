"""The calendar against an oracle of its own: the lists as written out here, the `holidays` package asked directly,
and working days looked up in a sorted list instead of walked to."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from holidays import country_holidays
from hypothesis import given, settings
from hypothesis import strategies as st

from campaigns.calendar import deadline, in_time, steps_of
from campaigns.campaign import USUAL_STEPS, Round, RoundKind
from campaigns.people import Contact, Organisation
from tests.campaigns.scene import PARIS, listed

# Where each agency is, written out again: code -> (zone, subdivision of the package).
METROPOLE = ("Europe/Paris", None)
OVERSEAS = {
    "01": ("America/Guadeloupe", "971"),
    "02": ("America/Martinique", "972"),
    "03": ("America/Cayenne", "973"),
    "04": ("Indian/Reunion", "974"),
    "06": ("Indian/Mayotte", "976"),
    "OI": ("Indian/Reunion", "974"),
    "42": ("Europe/Paris", "6AE"),
}
CODES = {
    "ars-2014": "42 72 83 25 26 53 24 21 94 43 01 03 23 11 91 74 41 02 73 31 OI 52 22 54 93 82",
    "ars-2017": "84 27 53 24 94 44 01 03 32 11 02 28 75 76 OI 52 93",
    "ars-2020": "84 27 53 24 94 44 01 03 32 11 04 02 06 28 75 76 52 93",
}
# What a contact's department changes: the subdivision, and the zone where it is elsewhere.
DEPARTMENTS = {
    "": (None, ""),
    "35": (None, ""),
    "54": (None, ""),
    "57": ("57", ""),
    "67": ("6AE", ""),
    "68": ("6AE", ""),
    "974": ("974", "Indian/Reunion"),
    "976": ("976", "Indian/Mayotte"),
}
FIRST, LAST = date(2014, 1, 1), date(2030, 12, 31)
OFFSETS = {
    "America/Guadeloupe": -4,
    "America/Martinique": -4,
    "America/Cayenne": -3,
    "Indian/Reunion": 4,
    "Indian/Mayotte": 3,
}


def place(code: str) -> tuple[str, str | None]:
    return OVERSEAS.get(code, METROPOLE)


@cache
def working_days(subdivision: str | None) -> list[date]:
    """Every working day from 2012 to 2032, in order."""
    off = country_holidays("FR", subdiv=subdivision, years=range(2012, 2033))
    every = (date(2012, 1, 1) + timedelta(days=n) for n in range(366 * 20))
    return [day for day in every if day.weekday() < 5 and day not in off]


def last_sunday(year: int, month: int) -> date:
    return max(date(year, month, n) for n in range(25, 32) if date(year, month, n).weekday() == 6)


def local(day: date, hour: time, zone: str) -> datetime:
    """As the law of each zone has it: overseas a fixed offset, in metropolitan France CEST between two Sundays."""
    if zone in OFFSETS:
        hours = OFFSETS[zone]
    else:
        spring, autumn = last_sunday(day.year, 3), last_sunday(day.year, 10)
        hours = 2 if (spring, time(2)) <= (day, hour) < (autumn, time(3)) else 1
    naive = datetime.combine(day, hour)
    return (naive - timedelta(hours=hours)).replace(tzinfo=ZoneInfo("UTC"))


def expected(
    opens: date, written: date, strict: bool, steps: tuple[int, ...], zone: str, subdivision: str | None
) -> dict[str, datetime]:
    """Step to moment, for an opening at 09:00 in Paris."""
    days = working_days(subdivision)
    nine = time(9)
    limit = local(written if strict else written + timedelta(days=1), time(0), "Europe/Paris")  # the first moment late
    opening = max(days[bisect_left(days, opens)], opens)
    start = local(opens, nine, "Europe/Paris")
    plan = {"open": max(local(opening, nine, zone), start)}
    kept: dict[date, int] = {}
    for n in steps:
        wanted = written + timedelta(days=n)
        if n > 0:
            day = next(d for d in days[bisect_left(days, wanted) :] if local(d, nine, zone) >= limit)
        else:
            day = next(d for d in reversed(days[: bisect_right(days, wanted)]) if local(d, nine, zone) < limit)
        if day > opening and (day not in kept or abs(n) < abs(kept[day])):
            kept[day] = n
    return plan | {f"J{n:+d}" if n else "J": local(day, nine, zone) for day, n in kept.items()}


def planned(
    organisation: Organisation, opens: date, written: date, strict: bool, steps: tuple[int, ...], **person: str
) -> dict[str, datetime]:
    last = written - timedelta(days=1) if strict else written
    at_nine = datetime.combine(opens, time(9), PARIS)
    round = Round("c/r", "r", RoundKind.COLLECTION, at_nine, last, strict, steps)
    contact = Contact("c/x", "c", organisation.code, "x@ars.example", **person) if person else None  # type: ignore[arg-type]  # texts
    return {step.name: step.when for step in steps_of(round, organisation, None, contact)}


@pytest.mark.parametrize("name", CODES)
def test_every_agency_of_a_list_is_where_it_is(name: str) -> None:
    assert {o.code: (o.zone, o.holidays or None) for o in listed(name)} == {
        code: place(code) for code in CODES[name].split()
    }


PLACES = {f"{zone} {subdivision or ''}": (zone, subdivision) for zone, subdivision in (METROPOLE, *OVERSEAS.values())}


@pytest.mark.parametrize("where", PLACES)
def test_the_usual_plan_is_right_for_every_deadline_from_2014_to_2030(where: str) -> None:
    zone, subdivision = PLACES[where]
    organisation = Organisation("X", "X", zone, subdivision or "")
    for n in range((LAST - FIRST).days + 1):
        written, strict = FIRST + timedelta(days=n), n % 2 == 1
        opens = written - timedelta(days=20 + n % 50)
        wrong = planned(organisation, opens, written, strict, USUAL_STEPS)
        assert wrong == expected(opens, written, strict, USUAL_STEPS, zone, subdivision), written


AGENCIES = [(name, organisation) for name in CODES for organisation in listed(name)]


@settings(max_examples=400, deadline=None)
@given(
    agency=st.sampled_from(AGENCIES),
    written=st.dates(FIRST, LAST),
    before=st.integers(0, 120),
    strict=st.booleans(),
    steps=st.sets(st.integers(-60, 30), max_size=8).map(lambda some: tuple(sorted(some))),
    department=st.sampled_from(sorted(DEPARTMENTS)),
    zone=st.sampled_from(["", "", "Europe/Paris", "Indian/Reunion", "America/Cayenne"]),
)
def test_any_plan_of_any_agency_is_the_oracle_s(
    agency: tuple[str, Organisation],
    written: date,
    before: int,
    strict: bool,
    steps: tuple[int, ...],
    department: str,
    zone: str,
) -> None:
    name, organisation = agency
    assert organisation.code in CODES[name].split()
    own_zone, own_subdivision = place(organisation.code)
    subdivision, department_zone = DEPARTMENTS[department]
    opens = written - timedelta(days=before + strict)
    assert planned(organisation, opens, written, strict, steps, department=department, zone=zone) == expected(
        opens, written, strict, steps, zone or department_zone or own_zone, subdivision or own_subdivision
    )


@given(st.dates(FIRST, LAST), st.booleans(), st.sampled_from(AGENCIES))
def test_reception_ends_at_midnight_in_paris(written: date, strict: bool, agency: tuple[str, Organisation]) -> None:
    last = written - timedelta(days=1) if strict else written
    round = Round("c/r", "r", RoundKind.COLLECTION, datetime(2013, 1, 7, 9, tzinfo=PARIS), last, strict)
    midnight = local(last + timedelta(days=1), time(0), "Europe/Paris")
    limit = deadline(round)
    assert in_time(midnight - timedelta(milliseconds=1), limit)
    assert not in_time(midnight, limit)
