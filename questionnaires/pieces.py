"""Answers in several messages: the signs by which one announces more to come, or goes on with the one before."""

from __future__ import annotations

import re

# A messenger cuts a text at 4,096: what is about that long goes on in the next message. What is longer was not cut.
CUT_AT, LONGEST_CUT = 4000, 4096

_NUMBERED = re.compile(r"[(\[]\s*(?P<part>\d{1,2})\s*(?:/|sur)\s*(?P<of>\d{1,2})\s*[)\]]")
_MORE = re.compile(
    r"(?:[:,]|\b(?:à suivre|a suivre|la suite (?:arrive|suit|dans le message suivant)|suite au prochain message)"
    r"[ .…)\]]*)\s*\Z",
    re.IGNORECASE,
)
_GOES_ON = re.compile(r"[(\[]\s*(?:suite|fin|suite et fin)\s*[)\]]\s*:?\s*", re.IGNORECASE)


def announces_more(text: str) -> bool:
    """Whether this message says by itself that its answer goes on in the next one."""
    if CUT_AT <= len(text) <= LONGEST_CUT:
        return True
    numbered = _number(text)
    if numbered is not None:
        return numbered[0] < numbered[1]
    return bool(_MORE.search(text))


def goes_on(text: str) -> str:
    """The words of a message that says it continues the one before (« (2/3) … », « (suite) … »), or ""."""
    numbered = _number(text)
    if numbered is not None and 1 < numbered[0] <= numbered[1]:
        return text
    match = _GOES_ON.match(text)
    return text[match.end() :].strip() if match else ""


def looks_like_a_sequel(text: str) -> bool:
    """Whether this answer may have been meant to go on with the one before: it begins in the middle of a sentence."""
    first = text.lstrip("…. -–—*•")[:1]
    return (first.islower() and len(text.split()) > 2) or text.startswith("…")


def _number(text: str) -> tuple[int, int] | None:
    """« (2/3) » at the beginning or at the end."""
    match = _NUMBERED.match(text) or next(
        (m for m in _NUMBERED.finditer(text[-12:]) if not text[-12:][m.end() :].strip(" .")), None
    )
    return (int(match["part"]), int(match["of"])) if match else None
