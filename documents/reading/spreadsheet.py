"""An Excel workbook as content: one table per sheet, each value written as its reader sees it."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from lxml import etree
from openpyxl.styles.numbers import BUILTIN_FORMATS, is_date_format
from openpyxl.utils.datetime import CALENDAR_MAC_1904, CALENDAR_WINDOWS_1900, from_excel

from documents.reading.content import Cell, Content, Row, Table
from documents.reading.package import Package, all_text, parsed
from documents.reading.refusal import Reason, Refused
from documents.reading.word import custom_properties, main_part

_STRICT = b"http://purl.oclc.org/ooxml/spreadsheetml/main"
_TRANSITIONAL = b"http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_S = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_RELATION = re.compile(r"\{.*/relationships\}id$")
_REFERENCE = re.compile(r"([A-Z]{1,3})([0-9]{1,7})\Z")
_MOST_COLUMNS = 64
_MOST_SHEETS = 30


def content(package: Package) -> Content:
    """Everything in its visible and hidden sheets."""
    main = main_part(package)
    book = _xml(package, main)
    if book is None:
        raise Refused(Reason.DAMAGED)
    folder = posixpath.dirname(main)
    targets = _targets(package, folder, posixpath.basename(main))
    strings = _shared_strings(package, folder)
    setting = book.find(_S + "workbookPr")
    mac = setting is not None and setting.get("date1904") in ("1", "true")
    formats = _formats(package, folder)
    tables: list[str | Table] = []
    margins: list[str] = []
    for entry in list(book.iter(_S + "sheet"))[:_MOST_SHEETS]:
        relation = next((value for name, value in entry.items() if _RELATION.match(str(name))), "")
        sheet = _xml(package, targets.get(str(relation), ""))
        if sheet is not None:
            tables.append(Table(tuple(_rows(sheet, strings, formats, mac=mac))))
            margins += [all_text(footer) for footer in sheet.iter(_S + "oddFooter", _S + "oddHeader")]
    return Content(tuple(tables), custom_properties(package), tuple(margins))


def _xml(package: Package, name: str) -> etree._Element | None:
    data = package.part(name) if name else None
    return None if data is None else parsed(data.replace(_STRICT, _TRANSITIONAL) if _STRICT in data[:2000] else data)


def _targets(package: Package, folder: str, main: str) -> dict[str, str]:
    relations = package.xml(posixpath.join(folder, "_rels", main + ".rels"))
    found = {}
    for relation in relations if relations is not None else ():
        target = relation.get("Target", "")
        path = target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))
        found[relation.get("Id", "")] = path
    return found


def _text(element: etree._Element) -> str:
    """The text of a string item: plain or in runs, without phonetic help."""
    return "".join(
        part.text or "" for part in element.iter(_S + "t") if (p := part.getparent()) is None or p.tag != _S + "rPh"
    )


def _shared_strings(package: Package, folder: str) -> list[str]:
    root = _xml(package, posixpath.join(folder, "sharedStrings.xml"))
    return [] if root is None else [_text(item) for item in root.iter(_S + "si")]


def _formats(package: Package, folder: str) -> list[str]:
    """The number format of each cell style."""
    root = _xml(package, posixpath.join(folder, "styles.xml"))
    if root is None:
        return []
    own = {entry.get("numFmtId", ""): entry.get("formatCode", "") for entry in root.iter(_S + "numFmt")}
    styles = root.find(_S + "cellXfs")
    numbers = [style.get("numFmtId", "0") for style in styles] if styles is not None else []
    return [own.get(n) or (BUILTIN_FORMATS.get(int(n), "General") if n.isdecimal() else "General") for n in numbers]


def _rows(sheet: etree._Element, strings: list[str], formats: list[str], *, mac: bool) -> Iterator[Row]:
    joined = _joined(sheet)
    last = 0
    for row in sheet.iter(_S + "row"):
        cells: list[Cell] = []
        number = row.get("r", "")
        last = int(number) if number.isdecimal() and len(number) < 8 else last + 1
        for entry in row:
            if entry.tag != _S + "c":
                continue
            column = _column(entry.get("r", ""), len(cells))
            if column >= _MOST_COLUMNS:
                break
            while len(cells) < column:
                cells.append(Cell((), (last, len(cells)) in joined))
            text = _value(entry, strings, formats, mac=mac)
            lines = tuple(text.replace("\r\n", "\n").strip("\n").split("\n")) if text.strip() else ()
            cells.append(Cell(lines, (last, column) in joined))
        while (last, len(cells)) in joined:
            cells.append(Cell((), joined=True))
        yield tuple(cells)


def _column(reference: str, default: int) -> int:
    match = _REFERENCE.match(reference)
    if not match:
        return default
    number = 0
    for letter in match[1]:
        number = number * 26 + ord(letter) - 64
    return number - 1


def _joined(sheet: etree._Element) -> set[tuple[int, int]]:
    """The places (row from 1, column from 0) in the first column of merged cells that hang below their first row."""
    found: set[tuple[int, int]] = set()
    for merge in sheet.iter(_S + "mergeCell"):
        corners = [_REFERENCE.match(corner) for corner in merge.get("ref", "").split(":")]
        if len(corners) == 2 and corners[0] and corners[1]:
            column, top, bottom = _column(corners[0][0], 0), int(corners[0][2]), int(corners[1][2])
            if column < _MOST_COLUMNS:
                found.update((row, column) for row in range(top + 1, min(bottom, top + 2000) + 1))
    return found


def _value(cell: etree._Element, strings: list[str], formats: list[str], *, mac: bool) -> str:
    kind = cell.get("t", "n")
    if kind == "inlineStr":
        return _text(cell)
    raw = cell.findtext(_S + "v") or ""
    if kind == "s" and raw:
        return strings[int(raw)] if raw.isdecimal() and len(raw) < 10 and int(raw) < len(strings) else ""
    if kind == "b" and raw:
        return "oui" if raw == "1" else "non"
    if not raw:
        # A formula that no program has computed is kept as it was typed: something was answered.
        formula = cell.findtext(_S + "f") or ""
        return f"={formula}" if formula.strip() else ""
    if kind in ("str", "d", "e"):
        return raw
    style = cell.get("s", "")
    pattern = formats[int(style)] if style.isdecimal() and len(style) < 8 and int(style) < len(formats) else "General"
    return _number(raw, pattern, mac=mac)


def _number(raw: str, pattern: str, *, mac: bool) -> str:
    """A number as it shows: a date, a percentage, an amount in euros, or plain with a decimal comma."""
    try:
        value = float(raw)
    except ValueError:
        return raw
    if is_date_format(pattern):
        return _date(value, pattern, mac=mac) or _plain(value)
    if "%" in pattern:
        return _plain(value * 100) + "\u00a0%"
    return _plain(value) + ("\u00a0€" if "€" in pattern else "")


def _plain(value: float) -> str:
    if abs(value) < 1e15 and value == int(value):
        return str(int(value))
    return format(value, ".15g").replace(".", ",")


def _date(value: float, pattern: str, *, mac: bool) -> str:
    try:
        moment = from_excel(value, CALENDAR_MAC_1904 if mac else CALENDAR_WINDOWS_1900)
    except (ValueError, OverflowError, TypeError):
        return ""
    if not hasattr(moment, "year"):
        return f"{moment:%H:%M}" if hasattr(moment, "hour") else str(moment)
    lowered = pattern.lower()
    if "d" not in lowered and "y" in lowered:
        return f"{moment:%m/%Y}"
    clock = f" {moment:%H:%M}" if hasattr(moment, "hour") and (moment.hour or moment.minute) else ""
    return f"{moment:%d/%m/%Y}{clock}"
