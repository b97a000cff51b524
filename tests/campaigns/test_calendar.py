"""The calendar: deadlines, working days where the recipient is, and when each message leaves."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from holidays import country_holidays
from hypothesis import given, settings
from hypothesis import strategies as st

from campaigns.calendar import (
    OPEN,
    deadline,
    in_time,
    kind_of,
    last_day_of,
    may_leave,
    next_leave,
    occasion_of,
    sending_day,
    steps_of,
)
from campaigns.campaign import USUAL_STEPS, Change
from campaigns.people import Contact, Organisation, Role
from campaigns.working_days import is_working_day, may_start, next_start, place_of, public_holidays, subdivision
from tests.campaigns.scene import OPENS, at, collection, contact, listed, standing

ALL = {f"{name}/{o.code}": o for name in ("ars-2014", "ars-2017", "ars-2020") for o in listed(name)}
BRETAGNE, GUADELOUPE, REUNION = ALL["ars-2017/53"], ALL["ars-2017/01"], ALL["ars-2020/04"]
MARTINIQUE, GRAND_EST, OCEAN_INDIEN = ALL["ars-2017/02"], ALL["ars-2017/44"], ALL["ars-2017/OI"]

MOVED = Change(at("2017-09-20 10:00"), "date limite", "grève", date(2017, 9, 29))
FIRST, LAST = datetime.fromisoformat("2014-01-01"), datetime.fromisoformat("2030-08-01")  # clock times, of any zone


def plan(organisation: Organisation, **changes: object) -> list[tuple[str, str]]:
    """Step and local time of every message, written shortly."""
    round = replace(collection(), **changes)  # type: ignore[arg-type]  # the fields of a round, by name
    return [(s.name, s.when.strftime("%Y-%m-%d %H:%M%z")) for s in steps_of(round, organisation)]


def test_the_2017_calendar_in_paris() -> None:
    assert plan(BRETAGNE) == [
        ("open", "2017-07-17 09:00+0200"),
        ("J-14", "2017-09-15 09:00+0200"),
        ("J-7", "2017-09-22 09:00+0200"),
        ("J-2", "2017-09-27 09:00+0200"),
        ("J+3", "2017-10-02 09:00+0200"),
    ]


def test_the_2017_calendar_where_others_live() -> None:
    assert [when for _, when in plan(GUADELOUPE)] == [
        "2017-07-17 09:00-0400",
        "2017-09-15 09:00-0400",
        "2017-09-22 09:00-0400",
        "2017-09-27 09:00-0400",
        "2017-10-02 09:00-0400",
    ]
    # At 09:00 in Réunion it is 07:00 in Paris, before the opening: it leaves at the opening, 11:00 there.
    assert plan(REUNION)[0] == ("open", "2017-07-17 11:00+0400")
    assert plan(REUNION)[1] == ("J-14", "2017-09-15 09:00+0400")


@pytest.mark.parametrize(
    ("organisation", "last_day", "step", "expected"),
    [
        pytest.param(BRETAGNE, date(2027, 9, 26), -2, "2027-09-24", id="a deadline on a Sunday: J-2 is its Friday"),
        pytest.param(BRETAGNE, date(2027, 9, 26), 0, "2027-09-24", id="the day itself, a Sunday, moves back"),
        pytest.param(
            BRETAGNE, date(2018, 4, 4), -2, "2018-03-30", id="Easter Monday moves back to Good Friday in Paris"
        ),
        pytest.param(ALL["ars-2014/42"], date(2018, 4, 4), -2, "2018-03-29", id="which is a day off in Alsace"),
        pytest.param(GUADELOUPE, date(2018, 4, 4), -2, "2018-03-29", id="and in Guadeloupe"),
        pytest.param(BRETAGNE, date(2018, 5, 12), -2, "2018-05-09", id="Ascension moves back to Wednesday"),
        pytest.param(BRETAGNE, date(2017, 5, 24), -2, "2017-05-22", id="22 May is a working day in Paris"),
        pytest.param(MARTINIQUE, date(2017, 5, 24), -2, "2017-05-19", id="22 May is a day off in Martinique"),
        pytest.param(REUNION, date(2017, 12, 22), -2, "2017-12-19", id="20 December is a day off in Réunion"),
        pytest.param(OCEAN_INDIEN, date(2017, 12, 22), -2, "2017-12-19", id="and for the Indian Ocean"),
        pytest.param(ALL["ars-2020/06"], date(2021, 4, 29), -2, "2021-04-26", id="27 April is a day off in Mayotte"),
        pytest.param(GUADELOUPE, date(2016, 5, 29), -2, "2016-05-26", id="27 May is a day off in Guadeloupe"),
        pytest.param(ALL["ars-2017/03"], date(2016, 6, 12), -2, "2016-06-09", id="10 June is a day off in Guyane"),
        pytest.param(BRETAGNE, date(2017, 12, 22), 3, "2017-12-26", id="overdue on Christmas moves forward"),
        pytest.param(ALL["ars-2014/42"], date(2017, 12, 22), 3, "2017-12-27", id="and past Saint Stephen's in Alsace"),
        pytest.param(BRETAGNE, date(2017, 9, 29), 1, "2017-10-02", id="overdue on a Saturday moves to Monday"),
        pytest.param(BRETAGNE, date(2027, 4, 25), -2, "2027-04-23", id="25 April 2027 is a Sunday"),
        pytest.param(BRETAGNE, date(2027, 4, 25), 1, "2027-04-26", id="the day after it a Monday"),
        pytest.param(ALL["ars-2020/06"], date(2027, 4, 25), 1, "2027-04-26", id="also in Mayotte, the 27th is off"),
        pytest.param(ALL["ars-2020/06"], date(2027, 4, 25), 2, "2027-04-28", id="where J+2 would fall"),
        pytest.param(BRETAGNE, date(2027, 5, 30), -14, "2027-05-14", id="Pentecost Monday of 2027 is the day after"),
        pytest.param(BRETAGNE, date(2027, 5, 31), -14, "2027-05-14", id="and moves back past its Sunday"),
        pytest.param(ALL["ars-2014/41"], date(2017, 4, 21), -7, "2017-04-14", id="Good Friday in Lorraine at large"),
        pytest.param(ALL["ars-2014/42"], date(2017, 4, 21), -7, "2017-04-13", id="all of the Alsace of 2014 is off"),
        pytest.param(BRETAGNE, date(2018, 1, 2), -2, "2017-12-29", id="a year change, backwards"),
        pytest.param(BRETAGNE, date(2024, 12, 31), 1, "2025-01-02", id="a year change, forwards"),
        pytest.param(BRETAGNE, date(2028, 3, 7), -7, "2028-02-29", id="a leap day is a day like the others"),
        pytest.param(BRETAGNE, date(2027, 3, 7), -7, "2027-02-26", id="and is missed in no other year"),
        pytest.param(REUNION, date(2024, 12, 19), 1, "2024-12-23", id="overdue past 20 December in Réunion"),
    ],
)
def test_a_step_on_a_day_off_moves(organisation: Organisation, last_day: date, step: int, expected: str) -> None:
    round = collection(at("2010-01-04 09:00"), last_day, steps=(step,))
    moved = steps_of(round, organisation)[-1]
    assert moved.when == at(f"{expected} 09:00", organisation.zone)


@pytest.mark.parametrize(
    ("organisation", "department", "zone", "place"),
    [
        (GRAND_EST, "", "", ("Europe/Paris", "")),
        (GRAND_EST, "57", "", ("Europe/Paris", "57")),
        (GRAND_EST, "Bas-Rhin", "", ("Europe/Paris", "6AE")),
        (GRAND_EST, "68 - Haut-Rhin", "", ("Europe/Paris", "6AE")),
        (GRAND_EST, "54", "", ("Europe/Paris", "")),
        (ALL["ars-2014/41"], "Moselle (57)", "", ("Europe/Paris", "57")),
        (OCEAN_INDIEN, "", "", ("Indian/Reunion", "974")),
        (OCEAN_INDIEN, "976", "", ("Indian/Mayotte", "976")),
        (OCEAN_INDIEN, "Mayotte", "", ("Indian/Mayotte", "976")),
        (OCEAN_INDIEN, "974", "Europe/Paris", ("Europe/Paris", "974")),
        (GUADELOUPE, "Saint-Martin", "", ("America/Marigot", "MF")),
        (BRETAGNE, "35", "Pacific/Noumea", ("Pacific/Noumea", "")),
    ],
)
def test_a_department_says_more_than_its_region(
    organisation: Organisation, department: str, zone: str, place: tuple[str, str]
) -> None:
    person = replace(contact("a", organisation.code), department=department, zone=zone)
    assert place_of(organisation, person) == place


def test_good_friday_is_off_in_moselle_and_not_in_the_marne() -> None:
    round = collection(at("2018-03-01 09:00"), date(2018, 4, 6), steps=(-7,))
    moselle = replace(contact("a", "44"), department="57")
    marne = replace(contact("b", "44"), department="51")
    assert sending_day(round, "J-7", GRAND_EST, None, moselle) == at("2018-03-29 09:00")
    assert sending_day(round, "J-7", GRAND_EST, None, marne) == at("2018-03-30 09:00")


@pytest.mark.parametrize(
    ("opens", "organisation", "expected"),
    [
        pytest.param(at("2017-07-17 09:00"), BRETAGNE, "2017-07-17 09:00", id="as it was said"),
        pytest.param(at("2017-07-17 07:30"), BRETAGNE, "2017-07-17 09:00", id="not before nine"),
        pytest.param(at("2017-07-17 14:30"), BRETAGNE, "2017-07-17 14:30", id="a later hour stays"),
        pytest.param(at("2017-07-17 19:00"), BRETAGNE, "2017-07-18 09:00", id="the evening is the next morning"),
        pytest.param(at("2017-07-15 14:30"), BRETAGNE, "2017-07-17 09:00", id="a Saturday is Monday morning"),
        pytest.param(at("2017-07-14 09:00"), BRETAGNE, "2017-07-17 09:00", id="14 July 2017 is a Friday"),
        pytest.param(at("2017-07-21 09:00"), BRETAGNE, "2017-07-21 09:00", id="21 July in Paris"),
        pytest.param(at("2017-07-21 09:00"), GUADELOUPE, "2017-07-24 09:00", id="21 July is Schœlcher's in Guadeloupe"),
        pytest.param(at("2017-07-17 14:30"), GUADELOUPE, "2017-07-17 09:00", id="14:30 in Paris is 08:30 there"),
        pytest.param(at("2017-07-17 16:00"), GUADELOUPE, "2017-07-17 10:00", id="16:00 in Paris is 10:00 there"),
        pytest.param(at("2017-07-17 00:00"), GUADELOUPE, "2017-07-17 09:00", id="midnight in Paris is not yesterday"),
        pytest.param(at("2017-07-17 18:00"), REUNION, "2017-07-18 09:00", id="18:00 in Paris is 20:00 there"),
        pytest.param(at("2017-07-17 23:00"), REUNION, "2017-07-18 09:00", id="and 23:00 is already tomorrow"),
        pytest.param(at("2017-07-21 23:00"), REUNION, "2017-07-24 09:00", id="which may be a Saturday"),
    ],
)
def test_the_opening_leaves_at_a_decent_hour_of_a_working_day(
    opens: datetime, organisation: Organisation, expected: str
) -> None:
    assert sending_day(collection(opens), OPEN, organisation) == at(expected, organisation.zone)


def test_before_the_26th_ends_on_the_25th_and_still_counts_from_the_26th() -> None:
    assert last_day_of(date(2014, 6, 26), strict=True) == date(2014, 6, 25)
    assert last_day_of(date(2014, 6, 26), strict=False) == date(2014, 6, 26)
    round = collection(at("2014-03-14 09:00"), date(2014, 6, 25), strict=True)
    paris = ALL["ars-2014/53"]
    assert sending_day(round, "J-7", paris) == at("2014-06-19 09:00")
    assert deadline(round) == at("2014-06-25 23:59:59")


@pytest.mark.parametrize(
    ("organisation", "expected"),
    [
        (BRETAGNE, at("2017-09-29 23:59:59")),
        (MARTINIQUE, at("2017-09-29 17:59:59", "America/Martinique")),
        (REUNION, at("2017-09-30 01:59:59", "Indian/Reunion")),
    ],
    ids=["Paris", "west of Paris: earlier on their clock", "east of Paris: after their midnight"],
)
def test_the_deadline_is_the_end_of_the_day_in_paris_for_everyone(
    organisation: Organisation, expected: datetime
) -> None:
    limit = deadline(collection())
    assert limit == expected
    assert in_time(expected, limit)
    assert in_time(expected + timedelta(milliseconds=999), limit)
    assert not in_time(expected + timedelta(seconds=1), limit)


def test_an_extension_moves_the_deadline_and_the_reminders() -> None:
    longer = replace(standing("53"), extended_until=date(2017, 10, 13))
    round = collection()
    assert deadline(round, longer) == at("2017-10-13 23:59:59")
    assert sending_day(round, "J-7", BRETAGNE, longer) == at("2017-10-06 09:00")
    assert sending_day(round, "J+3", BRETAGNE, longer) == at("2017-10-16 09:00")
    assert sending_day(round, "J-7", BRETAGNE, standing("53")) == at("2017-09-22 09:00")
    assert occasion_of("J-7", round, longer) == "J-7 2017-10-13"
    assert occasion_of("J-7", round, standing("53")) == "J-7"
    assert occasion_of(OPEN, round, longer) == OPEN


def test_a_moved_deadline_has_steps_of_its_own() -> None:
    moved = replace(collection(), last_day=date(2017, 10, 13), changes=(MOVED,))
    assert occasion_of("J-7", moved) == "J-7 2017-10-13"
    assert occasion_of(OPEN, moved) == OPEN
    assert sending_day(moved, "J-7", BRETAGNE) == at("2017-10-06 09:00")
    # An extension that the new date has come up with gives nothing more, one beyond it still does.
    short, long = (replace(standing("53"), extended_until=date(2017, 10, day)) for day in (6, 20))
    assert deadline(moved, short) == at("2017-10-13 23:59:59")
    assert deadline(moved, long) == at("2017-10-20 23:59:59")
    assert occasion_of("J-7", moved, long) == "J-7 2017-10-20"


def test_a_step_on_or_before_the_opening_is_none() -> None:
    round = collection(at("2017-09-22 09:00"))
    assert [s.name for s in steps_of(round, BRETAGNE)] == ["open", "J-2", "J+3"]
    assert sending_day(round, "J-7", BRETAGNE) is None


@pytest.mark.parametrize(
    ("last_day", "steps", "left"),
    [
        # Monday 4 September: J-1 and J-2 both move back to Friday.
        pytest.param(date(2017, 9, 4), (-2, -1), ["J-1"], id="reminders"),
        # Friday 29 September: J+1, J+2 and J+3 are all Monday.
        pytest.param(date(2017, 9, 29), (1, 2, 3), ["J+1"], id="overdue notices"),
        # Sunday 3 September: J-2 is Friday, J would be too; J+1 is Monday.
        pytest.param(date(2017, 9, 3), (-2, 0, 1), ["J", "J+1"], id="the day itself"),
    ],
)
def test_of_steps_that_meet_the_one_nearer_the_deadline_stays(
    last_day: date, steps: tuple[int, ...], left: list[str]
) -> None:
    round = collection(at("2017-07-17 09:00"), last_day, steps=steps)
    assert [s.name for s in steps_of(round, BRETAGNE)] == ["open", *left]


def test_an_overdue_notice_never_comes_before_the_deadline_has_passed() -> None:
    # In Wallis it is 09:00 on the 30th while Paris still has three hours of the 29th left: J+1 waits for Monday.
    round = collection(last_day=date(2017, 9, 27), steps=(1,))
    far = replace(contact("a", "53"), zone="Pacific/Wallis")
    assert sending_day(round, "J+1", BRETAGNE, None, far) == at("2017-09-29 09:00", "Pacific/Wallis")
    assert sending_day(round, "J+1", BRETAGNE) == at("2017-09-28 09:00")


def test_a_reminder_of_the_last_day_never_comes_after_the_deadline() -> None:
    # 18:00 on the last day in Tahiti is the next morning in Paris: it leaves the day before.
    round = replace(collection(steps=(0,)), hour=time(18))
    far = replace(contact("a", "53"), zone="Pacific/Tahiti")
    assert sending_day(round, "J", BRETAGNE, None, far) == at("2017-09-28 18:00", "Pacific/Tahiti")
    assert sending_day(round, "J", BRETAGNE) == at("2017-09-29 18:00")


@pytest.mark.parametrize(
    ("opens", "hour", "organisation", "opening", "reminder"),
    [
        ("2017-07-17 15:00", time(15), BRETAGNE, "15:00", "15:00"),
        ("2017-07-17 15:00", time(15), GUADELOUPE, "15:00", "15:00"),
        ("2017-07-17 10:00", time(15), BRETAGNE, "10:00", "15:00"),
        ("2017-07-17 08:00", time(8), BRETAGNE, "08:00", "08:00"),
        ("2017-07-17 08:00", time(8), REUNION, "10:00", "08:00"),
        ("2017-07-17 07:00", time(8, 30), BRETAGNE, "08:30", "08:30"),
    ],
)
def test_a_round_has_its_hour(opens: str, hour: time, organisation: Organisation, opening: str, reminder: str) -> None:
    steps = steps_of(replace(collection(at(opens)), hour=hour), organisation)
    assert [s.when.strftime("%H:%M") for s in steps[:2]] == [opening, reminder]


@pytest.mark.parametrize(
    ("opens", "last_day", "strict", "plan_"),
    [
        pytest.param(
            "2017-09-18 09:00", date(2017, 9, 29), False,
            ["open 09-18", "J-7 09-22", "J-2 09-27", "J+1 10-02", "J+7 10-06"], id="later than some steps",
        ),
        pytest.param("2017-09-27 09:00", date(2017, 9, 29), False, ["open 09-27", "J+1 10-02", "J+7 10-06"], id="near"),
        pytest.param("2017-09-29 09:00", date(2017, 9, 29), False, ["open 09-29", "J+1 10-02", "J+7 10-06"], id="same"),
        pytest.param(
            "2017-09-23 09:00", date(2017, 9, 29), False,
            ["open 09-25", "J-2 09-27", "J+1 10-02", "J+7 10-06"], id="on a day off",
        ),
        pytest.param(
            "2017-09-18 09:00", date(2017, 9, 29), True,
            ["open 09-18", "J-7 09-22", "J-2 09-28", "J+1 10-02", "J+7 10-09"], id="before the 30th",
        ),
    ],
)  # fmt: skip
def test_the_usual_steps_fit_between_the_opening_and_the_deadline(
    opens: str, last_day: date, strict: bool, plan_: list[str]
) -> None:
    round = collection(at(opens), last_day, strict, USUAL_STEPS)
    assert [f"{s.name} {s.when:%m-%d}" for s in steps_of(round, BRETAGNE)] == plan_


@pytest.mark.parametrize(
    ("step", "kind"), [("open", "invitation"), ("J-14", "reminder"), ("J", "reminder"), ("J+3", "overdue")]
)
def test_a_step_has_its_kind(step: str, kind: str) -> None:
    assert kind_of(step) == kind


@pytest.mark.parametrize(
    ("now", "zone", "may", "next"),
    [
        ("2017-07-17 07:59:59", "Europe/Paris", False, "2017-07-17 08:00"),
        ("2017-07-17 08:00", "Europe/Paris", True, "2017-07-17 08:00"),
        ("2017-07-17 18:59:59", "Europe/Paris", True, "2017-07-17 18:59:59"),
        ("2017-07-17 19:00", "Europe/Paris", False, "2017-07-18 08:00"),
        ("2017-07-17 23:30", "America/Cayenne", False, "2017-07-18 08:00"),
        ("2017-03-26 01:30", "Europe/Paris", False, "2017-03-26 08:00"),
        ("2017-10-28 20:00", "Europe/Paris", False, "2017-10-29 08:00"),
    ],
)
def test_messages_leave_between_eight_and_seven_there(now: str, zone: str, may: bool, next: str) -> None:
    moment = at(now, zone).astimezone(ZoneInfo("UTC"))
    assert may_leave(moment, zone) is may
    assert next_leave(moment, zone) == at(next, zone)


@given(st.datetimes(FIRST, LAST), st.sampled_from(sorted({o.zone for o in ALL.values()})))
def test_the_next_leave_is_near_decent_and_never_earlier(naive: datetime, zone: str) -> None:
    now = naive.replace(tzinfo=ZoneInfo("UTC"))
    leaves = next_leave(now, zone)
    assert may_leave(leaves, zone)
    assert now <= leaves <= now + timedelta(hours=14)
    assert (leaves == now) is may_leave(now, zone)


@pytest.mark.parametrize(
    ("now", "zone", "holidays", "next"),
    [
        ("2017-07-13 18:59", "Europe/Paris", "", "2017-07-13 18:59"),
        ("2017-07-13 19:00", "Europe/Paris", "", "2017-07-17 08:00"),  # the 14th is off, then a week-end
        ("2017-07-17 06:00", "Europe/Paris", "", "2017-07-17 08:00"),
        ("2017-12-26 10:00", "Europe/Paris", "57", "2017-12-27 08:00"),
        ("2017-12-26 10:00", "Europe/Paris", "", "2017-12-26 10:00"),
        ("2017-05-27 10:00", "America/Martinique", "972", "2017-05-29 08:00"),
    ],
)
def test_what_answers_nothing_starts_at_a_decent_hour_of_a_working_day(
    now: str, zone: str, holidays: str, next: str
) -> None:
    moment = at(now, zone).astimezone(ZoneInfo("UTC"))
    assert next_start(moment, zone, holidays) == at(next, zone)
    assert may_start(moment, zone, holidays) is (now == next)


# What the calendar package says, asked in another way than the product does.
PACKAGE = {code: country_holidays("FR", subdiv=code or None) for code in {o.holidays for o in ALL.values()} | {"57"}}


def is_off(day: date, holidays: str) -> bool:
    return day.weekday() >= 5 or day in PACKAGE[holidays]


@settings(max_examples=300, deadline=None)
@given(
    organisation=st.sampled_from(list(ALL.values())),
    opens=st.datetimes(FIRST, LAST),
    days=st.integers(0, 150),
    strict=st.booleans(),
    steps=st.sets(st.integers(-40, 20), max_size=6),
    department=st.sampled_from(["", "57", "67", "35"]),
)
def test_a_plan_is_right_for_every_agency_over_the_years(
    organisation: Organisation, opens: datetime, days: int, strict: bool, steps: set[int], department: str
) -> None:
    start = opens.replace(tzinfo=ZoneInfo("Europe/Paris"))
    last = start.date() + timedelta(days=days)
    round = collection(start, last, strict, tuple(steps))
    person = Contact("x", "pnsp", organisation.code, "x@ars.example", role=Role.RESPONDENT, department=department)
    zone, holidays = place_of(organisation, person)
    planned = steps_of(round, organisation, None, person)

    assert planned[0].name == OPEN
    assert planned[0].when >= start
    assert all(a.when.date() < b.when.date() for a, b in pairwise(planned))
    written = last + timedelta(days=1) if strict else last
    for step in planned:
        assert step.when.tzinfo == ZoneInfo(zone)
        assert not is_off(step.when.date(), holidays)
        assert time(9) <= step.when.time() < time(19)
        if step.name != OPEN:
            assert step.when.time() == time(9)
            wanted = written + timedelta(days=int(step.name[1:] or 0))
            # Every day between the wanted one and the one it moved to is off.
            if step.kind == "overdue":
                assert step.when.date() > last
                gap = range(1, (step.when.date() - max(wanted, last + timedelta(days=1))).days + 1)
                assert all(is_off(step.when.date() - timedelta(days=n), holidays) for n in gap)
            else:
                assert step.when.date() <= last
                gap = range(1, (min(wanted, last) - step.when.date()).days + 1)
                assert all(is_off(step.when.date() + timedelta(days=n), holidays) for n in gap)


@given(st.dates(date(2014, 1, 1), date(2030, 12, 31)), st.sampled_from(sorted(PACKAGE)))
def test_working_days_agree_with_the_package(day: date, holidays: str) -> None:
    assert is_working_day(day, holidays) is not is_off(day, holidays)


def test_a_year_is_asked_of_the_package_once() -> None:
    assert public_holidays("971", 2017) is public_holidays("971", 2017)


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("", ""),
        ("Métropole", ""),
        ("6AE", "6AE"),
        ("Alsace-Moselle", "6AE"),
        ("FR-974", "974"),
        ("réunion", "974"),
        ("RE", "974"),
        ("FR-GP", "971"),
        ("Zone A", None),
    ],
)
def test_holidays_have_names_and_codes(written: str, code: str | None) -> None:
    assert subdivision(written) == code


def test_summer_time_keeps_nine_oclock() -> None:
    round = collection(OPENS, date(2017, 10, 31), steps=(-4, -1))
    assert [s.when.isoformat() for s in steps_of(round, BRETAGNE)[1:]] == [
        "2017-10-27T09:00:00+02:00",
        "2017-10-30T09:00:00+01:00",
    ]
