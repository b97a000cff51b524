"""French typography for what an author typed plainly: no-break spaces and the curly apostrophe."""

from __future__ import annotations

import re

NBSP = "\u00a0"

_BEFORE = re.compile(r"(?<=[^\s]) (?=[:;?!»%€](?:\W|$))")
_AFTER = re.compile(r"(?<=«) (?=\S)")
_APOSTROPHE = re.compile(r"(?<=[^\W\d_])'(?=\w)")


def typeset(text: str) -> str:
    """The same text with no-break spaces where a line must not break, and typographic apostrophes.

    Only existing spaces change: none is added or taken away.
    """
    return _APOSTROPHE.sub("’", _AFTER.sub(NBSP, _BEFORE.sub(NBSP, text)))
