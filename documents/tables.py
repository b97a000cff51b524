"""Rows as a file for a spreadsheet: .xlsx, or .csv as a French Excel opens it."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

import xlsxwriter

Cell = str | int | float | bool | None
# What a spreadsheet program would run as a formula when it opens a CSV file.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
WIDTHS = (8, 30, 16, 10, 40, 70, 14, 14, 14, 34, 12, 20, 30)
LONGEST_CELL = 32_767


def xlsx_bytes(rows: Sequence[Sequence[Cell]], title: str) -> bytes:
    """One sheet, the first row as its header: frozen, filtered, with wrapped text."""
    output = io.BytesIO()
    with xlsxwriter.Workbook(
        output, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        book.set_properties({"title": title})
        sheet = book.add_worksheet("Réponses")
        header = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        plain = book.add_format({"text_wrap": True, "valign": "top"})
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                value = cell[:LONGEST_CELL] if isinstance(cell, str) else cell
                sheet.write(number, column, value, plain if number else header)
        for column, width in enumerate(WIDTHS):
            sheet.set_column(column, column, width)
        sheet.freeze_panes(1, 2)
        if rows:
            sheet.autofilter(0, 0, max(len(rows) - 1, 0), len(rows[0]) - 1)
    return output.getvalue()


def csv_bytes(rows: Sequence[Sequence[Cell]]) -> bytes:
    """Semicolons and a byte order mark, as a French Excel expects; a text that looks like a formula gets a quote."""
    output = io.StringIO()
    writer = csv.writer(output, delimiter=";", lineterminator="\r\n")
    for row in rows:
        writer.writerow([_harmless(cell) for cell in row])
    return b"\xef\xbb\xbf" + output.getvalue().encode()


def _harmless(cell: Cell) -> str:
    if isinstance(cell, str):
        return f"'{cell}" if cell.startswith(FORMULA) else cell
    if isinstance(cell, bool):
        return "oui" if cell else "non"
    if isinstance(cell, float):
        return repr(cell).replace(".", ",")
    return "" if cell is None else str(cell)
