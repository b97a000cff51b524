"""A form as a Word document: one plain table keyed by the visible code, for other programs drop anything finer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import cast
from xml.sax.saxutils import escape

from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Pt

from documents import paper
from documents.form_plan import (
    HEADER,
    FieldRow,
    FormPlan,
    FormRow,
    QuestionRow,
    RecordRow,
    SectionRow,
    keywords,
)
from documents.typography import french

_WIDTHS = (4250, 5670)  # twentieths of a point: 17 cm in all


def form(plan: FormPlan, last_day: date) -> bytes:
    """The .docx file."""
    document = paper.blank(margin_cm=1.75)
    paper.paragraph(document, plan.title, style="Title")
    paper.paragraph(document, plan.recipient, style="Subtitle")
    deadline = paper.paragraph(document, style="Normal")
    deadline.add_run(plan.deadline).bold = True
    paper.bottom_border(deadline, "1F4E79", 12)
    for line in plan.opening:
        opening = paper.paragraph(document, line)
        opening.paragraph_format.space_after = Pt(4)
    paper.paragraph(document).paragraph_format.space_after = Pt(0)
    body = document.element.body
    last = cast(BaseOxmlElement, body.sectPr)
    last.addprevious(parse_xml(_table(plan.rows)))
    for line in plan.closing:
        closing = paper.paragraph(document, line)
        closing.paragraph_format.space_before = Pt(10)
    paper.running_lines(document, plan.title, plan.reference)
    document.sections[0].footer_distance = Cm(1)
    moment = datetime(last_day.year, last_day.month, last_day.day)  # noqa: DTZ001 - a date of the file, not a moment
    paper.describe(document, plan.title, plan.recipient, moment, plan.properties)
    document.core_properties.keywords = keywords(plan)
    return paper.saved(document)


def _table(rows: Iterable[FormRow]) -> str:
    edges = "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="9AA7B5"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    margins = "".join(
        f'<w:{side} w:w="{width}" w:type="dxa"/>'
        for side, width in (("top", 50), ("left", 100), ("bottom", 50), ("right", 100))
    )
    return (
        f'<w:tbl {nsdecls("w")}><w:tblPr><w:tblW w:w="{sum(_WIDTHS)}" w:type="dxa"/>'
        f'<w:tblBorders>{edges}</w:tblBorders><w:tblLayout w:type="fixed"/><w:tblCellMar>{margins}</w:tblCellMar>'
        '<w:tblLook w:val="0620" w:firstRow="1" w:lastRow="0" w:firstColumn="0" w:lastColumn="0" w:noHBand="1" '
        'w:noVBand="1"/></w:tblPr><w:tblGrid>'
        + "".join(f'<w:gridCol w:w="{width}"/>' for width in _WIDTHS)
        + "</w:tblGrid>"
        + _row("<w:tblHeader/>", _cell([HEADER[0]], 0, "1F4E79", _WHITE), _cell([HEADER[1]], 1, "1F4E79", _WHITE))
        + "".join(_printed(row, is_first=not number) for number, row in enumerate(rows))
        + "</w:tbl>"
    )


_WHITE = '<w:b/><w:color w:val="FFFFFF"/>'
_STRONG = "<w:b/>"
_SMALL = '<w:color w:val="55606E"/><w:sz w:val="18"/>'
_NEXT = "<w:keepNext/>"


def _printed(row: FormRow, *, is_first: bool) -> str:
    match row:
        case SectionRow(lines):
            # LibreOffice takes such a first row for a table that keeps with the next, and leaves a page empty
            keep = "" if is_first else _NEXT
            return _row("<w:cantSplit/>", _cell(lines, None, "DCE6F0", '<w:b/><w:color w:val="1F4E79"/>', keep=keep))
        case QuestionRow(_, lines, known, _):
            height = '<w:trHeight w:val="1000" w:hRule="atLeast"/>'
            answer = french(known).split("\n") if known else [""]
            return _row(height, _cell(lines, 0, paper.TINT, _STRONG), _cell(answer, 1, "", "", after=""))
        case RecordRow(lines):
            return _row("<w:cantSplit/>", _cell(lines, None, "FAFBFC", _STRONG, keep=_NEXT))
        case FieldRow(lines):
            return _row("<w:cantSplit/>", _cell(lines, 0, "FAFBFC", "", indent=280), _cell([""], 1, "", ""))


def _row(properties: str, *cells: str) -> str:
    return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"


def _cell(
    lines: Sequence[str],
    column: int | None,
    fill: str,
    face: str,
    *,
    after: str = _SMALL,
    keep: str = "",
    indent: int = 0,
) -> str:
    """A cell of one column, or of both (None); its first line is set in `face`, the others in `after`."""
    width = sum(_WIDTHS) if column is None else _WIDTHS[column]
    span = '<w:gridSpan w:val="2"/>' if column is None else ""
    shade = f'<w:shd w:val="clear" w:color="auto" w:fill="{fill}"/>' if fill else ""
    left = f'<w:ind w:left="{indent}"/>' if indent else ""
    paragraphs = "".join(
        f'<w:p><w:pPr>{keep}<w:spacing w:after="40" w:line="252" w:lineRule="auto"/>{left}</w:pPr>'
        + (
            f'<w:r><w:rPr>{after if number else face}</w:rPr><w:t xml:space="preserve">{escape(line)}</w:t></w:r>'
            * bool(line)
        )
        + "</w:p>"
        for number, line in enumerate(lines)
    )
    return f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/>{span}{shade}</w:tcPr>{paragraphs}</w:tc>'
