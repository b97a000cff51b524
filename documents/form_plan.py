"""What stands in a form, row by row: printed into Word and Excel, and known again as ours when the file comes back."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache

from documents.layout import notes
from documents.typography import NBSP, french, long_date, paragraphs
from questionnaires.model import Field, Kind, Question, Questionnaire
from usecases.reports import FormOrder

REFERENCE_PROPERTY = "relance-reference"
KNOWN_PROPERTY = "relance-connu-"
KNOWN_MARK = "connu-"  # the same among the keywords, the one place that a PDF keeps
FRAME_PROPERTY = "relance-cadre"  # digests of the lines that only this form prints
_MOST_KEYWORDS = 255  # characters, says the format
REFERENCE_LABEL = f"Référence{NBSP}: "
HEADER = ("Question", "Votre réponse")
_ANOTHER = {
    Kind.ACTIONS: "Une action par groupe de lignes ; pour en citer une autre, copiez ces lignes à la suite, "
    "ou écrivez tout librement dans la case ci-dessus.",
    Kind.PEOPLE: "Une personne par groupe de lignes ; pour en citer une autre, copiez ces lignes à la suite, "
    "ou écrivez tout librement dans la case ci-dessus.",
}


@dataclass(frozen=True)
class SectionRow:
    """The title of a part, over the whole width."""

    lines: tuple[str, ...]


@dataclass(frozen=True)
class QuestionRow:
    """One question: the lines of its cell (the first starts with `[code]`) and what is already known."""

    code: str
    lines: tuple[str, ...]
    known: str
    choices: tuple[str, ...]


@dataclass(frozen=True)
class RecordRow:
    """The line above the sub-fields of one action or person."""

    lines: tuple[str, ...]


@dataclass(frozen=True)
class FieldRow:
    """One sub-field: its label, then its help."""

    lines: tuple[str, ...]


FormRow = SectionRow | QuestionRow | RecordRow | FieldRow


@dataclass(frozen=True)
class FormPlan:
    """A whole form. `opening` stands above the table, `closing` below it."""

    title: str
    recipient: str
    deadline: str
    opening: tuple[str, ...]
    rows: tuple[FormRow, ...]
    closing: tuple[str, ...]
    reference: str
    properties: dict[str, str]


def plan(order: FormOrder) -> FormPlan:
    """The form that this order asks for."""
    known = dict(order.known)
    for question in order.questionnaire.questions():
        if question.prefill == "organisation" and question.code in order.codes:
            known.setdefault(question.code, order.organisation.name)
    rows = tuple(_rows(order.questionnaire, order.codes, known))
    title = french(order.title)
    recipient = french(" – ".join(part for part in (order.organisation.name, order.contact.name) if part))
    deadline = french(f"À retourner au plus tard le {long_date(order.last_day)}.")
    properties = {
        REFERENCE_PROPERTY: order.reference,
        FRAME_PROPERTY: " ".join(digest(line) for line in (title, recipient, deadline)),
    } | {KNOWN_PROPERTY + row.code: digest(row.known) for row in rows if isinstance(row, QuestionRow) and row.known}
    return FormPlan(
        title=title,
        recipient=recipient,
        deadline=deadline,
        opening=_opening(order.questionnaire),
        rows=rows,
        closing=_CLOSING,
        reference=REFERENCE_LABEL + order.reference,
        properties=properties,
    )


def keywords(plan: FormPlan) -> str:
    """The reference, and what was known already: all that a PDF made of the form keeps of its properties."""
    words = plan.reference[:_MOST_KEYWORDS]
    for name, mark in plan.properties.items():
        known = f" {KNOWN_MARK}{name.removeprefix(KNOWN_PROPERTY)}={mark[:8]}"
        if name.startswith(KNOWN_PROPERTY) and len(words + known) <= _MOST_KEYWORDS:
            words += known
    return words


def question_lines(question: Question) -> tuple[str, ...]:
    """The lines of the question's own cell, examples and optional probes included."""
    examples = [f"Exemple{NBSP}: {french(example)}" for example in question.examples]
    probes = [french(f"– {probe.text}") for probe in question.probes]
    lines = [*notes(question), *examples, *(["Pistes facultatives\u00a0:", *probes] if probes else [])]
    return (f"[{question.code}] {french(question.text)}", *lines)


def field_lines(field: Field) -> tuple[str, ...]:
    """The lines of the label cell of a sub-field."""
    found = [french(field.label), *(french(line) for line in paragraphs(field.help))]
    if field.choices and not field.help:
        found.append(french(" ; ".join(choice.label for choice in field.choices)))
    return tuple(found)


def printed_lines(questionnaire: Questionnaire) -> Iterable[str]:
    """Every line that any form of this questionnaire prints outside the rows of questions and sub-fields."""
    yield from _opening(questionnaire)
    yield from _CLOSING
    yield from HEADER
    yield from (record_line for kind in _ANOTHER for record_line in _record(kind))
    for section in questionnaire.sections:
        yield from _section(section.title, section.introduction)


def digest(text: str) -> str:
    """A short name for a text, the same whatever its spaces, line ends and apostrophes."""
    return hashlib.sha256(plain(text).encode("utf-8", "replace")).hexdigest()[:16]


_AROUND_MARKS = re.compile(r" ?([:;?!»«%]) ?")
_SAME = {"’": "'", "‘": "'", "ʼ": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‑": "-", "…": "..."}
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u2028-\u202e\u2060\ufeff]")


def even(text: str) -> str:
    """A text as it compares: kinds of space, of apostrophe and of dash do not count, spaces at marks neither.

    « oui ? » and « oui? » are the same, for clients put no-break spaces in and take them out.
    """
    composed = unicodedata.normalize("NFKC", _UNSEEN.sub("", text))
    for written, compared in _SAME.items():
        composed = composed.replace(written, compared)  # far quicker than `translate` on a long text
    return _AROUND_MARKS.sub(r"\1", " ".join(composed.split()))


def plain(text: str) -> str:
    """The same, whatever the case."""
    return _plain(text) if len(text) < 400 else even(text).casefold()


@lru_cache(maxsize=4096)  # the same labels stand in a form again and again
def _plain(text: str) -> str:
    return even(text).casefold()


_CLOSING = (
    french("Merci de renvoyer ce fichier en réponse au message qui l’accompagnait, au format .docx, .odt ou .xlsx."),
)


def _opening(questionnaire: Questionnaire) -> tuple[str, ...]:
    lines = [*paragraphs(questionnaire.context), *paragraphs(questionnaire.instructions)]
    lines.append(
        "Écrivez librement dans la colonne de droite : une réponse partielle, « néant » ou « ne sait pas » "
        "sont utiles aussi."
    )
    return tuple(french(line) for line in lines)


def _section(title: str, introduction: str) -> tuple[str, ...]:
    return (french(title), *(french(line) for line in paragraphs(introduction)))


def _record(kind: Kind) -> tuple[str, ...]:
    return ("Personne" if kind is Kind.PEOPLE else "Action", french(_ANOTHER[kind]))


def _rows(questionnaire: Questionnaire, codes: Sequence[str], known: dict[str, str]) -> Iterable[FormRow]:
    for section in questionnaire.sections:
        asked = [question for question in section.questions if question.code in codes]
        if asked:
            yield SectionRow(_section(section.title, section.introduction))
        for question in asked:
            choices = tuple(choice.label for choice in question.choices) if question.kind is Kind.CHOICE else ()
            yield QuestionRow(question.code, question_lines(question), known.get(question.code, ""), choices)
            if question.fields:
                yield RecordRow(_record(Kind.PEOPLE if question.kind is Kind.PEOPLE else Kind.ACTIONS))
                yield from (FieldRow(field_lines(field)) for field in question.fields)
