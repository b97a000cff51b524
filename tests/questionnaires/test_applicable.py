"""Which questions are asked: conditions on earlier answers, and profiles."""

from __future__ import annotations

import pytest

from questionnaires.applicable import applicable
from questionnaires.model import Choice, Condition, Kind, Question, Questionnaire, Section
from questionnaires.understood import Standing, Understood
from tests.questionnaires.test_catalogue import GUIDE, PNSP

QUESTIONS = (
    Question("Q1", Kind.CHOICE, "Agi ?", "S", choices=(Choice("Oui", ("tout à fait",)), Choice("Non")), other=True),
    Question("Q2", Kind.NUMBER, "Combien ?", "S", condition=Condition("q1", ("oui",))),
    Question("Q3", Kind.TEXT, "Comment ?", "S", condition=Condition("Q2", ("oui",))),
    Question("Q4", Kind.TEXT, "Pourquoi pas ?", "S", condition=Condition("Q1", ("Non", "autre"))),
    Question("Q5", Kind.TEXT, "Et vous ?", "S", profiles=("dg",)),
)
SMALL = Questionnaire("x", "1", "X", "", "", (Section("S", "S", questions=QUESTIONS),))


def codes(answers: dict[str, Understood], profile: str = "") -> list[str]:
    return [question.code for question in applicable(SMALL, answers, profile)]


@pytest.mark.parametrize(
    ("answers", "asked"),
    [
        ({}, ["Q1", "Q5"]),
        ({"Q1": Understood(value=["Oui"])}, ["Q1", "Q2", "Q5"]),
        ({"Q1": Understood(value=["Non"])}, ["Q1", "Q4", "Q5"]),
        ({"Q1": Understood(value=["Autre : un peu"])}, ["Q1", "Q4", "Q5"]),
        ({"Q1": Understood(ask="?")}, ["Q1", "Q5"]),
        ({"Q1": Understood(standing=Standing.UNKNOWN)}, ["Q1", "Q5"]),
        ({"Q1": Understood(value=["Oui"]), "Q2": Understood(value=3)}, ["Q1", "Q2", "Q3", "Q5"]),
        ({"Q1": Understood(value=["Oui"]), "Q2": Understood(value=0)}, ["Q1", "Q2", "Q5"]),
        ({"Q1": Understood(value=["Oui"]), "Q2": Understood(standing=Standing.NOTHING)}, ["Q1", "Q2", "Q5"]),
        ({"Q1": Understood(value=["Oui"]), "Q2": Understood(standing=Standing.LATER)}, ["Q1", "Q2", "Q5"]),
        # Q2 was answered while Q1 was « oui », then Q1 was corrected
        ({"Q1": Understood(value=["Non"]), "Q2": Understood(value=3)}, ["Q1", "Q4", "Q5"]),
    ],
    ids=str,
)
def test_a_condition_follows_the_answer_it_stands_on(answers: dict[str, Understood], asked: list[str]) -> None:
    assert codes(answers) == asked


def test_a_profile_is_asked_its_own_questions() -> None:
    assert "Q5" in codes({}, "dg")
    assert "Q5" not in codes({}, "cme")
    asked = [question.code for question in applicable(GUIDE, {}, "usagers")]
    assert asked == ["1.1", "1.4", "2.3", "3.1", "3.2", "4.1", "4.2", "4.3"]


def test_a_condition_may_stand_on_a_question_that_a_colleague_was_asked() -> None:
    questions = (
        Question("Q1", Kind.TEXT, "?", "S", profiles=("dg",)),
        Question("Q2", Kind.TEXT, "?", "S", condition=Condition("Q1", ("oui",)), profiles=("cme",)),
    )
    small = Questionnaire("x", "1", "X", "", "", (Section("S", "S", questions=questions),))
    assert [q.code for q in applicable(small, {"Q1": Understood()}, "cme")] == ["Q2"]
    assert applicable(small, {}, "cme") == ()


def test_without_conditions_and_profiles_everything_is_asked() -> None:
    assert tuple(question.code for question in applicable(PNSP, {}, "")) == PNSP.codes
