"""What came back, as JSON and as rows."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from tests.campaigns.scene import OPENS, at, said
from tests.usecases.returned import AWA, CATALOGUE, NOW, stored
from usecases.export import HEADER, as_json, export, rows, sheets


async def test_the_json_says_who_said_what_when_and_how(tmp_path: Path) -> None:
    async with stored(tmp_path) as store:
        document = json.loads(json.dumps(as_json(await export(store, CATALOGUE, "pnsp", NOW))))
    assert document["campaign"] == "pnsp"
    assert len(document["organisations"]) == 17
    (bretagne,) = [o for o in document["organisations"] if o["code"] == "53"]
    assert (bretagne["name"], bretagne["state"], list(bretagne["answers"])) == ("ARS Bretagne", "partial", ["Q5"])
    answer = bretagne["answers"]["Q5"]
    assert (answer["text"], answer["value"]) == ("Oui, un levier.\n\nPlutôt.", None)
    assert [
        (c["contact"], c["channel"], c["received_at"], c["text"], c["replaced"]) for c in answer["contributions"]
    ] == [
        ("maelle@ars.example", "mail", "2017-07-18T09:00:00+02:00", "Oui.", True),
        ("maelle@ars.example", "mail", "2017-07-19T09:00:00+02:00", "Oui, un levier.", False),
        ("yann@ars.example", "chat", "2017-07-20T09:00:00+02:00", "Plutôt.", False),
    ]
    assert answer["contributions"][0]["source"].startswith("mail:<")


async def test_what_came_after_now_is_left_out(tmp_path: Path) -> None:
    async with stored(tmp_path) as store:
        early = await export(store, CATALOGUE, "pnsp", OPENS + timedelta(days=1))
        late = await export(store, CATALOGUE, "pnsp", at("2017-11-01 10:00"))
    assert [c.text for c in early.answers["53"]["Q5"].history] == ["Oui."]
    assert early.answers["OI"] == {}
    assert list(late.answers["OI"]) == ["Q6"]


async def test_values_are_numbers_and_approximate_ones_are_marked(tmp_path: Path) -> None:
    async with stored(tmp_path) as store:
        async with store.transaction("essai") as transaction:
            transaction.put(said(AWA, "Q1a", "une trentaine", OPENS, 30, approximate=True))
            transaction.put(replace(said(AWA, "Q2a", "REX", OPENS, [{"nature": "REX", "fir": ["oui"]}]), id="autre"))
            await transaction.commit()
        exported = await export(store, CATALOGUE, "pnsp", NOW)
    document = json.loads(json.dumps(as_json(exported)))
    (ocean,) = [o for o in document["organisations"] if o["code"] == "OI"]
    said_of = ocean["answers"]["Q1a"]["contributions"][0]
    assert (said_of["value"], said_of["approximate"]) == (30, True)
    assert ocean["answers"]["Q2a"]["value"] == [{"nature": "REX", "fir": ["oui"]}]


async def test_rows_have_one_line_per_answer_and_one_for_who_said_nothing(tmp_path: Path) -> None:
    async with stored(tmp_path) as store:
        exported = await export(store, CATALOGUE, "pnsp", NOW)
    table = rows(exported)
    assert table[0] == HEADER
    assert {len(row) for row in table} == {len(HEADER)}
    assert len(table) == 1 + 17
    (bretagne,) = [row for row in table if row[0] == "53"]
    told = dict(zip(HEADER, bretagne, strict=True))
    assert (told["Question"], told["Contact"], told["Canal"]) == (
        "Q5",
        "maelle@ars.example, yann@ars.example",
        "mail, chat",
    )
    assert told["Reçu le"] == "2017-07-20T09:00+02:00"


async def test_the_wide_table_has_one_row_per_organisation(tmp_path: Path) -> None:
    async with stored(tmp_path) as store:
        _, by_organisation = sheets(await export(store, CATALOGUE, "pnsp", NOW))
    table = by_organisation.rows
    assert table[0][:5] == ("Code", "Organisme", "État", "H1", "H2")
    assert len(table) == 18
    (bretagne,) = [row for row in table if row[0] == "53"]
    assert bretagne[table[0].index("Q5")] == "Oui, un levier.\n\nPlutôt."
