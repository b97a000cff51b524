"""Proves of a pattern, from how `re` reads it, that wherever it matches one of some words stands."""

from __future__ import annotations

import re
from collections.abc import Sequence
from importlib import import_module
from itertools import product
from typing import Any  # what `re` reads a pattern to has no types

_parser = import_module("re._parser")
_OPS = import_module("re._constants")
_MOST = 4_000  # wordings of one stretch of a pattern
_Element = tuple[Any, Any]


def holds_one(pattern: re.Pattern[str], words: Sequence[str]) -> bool:
    """Whether every match of this pattern holds one of these words, in lower case."""
    return _stands(list(_parser.parse(pattern.pattern, pattern.flags)), words)


def _stands(elements: list[_Element], words: Sequence[str]) -> bool:
    def told(texts: set[str]) -> bool:
        return all(any(word in text for word in words) for text in texts)

    for start in range(len(elements)):
        said = {""}
        for element in elements[start:]:
            more = _sayings(element)
            if more is None or len(said) * len(more) > _MOST:
                ways = _ways(element)
                if ways and all(_stands(way, words) or told(_joined(said, _beginnings(way))) for way in ways):
                    return True
                break
            said = _joined(said, more)
            if told(said):
                return True
    return False


def _joined(first: set[str], second: set[str]) -> set[str]:
    return {one + other for one, other in product(first, second)}


def _ways(element: _Element) -> list[list[_Element]]:
    """What always stands inside an element: one of these stretches."""
    kind, value = element
    if kind is _OPS.BRANCH:
        return [list(way) for way in value[1]]
    if kind is _OPS.SUBPATTERN:
        return [list(value[3])]
    if kind in (_OPS.MAX_REPEAT, _OPS.MIN_REPEAT) and value[0] > 0:
        return [list(value[2])]
    return []


def _beginnings(elements: list[_Element]) -> set[str]:
    said = {""}
    for element in elements:
        more = _sayings(element)
        if more is None or len(said) * len(more) > _MOST:
            break
        said = _joined(said, more)
    return said


def _sayings(element: _Element) -> set[str] | None:
    """All that one element can say, in lower case; None where that is not told."""
    kind, value = element
    if kind is _OPS.LITERAL:
        return {chr(value).casefold()}
    if kind in (_OPS.AT, _OPS.ASSERT, _OPS.ASSERT_NOT):
        return {""}
    if kind is _OPS.IN:
        return _union([_sayings(member) for member in value])
    if kind is _OPS.BRANCH:
        return _union([_all_sayings(list(way)) for way in value[1]])
    if kind is _OPS.SUBPATTERN:
        return _all_sayings(list(value[3]))
    if kind is _OPS.MAX_REPEAT and value[1] == 1:
        inner = _all_sayings(list(value[2]))
        return None if inner is None else inner | {""}
    return None


def _all_sayings(elements: list[_Element]) -> set[str] | None:
    said = {""}
    for element in elements:
        more = _sayings(element)
        if more is None or len(said) * len(more) > _MOST:
            return None
        said = _joined(said, more)
    return said


def _union(ways: list[set[str] | None]) -> set[str] | None:
    known = [way for way in ways if way is not None]
    return set().union(*known) if len(known) == len(ways) else None
