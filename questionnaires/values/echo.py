"""Says back what was understood, in French, for receipts: « 45 000 € », « environ 30 », « 30 septembre 2016 »."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from questionnaires.model import Kind, Question
from questionnaires.typography import NBSP
from questionnaires.understood import Standing, Understood, Value
from questionnaires.values.counts import written
from questionnaires.values.words import folded, squeezed

_STANDINGS = {
    Standing.NOTHING: "néant",
    Standing.NOTHING_TO_REPORT: "rien à signaler",
    Standing.NOT_CONCERNED: "non concerné",
    Standing.UNKNOWN: "ne sait pas",
    Standing.LATER: "réponse à venir",
}
_MONTHS = (
    *("janvier", "février", "mars", "avril", "mai", "juin"),
    *("juillet", "août", "septembre", "octobre", "novembre", "décembre"),
)


def spoken(question: Question, understood: Understood, text: str = "") -> str:
    """What was understood, in French; "" when it adds nothing (free text, or just what `text` says)."""
    said = _spoken(question, understood)
    if not said:
        return ""
    return "" if text and squeezed(folded(said)) == squeezed(folded(text)).strip(" .") else said


def _spoken(question: Question, understood: Understood) -> str:
    if understood.standing is not Standing.ANSWER:
        said = _STANDINGS[understood.standing]
        return f"{said} (voir {understood.refer})" if understood.refer else said
    value = understood.value
    near = "environ " if understood.approximate else ""
    match question.kind:
        case Kind.NUMBER if isinstance(value, int | float):
            percent = f"{NBSP}%" if question.unit.strip() == "%" else ""
            return f"{near}{written(Decimal(str(value)))}{percent}"
        case Kind.AMOUNT if isinstance(value, int | float):
            return f"{near}{written(Decimal(str(value)))}{NBSP}€"
        case Kind.DATE if isinstance(value, str):
            return _date(value, understood)
        case Kind.CHOICE | Kind.CHOICES if _is_list(value):
            labels = ", ".join(str(label) for label in _listed(value))
            if understood.approximate and not folded(labels).startswith("plutot"):
                return f"plutôt {labels[:1].lower()}{labels[1:]}"
            return labels
        case Kind.PEOPLE if _is_list(value):
            return f"{NBSP}; ".join(_person(person) for person in _listed(value) if isinstance(person, Mapping))
        case Kind.ACTIONS if _is_list(value):
            return _actions(question, _listed(value), near)
        case Kind.FILES if _is_list(value):
            return ", ".join(str(name) for name in _listed(value))
    return ""


def day(when: date) -> str:
    """« 1er mars 2016 »."""
    return f"{'1er' if when.day == 1 else when.day} {_MONTHS[when.month - 1]} {when.year}"


def _date(value: str, understood: Understood) -> str:
    when = date.fromisoformat(value)
    match understood.precision:
        case "month":
            return f"{_MONTHS[when.month - 1]} {when.year}"
        case "quarter":
            return f"{_rank((when.month - 1) // 3 + 1)} trimestre {when.year}"
        case "half":
            return f"{_rank((when.month - 1) // 6 + 1)} semestre {when.year}"
        case "year":
            return f"{when.year}"
    return f"vers le {day(when)}" if understood.approximate else day(when)


def _rank(number: int) -> str:
    return "1er" if number == 1 else f"{number}e"


def _is_list(value: Value) -> bool:
    return isinstance(value, Sequence) and not isinstance(value, str)


def _listed(value: Value) -> Sequence[Value]:
    return value if isinstance(value, Sequence) and not isinstance(value, str) else ()


def _person(person: Mapping[str, Value]) -> str:
    name = " ".join(str(person[key]) for key in ("first_name", "name") if person.get(key))
    rest = [str(person[key]) for key in ("function", "phone", "email") if person.get(key)]
    return ", ".join([name, *rest] if name else rest)


def _actions(question: Question, records: Sequence[Value], near: str) -> str:
    count = f"{len(records)} action{'s' if len(records) > 1 else ''}"
    amounts = [field for field in question.fields if field.kind is Kind.AMOUNT]
    told = [
        f"{field.label}{NBSP}: {near}{written(sum(numbers, Decimal(0)))}{NBSP}€"
        for field in amounts
        if (
            numbers := [
                Decimal(str(n)) for r in records if isinstance(r, Mapping) if _is_number(n := r.get(field.code))
            ]
        )
    ]
    return f"{NBSP}; ".join([count, *told])


def _is_number(value: Value) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
