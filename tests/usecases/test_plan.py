"""The plan of a round, from the store."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from tests.campaigns.scene import said
from tests.usecases.returned import CATALOGUE, MAELLE, NOW, YANN, stored
from usecases.plan import plan
from usecases.ports import BadInput


async def test_the_plan_gives_every_message_in_order(tmp_path: Path) -> None:
    async with stored(tmp_path) as store:
        rows = await plan(store, CATALOGUE, "pnsp", NOW)
    assert len(rows) == 3 * 5
    assert rows[0] == {
        "when": "2017-07-17T09:00:00+02:00",
        "organisation": "53",
        "contact": "maelle@ars.example",
        "kind": "invitation",
        "step": "open",
    }
    assert [row["step"] for row in rows if row["contact"] == "awa@ars.example"] == ["open", "J-14", "J-7", "J-2", "J+3"]
    assert {row["kind"] for row in rows} == {"invitation", "reminder", "overdue"}
    assert rows[3]["when"] == "2017-09-15T09:00:00+04:00", "first where the day begins first"


async def test_who_has_returned_is_in_the_plan_only_with_what_has_left(tmp_path: Path) -> None:
    questionnaire = CATALOGUE.questionnaire("pnsp-2017")
    assert questionnaire is not None
    async with stored(tmp_path) as store:
        async with store.transaction("essai") as transaction:
            transaction.put(*(said(YANN, q.code, "Néant", NOW) for q in questionnaire.questions()))
            await transaction.commit()
        before = await plan(store, CATALOGUE, "pnsp", NOW - timedelta(hours=1))
        after = await plan(store, CATALOGUE, "pnsp", NOW)
    left = [(row["contact"], row["step"]) for row in after if row["organisation"] == "53"]
    assert left == [(MAELLE.email, "open"), (YANN.email, "open"), (MAELLE.email, "J-14")]
    assert len(before) == 3 * 5


async def test_each_wave_has_its_plan(tmp_path: Path) -> None:
    async with stored(tmp_path) as store:
        first, second = await plan(store, CATALOGUE, "pnsp", NOW), await plan(store, CATALOGUE, "pnsp", NOW, "vague-2")
    assert (first[-1]["when"][:10], second[-1]["when"][:10]) == ("2017-10-02", "2017-12-05")


async def test_an_unknown_campaign_is_one_sentence(tmp_path: Path) -> None:
    async with stored(tmp_path) as store:
        with pytest.raises(BadInput):
            await plan(store, CATALOGUE, "rien", NOW)
