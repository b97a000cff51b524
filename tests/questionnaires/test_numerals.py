"""French number words, both ways."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaires.values.numerals import in_words, numbers_in
from questionnaires.values.words import folded


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "zéro"),
        (17, "dix-sept"),
        (21, "vingt et un"),
        (70, "soixante-dix"),
        (71, "soixante et onze"),
        (80, "quatre-vingts"),
        (81, "quatre-vingt-un"),
        (91, "quatre-vingt-onze"),
        (100, "cent"),
        (101, "cent un"),
        (200, "deux cents"),
        (280, "deux cent quatre-vingts"),
        (1000, "mille"),
        (2000, "deux mille"),
        (80_000, "quatre-vingt mille"),
        (200_000, "deux cent mille"),
        (1_000_000, "un million"),
        (80_000_000, "quatre-vingts millions"),
        (2_000_001, "deux millions un"),
    ],
)
def test_numbers_are_written_as_french_writes_them(number: int, words: str) -> None:
    assert in_words(number) == words
    assert numbers_in(folded(words)) == [number]


@pytest.mark.parametrize(
    ("words", "numbers"),
    [
        ("septante et un", [71]),
        ("nonante", [90]),
        ("octante-deux", [82]),
        ("quatre vingts douze", [92]),
        ("dix-neuf cent quatre", [1904]),
        ("cent et un", [101]),
        ("deux trois", [2, 3]),
        ("trente et quarante", [30, 40]),
        ("millions", []),
    ],
    ids=str,
)
def test_other_habits_are_read_too(words: str, numbers: list[int]) -> None:
    assert numbers_in(words) == numbers


@given(st.integers(min_value=0, max_value=999_999_999_999), st.sampled_from([" ", "-"]))
def test_words_and_numbers_say_the_same(number: int, joint: str) -> None:
    assert numbers_in(folded(in_words(number)).replace(" ", joint)) == [number]
