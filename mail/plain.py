"""The text part: logical lines broken at 72 columns, so that a client that adds « > » has no need to break them."""

from __future__ import annotations

import re
import textwrap
from functools import lru_cache

from mail.marks import CODE

COLUMNS = 72
_HANGING = re.compile(r"^\s*(?:[–•] )?")


# A receipt is rendered for one person only, but most of its lines stand in many.
@lru_cache(maxsize=4096)
def wrapped(line: str) -> tuple[str, ...]:
    """One logical line as the lines that stand in the mail; a list item hangs under its text.

    Only ordinary spaces break a line: a no-break space keeps « 12 % » together, and no word is cut.
    A line is left too long rather than broken before a code in brackets, which would read as a question.
    """
    if len(line) <= COLUMNS:
        return (line.rstrip(" "),)
    hanging = _HANGING.match(line)
    broken = textwrap.wrap(
        line,
        COLUMNS,
        subsequent_indent=" " * (hanging.end() if hanging else 0),
        break_long_words=False,
        break_on_hyphens=False,
        expand_tabs=False,
        replace_whitespace=False,
    )
    lines: list[str] = []
    for piece in broken:
        if lines and CODE.match(piece):
            lines[-1] += " " + piece.lstrip(" ")
        else:
            lines.append(piece.rstrip(" "))
    return tuple(lines) or ("",)
