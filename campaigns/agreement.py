"""What the values of several answers make together, and whether they differ: complements, or several people."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from questionnaires.model import Kind
from questionnaires.understood import Standing, Understood, Value

# Two people can differ on these; everything else stands side by side.
COMPARED = frozenset({Kind.NUMBER, Kind.AMOUNT, Kind.DATE, Kind.CHOICE, Kind.CHOICES})
_LISTS = frozenset({Kind.ACTIONS, Kind.PEOPLE, Kind.FILES})
_MONTHS = {"": 0, "month": 1, "quarter": 3, "half": 6, "year": 12}


@dataclass(frozen=True)
class Agreed:
    """The value that stands, or None; `differ` when there are several that cannot all be right."""

    value: Value = None
    approximate: bool = False
    precision: str = ""
    differ: bool = False


def complemented(kind: Kind, said: Sequence[Understood]) -> Agreed:
    """One person's answer with their complements: lists grow; two different numbers are no sum, they are unclear."""
    if len(said) == 1:
        return agreed(kind, said)
    valued = [u for u in said if u.value is not None]
    if valued and (kind is Kind.CHOICES or kind in _LISTS):
        return Agreed(united([u.value for u in valued]), any(u.approximate for u in valued))
    return agreed(kind, said)


def agreed(kind: Kind, said: Sequence[Understood]) -> Agreed:
    """Several people's answers: lists are put together, other values must be the same."""
    valued = [u for u in said if u.value is not None]
    if kind in _LISTS and valued:
        return Agreed(united([u.value for u in valued]))
    if len(said) == 1:
        return Agreed(said[0].value, said[0].approximate, said[0].precision)
    if kind not in COMPARED:
        return Agreed()
    if kind is Kind.DATE:
        valued = _finest(valued)
    seen = {comparable(kind, u.value) for u in valued}
    if kind in (Kind.NUMBER, Kind.AMOUNT) and any(u.standing is Standing.NOTHING for u in said):
        seen.add(("0",))  # « néant » beside a number is someone who counted none
    if len(seen) > 1:
        return Agreed(differ=True)
    if not valued:
        return Agreed(approximate=any(u.approximate for u in said))
    # An exact figure goes before an approximate one that is the same.
    best = next((u for u in valued if not u.approximate), valued[-1])
    return Agreed(best.value, best.approximate, best.precision)


def united(values: Sequence[Value]) -> Value:
    """One list of everything that is in these lists, each thing once."""
    things: list[Value] = []
    for value in values:
        several = value if isinstance(value, Sequence) and not isinstance(value, str) else (value,)
        things.extend(thing for thing in several if thing not in things)
    return things


def comparable(kind: Kind, value: Value) -> tuple[str, ...]:
    """A form in which equal values are equal, whatever their type or order."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        return tuple(sorted(_written(kind, thing) for thing in value))
    return (_written(kind, value),)


def _written(kind: Kind, value: Value) -> str:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return format(value, ".12g") if kind in (Kind.NUMBER, Kind.AMOUNT) else str(value)
    return " ".join(str(value).casefold().split())


def _finest(dates: Sequence[Understood]) -> list[Understood]:
    """The dates without those that only name the period of a more precise one (« septembre », « le 12 septembre »)."""
    return [one for one in dates if not any(_within(finer, one) for finer in dates)]


def _within(finer: Understood, coarse: Understood) -> bool:
    length, other = _MONTHS.get(coarse.precision, 0), _MONTHS.get(finer.precision, 0)
    if length <= other:
        return False
    try:
        start, day = date.fromisoformat(str(coarse.value)), date.fromisoformat(str(finer.value))
    except ValueError:
        return False
    return 0 <= (day.year - start.year) * 12 + day.month - start.month < length
