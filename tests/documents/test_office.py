"""Round trips through a real LibreOffice: filled, saved in another format, read back. They fail where it is missing."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import docx
import pytest
from docx.document import Document

from documents.reading.reader import read
from documents.reports import ReportPrinter
from documents.returned import FormFileReader
from synthesis.draft import Change
from tests.documents.filling import answers, asked, filled_sheet, filled_word, row_of, word_form
from tests.documents.samples import DRAFT, ORDER, REFERENCE, REPORT
from tests.documents.test_draft_returns import comment, insert_words
from tests.documents.test_forms import CATALOGUE, order_of
from usecases.messages import Attachment
from usecases.replies import FormReading
from usecases.reports import FormOrder

# one worker runs them, and a busy machine may need minutes to start LibreOffice
pytestmark = [pytest.mark.xdist_group("libreoffice"), pytest.mark.timeout(900)]

ORDERS: dict[str, FormOrder] = {path.stem: order_of(path) for path in CATALOGUE}
NAMES = sorted(ORDERS)
TAGGED = 'pdf:writer_pdf_Export:{"UseTaggedPDF":{"type":"boolean","value":"true"}}'


def given(order: FormOrder) -> dict[str, str]:
    """An answer to every question, with what programs like to change."""
    return {code: f"Réponse à {code} : « 45 k€ »\nSeconde ligne  – l'apostrophe & <signe>" for code in order.codes}


def convert(folder: Path, target: str, files: list[Path], out: str) -> None:
    program = shutil.which("soffice")
    assert program, "LibreOffice (soffice) is missing: tests/install-system-packages installs it"
    subprocess.run(
        [
            *(program, f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless", "--norestore"),
            *("--convert-to", target, "--outdir", str(folder / out), *map(str, files)),
        ],
        check=True,
        capture_output=True,
        timeout=600,
    )


@pytest.fixture(scope="session")
def saved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Every questionnaire's forms, filled and blank, as LibreOffice saves them: one run per format."""
    folder = tmp_path_factory.mktemp("office")
    words, sheets = [], []
    for name, order in ORDERS.items():
        prefilled = replace(order, known={order.codes[0]: "Déjà connu : oui"})
        for kind, word, sheet in (
            ("filled", filled_word(given(order), order), filled_sheet(given(order), order)),
            ("blank", filled_word({}, prefilled), filled_sheet({}, prefilled)),
        ):
            words.append(folder / f"{name}-{kind}.docx")
            sheets.append(folder / f"{name}-{kind}.sheet.xlsx")
            words[-1].write_bytes(word)
            sheets[-1].write_bytes(sheet)
    convert(folder, "odt", words, "out")
    convert(folder, "docx", words, "out")
    convert(folder, "ods", sheets, "out")
    convert(folder, "pdf", [*words, *sheets], "out")
    convert(folder, TAGGED, words, "tagged")
    for file in (folder / "tagged").iterdir():
        file.rename(folder / "out" / f"{file.stem}.tagged.pdf")
    return folder / "out"


def reading(order: FormOrder, file: Path) -> FormReading:
    return read(Attachment(file.name, "", file.read_bytes()), asked(order.questionnaire), REFERENCE)


@pytest.mark.parametrize("kind", ["odt", "docx", "sheet.ods", "pdf", "tagged.pdf", "sheet.pdf"])
@pytest.mark.parametrize("name", NAMES)
def test_a_form_saved_by_libreoffice_gives_the_answers_that_were_typed(saved: Path, name: str, kind: str) -> None:
    order = ORDERS[name]
    found = reading(order, saved / f"{name}-filled.{kind}")
    assert (found.recognised, found.reference, found.problem) == (True, REFERENCE, "")
    assert same(answers(found), given(order))
    assert (found.leftover, found.suggested) == ((), ())


@pytest.mark.parametrize("kind", ["odt", "docx", "sheet.ods", "pdf", "tagged.pdf", "sheet.pdf"])
@pytest.mark.parametrize("name", NAMES)
def test_a_blank_or_prefilled_form_saved_by_libreoffice_gives_nothing(saved: Path, name: str, kind: str) -> None:
    found = reading(ORDERS[name], saved / f"{name}-blank.{kind}")
    assert (found.recognised, found.answers, found.leftover, found.suggested) == (True, (), (), ())


def same(found: Mapping[str, str], expected: Mapping[str, str]) -> bool:
    """Equal but for the kinds of space."""
    return {c: t.split() for c, t in found.items()} == {c: t.split() for c, t in expected.items()}


LONG = (
    "Le dispositif régional d’appui, porté par la structure régionale (SRA), a permis d’accompagner 45 établissements "
    "publics, privés et médico-sociaux ; l’ARS a financé (FIR 2015 : 120 000 €) des formations à l’analyse des causes "
    "et des retours d’expérience « ville-hôpital », avec l’OMéDIT, les URPS et l’université."
)
PARAGRAPHS = {
    "Q1a": [f"1. {LONG}", "2. Une journée régionale.", f"3. {LONG} {LONG}"],
    "Q5": [LONG, "Question 2 : sans objet", "Référence : aucune", f"{LONG} {LONG}"],
    "2.1": ["14"],
    "H2": ["- Anne Le Goff, directrice", "- Paul Kerbrat, médecin"],
}


@pytest.mark.parametrize("target", ["pdf", TAGGED], ids=["plain", "tagged"])
def test_long_answers_in_several_paragraphs_come_back_from_a_pdf_as_they_were_typed(
    tmp_path: Path, target: str
) -> None:
    def fill(document: Document) -> None:
        for code, paragraphs in PARAGRAPHS.items():
            cell = row_of(document, code).cells[-1]
            cell.paragraphs[0].text, *others = paragraphs
            for text in others:
                cell.add_paragraph(text, style="List Bullet" if code == "Q5" and text != LONG else None)

    source = tmp_path / "form.docx"
    source.write_bytes(word_form(fill))
    convert(tmp_path, target, [source], ".")
    found = read(Attachment("form.pdf", "", (tmp_path / "form.pdf").read_bytes()), asked(), REFERENCE)
    bulleted = {"Q5": [LONG, *(f"- {text}" for text in PARAGRAPHS["Q5"][1:])]}
    expected = {code: [text.split() for text in texts] for code, texts in (PARAGRAPHS | bulleted).items()}
    assert {code: [line.split() for line in text.split("\n")] for code, text in answers(found).items()} == expected
    assert (found.leftover, found.suggested, found.problem) == ((), (), "")


def test_there_is_a_questionnaire_in_the_catalogue() -> None:
    assert len(NAMES) >= 4


async def test_an_rtf_is_read_through_libreoffice(tmp_path: Path) -> None:
    source = tmp_path / "form.docx"
    source.write_bytes(filled_word(given(ORDER)))
    convert(tmp_path, "rtf", [source], ".")
    content = (tmp_path / "form.rtf").read_bytes()
    found = await FormFileReader().read_form(Attachment("form.rtf", "", content), asked(), REFERENCE)
    assert same(answers(found), given(ORDER))
    assert found.reference == REFERENCE


async def test_a_draft_returned_as_odt_keeps_its_tracked_changes_and_comments(tmp_path: Path) -> None:
    document = docx.Document(io.BytesIO(ReportPrinter().docx(REPORT)))
    insert_words(document)
    comment(document)
    source = tmp_path / "draft.docx"
    document.save(str(source))
    convert(tmp_path, "odt", [source], ".")
    content = (tmp_path / "draft.odt").read_bytes()
    found = await FormFileReader().read_form(Attachment("draft.odt", "", content), replace(asked(), draft=DRAFT), "")
    assert [(change.paragraph, change.kind) for change in found.changes] == [
        ("p12", Change.REPLACE),
        ("p12", Change.COMMENT),
    ]
    assert found.changes[0].proposed.endswith("Il faut les demander.")


async def test_an_rtf_that_is_none_goes_to_a_person_or_is_no_form() -> None:
    found = await FormFileReader().read_form(Attachment("f.rtf", "", b"{\\rtf1 " + b"{" * 2000), asked(), REFERENCE)
    assert found.answers == ()
