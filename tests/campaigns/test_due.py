"""What must leave now: once, to those who need it, at a decent hour; never a backlog."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaigns.calendar import deadline, may_leave, steps_of
from campaigns.campaign import Invitation, Round, RoundKind, Sending
from campaigns.contribution import Return
from campaigns.due import Due, due
from campaigns.foreseen import plan
from campaigns.people import Contact, Role
from campaigns.tracking import State
from campaigns.working_days import is_working_day, place_of
from tests.campaigns.scene import OPENS, PARIS, at, campaign, collection, contact, invitation, listed, standing

ROUND = collection()
CAMPAIGN = campaign(ROUND)
MAELLE, YANN = contact("maelle", "53"), contact("yann", "53", Role.ADDRESSEE)
DAY = timedelta(days=1)
INVITED = invitation(MAELLE, ("open", OPENS))
J14 = at("2017-09-15 09:00")
REMINDED = invitation(MAELLE, ("open", OPENS), ("J-14", J14))


def steps(
    now: datetime,
    invitation_: Invitation = INVITED,
    return_: Return | None = None,
    state: State = State.WAITING,
    person: Contact = MAELLE,
    round: Round = ROUND,
) -> list[str]:
    """The steps that are due to one person now."""
    found = due(CAMPAIGN, round, now, [person], [invitation_], [return_] if return_ else [], {"53": state})
    return [item.step for item in found]


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2017-07-17 08:59", []),
        ("2017-07-17 09:00", ["open"]),
        ("2017-07-17 18:59", ["open"]),
        ("2017-07-17 19:00", []),
        ("2017-07-18 07:59", []),
        ("2017-07-18 08:00", ["open"]),
        ("2017-07-22 10:00", []),
    ],
    ids=[
        "before",
        "at the opening",
        "till evening",
        "not at night",
        "nor early",
        "the next morning",
        "not on Saturday",
    ],
)
def test_the_invitation_is_due_from_the_opening_at_decent_hours(now: str, expected: list[str]) -> None:
    assert steps(at(now), invitation(MAELLE)) == expected


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        ("2017-07-17 10:00", []),
        ("2017-09-15 08:59", []),
        ("2017-09-15 09:00", ["J-14"]),
        ("2017-09-18 10:00", ["J-14"]),
        ("2017-09-22 09:00", ["J-7"]),
        ("2017-09-28 10:00", ["J-2"]),
        ("2017-09-30 10:00", []),
        ("2017-10-02 08:30", []),
        ("2017-10-02 09:00", ["J+3"]),
        ("2017-11-20 10:00", ["J+3"]),
    ],
)
def test_only_the_latest_step_that_has_passed_is_due(now: str, expected: list[str]) -> None:
    assert steps(at(now)) == expected


def test_a_step_that_fell_into_a_pause_is_not_made_up_for() -> None:
    over = replace(standing("53"), paused="congés", paused_until=date(2017, 9, 20))
    assert steps(at("2017-09-21 09:00"), return_=over) == []
    assert steps(at("2017-09-22 09:00"), return_=over) == ["J-7"], "the next one comes in its turn"


def test_an_invitation_that_a_pause_held_leaves_after_it() -> None:
    over = replace(standing("53"), paused="congés", paused_until=date(2017, 9, 20))
    assert steps(at("2017-09-20 09:00"), invitation(MAELLE), over) == []
    assert steps(at("2017-09-21 09:00"), invitation(MAELLE), over) == ["open"]


def test_a_step_is_due_once() -> None:
    assert steps(at("2017-09-15 15:00"), REMINDED) == []
    assert steps(at("2017-09-22 09:00"), REMINDED) == ["J-7"]


def test_a_step_that_was_skipped_is_not_sent_later() -> None:
    skipped = invitation(MAELLE, ("open", OPENS), ("J-7", at("2017-09-25 10:00")))
    assert steps(at("2017-09-25 15:00"), skipped) == []
    assert steps(at("2017-09-27 09:00"), skipped) == ["J-2"]


def test_a_late_invitation_is_not_followed_by_the_reminder_of_the_same_day() -> None:
    late = invitation(MAELLE, ("open", at("2017-09-22 08:30")))
    assert steps(at("2017-09-22 15:00"), late) == []
    assert steps(at("2017-09-25 15:00"), late) == []
    assert steps(at("2017-09-27 09:00"), late) == ["J-2"]


def test_a_reminder_missed_before_the_deadline_is_not_sent_after_it() -> None:
    reminded = invitation(MAELLE, ("open", OPENS), ("J-14", J14), ("J-7", at("2017-09-22 09:00")))
    steps_ahead = replace(ROUND, steps=(-14, -7, -2, 7))
    assert steps(at("2017-10-02 10:00"), reminded, round=steps_ahead) == []
    assert steps(at("2017-10-06 10:00"), reminded, round=steps_ahead) == ["J+7"]


J7 = at("2017-09-22 10:00")


@pytest.mark.parametrize(
    ("invitation_", "return_", "state", "person", "expected"),
    [
        pytest.param(INVITED, None, State.PARTIAL, MAELLE, ["J-7"], id="partial: reminded"),
        pytest.param(INVITED, None, State.STARTED, MAELLE, ["J-7"], id="started: reminded"),
        pytest.param(INVITED, None, State.RETURNED, MAELLE, [], id="returned"),
        pytest.param(INVITED, None, State.LATE, MAELLE, [], id="late"),
        pytest.param(INVITED, None, State.DECLINED, MAELLE, [], id="declined"),
        pytest.param(INVITED, replace(standing("53"), declined="non"), State.WAITING, MAELLE, [], id="declined now"),
        pytest.param(INVITED, replace(standing("53"), closed_at=J14), State.PARTIAL, MAELLE, [], id="closed"),
        pytest.param(INVITED, replace(standing("53"), paused="congés"), State.WAITING, MAELLE, [], id="paused"),
        pytest.param(
            INVITED,
            replace(standing("53"), paused="congés", paused_until=date(2017, 9, 22)),
            State.WAITING,
            MAELLE,
            [],
            id="paused until today",
        ),
        pytest.param(
            INVITED,
            replace(standing("53"), paused="congés", paused_until=date(2017, 9, 21)),
            State.WAITING,
            MAELLE,
            ["J-7"],
            id="pause over",
        ),
        pytest.param(INVITED, None, State.WAITING, replace(MAELLE, unreachable="inconnue"), [], id="unreachable"),
        pytest.param(replace(INVITED, declined="je transmets"), None, State.WAITING, MAELLE, [], id="handed over"),
        pytest.param(INVITED, None, State.WAITING, replace(MAELLE, absent_until=date(2017, 9, 25)), [], id="absent"),
        pytest.param(INVITED, None, State.WAITING, replace(MAELLE, absent_until=date(2017, 9, 22)), ["J-7"], id="back"),
        pytest.param(
            INVITED,
            None,
            State.WAITING,
            replace(MAELLE, absent_until=date(2017, 10, 9)),
            ["J-7"],
            id="absent too long to wait",
        ),
        pytest.param(replace(INVITED, finished_at=J14), None, State.PARTIAL, MAELLE, ["J-7"], id="finished, but alone"),
        pytest.param(invitation(MAELLE), None, State.WAITING, MAELLE, ["open"], id="never written to"),
        pytest.param(invitation(MAELLE), None, State.RETURNED, MAELLE, [], id="a colleague has returned"),
    ],
)
def test_who_needs_no_message_gets_none(
    invitation_: Invitation, return_: Return | None, state: State, person: Contact, expected: list[str]
) -> None:
    assert steps(J7, invitation_, return_, state, person) == expected


def test_who_has_finished_their_part_leaves_the_rest_to_a_colleague() -> None:
    finished = replace(INVITED, finished_at=J14)
    colleague = invitation(YANN, ("open", OPENS))
    found = due(CAMPAIGN, ROUND, J7, [MAELLE, YANN], [finished, colleague], [], {})
    assert [item.contact for item in found] == [YANN.id]


def test_an_absent_person_is_reminded_on_their_return() -> None:
    absent = replace(MAELLE, absent_until=date(2017, 9, 19))
    assert steps(at("2017-09-15 10:00"), person=absent) == []
    assert steps(at("2017-09-19 10:00"), person=absent) == ["J-14"]


@pytest.mark.parametrize("state", [State.WAITING, State.STARTED])
def test_an_overdue_notice_is_for_those_who_returned_nothing(state: State) -> None:
    assert steps(at("2017-10-02 10:00"), state=state) == ["J+3"]


def test_nothing_leaves_before_the_opening_or_after_the_closing() -> None:
    closed = replace(ROUND, closed_at=at("2017-10-01 00:00"))
    assert steps(at("2017-10-02 10:00"), round=closed) == []
    assert steps(at("2017-09-27 10:00"), round=closed) == ["J-2"]
    assert steps(OPENS - DAY, invitation(MAELLE)) == []


def test_an_extension_brings_the_reminders_back_for_the_new_date() -> None:
    reminded = invitation(
        MAELLE, ("open", OPENS), ("J-14", J14), ("J-7", at("2017-09-22 09:00")), ("J-2", at("2017-09-27 09:00"))
    )
    longer = replace(standing("53"), extended_until=date(2017, 10, 20))
    assert steps(at("2017-10-02 10:00"), reminded, longer) == []
    assert steps(at("2017-10-06 09:00"), reminded, longer) == ["J-14"]
    (item,) = due(CAMPAIGN, ROUND, at("2017-10-13 09:00"), [MAELLE], [reminded], [longer], {})
    assert (item.step, item.occasion, item.kind) == ("J-7", "J-7 2017-10-20", "reminder")


def test_a_person_elsewhere_is_written_to_in_their_own_day() -> None:
    there = contact("awa", "01")
    waiting = invitation(there)
    assert not due(CAMPAIGN, ROUND, at("2017-07-17 14:59"), [there], [waiting], [], {})
    (item,) = due(CAMPAIGN, ROUND, at("2017-07-17 15:00"), [there], [waiting], [], {})
    assert item.when.isoformat() == "2017-07-17T09:00:00-04:00"
    assert (item.invitation, item.contact, item.organisation, item.kind) == (waiting.id, there.id, "01", "invitation")
    assert not due(CAMPAIGN, ROUND, at("2017-07-21 16:00"), [there], [waiting], [], {}), "a day off in Guadeloupe"


REVIEW = Round("pnsp/relecture", "relecture", RoundKind.REVIEW, at("2017-11-16 10:00"), date(2017, 11, 30), steps=(-3,))


def test_in_a_review_every_reader_is_written_to_whatever_their_role_or_return() -> None:
    reader = contact("nora", "53", Role.RESOURCE)
    asked = invitation(reader, round=REVIEW.id)
    now = at("2017-11-16 10:00")
    assert [d.step for d in due(CAMPAIGN, REVIEW, now, [reader], [asked], [], {"53": State.RETURNED})] == ["open"]
    sent = replace(asked, sendings=(Sending("open", now),))
    later = at("2017-11-27 09:00")
    assert [d.step for d in due(CAMPAIGN, REVIEW, later, [reader], [sent], [], {"53": State.RETURNED})] == ["J-3"]
    heard = replace(sent, last_heard=at("2017-11-20 10:00"))
    assert due(CAMPAIGN, REVIEW, later, [reader], [heard], [], {}) == []


def test_things_of_unknown_people_or_organisations_are_left_alone() -> None:
    assert due(CAMPAIGN, ROUND, J7, [], [INVITED], [], {}) == []
    stranger = contact("x", "99")
    assert due(CAMPAIGN, ROUND, J7, [stranger], [invitation(stranger)], [], {}) == []


def test_the_plan_of_a_campaign_in_order() -> None:
    people = [contact("awa", "OI"), YANN, MAELLE, contact("gwen", "01"), contact("r", "53", Role.RESOURCE)]
    planned = plan(CAMPAIGN, ROUND, people, [], [])
    assert len(planned) == 4 * 5
    assert [p.when for p in planned] == sorted(p.when for p in planned)
    opening = [(p.organisation, p.contact, p.kind, p.step, p.when.isoformat()) for p in planned[:4]]
    assert opening == [
        ("53", "maelle@ars.example", "invitation", "open", "2017-07-17T09:00:00+02:00"),
        ("53", "yann@ars.example", "invitation", "open", "2017-07-17T09:00:00+02:00"),
        ("OI", "awa@ars.example", "invitation", "open", "2017-07-17T11:00:00+04:00"),
        ("01", "gwen@ars.example", "invitation", "open", "2017-07-17T09:00:00-04:00"),
    ]


def test_the_plan_follows_what_was_arranged() -> None:
    def left(person: Contact = MAELLE, sent: Sequence[Invitation] = (), *returns: Return) -> list[str]:
        return [p.step for p in plan(CAMPAIGN, ROUND, [person], sent, returns)]

    everything = ["open", "J-14", "J-7", "J-2", "J+3"]
    assert left() == everything
    assert left(replace(MAELLE, unreachable="inconnue")) == []
    assert left(MAELLE, [replace(REMINDED, declined="je transmets")]) == ["open", "J-14"]
    assert left(MAELLE, [], replace(standing("53"), declined="non")) == []
    assert left(MAELLE, [], replace(standing("53"), paused="congés", paused_until=date(2017, 9, 22))) == ["J-2", "J+3"]
    moved = replace(standing("53"), paused="congés", extended_until=date(2017, 10, 13))
    assert left(MAELLE, [REMINDED], moved) == ["open"], "what left for the old date is not the J-14 of the new one"
    longer = plan(CAMPAIGN, ROUND, [MAELLE], [], [replace(standing("53"), extended_until=date(2017, 10, 13))])
    assert [p.when.date().isoformat() for p in longer][1:] == ["2017-09-29", "2017-10-06", "2017-10-11", "2017-10-16"]


def test_a_plan_of_a_review_is_for_those_who_were_asked() -> None:
    reader = contact("nora", "53", Role.RESOURCE)
    planned = plan(CAMPAIGN, REVIEW, [reader, MAELLE], [invitation(reader, round=REVIEW.id)], [])
    assert [(p.contact, p.step) for p in planned] == [(reader.email, "open"), (reader.email, "J-3")]


class Machine:
    """A machine that ticks, is off for a while, and remembers what it sent."""

    def __init__(self, round: Round, people: Iterable[Contact]) -> None:
        self.round = round
        self.campaign = campaign(round)
        self.people = {p.id: p for p in people}
        self.invitations = {p.id: invitation(p) for p in self.people.values()}
        self.returns: dict[str, Return] = {}
        self.states: dict[str, State] = {}
        self.sent: list[tuple[datetime, Due]] = []

    def tick(self, now: datetime) -> list[Due]:
        found = due(
            self.campaign,
            self.round,
            now,
            self.people.values(),
            self.invitations.values(),
            self.returns.values(),
            self.states,
        )
        for item in found:
            asked = self.invitations[item.contact]
            self.invitations[item.contact] = replace(asked, sendings=(*asked.sendings, Sending(item.step, now)))
            self.sent.append((now, item))
        return found


def test_a_machine_that_was_off_for_a_week_sends_one_right_reminder() -> None:
    machine = Machine(replace(ROUND, steps=(-14, -12, -10, -9, -8, -2)), [MAELLE])
    machine.tick(OPENS)
    assert [d.step for d in machine.tick(at("2017-09-21 14:00"))] == ["J-8"]
    assert machine.tick(at("2017-09-21 14:01")) == []
    assert machine.tick(at("2017-09-22 09:00")) == []
    assert [d.step for d in machine.tick(at("2017-09-27 09:00"))] == ["J-2"]


EVENTS = ["return", "decline", "bounce", "pause", "extend"]
PEOPLE = [contact(f"c{o.code}-{n}", o.code) for o in listed("ars-2017") for n in (1, 2)]


@settings(max_examples=60, deadline=None)
@given(
    opens=st.datetimes(datetime.fromisoformat("2014-01-01"), datetime.fromisoformat("2030-01-01")),
    days=st.integers(1, 60),
    strict=st.booleans(),
    offsets=st.sets(st.integers(-30, 15), max_size=5),
    ticks=st.lists(st.integers(0, 90 * 24 * 4), max_size=40),
    events=st.lists(
        st.tuples(st.integers(0, 39), st.integers(0, len(PEOPLE) - 1), st.sampled_from(EVENTS)),
        max_size=12,
    ),
)
def test_no_message_is_wrong_however_the_machine_ticks(
    opens: datetime,
    days: int,
    strict: bool,
    offsets: set[int],
    ticks: list[int],
    events: list[tuple[int, int, str]],
) -> None:
    start = opens.replace(tzinfo=PARIS)
    round = collection(start, start.date() + days * DAY, strict, tuple(offsets))
    machine = Machine(round, PEOPLE)
    organisations = {o.code: o for o in machine.campaign.organisations}
    stopped: dict[str, int] = {}
    for number, quarter in enumerate(sorted(ticks)):
        for _, who, what in (e for e in events if e[0] == number):
            happens(machine, PEOPLE[who], what, stopped, len(machine.sent))
        machine.tick(start - DAY + timedelta(minutes=15 * quarter))

    by_person: dict[str, list[tuple[datetime, Due]]] = {}
    for place, (now, item) in enumerate(machine.sent):
        person, organisation = machine.people[item.contact], organisations[item.organisation]
        zone, holidays = place_of(organisation, person)
        assert may_leave(now, zone), "at a decent hour"
        assert is_working_day(now.astimezone(item.when.tzinfo).date(), holidays), "on a working day"
        assert item.when <= now
        assert now >= start
        assert place < stopped.get(item.contact, len(machine.sent)), "not to who needs none"
        by_person.setdefault(item.contact, []).append((now, item))
        if item.kind == "reminder":
            limit = deadline(round, machine.returns.get(item.organisation))
            assert now <= limit or machine.returns.get(item.organisation) is not None
    for sendings in by_person.values():
        assert [item.step for _, item in sendings].count("open") == 1
        assert sendings[0][1].step == "open"
        occasions = [item.occasion for _, item in sendings]
        assert len(occasions) == len(set(occasions)), "none twice"
        when = [now.astimezone(item.when.tzinfo).date() for now, item in sendings]
        assert len(when) == len(set(when)), "never two on one day"


def happens(machine: Machine, person: Contact, what: str, stopped: dict[str, int], count: int) -> None:
    """Something happens to a person or their organisation; who is stopped for good must get nothing more."""
    colleagues = [p.id for p in PEOPLE if p.organisation == person.organisation]
    return_ = machine.returns.get(person.organisation, standing(person.organisation))
    if what == "bounce":
        machine.people[person.id] = replace(machine.people[person.id], unreachable="550")
        stopped.setdefault(person.id, count)
    elif what == "pause":
        machine.returns[person.organisation] = replace(return_, paused="congés", paused_until=date.max)
        for id in colleagues:
            stopped.setdefault(id, count)
    elif what == "extend":
        longer = machine.round.last_day + 10 * DAY
        machine.returns[person.organisation] = replace(return_, extended_until=longer)
    else:
        machine.states[person.organisation] = State.RETURNED if what == "return" else State.DECLINED
        for id in colleagues:
            stopped.setdefault(id, count)


@settings(max_examples=30, deadline=None)
@given(
    opens=st.datetimes(datetime.fromisoformat("2014-01-01"), datetime.fromisoformat("2030-01-01")),
    days=st.integers(1, 60),
    offsets=st.sets(st.integers(-30, 15), max_size=5),
)
def test_a_machine_that_never_stops_forgets_nobody(opens: datetime, days: int, offsets: set[int]) -> None:
    start = opens.replace(tzinfo=PARIS)
    round = collection(start, start.date() + days * DAY, steps=tuple(offsets))
    machine = Machine(round, PEOPLE[::5])
    ticks: set[datetime] = set()
    expected: Mapping[str, list[str]] = {
        p.id: [s.name for s in steps_of(round, o)]
        for p in machine.people.values()
        for o in machine.campaign.organisations
        if o.code == p.organisation
    }
    for person in machine.people.values():
        organisation = next(o for o in machine.campaign.organisations if o.code == person.organisation)
        ticks |= {s.when.astimezone(PARIS) for s in steps_of(round, organisation)}
    for now in sorted(ticks):
        machine.tick(now)
        machine.tick(now + timedelta(minutes=1))
    assert {id: [s.step for s in i.sendings] for id, i in machine.invitations.items()} == expected
