"""Word forms, made and read when filled, beside python-docx writing or opening one. 1,000 readings each."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import docx

from bench.rows import Row, in_turn
from campaigns.people import Contact, Organisation
from documents.forms import FormPrinter
from documents.reading.reader import read
from questionnaires.definition import parse
from questionnaires.model import Questionnaire
from usecases.messages import Attachment
from usecases.replies import Asked
from usecases.reports import FormOrder

_REFERENCE = "pnsp-2017/recueil/1/abcdefgh2345"
_DISTINCT = 20
_A_ROUND = 200
_MADE = 20


def measure() -> Iterator[Row]:
    """Two rows: a form of pnsp-2017 read with every question answered in a few lines, and made."""
    catalogue = Path(__file__).parents[1] / "questionnaires" / "catalogue"
    questionnaire = parse((catalogue / "pnsp-2017.toml").read_text("utf-8"), "pnsp-2017.toml")
    assert isinstance(questionnaire, Questionnaire)
    asked = Asked(questionnaire, questionnaire.codes, questionnaire.codes, ())
    forms = [_filled(questionnaire, number) for number in range(_DISTINCT)] * (_A_ROUND // _DISTINCT)
    attachments = [Attachment("form.docx", "", content) for content in forms]

    def relance() -> int:
        for attachment in attachments:
            reading = read(attachment, asked, _REFERENCE)
            assert len(reading.answers) == len(questionnaire.codes)
        return len(attachments)

    def python_docx() -> int:
        for content in forms:
            docx.Document(io.BytesIO(content))
        return len(forms)

    yield in_turn(
        "one filled Word form read (the limit: python-docx opening it)",
        {"relance": relance, "python-docx, opening only": python_docx},
    )
    order = _order(questionnaire)

    def made() -> int:
        for _ in range(_MADE):
            FormPrinter().docx(order)
        return _MADE

    def empty() -> int:
        for _ in range(_MADE):
            docx.Document().save(io.BytesIO())
        return _MADE

    yield in_turn(
        "one Word form made (beside python-docx writing its empty document)",
        {"relance": made, "python-docx, empty": empty},
    )


def _order(questionnaire: Questionnaire) -> FormOrder:
    return FormOrder(
        _REFERENCE,
        questionnaire.title,
        questionnaire,
        questionnaire.codes,
        Organisation("53", "ARS Bretagne"),
        Contact("c", "pnsp-2017", "53", "a@ars.example"),
        date(2017, 9, 29),
    )


def _filled(questionnaire: Questionnaire, number: int) -> bytes:
    document = docx.Document(io.BytesIO(FormPrinter().docx(_order(questionnaire))))
    for row in document.tables[0].rows:
        if row.cells[0].text.startswith("["):
            row.cells[-1].text = "\n".join(
                f"Action {n} du retour {number} : pilote, partenaires, FIR." for n in range(4)
            )
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()
