"""From the content of a returned form to answers: which words are theirs, and which question each belongs to."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from documents.form_plan import (
    FRAME_PROPERTY,
    HEADER,
    KNOWN_PROPERTY,
    digest,
    field_lines,
    plain,
    printed_lines,
    question_lines,
)
from documents.reading.content import Cell, Content, Row, Table
from documents.reading.reference import is_reference
from documents.reading.wording import Ours, is_blank
from questionnaires.model import Field, Question, Questionnaire
from usecases.replies import Placed

NBSP = "\u00a0"
_BRACKETED = re.compile(r"\s*\[\s*([^\[\]\s]{1,20})\s*\]")
_RECORD = re.compile(r"(?:action|personne)(?: ?n°)? ?\d{0,3} ?:?\Z")


@dataclass(frozen=True)
class Findings:
    """What a form says. `codes` are those whose row or line stands in it, answered or not."""

    answers: tuple[Placed, ...] = ()
    suggested: tuple[Placed, ...] = ()
    leftover: tuple[str, ...] = ()
    codes: frozenset[str] = frozenset()


@dataclass
class _Gathered:
    """What was written for one question: in its answer cell, in its own cell, in rows of sub-fields, below."""

    cell: list[str] = field(default_factory=list)
    own: list[str] = field(default_factory=list)
    records: list[list[tuple[str, str]]] = field(default_factory=list)
    below: list[str] = field(default_factory=list)

    def text(self) -> str:
        parts = [_joined(self.cell), _joined(self.own), *self._said(), _joined(self.below)]
        return "\n\n".join(part for part in parts if part)

    def how(self) -> str:
        if _joined(self.cell) or self._said():
            return "form"
        return "form-question" if _joined(self.own) else "form-below"

    def _said(self) -> list[str]:
        """The records as text, without the sub-fields that were left empty."""
        written = (
            "\n".join(f"{label}{NBSP}: {text}" if label else text for label, text in record if text.strip())
            for record in self.records
        )
        return [text for text in written if text]


def find(content: Content, questionnaire: Questionnaire, open_codes: Sequence[str]) -> Findings:
    """The answers in it. `open_codes` are the questions that nobody has answered yet."""
    search = _Search(content, questionnaire)
    for block in content.blocks:
        if isinstance(block, Table):
            search.table(block)
        else:
            search.line(block)
    return search.findings(open_codes)


class _Search:
    """One pass over the blocks; `current` is the question whose row was met last."""

    def __init__(self, content: Content, questionnaire: Questionnaire) -> None:
        self.content = content
        self.questionnaire = questionnaire
        self.by_code = {question.code.casefold(): question for question in questionnaire.questions()}
        self.gathered: dict[str, _Gathered] = {}
        self.loose: list[str] = []
        self.current: Question | None = None
        self.ours_of: dict[str, Ours] = {}
        self.labels_of: dict[str, dict[str, Field]] = {}
        self.printed = Ours(printed_lines(questionnaire))
        self.frame = frozenset(content.properties.get(FRAME_PROPERTY, "").split())
        self.met_table = False
        self.below: Question | None = None
        codes = sorted((re.escape(question.code) for question in questionnaire.questions()), key=len, reverse=True)
        self.bare = re.compile(rf"\s*(?:question\s+)?({'|'.join(codes) or '(?!)'})\s*(?:[:.)–-]|\Z)", re.IGNORECASE)
        self.above: dict[int, tuple[str, ...]] = {}
        self.sure = False

    def table(self, table: Table) -> None:
        """Read the rows; a table without codes of ours is text that was pasted."""
        if not any(self._coded(row) for row in table.rows):
            for row in table.rows:
                self.line(" | ".join(" ".join(cell.lines) for cell in row if cell.lines))
            return
        self.met_table = self.sure = True
        self.current = self.below = None
        self.above = {}
        for row in table.rows:
            self._row(row)
        self.current = None

    def line(self, line: str) -> None:
        """A paragraph outside our table, or a cell that belongs to no question."""
        if not line.strip() or self._is_ours(line):
            return
        question, rest = self._named(line)
        if question is not None:
            self.below = question
            typed = self._ours(question).theirs([rest]) if rest.strip() else []
            self.gathered.setdefault(question.code, _Gathered()).below += typed
        elif self.below is not None:
            self.gathered[self.below.code].below += self._ours(self.below).theirs([line])
        elif self.met_table or self.frame:
            self.loose.append(line.strip())

    def findings(self, open_codes: Sequence[str]) -> Findings:
        """What was found, in the order of the questionnaire."""
        answers: list[Placed] = []
        for question in self.questionnaire.questions():
            gathered = self.gathered.get(question.code)
            text = gathered.text() if gathered else ""
            if gathered and text and not self._untouched(question, text):
                answers.append(Placed(question.code, text, how=gathered.how()))
        if not self.sure and not self.frame:
            return self._guesses(answers)
        answered = {placed.code for placed in answers}
        still_open = [code for code in open_codes if code not in answered]
        loose = "\n".join(self.loose)
        if loose and len(still_open) == 1:
            return Findings(
                tuple(answers), (Placed(still_open[0], loose, how="form-below"),), (), frozenset(self.gathered)
            )
        return Findings(tuple(answers), (), (loose,) if loose else (), frozenset(self.gathered))

    def _guesses(self, answers: list[Placed]) -> Findings:
        """What a text of their own says where it names several codes: only guesses, and no numbered headings."""
        named = [placed for placed in answers if any(letter.isalpha() for letter in placed.code)]
        if len(named) < 2:
            return Findings()
        return Findings((), tuple(named), (), frozenset(placed.code for placed in named))

    def _row(self, row: Row) -> None:
        found = self._coded(row)
        if found is not None:
            self._question_row(row, *found)
        self.above.update((number, cell.lines) for number, cell in enumerate(row) if not cell.joined)
        if found is not None:
            return
        if not any(cell.lines for cell in row):
            return
        first = next((cell for cell in row if cell.lines), row[0])
        rest = [cell for cell in row if cell is not first and cell.lines]
        if self.current is None:
            if not all(self._is_ours(line) for cell in row for line in cell.lines):
                self.line(" | ".join(" ".join(cell.lines) for cell in row if cell.lines))
            return
        question = self.current
        gathered = self.gathered[question.code]
        if first.lines and _RECORD.match(plain(first.lines[0])) and question.fields and not rest:
            gathered.records.append([])
            gathered.cell += self.printed.theirs(first.lines[1:])
        elif (known := self._field(question, first)) is not None:
            typed = self._ours_of_field(known).theirs(first.lines)
            # a blank line would look like the start of another action
            value = "\n".join(line for cell in rest for line in cell.lines if line.strip())
            value = "\n".join([value, *filter(None, typed)]).strip()
            self._record(gathered, known, value)
        elif all(self._is_ours(line) for cell in row for line in cell.lines):
            self.current = None
        else:
            self._added(gathered, row, first, rest)

    def _question_row(self, row: Row, question: Question, at: int) -> None:
        self.current = question
        gathered = self.gathered.setdefault(question.code, _Gathered())
        gathered.own += self._ours(question).theirs(row[at].lines)
        for number, cell in enumerate(row):
            if number == at:
                continue
            # merged with the cell of the question above: the same words answer both
            lines = self.above.get(number, ()) if cell.joined else cell.lines
            if not is_blank("".join(lines)):
                gathered.cell += lines

    def _record(self, gathered: _Gathered, known: Field, value: str) -> None:
        label = known.label.rstrip(" \u00a0?:")
        if not gathered.records or any(name == label for name, _ in gathered.records[-1]):
            gathered.records.append([])
        gathered.records[-1].append((label, "" if is_blank(value) else value))

    def _added(self, gathered: _Gathered, row: Row, first: Cell, rest: list[Cell]) -> None:
        """A row that the person added: it continues what stands above it, or has a label of its own."""
        text = "\n".join(line for cell in rest for line in cell.lines)
        starts_blank = bool(row) and first is not row[0]
        if gathered.records and gathered.records[-1]:
            if starts_blank or not rest:
                label, before = gathered.records[-1][-1]
                added = "\n".join(first.lines) if starts_blank or not rest else text
                gathered.records[-1][-1] = (label, f"{before}\n{added}".strip())
            else:
                gathered.records[-1].append((" ".join(first.lines).strip(" \u00a0:"), text))
        elif rest and not starts_blank:
            gathered.cell.append(f"{' '.join(first.lines).strip(f' {NBSP}:')}{NBSP}: {text}")
        else:
            gathered.cell += [*first.lines, *(line for cell in rest for line in cell.lines)]

    def _coded(self, row: Row) -> tuple[Question, int] | None:
        for number, cell in enumerate(row):
            if cell.lines:
                match = _BRACKETED.match(cell.lines[0])
                question = self.by_code.get(match[1].casefold()) if match else None
                if question is not None:
                    return question, number
        return None

    def _named(self, line: str) -> tuple[Question | None, str]:
        """The question whose code starts this line, and what follows the code."""
        match = _BRACKETED.match(line) or self.bare.match(line)
        question = self.by_code.get(match[1].casefold()) if match else None
        self.sure = self.sure or (question is not None and line.lstrip().startswith("["))
        return (question, line[match.end() :]) if match and question else (None, line)

    def _field(self, question: Question, cell: Cell) -> Field | None:
        """The sub-field whose label starts this cell."""
        labels = self.labels_of.get(question.code)
        if labels is None:
            pairs = [(_bare(label), known) for known in question.fields for label in (known.label, *known.aliases)]
            labels = self.labels_of[question.code] = dict(reversed(pairs))  # the first of two equal labels wins
        text = _bare(cell.lines[0]) if cell.lines else ""
        if not text or text in labels:
            return labels.get(text)
        starts = [label for label in labels if text.startswith(label) and text[len(label)] in ":?"]
        return labels[max(starts, key=len)] if starts else None

    def _ours(self, question: Question) -> Ours:
        if question.code not in self.ours_of:
            lines = question_lines(question)
            bare = [lines[0].split("] ", 1)[-1], *question.examples]
            self.ours_of[question.code] = Ours([*lines, *bare, f"[{question.code}]"])
        return self.ours_of[question.code]

    def _ours_of_field(self, known: Field) -> Ours:
        key = f"{known.code}/{known.label}"
        if key not in self.ours_of:
            self.ours_of[key] = Ours(_labels(known))
        return self.ours_of[key]

    def _is_ours(self, line: str) -> bool:
        return self.printed.holds(line) or is_reference(line) or digest(line) in self.frame or line in HEADER

    def _untouched(self, question: Question, text: str) -> bool:
        """What we had filled in, an example of ours, or a line to write on."""
        if is_blank(text) or digest(text) == self.content.properties.get(KNOWN_PROPERTY + question.code):
            return True
        return all(self._ours(question).holds(line) for line in text.split("\n"))


def _bare(label: str) -> str:
    return plain(label).rstrip(" :?")


def _labels(known: Field) -> Iterable[str]:
    yield from field_lines(known)
    yield known.label.rstrip(" \u00a0?:")
    yield from known.aliases


def _joined(lines: Sequence[str]) -> str:
    return "\n".join(lines).strip("\n").strip()
