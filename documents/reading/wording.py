"""Tells what a person typed from what we printed, line by line, when both stand in the same cell."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from documents.form_plan import plain

_SHORT = 12  # a line of ours this long is known anywhere in a line; a shorter one only at its start
_LONGEST = 20_000  # characters of a line that are compared
_MARKS = ":;?!»«%"
_EDGES = " \t\u00a0:;–—-•|"
_LEADERS = re.compile(r"[\s._…·•\-–—/☐]*\Z")
_BLANKS = re.compile(r"[\s._…·•☐]*\Z")


class Ours:
    """The lines that we printed in one place."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = {"exemple:", "exemples:"}
        for line in lines:
            self._lines.update(plain(part) for part in (line, *line.split("\n")))
        self._lines.discard("")
        self._longest_first = sorted(self._lines, key=len, reverse=True)

    def holds(self, line: str) -> bool:
        """Whether this line is blank or ours."""
        text = plain(line)
        return not text or text in self._lines

    def theirs(self, lines: Sequence[str]) -> list[str]:
        """What is left of these lines once ours are taken out; a line that is wholly ours leaves nothing.

        The rest of a line of ours that was cut is ours too, but the same words beside the whole line are theirs.
        """
        here = {plain(line) for line in lines}
        if here <= self._lines:
            return []
        cut = [ours for ours in self._longest_first if ours not in here]
        found: list[str] = []
        for line in lines:
            if not line.strip():
                found += [""] if found else []
            elif not self.holds(line):
                text = plain(line)
                if len(text) < 2 * _SHORT or not any(text in ours for ours in cut):
                    found += self._rest(line)
        while found and not found[-1]:
            found.pop()
        return found

    def _rest(self, line: str) -> list[str]:
        head, tail = line[:_LONGEST], line[_LONGEST:]
        pieces = [head]
        for ours in self._longest_first:
            cut: list[str] = []
            for piece in pieces:
                cut += _without(piece, ours)
            pieces = cut
        if tail and pieces:
            pieces[-1] += tail
        elif tail:
            pieces = [tail]
        kept = (piece.strip(_EDGES) for piece in pieces)
        return [piece for piece in kept if not self.holds(piece) and not _LEADERS.match(piece)]


def is_blank(text: str) -> bool:
    """Nothing, or only the dots, lines or empty boxes that ask to be written on."""
    return _BLANKS.match(text) is not None


def _without(piece: str, ours: str) -> list[str]:
    """The piece without this line of ours, in one or two parts."""
    text, places = _folded(piece)
    at = text.find(ours)
    if at < 0 or (at > 0 and len(ours) < _SHORT):
        return [piece]
    after = at + len(ours)
    if len(ours) < _SHORT and after < len(text) and text[after].isalnum():
        return [piece]  # « nom » is no part of « nombre »
    composed = unicodedata.normalize("NFC", piece)
    before, behind = composed[: places[at]], composed[places[after] :] if after < len(text) else ""
    return [part for part in (before, behind) if part.strip()]


def _folded(text: str) -> tuple[str, list[int]]:
    """`plain(text)`, and for each of its characters the place where it came from (after composition)."""
    composed = unicodedata.normalize("NFC", text)
    letters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(composed):
        for letter in plain("x" + character + "x")[1:-1] if not character.isspace() else " ":
            if letter == " " and (not letters or letters[-1] == " " or letters[-1] in _MARKS):
                continue
            if letter in _MARKS and letters and letters[-1] == " ":
                letters.pop()
                places.pop()
            letters.append(letter)
            places.append(place)
    while letters and letters[-1] == " ":
        letters.pop()
        places.pop()
    return "".join(letters), places
