"""Words of a draft that somebody cites: their quotation marks, and where the words stand in a paragraph."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

_PAIRS = {"«": "»", "“": "”", "„": "“", "‹": "›", '"': '"', "‘": "’", "'": "'"}
_FIRST = 0xE000  # a citation is one character of the private use area in the skeleton of a text
_MOST = 400
_LONGEST = 3000  # characters of a citation
CITED = "[\ue000-\ue18f]"
_ELLIPSIS = re.compile(r"\s*(?:\(\s*(?:…|\.{3,})\s*\)|\[\s*(?:…|\.{3,})\s*\]|…|\.{3,})\s*")
_LOOSE_BEFORE = ":;!?%»"
_BETWEEN = r"(?:\s| )+"


def straight(text: str) -> str:
    """The text with straight apostrophes, for comparison; no character more or less."""
    return text.replace("\u2019", "'").replace("\u2018", "'")


@dataclass(frozen=True)
class Skeleton:
    """A text with each citation as one character, and what was cited: with its marks, and without them."""

    text: str
    marked: tuple[str, ...]
    cited: tuple[str, ...]

    def whole(self, piece: str) -> str:
        """A piece of the skeleton as it was written."""
        return "".join(self.marked[ord(c) - _FIRST] if self._is_mark(c) else c for c in piece)

    def words(self, piece: str) -> str:
        """What a piece cites, or the piece itself where it is not one citation alone."""
        bare = piece.strip(" \t\n\u00a0\u202f.,;:")
        return self.cited[ord(bare) - _FIRST] if len(bare) == 1 and self._is_mark(bare) else self.whole(piece).strip()

    def _is_mark(self, character: str) -> bool:
        return 0 <= ord(character) - _FIRST < len(self.marked)


@lru_cache(maxsize=256)
def skeleton(text: str) -> Skeleton:
    """The text with its citations taken out. « … » may hold others; what is not closed is no citation."""
    out: list[str] = []
    marked: list[str] = []
    cited: list[str] = []
    position = 0
    while position < len(text):
        end = _end_of_citation(text, position) if len(marked) < _MOST else -1
        if end < 0:
            character = text[position]
            out.append(" " if _FIRST <= ord(character) < _FIRST + _MOST else character)
            position += 1
            continue
        out.append(chr(_FIRST + len(marked)))
        marked.append(text[position:end])
        cited.append(text[position + 1 : end - 1].strip(" \t\n\u00a0\u202f"))
        position = end
    return Skeleton("".join(out), tuple(marked), tuple(cited))


def _end_of_citation(text: str, start: int) -> int:
    """Behind the mark that closes the citation which begins here, or -1."""
    opening = text[start]
    closing = _PAIRS.get(opening)
    if closing is None or text.find(closing, start + 1, start + _LONGEST) < 0:
        return -1
    if opening in "'‘":
        if start and not text[start - 1].isspace() and text[start - 1] not in "(:":
            return -1
        found = re.compile(rf"(?<=[^\s(]){closing}(?=[\s.,;:!?)]|$)").search(text, start + 2, start + 200)
        return found.end() if found else -1
    depth = 0
    for position in range(start, min(len(text), start + _LONGEST)):
        character = text[position]
        if character == closing and (depth or opening != closing) and position > start:
            depth -= 1
            if depth <= 0:
                return position + 1 if re.search(r"\w|…|[.,;:!?]", text[start + 1 : position]) else -1
        elif character == opening:
            depth += 1
    return -1


def places_of(words: str, text: str) -> list[tuple[int, int]]:
    """Where these words stand in a text, whole; accents, case, blanks and the shape of apostrophes do not matter.

    « Les ARS … usagers » stands from its first words to its last, « Les ARS… » to the end of its sentence.
    """
    pattern = _pattern(words)
    if pattern is None:
        return []
    return [m.span() for m in pattern.finditer(_folded(text))]


@lru_cache(maxsize=512)
def _pattern(words: str) -> re.Pattern[str] | None:
    pieces = [piece for piece in _ELLIPSIS.split(_folded(words).strip()) if re.search(r"\w|[,;:.()]", piece)]
    if not pieces or len(words) > 3000:
        return None
    joined = "[^\n]{0,1500}?".join(map(_exactly, pieces))
    ends_open = bool(re.search(r"(?:…|\.{3}|[\])])\s*$", words)) and bool(_ELLIPSIS.search(words[-6:]))
    return re.compile(joined + (r"(?:(?![.!?](?:\s|$)).)*[.!?]?" if ends_open else ""), re.S)


def _exactly(piece: str) -> str:
    found = _BETWEEN.join(_word(word) for word in piece.split())
    start = r"(?<![\w])" if piece[0].isalnum() else ""
    end = r"(?!\w)" if piece.rstrip()[-1].isalnum() else ""
    if piece[0].isdigit():
        start += r"(?<!\d[.,\s])"
    if piece.rstrip()[-1].isdigit():
        end += r"(?![.,]?\s?\d)(?!\s?\d{3}(?!\d))" if not piece.strip().isalpha() else ""
    return f"{start}{found}{end}"


def _word(word: str) -> str:
    """One word; French blanks before double punctuation and within « » come and go."""
    out = []
    for position, character in enumerate(word):
        loose = r"\s*" if character in _LOOSE_BEFORE and position else ""
        out.append(loose + re.escape(character) + (r"\s*" if character == "«" else ""))
    return "".join(out)


_SAME = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "\u2011": "-", "–": "-", "—": "-"})


@lru_cache(maxsize=1024)
def _folded(text: str) -> str:
    """The text as it is compared, character by character: places in it are places in the text."""
    return "".join(_fold(character) for character in text.translate(_SAME))


def _fold(character: str) -> str:
    if character.isascii():
        return character.lower()
    if character.isspace():
        return " "
    base = unicodedata.normalize("NFD", character)[0].lower()
    return base if len(base) == 1 else character


def sentences_in(text: str) -> Iterator[tuple[int, int]]:
    """Where each sentence of a paragraph begins and ends."""
    start = 0
    for found in re.finditer(r"(?<=[.!?…])\s+(?=[A-ZÀ-Ý«“\"\d])", text):
        yield start, found.start()
        start = found.end()
    yield start, len(text)
