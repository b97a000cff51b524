"""The plan of a round, from the store."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.usecases.returned import stored
from usecases.plan import plan
from usecases.ports import BadInput


async def test_the_plan_gives_every_message_in_order(tmp_path: Path) -> None:
    async with stored(tmp_path) as store:
        rows = await plan(store, "pnsp")
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


async def test_each_wave_has_its_plan(tmp_path: Path) -> None:
    async with stored(tmp_path) as store:
        first, second = await plan(store, "pnsp"), await plan(store, "pnsp", "vague-2")
    assert (first[-1]["when"][:10], second[-1]["when"][:10]) == ("2017-10-02", "2017-12-05")


async def test_an_unknown_campaign_is_one_sentence(tmp_path: Path) -> None:
    async with stored(tmp_path) as store:
        with pytest.raises(BadInput):
            await plan(store, "rien")
