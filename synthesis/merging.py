"""Two new wordings of one text brought together, word by word, or None where they touch the same words."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence
from dataclasses import dataclass

_WORD = re.compile(r"\S+\s*")
_PIECE = re.compile(r"\w+|[^\w\s]")
_PLAIN = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "\u2011": "-"})  # one character for one: places hold


@dataclass(frozen=True)
class _Edit:
    """Words `start` to `end` of the base become these words."""

    start: int
    end: int
    words: tuple[str, ...]


def merged_words(base: str, one: str, other: str) -> str | None:
    """The base with the changes of both; additions at the same place both stand, `one` first. None: they collide."""
    if same_words(one, other):
        return one
    if same_words(base, one):
        return other
    if same_words(base, other):
        return one
    words = _WORD.findall(base)
    edits = _edits(words, _WORD.findall(one))
    for edit in _edits(words, _WORD.findall(other)):
        if edit in edits:
            continue
        if any(_touch(edit, theirs) for theirs in edits):
            return None
        edits.append(edit)
    # Insertions at one place keep the order of their authors: sorting is stable.
    edits.sort(key=lambda edit: (edit.start, edit.end))
    result: list[str] = []
    position = 0
    for edit in edits:
        result += words[position : edit.start]
        result += edit.words
        position = max(position, edit.end)
    result += words[position:]
    return _joined(result)


def same_words(one: str, other: str) -> bool:
    """Whether two texts differ in nothing but blanks and the shape of their apostrophes and quotation marks."""
    return [word for _, _, word in words_of(one)] == [word for _, _, word in words_of(other)]


def words_of(text: str) -> list[tuple[int, int, str]]:
    """The words and punctuation marks of a text: where each begins and ends, and the form in which it is compared."""
    return [(m.start(), m.end(), m[0]) for m in _PIECE.finditer(text.translate(_PLAIN))]


def _edits(base: Sequence[str], new: Sequence[str]) -> list[_Edit]:
    matcher = difflib.SequenceMatcher(None, _compared(base), _compared(new), autojunk=False)
    return [_Edit(i1, i2, tuple(new[j1:j2])) for tag, i1, i2, j1, j2 in matcher.get_opcodes() if tag != "equal"]


def _compared(words: Sequence[str]) -> list[str]:
    return [word.strip().translate(_PLAIN) for word in words]


def _touch(one: _Edit, other: _Edit) -> bool:
    if one.start == one.end and other.start == other.end:
        return False  # two additions
    if one.start == one.end:
        return other.start < one.start < other.end
    if other.start == other.end:
        return one.start < other.start < one.end
    return one.start < other.end and other.start < one.end


def _joined(words: Sequence[str]) -> str:
    """Words with the blanks that follow them; one is added where a word that was the last no longer is."""
    text = "".join(word if word[-1].isspace() else word + " " for word in words[:-1])
    return (text + words[-1]).rstrip() if words else ""
