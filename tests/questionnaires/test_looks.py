"""A cheap look before many patterns: where it finds no word of a standing, no phrase of one can stand."""

from __future__ import annotations

import re

import pytest

from questionnaires.understood import Standing
from questionnaires.values import phrases, standings
from tests.reading.proving import holds_one

# the signs of `phrases.SIGNS` as they are written
WRITTEN = (
    "ras", "r.", "r a", "ra.", "ra ", "so", "s.", "s o", "s/", "s /", "na", "n.", "n a", "n/", "tbd", "ns", "n s", "nd",
    "n d", "nul", "nr", "n r",
)  # fmt: skip


@pytest.mark.parametrize(("standing", "pattern"), phrases.PHRASES, ids=str)
def test_every_phrase_of_a_standing_holds_a_word_or_is_a_sign(standing: Standing, pattern: re.Pattern[str]) -> None:
    assert holds_one(pattern, (*phrases.WORDS, *WRITTEN))


@pytest.mark.parametrize("sign", ["ras", "r.a.s.", "r a s", "ra.s", "so", "s.o.", "s/o", "na", "n/a", "n. a.", "tbd",
                                  "nsp", "n.s.p.", "ns.p", "n s p p", "nd", "n.d", "n/d", "nul"])  # fmt: skip
def test_a_sign_is_seen_as_a_word(sign: str) -> None:
    assert standings.may_be_a_phrase(sign)
    assert standings.may_be_a_phrase(f"{sign}, merci")
    assert any(pattern.fullmatch(sign) for _, pattern in phrases.PHRASES)


def test_an_answer_that_says_something_is_passed_over() -> None:
    assert not standings.may_be_a_phrase("semaine de la securite des patients : 42 etablissements ont participe")


def test_whoever_is_named_instead_stands_behind_a_word() -> None:
    assert holds_one(standings._SEE, standings._SEEING)
    assert holds_one(standings._IT_IS, standings._BEING)
