"""Numbers written in French words, both ways, from zero to the milliards, with the Belgian and Swiss tens."""

from __future__ import annotations

import re
from collections.abc import Sequence

_SMALL = (
    *("zero", "un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix"),
    *("onze", "douze", "treize", "quatorze", "quinze", "seize"),
)
_UNITS = {**{word: value for value, word in enumerate(_SMALL)}, "une": 1}
_TENS = {
    "vingt": 20,
    "trente": 30,
    "quarante": 40,
    "cinquante": 50,
    "soixante": 60,
    "septante": 70,
    "huitante": 80,
    "octante": 80,
    "nonante": 90,
}
_SCALES = (("milliard", 10**9), ("million", 10**6), ("mille", 1000))
_WRITTEN_TENS = {
    2: "vingt",
    3: "trente",
    4: "quarante",
    5: "cinquante",
    6: "soixante",
    7: "soixante",
    8: "quatre-vingt",
}

NUMERAL = (
    "(?:"
    + "|".join([*_SMALL, "une", *_TENS, "vingts", "cents?", "mil(?:le)?", "millions?", "milliards?"])
    + ")(?![a-z])"
)
# A run of such words in a folded text: « deux cent cinquante », « vingt-et-un ».
RUN = rf"(?<![a-z]){NUMERAL}(?:[ -]et[ -](?:une?|onze)(?![a-z])|[ -]{NUMERAL})*"

_WORD = re.compile(r"[a-z]+")


def numbers_in(run: str) -> list[int]:
    """The numbers that a run of folded numerals says, in order: « deux cents » [200], « deux trois » [2, 3]."""
    words = [_singular(word) for word in _WORD.findall(run)]
    found: list[int] = []
    at = 0
    while at < len(words):
        if words[at] == "et":
            at += 1
            continue
        value, end = _number(words, at)
        if end == at:  # « millions » without a number before it
            return []
        found.append(value)
        at = end
    return found


def _singular(word: str) -> str:
    if word == "mil":
        return "mille"
    return word[:-1] if word in ("vingts", "cents", "millions", "milliards") else word


def _number(words: Sequence[str], at: int) -> tuple[int, int]:
    """The longest number that starts here, and where it ends; the same place when there is none."""
    total, limit = 0, 10**12
    start = at
    while at < len(words):
        value, end = _below_thousand(words, at)
        scale = next((size for name, size in _SCALES if end < len(words) and words[end] == name), 1)
        if end == at and scale != 1000:
            break
        if end > at and value == 0 and (at > start or scale > 1):
            break
        if scale >= limit:
            break
        total += (value if end > at else 1) * scale
        at = end + (scale > 1)
        limit = scale
        if scale == 1:
            break
    return total, at


def _below_thousand(words: Sequence[str], at: int) -> tuple[int, int]:
    if words[at] == "cent":
        hundreds, end = 1, at + 1
    else:
        value, end = _below_hundred(words, at)
        if end == at or end >= len(words) or words[end] != "cent" or not 2 <= value <= 19 or value == 10:
            return value, end
        hundreds, end = value, end + 1
    after = end + 1 if end < len(words) - 1 and words[end] == "et" and words[end + 1] in ("un", "une") else end
    if after < len(words):
        rest, last = _below_hundred(words, after)
        if last > after and rest > 0 and not (last < len(words) and words[last] == "cent"):
            return hundreds * 100 + rest, last
    return hundreds * 100, end


def _below_hundred(words: Sequence[str], at: int) -> tuple[int, int]:
    word = words[at]
    if word == "quatre" and at + 1 < len(words) and words[at + 1] == "vingt":
        return _with_units(words, at + 2, 80, 19)
    if word in _TENS:
        return _with_units(words, at + 1, _TENS[word], 19 if word == "soixante" else 9)
    return _below_twenty(words, at)


def _with_units(words: Sequence[str], at: int, tens: int, most: int) -> tuple[int, int]:
    start = at + 1 if at < len(words) - 1 and words[at] == "et" else at
    if start < len(words):
        value, end = _below_twenty(words, start)
        joined = start == at or value in (1, 11)
        if end > start and 1 <= value <= most and joined:
            return tens + value, end
    return tens, at


def _below_twenty(words: Sequence[str], at: int) -> tuple[int, int]:
    value = _UNITS.get(words[at])
    if value is None:
        return 0, at
    if value == 10 and at + 1 < len(words) and words[at + 1] in ("sept", "huit", "neuf"):
        return 10 + _UNITS[words[at + 1]], at + 2
    return value, at + 1


def in_words(number: int) -> str:
    """A number from 0 to 999,999,999,999 in French words: « quatre-vingt-onze », « deux cent mille »."""
    if number < 1000:
        return _hundreds_in_words(number, ends=True)
    name, scale = next((name, scale) for name, scale in _SCALES if number >= scale)
    count, rest = divmod(number, scale)
    if scale == 1000:
        head = "mille" if count == 1 else f"{_hundreds_in_words(count, ends=False)} mille"
    else:
        head = f"{_hundreds_in_words(count, ends=True)} {name}{'s' if count > 1 else ''}"
    return f"{head} {in_words(rest)}" if rest else head


def _hundreds_in_words(number: int, ends: bool) -> str:
    hundreds, rest = divmod(number, 100)
    if not hundreds:
        return _tens_in_words(rest, ends)
    head = "cent" if hundreds == 1 else f"{_tens_in_words(hundreds, ends)} cent"
    if rest:
        return f"{head} {_tens_in_words(rest, ends)}"
    return head + ("s" if hundreds > 1 and ends else "")


def _tens_in_words(number: int, ends: bool) -> str:
    if number <= 16:
        return "zéro" if number == 0 else _SMALL[number]
    if number < 20:
        return f"dix-{_SMALL[number - 10]}"
    tens, units = divmod(number, 10)
    if tens in (7, 9):
        tens, units = tens - 1, units + 10
    word = _WRITTEN_TENS[tens]
    if units == 0:
        return word + ("s" if tens == 8 and ends else "")
    if tens != 8 and units in (1, 11):
        return f"{word} et {_SMALL[units]}"
    return f"{word}-{_tens_in_words(units, ends)}"
