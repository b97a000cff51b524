"""The definition and its forms: faults told by line, the four questionnaires shown, forms that go out and come back."""

from __future__ import annotations

import io
import re
import subprocess
import zipfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.oxml.ns import qn

from tests.journeys.commands import Desk
from tests.journeys.correspondence import (
    CODED,
    answer_to,
    copied,
    filled_sheet,
    filled_word,
    form,
    ingest,
    invitation,
    receipts,
    saved,
    word_rows,
    written,
)

PAUL = "paul.weber@ars-grand-est.example"
FILLED = {"Q1a": "Bus « chambre des erreurs » : 30 ES\nen 2016", "Q2b": "Néant", "Q5": "Oui, clairement"}


@pytest.fixture
def desk(opened: Desk, tmp_path: Path) -> Desk:
    """The open campaign, for one test."""
    return copied(opened, tmp_path)


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Desk:
    """The 2017 campaign, open."""
    desk = Desk(tmp_path_factory.mktemp("pnsp"))
    desk.launch()
    desk.tick("2017-07-17T11:30")
    return desk


# --- definitions ---------------------------------------------------------------------------------------------

DEFINITION = """id = "lits"
version = "1"
title = "Les lits"

[[sections]]
code = "S"
title = "Capacité"

[[sections.questions]]
code = "S1"
kind = "number"
text = "Combien de lits ?"
unit = "lits"
minimum = 0

[[sections.questions]]
code = "S2"
kind = "choice"
text = "Avez-vous un référent ?"
choices = ["oui", "non"]

[[sections.questions]]
code = "S3"
kind = "text"
text = "Lequel ?"
condition = { code = "S2", values = ["oui"] }
"""


def checked(tmp_path: Path, text: str) -> tuple[int, list[str]]:
    """The exit code, and what is said, a fault a line."""
    file = written(tmp_path, "lits.toml", text)
    said = Desk(tmp_path)("questionnaires", "check", file)
    assert "Traceback" not in said.errors
    lines = (said.text + said.errors).replace("\u00a0", " ").replace(f"{tmp_path}/", "").strip().splitlines()
    return said.code, [line.removeprefix("relance : ") for line in lines]


def test_a_right_definition_is_said_to_be_right(tmp_path: Path) -> None:
    assert checked(tmp_path, DEFINITION) == (
        0, ["lits.toml : le questionnaire « lits » version 1 est bien écrit (3 questions)."],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after", "place", "mend"),
    [
        ('"number"', '"nombre"', "ligne 11, « kind »", "« number »"),
        ("minimum", "minimun", "ligne 14, « minimun »", "« minimum »"),
        ("unit =", "unité =", "ligne 13, « unité »", "sans accent"),
        ("minimum = 0", 'minimum = "zéro"', "ligne 14, « minimum »", "un nombre, sans guillemets"),
        ("minimum = 0", "minimum = 9\nmaximum = 3", "ligne 14, « minimum »", "échangez"),
        ('text = "Lequel ?"', 'text = "Lequel ?', "ligne 25, « text »", "guillemets"),
        ('text = "Combien de lits ?"\n', "", "ligne 9, « text »", "ajoutez"),
        ('code = "S3"', 'code = "S2"', "ligne 23, « code »", "code différent"),
        ('code = "S3"', 'code = "S 3]"', "ligne 23, « code »", "« Q1a »"),
        ('{ code = "S2"', '{ code = "S9"', "ligne 26, « code »", "« S1 », « S2 »"),
        ('["oui"] }', '["peut-être"] }', "ligne 26, « values »", "« oui », « non »"),
        ('["oui", "non"]', "[]", "ligne 20, « choices »", 'choices = ["…", "…"]'),
        ('unit = "lits"', 'profiles = ["dg"]', "ligne 13, « profiles »", "[[profiles]]"),
        ('kind = "text"', 'kind = "actions"\nfields = "acte"', "ligne 25, « fields »", "[[records.acte]]"),
        ('unit = "lits"', 'unit = "lits"\nunit = "places"', "ligne 14, « unit »", "gardez-en une seule"),
        ('"lits"', '"Les lits/2"', "ligne 1, « id »", "traits d’union"),
        ('version = "1"', "version = 1", "ligne 2, « version »", "entre guillemets"),
        ('text = "Lequel ?"', 'text = """Lequel ?', "ligne 25, « text »", "ne sont pas fermés"),
    ],
)
def test_a_fault_in_a_definition_has_its_line_its_key_and_its_mend(
    tmp_path: Path, before: str, after: str, place: str, mend: str
) -> None:
    code, (line,) = checked(tmp_path, DEFINITION.replace(before, after, 1))
    assert code == 2
    assert line.startswith(f"lits.toml, {place} :")
    assert mend in line


def test_several_faults_are_told_at_once_one_a_line(tmp_path: Path) -> None:
    text = DEFINITION.replace('"number"', '"nombre"').replace("title = ", "titre = ", 1).replace('"S3"', '"S1"')
    code, lines = checked(tmp_path, text)
    assert code == 2
    assert [re.findall(r"ligne (\d+)", line) for line in lines] == [["3"], ["11"], ["23"]]


@pytest.mark.parametrize(
    ("id", "required", "optional", "sections", "probes"),
    [
        ("pnsp-2017", 10, 3, 3, 0),
        ("rex-2014", 8, 0, 2, 0),
        ("guide-entretien-2015", 17, 0, 5, 43),
        ("feuille-de-route-2023", 5, 0, 1, 0),
    ],
)
def test_the_four_questionnaires_have_the_shape_of_their_seeds(
    tmp_path: Path, id: str, required: int, optional: int, sections: int, probes: int
) -> None:
    shown = Desk(tmp_path).does("questionnaires", "show", id, "--json").json
    assert {"id", "version", "title", "questions"} <= set(shown)
    questions = shown["questions"]
    for question in questions:
        assert {"code", "kind", "section", "text", "optional", "probes"} <= set(question)
    assert Counter(question["optional"] for question in questions) == Counter({False: required, True: optional})
    assert len({question["section"] for question in questions}) == sections
    assert sum(len(question["probes"]) for question in questions) == probes


# --- forms ---------------------------------------------------------------------------------------------------


def codes_shown(desk: Desk, id: str) -> list[str]:
    return [question["code"] for question in desk.does("questionnaires", "show", id, "--json").json["questions"]]


def test_the_word_form_has_one_row_per_code_and_its_last_cell_waits(desk: Desk) -> None:
    document = docx.Document(io.BytesIO(form(desk, "pnsp", PAUL, "docx")))
    rows = word_rows(document)
    assert [code for code, _ in rows] == codes_shown(desk, "pnsp-2017")
    for code, row in rows:
        assert row.cells[0].text.startswith(f"[{code}] ")
        assert row.cells[-1].text == ("ARS Grand Est" if code == "H1" else "")
    everything = "".join(element.text or "" for element in document.element.body.iter(qn("w:t")))
    assert sorted(CODED.findall(everything)) == sorted(code for code, _ in rows)


def test_the_sheet_has_one_row_per_code_and_its_last_cell_waits(desk: Desk) -> None:
    book = openpyxl.load_workbook(io.BytesIO(form(desk, "pnsp", PAUL, "xlsx")))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value is not None]
    coded = [cell for cell in cells if CODED.search(str(cell.value))]
    assert [CODED.findall(str(cell.value)) for cell in coded] == [[code] for code in codes_shown(desk, "pnsp-2017")]
    for cell in coded:
        assert re.match(r"\[\w+\] \S", str(cell.value))
        answer = book.worksheets[0].cell(cell.row, book.worksheets[0].max_column).value
        assert answer == ("ARS Grand Est" if str(cell.value).startswith("[H1]") else None)


def test_what_is_known_stands_in_the_form_and_coming_back_is_no_answer(desk: Desk) -> None:
    ingest(desk, answer_to(invitation(desk, "pnsp", PAUL), "Q5 : Oui, un cadre.\n"), "2017-08-01T10:00")
    content = form(desk, "pnsp", PAUL, "docx")
    rows = dict(word_rows(docx.Document(io.BytesIO(content))))
    assert rows["Q5"].cells[-1].text == "Oui, un cadre."
    again = filled_word(content, {"Q6": "Former les équipes."})
    result = ingest(desk, answer_to(invitation(desk, "pnsp", PAUL), "Voir PJ", {"f.docx": again}), "2017-08-02T10:00")
    assert result["answers"] == {"Q6": "Former les équipes."}


def test_an_untouched_form_is_no_answer(desk: Desk) -> None:
    files = {"f.docx": form(desk, "pnsp", PAUL, "docx"), "f.xlsx": form(desk, "pnsp", PAUL, "xlsx")}
    result = ingest(desk, answer_to(invitation(desk, "pnsp", PAUL), "Voir PJ", files), "2017-08-02T10:00")
    assert (result["answers"], result["suggested"]) == ({}, {})


def converted(content: bytes, source: str, target: str, folder: Path) -> bytes:
    """The file as LibreOffice saves it in another format."""
    folder.mkdir(exist_ok=True)
    file = folder / f"form.{source}"
    file.write_bytes(content)
    subprocess.run(
        ["soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", target,
         "--outdir", str(folder / "out"), str(file)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    return (folder / "out" / f"form.{target}").read_bytes()


@pytest.mark.program("soffice")
@pytest.mark.parametrize(("source", "target"), [("docx", "odt"), ("xlsx", "ods")])
def test_a_form_saved_by_libreoffice_is_read_whole(desk: Desk, source: str, target: str) -> None:
    fill: Callable[..., bytes] = filled_word if source == "docx" else filled_sheet
    returned = converted(fill(form(desk, "pnsp", PAUL, source), FILLED), source, target, desk.folder / "office")
    sent = invitation(desk, "pnsp", PAUL)
    result = ingest(desk, answer_to(sent, "Voir PJ", {f"retour.{target}": returned}), "2017-08-02T10:00")
    assert result["outcome"] == "recorded"
    assert result["answers"] == FILLED


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 3000


def stream(name: str) -> bytes:
    return OLE + name.encode("utf-16-le") + b"\0" * 3000


def repacked(content: bytes, **parts: bytes) -> bytes:
    """The package with some parts replaced or added; `word__document` stands for word/document.xml."""
    changed = {name.replace("__", "/") + ".xml": data for name, data in parts.items()}
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            if name not in changed:
                new.writestr(name, old.read(name))
        for name, data in changed.items():
            new.writestr(name, data)
    return file.getvalue()


def macros(content: bytes) -> bytes:
    file = io.BytesIO(content)
    with zipfile.ZipFile(file, "a") as package:
        package.writestr("word/vbaProject.bin", b"Sub AutoOpen()")
    return file.getvalue()


def entity(content: bytes) -> bytes:
    body = b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>'
    return repacked(content, word__document=body)


def own_words(_: bytes) -> bytes:
    document = docx.Document()
    document.add_paragraph("Notre bilan de l’année : 42 établissements formés.")
    return saved(document)


@pytest.mark.parametrize(
    ("name", "spoil", "reason"),
    [
        ("retour.doc", lambda _: stream("WordDocument"), "ancien document Word"),
        ("retour.docx", lambda _: stream("EncryptedPackage"), "mot de passe"),
        ("retour.pdf", lambda _: b"%PDF-1.7\n1 0 obj", "endommagé"),
        ("retour.docm", lambda form: form, "macros"),
        ("retour.docx", macros, "macros"),
        ("retour.docx", lambda form: form[: len(form) // 2], "endommagé"),
        ("retour.docx", lambda form: repacked(form, word__document=b"<w:x>" + b" " * 90_000_000), "volume anormal"),
        ("retour.docx", entity, "endommagé"),
        ("retour.zip", lambda form: repacked(b"PK\x05\x06" + b"\0" * 18, pnsp=form), "archive"),
        ("notre bilan.docx", own_words, "n’est pas notre formulaire"),
    ],
    ids=["doc", "password", "pdf", "docm", "macros", "half", "bomb", "entity", "zip", "own layout"],
)  # fmt: skip
def test_a_file_that_is_not_read_goes_to_a_person_and_its_sender_is_told(
    desk: Desk, filled: bytes, name: str, spoil: Callable[[bytes], bytes], reason: str
) -> None:
    sent = invitation(desk, "pnsp", PAUL)
    result = ingest(desk, answer_to(sent, "Voir PJ", {name: spoil(filled)}), "2017-08-02T10:00")
    assert (result["outcome"], result["answers"], result["attachments"]) == ("unmatched", {}, [name])
    assert reason in result["reason"]
    (waiting,) = desk.does("unmatched", "list", "--json").json
    assert reason in str(waiting)
    (receipt,) = receipts(desk, "2017-08-02T10:05", PAUL)
    assert f"« {name} »" in receipt
    assert reason in receipt


@pytest.fixture(scope="module")
def filled(opened: Desk) -> bytes:
    """A Word form that was filled in."""
    return filled_word(form(opened, "pnsp", PAUL, "docx"), FILLED)


def test_a_bad_file_beside_good_answers_loses_neither(desk: Desk) -> None:
    sent = invitation(desk, "pnsp", PAUL)
    files = {"scan.pdf": b"%PDF-1.7", "f.docx": filled_word(form(desk, "pnsp", PAUL, "docx"), {"Q6": "Former."})}
    result = ingest(desk, answer_to(sent, "Q5 : Oui.\n", files), "2017-08-02T10:00")
    assert (result["outcome"], result["answers"]) == ("recorded", {"Q5": "Oui.", "Q6": "Former."})
    assert len(desk.does("unmatched", "list", "--json").json) == 1
