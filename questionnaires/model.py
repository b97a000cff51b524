"""What is asked: a questionnaire as a value, whatever file it was written in.

A questionnaire is read once, checked once (`questionnaires.definition`) and never changes:
a new wording is a new version, and an answer belongs to the version that was asked.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from functools import cached_property


class Kind(StrEnum):
    """What sort of answer a question expects; free text is accepted for every kind."""

    TEXT = "text"
    NUMBER = "number"
    AMOUNT = "amount"
    DATE = "date"
    CHOICE = "choice"
    CHOICES = "choices"
    PEOPLE = "people"
    ACTIONS = "actions"
    FILES = "files"


@dataclass(frozen=True)
class Choice:
    """One possible answer of a closed question: its label and the acronyms or words that mean it."""

    label: str
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Probe:
    """An optional follow-up (« relance facultative »), never counted as missing."""

    text: str


@dataclass(frozen=True)
class Field:
    """One sub-field of a repeating record (an action, a person)."""

    code: str
    label: str
    kind: Kind = Kind.TEXT
    choices: tuple[Choice, ...] = ()
    other: bool = False
    help: str = ""
    aliases: tuple[str, ...] = ()


@dataclass(frozen=True)
class Condition:
    """Ask only when the earlier question `code` was answered with one of `values` (labels, or « oui »/« non »)."""

    code: str
    values: tuple[str, ...]


@dataclass(frozen=True)
class Question:
    """One question: its visible code, its wording, and how its answer is read.

    `minimum` and `maximum` are in `unit` (amounts: euros). `whole` is a count: it has no decimals.
    `profiles` is empty when everyone is asked.
    `prefill` names what is already known: "organisation" (its name) or "".
    """

    code: str
    kind: Kind
    text: str
    section: str
    short: str = ""
    help: str = ""
    examples: tuple[str, ...] = ()
    optional: bool = False
    probes: tuple[Probe, ...] = ()
    unit: str = ""
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    whole: bool = False
    choices: tuple[Choice, ...] = ()
    other: bool = False
    fields: tuple[Field, ...] = ()
    condition: Condition | None = None
    profiles: tuple[str, ...] = ()
    prefill: str = ""

    @property
    def label(self) -> str:
        """The short wording for tables and receipts."""
        return self.short or self.text


@dataclass(frozen=True)
class Section:
    """A group of questions under one title."""

    code: str
    title: str
    introduction: str = ""
    questions: tuple[Question, ...] = ()


@dataclass(frozen=True)
class Check:
    """A check across fields: the sum of `codes` is compared (`<=`, `==`, `>=`) with the answer to `total`."""

    codes: tuple[str, ...]
    relation: str
    total: str
    message: str


@dataclass(frozen=True)
class Document:
    """A reference document that goes with the questionnaire; it is no answer when it comes back."""

    title: str
    file: str = ""


@dataclass(frozen=True)
class Profile:
    """A kind of person who is asked a set of questions of their own."""

    code: str
    label: str


@dataclass(frozen=True)
class Term:
    """An acronym or a word of the questionnaire, and what it means."""

    word: str
    meaning: str

    def means(self, asked: str) -> bool:
        """Whether someone who writes `asked` means this term (« fir », « F.I.R. »)."""
        return _letters(self.word) == _letters(asked)


def _letters(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", word.casefold()) if c.isalnum())


@dataclass(frozen=True)
class Questionnaire:
    """One version of one questionnaire.

    `organisations` names the list it is sent to by default. `comparison` is False where the results
    must not be used to compare organisations with each other.
    """

    id: str
    version: str
    title: str
    context: str
    instructions: str
    sections: tuple[Section, ...]
    documents: tuple[Document, ...] = ()
    checks: tuple[Check, ...] = ()
    profiles: tuple[Profile, ...] = ()
    organisations: str = ""
    comparison: bool = True
    glossary: tuple[Term, ...] = ()

    def questions(self, profile: str = "") -> Iterator[Question]:
        """Every question in order; with a profile, those that this profile is asked."""
        return iter(self.asked_of(profile))

    def asked_of(self, profile: str = "") -> tuple[Question, ...]:
        """What `questions` gives, all at once."""
        known = self._of_profile.get(profile)
        if known is None:
            known = self._of_profile[profile] = tuple(
                question
                for section in self.sections
                for question in section.questions
                if not profile or not question.profiles or profile in question.profiles
            )
        return known

    @cached_property
    def _of_profile(self) -> dict[str, tuple[Question, ...]]:
        return {}

    def question(self, code: str) -> Question | None:
        """The question with this code, whatever the case of the letters."""
        return self._by_code.get(code.casefold())

    @cached_property
    def _by_code(self) -> dict[str, Question]:
        return {question.code.casefold(): question for question in reversed(self.asked_of())}

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """The codes of all questions, in order."""
        return tuple(question.code for question in self.questions())

    @cached_property
    def is_conditional(self) -> bool:
        """Whether what is asked depends on what was answered."""
        return any(question.condition is not None for question in self.questions())
