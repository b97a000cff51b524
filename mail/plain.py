"""The text part: logical lines broken at 72 columns, so that a client that adds « > » has no need to break them."""

from __future__ import annotations

import re
from functools import lru_cache

from mail.marks import CODE
from questionnaires.remembered import remembered

COLUMNS = 72
_HANGING = re.compile(r"^\s*(?:[–•] )?")
# Where a line may be broken: not before « : » or behind « « », which people often type with ordinary spaces.
_BREAK = r"(?<!«)(?![^ \t])(?![ \t]+[:;?!»%€](?:[ \t,.)]|$))"
# As many words as fit in so many columns, or one that is too long; behind it a break or the end.
_PIECE = rf".{{{{0,{{0}}}}}}[^ \t]{_BREAK}|[^ \t]+"
# The first piece keeps the spaces in front, unless its first word does not fit behind them.
_FIRST = re.compile(rf"(.{{0,{COLUMNS - 1}}}[^ \t]{_BREAK})|[ \t]*({_PIECE.format(COLUMNS - 1)})", re.DOTALL)


# A letter is rendered for few people at a time, but most of its lines stand in many.
@remembered(most=4096, longest=2_000)
def wrapped(line: str) -> tuple[str, ...]:
    """One logical line as the lines that stand in the mail; a list item hangs under its text.

    Only ordinary spaces and tabs break a line: a no-break space keeps « 12 % » together, and no word is cut.
    A line is left too long rather than broken before a code in brackets, which would read as a question.
    """
    if len(line) <= COLUMNS:
        return (line.rstrip(" "),)
    first = _FIRST.match(line)
    if first is None:
        return ("",)
    hanging = _HANGING.match(line)
    indent = hanging.end() if hanging else 0
    lines = [first[1] or first[2]]
    for piece in _further(COLUMNS - indent).findall(line, first.end()):
        if CODE.match(piece):
            lines[-1] += " " + piece
        else:
            lines.append(" " * indent + piece)
    return tuple(lines)


@lru_cache(maxsize=64)
def _further(columns: int) -> re.Pattern[str]:
    """Finds the pieces of a line behind its first one, each as long as fits in so many columns."""
    return re.compile(rf"[ \t]*({_PIECE.format(max(columns, 1) - 1)})", re.DOTALL)
