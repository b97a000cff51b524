"""A report before it has a format: the draft in blocks (prose, lists, tables), then the questionnaire in annex."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import groupby

from documents.typography import ITEM, french, long_date, paragraphs
from questionnaires.model import Kind, Question
from questionnaires.records import names, wanted
from synthesis.draft import Paragraph, Style
from usecases.reports import ReportOrder

ANNEX_TITLE = "Annexe – Le questionnaire"


class Shape(StrEnum):
    """How a block is set."""

    TITLE = "title"
    HEADING = "heading"
    SUBHEADING = "subheading"
    TEXT = "text"
    QUOTE = "quote"
    LIST = "list"
    TABLE = "table"


@dataclass(frozen=True)
class Line:
    """One paragraph, list item or table row: its id, and its cells (a single one outside tables)."""

    id: str
    cells: tuple[str, ...]

    @property
    def text(self) -> str:
        return self.cells[0]


@dataclass(frozen=True)
class Block:
    """One paragraph, or the consecutive items of a list, or the rows of a table (the first is the header).

    `leads` says that it announces what follows, so that no page may end with it: « ARS Bretagne : ».
    """

    shape: Shape
    lines: tuple[Line, ...]
    leads: bool = False

    @property
    def text(self) -> str:
        return self.lines[0].text

    @property
    def id(self) -> str:
        return self.lines[0].id


@dataclass(frozen=True)
class AnnexQuestion:
    """One question as the annex prints it; `notes` say how to answer it, and what is wanted of each action."""

    code: str
    text: str
    notes: tuple[str, ...]
    examples: tuple[str, ...]
    probes: tuple[str, ...]


@dataclass(frozen=True)
class AnnexSection:
    """A part of the questionnaire."""

    title: str
    introduction: tuple[Block, ...]
    questions: tuple[AnnexQuestion, ...]


@dataclass(frozen=True)
class Layout:
    """Everything a report shows, in order. `title` stands in `blocks` too when the draft has a title of its own."""

    title: str
    overline: str
    subtitle: str
    state: str
    dated: str
    titled: bool
    final: bool
    blocks: tuple[Block, ...]
    annex_title: str
    questionnaire: str
    introduction: tuple[Block, ...]
    sections: tuple[AnnexSection, ...]
    documents: tuple[str, ...]


def layout(order: ReportOrder) -> Layout:
    """Lay a report out."""
    draft, questionnaire = order.draft, order.questionnaire
    blocks = blocks_of(draft.paragraphs)
    own = next((b.text for b in blocks if b.shape is Shape.TITLE), "")
    title = own or french(order.title)
    return Layout(
        title=title,
        overline=french(order.title) if french(order.title) != title else "",
        subtitle=french(order.subtitle),
        state=french("Version finale" if draft.final else f"Projet n° {draft.number}, soumis à relecture"),
        dated=long_date(draft.created_at),
        titled=bool(own) and blocks[0].shape is Shape.TITLE,
        final=draft.final,
        blocks=blocks,
        annex_title=ANNEX_TITLE,
        questionnaire=french(questionnaire.title),
        introduction=_prose(questionnaire.context) + _prose(questionnaire.instructions),
        sections=tuple(
            AnnexSection(french(section.title), _prose(section.introduction), tuple(_questions(section.questions)))
            for section in questionnaire.sections
        ),
        documents=tuple(french(document.title) for document in questionnaire.documents),
    )


def blocks_of(written: Sequence[Paragraph]) -> tuple[Block, ...]:
    """The paragraphs of a draft, with consecutive items and rows put together."""
    blocks: list[Block] = []
    for style, run in groupby(written, key=lambda p: p.style):
        match style:
            case Style.ROW:
                rows = [(p.id, tuple(french(cell).strip() for cell in p.text.split("\t"))) for p in run]
                width = max(len(cells) for _, cells in rows)
                lines = tuple(Line(id, cells + ("",) * (width - len(cells))) for id, cells in rows)
                blocks.append(Block(Shape.TABLE, lines))
            case Style.ITEM:
                blocks.append(Block(Shape.LIST, tuple(Line(p.id, (french(p.text),)) for p in run)))
            case _:
                blocks += [_block(Shape(style.value), (Line(p.id, (french(p.text),)),)) for p in run]
    return tuple(blocks)


def _block(shape: Shape, lines: tuple[Line, ...]) -> Block:
    return Block(shape, lines, shape is Shape.TEXT and lines[0].text.rstrip().endswith(":"))


def _prose(text: str) -> tuple[Block, ...]:
    """What the questionnaire says in prose; lines that begin with a dash are the items of a list."""
    blocks: list[Block] = []
    for is_item, run in groupby(_printed(text), key=lambda line: line.startswith(ITEM)):
        lines = [Line("", (line.removeprefix(ITEM),)) for line in run]
        blocks += [Block(Shape.LIST, tuple(lines))] if is_item else [_block(Shape.TEXT, (line,)) for line in lines]
    return tuple(blocks)


_HOW = {
    Kind.NUMBER: "Réponse attendue : un nombre",
    Kind.AMOUNT: "Réponse attendue : un montant en euros",
    Kind.DATE: "Réponse attendue : une date",
    Kind.FILES: "Réponse attendue : un ou plusieurs fichiers joints",
}


def notes(question: Question) -> tuple[str, ...]:
    """How the question is to be answered: its help, what is expected, the choices, whether it is optional."""
    found = list(_printed(question.help))
    if question.choices:
        labels = [choice.label for choice in question.choices] + (["autre (précisez)"] if question.other else [])
        lead = "Un seul choix" if question.kind is Kind.CHOICE else "Un ou plusieurs choix"
        found.append(french(f"{lead} : {' ; '.join(labels)}."))
    elif question.kind in _HOW:
        found.append(french(_HOW[question.kind] + (f" ({question.unit})" if question.unit else "") + "."))
    if question.optional:
        found.append("Question facultative.")
    return tuple(found)


def _questions(questions: Sequence[Question]) -> Iterator[AnnexQuestion]:
    told: dict[Kind, list[str]] = {}  # the sub-fields that were named once in this section need not be again
    for question in questions:
        fields = wanted(question, told.get(question.kind, []))
        told.setdefault(question.kind, []).extend(names(question))
        yield AnnexQuestion(
            question.code,
            french(question.text),
            (*notes(question), *([french(fields)] if fields else [])),
            tuple(french(example) for example in question.examples),
            tuple(french(probe.text) for probe in question.probes),
        )


def _printed(text: str) -> tuple[str, ...]:
    return tuple(french(paragraph) for paragraph in paragraphs(text))
