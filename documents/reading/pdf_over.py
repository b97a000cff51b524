"""What was put over a page of a PDF: filled fields, texts set on it, remarks."""

from __future__ import annotations

from collections.abc import Mapping

from pdfminer.pdftypes import resolve1
from pdfminer.psparser import PSLiteral
from pdfminer.utils import Matrix, apply_matrix_rect, decode_text

from documents.reading.pdf_page import Page, Piece, is_near

_REMARKS = ("Text", "Highlight", "Underline", "StrikeOut", "Squiggly", "Caret")


def put_over(page: Page, note: Mapping[str, object], place: Matrix) -> None:
    """Add to the page what this annotation says; `place` is how the page is turned."""
    match listed(note.get("Rect")):
        case [int() | float() as x, int() | float() as y, int() | float() as x2, int() | float() as y2]:
            left, _, right, top = apply_matrix_rect(place, (x, y, x2, y2))
        case _:
            return
    if not is_near(left, right, top):
        return
    for row, line in enumerate(_typed(note).split("\n")):
        if line.strip():
            page.pieces.append(Piece(left + 1, top - 10 - 11 * row, 10, line, (max(right - 1, left + 2),), whole=True))
    if _written(note.get("Subtype")) in _REMARKS and _written(note.get("Contents")).strip():
        page.remarks.append((top - 5, _written(note["Contents"]).strip()))


def _typed(note: Mapping[str, object]) -> str:
    """The value of a field that was filled, or a text that was set on the page; "" for anything else."""
    kind = _written(note.get("Subtype"))
    if kind == "FreeText":
        return _written(note.get("Contents"))
    if kind != "Widget":
        return ""
    holders = [note]
    for _ in range(10):  # a value may stand with the field that a widget belongs to
        above = resolve1(holders[-1].get("Parent"))
        if not isinstance(above, dict):
            break
        holders.append(above)
    value, sort = (next((one[key] for one in holders if key in one), None) for key in ("V", "FT"))
    match _written(sort):
        case "Btn":
            return "☒" if _written(note.get("AS")) not in ("", "Off") else ""
        case "Tx" | "Ch":
            return " ; ".join(map(_written, listed(value))) or _written(value)
    return ""


def listed(value: object) -> list[object]:
    """The members of a list; none of what is no list."""
    found = resolve1(value)
    return [resolve1(one) for one in found] if isinstance(found, list) else []


def _written(value: object) -> str:
    """A text or a name of the file."""
    found = resolve1(value)
    if isinstance(found, PSLiteral):
        return str(found.name)
    text = decode_text(found) if isinstance(found, bytes) else found if isinstance(found, str) else ""
    return text.replace("\r\n", "\n").replace("\r", "\n")
