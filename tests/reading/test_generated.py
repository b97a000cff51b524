"""Any answers in any manner: every one comes back exactly, on its question; what does not is shown.

`RELANCE_REPLIES=2000` is the nightly size.
"""

from __future__ import annotations

import os
import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mail.reading import read_reply
from tests.reading.letters import invited
from tests.reading.manners import Made, a_reply
from tests.reading.test_corpus import plain
from usecases.replies import Asked

T = TypeVar("T")
REPLIES = int(os.environ.get("RELANCE_REPLIES", "200"))
QUESTIONNAIRES = ("pnsp-2017", "rex-2014", "guide-entretien-2015", "feuille-de-route-2023")


@dataclass(frozen=True)
class Verdict:
    exact: int
    lost: list[str]
    misplaced: list[str]


def judged(made: Made, asked: Asked) -> Verdict:
    """Compare what was read with what was said."""
    reply = read_reply(made.raw, asked)
    got = {placed.code: plain(placed.text) for placed in reply.answers}
    shown = " ".join(
        map(
            plain,
            [*(p.text for p in (*reply.answers, *reply.suggested)), *reply.leftover, *(i.text for i in reply.intents)],
        )
    )
    said = {code: plain(text) for code, text in made.answers.items()}
    exact = sum(got.get(code) == text for code, text in said.items())
    lost = [f"{code} {text}" for code, text in said.items() if text not in shown]
    elsewhere = set(said.values())
    misplaced = [f"{code} {text}" for code, text in got.items() if text != said.get(code) and text in elsewhere]
    misplaced += [f"{code} {text}" for code, text in got.items() if code not in said]
    return Verdict(exact, lost, misplaced)


@pytest.mark.parametrize("name", QUESTIONNAIRES)
def test_nearly_every_answer_comes_back_exactly_on_its_question(name: str) -> None:
    asked = invited(name)
    exact = total = 0
    for seed in range(REPLIES // 4):
        made = a_reply(random.Random(f"{name} {seed}").choice, asked)
        verdict = judged(made, asked)
        assert not verdict.misplaced, (seed, made.how, verdict.misplaced)
        assert not verdict.lost, (seed, made.how, verdict.lost)
        exact += verdict.exact
        total += len(made.answers)
    assert exact >= 0.99 * total, f"{exact} of {total}"


@settings(max_examples=max(25, REPLIES // 8), deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_no_answer_is_lost_and_none_lands_on_a_wrong_question(data: st.DataObject) -> None:
    def pick(choices: Sequence[T]) -> T:
        return data.draw(st.sampled_from(choices))

    made = a_reply(pick, invited())
    verdict = judged(made, invited())
    assert not verdict.lost, made.how
    assert not verdict.misplaced, made.how
