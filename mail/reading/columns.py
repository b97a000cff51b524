"""Values without names: as many as the questions that share a key, or that are open, in the order of ours."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from mail.reading.announcing import foreign_words
from mail.reading.keyed import Entry
from questionnaires.model import Kind, Question
from questionnaires.values.choices import is_a_choice

_NUMBER = r"[~<>≈]?\s?\d[\d .\u00a0\u202f]*(?:,\d+)?\s?(?:%|[kM]?€|euros?)?"
_STANDS = r"n[ée]ant|nc|nd|ns|nsp|ras|so|n/a|sans objet|aucune?|\?|-"
_VALUE = re.compile(rf"(?:{_NUMBER}|{_STANDS})\.?", re.I)
_COUNTED = re.compile(rf"{_NUMBER}(?: [^\W\d]+){{0,3}}\.?", re.I)
_CLOSED = re.compile(r"(?:oui|non|n[ée]ant|ras)", re.I)
_RESPECTIVELY = re.compile(r"^\W*(?:sont |est |soit )?respectivement\s*(?:de |d'|[àa] )?\s*:?\s*", re.I)
_SPLITS = re.compile(r"\s*[;/|\t]\s*|\s*,\s+|\s+et\s+|\s*\n\s*|\s{2,}", re.I)
_LEAD = re.compile(r"^[^\d:\n]{0,80}:\s*")
_IN_ORDER = re.compile(r"\bdans (?:l['’]|cet |votre |le m[êe]me )ordre\b|\brespectivement\b", re.I)
_BULLET = re.compile(r"^\s*[-•–*▪]\s+(?=\S)")
_HEADS = re.compile(
    r"\b(?:codes?|indicateurs?|valeurs?|chiffres?|libell[ée]s?|intitul[ée]s?|num[ée]ros?|n°|r[ée]sultats?|unit[ée]s?"
    r"|nombres?)\b",
    re.I,
)
_TOTAL = re.compile(r"\W*(?:sous-)?total(?: g[ée]n[ée]ral)?\b[^:=\d]{0,40}[:=]?\s*\d", re.I)
_SHORT = (Kind.NUMBER, Kind.AMOUNT, Kind.CHOICE)
_LONGEST = 400


def shares_of(entry: Entry) -> list[tuple[str, Entry]]:
    """What each of the questions that share a key is answered: the same, or one value each, « I1, I2 : 45, 320 »."""
    said = _shared_out("\n".join(entry.lines), len(entry.codes)) if len(entry.codes) > 1 else []
    if not said:
        return [(code, entry) for code in entry.codes]
    return [(code, replace(entry, lines=[value])) for code, value in zip(entry.codes, said, strict=True)]


def is_heading(text: str) -> bool:
    """Whether these few words only stand above answers: « Code | Indicateur | Valeur », « Erratum »."""
    if len(text) > 80 or re.search(r"[\n\d]", text):
        return False
    return foreign_words(_HEADS.sub(" ", text)) == 0


def _shared_out(text: str, count: int) -> list[str]:
    """One value for each of several questions: « 45 et 320 », « respectivement oui et non »; [] where it is not so."""
    if len(text) > _LONGEST:
        return []
    said = _RESPECTIVELY.sub("", text.strip())
    pieces = [piece for piece in _SPLITS.split(said.rstrip(". ")) if piece]
    if len(pieces) != count:
        return []
    told = len(said) < len(text.strip())
    fits = all(len(piece.split()) < 7 for piece in pieces) if told else all(map(_COUNTED.fullmatch, pieces))
    # « oui, non »; « oui et non » may be one answer
    fits = fits or (" et " not in said and all(map(_CLOSED.fullmatch, pieces)))
    return pieces if fits else []


def in_order(lines: Sequence[str], open: Sequence[Question]) -> tuple[list[tuple[str, str]], bool]:
    """A bare value for each open question, by its code, and whether the text says that it keeps their order.

    Only where every one that must be answered wants a number or a choice: a column of words could be one free answer.
    """
    asked = [question for question in open if not question.optional]
    said = [line.strip() for line in lines if line.strip()]
    if len(asked) < 2 or not said or len(said) > len(asked) + 1 or any(q.kind not in _SHORT for q in asked):
        return [], False
    text = "\n".join(_BULLET.sub("", line) for line in said)
    lead = _LEAD.match(text) if len(text) <= _LONGEST else None
    values = [piece for piece in _SPLITS.split((text[lead.end() :] if lead else text).rstrip(". ")) if piece.strip()]
    fits = len(values) == len(asked) and all(map(_is_value, values, asked)) and any(v[-1:].isdigit() for v in values)
    codes = [question.code for question in asked]
    return (list(zip(codes, values, strict=True)) if fits else []), bool(lead and _IN_ORDER.search(lead[0]))


def _is_value(value: str, question: Question) -> bool:
    if question.kind is Kind.CHOICE:
        return is_a_choice(question.choices, value)
    return _VALUE.fullmatch(value.strip()) is not None


def without_total(entries: Sequence[Entry]) -> str:
    """Takes « Total : 22 » from below the last of several answers of one line each; what was taken, or ""."""
    said = [[line for line in entry.lines if line.strip()] for entry in entries]
    if len(said) < 3 or any(len(lines) != 1 for lines in said[:-1]) or len(said[-1]) < 2:
        return ""
    total = said[-1][1]
    if not _TOTAL.match(total):
        return ""
    entries[-1].lines = [line for line in entries[-1].lines if line is not total]
    return total.strip()
