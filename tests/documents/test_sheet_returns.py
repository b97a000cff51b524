"""An Excel form that comes back: what was typed, as its author saw it."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from datetime import date

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from tests.documents.filling import answers, filled_sheet, printed, reading
from tests.documents.samples import ORDER

NB = "\u00a0"


def changed(change: Callable[[Worksheet], None]) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(printed(ORDER, "xlsx")))
    change(book.worksheets[0])
    written = io.BytesIO()
    book.save(written)
    return written.getvalue()


def row_of(sheet: Worksheet, start: str) -> int:
    return next(n for n in range(1, sheet.max_row + 1) if str(sheet.cell(n, 1).value or "").startswith(start))


def test_every_cell_is_read_whole() -> None:
    given = {code: f"Réponse à {code}\nen deux lignes" for code in ORDER.codes}
    assert answers(reading(filled_sheet(given), "f.xlsx")) == given


@pytest.mark.parametrize(
    ("value", "pattern", "expected"),
    [
        (1234, "General", "1234"),
        (12.5, "General", "12,5"),
        (0.1 + 0.2, "General", "0,3"),
        (0.12, "0%", f"12{NB}%"),
        (45000, '#,##0 "€"', f"45000{NB}€"),
        (date(2017, 9, 12), "dd/mm/yyyy", "12/09/2017"),
        (date(2017, 9, 1), "mmm-yy", "09/2017"),
        (True, "General", "oui"),
        ("1.234", "@", "1.234"),
        ("=1+1", "@", "=1+1"),
    ],
    ids=["whole", "decimal", "noise", "percentage", "euros", "date", "month", "box", "text", "formula-never-computed"],
)
def test_a_value_is_written_as_it_was_seen(value: str | int | float | date, pattern: str, expected: str) -> None:
    def change(sheet: Worksheet) -> None:
        cell = sheet.cell(row_of(sheet, "[2.1]"), 2)
        cell.value = value
        cell.number_format = pattern

    assert answers(reading(changed(change), "f.xlsx")) == {"2.1": expected}


def test_an_answer_in_a_further_column_or_in_the_cell_of_the_question_is_read() -> None:
    def change(sheet: Worksheet) -> None:
        sheet.cell(row_of(sheet, "[Q5]"), 4).value = "Plus à droite"
        cell = sheet.cell(row_of(sheet, "[2.1]"), 1)
        cell.value = f"{cell.value}\nQuatorze"

    assert answers(reading(changed(change), "f.xlsx")) == {"Q5": "Plus à droite", "2.1": "Quatorze"}


def test_rows_of_an_action_and_rows_added_below_them_are_put_together() -> None:
    def change(sheet: Worksheet) -> None:
        last = row_of(sheet, "Financement FIR")
        sheet.cell(row_of(sheet, "Pilote"), 2).value = "OMÉDIT"
        merged = [area for area in sheet.merged_cells.ranges if area.min_row > last]
        for area in merged:
            sheet.merged_cells.remove(area)
        sheet.insert_rows(last + 1, 2)
        sheet.cell(last + 1, 1).value, sheet.cell(last + 1, 2).value = "Nature de l’action", "Audit"
        sheet.cell(last + 2, 1).value, sheet.cell(last + 2, 2).value = "Pilote", "SRA"

    expected = f"Pilote{NB}: OMÉDIT\n\nNature de l’action{NB}: Audit\nPilote{NB}: SRA"
    assert answers(reading(changed(change), "f.xlsx")) == {"Q1a": expected}


def test_cells_merged_over_two_questions_answer_both() -> None:
    def change(sheet: Worksheet) -> None:
        first = row_of(sheet, "[2.1]")
        sheet.cell(first, 2).value = "Pareil"
        sheet.merge_cells(start_row=first, end_row=first + 1, start_column=2, end_column=2)

    assert answers(reading(changed(change), "f.xlsx")) == {"2.1": "Pareil", "Q7": "Pareil"}


def test_an_untouched_sheet_gives_nothing_also_when_it_was_prefilled() -> None:
    for order in (ORDER, replace(ORDER, known={"Q5": "Déjà dit", "Q7": "Oui"})):
        found = reading(printed(order, "xlsx"), "f.xlsx")
        assert found.recognised
        assert (found.answers, found.suggested, found.leftover, found.problem) == ((), (), (), "")


def test_the_sheet_of_another_campaign_belongs_elsewhere() -> None:
    found = reading(filled_sheet({"Q5": "Oui"}, replace(ORDER, reference="autre/recueil/1/abc")), "f.xlsx")
    assert (found.elsewhere, found.answers) == (f"campagne «{NB}autre{NB}»", ())


def test_a_line_typed_below_the_sheet_is_not_lost() -> None:
    def change(sheet: Worksheet) -> None:
        sheet.cell(sheet.max_row + 2, 1).value = "Nous complèterons en octobre."

    assert reading(changed(change), "f.xlsx").leftover == ("Nous complèterons en octobre.",)
