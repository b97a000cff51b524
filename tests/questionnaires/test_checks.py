"""Checks across answers remark on what contradicts itself, and wait for what is not known yet."""

from __future__ import annotations

import pytest

from questionnaires.checks import failed
from questionnaires.model import Check, Questionnaire
from questionnaires.understood import Value
from tests.questionnaires.test_catalogue import REX

PARTS = {"I5a": 10, "I5b": 5, "I5c": 3, "I5d": 2}


def with_check(check: Check) -> Questionnaire:
    return Questionnaire("x", "1", "X", "", "", (), checks=(check,))


@pytest.mark.parametrize(
    ("values", "fails"),
    [
        ({**PARTS, "I4": 20}, False),
        ({**PARTS, "I4": 25}, False),
        ({**PARTS, "I4": 19}, True),
        ({**PARTS, "I4": 19.5}, True),
        ({**PARTS, "I4": None}, False),
        (PARTS, False),
        ({"I4": 19}, False),
        ({"I4": 19, "I5a": 10}, False),
        ({"I4": 19, "I5a": 20}, True),
        ({"I4": 19, "I5a": "vingt"}, False),
        ({}, False),
    ],
    ids=str,
)
def test_more_events_improved_than_analysed_is_remarked(values: dict[str, Value], fails: bool) -> None:
    assert bool(failed(REX, values)) is fails


def test_the_remark_shows_both_sides() -> None:
    (said,) = failed(REX, {**PARTS, "I4": 19})
    assert said.endswith("(I5a + I5b + I5c + I5d = 20\u00a0; I4 = 19).")


@pytest.mark.parametrize(
    ("relation", "parts", "total", "fails"),
    [
        ("==", 10, 10, False),
        ("==", 9, 10, True),
        (">=", 10, 9, False),
        (">=", 8, 9, True),
        ("<=", 0.1, 0.3, False),
    ],
)
def test_each_relation_compares_as_it_says(relation: str, parts: float, total: float, fails: bool) -> None:
    check = Check(("A1",), relation, "A2", "Non")
    assert bool(failed(with_check(check), {"A1": parts, "A2": total})) is fails


def test_sums_are_exact() -> None:
    check = Check(("A1", "A2"), "==", "A3", "Non")
    assert failed(with_check(check), {"A1": 0.1, "A2": 0.2, "A3": 0.3}) == ()


def test_an_unknown_part_may_still_reach_the_total() -> None:
    check = Check(("A1", "A2"), ">=", "A3", "Non")
    assert failed(with_check(check), {"A1": 1, "A3": 5}) == ()
    assert failed(with_check(check), {"A1": 1, "A2": 1, "A3": 5}) != ()


@pytest.mark.parametrize(
    ("start", "end", "fails"), [("2016-03-01", "2016-09-30", False), ("2017-01-01", "2016-09-30", True)]
)
def test_two_dates_are_compared(start: str, end: str, fails: bool) -> None:
    check = Check(("A1",), "<=", "A2", "Le début suit la fin")
    assert bool(failed(with_check(check), {"A1": start, "A2": end})) is fails
