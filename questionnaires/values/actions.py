"""Reads actions: free text always stands; sub-fields that are named (« Pilote : … ») and FIR amounts are recognised."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from questionnaires.model import Field, Kind, Question
from questionnaires.understood import Understood, Value
from questionnaires.values.choices import understand_choice, understand_choices
from questionnaires.values.counts import understand_count
from questionnaires.values.dates import understand_date
from questionnaires.values.quantities import Quantity, quantities
from questionnaires.values.words import composed, folded, squeezed

_MOST_LETTERS = 50_000
_MOST_RECORDS = 200
_NUMBERED = r"\d{1,2}(?:[.)/]|°\)?|\.?[ \t]?[-–](?=[ \t]))"
_BULLET = re.compile(rf"^[ \t]*(?:[-•*▪◦‣○●➢–→>]|{_NUMBERED}|[a-h]\))[ \t]+(?=\S)")
_ACRONYM = re.compile(r"\b[A-Z]{2,}\b")
_NO_FUNDING = re.compile(r"\b(?:non|sans|pas de|aucun)\b")


@dataclass(frozen=True)
class _Record:
    """One action read: typed values by field code, one question back, « environ », and whether a fund was told."""

    value: dict[str, Value]
    ask: str = ""
    near: bool = False
    funded: bool = False


def items(text: str) -> tuple[str, ...]:
    """The actions told in a free text: one per bullet or number, else one per paragraph."""
    whole = composed(text)[:_MOST_LETTERS]
    blocks = _points(whole) or re.split(r"\n\s*\n", whole)
    return tuple(squeezed(block) for block in blocks if block.strip())


def understand_actions(fields: Sequence[Field], text: str, today: date) -> Understood:
    """Records keyed by the field codes where sub-fields are recognisable; else None, and the text stands.

    An amount that cannot be read for sure gives one question back; the rest of the record stands.
    """
    whole = composed(text)[:_MOST_LETTERS]
    grammar = _grammar_of(fields)
    signed = ":" in whole or "=" in whole or "?" in whole  # as behind the name of a field
    found = signed and grammar.pattern.search(folded(whole)) is not None
    records = _records(whole, grammar) if found else [{"text": item} for item in items(text)]
    read = [_read(record, fields, today) for record in records[:_MOST_RECORDS]]
    ask = next((record.ask for record in read if record.ask), "")
    if not found and not any(record.funded for record in read):
        return Understood(ask=ask)
    value: list[Value] = [record.value for record in read]
    return Understood(value=value, approximate=any(record.near for record in read), ask=ask)


def _records(whole: str, grammar: _Grammar) -> list[dict[str, str]]:
    """The records of a text that names sub-fields. In a list of actions each point is read for itself."""
    pattern = grammar.pattern
    points = _points(whole)
    intro = folded(whole.split(points[0], 1)[0]) if points else ""
    if len(points) < 2 or pattern.search(intro) or any(pattern.match(folded(point.strip())) for point in points):
        points = [whole]
    records: list[dict[str, str]] = []
    for point in points:
        found = list(pattern.finditer(folded(point)))
        records += _labelled(point, found, grammar.labels) if found else [{"text": squeezed(point)}]
    return [record for record in records if any(record.values())]


def _points(whole: str) -> list[str]:
    """The points of a bulleted or numbered list, with the lines that follow each; [] when it is no list."""
    lines = whole.split("\n")
    if sum(1 for line in lines if _BULLET.match(line)) < 2:
        return []
    points: list[str] = []
    for line in lines:
        bullet = _BULLET.match(line)
        if bullet:
            points.append(line[bullet.end() :])
        elif line.strip() and points:
            points[-1] += "\n" + line
    return points


@dataclass(frozen=True)
class _Grammar:
    """The folded words that name the fields of one question, and the pattern that finds them in a folded text."""

    labels: Mapping[str, Field]
    pattern: re.Pattern[str]


# by id(): to hash all fields for each answer would cost as much as reading it; an entry keeps its fields alive
_GRAMMARS: dict[int, tuple[Sequence[Field], _Grammar]] = {}


def _grammar_of(fields: Sequence[Field]) -> _Grammar:
    known = _GRAMMARS.get(id(fields))
    if known is None:
        if len(_GRAMMARS) >= 256:
            _GRAMMARS.clear()
        known = _GRAMMARS[id(fields)] = fields, _grammar(tuple(fields))
    return known[1]


@lru_cache(maxsize=64)
def _grammar(fields: tuple[Field, ...]) -> _Grammar:
    """Made once per record: a word that several fields claim belongs to the first."""
    labels: dict[str, Field] = {}
    for field in fields:
        for word in (field.label, *field.aliases):
            labels.setdefault(squeezed(folded(word)).strip(" ?:."), field)
    words = "|".join(re.escape(word) for word in sorted(labels, key=len, reverse=True)) or r"(?!)"
    pattern = re.compile(
        r"(?:^|(?<=[\n;.,|•(/])|(?<= - )|(?<=\n- ))[ \t]*(?:[-•*▪◦‣○●➢>][ \t]*)?"
        rf"(?P<label>{words})(?:[ \t]*\([^()\n]{{0,80}}\))?"
        r"(?:[ \t]*(?:n°[ \t]*)?\d{1,4})?[ \t]*(?:\??[ \t]*[:=]|\?)[ \t]*"
    )
    return _Grammar(labels, pattern)


def _labelled(text: str, found: Sequence[re.Match[str]], labels: Mapping[str, Field]) -> list[dict[str, str]]:
    """The records of a text with named sub-fields: a name that comes again, or a new paragraph, starts another."""
    records: list[dict[str, str]] = []
    record: dict[str, str] = {}

    def close() -> None:
        nonlocal record
        if record:
            records.append(record)
        record = {}

    _add_free(record, text[: found[0].start()])
    for place, match in enumerate(found):
        end = found[place + 1].start() if place + 1 < len(found) else len(text)
        field = labels[match["label"]]
        told = text[match.end() : end]
        inside, closing, after = told.partition(")")
        aside = bool(closing) and text[: match.start("label")].rstrip().endswith("(")
        value, tail = _value_and_tail(inside if aside else told)
        if field.code in record:
            close()
        record[field.code] = value
        if aside:
            _add_free(record, after)
        elif tail:
            close()
            _add_free(record, tail)
    close()
    return records


def _value_and_tail(text: str) -> tuple[str, str]:
    """A field's value ends at a blank line or at a numbered line; what follows opens the next record."""
    cut = re.search(rf"\n\s*\n|\n(?=[ \t]*(?:{_NUMBERED}|[•▪●➢])[ \t]+\S)", text)
    value, tail = (text[: cut.start()], text[cut.end() :]) if cut else (text, "")
    return squeezed(value).strip(" ;,|(/-•"), tail if re.search(r"\w", tail) else ""


def _add_free(record: dict[str, str], text: str) -> None:
    free = squeezed(_BULLET.sub("", text)).strip(" ;,|(-•")
    if re.search(r"\w", free):
        between = "" if free[0] in ".,;)" else " "
        record["text"] = f"{record['text']}{between}{free}" if "text" in record else free


def _read(record: Mapping[str, str], fields: Sequence[Field], today: date) -> _Record:
    value: dict[str, Value] = {"text": record["text"]} if record.get("text") else {}
    ask, near = "", False
    for field in fields:
        if record.get(field.code):
            understood = _field_value(field, record[field.code], today)
            value[field.code] = record[field.code] if understood.value is None else understood.value
            if field.kind in (Kind.AMOUNT, Kind.NUMBER, Kind.DATE):
                ask, near = ask or understood.ask, near or understood.approximate
    amount = next((field for field in fields if field.kind is Kind.AMOUNT), None)
    if amount is None or amount.code in record:
        return _Record(value, ask, near)
    funding = _funding(amount, fields, record)
    return _Record({**value, **funding.value}, ask or funding.ask, near or funding.near, bool(funding.value))


def _field_value(field: Field, text: str, today: date) -> Understood:
    match field.kind:
        case Kind.NUMBER | Kind.AMOUNT:
            return understand_count(Question(field.code, field.kind, field.label, ""), text)
        case Kind.DATE:
            return understand_date(text, today)
        case Kind.CHOICE:
            return understand_choice(field.choices, field.other, text)
        case Kind.CHOICES:
            return understand_choices(field.choices, field.other, text)
        case _:
            return Understood(value=text)


def _funding(amount: Field, fields: Sequence[Field], record: Mapping[str, str]) -> _Record:
    """The amount told beside the fund's acronym (« FIR : 45 000 € »), with the « oui » that it implies."""
    acronyms = _named_by(amount.label)
    choice = next((f for f in fields if f.kind is Kind.CHOICE and acronyms & _named_by(f.label)), None)
    own = record.get(choice.code, "") if choice is not None else ""
    told = " ".join(record.values())
    if not own and not any(map(told.__contains__, acronyms)):
        return _Record({})
    clauses = re.split(r"(?<=[.;!])\s+|\n", told)
    beside = [_beside(clause, acronyms) for clause in clauses if acronyms & _acronyms(clause)]
    for clause in filter(None, (own, *beside)):
        found = quantities(clause)
        bare = clause == own and [quantity.values for quantity in found if not _is_year(quantity)]
        if _NO_FUNDING.search(folded(clause)) or not (bare or any(quantity.currency for quantity in found)):
            continue
        understood = understand_count(Question(amount.code, Kind.AMOUNT, amount.label, ""), clause)
        yes: dict[str, Value] = {choice.code: [choice.choices[0].label]} if choice and choice.choices else {}
        if understood.value is None:
            return _Record(yes, understood.ask)
        return _Record({**yes, amount.code: understood.value}, near=understood.approximate)
    return _Record({})


def _acronyms(text: str) -> set[str]:
    return set(_ACRONYM.findall(text))


@lru_cache(maxsize=256)
def _named_by(label: str) -> frozenset[str]:
    return frozenset(_ACRONYM.findall(label))


def _is_year(quantity: Quantity) -> bool:
    return not quantity.currency and any(1990 <= value < 2050 for value in quantity.values)


def _beside(clause: str, acronyms: frozenset[str]) -> str:
    """The parenthesis that names the fund, where there is one; else the clause."""
    for inside in re.findall(r"\(([^()]*)\)", clause):
        if acronyms & _acronyms(inside):
            return str(inside)
    return clause
