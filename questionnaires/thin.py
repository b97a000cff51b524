"""Thin answers: what an action does not say yet, as one optional probe at most. Never a refusal."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from questionnaires.model import Kind, Question, Questionnaire
from questionnaires.remembered import remembered
from questionnaires.typography import typeset
from questionnaires.understood import Standing, Understood, Value
from questionnaires.values.actions import items
from questionnaires.values.quantities import each_quantity
from questionnaires.values.standings import standing_of
from questionnaires.values.words import folded

_MOST_LETTERS = 5000
_FEW_WORDS = 8
_ONE_ACTION_WORDS = 80

_SCOPE = re.compile(
    r"\b(?:tous les|toutes les|toute la|l'ensemble|ensemble des|chaque|regiona\w+|departement\w*|territoi?r\w+"
    r"|national\w*|interregiona\w+|bassins?|ght|plusieurs|quelques"
    r"|une? (?:dizaine|douzaine|vingtaine|trentaine|centaine))\b"
)
_WHEN = re.compile(
    r"\b(?:19|20)\d\d\b|\b\d{1,2}/\d{1,2}/\d{2,4}\b|\b(?:depuis|chaque annee|annuel\w*|tous les ans|semestriel\w*"
    r"|trimestriel\w*|mensuel\w*|janvier|fevrier|avril|juin|juillet|aout|septembre|octobre|novembre|decembre)\b"
)
_WHO = re.compile(
    r"\b(?:avec|pilot\w+|partena\w+|anime\w*|organise\w* par|portee? par|menee?s? par|conduite? par|en lien|associa\w+"
    r"|federation|universit\w+|hopit\w+|hospitali\w+|etablissements?|centre|clinique|cellule|ordre|college|reseau)\b"
)
_ACRONYM = re.compile(
    r"\b(?:ARS|SRA|URPS|CISS|CRSA|CPIAS|CCLIN|ARLIN|OMEDIT|CHU|CHR|CHRU|CH|ES|EMS|EHPAD|CPAM|DRSM|HAS|URAASS|FHF|FHP"
    r"|FEHAP|IREPS|CME|CDU|CRUQPC|CPTS|PTA|MSP|HAD|SSR|DGOS|DGS|CRPV|ANSM|CREAI|APM|UFR)\b"
)
_HOW = re.compile(r"\b(?:comment|pourquoi|lesquel\w+|de quelle (?:maniere|facon))\b")


def probe(question: Question, text: str, understood: Understood) -> str:
    """One optional follow-up to this answer, in French; "" when nothing more is worth asking."""
    if understood.standing is not Standing.ANSWER or understood.ask:
        return ""
    if question.kind is Kind.ACTIONS:
        return _action_probe(question, text, understood.value)
    if question.kind is not Kind.TEXT or len(text.split()) >= _FEW_WORDS:
        return ""
    if question.probes:
        return question.probes[0].text
    return typeset("Pouvez-vous dire comment, ou donner un exemple ?") if _HOW.search(folded(question.text)) else ""


def remarks(questionnaire: Questionnaire, answers: Mapping[str, str]) -> tuple[str, ...]:
    """What strikes in a whole return (code to text): a theme where one action only is told."""
    told: list[str] = []
    for stem, questions in _themes(questionnaire):
        texts = [answers[question.code] for question in questions if answers.get(question.code, "").strip()]
        actions = [item for text in texts for item in _actions(text)]
        if len(actions) == 1 and len(actions[0].split()) <= _ONE_ACTION_WORDS:
            told.append(
                typeset(
                    f"Une seule action est citée pour {stem} : si des collègues en connaissent d’autres, "
                    "elles peuvent être ajoutées."
                )
            )
    return tuple(told)


# A whole return is looked at again with each message that adds to it.
@remembered(most=4096, longest=4_000)
def _actions(text: str) -> tuple[str, ...]:
    return () if standing_of(text) is not None else tuple(items(text))


def _action_probe(question: Question, text: str, value: Value) -> str:
    codes = _told_fields(value)
    text = text[:_MOST_LETTERS]
    low = folded(text)
    missing: list[str] = []
    if not _SCOPE.search(low) and not _counts(text):
        missing.append("combien de structures ou de personnes sont concernées")
    if not _WHEN.search(low):
        missing.append("depuis quand ou à quelle date")
    if not codes & {"pilot", "partners", "pilot_contact"} and not _WHO.search(low) and not _ACRONYM.search(text):
        missing.append("avec quel pilote et quels partenaires")
    funding = next((field for field in question.fields if field.kind is Kind.AMOUNT), None)
    acronyms = set(re.findall(r"\b[A-Z]{2,}\b", funding.label)) if funding is not None else set()
    named = acronyms & set(re.findall(r"\b[A-Z]{2,}\b", text))
    if funding is not None and funding.code not in codes and not named and not codes & {"fir"}:
        missing.append(
            "le montant FIR mobilisé, s’il y en a un" if "FIR" in acronyms else "le financement, s’il y en a un"
        )
    return typeset(f"Si vous le savez, pouvez-vous préciser {_joined(missing)} ?") if missing else ""


def _counts(text: str) -> bool:
    """Whether the text names a number of anything but money; « un », « une » and « neuf » may be no numbers."""
    return any(not q.currency and q.word not in ("un", "une", "neuf") for q in each_quantity(text))


def _told_fields(value: Value) -> set[str]:
    records: Sequence[Value] = value if isinstance(value, Sequence) and not isinstance(value, str) else ()
    return {code for record in records if isinstance(record, Mapping) for code in record}


def _joined(parts: Sequence[str]) -> str:
    return " et ".join([", ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else parts[0]


def _themes(questionnaire: Questionnaire) -> Iterable[tuple[str, list[Question]]]:
    """Action questions that share a number (Q1a and Q1b) are one theme."""
    themes: dict[str, list[Question]] = {}
    for question in questionnaire.questions():
        if question.kind is Kind.ACTIONS:
            themes.setdefault(re.sub(r"(?<=\d)[a-z]$", "", question.code), []).append(question)
    return themes.items()
