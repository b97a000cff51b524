"""Counts over the organisations' answers to one question: numbers, choices, dates, and the ways of giving none."""

from __future__ import annotations

import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from campaigns.nearest import folded
from campaigns.returns import MergedAnswer
from questionnaires.understood import Standing, Value


@dataclass(frozen=True)
class NumberTally:
    """The understood numbers of one question, in its unit. `approximate` is how many of them are marked so."""

    count: int
    total: float
    least: float
    greatest: float
    median: float
    approximate: int


def number_of(value: Value) -> float | None:
    """The value as a number, or None; what is true or false is no number."""
    return float(value) if isinstance(value, (int, float)) and not isinstance(value, bool) else None


def tally_numbers(answers: Sequence[MergedAnswer]) -> NumberTally | None:
    """The tally of the answers that hold a number, or None when none does."""
    numbers = [(number, a.approximate) for a in answers if (number := number_of(a.value)) is not None]
    if not numbers:
        return None
    values = [number for number, _ in numbers]
    # Decimal: the sum of 0,1 and 0,2 is 0,3 in a report.
    total = float(sum(Decimal(str(value)) for value in values))
    return NumberTally(
        len(values), total, min(values), max(values), statistics.median(values), sum(1 for _, about in numbers if about)
    )


def tally_choices(answers: Sequence[MergedAnswer]) -> Mapping[str, int]:
    """How many chose each label, the most chosen first."""
    counts: dict[str, int] = {}
    for answer in answers:
        for label in dict.fromkeys(labels_of(answer.value)):
            counts[label] = counts.get(label, 0) + 1
    return dict(sorted(counts.items(), key=lambda item: (-item[1], item[0])))


def labels_of(value: Value) -> list[str]:
    """The chosen labels in a value: one, or a list of them."""
    several = value if isinstance(value, Sequence) and not isinstance(value, str) else (value,)
    labels = []
    for thing in several:
        if isinstance(thing, bool):
            labels.append("oui" if thing else "non")
        elif thing not in (None, "") and not isinstance(thing, Mapping):
            labels.append(str(thing))
    return labels


def dates_of(answers: Sequence[MergedAnswer]) -> list[date]:
    """The understood days, in order."""
    days = []
    for answer in answers:
        try:
            days.append(date.fromisoformat(str(answer.value)))
        except ValueError:
            continue  # free text, or a month without a day
    return sorted(days)


def records_in(answers: Sequence[MergedAnswer]) -> int:
    """How many records (actions) stand in the understood lists."""
    return sum(len(_listed(answer.value)) for answer in answers)


def people_in(answers: Sequence[MergedAnswer]) -> int:
    """How many different people the understood lists name; the same name twice is one person."""
    names = set()
    for answer in answers:
        for person in _listed(answer.value):
            if isinstance(person, Mapping):
                name = folded(" ".join(sorted(str(person.get(key, "")) for key in ("first_name", "name"))))
                names.add(name or folded(str(person.get("email") or person)))
    return len(names)


def _listed(value: Value) -> Sequence[Value]:
    return value if isinstance(value, Sequence) and not isinstance(value, str) else ()


def by_standing(answers: Mapping[str, MergedAnswer]) -> Mapping[Standing, list[str]]:
    """Who stands how: organisation codes by standing, in the order given."""
    found: dict[Standing, list[str]] = {}
    for code, answer in answers.items():
        found.setdefault(answer.standing, []).append(code)
    return found
