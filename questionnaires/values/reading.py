"""Reads one answer to one question: one of the five standings, a value of the question's kind, or a question back."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date

from questionnaires.model import Kind, Question
from questionnaires.typography import typeset
from questionnaires.understood import Standing, Understood
from questionnaires.values.actions import understand_actions
from questionnaires.values.choices import is_a_choice, understand_choice, understand_choices
from questionnaires.values.counts import understand_count
from questionnaires.values.dates import understand_date
from questionnaires.values.people import understand_people
from questionnaires.values.standings import standing_of
from questionnaires.values.words import folded, plain

_FILE = re.compile(
    r"[^\s\\/:*?\"<>|«»;,()][^\\/:*?\"<>|«»;,()\n]{0,120}?\.(?:docx?|xlsx?|pdf|od[ts]|pptx?|csv|rtf|txt|zip|jpe?g|png)\b",
    re.I,
)
_CLOSED = (Kind.CHOICE, Kind.CHOICES)
_LISTED = (Kind.ACTIONS, Kind.PEOPLE, Kind.FILES)  # « non » says that there is none


# The same words are read several times on the way from a message to its reply; the question is kept with its id.
_READ: dict[tuple[int, str, date], tuple[Question, Understood]] = {}
_MOST_READ = 256


def understand(question: Question, text: str, today: date) -> Understood:
    """What this answer means; `text` is not blank. Ambiguity is one French sentence in `ask`, never a guess."""
    text = text.strip()
    key = (id(question), text, today)
    known = _READ.get(key)
    if known is not None:
        return known[1]
    understood = _understood(question, text, today)
    understood = replace(understood, ask=typeset(understood.ask)) if understood.ask else understood
    if len(_READ) >= _MOST_READ:
        _READ.clear()
    _READ[key] = (question, understood)
    return understood


def _understood(question: Question, text: str, today: date) -> Understood:
    # a choice may be worded like a standing: « Sans objet »
    if not (question.kind in _CLOSED and is_a_choice(question.choices, text)):
        standing = standing_of(text)
        if standing is not None:
            return standing
        low = folded(text).strip(" .!") if question.kind in _LISTED else ""
        if low in ("non", "no", "nan", "nope") or (low == "personne" and question.kind is Kind.PEOPLE):
            return Understood(standing=Standing.NOTHING)
        if low in ("oui", "si", "yes", "ouais") and question.kind is Kind.ACTIONS:
            return Understood(ask="Laquelle, ou lesquelles ? Quelques mots suffisent.")
    match question.kind:
        case Kind.NUMBER | Kind.AMOUNT:
            return understand_count(question, text)
        case Kind.DATE:
            return understand_date(text, today)
        case Kind.CHOICE:
            return understand_choice(question.choices, question.other, text)
        case Kind.CHOICES:
            return understand_choices(question.choices, question.other, text)
        case Kind.PEOPLE:
            return understand_people(text)
        case Kind.ACTIONS:
            return understand_actions(question.fields, text, today)
        case Kind.FILES:
            names = [name.strip() for name in _FILE.findall(plain(text)[:5000])]
            return Understood(value=names or None)
        case Kind.TEXT:
            return Understood()
