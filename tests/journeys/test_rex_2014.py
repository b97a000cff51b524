"""The 2014 campaign of the indicators: 26 agencies, two waves, numbers that arrive in every way people write them."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.journeys.commands import Desk
from tests.journeys.correspondence import (
    answer_to,
    copied,
    export,
    filled_sheet,
    filled_word,
    form,
    ingest,
    invitation,
    leaving,
    plain,
    quoted_with,
    receipts,
    status,
    values,
    written,
)

DIRECTOR = "dg@ars-bretagne.example"
MARIE = "marie@ars-bretagne.example"
LUC = "luc@ars-bretagne.example"
PAUL = "paul@ars-alsace.example"
ROSE = "rose@ars-oi.example"
CONTACTS = f"""organisme;nom;courriel;rôle;fonction
53;Jean Kermeur;{DIRECTOR};DGARS;directeur général
53;Marie Dupont;{MARIE};correspondante;chargée de mission
53;Luc Hervé;{LUC};correspondant;
42;Paul Weber;{PAUL};correspondant;
OI;Rose Payet;{ROSE};correspondante;infirmière
"""
SECOND = ("--round", "Délégations 2013")


@pytest.fixture
def desk(opened: Desk, tmp_path: Path) -> Desk:
    """The open campaign, for one test."""
    return copied(opened, tmp_path)


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """The campaign with its two waves, both « avant le », the first one open."""
    desk = Desk(tmp_path_factory.mktemp("rex"), now="2014-03-14T10:00")
    contacts = written(desk.folder, "contacts.csv", CONTACTS, "cp1252")
    desk.does(
        "campaign", "create", "rex-2014", "--id", "rex", "--contacts", contacts,
        "--opens", "2014-03-17", "--deadline", "2014-04-25", "--strict",
    )  # fmt: skip
    desk.does(
        "campaign", "wave", "rex", "--label", SECOND[1],
        "--opens", "12 mai 2014", "--deadline", "26 juin 2014", "--strict",
    )  # fmt: skip
    desk.tick("2014-03-17T12:00")
    return desk


def reply(desk: Desk, who: str, text: str, now: str, **files: bytes) -> dict[str, object]:
    """Someone answers their invitation; a file is called as it is given, with its format behind the last underscore."""
    named = {name.replace("_", "."): content for name, content in files.items()}
    return ingest(desk, answer_to(invitation(desk, "rex", who), text, named), now)


def test_the_26_agencies_are_asked_and_those_without_a_contact_are_named(desk: Desk) -> None:
    organisations = status(desk, "rex", "2014-03-18T10:00")
    assert len(organisations) == 26
    assert {"OI", "42", "53", "94"} <= set(organisations)
    said = desk.does(
        "campaign", "create", "rex-2014", "--id", "essai", "--contacts", str(desk.folder / "contacts.csv"),
        "--opens", "2014-03-17", "--deadline", "25 avril", "--strict", "--dry-run",
    ).text  # fmt: skip
    assert "5 messages à 3 organismes" in said
    assert "dernier jour : 24/04/2014" in said
    assert "94 ARS Corse" in said


def test_each_wave_has_its_own_days_on_the_calendar_of_each_recipient(desk: Desk) -> None:
    first = desk.does("campaign", "plan", "rex", "--json").json
    days = {(row["contact"], row["step"]): row["when"] for row in first}
    assert days[MARIE, "J-14"] == "2014-04-11T09:00:00+02:00"
    assert days[ROSE, "J-14"] == "2014-04-11T09:00:00+04:00"
    # Good Friday is off in Alsace: the day before, and nowhere else
    assert days[PAUL, "J-7"].startswith("2014-04-17")
    assert days[MARIE, "J-7"].startswith("2014-04-18")
    second = desk.does("campaign", "plan", "rex", *SECOND, "--json").json
    assert {row["when"][:10] for row in second if row["contact"] == MARIE} == {
        "2014-05-12", "2014-05-27", "2014-06-12", "2014-06-19", "2014-06-24", "2014-06-27", "2014-07-03",
    }  # fmt: skip
    assert "avant le vendredi 25 avril 2014" in plain(invitation(desk, "rex", MARIE))


def test_answers_by_code_become_numbers_and_doubtful_ones_a_question(desk: Desk) -> None:
    text = "I1 : 42\nI2 : environ 1 250\nI3 : 1.234\nI4 : 30 à 40\nI5a : 2 000 événements\nI5b - deux cent cinquante\n"
    result = reply(desk, MARIE, text, "2014-03-18T10:00")
    assert result["outcome"] == "recorded"
    answers = export(desk, "rex", "2014-03-18T11:00")["53"]
    assert values(answers) == {"I1": 42, "I2": 1250, "I3": None, "I4": None, "I5a": 2000, "I5b": 250}
    assert answers["I2"]["approximate"] is True
    assert answers["I3"]["text"] == "1.234"
    (receipt,) = receipts(desk, "2014-03-18T10:05", MARIE)
    assert "« 1.234 » peut se lire 1 234" in receipt
    assert "Vous donnez une fourchette (« 30 à 40 »)" in receipt
    assert "Lu ainsi : 250" in receipt


def test_an_answer_to_the_question_back_settles_it(desk: Desk) -> None:
    reply(desk, MARIE, "I3 : 1.234\n", "2014-03-18T10:00")
    (receipt,) = leaving(desk, "2014-03-18T10:05", MARIE)
    ingest(desk, answer_to(receipt, "I3, lire : 1 234\n"), "2014-03-18T14:00")
    answer = export(desk, "rex", "2014-03-18T15:00")["53"]["I3"]
    assert answer["value"] == 1234
    assert [c["replaced"] for c in answer["contributions"]] == [True, False]


def test_answers_under_the_quoted_questions_are_read(desk: Desk) -> None:
    sent = invitation(desk, "rex", LUC)
    text = quoted_with(sent, {"I1": "Nous en comptons 45 à ce jour.", "I3": "1 020,0", "I4": "une trentaine"})
    assert ingest(desk, answer_to(sent, text), "2014-03-19T10:00")["outcome"] == "recorded"
    assert values(export(desk, "rex", "2014-03-19T11:00")["53"]) == {"I1": 45, "I3": 1020, "I4": 30}


def test_a_word_form_and_an_excel_form_give_the_same_numbers(desk: Desk) -> None:
    word = filled_word(form(desk, "rex", PAUL, "docx"), {"I1": "18", "I2": "deux cent cinquante", "I4": "≈ 90"})
    sheet = filled_sheet(form(desk, "rex", ROSE, "xlsx"), {"I1": 18, "I2": 250.0, "I4": "environ 90"})
    assert reply(desk, PAUL, "Veuillez trouver ci-joint notre retour.", "2014-03-19T10:00", f_docx=word)["answers"]
    assert reply(desk, ROSE, "Veuillez trouver ci-joint notre retour.", "2014-03-19T10:10", f_xlsx=sheet)["answers"]
    found = export(desk, "rex", "2014-03-19T11:00")
    assert values(found["42"]) == values(found["OI"]) == {"I1": 18, "I2": 250, "I4": 90}
    assert {c["channel"] for a in found["OI"].values() for c in a["contributions"]} == {"form"}


def test_a_conversation_asks_back_until_the_number_is_one(desk: Desk) -> None:
    lines = "41 établissements\nà peu près mille deux cents\n30 ou 40\n35\nPlus tard\nsais pas, voir Mme Schmitt\n"
    said = desk.does("chat", "rex", PAUL, stdin=lines, now="2014-03-21T10:00").text
    assert "Vous donnez une fourchette" in said
    answers = export(desk, "rex", "2014-03-21T11:00")["42"]
    assert [answers[code]["value"] for code in ("I1", "I2", "I3", "I4", "I5a")] == [41, 1200, 35, None, None]
    assert status(desk, "rex", "2014-03-21T11:00")["42"]["missing"] == ["I4", "I5b", "I5c", "I5d"]


def test_five_ways_of_giving_no_number_are_five_things_and_only_later_is_missing(desk: Desk) -> None:
    text = (
        "I1 : néant\nI2 : non concerné\nI3 : ne sait pas, voyez Mme Le Goff\nI4 : RAS\nI5a : plus tard\n"
        "I5b : 3\nI5c : 0\nI5d : à compléter ultérieurement\n"
    )
    reply(desk, MARIE, text, "2014-03-18T10:00")
    answers = export(desk, "rex", "2014-03-18T11:00")["53"]
    assert {code: answer["standing"] for code, answer in answers.items()} == {
        "I1": "nothing", "I2": "not-concerned", "I3": "unknown", "I4": "nothing-to-report",
        "I5a": "later", "I5b": "answer", "I5c": "answer", "I5d": "later",
    }  # fmt: skip
    assert (answers["I5c"]["value"], answers["I1"]["value"]) == (0, None)
    line = status(desk, "rex", "2014-03-18T11:00")["53"]
    assert (line["state"], line["missing"]) == ("partial", ["I5a", "I5d"])
    (receipt,) = receipts(desk, "2014-03-18T10:05", MARIE)
    assert "Mme Le Goff" in receipt
    assert "[I5a]" in receipt
    assert "[I1]" not in receipt


def test_categories_beyond_the_total_are_remarked_to_their_author_never_refused(desk: Desk) -> None:
    text = "I4 : 100\nI5a : 60\nI5b : 30\nI5c : 20\nI5d : néant\n"
    assert reply(desk, PAUL, text, "2014-03-18T10:00")["outcome"] == "recorded"
    (receipt,) = receipts(desk, "2014-03-18T10:05", PAUL)
    assert "(I5a + I5b + I5c + I5d = 110 ; I4 = 100)" in receipt
    assert export(desk, "rex", "2014-03-18T11:00")["42"]["I4"]["value"] == 100


def test_categories_within_the_total_are_not_remarked(desk: Desk) -> None:
    reply(desk, PAUL, "I4 : 110\nI5a : 60\nI5b : 30\nI5c : 20\nI5d : néant\n", "2014-03-18T10:00")
    (receipt,) = receipts(desk, "2014-03-18T10:05", PAUL)
    assert "plus nombreux" not in receipt


def test_two_people_who_differ_are_a_conflict_and_nobody_wins(desk: Desk) -> None:
    reply(desk, MARIE, "I1 : 42\nI2 : 100\n", "2014-03-18T10:00")
    reply(desk, LUC, "I1 : 45\nI2 : une centaine\n", "2014-03-19T10:00")
    answers = export(desk, "rex", "2014-03-19T11:00")["53"]
    assert (answers["I1"]["value"], answers["I1"]["conflict"]) == (None, True)
    assert {c["contact"]: c["value"] for c in answers["I1"]["contributions"]} == {MARIE: 42, LUC: 45}
    # an estimate beside the same number is no conflict, and the exact one stands
    assert (answers["I2"]["value"], answers["I2"]["conflict"], answers["I2"]["approximate"]) == (100, False, False)
    assert status(desk, "rex", "2014-03-19T11:00")["53"]["conflicts"] == ["I1"]
    # one of them corrects themselves: no conflict is left
    reply(desk, LUC, "I1, lire : 42\n", "2014-03-20T10:00")
    assert export(desk, "rex", "2014-03-20T11:00")["53"]["I1"]["value"] == 42


def test_the_waves_are_never_mixed(desk: Desk) -> None:
    reply(desk, PAUL, "I1 : 50\n", "2014-03-18T10:00")
    desk.tick("2014-05-12T13:00")
    second = invitation(desk, "rex", PAUL, *SECOND)
    assert "avant le 26 juin 2014" in str(second["Subject"])
    ingest(desk, answer_to(second, "I1 : 51\n"), "2014-05-13T10:00")
    # a late answer to the first wave's mail belongs to the first wave
    reply(desk, PAUL, "I2 : 7\n", "2014-05-14T10:00")
    now = "2014-05-15T10:00"
    assert values(export(desk, "rex", now)["42"]) == {"I1": 50, "I2": 7}
    assert values(export(desk, "rex", now, *SECOND)["42"]) == {"I1": 51}


def test_the_form_of_the_other_wave_goes_to_a_person_and_its_author_is_told(desk: Desk) -> None:
    old = filled_word(form(desk, "rex", PAUL, "docx"), {"I2": "99"})
    desk.tick("2014-05-12T13:00")
    second = invitation(desk, "rex", PAUL, *SECOND)
    result = ingest(desk, answer_to(second, "cf PJ", {"rex.docx": old}), "2014-05-13T10:00")
    assert (result["outcome"], result["answers"]) == ("unmatched", {})
    assert "formulaire d’une autre demande" in result["reason"]
    (receipt,) = receipts(desk, "2014-05-13T10:05", PAUL)
    assert "rex.docx" in receipt
    assert export(desk, "rex", "2014-05-13T11:00", *SECOND)["42"] == {}
