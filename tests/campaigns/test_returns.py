"""Merging: per question who said what, what a correction replaces, what a complement adds, and who differs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.contribution import Channel, Contribution, Manner, Settlement
from campaigns.people import Contact
from campaigns.returns import MergedAnswer, applicable, merge, missing_codes
from questionnaires.model import Condition, Kind, Question
from questionnaires.understood import Standing, Value
from tests.campaigns.scene import OPENS, contact, question, questionnaire, said, standing

MAELLE, YANN, GWEN = contact("maelle", "53"), contact("yann", "53"), contact("gwen", "53")
ASKED = questionnaire(
    question("T"),
    question("N", Kind.NUMBER),
    question("M", Kind.AMOUNT),
    question("D", Kind.DATE),
    question("C", Kind.CHOICE),
    question("CS", Kind.CHOICES),
    question("A", Kind.ACTIONS),
    question("P", Kind.PEOPLE, optional=True),
)
T1, T2, T3, T4 = (OPENS + timedelta(days=n) for n in range(1, 5))


def one(code: str, *contributions: Contribution) -> MergedAnswer:
    return merge(ASKED, contributions)[code]


def test_one_person_one_answer() -> None:
    answer = one("T", said(MAELLE, "T", "La semaine de la sécurité.", T1))
    assert (answer.text, answer.value, answer.standing, answer.missing) == (
        "La semaine de la sécurité.",
        None,
        Standing.ANSWER,
        False,
    )
    (part,) = answer.parts
    assert (part.contact, part.said_at, part.channel) == (MAELLE.id, T1, Channel.MAIL)


def test_a_correction_by_the_same_person_replaces_and_what_it_replaced_is_kept() -> None:
    first, second = said(MAELLE, "N", "12", T1, 12), said(MAELLE, "N", "15", T2, 15)
    answer = one("N", second, first)
    assert (answer.text, answer.value, answer.conflict) == ("15", 15, False)
    assert answer.history == (first, second)
    assert answer.replaced == {first.id}


def test_a_complement_adds_to_the_text() -> None:
    answer = one("T", said(MAELLE, "T", "Des REX.", T1), said(MAELLE, "T", "Et des RMM.", T2, manner=Manner.ADD))
    assert answer.text == "Des REX.\n\nEt des RMM."
    assert len(answer.parts[0].contributions) == 2
    assert answer.replaced == frozenset()


def test_a_correction_after_a_complement_replaces_both() -> None:
    answer = one(
        "T",
        said(MAELLE, "T", "Un.", T1),
        said(MAELLE, "T", "Deux.", T2, manner=Manner.ADD),
        said(MAELLE, "T", "Trois.", T3),
    )
    assert (answer.text, len(answer.replaced)) == ("Trois.", 2)


def test_a_complement_to_nothing_is_the_answer() -> None:
    assert one("T", said(MAELLE, "T", "En plus, des REX.", T1, manner=Manner.ADD)).text == "En plus, des REX."


def test_texts_of_several_people_stand_side_by_side() -> None:
    answer = one("T", said(YANN, "T", "Des RMM.", T2), said(MAELLE, "T", "Des REX.", T1))
    assert answer.text == "Des REX.\n\nDes RMM."
    assert [p.contact for p in answer.parts] == [MAELLE.id, YANN.id]
    assert not answer.conflict


def test_the_same_text_from_two_people_stands_once() -> None:
    answer = one("T", said(MAELLE, "T", "Des  REX.", T1), said(YANN, "T", "Des REX.", T2))
    assert answer.text == "Des  REX."
    assert len(answer.parts) == 2


@pytest.mark.parametrize(
    ("code", "ours", "theirs", "conflict"),
    [
        ("N", 12, 12, False),
        ("N", 12, 12.0, False),
        ("N", 12, 13, True),
        ("N", 0, 3, True),
        ("M", 45000, 45000.0, False),
        ("M", 45000, 46000, True),
        ("D", "2017-09-29", "2017-09-29", False),
        ("D", "2017-09-29", "2017-09-30", True),
        ("C", "oui", "Oui", False),
        ("C", "oui", "non", True),
        ("C", ["oui"], "oui", False),
        ("CS", ["a", "b"], ["b", "a"], False),
        ("CS", ["a"], ["b"], True),
        ("N", 12, None, False),
    ],
)
def test_two_people_who_differ_are_a_conflict(code: str, ours: Value, theirs: Value, conflict: bool) -> None:
    answer = one(code, said(MAELLE, code, "x", T1, ours), said(YANN, code, "y", T2, theirs))
    assert answer.conflict is conflict
    assert (answer.value is None) is conflict


def test_exact_goes_before_approximate() -> None:
    about = said(MAELLE, "N", "environ 30", T1, 30, approximate=True)
    assert (one("N", about).value, one("N", about).approximate) == (30, True)
    answer = one("N", about, said(YANN, "N", "30", T2, 30))
    assert (answer.value, answer.approximate) == (30, False)


@pytest.mark.parametrize(
    ("ours", "theirs", "value"),
    [
        (("2016-09-01", "month"), ("2016-09-12", ""), "2016-09-12"),
        (("2016-07-01", "quarter"), ("2016-09-01", "month"), "2016-09-01"),
        (("2016-01-01", "year"), ("2016-12-31", ""), "2016-12-31"),
        (("2016-09-01", "month"), ("2016-10-12", ""), None),
        (("2016-09-01", "month"), ("2016-09-01", "month"), "2016-09-01"),
        (("2016-09-01", "month"), ("2016-10-01", "month"), None),
    ],
)
def test_a_period_and_a_day_within_it_agree(ours: tuple[str, str], theirs: tuple[str, str], value: str | None) -> None:
    def dated(person: Contact, when: tuple[str, str]) -> Contribution:
        given_ = said(person, "D", "x", T1, when[0], approximate=bool(when[1]))
        return replace(given_, understood=replace(given_.understood, precision=when[1]))

    answer = one("D", dated(MAELLE, ours), dated(YANN, theirs))
    assert (answer.value, answer.conflict) == (value, value is None)


def test_a_conflict_ends_when_someone_corrects() -> None:
    differing = (said(MAELLE, "N", "12", T1, 12), said(YANN, "N", "13", T2, 13))
    assert one("N", *differing).conflict
    assert one("N", *differing, said(YANN, "N", "12", T3, 12)).value == 12


def test_none_counted_beside_a_number_is_a_conflict_and_not_knowing_is_not() -> None:
    twelve = said(MAELLE, "N", "12", T1, 12)
    assert one("N", twelve, said(YANN, "N", "néant", T2, standing=Standing.NOTHING)).conflict
    unknown = one("N", twelve, said(YANN, "N", "je ne sais pas", T2, standing=Standing.UNKNOWN))
    assert (unknown.conflict, unknown.value, unknown.standing) == (False, 12, Standing.ANSWER)


def test_two_numbers_of_one_person_are_not_summed() -> None:
    answer = one("N", said(MAELLE, "N", "12", T1, 12), said(MAELLE, "N", "5 de plus", T2, 5, manner=Manner.ADD))
    assert (answer.value, answer.conflict) == (None, True)


def test_a_remark_added_to_a_number_leaves_the_number() -> None:
    answer = one("N", said(MAELLE, "N", "12", T1, 12), said(MAELLE, "N", "hors Ehpad", T2, manner=Manner.ADD))
    assert (answer.value, answer.text) == (12, "12\n\nhors Ehpad")


def test_complements_to_several_choices_and_to_lists_of_records_are_united() -> None:
    choices = one(
        "CS", said(MAELLE, "CS", "a", T1, ["a"]), said(MAELLE, "CS", "b, a", T2, ["b", "a"], manner=Manner.ADD)
    )
    assert choices.value == ["a", "b"]
    actions = one(
        "A", said(MAELLE, "A", "REX", T1, [{"nature": "REX"}]), said(YANN, "A", "RMM", T2, [{"nature": "RMM"}])
    )
    assert actions.value == [{"nature": "REX"}, {"nature": "RMM"}]
    assert not actions.conflict


def test_later_leaves_a_question_missing_and_takes_no_answer_away() -> None:
    later = said(MAELLE, "T", "plus tard", T1, standing=Standing.LATER)
    assert one("T", later).missing
    assert "T" in missing_codes(ASKED, merge(ASKED, [later]))
    answered = one("T", later, said(MAELLE, "T", "Des REX.", T2))
    assert (answered.missing, answered.text) == (False, "Des REX.")
    again = one(
        "T", said(MAELLE, "T", "Des REX.", T1), said(MAELLE, "T", "la suite plus tard", T2, standing=Standing.LATER)
    )
    assert (again.missing, again.text) == (False, "Des REX.")
    other = one("T", later, said(YANN, "T", "Des RMM.", T2))
    assert (other.missing, other.text) == (False, "Des RMM.")


@pytest.mark.parametrize("kind", [s for s in Standing if s not in (Standing.LATER, Standing.ANSWER)])
def test_saying_that_there_is_nothing_is_an_answer(kind: Standing) -> None:
    answer = one("T", said(MAELLE, "T", "…", T1, standing=kind))
    assert (answer.missing, answer.standing) == (False, kind)


def test_an_answer_goes_before_nothing_to_report() -> None:
    ras = said(MAELLE, "T", "RAS", T1, standing=Standing.NOTHING_TO_REPORT)
    assert one("T", ras, said(YANN, "T", "Des REX.", T2)).standing is Standing.ANSWER


def test_a_settlement_decides_and_says_who() -> None:
    ours, theirs = said(MAELLE, "N", "12", T1, 12), said(YANN, "N", "13", T2, 13)
    decision = Settlement("N", ours.id, "chiffre du rapport annuel", T3)
    settled = merge(ASKED, [ours, theirs], replace(standing("53"), settlements=(decision,)))["N"]
    assert (settled.value, settled.conflict, settled.settled, settled.text) == (12, False, decision, "12")
    assert len(settled.parts) == 2


def test_a_new_figure_after_a_settlement_opens_the_question_again() -> None:
    ours, theirs = said(MAELLE, "N", "12", T1, 12), said(YANN, "N", "13", T2, 13)
    decided = replace(standing("53"), settlements=(Settlement("N", ours.id, "rapport", T3),))
    assert merge(ASKED, [ours, theirs, said(YANN, "N", "14", T4, 14)], decided)["N"].conflict
    assert merge(ASKED, [ours, theirs, said(YANN, "N", "12", T4, 12)], decided)["N"].value == 12
    corrected = merge(ASKED, [ours, theirs, said(MAELLE, "N", "13", T4, 13)], decided)["N"]
    assert (corrected.value, corrected.settled) == (13, None)


def test_the_latest_settlement_stands() -> None:
    ours, theirs = said(MAELLE, "N", "12", T1, 12), said(YANN, "N", "13", T2, 13)
    both = (Settlement("N", theirs.id, "non, l’autre", T4), Settlement("N", ours.id, "d’abord", T3))
    assert merge(ASKED, [ours, theirs], replace(standing("53"), settlements=both))["N"].value == 13


def test_answers_stand_in_the_order_of_the_questionnaire_and_unknown_codes_are_kept() -> None:
    merged = merge(
        ASKED, [said(MAELLE, "ANCIEN", "x", T1), said(MAELLE, "n", "12", T2, 12), said(MAELLE, "T", "y", T3)]
    )
    assert list(merged) == ["T", "N", "ANCIEN"]


def contributions() -> st.SearchStrategy[list[Contribution]]:
    """Anything several people may say, each thing at a time of its own."""
    kinds = st.tuples(
        st.sampled_from([MAELLE, YANN, GWEN]),
        st.sampled_from(["T", "N", "C", "CS"]),
        st.sampled_from([None, 1, 2, "oui", "non"]),
        st.sampled_from(list(Standing)),
        st.sampled_from(list(Manner)),
        st.booleans(),
    )
    return st.lists(kinds, max_size=8).map(
        lambda things: [
            said(p, code, f"dit {n}", OPENS + timedelta(hours=n), v, standing=s, manner=m, approximate=about)
            for n, (p, code, v, s, m, about) in enumerate(things)
        ]
    )


@given(contributions(), st.randoms(use_true_random=False))
def test_merging_does_not_depend_on_the_order_of_arrival(given_: list[Contribution], random: object) -> None:
    shuffled = list(given_)
    random.shuffle(shuffled)  # type: ignore[attr-defined]  # hypothesis gives a random.Random
    assert merge(ASKED, shuffled) == merge(ASKED, given_)


@given(contributions())
def test_nothing_that_was_said_is_lost(given_: list[Contribution]) -> None:
    merged: Mapping[str, MergedAnswer] = merge(ASKED, given_)
    assert sorted(c.id for a in merged.values() for c in a.history) == sorted(c.id for c in given_)
    for answer in merged.values():
        standing_now = {c.id for part in answer.parts for c in part.contributions}
        assert standing_now | answer.replaced == {c.id for c in answer.history}
        assert not (answer.conflict and answer.value is not None)
        for part in answer.parts:
            assert all(c.contact == part.contact for c in part.contributions)


def test_what_is_missing_is_what_is_not_optional_and_not_answered() -> None:
    assert missing_codes(ASKED, {}) == ("T", "N", "M", "D", "C", "CS", "A")
    merged = merge(ASKED, [said(MAELLE, "T", "x", T1), said(MAELLE, "N", "?", T1, standing=Standing.UNKNOWN)])
    assert missing_codes(ASKED, merged) == ("M", "D", "C", "CS", "A")


def test_a_condition_is_asked_once_it_is_met() -> None:
    asked = questionnaire(
        question("C", Kind.CHOICE), Question("S", Kind.TEXT, "Si oui ?", "S", condition=Condition("C", ("Oui",)))
    )
    assert missing_codes(asked, {}) == ("C",)
    yes = merge(asked, [said(MAELLE, "C", "oui", T1, "oui")])
    assert missing_codes(asked, yes) == ("S",)
    assert missing_codes(asked, merge(asked, [said(MAELLE, "C", "non", T1, "non")])) == ()
    assert missing_codes(asked, merge(asked, [said(MAELLE, "C", "x", T1, ["oui", "autre"])])) == ("S",)


def test_a_profile_is_asked_its_own_questions() -> None:
    asked = questionnaire(
        question("1"),
        replace(question("2"), profiles=("cadre",)),
        replace(question("3"), profiles=("médecin", "cadre")),
    )
    assert missing_codes(asked, {}, "médecin") == ("1", "3")
    assert missing_codes(asked, {}) == ("1", "2", "3")
    assert [q.code for q in applicable(asked, {}, ("médecin", "cadre"))] == ["1", "2", "3"]
