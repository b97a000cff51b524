"""The lines of a PDF page, and the paragraphs that they were before a program wrapped them."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from documents.reading.pdf_page import Piece

_BULLETS = re.compile("[•●▪■◦○‣⁃∙►➢➔➤✓❖\uf0b7\uf0a7\uf0d8\uf0fc\uf02d]\\s*(?=\\S)")
_SIGN = re.compile(r"(?:[-–—*]\s|\(?\d{1,2}[.)°]\s|[a-z][.)]\s)")
_NO_SPACE = re.compile(r"\w[-‐‑/]\Z")
_FIRST = re.compile(r"(?:[«(][ \t]+)?[^ \t]+(?:[ \t]+[;:?!»%€](?=[ \t]|\Z))*")  # no line begins with such a sign
_BLANKS = " \u00a0\t"
_WORD_GAP = 0.18  # of the type size: a wider gap between two pieces is a space
_SPACE = (0.2, 0.26, 0.36)  # of the type size: the narrowest space, one that cannot be measured, the widest
_UNSURE = 2.0  # points: programs round what they measure
_WIDER = 1.072  # times the distance to the line above or below: a space between paragraphs


@dataclass(frozen=True, slots=True)
class Line:
    """One line as it stands on the page: its ends, its height, the width of its first word and of a space.

    `item`: a bullet stood before it. `whole`: it was typed as a line of its own.
    """

    x: float
    end: float
    y: float
    size: float
    text: str
    word: float
    space: float
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
    first = _FIRST.match(shown)
    last = start + (first.end() if first else 1) - 1
    size = max(piece.size for piece in row)
    bullet = _BULLETS.match(shown)
    return Line(
        x,
        ends[start + len(shown) - 1],
        row[0].y,
        size,
        f"- {shown[bullet.end() :]}" if bullet else shown,
        ends[last] - x,
        _space(text, ends, size),
        bullet is not None,
        any(piece.whole for piece in row),
    )


def _space(text: str, ends: Sequence[float], size: float) -> float:
    """How wide the narrowest space of a line is: those of a line set to the full width are stretched."""
    least, usual, most = (share * size for share in _SPACE)
    widths = [ends[at] - ends[at - 1] for at in range(1, len(text)) if text[at] == " "]
    return min((width for width in widths if least <= width <= most), default=usual)


def paragraphs(lines: Sequence[Line], right: float, pitch: float = math.inf) -> list[str]:
    """The lines of one column, those that were wrapped at its right edge put together again.

    A line goes on where the first word of the next one found no more room, unless the space between them is that of
    two paragraphs, or several lines begin as the items of a list do. `pitch`: the least distance between two lines of
    one paragraph in this document, in type sizes.
    """
    listed = sum(_SIGN.match(line.text) is not None for line in lines) > 1
    full = [False, *(goes_on(above, below, right) for above, below in pairwise(lines)), False]
    gaps = [0.0, *(above.y - below.y for above, below in pairwise(lines)), 0.0]
    found: list[str] = []
    for place, line in enumerate(lines):
        apart = line.item or (listed and _SIGN.match(line.text) is not None)
        if not full[place] or apart or _is_wide(place, gaps, full, pitch * line.size):
            found.append(line.text)
        else:
            found[-1] = joined(found[-1], lines[place - 1], line, right)
    return found


def pitch_of(lines: Sequence[Line], right: float) -> float:
    """The least distance between two lines of which the second goes on, in type sizes."""
    pairs = [(above, below) for above, below in pairwise(lines) if goes_on(above, below, right)]
    return min(((above.y - below.y) / below.size for above, below in pairs), default=math.inf)


def _is_wide(place: int, gaps: Sequence[float], full: Sequence[bool], pitch: float) -> bool:
    """Whether the space above a line is wider than inside the paragraph above or below it.

    Where neither has two lines, it must be that of other ends of paragraphs, and wider than anywhere inside one.
    """
    gap = gaps[place]
    inner = [gaps[near] for near in (place - 1, place + 1) if full[near]]
    if inner:
        return any(gap > _WIDER * other for other in inner)
    ends = [other for at, other in enumerate(gaps) if other > 0 and not full[at]]
    alike = [at for at, other in enumerate(gaps) if full[at] and at != place and abs(other - gap) < 0.03 * gap]
    return bool(ends) and not alike and gap > 0.97 * min(ends) and gap > _WIDER * pitch


def goes_on(before: Line, line: Line, right: float) -> bool:
    """Whether the first word of this line had no room behind the line before."""
    if before.whole or line.whole or abs(before.size - line.size) > 0.15 * max(before.size, line.size):
        return False
    return before.end + min(before.space, line.space) + line.word > right - _UNSURE


def joined(text: str, before: Line, line: Line, right: float, rest: str = "") -> str:
    """The text that `before` ended, with `line` (or the `rest` that it begins) behind it; a cut word is one again."""
    rest = rest or line.text
    if text.endswith("\u00ad"):
        return text[:-1] + rest
    unbroken = not re.search(r"\s", before.text)  # an address longer than the line
    if _NO_SPACE.search(text) or (unbroken and right - before.end < before.size and len(before.text) > 15):
        return text + rest
    return f"{text} {rest}"
