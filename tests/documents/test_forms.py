"""The forms that go out keep the promises of the command line, for every questionnaire of the catalogue."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from pathlib import Path

import docx
import openpyxl
import pytest

from documents.form_plan import plan
from documents.forms import FormPrinter
from questionnaires.definition import parse
from questionnaires.model import Questionnaire
from tests.documents.filling import row_of
from tests.documents.samples import ORDER, REFERENCE
from usecases.reports import FormOrder

CATALOGUE = sorted((Path(__file__).parents[2] / "questionnaires" / "catalogue").glob("*.toml"))


def order_of(path: Path) -> FormOrder:
    questionnaire = parse(path.read_text("utf-8"), path.name)
    assert isinstance(questionnaire, Questionnaire)
    return replace(ORDER, questionnaire=questionnaire, codes=questionnaire.codes, title=questionnaire.title)


ORDERS = [pytest.param(ORDER, id="sample"), *(pytest.param(order_of(path), id=path.stem) for path in CATALOGUE)]


@pytest.mark.parametrize("order", ORDERS)
def test_a_word_form_has_one_row_per_code_whose_last_cell_is_empty_unless_prefilled(order: FormOrder) -> None:
    document = docx.Document(io.BytesIO(FormPrinter().docx(order)))
    coded = [row for table in document.tables for row in table.rows if row.cells[0].text.startswith("[")]
    assert [re.match(r"\[(.+?)\] ", row.cells[0].text)[1] for row in coded] == list(order.codes)  # type: ignore[index]  # None fails
    for code in order.codes:
        question = order.questionnaire.question(code)
        assert question is not None
        expected = order.organisation.name if question.prefill == "organisation" else ""
        assert row_of(document, code).cells[-1].text == expected


@pytest.mark.parametrize("order", ORDERS)
def test_an_excel_form_has_the_same_rows_in_one_sheet_of_two_columns(order: FormOrder) -> None:
    book = openpyxl.load_workbook(io.BytesIO(FormPrinter().xlsx(order)))
    (sheet,) = book.worksheets
    assert sheet.max_column == 2
    found = [match[1] for row in sheet.iter_rows() if (match := re.match(r"\[(.+?)\] ", str(row[0].value or "")))]
    assert found == list(order.codes)


def test_examples_probes_and_help_stand_in_the_cell_of_the_question() -> None:
    document = docx.Document(io.BytesIO(FormPrinter().docx(ORDER)))
    asked = row_of(document, "Q1a").cells[0].text
    assert "Exemple\u00a0: Semaine de la sécurité des patients" in asked
    assert "Dix lignes au plus." in asked
    assert "– Avez-vous un exemple\u00a0?" in row_of(document, "Q5").cells[0].text
    assert "Un seul choix\u00a0: Oui\u00a0; Non\u00a0; autre (précisez)." in row_of(document, "Q7").cells[0].text


def test_what_is_known_is_filled_in() -> None:
    order = replace(ORDER, known={"Q5": "=1+1 & <déjà dit>\nDeuxième ligne", "2.1": "12"})
    document = docx.Document(io.BytesIO(FormPrinter().docx(order)))
    assert row_of(document, "Q5").cells[-1].text == "=1+1 & <déjà dit>\nDeuxième ligne"
    book = openpyxl.load_workbook(io.BytesIO(FormPrinter().xlsx(order)))
    (sheet,) = book.worksheets
    values = {str(row[0].value)[:5]: row[1].value for row in sheet.iter_rows() if row[0].value}
    assert values["[Q5] "] == "=1+1 & <déjà dit>\nDeuxième ligne"
    assert values["[2.1]"] == "12"


def test_only_the_questions_asked_stand_in_the_form() -> None:
    rows = plan(replace(ORDER, codes=("Q5",))).rows
    assert [getattr(row, "code", "") for row in rows] == ["", "Q5"]


def test_the_reference_stands_in_the_footer_and_in_the_properties() -> None:
    content = FormPrinter().docx(ORDER)
    document = docx.Document(io.BytesIO(content))
    assert REFERENCE in document.sections[0].first_page_footer.paragraphs[0].text
    assert REFERENCE in document.sections[0].footer.paragraphs[0].text
    assert REFERENCE in document.core_properties.keywords
    assert document.core_properties.language == "fr-FR"


def test_the_same_order_gives_the_same_bytes() -> None:
    assert FormPrinter().docx(ORDER) == FormPrinter().docx(ORDER)
    assert FormPrinter().xlsx(ORDER) == FormPrinter().xlsx(ORDER)
