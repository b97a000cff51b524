"""What the templates of a letter are given: its parts in French words, the same for the text and the HTML part.

The values that differ from one person to the next are replaced by marks (`PERSONAL`), so that a letter is rendered
once for all those who get the same one.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from mail.marks import without_codes_in_front
from mail.mime import clean, one_line
from mail.wording import hints
from questionnaires.model import Kind, Question, Section
from questionnaires.records import names
from usecases.letters import Letter

# What a template is given, by name.
Context: TypeAlias = dict[str, object]
# What stands for a personal value while a letter is rendered for everyone.
PERSONAL: Mapping[str, str] = {
    "name": "\ufdd0n",
    "organisation": "\ufdd0o",
    "token": "\ufdd0t",
    "chat": "\ufdd0c",
    "function": "\ufdd0f",
    "others": "\ufdd0r",
}
# What stands for whole lines that are rendered apart (`mail.blocks`): each is alone on its line.
PLACES: Mapping[str, str] = {
    "opening": "\ufdd1o",
    "understood": "\ufdd1u",
    "suggested": "\ufdd1s",
    "leftover": "\ufdd1l",
    "problems": "\ufdd1p",
    "correcting": "\ufdd1c",
    "missing": "\ufdd1m",
}
# A receipt gives back so many lines and characters of one answer; the whole is kept anyway.
_LINES_GIVEN_BACK, _CHARACTERS_GIVEN_BACK = 40, 8_000
_LONGEST = 20_000
_ITEM = re.compile(r"[-–—•*]\s+")


@dataclass(frozen=True)
class QuestionView:
    """A question as it stands in a mail: `lines` is its wording, `hints` and `examples` what helps to answer."""

    code: str
    lines: tuple[str, ...]
    hints: tuple[str, ...] = ()
    examples: tuple[str, ...] = ()


@dataclass(frozen=True)
class Passage:
    """A paragraph, or the items of a list (then `text` is "")."""

    text: str
    items: tuple[str, ...] = ()


@dataclass(frozen=True)
class SectionView:
    """Questions under one title."""

    title: str
    introduction: tuple[Passage, ...]
    questions: tuple[QuestionView, ...]


@dataclass(frozen=True)
class EchoView:
    """An answer as a receipt gives it back: the words as written, line by line, and what was understood."""

    code: str
    label: str
    words: tuple[str, ...]
    reading: str
    ask: str


@dataclass(frozen=True)
class ParagraphView:
    """A paragraph of the draft: `line` for the text part, `cells` where it is a table row."""

    style: str
    line: str
    cells: tuple[str, ...] = ()


@dataclass(frozen=True)
class GroupView:
    """Neighbouring paragraphs of one style: the rows of a table, the items of a list."""

    style: str
    members: tuple[ParagraphView, ...]


def prose(text: str) -> tuple[str, ...]:
    """A text of several paragraphs, each on one line; none of them can be taken for a question."""
    return tuple(line for paragraph in clean(text).split("\n") if (line := prose_line(paragraph)))


def passages(text: str) -> tuple[Passage, ...]:
    """A text of several paragraphs; neighbouring lines that start with a dash or a bullet are one list."""
    found: list[Passage] = []
    for line in prose(text):
        item = _ITEM.match(line)
        if item is None:
            found.append(Passage(line))
        elif found and found[-1].items:
            found[-1] = Passage("", (*found[-1].items, prose_line(line[item.end() :])))
        else:
            found.append(Passage("", (prose_line(line[item.end() :]),)))
    return tuple(found)


def prose_line(text: str) -> str:
    """A text on one line that cannot be taken for a question."""
    return without_codes_in_front(one_line(text, _LONGEST))


def quoted(text: str) -> tuple[str, ...]:
    """Someone's own words between « », line by line as they were written."""
    shown = clean(text[:_CHARACTERS_GIVEN_BACK])
    lines = [without_codes_in_front(line.strip()) for line in shown.split("\n") if line.strip()] or [""]
    if len(lines) > _LINES_GIVEN_BACK or len(text) > _CHARACTERS_GIVEN_BACK:
        lines = [*lines[:_LINES_GIVEN_BACK], "[…]"]
    lines[0] = "« " + lines[0]
    lines[-1] += " »"
    return tuple(lines)


def still_missing(letter: Letter) -> tuple[Question, ...]:
    """The questions that a reminder or a receipt asks again: the missing ones, in order."""
    missing = frozenset(letter.missing)
    return tuple(question for question in letter.questions if question.code in missing)


def sections(letter: Letter, asked: Iterable[Question], brief: bool) -> tuple[SectionView, ...]:
    """The questions to answer under the titles of their sections; `brief` leaves out what helps to answer."""
    wanted = {question.code: question for question in asked}
    views = []
    for section in letter.questionnaire.sections:
        inside = [wanted.pop(q.code) for q in section.questions if q.code in wanted]
        if inside:
            views.append(_section(letter, section, inside, brief))
    if wanted:  # a question that this version of the questionnaire does not hold is still asked
        views.append(_section(letter, Section("", ""), list(wanted.values()), brief))
    return tuple(views)


def _section(letter: Letter, section: Section, questions: list[Question], brief: bool) -> SectionView:
    if brief:
        asked = tuple(brief_view(question.code, question.text, question.label) for question in questions)
        return SectionView(prose_line(section.title), (), asked)
    views = []
    told: dict[Kind, list[str]] = {}  # the sub-fields that were named once in this section need not be again
    for question in questions:
        views.append(_question(letter, question, told.get(question.kind, [])))
        told.setdefault(question.kind, []).extend(names(question))
    return SectionView(prose_line(section.title), passages(section.introduction), tuple(views))


@lru_cache(maxsize=512)
def brief_view(code: str, text: str, label: str) -> QuestionView:
    """A question's code and wording alone: every receipt asks for some of the same ones again."""
    return QuestionView(one_line(code), prose(text) or (prose_line(label),))


def _question(letter: Letter, question: Question, told: Collection[str]) -> QuestionView:
    lines = brief_view(question.code, question.text, question.label).lines
    helps = [line for hint in hints(question, told) for line in prose(hint)]
    if question.prefill == "organisation" and letter.organisation.name.strip():
        helps.append(f"Déjà noté : {PERSONAL['organisation']}. À corriger seulement si c’est inexact.")
    return QuestionView(one_line(question.code), lines, tuple(helps), tuple(map(prose_line, question.examples)))
