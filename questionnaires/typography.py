"""French typography for what an author typed plainly: no-break spaces the curly apostrophe, and lists."""

from __future__ import annotations

import re
from collections.abc import Sequence

NBSP = "\u00a0"

_BEFORE = re.compile(r"(?<=[^\s]) (?=[:;?!»%€](?:\W|$))")
_AFTER = re.compile(r"(?<=«) (?=\S)")
_APOSTROPHE = re.compile(r"(?<=[^\W\d_])'(?=\w)")


def typeset(text: str) -> str:
    """The same text with no-break spaces where a line must not break, and typographic apostrophes.

    Only existing spaces change: none is added or taken away.
    """
    return _APOSTROPHE.sub("’", _AFTER.sub(NBSP, _BEFORE.sub(NBSP, text)))


def with_article(name: str) -> str:
    """The name of an organisation in a sentence: « l’ARS Bretagne »; other names stand by themselves."""
    return f"l’{name}" if name.upper().startswith(("ARS ", "AGENCE ")) else name


def counted(number: int, words: str) -> str:
    """« 1 message reçu », « 13 messages reçus »: each word takes its « s »; zero is singular in French."""
    return f"{number} {' '.join(f'{word}s' for word in words.split()) if number > 1 else words}"


def listed(words: Sequence[str]) -> str:
    """« Q3b », « Q3b et Q5 », « Q3b, Q4a et Q5 »."""
    return f"{', '.join(words[:-1])} et {words[-1]}" if len(words) > 1 else "".join(words)
