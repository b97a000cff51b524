"""Words that are others but for a slip of the finger."""

from __future__ import annotations

from collections.abc import Iterable


def slip_of(words: str, known: Iterable[str]) -> str:
    """The one of the known words that these are but for a slip of the finger, or ""."""
    if not 4 <= len(words) <= 40:
        return ""
    first, swapped = words[0], words[1::-1]
    near = (meant for meant in known if meant[0] == first or meant[:2] == swapped)
    return next((meant for meant in near if _one_slip(words, meant)), "")


def _one_slip(typed: str, meant: str) -> bool:
    """Two letters swapped, one doubled, too many, missing or wrong; a short word must be nearer than a long one,
    where a slip makes no other word.
    """
    if typed == meant or abs(len(typed) - len(meant)) > 1 or len(meant) < 4:
        return False
    pairs = enumerate(zip(typed, meant, strict=False))
    at = next((i for i, (a, b) in pairs if a != b), min(len(typed), len(meant)))
    rest, wanted = typed[at:], meant[at:]
    if len(wanted) > 1 and rest[:2] == wanted[1::-1] and rest[2:] == wanted[2:]:
        return True
    if rest[1:] == wanted:
        return len(meant) > 4 or (at > 0 and rest[0] == typed[at - 1])
    return (len(meant) > 4 and rest == wanted[1:]) or (len(meant) > 5 and at > 0 and rest[1:] == wanted[1:])
