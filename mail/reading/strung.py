"""Keys on one line that only their row tells: « 5) oui, 6) non », « Q1 a) affiches b) néant », « (I1) 45 (I2) 320 »."""

from __future__ import annotations

import re
from functools import lru_cache
from itertools import pairwise

from mail.reading.codes import codes_of, grammar_of
from mail.reading.fronted import CLOSED
from mail.reading.keyed import Entry
from mail.reading.lines import straight

_STEM = re.compile(
    r"^\W{0,3}(?:(?:question|r[ée]ponse|axe)\s+)?(?P<stem>[A-Za-z]{0,2}\s?\d{1,2})\s?[:.,–-]?\s?(?=(?P<letter>[a-h])\s?(?P<sign>[).:])\s)",
    re.I,
)
_STEMMED = re.compile(
    r"(?P<lead>\W{0,3}(?:[^\W\d]{2,12}['’ ]\s?){0,3})(?P<stem>[A-Za-z]{0,2}\s?\d{1,2})\s?\(?(?P<first>[a-h])\)?\s*"
    r"(?P<join>et|/|&|,|\+|[àa]|-)\s*\(?(?P<last>[a-h])(?!\w)\)?(?=\s*[:=–)-])",
    re.I,
)
_LONGEST = 1_000


def with_stems(line: str, codes: tuple[str, ...]) -> str:
    """« Q4 a et b : » as « Q4a et Q4b : », where both are codes of ours."""
    found = _STEMMED.match(line)
    if found is None:
        return line
    meaning = grammar_of(codes).meaning
    stem = found["stem"].replace(" ", "")
    named = [meaning.get(f"{stem}{found[letter]}".casefold(), ()) for letter in ("first", "last")]
    if any(len(one) != 1 for one in named):
        return line
    return f"{found['lead']}{named[0][0]} {found['join']} {named[1][0]}{line[found.end() :]}"


def strung(line: str, codes: tuple[str, ...]) -> list[str]:
    """The line cut before each key of such a row; the line itself where the row is not sure."""
    if len(line) > _LONGEST:
        return [line]
    return _by_letters(line, codes) or _by_numbers(line, codes) or _in_brackets(line, codes) or [line]


def _by_letters(line: str, codes: tuple[str, ...]) -> list[str]:
    """« Q1 a) affiches b) néant »: every letter of that question in turn, each with the same sign."""
    found = _STEM.match(line)
    if found is None:
        return []
    meaning = grammar_of(codes).meaning
    stem = found["stem"].replace(" ", "").casefold()
    sign = re.escape(found["sign"])
    rest = line[found.end() :]
    heads = list(re.finditer(rf"(?:^|(?<=\s))([a-h])\s?{sign}\s+(?=\S)", rest, re.I))
    named = [meaning.get(f"{stem}{head[1].casefold()}", ()) for head in heads]
    letters = [head[1].casefold() for head in heads]
    if len(heads) < 2 or any(len(one) != 1 for one in named) or not _in_turn([ord(letter) for letter in letters]):
        return []
    ends = [*(head.start() for head in heads[1:]), len(rest)]
    return [
        f"{one[0]} : {rest[head.end() : end].strip(' ,;/')}" for one, head, end in zip(named, heads, ends, strict=True)
    ]


def _in_turn(places: list[int]) -> bool:
    return all(b == a + 1 for a, b in pairwise(places))


def _by_numbers(line: str, codes: tuple[str, ...]) -> list[str]:
    """« 5 : oui / 6 : non »: nothing but bare numbers of ours, rising, each with an answer that is one by itself."""
    flat = straight(line)
    one, row = _rows(codes)
    if row.fullmatch(flat) is None:
        return []
    grammar = grammar_of(codes)
    found = [(codes_of(pair["key"], grammar), pair["said"]) for pair in one.finditer(flat)]
    places = [codes.index(code) for (named, _), _ in found for code in named]
    sure = all(named and not collapsed for (named, collapsed), _ in found)
    if not sure or not all(a < b for a, b in pairwise(places)):
        return []
    return [f"{', '.join(named)} : {said.strip()}" for (named, _), said in found]


def _in_brackets(line: str, codes: tuple[str, ...]) -> list[str]:
    """« (I1) 45 (I2) 320 »: the line begins with a code in round brackets, and more follow, rising."""
    if line.lstrip()[:1] != "(":
        return []
    meaning = grammar_of(codes).meaning
    heads = list(re.finditer(r"\(\s?([A-Za-z]{1,3}\s?\d[\w.]{0,4})\s?\)\s*:?\s*", line))
    named = [meaning.get(head[1].replace(" ", "").casefold(), ()) for head in heads]
    places = [codes.index(one[0]) for one in named if len(one) == 1]
    if len(heads) < 2 or len(places) < len(heads) or not all(a < b for a, b in pairwise(places)):
        return []
    ends = [*(head.start() for head in heads[1:]), len(line)]
    texts = [line[head.end() : end].strip(" ,;/|") for head, end in zip(heads, ends, strict=True)]
    return [f"{one[0]} : {text}" for one, text in zip(named, texts, strict=True)] if all(texts) else []


@lru_cache(maxsize=32)
def _rows(codes: tuple[str, ...]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """One pair of number and answer, and a line of at least two. A number as an answer needs a sign before it."""
    forms = [re.escape(form) for form in grammar_of(codes).meaning if form[0].isdigit()]
    keys = "|".join(sorted(forms, key=len, reverse=True)) or "(?!)"
    several = rf"(?:{keys})(?:\s?(?:,|/|&|\+|et|[àa]|-)\s?(?:{keys}))*"
    signs = r"(?:\s?[:=)°/]\s?|\.\s|\s?[-–]\s?|\s(?!\d))"
    pair = rf"(?:{several}){signs}(?:{CLOSED})(?!\w)"
    between = r"\s*(?:[,;/|.–-]\s*|\bet\s+)?"
    one = rf"(?<![\w.,])(?P<key>{several}){signs}(?P<said>{CLOSED})(?!\w)"
    return re.compile(one, re.I), re.compile(rf"\W{{0,3}}{pair}(?:{between}{pair})+\W*", re.I)


def split_letters(lines: list[str], codes: tuple[str, ...]) -> list[Entry] | None:
    """« Q1 : a) … b) … » as answers to Q1a and Q1b, where every letter found is one of theirs; None otherwise."""
    letters = {code[-1].casefold(): code for code in codes if code[-1:].isalpha()}
    entries: list[Entry] = []
    for line in lines:
        found = re.match(r"^\W{0,3}([a-z])\s?[).:–-]\s+(.*)$", line, re.I | re.S)
        if found and found[1].casefold() in letters:
            entries.append(Entry((letters[found[1].casefold()],), [found[2]]))
        elif entries:
            entries[-1].lines.append(line)
        elif line.strip():
            return None
    placed = [entry.codes[0] for entry in entries]
    return entries if len(placed) >= 2 and len(set(placed)) == len(placed) else None
