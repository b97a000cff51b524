"""What people write for an action, an amount or a person, from their mail or form to the export and the draft."""

from __future__ import annotations

import copy
import io
from pathlib import Path
from typing import Any

import docx
import pytest

from tests.journeys.commands import Desk
from tests.journeys.correspondence import (
    address,
    answer_to,
    copied,
    export,
    fields_of,
    filled_word,
    form,
    ingest,
    invitation,
    read,
    receipts,
    saved,
    status,
    word_rows,
    written,
)

MARIE = "marie.dupont@ars-bretagne.example"
PAUL = "paul.weber@ars-grand-est.example"
ROSE = "rose.payet@ars-oi.example"


@pytest.fixture
def desk(opened: Desk, tmp_path: Path) -> Desk:
    """The open campaign, for one test."""
    return copied(opened, tmp_path)


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """The 2017 campaign, open, and the reminder of a month before sent."""
    desk = Desk(tmp_path_factory.mktemp("pnsp"))
    desk.launch()
    desk.tick("2017-07-17T11:30")
    desk.tick("2017-08-30T15:00")
    return desk


def answers_of(
    desk: Desk, who: str, code: str, text: str, files: dict[str, bytes] | None = None, at: str = "2017-09-04T10:00"
) -> dict[str, Any]:
    """What stands for this organisation after this person's mail."""
    result = ingest(desk, answer_to(invitation(desk, "pnsp", who), text, files), at)
    assert result["outcome"] == "recorded", result
    return export(desk, "pnsp", "2017-09-04T11:00")[code]


def test_two_actions_in_copied_rows_of_the_form_are_two_records(desk: Desk) -> None:
    document = docx.Document(io.BytesIO(form(desk, "pnsp", MARIE, "docx")))
    first = fields_of(document, "Q1a")
    copies = {label: copy.deepcopy(row._tr) for label, row in first.items()}
    last = list(first.values())[-1]._tr
    for element in copies.values():
        last.addnext(element)
        last = element
    rows = [row for table in document.tables for row in table.rows]
    second = {label: next(row for row in rows if row._tr is element) for label, element in copies.items()}
    for label, text in {"Nature": "Formation des RU", "Secteur ciblé": "ES et EMS", "Montant FIR": "45 k€"}.items():
        first[label].cells[-1].text = text
    for label, text in {"Nature": "Chambre des erreurs", "Secteur ciblé": "V", "Montant FIR": "16 M€"}.items():
        second[label].cells[-1].text = text
    answers = answers_of(desk, MARIE, "53", "Voir PJ", {"pnsp.docx": saved(document)})
    assert answers["Q1a"]["value"] == [
        {"nature": "Formation des RU", "sector": ["ES", "EMS"], "fir_amount": 45000},
        {"nature": "Chambre des erreurs", "sector": ["V"], "fir_amount": 16000000},
    ]
    (receipt,) = receipts(desk, "2017-09-04T10:05", MARIE)
    assert "2 actions ; Montant FIR : 16 045 000 €" in receipt


def test_free_text_is_a_whole_answer_in_the_form_and_in_the_mail(desk: Desk) -> None:
    text = "Colloque EIGS en 2016, piloté par l’ARS avec la SRA (FIR : 2 000 euros).\nPortail de signalement."
    content = filled_word(form(desk, "pnsp", MARIE, "docx"), {"Q2a": text})
    answers = answers_of(desk, MARIE, "53", "Voir PJ", {"pnsp.docx": content})
    assert answers["Q2a"]["text"] == text
    assert sum(record.get("fir_amount", 0) for record in answers["Q2a"]["value"]) == 2000
    (action,) = answers_of(desk, PAUL, "44", "Q3b : Un centre de simulation, FIR 1,5 M€\n")["Q3b"]["value"]
    assert (action["fir"], action["fir_amount"]) == (["oui"], 1500000)


def test_a_doubtful_amount_keeps_its_action_and_asks_back(desk: Desk) -> None:
    (action,) = answers_of(desk, PAUL, "44", "Q3a : Simulation au CHU, FIR : 30 à 40 k€\n")["Q3a"]["value"]
    assert "fir_amount" not in action
    assert "Simulation au CHU" in action["text"]
    (receipt,) = receipts(desk, "2017-09-04T10:05", PAUL)
    assert "quel montant faut-il retenir" in receipt


def test_five_standings_are_recorded_for_questions_of_text_and_of_actions(desk: Desk) -> None:
    text = (
        "Q1a : RAS\nQ1b : Néant.\nQ2a : plus tard\nQ2b : ne sait pas, voyez Mme Prigent à la SRA\n"
        "Q3a : Sans objet pour nous\nQ5 : je ne sais pas\nQ6 : nous y reviendrons\n"
    )
    answers = answers_of(desk, PAUL, "44", text)
    assert {code: answer["standing"] for code, answer in answers.items()} == {
        "Q1a": "nothing-to-report", "Q1b": "nothing", "Q2a": "later", "Q2b": "unknown",
        "Q3a": "not-concerned", "Q5": "unknown", "Q6": "later",
    }  # fmt: skip
    missing = status(desk, "pnsp", "2017-09-04T11:00")["44"]["missing"]
    assert missing == ["Q2a", "Q3b", "Q4a", "Q4b", "Q6"]


def test_the_people_who_were_named_get_the_draft_too(desk: Desk) -> None:
    document = docx.Document(io.BytesIO(form(desk, "pnsp", MARIE, "docx")))
    rows = fields_of(document, "H2")
    for label, text in {
        "Nom": "Le Bihan", "Prénom": "Soazig", "Fonctions": "médecin inspecteur",
        "Courriel": "soazig.lebihan@ars-bretagne.example",
    }.items():  # fmt: skip
        rows[label].cells[-1].text = text
    dict(word_rows(document))["Q1a"].cells[-1].text = "Semaine de la sécurité des patients 2016"
    answers = answers_of(desk, MARIE, "53", "Voir PJ", {"pnsp.docx": saved(document)})
    assert answers["H2"]["value"] == [
        {"name": "Le Bihan", "first_name": "Soazig", "function": "médecin inspecteur",
         "email": "soazig.lebihan@ars-bretagne.example"}
    ]  # fmt: skip
    people = "H2 : Weber Paul, médecin / MULLER Anne, IDE, anne.muller@ars-grand-est.example\nQ5 : Oui.\n"
    named = answers_of(desk, PAUL, "44", people)["H2"]["value"]
    assert [(one["first_name"], one.get("email", "")) for one in named] == [
        ("Paul", ""), ("Anne", "anne.muller@ars-grand-est.example"),
    ]  # fmt: skip
    desk.does("review", "open", "pnsp", "--deadline", "2017-12-01", now="2017-11-16T10:00")
    before = set(desk.sent())
    desk.tick("2017-11-16T10:30")
    told = {address(read(raw)) for raw in desk.sent() if raw not in before}
    assert {MARIE, PAUL, "soazig.lebihan@ars-bretagne.example", "anne.muller@ars-grand-est.example"} <= told


def test_texts_of_two_colleagues_stand_side_by_side_and_count_once(desk: Desk) -> None:
    answers_of(desk, MARIE, "53", "Q5 : Oui, un cadre commun.\n", at="2017-09-03T10:00")
    answers = answers_of(desk, "direction@ars-bretagne.example", "53", "Q5 : Oui, et un levier de financement.\n")
    assert answers["Q5"]["text"] == "Oui, un cadre commun.\n\nOui, et un levier de financement."
    assert answers["Q5"]["conflict"] is False
    said = desk.does("campaign", "status", "pnsp", "--json", now="2017-09-04T11:00").json
    assert said["returned"] == 0
    assert next(o for o in said["organisations"] if o["code"] == "53")["answered"] == 1


def test_a_complement_adds_and_a_correction_replaces(desk: Desk) -> None:
    answers_of(desk, PAUL, "44", "Q5 : Oui.\nQ6 : Former les équipes.\n")
    answers = answers_of(desk, PAUL, "44", "Complément Q5 : et surtout pour les EHPAD.\nQ6, lire : Former la ville.\n")
    assert answers["Q5"]["text"] == "Oui.\n\net surtout pour les EHPAD."
    assert answers["Q6"]["text"] == "Former la ville."


def test_extension_pause_and_refusal_show_in_the_status(desk: Desk) -> None:
    desk.does(
        "campaign", "extend", "pnsp", "53", "--until", "13 octobre 2017", "--reason", "congés", now="2017-09-04T10:00"
    )
    desk.does("campaign", "pause", "pnsp", "OI", "--until", "2017-09-20", "--reason", "cyclone", now="2017-09-04T10:00")
    desk.does("campaign", "decline", "pnsp", "44", "--reason", "réorganisation", now="2017-09-04T10:00")
    line = status(desk, "pnsp", "2017-09-04T11:00")
    assert line["44"]["state"] == "declined"
    assert line["53"]["state"] == line["OI"]["state"] == "waiting"
    plan = desk.does("campaign", "plan", "pnsp", "--json", now="2017-09-04T11:00").json
    reminded = {(row["organisation"], row["when"][:10]) for row in plan if row["kind"] == "reminder"}
    assert not any(code == "44" and day > "2017-09-04" for code, day in reminded)
    assert not any(code == "OI" and "2017-09-04" < day < "2017-09-20" for code, day in reminded)
    # a return on 10 October is in time for the one whose date was moved
    answers_late = ingest(desk, answer_to(invitation(desk, "pnsp", MARIE), "Q5 : Oui.\n"), "2017-10-10T10:00")
    assert answers_late["outcome"] == "recorded"
    assert status(desk, "pnsp", "2017-10-10T11:00")["53"]["state"] == "partial"


def test_the_table_says_which_organisations_nobody_speaks_for(desk: Desk) -> None:
    tracking = desk.does("campaign", "status", "pnsp", "--json", now="2017-09-04T10:00").json
    table = desk.does("campaign", "status", "pnsp", now="2017-09-04T10:00").text
    alone = [line.split()[0] for line in table.splitlines() if "sans contact" in line]
    assert alone
    assert sorted(alone) == sorted(tracking["without_contact"])


def test_a_date_that_cannot_serve_is_told(desk: Desk) -> None:
    past = desk("campaign", "pause", "pnsp", "OI", "--until", "2017-09-03", "--reason", "x", now="2017-09-04T10:00")
    assert past.code == 2
    assert past.errors.replace("\u00a0", " ") == (
        "relance : --until : le 03/09/2017 est passé ; donnez le dernier jour de la pause, ou pas de date.\n"
    )
    desk.does("campaign", "pause", "pnsp", "OI", "--until", "2017-09-04", "--reason", "x", now="2017-09-04T10:00")
    said = desk.does("campaign", "decline", "pnsp", "44", "--until", "2017-09-20", "--reason", "x")
    assert "n’a pas servi" in said.text


def test_contacts_saved_by_a_french_excel_are_taken_and_their_faults_told_by_line(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    good = (
        "Région;Nom;Prénom;Adresse électronique;Rôle;Fonctions;Département\r\n"
        "01;Bélair;Éloïse;e.belair@ars-guadeloupe.example;Correspondante;médecin;971\r\n"
        "Grand Est;Weber;Paul;Paul WEBER <paul.weber@ars-grand-est.example>;DGARS;;67\r\n"
        ";Roux;Nadia;n.roux@ministere.example;coordinatrice;;\r\n"
    )
    create = (
        "campaign", "create", "pnsp-2017", "--id", "p", "--opens", "17 juillet 2017", "--deadline", "29 septembre",
        "--contacts",
    )  # fmt: skip
    desk.does(*create, written(tmp_path, "good.csv", good, "cp1252"))
    plan = desk.does("campaign", "plan", "p", "--json").json
    by_contact = {row["contact"]: row["when"] for row in plan if row["step"] == "J-14"}
    assert by_contact == {
        "e.belair@ars-guadeloupe.example": "2017-09-15T09:00:00-04:00",
        "paul.weber@ars-grand-est.example": "2017-09-15T09:00:00+02:00",
    }
    wrong = (
        "organisation;nom;email;rôle\n53;A;a@x;répondant\n99;B;b@x.example;\n"
        "53;C;c@x.example;chef\n44;D;;\n53;E;C@X.example;\n"
    )
    said = desk(*create[:4], "q", *create[5:], written(tmp_path, "wrong.csv", wrong))
    told = said.errors.replace("\u00a0", " ").strip().splitlines()
    assert (said.code, said.raw) == (2, b"")
    assert [int(line.partition("ligne ")[2][0]) for line in told] == [2, 3, 4, 5, 6]
    assert all("wrong.csv" in line for line in told)


@pytest.mark.parametrize(
    ("deadline", "mend"),
    [("29 septembr", "--deadline"), ("31 septembre 2017", "--deadline"), ("2017-06-01", "avant l’ouverture")],
)
def test_a_date_that_cannot_be_is_told(tmp_path: Path, deadline: str, mend: str) -> None:
    desk = Desk(tmp_path)
    contacts = written(tmp_path, "c.csv", f"organisation,email\n53,{MARIE}\n")
    said = desk(
        "campaign", "create", "pnsp-2017", "--id", "p", "--contacts", contacts,
        "--opens", "2017-07-17", "--deadline", deadline,
    )  # fmt: skip
    assert said.code == 2
    assert mend in said.errors
    assert len(said.errors.strip().splitlines()) == 1
