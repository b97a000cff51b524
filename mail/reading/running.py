"""Answers in running text: « Pour la Q1a, trois réunions. Pour la Q1b, néant. » becomes a line for each."""

from __future__ import annotations

import re
from itertools import pairwise

from mail.reading.closing import is_introduction, is_thanks
from mail.reading.headers import is_greeting
from mail.reading.keyed import codes_at_start, names_a_code

_END = re.compile(r"(?<=[.;!?])\s+|(?<=[Bb]onjour,)\s+|(?<=[Bb]onsoir,)\s+|(?<=BONJOUR,)\s+")
_LONGEST = 5_000


def without_bars(lines: list[str]) -> list[str]:
    """The lines of a table drawn with bars, without the one at its end."""
    return [line.rstrip().removesuffix("|").rstrip() if line.rstrip().endswith(" |") else line for line in lines]


def on_lines(lines: list[str], codes: tuple[str, ...]) -> list[str]:
    """The lines, those that answer several questions in a row cut before each. Codes must rise, or it is a mention."""
    done: list[str] = []
    for line in lines:
        if len(line) > _LONGEST or not _END.search(line) or not names_a_code(line, codes):
            done.append(line)
        else:
            done += _cut(line, codes)
    return done


def _cut(line: str, codes: tuple[str, ...]) -> list[str]:
    pieces = _END.split(line)
    named = [codes_at_start(piece, codes) for piece in pieces]
    places = [codes.index(found[0]) for found in named if found]
    rising = all(a < b for a, b in pairwise(places))
    courteous = True
    for piece, found in zip(pieces, named, strict=True):
        if found:
            break
        courteous = courteous and (is_greeting(piece) or is_thanks(piece) or is_introduction(piece))
    if not places or not rising or not (courteous or len(places) > 1):
        return [line]
    lines = [pieces[0]]
    for piece, found in zip(pieces[1:], named[1:], strict=True):
        if found:
            lines[-1] = lines[-1].rstrip(" ;")
            lines.append(piece)
        else:
            lines[-1] = f"{lines[-1]} {piece}"
    return lines
