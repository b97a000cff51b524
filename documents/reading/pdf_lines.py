"""The lines of a PDF page, and the paragraphs that they were before a program wrapped them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from documents.reading.pdf_pen import Piece

_BULLETS = re.compile("[•●▪■◦○‣⁃∙►➢➔➤✓❖\uf0b7\uf0a7\uf0d8\uf0fc\uf02d]\\s*(?=\\S)")
_SIGN = re.compile(r"(?:[-–—*]\s|\(?\d{1,2}[.)°]\s|[a-z][.)]\s)")
_NO_SPACE = re.compile(r"\w[-‐‑/]\Z")
_BLANKS = " \u00a0\t"
_WORD_GAP = 0.18  # of the type size: a wider gap between two pieces is a space
_SPACE = 0.22  # of the type size: how wide a space is taken to be
_WIDER = 1.06  # times the usual distance between two lines: a space between paragraphs


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it stands on the page: its ends, its height, the width of its first word.

    `item`: a bullet stood before it. `whole`: it was typed as a line of its own.
    """

    x: float
    end: float
    y: float
    size: float
    text: str
    word: float
    item: bool = False
    whole: bool = False


def lines_of(pieces: Iterable[Piece]) -> list[Line]:
    """The pieces of one column or cell as lines, from the top; what is raised or lowered stays in its line."""
    rows: list[list[Piece]] = []
    for piece in sorted(_once(pieces), key=lambda one: -one.y):
        above = rows[-1][0] if rows else None
        if above is not None and above.y - piece.y <= 0.45 * max(above.size, piece.size):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    return [line for row in rows if (line := _line(sorted(row, key=lambda one: one.x))) is not None]


def _once(pieces: Iterable[Piece]) -> list[Piece]:
    """Without what was drawn twice: that is how some programs make bold type."""
    seen: set[tuple[str, int, int]] = set()
    kept: list[Piece] = []
    for piece in pieces:
        places = {(piece.text, round(piece.x + shift), round(piece.y)) for shift in (-0.5, 0, 0.5)}
        if not piece.text.strip() or seen.isdisjoint(places):
            kept.append(piece)
            seen |= places
    return kept


def _line(row: Sequence[Piece]) -> Line | None:
    text = ""
    ends: list[float] = []
    for piece in row:
        gap = piece.x - ends[-1] if ends else 0.0
        if gap > _WORD_GAP * piece.size and not text[-1].isspace() and not piece.text[:1].isspace():
            text += " "
            ends.append(piece.x)
        text += piece.text
        ends += piece.ends if len(piece.ends) == len(piece.text) else [piece.end] * len(piece.text)
    shown = text.strip(_BLANKS)
    if not shown:
        return None
    start = text.index(shown[0])
    x = next(piece.x for piece in row if piece.text.strip(_BLANKS))
    last = start + len(re.split(r"[ \t]", shown, maxsplit=1)[0]) - 1
    bullet = _BULLETS.match(shown)
    return Line(
        x,
        ends[start + len(shown) - 1],
        row[0].y,
        max(piece.size for piece in row),
        f"- {shown[bullet.end() :]}" if bullet else shown,
        ends[last] - x,
        bullet is not None,
        any(piece.whole for piece in row),
    )


def paragraphs(lines: Sequence[Line], right: float) -> list[str]:
    """The lines of one column, those that were wrapped at its right edge put together again.

    A line goes on where the first word of the next one found no more room, unless the space between them is wider
    than between others, or several begin as the items of a list do.
    """
    usual = _usual(lines)
    listed = sum(_SIGN.match(line.text) is not None for line in lines) > 1
    found: list[str] = []
    before: Line | None = None
    for line in lines:
        apart = line.item or (listed and _SIGN.match(line.text) is not None)
        if before is not None and not apart and before.y - line.y <= usual and goes_on(before, line, right):
            found[-1] = _joined(found[-1], before, line, right)
        else:
            found.append(line.text)
        before = line
    return found


def goes_on(before: Line, line: Line, right: float) -> bool:
    """Whether the first word of this line had no room behind the line before."""
    if before.whole or line.whole or abs(before.size - line.size) > 0.15 * max(before.size, line.size):
        return False
    return before.end + _SPACE * line.size + line.word > right + 0.2


def _usual(lines: Sequence[Line]) -> float:
    """The widest distance between two lines of one paragraph; without end where all lines stand alike."""
    gaps = [above.y - below.y for above, below in pairwise(lines) if abs(above.size - below.size) < 0.5]
    gaps = [gap for gap in gaps if gap > 0]
    if not gaps or max(gaps) <= _WIDER * min(gaps):
        return float("inf")
    return _WIDER * min(gaps)


def _joined(text: str, before: Line, line: Line, right: float) -> str:
    if text.endswith("\u00ad"):
        return text[:-1] + line.text
    unbroken = not re.search(r"\s", before.text)  # an address longer than the line
    if _NO_SPACE.search(text) or (unbroken and right - before.end < before.size and len(before.text) > 15):
        return text + line.text
    return f"{text} {line.text}"
