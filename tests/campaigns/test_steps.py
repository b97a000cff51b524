"""The steps and the hour of a round as people write them."""

from __future__ import annotations

from datetime import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.calendar import step_name
from campaigns.steps import FURTHEST, parse_hour, parse_steps
from questionnaires.fault import Fault


@pytest.mark.parametrize(
    ("text", "steps"),
    [
        ("J-21,J-7,J+2", (-21, -7, 2)),
        ("J-7, J-21 ; J+2", (-21, -7, 2)),
        ("-7 +1", None),
        ("-7,+1", (-7, 1)),
        ("j-7 j-2 j+1", (-7, -2, 1)),
        ("J - 7 et J + 1", (-7, 1)),
        ("J–14, J−7, J‑2", (-14, -7, -2)),
        ("J", (0,)),
        ("0", (0,)),
        ("J-0", (0,)),
        ("J-7,J-7", (-7,)),
        ("aucun", ()),
        ("Aucune", ()),
        ("J-30/J-14", (-30, -14)),
        ("7", None),
        ("J7", None),
        ("J-7,,J-2", None),
        ("", None),
        ("J-366", None),
        ("J-1,5", None),
        ("une semaine avant", None),
    ],
)
def test_steps_are_read_in_the_usual_ways(text: str, steps: tuple[int, ...] | None) -> None:
    found = parse_steps(text)
    assert found == steps if steps is not None else isinstance(found, Fault)


@given(st.sets(st.integers(-FURTHEST, FURTHEST), min_size=1))
def test_steps_come_back_from_their_names(steps: set[int]) -> None:
    assert parse_steps(", ".join(map(step_name, steps))) == tuple(sorted(steps))


@pytest.mark.parametrize(
    ("text", "hour"),
    [
        ("09:00", time(9)),
        ("9:00", time(9)),
        ("9h", time(9)),
        ("9 h 30", time(9, 30)),
        ("09h05", time(9, 5)),
        ("8:00", time(8)),
        ("18:59", time(18, 59)),
        ("19:00", None),
        ("7:59", None),
        ("24:00", None),
        ("9:60", None),
        ("9", None),
        ("matin", None),
        ("", None),
    ],
)
def test_an_hour_is_decent_or_a_fault(text: str, hour: time | None) -> None:
    found = parse_hour(text)
    assert found == hour if hour is not None else isinstance(found, Fault)


@given(st.text(max_size=30))
def test_any_text_is_steps_and_an_hour_or_one_sentence_each(text: str) -> None:
    for found in (parse_steps(text), parse_hour(text)):
        assert not isinstance(found, Fault) or "\n" not in found.sentence
