"""The lines of ours taken apart, and the words that stand about each question: in it, and in its block of a letter."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple, TypeAlias

from mail.reading.lines import Line, spans_of, straight

_CODE = re.compile(r"\[\s*([A-Za-z]{0,3}\d+(?:\.\d+)*[a-z]?)\s*\]")
_KNOWN = re.compile(r"([A-Za-z]{0,3}\d+(?:\.\d+)*[a-z]?)\s[–—-]\s")
_ITEM = re.compile(r"[–—•*·-]\s|==|\d+[.)]\s")
_Blocks: TypeAlias = dict[str, list[list[str]]]


@dataclass(eq=False)
class Wording:
    """The words of a questionnaire. `asked`: by code, as it is asked; `about`: by folded code, the code and all words.

    One object for one questionnaire: it is compared by identity.
    """

    asked: dict[str, list[str]]
    about: dict[str, tuple[str, frozenset[str]]]


class Taken(NamedTuple):
    """A line of ours taken apart: `gaps` stand behind its words; the folded code that it asks, or gives back."""

    key: str
    words: tuple[str, ...]
    gaps: tuple[str, ...]
    asks: str
    gives: str
    item: bool
    shape: tuple[int, str, str, bool]  # lines of one shape can stand for each other


# Most lines are the same in the letters to everybody.
_taken: dict[str, Taken] = {}
_MOST_KEPT = 8192


def taken_apart(lines: Iterable[Line]) -> list[Taken]:
    """Lines of ours taken apart; one that was taken apart before is the same object, as long as it is kept."""
    if len(_taken) > _MOST_KEPT:
        _taken.clear()
    return [_taken.get(line.text) or _fresh(line.text) for line in lines]


def _fresh(text: str) -> Taken:
    key = " ".join(straight(text).split())
    spans = spans_of(text)
    following = [*(start for _, start, _ in spans[1:]), len(text)]
    asked = _CODE.match(key)
    given = None if asked else _KNOWN.match(key)
    words = tuple(word for word, _, _ in spans)
    gaps = tuple(text[end:start] for (_, _, end), start in zip(spans, following, strict=False))
    asks, gives, item = (asked[1].casefold() if asked else ""), (given[1].casefold() if given else ""), _ITEM.match(key)
    shape = (len(words) if key else -1, asks, gives, bool(item))
    _taken[text] = Taken(key, words, gaps, asks, gives, bool(item), shape)
    return _taken[text]


class Vocabulary:
    """Every word that stands in a question or in its block of a letter's text part, by the question's folded code."""

    def __init__(self, wording: Wording, plain: Iterable[Taken]) -> None:
        self.about = wording.about
        self.blocks: _Blocks = {}
        block: list[str] | None = None
        for line in plain:
            if not line.key:
                block = None
            elif owner := line.asks or line.gives:
                block = [line.key]
                self.blocks.setdefault(owner, []).append(block)
            elif block is not None:
                block.append(line.key)

    def unlike(self, other: Vocabulary) -> set[str]:
        """The folded codes whose blocks are not the same in another letter."""
        if self.blocks == other.blocks:
            return set()
        return {code for code in {*self.blocks, *other.blocks} if self.blocks.get(code) != other.blocks.get(code)}

    def knows(self, folded: str, words: tuple[str, ...]) -> bool:
        """Whether nearly all of these words are about this question."""
        known = self.about[folded][1]
        blocks = [_block_words(tuple(block)) for block in self.blocks.get(folded, ())]
        count = sum(word in known or any(word in block for block in blocks) for word in words)
        return count >= 0.8 * len(words)


@lru_cache(maxsize=2048)
def _block_words(keys: tuple[str, ...]) -> frozenset[str]:
    return frozenset(word for key in keys for word, _, _ in spans_of(key))
