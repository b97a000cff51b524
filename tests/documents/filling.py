"""Fills forms in the ways that people and their programs do."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Callable, Mapping
from datetime import date

import docx
import openpyxl
from docx.document import Document
from docx.table import _Row

from documents.forms import FormPrinter
from documents.reading.reader import read
from questionnaires.model import Questionnaire
from tests.documents.samples import ORDER, QUESTIONNAIRE, REFERENCE
from usecases.messages import Attachment
from usecases.replies import Asked, FormReading
from usecases.reports import FormOrder

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def asked(questionnaire: Questionnaire = QUESTIONNAIRE) -> Asked:
    """What the person was asked: everything."""
    return Asked(questionnaire, questionnaire.codes, questionnaire.codes, ())


def reading(content: bytes, name: str = "formulaire.docx", reference: str = REFERENCE) -> FormReading:
    """What a returned file says."""
    return read(Attachment(name, DOCX, content), asked(), reference)


def answers(found: FormReading) -> dict[str, str]:
    """Code to text."""
    return {placed.code: placed.text for placed in found.answers}


def row_of(document: Document, code: str) -> _Row:
    """The one row of a top-level table that starts with this code."""
    rows: list[_Row] = [r for t in document.tables for r in t.rows if r.cells[0].text.startswith(f"[{code}]")]
    assert len(rows) == 1, code
    return rows[0]


_PRINTED: dict[tuple[str, str], bytes] = {}


def printed(order: FormOrder, kind: str) -> bytes:
    """The form of this order, made once."""
    key = (kind, repr(order))
    if key not in _PRINTED:
        _PRINTED[key] = FormPrinter().docx(order) if kind == "docx" else FormPrinter().xlsx(order)
    return _PRINTED[key]


def word_form(fill: Callable[[Document], None], order: FormOrder = ORDER) -> bytes:
    """A Word form that someone filled and saved."""
    document = docx.Document(io.BytesIO(printed(order, "docx")))
    fill(document)
    return saved(document)


def saved(document: Document) -> bytes:
    """The bytes of a document."""
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def filled_word(given: Mapping[str, str], order: FormOrder = ORDER) -> bytes:
    """A Word form with these texts in its answer cells."""

    def fill(document: Document) -> None:
        for code, text in given.items():
            row_of(document, code).cells[-1].text = text

    return word_form(fill, order)


def filled_sheet(given: Mapping[str, str | int | float | date], order: FormOrder = ORDER) -> bytes:
    """An Excel form with these values in its answer cells."""
    book = openpyxl.load_workbook(io.BytesIO(printed(order, "xlsx")))
    sheet = book.active
    assert sheet is not None
    for row in list(sheet.iter_rows()):
        match = re.match(r"\[(.+?)\]", str(row[0].value or ""))
        if match and match[1] in given:
            row[-1].value = given[match[1]]
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def with_part(content: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """The same package with one part changed (or added: the change gets b"")."""
    written = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as before, zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED) as after:
        for entry in before.namelist():
            data = before.read(entry)
            after.writestr(entry, change(data) if entry == name else data)
        if name not in before.namelist():
            after.writestr(name, change(b""))
    return written.getvalue()
