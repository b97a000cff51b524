"""A form as an Excel sheet: two columns, the code first in each question; answers are text, whatever is typed."""

from __future__ import annotations

import io
from dataclasses import dataclass
from datetime import date, datetime
from math import ceil

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from documents.form_plan import HEADER, FieldRow, FormPlan, QuestionRow, RecordRow, SectionRow, keywords
from documents.typography import french

_WIDTHS = (58, 82)
_LINE = 15.0  # points
_LONGEST = 32_000  # characters; Excel refuses more than 32,767 in a cell
_INK = {"font_name": "Calibri", "font_color": "#1B2430"}
_SMALL = {"font_size": 9, "font_color": "#55606E"}
_LIST_LIMIT = 255  # what Excel takes in a list of choices, commas included


def sheet(plan: FormPlan, last_day: date) -> bytes:
    """The .xlsx file."""
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True, "strings_to_formulas": False}) as book:
        book.set_properties(
            {
                "title": plan.title[:255],
                "subject": plan.recipient[:255],
                "keywords": keywords(plan),
                "created": datetime(last_day.year, last_day.month, last_day.day),  # noqa: DTZ001 - a date of the file
            }
        )
        for name, value in plan.properties.items():
            book.set_custom_property(name, value[:255], "text")
        _fill(book, plan)
    return written.getvalue()


def _fill(book: xlsxwriter.Workbook, plan: FormPlan) -> None:
    page = book.add_worksheet("Formulaire")
    base = {"font_name": "Calibri", "font_size": 11, "text_wrap": True, "valign": "top", "font_color": "#1B2430"}
    edge = {"border": 1, "border_color": "#9AA7B5"}
    title = book.add_format(base | {"bold": True, "font_size": 16, "font_color": "#1F4E79"})
    plain = book.add_format(base)
    strong = book.add_format(base | {"bold": True})
    soft = book.add_format(base | {"font_size": 9, "font_color": "#55606E"})
    header = book.add_format(base | edge | {"bold": True, "font_color": "#FFFFFF", "bg_color": "#1F4E79"})
    section = book.add_format(base | edge | {"bold": True, "font_color": "#1F4E79", "bg_color": "#DCE6F0"})
    question = book.add_format(base | edge | {"bg_color": "#F3F6F9"})
    record = book.add_format(base | edge | {"italic": True, "font_size": 10, "bg_color": "#FAFBFC"})
    label = book.add_format(base | edge | {"indent": 1, "bg_color": "#FAFBFC"})
    # "@": what is typed stays text, so that « 12/09/2017 » or « 1.234 » come back as they were written
    answer = book.add_format(base | edge | {"num_format": "@"})
    page.set_column(0, 0, _WIDTHS[0])
    page.set_column(1, 1, _WIDTHS[1])
    page.hide_gridlines(2)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.set_footer("&L" + plan.reference.replace("&", "&&") + "&RPage &P sur &N")
    writing = _Writing(page, bold=book.add_format({"bold": True} | _INK), small=book.add_format(_INK | _SMALL))
    for text, face in ((plan.title, title), (plan.recipient, plain), (plan.deadline, strong)):
        writing.across((text,), face)
    for line in plan.opening:
        writing.across((line,), plain)
    writing.number += 1
    page.write_row(writing.number, 0, HEADER, header)
    page.repeat_rows(writing.number)
    writing.number += 1
    for row in plan.rows:
        match row:
            case SectionRow(lines):
                writing.across(lines, section)
            case RecordRow(lines):
                writing.across(lines, record)
            case QuestionRow(_, lines, known, choices):
                _offer(page, writing.number, choices)
                fits = len(known) <= _LONGEST  # half an answer must not come back as a changed one
                writing.pair(lines, question, french(known) if fits else "", answer, least=3)
            case FieldRow(lines):
                writing.pair(lines, label, "", answer, least=1, bold=False)
    for line in (*plan.closing, plan.reference):
        writing.across((line,), soft)


@dataclass
class _Writing:
    """Writes down the page, row after row; `number` is the next row (from 0)."""

    page: Worksheet
    bold: Format
    small: Format
    number: int = 0

    def across(self, lines: tuple[str, ...], face: Format) -> None:
        """Lines over both columns; a merged cell does not grow by itself, so its height is set."""
        self.page.merge_range(self.number, 0, self.number, 1, "", face)
        self._write(lines, face, bold=len(lines) > 1)
        self._grow(_height(lines, sum(_WIDTHS)) * (1.45 if face.font_size > 12 else 1))

    def pair(
        self, lines: tuple[str, ...], face: Format, known: str, answer: Format, *, least: int, bold: bool = True
    ) -> None:
        """A question or label, and the room for its answer."""
        self._write(lines, face, bold=bold)
        if known:
            self.page.write_string(self.number, 1, known, answer)
        else:
            self.page.write_blank(self.number, 1, None, answer)
        given = sum(_height((line,), _WIDTHS[1]) for line in known.split("\n"))
        self._grow(max(_height(lines, _WIDTHS[0]), given, least * _LINE))

    def _write(self, lines: tuple[str, ...], face: Format, *, bold: bool) -> None:
        first, rest = lines[0][:_LONGEST], "\n".join(lines[1:])[: _LONGEST - len(lines[0])]
        if rest:
            head = (self.bold, first) if bold else (first,)
            self.page.write_rich_string(self.number, 0, *head, self.small, "\n" + rest, face)
        elif bold:
            self.page.write_rich_string(self.number, 0, self.bold, first, self.small, " ", face)
        else:
            self.page.write_string(self.number, 0, first, face)

    def _grow(self, height: float) -> None:
        self.page.set_row(self.number, min(409.0, height + 4))
        self.number += 1


def _height(lines: tuple[str, ...], width: int) -> float:
    """The room for a line and the smaller ones below it, in a column of so many characters (points)."""
    first, *others = lines
    small = sum(ceil(max(len(line), 1) / (width * 1.25)) for line in others)
    return ceil(max(len(first), 1) * 1.05 / width) * _LINE + small * 12.5


def _offer(page: Worksheet, number: int, choices: tuple[str, ...]) -> None:
    """A list of the choices that refuses nothing: free text is always taken."""
    if choices and not any("," in choice for choice in choices) and len(",".join(choices)) <= _LIST_LIMIT:
        page.data_validation(number, 1, number, 1, {"validate": "list", "source": list(choices), "show_error": False})
