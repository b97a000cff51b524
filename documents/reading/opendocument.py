"""An OpenDocument text or sheet as content. Tracked deletions stand apart in it, insertions in their place."""

from __future__ import annotations

from collections.abc import Iterator

from lxml import etree

from documents.form_plan import REFERENCE_PROPERTY
from documents.reading.content import Cell, Content, Row, Table, flattened
from documents.reading.package import Package, all_text
from documents.reading.refusal import Reason, Refused

_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_META = "{urn:oasis:names:tc:opendocument:xmlns:meta:1.0}"
_DRAW = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}"
_SVG = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"
_STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"

_PARAGRAPHS = frozenset((_TEXT + "p", _TEXT + "h"))
_SILENT = frozenset(
    (
        _TEXT + "tracked-changes",
        _TEXT + "note",
        _TEXT + "sequence-decls",
        _TEXT + "bibliography-mark",
        _TEXT + "ruby-text",
        _OFFICE + "annotation",
        _OFFICE + "forms",
        _SVG + "title",
        _SVG + "desc",
        _TABLE + "shapes",
    )
)
_MOST_REPEATED = 3  # a sheet says once that a million rows are the same
_MOST_COLUMNS = 64


def content(package: Package) -> Content:
    """Everything in it; the rows of a sheet as one table per sheet."""
    root = package.xml("content.xml")
    if root is None:
        raise Refused(Reason.DAMAGED)
    body = root.find(_OFFICE + "body")
    properties = _properties(package)
    margins: tuple[str, ...] = ()
    if REFERENCE_PROPERTY not in properties:
        styles = package.xml("styles.xml")
        masters = styles.find(_OFFICE + "master-styles") if styles is not None else None
        margins = tuple(lines_of(masters)) if masters is not None else ()
    return Content(tuple(_blocks(body)) if body is not None else (), properties, margins)


def _properties(package: Package) -> dict[str, str]:
    meta = package.xml("meta.xml")
    if meta is None:
        return {}
    found = {entry.get(_META + "name", ""): all_text(entry) for entry in meta.iter(_META + "user-defined")}
    if REFERENCE_PROPERTY not in found:
        keywords = [entry.text or "" for entry in meta.iter(_META + "keyword")]
        if keywords:
            found["keywords"] = ", ".join(keywords)
    return found


def _blocks(parent: etree._Element, item: bool = False) -> Iterator[str | Table]:
    for child in parent:
        tag = child.tag
        if tag in _PARAGRAPHS:
            yield from _paragraph(child, item).split("\n")
            item = False
        elif tag == _TABLE + "table":
            yield Table(tuple(_rows(child)))
        elif isinstance(tag, str) and tag not in _SILENT:
            yield from _blocks(child, item or tag == _TEXT + "list-item")


def _rows(table: etree._Element) -> Iterator[Row]:
    for child in table:
        if child.tag == _TABLE + "table-row":
            row = tuple(cells_of(child))
            repeated = _times(child.get(_TABLE + "number-rows-repeated"), _MOST_REPEATED)
            for _ in range(repeated if any(cell.lines for cell in row) else 1):
                yield row
        elif isinstance(child.tag, str) and child.tag not in _SILENT and child.tag != _TABLE + "table":
            yield from _rows(child)  # header rows, row groups


def cells_of(row: etree._Element) -> Iterator[Cell]:
    """The cells of a row, those of the row above that reach down into it included."""
    count = 0
    covered_from_left = 0
    for child in row:
        if child.tag == _TABLE + "table-cell":
            lines = tuple(lines_of(child))
            times = _times(child.get(_TABLE + "number-columns-repeated"), _MOST_COLUMNS if lines else 1)
            covered_from_left = _times(child.get(_TABLE + "number-columns-spanned"), _MOST_COLUMNS) - 1
            cell = Cell(lines)
        elif child.tag == _TABLE + "covered-table-cell":
            times = _times(child.get(_TABLE + "number-columns-repeated"), _MOST_COLUMNS)
            if covered_from_left > 0:  # the rest of a wide cell, not of one above
                covered_from_left -= times
                continue
            cell = Cell((), joined=True)
        else:
            continue
        for _ in range(min(times, _MOST_COLUMNS - count)):
            yield cell
        count += times
        if count >= _MOST_COLUMNS:
            return


def _times(text: str | None, most: int) -> int:
    return min(int(text), most) if text and text.isdecimal() and len(text) < 10 else 1


def lines_of(parent: etree._Element) -> list[str]:
    """The lines of a cell or header, no blank ones at the ends."""
    lines: list[str] = []
    _collect(parent, lines, item=False)
    while lines and not lines[-1].strip():
        lines.pop()
    while lines and not lines[0].strip():
        del lines[0]
    return lines


def _collect(parent: etree._Element, lines: list[str], *, item: bool) -> None:
    for child in parent:
        tag = child.tag
        if tag in _PARAGRAPHS:
            lines.extend(_paragraph(child, item).split("\n"))
            item = False
        elif tag == _TABLE + "table":
            lines.extend(flattened(tuple(_rows(child))))
        elif isinstance(tag, str) and tag not in _SILENT:
            _collect(child, lines, item=item or tag == _TEXT + "list-item")


def _paragraph(paragraph: etree._Element, item: bool) -> str:
    pieces: list[str] = []
    _append(paragraph, pieces)
    text = "".join(pieces)
    return "- " + text if item and text.strip() else text


def _append(parent: etree._Element, pieces: list[str]) -> None:
    """White space collapses in this format, except what is written as an element."""
    if parent.text:
        pieces.append(_collapsed(parent.text))
    for child in parent:
        tag = child.tag
        if tag == _TEXT + "s":
            pieces.append(" " * _times(child.get(_TEXT + "c"), 1000))
        elif tag == _TEXT + "tab":
            pieces.append("\t")
        elif tag == _TEXT + "line-break":
            pieces.append("\n")
        elif tag == _DRAW + "text-box":
            pieces.append("\n" + "\n".join(lines_of(child)) + "\n")
        elif isinstance(tag, str) and tag not in _SILENT and not _is_placeholder(child):
            _append(child, pieces)
        if child.tail:
            pieces.append(_collapsed(child.tail))


_WHITE = str.maketrans("\t\n\r", "   ")


def _collapsed(text: str) -> str:
    text = text.translate(_WHITE)
    while "  " in text:
        text = text.replace("  ", " ")
    return text


_LO = "{urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0}"


def _is_placeholder(element: etree._Element) -> bool:
    """A content control that still shows what to type in it, or a placeholder field."""
    if element.tag == _TEXT + "placeholder":
        return True
    return element.tag == _LO + "content-control" and element.get(_LO + "showing-place-holder") == "true"
