"""Reads actions: free text always stands; sub-fields that are named (« Pilote : … ») and FIR amounts are recognised."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from datetime import date

from questionnaires.model import Field, Kind, Question
from questionnaires.understood import Understood, Value
from questionnaires.values.choices import understand_choice, understand_choices
from questionnaires.values.counts import understand_count
from questionnaires.values.dates import understand_date
from questionnaires.values.quantities import quantities
from questionnaires.values.words import composed, folded, squeezed

_MOST_LETTERS = 50_000
_MOST_RECORDS = 200
_BULLET = re.compile(r"^[ \t]*(?:[-•*▪◦‣○●➢–→>]|\d{1,2}[.)]|[a-h]\))[ \t]+(?=\S)")
_NO_FUNDING = re.compile(r"\b(?:non|sans|pas de|aucun)\b")


def items(text: str) -> tuple[str, ...]:
    """The actions told in a free text: one per bullet or number, else one per paragraph."""
    whole = composed(text)[:_MOST_LETTERS]
    lines = whole.split("\n")
    if sum(1 for line in lines if _BULLET.match(line)) >= 2:
        found: list[str] = []
        for line in lines:
            bullet = _BULLET.match(line)
            if bullet:
                found.append(line[bullet.end() :])
            elif line.strip() and found:
                found[-1] += "\n" + line
        return tuple(squeezed(item) for item in found if item.strip())
    return tuple(squeezed(block) for block in re.split(r"\n\s*\n", whole) if block.strip())


def understand_actions(fields: Sequence[Field], text: str, today: date) -> Understood:
    """Records keyed by the field codes where sub-fields are recognisable; else None, and the text stands.

    An amount that cannot be read for sure gives one question back; the rest of the record stands.
    """
    whole = composed(text)[:_MOST_LETTERS]
    labels = _labels(fields)
    found = list(_label_pattern(labels).finditer(folded(whole))) if labels else []
    records = _labelled(whole, found, labels) if found else [{"text": item} for item in items(text)]
    read: list[Value] = []
    ask = ""
    recognised = bool(found)
    for record in records[:_MOST_RECORDS]:
        value, question, funded = _read(record, fields, today)
        read.append(value)
        ask = ask or question
        recognised = recognised or funded
    return Understood(value=read if recognised else None, ask=ask)


def _labels(fields: Sequence[Field]) -> dict[str, Field]:
    """The folded words that name a field; those of an earlier field win."""
    labels: dict[str, Field] = {}
    for field in fields:
        for word in (field.label, *field.aliases):
            labels.setdefault(squeezed(folded(word)).strip(" ?:."), field)
    return labels


def _label_pattern(labels: Mapping[str, Field]) -> re.Pattern[str]:
    words = "|".join(re.escape(word) for word in sorted(labels, key=len, reverse=True))
    return re.compile(
        r"(?:^|(?<=[\n;.,|•(/])|(?<= - )|(?<=\n- ))[ \t]*(?:[-•*▪◦‣○●➢>][ \t]*)?"
        rf"(?P<label>{words})(?: (?:19|20)\d\d)?[ \t]*\??[ \t]*(?::|=)[ \t]*"
    )


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
    return [record for record in records if any(record.values())]


def _value_and_tail(text: str) -> tuple[str, str]:
    """A field's value ends at a blank line or at a numbered line; what follows opens the next record."""
    cut = re.search(r"\n\s*\n|\n(?=[ \t]*(?:\d{1,2}[.)]|[•▪●➢])[ \t]+\S)", text)
    value, tail = (text[: cut.start()], text[cut.end() :]) if cut else (text, "")
    return squeezed(value).strip(" ;,|(/-•"), tail if re.search(r"\w", tail) else ""


def _add_free(record: dict[str, str], text: str) -> None:
    free = squeezed(_BULLET.sub("", text)).strip(" ;,|(-•")
    if re.search(r"\w", free):
        record["text"] = f"{record['text']} {free}" if "text" in record else free


def _read(record: Mapping[str, str], fields: Sequence[Field], today: date) -> tuple[dict[str, Value], str, bool]:
    """The record with typed values, one question back, and whether a funding was recognised in it."""
    value: dict[str, Value] = {}
    ask = ""
    if record.get("text"):
        value["text"] = record["text"]
    for field in fields:
        if record.get(field.code):
            understood = _field_value(field, record[field.code], today)
            value[field.code] = record[field.code] if understood.value is None else understood.value
            if field.kind in (Kind.AMOUNT, Kind.NUMBER, Kind.DATE):
                ask = ask or understood.ask
    amount = next((field for field in fields if field.kind is Kind.AMOUNT), None)
    if amount is None or amount.code in record:
        return value, ask, False
    funded, question = _funding(amount, fields, record)
    return {**value, **funded}, ask or question, bool(funded)


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


def _funding(amount: Field, fields: Sequence[Field], record: Mapping[str, str]) -> tuple[dict[str, Value], str]:
    """The amount told beside the fund's acronym (« FIR : 45 000 € »), with the « oui » that it implies."""
    acronyms = set(re.findall(r"\b[A-Z]{2,}\b", amount.label))
    choice = next(
        (f for f in fields if f.kind is Kind.CHOICE and acronyms & set(re.findall(r"\b[A-Z]{2,}\b", f.label))), None
    )
    told = [record[choice.code]] if choice is not None and record.get(choice.code) else []
    clauses = re.split(r"(?<=[.;!])\s+|\n", " ".join(record.values()))
    told += [_beside(clause, acronyms) for clause in clauses if acronyms & set(re.findall(r"\b[A-Z]{2,}\b", clause))]
    for clause in told:
        if not any(quantity.currency for quantity in quantities(clause)) or _NO_FUNDING.search(folded(clause)):
            continue
        understood = understand_count(Question(amount.code, Kind.AMOUNT, amount.label, ""), clause)
        yes: dict[str, Value] = (
            {choice.code: [choice.choices[0].label]} if choice is not None and choice.choices else {}
        )
        if understood.value is None:
            return yes, understood.ask
        return {**yes, amount.code: understood.value}, ""
    return {}, ""


def _beside(clause: str, acronyms: set[str]) -> str:
    """The parenthesis that names the fund, where there is one; else the clause."""
    for inside in re.findall(r"\(([^()]*)\)", clause):
        if acronyms & set(re.findall(r"\b[A-Z]{2,}\b", inside)):
            return str(inside)
    return clause
