"""Rows as a file for a spreadsheet: .xlsx, or .csv as a French Excel opens it."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence

import xlsxwriter

from usecases.export import Cell, Sheet

# What a spreadsheet program would run as a formula when it opens a CSV file.
FORMULA = ("=", "+", "-", "@", "\t", "\r")
LONGEST_CELL = 32_767
USUAL_WIDTH = 30


def xlsx_bytes(sheets: Sequence[Sheet], title: str) -> bytes:
    """A workbook of these sheets; their headers are frozen and filtered, their text is wrapped."""
    output = io.BytesIO()
    with xlsxwriter.Workbook(
        output, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as book:
        book.set_properties({"title": title})
        header = book.add_format({"bold": True, "bottom": 1, "text_wrap": True, "valign": "top"})
        plain = book.add_format({"text_wrap": True, "valign": "top"})
        for sheet in sheets:
            page = book.add_worksheet(sheet.name)
            for number, row in enumerate(sheet.rows):
                for column, cell in enumerate(row):
                    value = cell[:LONGEST_CELL] if isinstance(cell, str) else cell
                    page.write(number, column, value, plain if number else header)
            columns = len(sheet.rows[0]) if sheet.rows else 0
            for column in range(columns):
                page.set_column(column, column, sheet.widths[column] if column < len(sheet.widths) else USUAL_WIDTH)
            page.freeze_panes(1, 2)
            if columns:
                page.autofilter(0, 0, max(len(sheet.rows) - 1, 0), columns - 1)
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
