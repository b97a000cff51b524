"""What an answer means once it was read: a value, one of the five ways of giving none, or a question back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias

# What JSON can hold; numbers are int or float, dates ISO strings, amounts euros.
Value: TypeAlias = "str | int | float | bool | Sequence[Value] | Mapping[str, Value] | None"


class Standing(StrEnum):
    """What kind of thing was said; none of them is a blank. Only LATER leaves the question missing."""

    ANSWER = "answer"
    NOTHING = "nothing"  # « néant » : there was nothing to count or cite
    NOTHING_TO_REPORT = "nothing-to-report"  # « RAS »
    NOT_CONCERNED = "not-concerned"  # « non concerné »
    UNKNOWN = "unknown"  # « ne sait pas »
    LATER = "later"  # « plus tard »


@dataclass(frozen=True)
class Understood:
    """How one answer was read.

    `value` is None where it was not understood, is ambiguous, or is free text. `approximate` marks
    « environ 30 ». `ask` is one honest question back in French, or "". `refer` is whom « voyez X » names.

    The shape of `value`, by kind: number and amount (euros): int or float; date: "2016-09-30"; choice and choices:
    a list of labels ("Autre : …" for a free one); people: a list of {"name", "first_name", "function", "phone",
    "email"}, each a string, missing ones left out; actions: a list of records keyed by the field codes, with "text"
    for what no field holds; files: a list of file names; text: None.

    `precision` is "month", "quarter", "half" or "year" where a date names no day: `value` is then its first day,
    approximate.
    """

    standing: Standing = Standing.ANSWER
    value: Value = None
    approximate: bool = False
    ask: str = ""
    refer: str = ""
    precision: str = ""
