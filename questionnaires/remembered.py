"""A function of a text that is asked the same again and again: its last results, but of no long text."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

T = TypeVar("T")


def remembered(most: int, longest: int) -> Callable[[Callable[[str], T]], Callable[[str], T]]:
    """Remember `most` results, each of a text of less than `longest` characters: so little memory is ever taken."""

    def memory(rule: Callable[[str], T]) -> Callable[[str], T]:
        known = lru_cache(maxsize=most)(rule)

        @wraps(rule)
        def told(text: str) -> T:
            return known(text) if len(text) < longest else rule(text)

        return told

    return memory
