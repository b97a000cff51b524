"""What every form of one questionnaire prints, made ready to be compared with the lines that come back."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from functools import lru_cache

from documents.form_plan import field_lines, plain, printed_lines, question_lines
from documents.reading.wording import Ours
from questionnaires.model import Field, Question, Questionnaire

_TELLING = 16  # characters: words of a question this long stand for it
_BRACKETED = re.compile(r"\s*\[([^\[\]\n]{1,24})\]")


class Printed:
    """The lines of one version of a questionnaire, worked out when they are first met, and kept."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        self.around = Ours(printed_lines(questionnaire))  # outside the rows of questions and sub-fields
        self._by_code = {question.code.casefold(): question for question in questionnaire.questions()}
        codes = sorted((re.escape(question.code) for question in questionnaire.questions()), key=len, reverse=True)
        self._bare = re.compile(rf"\s*(?:question\s+)?({'|'.join(codes) or '(?!)'})\s*(?:[:.)–-]|\Z)", re.IGNORECASE)
        worded = Counter(plain(text) for question in questionnaire.questions() for text in _wordings(question))
        self._worded = {
            plain(text): question
            for question in questionnaire.questions()
            for text in _wordings(question)
            if worded[plain(text)] == 1
        }
        self._of_question: dict[str, Ours] = {}
        self._of_field: dict[Field, Ours] = {}
        self._labels: dict[str, dict[str, tuple[Field, Ours]]] = {}

    def coded(self, line: str) -> Question | None:
        """The question whose code, in brackets, starts this line, or whose own words it is."""
        return self._asked(_BRACKETED.match(line)) or self._worded.get(plain(line)) or self._cut(line)

    def _cut(self, line: str) -> Question | None:
        """The question whose bare code starts this line, with some of its own words behind it."""
        match = self._bare.match(line)
        question = self._asked(match)
        words = plain(line[match.end() :]) if match else ""
        return question if question is not None and len(words) >= _TELLING and words in plain(question.text) else None

    def tidy(self, lines: Sequence[str]) -> list[str]:
        """The lines of a question's cell, the code in front as we write it: « [ Q5 ] » is [Q5]."""
        match = (_BRACKETED.match(lines[0]) or self._bare.match(lines[0])) if lines else None
        question = self._asked(match)
        if match is None or question is None:
            return list(lines)
        return [f"[{question.code}] {lines[0][match.end() :].lstrip()}".rstrip(), *lines[1:]]

    def prints_field(self, question: Question, line: str) -> bool:
        """Whether this line is wholly that of the label of a sub-field."""
        return any(self._ours(known).holds(line) for known in question.fields)

    def named(self, line: str) -> tuple[Question | None, str]:
        """The question whose code, in brackets or bare, starts this line, and what follows the code."""
        match = _BRACKETED.match(line) or self._bare.match(line)
        question = self._asked(match)
        return (question, line[match.end() :]) if match and question else (None, line)

    def of_question(self, question: Question) -> Ours:
        """The lines of the question's own cell, and its text and examples wherever they are repeated."""
        if question.code not in self._of_question:
            lines = question_lines(question)
            words = lines[0].split("] ", 1)[-1]
            bare = [words, f"{question.code} {words}", question.code, *question.examples]
            self._of_question[question.code] = Ours([*lines, *bare, f"[{question.code}]"])
        return self._of_question[question.code]

    def field(self, question: Question, line: str) -> tuple[Field, Ours] | None:
        """The sub-field of this question whose label starts this line, and the lines of its cell."""
        labels = self._labels.get(question.code)
        if labels is None:
            pairs = [(_bare(label), known) for known in question.fields for label in (known.label, *known.aliases)]
            # the first of two equal labels wins
            labels = {label: (known, self._ours(known)) for label, known in reversed(pairs)}
            self._labels[question.code] = labels
        text = _bare(line)
        if not text or text in labels:
            return labels.get(text)
        starts = [label for label in labels if text.startswith(label) and text[len(label)] in ":?"]
        return labels[max(starts, key=len)] if starts else None

    def _ours(self, known: Field) -> Ours:
        if known not in self._of_field:
            self._of_field[known] = Ours(_label_lines(known))
        return self._of_field[known]

    def _asked(self, match: re.Match[str] | None) -> Question | None:
        return self._by_code.get("".join(match[1].split()).casefold()) if match else None


@lru_cache(maxsize=16)
def printed(questionnaire: Questionnaire) -> Printed:
    """What the forms of this questionnaire print; a campaign reads hundreds of forms of the same one."""
    return Printed(questionnaire)


def _wordings(question: Question) -> tuple[str, ...]:
    """Its first line without the brackets, or without the code; not one that could be anything (« Nom »)."""
    words = question_lines(question)[0].split("] ", 1)[-1]
    return (f"{question.code} {words}", *([words] if len(plain(words)) >= _TELLING else []))


def _bare(label: str) -> str:
    return plain(label).rstrip(" :?")


def _label_lines(known: Field) -> Iterable[str]:
    yield from field_lines(known)
    yield known.label.rstrip(" \u00a0?:")
    yield from known.aliases
