"""Plain text and CSV that people write or export themselves, as content."""

from __future__ import annotations

import codecs
import csv
import io
import re
from itertools import takewhile

from documents.reading.content import Cell, Content, Row, Table
from documents.reading.refusal import Reason, Refused

MAX_TEXT = 2_000_000  # bytes
_SEPARATORS = ";\t,"
_CODED = re.compile(r"\s*\[?\s*(?=[^\]\s]*\d)[^\[\]\s]{1,20}\s*\]?")


def text_content(data: bytes) -> Content:
    """The lines of a text file. Raises `Refused` when it is no text."""
    return Content(tuple(_text(data).splitlines()))


def csv_content(data: bytes) -> Content:
    """The rows of a CSV file as one table below its titles. Raises `Refused` when it is no text."""
    text = _text(data)
    first, _, rest = text.partition("\n")
    if first.strip().casefold().startswith("sep=") and len(first.strip()) == 5:
        rows = _rows(rest, first.strip()[-1])
    else:
        rows = max((_rows(text, separator) for separator in _SEPARATORS), key=_answered)
    above = list(takewhile(lambda row: sum(bool(cell.lines) for cell in row) < 2, rows))
    titles = tuple(line for row in above for cell in row for line in cell.lines)
    return Content((*titles, Table(rows[len(above) :])))


def _text(data: bytes) -> str:
    """UTF-8 (with or without mark), UTF-16 with its mark, else Windows-1252."""
    if len(data) > MAX_TEXT:
        raise Refused(Reason.TOO_LARGE)
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", errors="replace")
    if b"\0" in data:
        raise Refused(Reason.DAMAGED)
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return data.decode("cp1252", errors="replace")


def _rows(text: str, separator: str) -> tuple[Row, ...]:
    """The records; a comma in an answer that nobody quoted parts no cells."""
    try:
        records = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))
    except csv.Error:  # a field beyond the reader's limit, or a bare return: lines are all that is left
        records = [line.split(separator) for line in text.splitlines()]
    if separator == "," and len({len(record) for record in records if record}) > 1:
        records = [[record[0], ",".join(record[1:])] for record in records if record]
    return tuple(tuple(Cell(tuple(_lines(value))) for value in record) for record in records)


def _lines(value: str) -> list[str]:
    lines = value.strip().splitlines()
    return [line for line in lines if line.strip()] if len(lines) < 2 else lines


def _answered(rows: tuple[Row, ...]) -> tuple[int, int]:
    """How many rows say something behind what looks like a code, and how many have several cells."""
    several = [row for row in rows if sum(bool(cell.lines) for cell in row) > 1]
    return sum(bool(row[0].lines) and _CODED.match(row[0].lines[0]) is not None for row in several), len(several)
