"""Tracking: the state of every organisation and contact at a moment."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.campaign import Invitation
from campaigns.contribution import Contribution, Return
from campaigns.people import Contact, Role
from campaigns.tracking import State, Tracking, as_json, track
from questionnaires.model import Kind
from questionnaires.understood import Standing
from tests.campaigns.scene import (
    OPENS,
    at,
    campaign,
    collection,
    contact,
    invitation,
    question,
    questionnaire,
    said,
    standing,
)

ROUND = collection()
CAMPAIGN = campaign(ROUND)
ASKED = questionnaire(question("Q1"), question("Q2", Kind.NUMBER), question("H1", optional=True))
MAELLE, YANN = contact("maelle", "53"), contact("yann", "53", Role.ADDRESSEE)
BEFORE, AFTER = at("2017-09-20 10:00"), at("2017-10-10 10:00")
LATE = at("2017-10-03 10:00")
DAY = timedelta(days=1)


def look(
    contributions: Sequence[Contribution] = (),
    return_: Return | None = None,
    invitations: Sequence[Invitation] = (),
    now: datetime = BEFORE,
    contacts: Sequence[Contact] = (MAELLE, YANN),
) -> Tracking:
    return track(CAMPAIGN, ROUND, ASKED, contacts, invitations, contributions, [return_] if return_ else [], now)


def state(
    contributions: Sequence[Contribution] = (),
    return_: Return | None = None,
    invitations: Sequence[Invitation] = (),
    now: datetime = BEFORE,
) -> str:
    found = look(contributions, return_, invitations, now).organisation("53")
    assert found is not None
    return found.state.value


Q1 = said(MAELLE, "Q1", "Des REX.", OPENS + DAY)
Q2 = said(MAELLE, "Q2", "12", OPENS + DAY, 12)
LATER = said(MAELLE, "Q1", "plus tard", OPENS + DAY, standing=Standing.LATER)


@pytest.mark.parametrize(
    ("contributions", "return_", "invitations", "now", "expected"),
    [
        pytest.param([], None, [], BEFORE, "waiting", id="nothing happened"),
        pytest.param([], None, [invitation(MAELLE, ("open", OPENS))], BEFORE, "waiting", id="only written to"),
        pytest.param(
            [], None, [replace(invitation(MAELLE), opened_at=OPENS + DAY)], BEFORE, "started", id="opened the chat"
        ),
        pytest.param([], None, [replace(invitation(YANN), last_heard=OPENS + DAY)], BEFORE, "started", id="heard from"),
        pytest.param([LATER], None, [], BEFORE, "started", id="only « plus tard »"),
        pytest.param([Q1], None, [], BEFORE, "partial", id="one answer of two"),
        pytest.param([Q1, LATER], None, [], BEFORE, "partial", id="an answer, then « plus tard »"),
        pytest.param([Q1, Q2], None, [], BEFORE, "returned", id="every question that is not optional"),
        pytest.param([Q1, replace(Q2, contact=YANN.id)], None, [], BEFORE, "returned", id="two people together"),
        pytest.param(
            [Q1, said(MAELLE, "Q2", "RAS", OPENS + DAY, standing=Standing.NOTHING_TO_REPORT)],
            None,
            [],
            BEFORE,
            "returned",
            id="RAS is a contribution",
        ),
        pytest.param(
            [Q1], replace(standing("53"), closed_at=OPENS + 2 * DAY), [], BEFORE, "returned", id="closed for the ARS"
        ),
        pytest.param(
            [], replace(standing("53"), closed_at=OPENS + 2 * DAY), [], BEFORE, "returned", id="closed with nothing"
        ),
        pytest.param(
            [Q1],
            None,
            [replace(invitation(MAELLE), finished_at=OPENS + DAY)],
            BEFORE,
            "partial",
            id="my part is not the ARS's",
        ),
        pytest.param([Q1], None, [], AFTER, "returned", id="the deadline passed with an answer there"),
        pytest.param([], None, [], AFTER, "waiting", id="the deadline passed with nothing"),
        pytest.param([LATER], None, [], AFTER, "started", id="« plus tard » is no answer after the deadline either"),
        pytest.param([replace(Q1, received_at=LATE)], None, [], AFTER, "late", id="a first answer after the deadline"),
        pytest.param(
            [Q1, replace(Q2, received_at=LATE)], None, [], AFTER, "returned", id="begun in time, finished late"
        ),
        pytest.param([], replace(standing("53"), closed_at=LATE), [], AFTER, "late", id="closed late with nothing"),
        pytest.param(
            [replace(Q1, received_at=at("2017-09-29 23:59:59"))],
            None,
            [],
            AFTER,
            "returned",
            id="the last second counts",
        ),
        pytest.param(
            [replace(Q1, received_at=at("2017-09-30 00:00"))], None, [], AFTER, "late", id="the next does not"
        ),
        pytest.param(
            [Q1],
            replace(standing("53"), extended_until=date(2017, 10, 20)),
            [],
            AFTER,
            "partial",
            id="an extension keeps it open",
        ),
        pytest.param(
            [replace(Q1, received_at=LATE)],
            replace(standing("53"), extended_until=date(2017, 10, 6)),
            [],
            AFTER,
            "returned",
            id="in time of its extension",
        ),
        pytest.param([], replace(standing("53"), declined="pas concernée"), [], BEFORE, "declined", id="declined"),
        pytest.param(
            [Q1], replace(standing("53"), declined="plus de temps"), [], BEFORE, "declined", id="declined half-way"
        ),
        pytest.param(
            [Q1, Q2], replace(standing("53"), declined="x"), [], BEFORE, "returned", id="a return stays a return"
        ),
    ],
)
def test_an_organisation_has_a_state(
    contributions: list[Contribution],
    return_: Return | None,
    invitations: list[Invitation],
    now: datetime,
    expected: str,
) -> None:
    assert state(contributions, return_, invitations, now) == expected


def test_what_comes_after_now_is_ignored() -> None:
    closed = replace(standing("53"), closed_at=OPENS + 3 * DAY)
    heard = replace(
        invitation(MAELLE, ("open", OPENS), ("J-14", at("2017-09-15 09:00"))),
        opened_at=OPENS + 2 * DAY,
        last_heard=OPENS + 3 * DAY,
        finished_at=OPENS + 3 * DAY,
    )
    seen = []
    for now in (OPENS - DAY, OPENS + DAY / 2, OPENS + DAY, OPENS + 3 * DAY):
        tracking = look([Q1], closed, [heard], now)
        seen.append((tracking.organisations[2].state.value, tracking.organisations[2].contacts[0].reminders))
    assert [o.code for o in tracking.organisations][2] == "53"
    assert seen == [("waiting", 0), ("waiting", 0), ("partial", 0), ("returned", 0)]
    assert look([Q1], closed, [heard]).organisations[2].contacts[0].reminders == 1


def test_a_name_that_we_filled_in_is_no_answer_when_it_comes_back() -> None:
    asked = questionnaire(replace(question("H1", optional=True), prefill="organisation"), question("Q1"))
    prefilled = said(MAELLE, "H1", "ARS Bretagne", OPENS + DAY)
    tracking = track(CAMPAIGN, ROUND, asked, [MAELLE], [], [prefilled], [], AFTER)
    assert (tracking.returned, tracking.organisations[2].state.value) == (0, "started")


def test_what_comes_within_the_second_of_now_counts() -> None:
    quick = replace(Q1, received_at=BEFORE + timedelta(microseconds=3))
    assert state([quick]) == "partial"
    assert state([replace(Q1, received_at=BEFORE + timedelta(seconds=1))]) == "waiting"


@pytest.mark.parametrize(
    ("contributions", "invitation_", "expected"),
    [
        ([], None, "waiting"),
        ([], invitation(MAELLE, ("open", OPENS)), "waiting"),
        ([], replace(invitation(MAELLE), opened_at=OPENS), "started"),
        ([], replace(invitation(MAELLE), declined="je transmets"), "declined"),
        ([LATER], None, "started"),
        ([Q1], None, "partial"),
        ([Q1], replace(invitation(MAELLE), finished_at=OPENS + DAY), "returned"),
        ([Q1, Q2], None, "returned"),
    ],
)
def test_a_contact_has_a_state_of_their_own(
    contributions: list[Contribution], invitation_: Invitation | None, expected: str
) -> None:
    organisation = look(contributions, None, [invitation_] if invitation_ else []).organisation("53")
    assert organisation is not None
    assert organisation.contacts[0].state.value == expected
    assert organisation.contacts[1].state.value == "waiting"


def test_several_contacts_are_one_organisation() -> None:
    tracking = look([Q1, replace(Q2, contact=YANN.id)])
    assert (tracking.invited, tracking.returned) == (1, 1)
    assert len(tracking.organisations) == 17


def test_seventeen_are_invited_when_each_has_somebody() -> None:
    people = [contact(f"c{o.code}", o.code) for o in CAMPAIGN.organisations]
    answers = [said(p, code, "12", OPENS + DAY, 12) for p in people[:13] for code in ("Q1", "Q2")]
    tracking = track(CAMPAIGN, ROUND, ASKED, people, [], answers, [], BEFORE)
    assert (tracking.invited, tracking.returned, tracking.without_contact) == (17, 13, ())


def test_an_organisation_without_a_contact_is_reported_beside() -> None:
    resource = contact("awa", "OI", Role.RESOURCE)
    tracking = look(contacts=[MAELLE, resource])
    assert tracking.invited == 1
    assert len(tracking.without_contact) == 16
    assert tracking.organisation("OI") is not None
    answering = look([replace(Q1, contact=resource.id, organisation="OI")], contacts=[MAELLE, resource])
    assert answering.invited == 2


def test_missing_and_conflicts_are_named() -> None:
    differing = replace(said(YANN, "Q2", "13", OPENS + DAY, 13), contact=YANN.id)
    organisation = look([Q2, differing]).organisation("53")
    assert organisation is not None
    assert (organisation.missing, organisation.answered, organisation.conflicts) == (("Q1",), 1, ("Q2",))


def test_rounds_are_never_mixed() -> None:
    other = replace(Q1, round="pnsp/vague-2")
    assert state([other]) == "waiting"
    assert state([], replace(standing("53"), round="pnsp/vague-2", declined="x")) == "waiting"


def test_questions_of_a_profile_are_awaited_from_those_who_have_it() -> None:
    asked = questionnaire(question("Q1"), replace(question("Q2"), profiles=("cadre",)))
    doctor = replace(MAELLE, profile="médecin")
    tracking = track(CAMPAIGN, ROUND, asked, [doctor], [], [Q1], [], BEFORE)
    assert tracking.returned == 1
    both = track(CAMPAIGN, ROUND, asked, [doctor, replace(YANN, profile="cadre")], [], [Q1], [], BEFORE)
    assert both.returned == 0


def test_the_json_has_the_promised_shape() -> None:
    heard = replace(invitation(MAELLE, ("open", OPENS), ("J-14", at("2017-09-15 09:00"))), last_heard=OPENS + DAY)
    document = json.loads(json.dumps(as_json(look([Q1], None, [heard]))))
    assert {"campaign", "now", "invited", "returned", "organisations"} <= document.keys()
    assert (document["campaign"], document["now"]) == ("pnsp", "2017-09-20T10:00:00+02:00")
    (bretagne,) = [o for o in document["organisations"] if o["code"] == "53"]
    assert bretagne["name"] == "ARS Bretagne"
    assert (bretagne["state"], bretagne["answered"], bretagne["missing"]) == ("partial", 1, ["Q2"])
    first = bretagne["contacts"][0]
    assert (first["email"], first["state"], first["reminders"]) == ("maelle@ars.example", "partial", 1)
    assert first["last_heard"] == "2017-07-18T09:00:00+02:00"
    assert bretagne["contacts"][1]["last_heard"] is None


@given(st.datetimes(datetime.fromisoformat("2017-07-01"), datetime.fromisoformat("2017-12-01")))
def test_no_moment_makes_more_returns_than_invited(naive: datetime) -> None:
    now = naive.replace(tzinfo=OPENS.tzinfo)
    tracking = look([Q1, Q2, replace(Q1, organisation="01", received_at=LATE)], now=now)
    assert tracking.returned <= tracking.invited
    assert sum(o.state in (State.RETURNED, State.LATE) for o in tracking.organisations) == tracking.returned
