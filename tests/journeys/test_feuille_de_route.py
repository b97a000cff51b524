"""The road map of 2023: five axes, 18 agencies, a state of progress and actions for each axis."""

from __future__ import annotations

import io
from pathlib import Path
from typing import Any

import docx
import pytest

from tests.journeys.commands import Desk
from tests.journeys.correspondence import (
    answer_to,
    export,
    fields_of,
    form,
    ingest,
    invitation,
    receipts,
    saved,
    status,
    word_rows,
    written,
)

INES = "ines.moreau@ars-reunion.example"
THEO = "theo.lang@ars-grand-est.example"
CONTACTS = f"""organisme,nom,email,rôle
04,Inès Moreau,{INES},correspondante
44,Théo Lang,{THEO},correspondant
"""


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """The campaign of the last year of the road map, and its first reminder sent."""
    desk = Desk(tmp_path, now="2025-10-01T10:00")
    desk.does(
        "campaign", "create", "feuille-de-route-2023", "--id", "fdr",
        "--contacts", written(tmp_path, "contacts.csv", CONTACTS),
        "--opens", "2025-10-06", "--deadline", "14 novembre 2025",
    )  # fmt: skip
    desk.tick("2025-10-06T12:00")
    desk.tick("2025-10-15T12:00")
    return desk


def test_the_18_agencies_of_today_are_asked_by_default(desk: Desk) -> None:
    organisations = status(desk, "fdr", "2025-10-07T10:00")
    assert len(organisations) == 18
    assert {"04", "06", "94"} <= set(organisations)
    assert "OI" not in organisations


def test_reunion_is_written_to_in_its_own_morning(desk: Desk) -> None:
    plan = desk.does("campaign", "plan", "fdr", "--json").json
    whens = {row["step"]: row["when"] for row in plan if row["contact"] == INES}
    assert whens["J-14"] == "2025-10-31T09:00:00+04:00"
    hours = {int(row["when"][11:13]) for row in plan}
    assert hours <= set(range(8, 19))


def test_rows_of_sub_fields_become_records(desk: Desk) -> None:
    document = docx.Document(io.BytesIO(form(desk, "fdr", THEO, "docx")))
    rows = fields_of(document, "A2")
    for label, text in (
        ("État d’avancement", "terminée"), ("Nature de l’action", "Cellule de signalement des EIGS"), ("Pilote", "ARS"),
        ("Dates", "2023-2024"), ("Financement FIR ?", "Oui"), ("Montant FIR", "45 k€"),
    ):  # fmt: skip
        rows[label].cells[-1].text = text
    dict(word_rows(document))["A5"].cells[-1].text = "Non concerné"
    sent = invitation(desk, "fdr", THEO)
    result = ingest(desk, answer_to(sent, "Voir pièce jointe.", {"fdr.docx": saved(document)}), "2025-10-20T10:00")
    assert result["outcome"] == "recorded"
    answers = export(desk, "fdr", "2025-10-20T11:00")["44"]
    record = only(answers["A2"]["value"])
    assert record["progress"] == ["réalisée"]
    assert (record["nature"], record["pilot"]) == ("Cellule de signalement des EIGS", "ARS")
    assert (record["fir"], record["fir_amount"]) == (["oui"], 45000)
    assert answers["A5"]["standing"] == "not-concerned"


def test_a_form_whose_middle_rows_are_left_empty_is_one_action(desk: Desk) -> None:
    document = docx.Document(io.BytesIO(form(desk, "fdr", THEO, "docx")))
    rows = fields_of(document, "A3")
    rows["État d’avancement"].cells[-1].text = "en cours"
    rows["Dates"].cells[-1].text = "2025"
    sent = invitation(desk, "fdr", THEO)
    ingest(desk, answer_to(sent, "Voir pièce jointe.", {"fdr.docx": saved(document)}), "2025-10-20T10:00")
    record = only(export(desk, "fdr", "2025-10-20T11:00")["44"]["A3"]["value"])
    assert record == {"progress": ["en cours"], "dates": "2025"}


def test_free_text_answers_an_axis_whole_and_an_amount_of_the_fir_is_seen_in_it(desk: Desk) -> None:
    text = (
        "A1 : 1 - Programme Pacte, 12 équipes engagées en 2024 (FIR : 1,5 M€)\n"
        "2 - Journée régionale du travail en équipe\nA3 : RAS\n"
    )
    ingest(desk, answer_to(invitation(desk, "fdr", INES), text), "2025-10-20T10:00")
    answers = export(desk, "fdr", "2025-10-20T11:00")["04"]
    assert "Journée régionale" in answers["A1"]["text"]
    assert [record.get("fir_amount") for record in answers["A1"]["value"]] == [1500000, None]
    (receipt,) = receipts(desk, "2025-10-20T12:00", INES)
    assert "2 actions" in receipt
    assert status(desk, "fdr", "2025-10-20T11:00")["04"]["missing"] == ["A2", "A4", "A5"]


def only(value: Any) -> dict[str, Any]:
    """The one record of a list of records."""
    (record,) = value
    assert isinstance(record, dict)
    return record
