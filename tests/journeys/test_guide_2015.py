"""The interview guide of 2015 in hospitals of one's own list: everyone is asked what their profile can answer."""

from __future__ import annotations

import io
from pathlib import Path

import docx
import pytest

from tests.journeys.commands import Desk
from tests.journeys.correspondence import (
    CODED,
    answer_to,
    export,
    form,
    ingest,
    invitation,
    plain,
    receipts,
    status,
    word_rows,
    written,
)

DIRECTOR = "alix.morel@chu-kerloch.example"
VOLUNTEER = "bo.ray@chu-kerloch.example"
ANYONE = "cy.klein@ch-mulbach.example"
HOSPITALS = """code;nom;fuseau;jours fériés
KER;CHU de Kerloc’h;;
MUL;Centre hospitalier de Mulbach;Europe/Paris;Moselle
SRO;CH de Sainte-Rose;Indian/Reunion;RE
"""
CONTACTS = f"""Organisme;Nom;Courriel;Rôle;Fonction;Profil
KER;Alix Morel;{DIRECTOR};répondante;directrice;dg
KER;Bo Ray;{VOLUNTEER};répondant;bénévole;benevole
MUL;Cy Klein;{ANYONE};;cadre;
"""


@pytest.fixture
def desk(tmp_path: Path) -> Desk:
    """The guide is sent to three hospitals, one of them without a contact."""
    desk = Desk(tmp_path, now="2015-02-02T10:00")
    said = desk.does(
        "campaign", "create", "guide-entretien-2015", "--id", "guide",
        "--contacts", written(tmp_path, "contacts.csv", CONTACTS, "cp1252"),
        "--organisations", written(tmp_path, "etablissements.csv", HOSPITALS, "cp1252"),
        "--opens", "2 mars 2015", "--deadline", "31 mars 2015",
    )  # fmt: skip
    assert "SRO CH de Sainte-Rose" in said.text
    desk.tick("2015-03-02T10:00")
    return desk


def asked(desk: Desk, who: str) -> list[str]:
    """The codes of the questions in someone's invitation."""
    return [found[1] for line in plain(invitation(desk, "guide", who)).splitlines() if (found := CODED.match(line))]


def test_the_profile_chooses_the_questions_of_the_mail_and_of_the_form(desk: Desk) -> None:
    of_all, of_director, of_volunteer = asked(desk, ANYONE), asked(desk, DIRECTOR), asked(desk, VOLUNTEER)
    assert len(of_all) == 17
    assert set(of_volunteer) < set(of_all)
    assert {"1.4", "3.2", "4.1", "4.3"} <= set(of_director) & set(of_volunteer)
    assert "1.3" in of_director
    assert "1.3" not in of_volunteer
    for who, codes in ((DIRECTOR, of_director), (VOLUNTEER, of_volunteer)):
        document = docx.Document(io.BytesIO(form(desk, "guide", who, "docx")))
        assert [code for code, _ in word_rows(document)] == codes


def test_no_comparison_is_promised_and_no_probe_is_ever_missing(desk: Desk) -> None:
    text = plain(invitation(desk, "guide", ANYONE))
    assert "ne serviront pas à comparer" in " ".join(text.split())
    assert status(desk, "guide", "2015-03-03T10:00")["MUL"]["missing"] == asked(desk, ANYONE)


def test_answers_keyed_in_many_manners_find_their_question(desk: Desk) -> None:
    text = (
        "1.1 : ne sait pas, voyez Mme Le Goff (qualité)\n1.2 - 42 EI déclarés en 2014\n"
        "2.3. Les RU participent à deux groupes\n5.2 non concerné\n1.6\nOui, un programme existe\n"
    )
    result = ingest(desk, answer_to(invitation(desk, "guide", ANYONE), text), "2015-03-03T11:00")
    assert result["answers"] == {
        "1.1": "ne sait pas, voyez Mme Le Goff (qualité)",
        "1.2": "42 EI déclarés en 2014",
        "2.3": "Les RU participent à deux groupes",
        "5.2": "non concerné",
        "1.6": "Oui, un programme existe",
    }
    answers = export(desk, "guide", "2015-03-03T12:00")["MUL"]
    assert (answers["1.1"]["standing"], answers["5.2"]["standing"]) == ("unknown", "not-concerned")
    (receipt,) = receipts(desk, "2015-03-03T12:05", ANYONE)
    assert "ne sait pas (voir Mme Le Goff" in receipt


def test_a_list_of_ones_own_that_is_wrong_is_told_line_by_line(desk: Desk) -> None:
    wrong = "code;nom;fuseau;jours fériés\nA;Hôpital A;Europe/Pari;\nA;Hôpital B;;\n;Hôpital C;;Lune\n"
    said = desk(
        "campaign", "create", "guide-entretien-2015", "--id", "autre", "--contacts", str(desk.folder / "contacts.csv"),
        "--organisations", written(desk.folder, "faux.csv", wrong), "--opens", "2015-03-02", "--deadline", "2015-03-31",
    )  # fmt: skip
    assert said.code == 2
    for told in (
        "ligne 2, « Europe/Pari »",
        "« Europe/Paris »",
        "ligne 3, « A »",
        "ligne 4, « code »",
        "ligne 4, « Lune »",
    ):
        assert told in said.errors.replace("\u00a0", " ")
    assert "Traceback" not in said.errors
