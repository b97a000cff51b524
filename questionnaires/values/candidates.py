"""The quantities of a text that may be the answer: not those of a detail, a part, another year or a correction."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from itertools import pairwise

from questionnaires.model import Kind, Question
from questionnaires.values.quantities import Quantity, is_range, quantities
from questionnaires.values.words import folded

_PART = re.compile(r"\b(?:dont|parmi lesquel\w+|y compris)\b.*$")
_PARENTHESIS = re.compile(r"\([^()]*\)")
_DENIED = re.compile(
    r"[\s,(]+(?:et (?:non|pas)(?: pas)?|au lieu d[eu']|a la place d[eu']|plutot que|contre)"
    r"\s*(?:les |des )?\d(?:[^.;,]|[.,](?=\d))*[.)]*$"
)
_CHANGED = re.compile(
    r"^\W*(?:(?:l'indicateur|le nombre|le chiffre|le montant|il|elle)\b[^\d]{0,30})?"
    r"(?:passe|est passee?|augmente|diminue)s?"
    r"\s+d[e']\s*\d[\d .,]*(?:k?€|%)?\s+a\s+(?=\d)"
)
_A_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)")
_YEAR_BEFORE = re.compile(r"(?:en |annee )?(?:19|20)\d\d ?[:=] ?(?=\S)")
# a year in front of a colon, or behind a word and with none of its own
_OF_A_YEAR = re.compile(r"\0 ?[:=]|[a-z]{4,} \0(?! ?[a-z%€])")
_TOTAL_BEFORE = re.compile(r"(?:\btotal(?: general)?|\ben tout)\s*(?:de|[:=,])?\s*$|(?<!\d)=\s*$|\d\s*=\s*$")
_TOTAL_AFTER = re.compile(r"\s*(?:[\w'-]+ ){0,2}(?:au total|en tout)\b")
_LASTING = re.compile(
    r" ?(?:ouvres? )?(?:jours?|semaines?|mois|heures?|ans?|annees?|trimestres?|semestres?|minutes?)\b"
)


def unwrapped(text: str) -> str:
    """Without what only stands before it: the dash of a list of one (« - 42 »), the year (« 2016 : 42 »)."""
    bare = re.sub(r"^[-•*]\s+", "", text)
    year = _YEAR_BEFORE.match(folded(bare))
    if year is None or _A_YEAR.search(folded(bare), year.end()) or not quantities(bare[year.end() :]):
        return bare
    return bare[year.end() :]


def without_what_is_denied(text: str) -> str:
    """Without what is said not to hold: « 12 et non 10 », « 12 (au lieu de 10) »."""
    if changed := _CHANGED.match(folded(text)):
        return text[changed.end() :]  # « passe de 21 à 12 »
    denied = _DENIED.search(folded(text))
    return text[: denied.start()] if denied and quantities(text[: denied.start()]) else text


def candidates(question: Question, text: str) -> list[Quantity]:
    """The quantities that may be the answer: without details in parentheses or after « dont », each value once."""
    money = question.kind is Kind.AMOUNT
    everything = [q for q in quantities(text) if not _is_article(text, q)]
    if money and any(q.currency for q in everything):
        everything = _with_currency(text, everything)
    low = folded(text)
    everything = _without_years(low, everything)
    everything = _of_the_unit(question, low, [q for q in everything if not _is_a_time(question, low, q)])
    if total := _total(low, everything):
        return [total]
    aside = [found.span() for found in _PARENTHESIS.finditer(low)]
    if not money and (part := _PART.search(low)):
        aside.append(part.span())
    outside = _outside(everything, aside)
    if any(q.approximate for q in outside):
        # a parenthesis may say it exactly, unless it tells a part: « environ 320 (dont 120 nouveaux) »
        outside = _outside(
            everything, [(start, end) for start, end in aside if _PART.match(low[start:end].lstrip("( "))]
        )
    kept = outside or everything
    distinct: list[Quantity] = []
    for quantity in kept:
        if not quantity.values or quantity.values not in [q.values for q in distinct]:
            distinct.append(quantity)
    return distinct


def _outside(everything: Sequence[Quantity], aside: Sequence[tuple[int, int]]) -> list[Quantity]:
    return [q for q in everything if not any(start <= q.start < end for start, end in aside)]


def _of_the_unit(question: Question, low: str, everything: Sequence[Quantity]) -> list[Quantity]:
    """« 42, soit 70 % »: the percent where percents are asked, else the number beside it; a range stays whole."""
    if question.kind is Kind.AMOUNT or not question.unit or any(is_range(low, *pair) for pair in pairwise(everything)):
        return list(everything)
    wanted = [q for q in everything if q.percent == is_percent(question.unit) and not q.currency]
    return wanted or list(everything)


def _without_years(low: str, everything: Sequence[Quantity]) -> list[Quantity]:
    """Without the years that other numbers are told of: « 2015 : 43 ; 2016 : 45 », « 45 (base régionale 2016) »."""
    kept = [q for q in everything if not may_be_a_year(low, q)]
    return kept or list(everything)


def _around(low: str, quantity: Quantity) -> str:
    """What stands before a quantity, a mark in its place, and what stands behind it."""
    return f"{low[max(0, quantity.start - 12) : quantity.start]}\0{low[quantity.end : quantity.end + 12]}"


def is_percent(unit: str) -> bool:
    """Whether percents are asked."""
    return re.search(r"%|pour ?cent|taux", folded(unit)) is not None


def _total(low: str, everything: Sequence[Quantity]) -> Quantity | None:
    """The one that is called the total, or that is the sum of all the others."""
    if (whole := _sum_of_the_others(low, everything)) is not None:
        return whole
    called = [q for q in everything if _TOTAL_BEFORE.search(low[: q.start]) or _TOTAL_AFTER.match(low, q.end)]
    return called[0] if len(called) == 1 else None


def _sum_of_the_others(low: str, everything: Sequence[Quantity]) -> Quantity | None:
    if len(everything) < 3 or any(len(q.values) != 1 for q in everything):
        return None
    if any(is_range(low, *pair) for pair in pairwise(everything)):
        return None
    whole = sum((q.values[0] for q in everything), Decimal(0))
    sums = [q for q in everything if q.values[0] * 2 == whole and q.values[0] > 0]
    return sums[0] if len(sums) == 1 else None


def _with_currency(text: str, everything: Sequence[Quantity]) -> list[Quantity]:
    """The amounts, with the numbers that stand in one range or sum with them (« 12 000 et 8 000 € »)."""
    kept: list[Quantity] = []
    for place, quantity in enumerate(everything):
        following = everything[place + 1] if place + 1 < len(everything) else None
        previous = everything[place - 1] if place else None
        joined = following is not None and following.currency and _joined(text, quantity, following)
        between = text[previous.end : quantity.start].strip() if previous is not None else "…"
        adjacent = previous is not None and previous.currency and between in ("", "x", "×", "*")
        if quantity.currency or joined or adjacent:
            kept.append(quantity)
    return kept


def _joined(text: str, first: Quantity, second: Quantity) -> bool:
    return is_range(text, first, second) or text[first.end : second.start].strip() in ("et", "+", ",", "x", "×", "*")


def _is_article(text: str, quantity: Quantity) -> bool:
    """« une » in « 42 dans une région » counts nothing; « neuf » may be « new »."""
    if quantity.word not in ("un", "une", "neuf"):
        return False
    before = folded(text)[: quantity.start].strip(" :-")
    return bool(before) and not quantity.currency and not quantity.percent


def _is_a_time(question: Question, low: str, quantity: Quantity) -> bool:
    """« 42 en 3 mois »: the 3 counts no beds, unless months are what is asked."""
    unit = folded(question.unit)
    return bool(unit) and _LASTING.search(f" {unit}") is None and _LASTING.match(low, quantity.end) is not None


def may_be_a_year(low: str, quantity: Quantity) -> bool:
    """« idem 2015 », « bilan 2016 »: a year behind a word, with none of its own."""
    return bool(_A_YEAR.fullmatch(quantity.written) and _OF_A_YEAR.search(_around(low, quantity)))


def names_a_part(text: str) -> bool:
    """Whether something is told of a part: « dont 120 nouveaux »."""
    return _PART.search(folded(text)) is not None
