"""From the content of a returned form to answers: which words are theirs, and which question each belongs to."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from documents.form_plan import FRAME_PROPERTY, HEADER, KNOWN_PROPERTY, digest, plain
from documents.reading.content import Cell, Content, Note, Row, Table
from documents.reading.gathered import NBSP, Gathered, is_heading, without_signature
from documents.reading.printed import printed
from documents.reading.reference import is_reference
from documents.reading.wording import is_blank
from questionnaires.model import Field, Question, Questionnaire
from usecases.replies import Placed

_REWORDED = 80.0  # per cent
_RECORD = re.compile(r"(?:action|personne)(?: ?n°)? ?\d{0,3} ?:?\Z")


@dataclass(frozen=True)
class Findings:
    """What a form says. `codes` are those whose row or line stands in it, answered or not.

    `tabled`: a row of it begins with the code of a question.
    """

    answers: tuple[Placed, ...] = ()
    suggested: tuple[Placed, ...] = ()
    leftover: tuple[str, ...] = ()
    codes: frozenset[str] = frozenset()
    tabled: bool = False


def find(content: Content, questionnaire: Questionnaire, open_codes: Sequence[str]) -> Findings:
    """The answers in it. `open_codes` are the questions that nobody has answered yet."""
    search = _Search(content, questionnaire, open_codes)
    for block in content.blocks:
        if isinstance(block, Table):
            search.table(block)
        else:
            search.line(block)
    for note in content.notes:
        search.note(note)
    return search.findings()


class _Search:
    """One pass over the blocks; `current` is the question whose row was met last."""

    def __init__(self, content: Content, questionnaire: Questionnaire, open_codes: Sequence[str]) -> None:
        self.content = content
        self.open = open_codes
        self.skipped = ""
        self.questionnaire = questionnaire
        self.printed = printed(questionnaire)
        self.gathered: dict[str, Gathered] = {}
        self.loose: list[str] = []
        self.current: Question | None = None
        self.frame = frozenset(content.properties.get(FRAME_PROPERTY, "").split())
        self.met_table = False
        self.below: Question | None = None
        self.above: dict[int, tuple[str, ...]] = {}
        self.sure = False
        self.noted: list[Placed] = []

    def table(self, table: Table) -> None:
        """Read the rows; a table without codes of ours is text that was pasted."""
        if not any(self._coded(row) for row in table.rows):
            for row in table.rows:
                self._pasted(row)
            return
        self.met_table = self.sure = True
        self.current = self.below = None
        self.above = {}
        rows = table.rows[is_heading(table.rows[0]) :]
        codes = [found[0].code if (found := self._coded(row)) else "" for row in rows]
        for number, row in enumerate(rows):
            self.skipped = self._skipped(codes, number)
            self._row(row)
        self.current = None

    def _skipped(self, codes: Sequence[str], number: int) -> str:
        """The one question whose row should stand between the coded rows above and below this one, and is missing."""
        if codes[number] or self.current is None:
            return ""
        order = self.questionnaire.codes
        following = next((code for code in codes[number:] if code), "")
        between = order[order.index(self.current.code) + 1 : order.index(following) if following else None]
        missing = [code for code in between if code not in codes and code in self.open]
        return missing[0] if len(missing) == 1 else ""

    def _pasted(self, row: Row) -> None:
        """A row of a table of their own; behind a bare code stands an answer: « Q1a | Un colloque »."""
        texts = [" ".join(cell.lines) for cell in row if cell.lines]
        question, rest = self.printed.named(texts[0]) if texts else (None, "")
        if question is not None and not rest.strip() and len(texts) > 1:
            texts[:2] = [f"{texts[0]} : {texts[1]}"]
        self.line(" | ".join(texts))

    def line(self, line: str) -> None:
        """A paragraph outside our table, or a cell that belongs to no question."""
        if not line.strip() or self._is_ours(line):
            return
        question, rest = self.printed.named(line)
        if question is not None:
            self.sure = self.sure or line.lstrip().startswith("[")
            self.below = question
            typed = self.printed.of_question(question).theirs([rest]) if rest.strip() else []
            self.gathered.setdefault(question.code, Gathered()).below += typed
        elif self.below is not None:
            if not self.printed.prints_field(self.below, line):
                self.gathered[self.below.code].below += self.printed.of_question(self.below).theirs([line])
        elif self.met_table or self.frame:
            self.loose.append(line.strip())

    def note(self, note: Note) -> None:
        """A comment or a footnote: a guess for the question in whose row it stands."""
        found = self._coded(note.row)
        if note.is_mark:
            labels = {plain(choice.label): choice.label for choice in found[0].choices} if found else {}
            label = labels.get(plain(note.text).strip(" :;.,"))
            self.noted += [Placed(found[0].code, label, how="form-mark")] if found and label else []
        elif found is not None:
            self.noted.append(Placed(found[0].code, note.text, how="form-note"))
        elif self.met_table or self.frame:
            self.loose.append(note.text)

    def findings(self) -> Findings:
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
        still_open = [code for code in self.open if code not in answered]
        loose = "\n".join(without_signature(self.loose))
        if loose and len(still_open) == 1:
            self.noted.append(Placed(still_open[0], loose, how="form-below"))
            loose = ""
        return Findings(
            tuple(answers), tuple(self.noted), (loose,) if loose else (), frozenset(self.gathered), self.met_table
        )

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
        for number, cell in enumerate(row):
            if not cell.joined:
                self.above[number] = cell.lines
        written = [cell for cell in row if cell.lines]
        if found is not None or not written:
            return
        first = written[0]
        rest = [cell for cell in written if cell is not first]
        if self.current is None:
            if not all(self._is_ours(line) for cell in row for line in cell.lines):
                self.line(" | ".join(" ".join(cell.lines) for cell in row if cell.lines))
            return
        question = self.current
        gathered = self.gathered[question.code]
        if question.fields and not rest and _RECORD.match(plain(first.lines[0])):
            gathered.records.append([])
            gathered.cell += self.printed.around.theirs(first.lines[1:])
        elif (found_field := self.printed.field(question, first.lines[0])) is not None:
            known, ours = found_field
            typed = ours.theirs(first.lines)
            # a blank line would look like the start of another action
            value = "\n".join(line for cell in rest for line in cell.lines if line.strip())
            value = "\n".join([value, *filter(None, typed)]).strip()
            self._record(gathered, known, value)
        elif all(self._is_ours(line) for cell in row for line in cell.lines):
            self.current = None
        elif self._is_ours(first.lines[0]):  # the title of a part, with something of theirs below it
            self.current = None
            self.loose += self.printed.around.theirs([line for cell in written for line in cell.lines])
        elif self.skipped and not rest and first is row[0] and len(row) > 1:
            # typed over the question, or a row added where another was deleted
            self.noted.append(Placed(self.skipped, "\n".join(first.lines), how="form-row"))
        else:
            self._added(gathered, row, first, rest)

    def _question_row(self, row: Row, question: Question, at: int) -> None:
        self.current = question
        gathered = self.gathered.setdefault(question.code, Gathered())
        ours = self.printed.of_question(question)
        own = [line for line in ours.theirs(self.printed.tidy(row[at].lines)) if not self._reworded(question, line)]
        said: list[str] = []
        for number, cell in enumerate(row):
            if number == at:
                continue
            # merged with the cell of the question above: the same words answer both
            lines = self.above.get(number, ()) if cell.joined else cell.lines
            if len(row) > 2 and lines and ours.holds(lines[0]):
                lines = tuple(ours.theirs(lines))  # a column of their own for the words of the question
            if not is_blank("".join(lines)):
                said += lines
        if any(said[1:]) and plain(said[0]) == plain(question.text):
            del said[0]  # the question, copied above its answer
        if said != gathered.cell or own != gathered.own:  # a table that was copied says the same twice
            gathered.cell += said
            gathered.own += own

    def _reworded(self, question: Question, line: str) -> bool:
        """Whether this is the question in slightly other words: someone corrected ours."""
        return fuzz.ratio(plain(line), plain(question.text)) > _REWORDED

    def _record(self, gathered: Gathered, known: Field, value: str) -> None:
        label = known.label.rstrip(" \u00a0?:")
        if not gathered.records or any(name == label for name, _ in gathered.records[-1]):
            gathered.records.append([])
        gathered.records[-1].append((label, "" if is_blank(value) else value))

    def _added(self, gathered: Gathered, row: Row, first: Cell, rest: list[Cell]) -> None:
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
                question = self.printed.coded(cell.lines[0])
                if question is not None:
                    return question, number
        return None

    def _is_ours(self, line: str) -> bool:
        if self.printed.around.holds(line) or is_reference(line) or line in HEADER:
            return True
        return bool(self.frame) and digest(line) in self.frame

    def _untouched(self, question: Question, text: str) -> bool:
        """What we had filled in, an example of ours, or a line to write on."""
        known = self.content.properties.get(KNOWN_PROPERTY + question.code)
        if is_blank(text) or (known and digest(text).startswith(known)):
            return True
        return all(map(self.printed.of_question(question).holds, text.split("\n")))
