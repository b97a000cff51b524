"""Numbers with what they count, in French."""

from __future__ import annotations

import pytest

from questionnaires.typography import counted


@pytest.mark.parametrize(
    ("number", "words", "expected"),
    [
        (0, "message reçu", "0 message reçu"),
        (1, "message reçu", "1 message reçu"),
        (2, "message reçu", "2 messages reçus"),
        (13, "retour", "13 retours"),
    ],
)
def test_what_is_counted_takes_its_plural_from_two_on(number: int, words: str, expected: str) -> None:
    assert counted(number, words) == expected
