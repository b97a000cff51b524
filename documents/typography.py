"""French typography for what is printed: no line may break before « : », inside « » or in « 12 % »."""

from __future__ import annotations

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date

NBSP = "\u00a0"
# What the items of a list begin with in `paragraphs`.
ITEM = f"–{NBSP}"
_BEFORE = re.compile(r" +(?=[:;?!»%€])")
_AFTER = re.compile(r"(?<=[«§]) +")
_ORDINAL = re.compile(r"(?<=[Nn]°) +")
_THOUSANDS = re.compile(r"(?<=\d) (?=\d{3}(?!\d))")
_UNITS = re.compile(r"(?<=\d) +(?=[kM]€)")
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")
_PARIS = ZoneInfo("Europe/Paris")


def french(text: str) -> str:
    """The same words with their ordinary spaces made unbreakable where French wants it; none is added.

    Characters that no document format can hold (controls, lone surrogates) are dropped.
    """
    text = _CONTROLS.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))
    for rule in (_BEFORE, _AFTER, _ORDINAL, _THOUSANDS, _UNITS):
        text = rule.sub(NBSP, text)
    return text


def long_date(moment: date | datetime) -> str:
    """« 29 septembre 2017 », « 1er juillet 2017 »; a moment with a time zone is dated in Paris."""
    if isinstance(moment, datetime) and moment.tzinfo is not None:
        moment = moment.astimezone(_PARIS)
    written = format_date(moment, "d MMMM y", locale="fr")
    return ("1er" + written[1:] if moment.day == 1 else written).replace(" ", NBSP)


def paragraphs(text: str) -> tuple[str, ...]:
    """The paragraphs of a text, one a line; a long line that goes on in small letters was only wrapped."""
    found: list[str] = []
    previous = ""
    for raw in text.splitlines():
        line = raw.strip()
        if len(previous) > 60 and previous[-1] not in ".:;!?»" and line[:1].islower():
            found[-1] += " " + line
        elif line:
            found.append(re.sub(r"^[-•*] +", ITEM, line))
        previous = line
    return tuple(found)
