"""Following a round, from the store."""

from __future__ import annotations

from pathlib import Path

import pytest

from campaigns.tracking import as_json
from tests.campaigns.scene import at
from tests.usecases.returned import CATALOGUE, NOW, stored
from usecases.follow import follow
from usecases.ports import BadInput


async def test_a_round_is_followed_at_a_moment(tmp_path: Path) -> None:
    async with stored(tmp_path) as store:
        tracking = await follow(store, CATALOGUE, "pnsp", NOW)
        bretagne, ocean = tracking.organisation("53"), tracking.organisation("OI")
        assert bretagne is not None
        assert ocean is not None
        assert (tracking.invited, tracking.returned) == (2, 0)
        assert (bretagne.state.value, bretagne.answered, ocean.state.value) == ("partial", 1, "waiting")
        assert bretagne.missing == ("Q1a", "Q1b", "Q2a", "Q2b", "Q3a", "Q3b", "Q4a", "Q4b", "Q6")
        assert bretagne.contacts[0].reminders == 1
        after = await follow(store, CATALOGUE, "pnsp", at("2017-10-20 10:00"))
        assert {o.code: o.state.value for o in after.organisations if o.state.is_return} == {
            "53": "returned",
            "OI": "late",
        }


async def test_a_moment_before_everything_still_answers(tmp_path: Path) -> None:
    async with stored(tmp_path) as store:
        tracking = await follow(store, CATALOGUE, "pnsp", at("2017-01-01 10:00"))
        assert {o.state.value for o in tracking.organisations} == {"waiting"}
        assert as_json(tracking)["returned"] == 0


async def test_waves_are_never_mixed(tmp_path: Path) -> None:
    async with stored(tmp_path) as store:
        wave = await follow(store, CATALOGUE, "pnsp", NOW, "vague-2")
        assert {o.code: o.answered for o in wave.organisations if o.answered} == {"OI": 1}


@pytest.mark.parametrize(
    ("campaign", "round", "words"),
    [("pnps", "", "« pnsp »"), ("pnsp", "vague-3", "« vague-2 »"), ("autre chose", "", "n’existe pas")],
)
async def test_an_unknown_name_is_told_with_the_nearest(tmp_path: Path, campaign: str, round: str, words: str) -> None:
    async with stored(tmp_path) as store:
        with pytest.raises(BadInput) as told:
            await follow(store, CATALOGUE, campaign, NOW, round)
        assert words in told.value.sentence.replace("\u00a0", " ")
