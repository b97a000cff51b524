"""Forms that were changed in ways nobody foresaw: what was answered stays with its question, the rest is shown."""

from __future__ import annotations

import copy
import io
import struct
import zlib
from collections.abc import Callable

import openpyxl
import pytest
from docx.document import Document
from docx.enum.text import WD_COLOR_INDEX
from docx.shared import Pt
from docx.table import Table, _Cell

from documents.reading.content import PICTURE
from documents.reading.reader import read
from tests.documents.filling import answers, asked, filled_sheet, reading, row_of, with_part, word_form
from tests.documents.samples import REFERENCE
from usecases.messages import Attachment
from usecases.replies import FormReading

GIVEN = {"Q1a": "Un colloque.", "Q5": "Oui, un levier.", "2.1": "14"}


def filled(change: Callable[[Document], None]) -> FormReading:
    """What a form with three answers says after this change."""

    def fill(document: Document) -> None:
        for code, text in GIVEN.items():
            row_of(document, code).cells[-1].text = text
        change(document)

    return reading(word_form(fill))


def table_of(document: Document) -> Table:
    return max(document.tables, key=lambda table: len(table.rows))


def delete_rows(document: Document) -> None:
    for code in ("Q1b", "Q7"):
        row = row_of(document, code)._tr
        table_of(document)._tbl.remove(row)


def add_an_empty_column(document: Document) -> None:
    table = table_of(document)
    table.add_column(Pt(80))
    table.rows[0].cells[-1].text = "Commentaires"


def split_the_code_off(document: Document) -> None:
    """The codes in a column of their own, the words of the questions in the next."""
    table = table_of(document)
    for row in table.rows:
        cells = row._tr.tc_lst
        words = _Cell(cells[0], table).text
        if len(cells) == 2 and words.startswith("["):
            code, _, rest = words.partition("] ")
            cells[0].addprevious(copy.deepcopy(cells[0]))
            _Cell(row._tr.tc_lst[0], table).text = f"{code}]"
            _Cell(cells[0], table).text = rest


def without_brackets(document: Document) -> None:
    for row in table_of(document).rows:
        row.cells[0].text = row.cells[0].text.replace("[", "").replace("]", "")


def copy_the_table(document: Document) -> None:
    table = table_of(document)._tbl
    table.addnext(copy.deepcopy(table))


def correct_our_words(document: Document) -> None:
    row_of(document, "Q5").cells[0].text = "[ Q5 ] Le programme a-t-il constitué un levier, et comment ?"


def number_without_brackets(document: Document) -> None:
    line = row_of(document, "Q5").cells[0].paragraphs[0]
    line.text = "Q5. Le programme a-t-il été un levier ?"


def repeat_the_question(document: Document) -> None:
    cell = row_of(document, "Q5").cells[-1]
    cell.text = f"Le programme a-t-il été un levier ? Comment ?\n{GIVEN['Q5']}"


def sign_below(document: Document) -> None:
    document.add_paragraph("Fait à Rennes, le 12 septembre 2017")
    document.add_paragraph("Le directeur général")
    document.add_paragraph("Jean Rivière")


@pytest.mark.parametrize(
    "change",
    [
        delete_rows,
        add_an_empty_column,
        split_the_code_off,
        without_brackets,
        copy_the_table,
        correct_our_words,
        number_without_brackets,
        repeat_the_question,
        sign_below,
    ],
    ids=lambda change: change.__name__,
)
def test_a_form_that_was_changed_around_its_answers_gives_them_and_no_more(change: Callable[[Document], None]) -> None:
    found = filled(change)
    assert answers(found) == GIVEN
    assert (found.suggested, found.leftover, found.problem) == ((), (), "")


def test_an_answer_typed_over_a_question_is_suggested_there_and_to_no_other() -> None:
    def type_over(document: Document) -> None:
        row_of(document, "Q7").cells[0].text = "Oui, il le faut."

    found = filled(type_over)
    assert answers(found) == GIVEN
    assert [(placed.code, placed.text) for placed in found.suggested] == [("Q7", "Oui, il le faut.")]


def test_a_sentence_typed_below_the_title_of_a_part_is_left_over() -> None:
    def add(document: Document) -> None:
        (row,) = [row for row in table_of(document).rows if row.cells[0].text == "L’avis"]
        row.cells[0].add_paragraph("Notre région est très engagée.")

    found = filled(add)
    assert (answers(found), found.leftover) == (GIVEN, ("Notre région est très engagée.",))


def test_a_choice_of_ours_marked_in_colour_is_suggested() -> None:
    def mark(document: Document) -> None:
        (line,) = [p for p in row_of(document, "Q7").cells[0].paragraphs if p.text.startswith("Un seul")]
        before, _, behind = line.text.partition("Non")
        line.clear()
        for text in (before, "Non", behind):
            line.add_run(text).font.highlight_color = WD_COLOR_INDEX.YELLOW if text == "Non" else None

    found = filled(mark)
    assert answers(found) == GIVEN
    assert [(placed.code, placed.text) for placed in found.suggested] == [("Q7", "Non")]


def test_text_that_was_struck_through_is_withdrawn() -> None:
    def strike(document: Document) -> None:
        cell = row_of(document, "Q5").cells[-1].paragraphs[0]
        cell.runs[0].font.strike = True
        cell.add_run("Plutôt non.")

    assert answers(filled(strike)) == GIVEN | {"Q5": "Plutôt non."}


def png() -> bytes:
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(b"\0" * 4)),
        (b"IEND", b""),
    )
    chunks = (struct.pack(">I", len(d)) + n + d + struct.pack(">I", zlib.crc32(n + d)) for n, d in parts)
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def test_a_picture_in_the_place_of_an_answer_is_shown_to_a_person() -> None:
    def paste(document: Document) -> None:
        row_of(document, "Q7").cells[-1].paragraphs[0].add_run().add_picture(io.BytesIO(png()))
        document.add_paragraph().add_run().add_picture(io.BytesIO(png()))

    found = filled(paste)
    assert answers(found) == GIVEN
    assert [(placed.code, placed.text) for placed in found.suggested] == [("Q7", PICTURE)]


def test_without_its_properties_a_form_still_tells_its_own_lines_from_theirs() -> None:
    def write_above(document: Document) -> None:
        document.paragraphs[0].insert_paragraph_before("Réponse de toute la région.")

    def fill(document: Document) -> None:
        row_of(document, "Q5").cells[-1].text = "Oui."
        write_above(document)

    nothing = b'<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"/>'
    found = reading(with_part(word_form(fill), "docProps/custom.xml", lambda _: nothing))
    assert (answers(found), found.reference, found.leftover) == (
        {"Q5": "Oui."},
        REFERENCE,
        ("Réponse de toute la région.",),
    )


@pytest.mark.parametrize("kind", ["csv", "txt"])
def test_a_form_saved_as_text_gives_its_answers_and_none_of_our_lines(kind: str) -> None:
    book = openpyxl.load_workbook(
        io.BytesIO(filled_sheet({"Q1a": "Un colloque.", "Q5": "Oui ; un levier.", "2.1": 14}))
    )
    rows = [[str(cell.value or "") for cell in row[:2]] for row in book.worksheets[0].iter_rows()]
    if kind == "csv":
        text = "\n".join(";".join('"' + cell.replace('"', '""') + '"' for cell in row) for row in rows)
    else:
        text = "\n".join("\n".join(row) for row in rows)
    found = read(Attachment(f"formulaire.{kind}", "", text.encode("cp1252", "replace")), asked(), REFERENCE)
    assert answers(found) == {"Q1a": "Un colloque.", "Q5": "Oui ; un levier.", "2.1": "14"}
    assert (found.suggested, found.leftover) == ((), ())
