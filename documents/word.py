"""A report as a Word document. Each paragraph of the draft carries its id, so that the file can come back changed."""

from __future__ import annotations

from itertools import count
from typing import cast

from docx.document import Document
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Pt
from docx.table import _Row
from docx.text.paragraph import Paragraph

from documents import paper
from documents.bookmarks import ANNEX, DRAFT_PROPERTY, bookmark
from documents.form_plan import FRAME_PROPERTY, digest
from documents.layout import AnnexQuestion, Block, Layout, Shape
from documents.typography import NBSP
from synthesis.draft import Draft

_STYLES = {
    Shape.TITLE: "Heading 1",
    Shape.HEADING: "Heading 1",
    Shape.SUBHEADING: "Heading 2",
    Shape.TEXT: "Normal",
    Shape.QUOTE: "Quote",
    Shape.LIST: "List Bullet",
}


def word(report: Layout, draft: Draft) -> bytes:
    """The .docx file."""
    return _Printing(report, draft).file()


class _Printing:
    def __init__(self, report: Layout, draft: Draft) -> None:
        self.report = report
        self.draft = draft
        self.document: Document = paper.blank()
        self.numbers = count(1)
        self.frame = ("" if report.titled else report.title, report.overline, report.subtitle, state_line(report))

    def file(self) -> bytes:
        report = self.report
        paper.left_border(self.document, "Quote")
        self._cover()
        for index, block in enumerate(report.blocks):
            if not (index == 0 and report.titled):
                self._block(block)
        self._annex()
        paper.running_lines(self.document, f"{report.title} – {report.state}".replace("\n", " "), report.dated)
        paper.describe(
            self.document,
            report.title.replace("\n", " "),
            report.state,
            self.draft.created_at,
            {DRAFT_PROPERTY: self.draft.id, FRAME_PROPERTY: " ".join(map(digest, self.frame))},
        )
        return paper.saved(self.document)

    def _cover(self) -> None:
        report = self.report
        if report.overline:
            line = paper.paragraph(self.document)
            run = line.add_run(report.overline)
            run.bold, run.font.color.rgb = True, paper.ACCENT
            self._mark(line, "relance_surtitre")
        title = paper.paragraph(self.document, report.title, style="Title")
        self._mark(title, bookmark(report.blocks[0].id) if report.titled else "relance_titre")
        if report.subtitle:
            self._mark(paper.paragraph(self.document, report.subtitle, style="Subtitle"), "relance_soustitre")
        state = paper.paragraph(self.document, state_line(report), style="Note")
        state.paragraph_format.space_after = Pt(16)
        paper.bottom_border(state, "1F4E79", 12)
        self._mark(state, "relance_etat")

    def _block(self, block: Block) -> None:
        if block.shape is Shape.TABLE:
            self._table(block)
            return
        for line in block.lines:
            paragraph = paper.paragraph(self.document, line.text, style=_STYLES[block.shape])
            if block.leads:
                paragraph.paragraph_format.keep_with_next = True
            if line.id:
                self._mark(paragraph, bookmark(line.id))

    def _table(self, block: Block) -> None:
        width = len(block.lines[0].cells)
        table = self.document.add_table(rows=0, cols=width)
        table.style = self.document.styles["Table Grid"]
        table.autofit = False
        _soften(table._tbl.tblPr)
        shares = _shares(block)
        for column, share in zip(table.columns, shares, strict=True):
            column.width = Cm(16 * share)
        for index, line in enumerate(block.lines):
            row = table.add_row()
            for cell, text, share in zip(row.cells, line.cells, shares, strict=True):
                cell.width = Cm(16 * share)
                paragraph = cell.paragraphs[0]
                paragraph.paragraph_format.space_after = Pt(2)
                paragraph.paragraph_format.space_before = Pt(2)
                run = paragraph.add_run(text)
                run.font.size = Pt(9.5)
                if index == 0:
                    run.bold = True
                    paper.shade(cell)
            self._mark(row.cells[0].paragraphs[0], bookmark(line.id))
            _row_rules(row, header=index == 0)
        self._mark(paper.paragraph(self.document, style="Note"), f"relance_apres_{next(self.numbers)}")

    def _annex(self) -> None:
        report = self.report
        heading = paper.paragraph(self.document, report.annex_title, style="Heading 1")
        heading.paragraph_format.page_break_before = True
        self._mark(heading, ANNEX)
        paper.paragraph(self.document).add_run(report.questionnaire).bold = True
        for block in report.introduction:
            self._block(block)
        for section in report.sections:
            paper.paragraph(self.document, section.title, style="Heading 2")
            for block in section.introduction:
                self._block(block)
            for question in section.questions:
                self._question(question)
        if report.documents:
            paper.paragraph(self.document, "Documents de référence", style="Heading 2")
            for document in report.documents:
                paper.paragraph(self.document, document, style="List Bullet")

    def _question(self, question: AnnexQuestion) -> None:
        heading = paper.paragraph(self.document, style="Heading 3")
        code = heading.add_run(question.code + NBSP * 2)
        code.font.color.rgb = paper.ACCENT
        heading.add_run(question.text)
        lines = list(question.notes)
        if len(question.examples) == 1:
            lines.append(f"Exemple{NBSP}: {question.examples[0]}")
        elif question.examples:
            lines += [f"Exemples{NBSP}:", *(f"– {example}" for example in question.examples)]
        if question.probes:
            lines += [f"Relances facultatives{NBSP}:", *(f"– {probe}" for probe in question.probes)]
        for line in lines:
            note = paper.paragraph(self.document, line, style="Note")
            # a question of the usual length stands on one page, whole
            note.paragraph_format.keep_with_next = line is not lines[-1]

    def _mark(self, paragraph: Paragraph, name: str) -> None:
        number = str(next(self.numbers))
        start, end = OxmlElement("w:bookmarkStart"), OxmlElement("w:bookmarkEnd")
        start.set(qn("w:id"), number)
        start.set(qn("w:name"), name)
        end.set(qn("w:id"), number)
        properties = paragraph._p.pPr
        if properties is None:
            paragraph._p.insert(0, start)
        else:
            properties.addnext(start)
        paragraph._p.append(end)


def state_line(report: Layout) -> str:
    """Whether it is a draft or final, and of what day."""
    return f"{report.state} · {report.dated}"


def _shares(block: Block) -> list[float]:
    """The share of the width of each column, by the longest text in it, none too narrow."""
    columns = range(len(block.lines[0].cells))
    longest = [max(8, *(min(len(line.cells[c]), 120) for line in block.lines)) for c in columns]
    floored = [max(length / sum(longest), 0.12) for length in longest]
    return [share / sum(floored) for share in floored]


def _row_rules(row: _Row, *, header: bool) -> None:
    """No row breaks over two pages; the header comes again on each."""
    properties = row._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:cantSplit"))
    if header:
        properties.append(OxmlElement("w:tblHeader"))


def _soften(properties: BaseOxmlElement) -> None:
    """Only thin horizontal rules."""
    borders = cast(BaseOxmlElement, OxmlElement("w:tblBorders"))
    for side, value in (
        ("top", "single"),
        ("left", "nil"),
        ("bottom", "single"),
        ("right", "nil"),
        ("insideH", "single"),
        ("insideV", "nil"),
    ):
        rule = OxmlElement(f"w:{side}")
        for name, setting in (("val", value), ("sz", "4"), ("space", "0"), ("color", paper.RULE)):
            rule.set(qn(f"w:{name}"), setting)
        borders.append(rule)
    properties.insert_element_before(borders, "w:shd", "w:tblLayout", "w:tblCellMar", "w:tblLook")
