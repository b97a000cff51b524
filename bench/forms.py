"""Word forms: 1,000 readings of filled ones, beside python-docx only opening them; and one made.

Both start from the bytes, in turn, 200 different files a round. Ours goes on to the answers: limits and macros checked,
every cell read, our own words told from theirs. python-docx stops at the tree of each part, with no text read.
×0.50 would mean that our reading takes twice as long as its opening, the most that we allow; ×1.00, as long.
"""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path

import docx
from docx.oxml.table import CT_Row
from docx.table import _Cell

from bench.rows import Row, in_turn
from campaigns.people import Contact, Organisation
from documents.forms import FormPrinter
from documents.reading.reader import read
from documents.typography import NBSP
from questionnaires.definition import parse
from questionnaires.model import Questionnaire
from usecases.messages import Attachment
from usecases.replies import Asked, FormReading
from usecases.reports import FormOrder

_REFERENCE = "pnsp-2017/recueil/1/abcdefgh2345"
_FORMS = 200  # each is read once a round
_ROUNDS = 5
_MADE = 20


def measure() -> Iterator[Row]:
    """Two rows: forms of pnsp-2017 read, each filled in its own way, and one made."""
    catalogue = Path(__file__).parents[1] / "questionnaires" / "catalogue"
    questionnaire = parse((catalogue / "pnsp-2017.toml").read_text("utf-8"), "pnsp-2017.toml")
    assert isinstance(questionnaire, Questionnaire)
    asked = Asked(questionnaire, questionnaire.codes, questionnaire.codes, ())
    forms = [_filled(questionnaire, number) for number in range(_FORMS)]
    attachments = [Attachment("form.docx", "", form) for form, _ in forms]
    assert all(_answers(read(a, asked, _REFERENCE)) == typed for a, (_, typed) in zip(attachments, forms, strict=True))

    def relance() -> int:
        for attachment in attachments:
            read(attachment, asked, _REFERENCE)
        return _FORMS

    def python_docx() -> int:
        for attachment in attachments:
            docx.Document(io.BytesIO(attachment.content))
        return _FORMS

    yield in_turn(
        "a filled Word form read (the limit: ×0.50)",
        {"relance": relance, "python-docx, opening only": python_docx},
        _ROUNDS,
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


def _filled(questionnaire: Questionnaire, number: int) -> tuple[bytes, dict[str, str]]:
    """A filled form, and what was typed in it by code.

    By turns: every question in a few lines; a word or two here and there; long texts in list paragraphs; sub-fields.
    """
    document = docx.Document(io.BytesIO(_empty(questionnaire)))
    typed: dict[str, list[str]] = {}
    code = ""
    for place, row in enumerate(document.tables[0]._tbl.tr_lst):
        label, answer = _label(row), _Cell(row.tc_lst[-1], document.tables[0])
        if label.startswith("["):
            code = label[1 : label.index("]")]
            lines = _lines(number, place)
            if lines:
                typed[code] = ["\n".join(lines)]
                answer.text = lines[0]
                for line in lines[1:]:
                    answer.add_paragraph(line)
        elif number % 4 == 3 and len(row.tc_lst) == 2 and code:
            answer.text = f"Valeur {number}-{place}"
            typed.setdefault(code, []).append(f"{label.rstrip(' ?' + NBSP)}{NBSP}: {answer.text}")
    written = io.BytesIO()
    document.save(written)
    return written.getvalue(), {code: " ".join(" ".join(parts).split()) for code, parts in typed.items()}


def _lines(number: int, place: int) -> list[str]:
    """What this return says in the answer cell of this row."""
    match number % 4:
        case 0:
            return [f"Action {n} du retour {number} : pilote, partenaires, FIR." for n in range(4)]
        case 1:
            return [f"Néant {number}"] if place % 3 else []
        case 2:
            return [f"{n}. {'Une semaine de la sécurité avec tous les établissements, ' * 8}{number}" for n in range(6)]
        case _:
            return []


def _label(row: CT_Row) -> str:
    """The first line of the first cell."""
    return str(row.tc_lst[0].p_lst[0].text)


@lru_cache(maxsize=1)
def _empty(questionnaire: Questionnaire) -> bytes:
    return FormPrinter().docx(_order(questionnaire))


def _answers(reading: FormReading) -> dict[str, str]:
    return {placed.code: " ".join(placed.text.split()) for placed in reading.answers}
