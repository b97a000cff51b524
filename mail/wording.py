"""The French words of our letters: dates, what is left of time, and what sort of answer a question expects."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, timedelta

from campaigns.dates import in_words
from campaigns.people import Contact, Organisation
from campaigns.working_days import place_of
from campaigns.zones import PARIS
from questionnaires.model import Kind, Question
from questionnaires.records import wanted
from questionnaires.typography import listed as listed
from usecases.letters import Letter

_EXPECTED = {
    Kind.NUMBER: "un nombre",
    Kind.AMOUNT: "un montant en euros",
    Kind.DATE: "une date",
    Kind.CHOICE: "un seul choix",
    Kind.CHOICES: "un ou plusieurs choix",
    Kind.FILES: "un ou plusieurs documents, en pièces jointes",
}


def awaited(what: str, last_day: date, strict: bool) -> str:
    """« Réponse attendue au plus tard le vendredi 29 septembre 2017. »; strict: « avant le samedi 30 … », exclusive.

    Short enough to stand on one line of a mail: a date is never broken.
    """
    if strict:
        return f"{what} avant le {in_words(last_day + timedelta(days=1), weekday=True)}."
    return f"{what} au plus tard le {in_words(last_day, weekday=True)}."


def due(letter: Letter, today: date, what: str, was: str) -> str:
    """The deadline of a letter: « Réponse attendue … » until it has passed, « La réponse était attendue … » after."""
    said = awaited(was if letter.last_day < today else what, letter.last_day, letter.strict)
    return f"{said} {BY_PARIS}" if is_elsewhere(letter.organisation, letter.contact) else said


def is_elsewhere(organisation: Organisation, contact: Contact) -> bool:
    """Whether the clock of Paris, by which deadlines count, is not this person's."""
    return place_of(organisation, contact)[0] != PARIS.key


# What is said with a deadline to those who live by another clock.
BY_PARIS = "Cette date s’entend à l’heure de Paris."


def short_deadline(last_day: date, strict: bool) -> str:
    """The deadline for a subject: « pour le 29 septembre 2017 », strict « avant le 30 septembre 2017 »."""
    day = last_day + timedelta(days=1) if strict else last_day
    return f"{'avant' if strict else 'pour'} le {in_words(day)}"


def time_left(today: date, last_day: date) -> str:
    """How far the last day is, as a clause: « il vous reste 14 jours », « la date limite est passée de 3 jours »."""
    days = (last_day - today).days
    if days > 1:
        return f"il vous reste {days} jours"
    if days == 1:
        return "la date limite est demain"
    if days == 0:
        return "la date limite est aujourd’hui"
    if days == -1:
        return "la date limite était hier"
    return f"la date limite est passée de {-days} jours"


def whose_answer(letter: Letter) -> str:
    """What we wait for: theirs, or of an addressee the organisation's."""
    return "la réponse de votre organisme" if letter.is_to_addressee else "votre réponse"


def number_of(count: int, singular: str, plural: str) -> str:
    """« une réponse », « 3 réponses » (the singular carries its article)."""
    return singular if count == 1 else f"{count} {plural}"


def hints(question: Question, told: Collection[str] = ()) -> list[str]:
    """What helps to answer a question, one sentence a line: what is expected, choices, sub-fields, help, condition.

    `told` are the sub-fields that the questions before it have named already: only new ones are named again.
    """
    lines: list[str] = []
    if question.condition is not None:
        values = " ou ".join(f"« {value} »" for value in question.condition.values)
        lines.append(f"À remplir si vous avez répondu {values} à la question {question.condition.code}.")
    if question.optional:
        lines.append("Réponse facultative.")
    if question.help:
        lines.extend(line for line in question.help.splitlines() if line.strip())
    expected = _EXPECTED.get(question.kind, "")
    if expected:
        if question.unit and question.kind is not Kind.AMOUNT:
            expected += f" ({question.unit})"
        lines.append(f"Réponse attendue : {expected}.")
    if question.choices:
        labels = [choice.label for choice in question.choices]
        if question.other:
            labels.append("autre (à préciser)")
        lines.append(f"Choix proposés : {' ; '.join(labels)}.")
    fields = wanted(question, told)
    if fields:
        lines.append(fields if told else f"{fields} Un texte libre convient aussi.")
    if question.probes:
        lines.append("Pour aller plus loin, si vous le souhaitez :")
        lines.extend(f"– {probe.text}" for probe in question.probes)
    return lines
