"""The paper of our Word documents: A4, typefaces, styles, header and footer, properties, and steady bytes."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import cast
from xml.sax.saxutils import escape, quoteattr

import docx
from docx.document import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.package import Package
from docx.shared import Cm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import _Cell
from docx.text.paragraph import Paragraph

INK = RGBColor(0x1B, 0x24, 0x30)
SOFT = RGBColor(0x55, 0x60, 0x6E)
ACCENT = RGBColor(0x1F, 0x4E, 0x79)
RULE = "CFD6DE"
TINT = "F3F6F9"
FACE = "Calibri"
_PROPERTY_SET = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"


# What stands in a document of ours, by name; what they are based on and linked to stays with them.
_STYLES = (
    *("Normal", "Default Paragraph Font", "Normal Table", "No List", "Header", "Footer"),
    *("Title", "Subtitle", "Heading 1", "Heading 2", "Heading 3", "Quote", "List Bullet", "Table Grid", "Note"),
)
# Parts of the library's own file that say nothing in ours: a second sheet of styles for Word 2010, a picture of it.
_NEEDLESS = ("/stylesWithEffects", "/thumbnail")


def blank(margin_cm: float = 2.5) -> Document:
    """An empty A4 document in French with our styles, nothing left of the library's own look."""
    return docx.Document(io.BytesIO(_template(margin_cm)))


def paragraph(document: Document, text: str = "", style: str = "Normal") -> Paragraph:
    """A new paragraph at the end; the library would look its style up among all of them each time."""
    made = document.add_paragraph(text)
    if style != "Normal":
        made._p.style = _style_ids()[style]
    return made


@lru_cache(maxsize=8)
def _template(margin_cm: float) -> bytes:
    """The file that our documents start from: half a megabyte of styles less than the library's."""
    document = docx.Document()
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(margin_cm)
    section.top_margin = section.bottom_margin = Cm(2.3)
    section.header_distance = section.footer_distance = Cm(1.1)
    normal = _style(document, "Normal")
    normal.paragraph_format.space_after = Pt(7)
    normal.paragraph_format.line_spacing = 1.12
    _face(normal, 11, INK)
    _speak_french(normal)
    _restyle(document, "Title", 22, ACCENT, bold=True, before=0, after=6)
    _restyle(document, "Subtitle", 13, SOFT, before=0, after=6)
    _restyle(document, "Heading 1", 15, ACCENT, bold=True, before=20, after=6)
    _restyle(document, "Heading 2", 12.5, INK, bold=True, before=14, after=4)
    _restyle(document, "Heading 3", 11, INK, bold=True, before=10, after=3)
    _restyle(document, "Quote", 11, INK, italic=True, before=2, after=7)
    _style(document, "Quote").paragraph_format.left_indent = Cm(0.8)
    note = cast(ParagraphStyle, document.styles.add_style("Note", WD_STYLE_TYPE.PARAGRAPH))
    note.base_style = normal
    note.paragraph_format.space_after = Pt(3)
    _face(note, 9.5, SOFT)
    for name in ("Title", "Heading 1"):
        borders = _style(document, name).element.get_or_add_pPr().find(qn("w:pBdr"))
        if borders is not None:
            borders.getparent().remove(borders)
    for name in ("Title", "Subtitle"):
        for tight in _style(document, name).element.get_or_add_rPr().findall(qn("w:spacing")):
            tight.getparent().remove(tight)
    _leave_out(document)
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


@lru_cache(maxsize=1)
def _style_ids() -> dict[str, str]:
    """The id of each style by its name."""
    return {str(style.name): str(style.style_id) for style in blank().styles}


def _leave_out(document: Document) -> None:
    """Take away the styles and parts that no document of ours uses."""
    styles = document.styles.element
    by_id = {style.styleId: style for style in styles.style_lst}
    kept: set[str] = set()
    waiting = [_style(document, name).style_id for name in _STYLES]
    while waiting:
        id = waiting.pop()
        if id in kept or id not in by_id:
            continue
        kept.add(id)
        named = (by_id[id].find(qn(f"w:{tag}")) for tag in ("basedOn", "link", "next"))
        waiting += [element.get(qn("w:val")) for element in named if element is not None]
    for id, style in by_id.items():
        if id not in kept:
            styles.remove(style)
    for part in (document.part, cast(Package, document.part.package)):
        for number, relation in list(part.rels.items()):
            if relation.reltype.endswith(_NEEDLESS):
                del part.rels[number]


def describe(document: Document, title: str, subject: str, moment: datetime, custom: Mapping[str, str]) -> None:
    """Write the properties: what the file is, and the custom ones (name to text) by which we know it again."""
    core = document.core_properties
    stamp = moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment
    core.title, core.subject, core.language = title[:255], subject[:255], "fr-FR"
    core.author = core.comments = core.last_modified_by = ""
    core.created = core.modified = stamp.replace(microsecond=0)
    rows = "".join(
        f'<property fmtid="{_PROPERTY_SET}" pid="{pid}" name={quoteattr(name)}>'
        f"<vt:lpwstr>{escape(value)}</vt:lpwstr></property>"
        for pid, (name, value) in enumerate(custom.items(), start=2)
    )
    blob = (
        '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
        '<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/custom-properties" '
        'xmlns:vt="http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes">' + rows + "</Properties>"
    ).encode()
    package = cast(Package, document.part.package)
    part = Part(PackURI("/docProps/custom.xml"), CONTENT_TYPE.OFC_CUSTOM_PROPERTIES, blob, package)
    package.relate_to(part, RELATIONSHIP_TYPE.CUSTOM_PROPERTIES)


def running_lines(document: Document, header: str, footer: str) -> None:
    """A discreet header from the second page on, and a footer with the page number on every page."""
    section = document.sections[0]
    section.different_first_page_header_footer = True
    width = section.page_width - section.left_margin - section.right_margin  # type: ignore[operator]  # set in blank()
    top = section.header.paragraphs[0]
    top.style = _style(document, "Note")
    top.add_run(header)
    bottom_border(top)
    for foot in (section.footer, section.first_page_footer):
        line = foot.paragraphs[0]
        line.style = _style(document, "Note")
        line.paragraph_format.tab_stops.add_tab_stop(width, WD_TAB_ALIGNMENT.RIGHT)
        line.add_run(footer + "\tPage\u00a0")
        _field(line, "PAGE")
        line.add_run(" sur ")
        _field(line, "NUMPAGES")


def bottom_border(paragraph: Paragraph, colour: str = RULE, eighths: int = 4) -> None:
    """A rule under the paragraph."""
    borders = cast(BaseOxmlElement, OxmlElement("w:pBdr"))
    bottom = OxmlElement("w:bottom")
    for name, value in (("val", "single"), ("sz", str(eighths)), ("space", "6"), ("color", colour)):
        bottom.set(qn(f"w:{name}"), value)
    borders.append(bottom)
    _add_borders(paragraph._p.get_or_add_pPr(), borders)


def left_border(document: Document, style: str) -> None:
    """A rule at the left of every paragraph of this style."""
    borders = cast(BaseOxmlElement, OxmlElement("w:pBdr"))
    left = OxmlElement("w:left")
    for name, value in (("val", "single"), ("sz", "18"), ("space", "10"), ("color", RULE)):
        left.set(qn(f"w:{name}"), value)
    borders.append(left)
    _add_borders(_style(document, style).element.get_or_add_pPr(), borders)


def _add_borders(properties: BaseOxmlElement, borders: BaseOxmlElement) -> None:
    properties.insert_element_before(
        borders, "w:shd", "w:tabs", "w:suppressAutoHyphens", "w:spacing", "w:ind", "w:jc", "w:outlineLvl", "w:rPr"
    )


def shade(cell: _Cell, colour: str = TINT) -> None:
    """Fill a table cell."""
    fill = OxmlElement("w:shd")
    for name, value in (("val", "clear"), ("color", "auto"), ("fill", colour)):
        fill.set(qn(f"w:{name}"), value)
    cell._tc.get_or_add_tcPr().append(fill)


def saved(document: Document) -> bytes:
    """The file; the same document gives the same bytes, whenever it is made."""
    written = io.BytesIO()
    document.save(written)
    steady = io.BytesIO()
    with zipfile.ZipFile(written) as before, zipfile.ZipFile(steady, "w", zipfile.ZIP_DEFLATED) as after:
        for entry in before.infolist():
            plain = zipfile.ZipInfo(entry.filename, (1980, 1, 1, 0, 0, 0))
            plain.compress_type = zipfile.ZIP_DEFLATED
            after.writestr(plain, before.read(entry))
    return steady.getvalue()


def _style(document: Document, name: str) -> ParagraphStyle:
    return cast(ParagraphStyle, document.styles[name])


def _face(style: ParagraphStyle, size: float, colour: RGBColor) -> None:
    style.font.name = FACE
    style.font.size = Pt(size)
    style.font.color.rgb = colour
    fonts = style.element.get_or_add_rPr().find(qn("w:rFonts"))
    assert fonts is not None
    for name in list(fonts.attrib):
        if "heme" in name:  # a theme face would win over ours
            del fonts.attrib[name]
    for script in ("ascii", "hAnsi", "cs", "eastAsia"):
        fonts.set(qn(f"w:{script}"), FACE)


def _restyle(
    document: Document,
    name: str,
    size: float,
    colour: RGBColor,
    *,
    bold: bool = False,
    italic: bool = False,
    before: float,
    after: float,
) -> None:
    style = _style(document, name)
    _face(style, size, colour)
    style.font.bold, style.font.italic = bold, italic
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(before), Pt(after)


def _speak_french(style: ParagraphStyle) -> None:
    properties = style.element.get_or_add_rPr()
    language = properties.find(qn("w:lang"))
    if language is None:
        language = OxmlElement("w:lang")
        properties.append(language)
    language.set(qn("w:val"), "fr-FR")
    language.set(qn("w:eastAsia"), "fr-FR")


def _field(paragraph: Paragraph, instruction: str) -> None:
    run = paragraph.add_run()
    for kind in ("begin", "instr", "separate", "text", "end"):
        if kind == "instr":
            element = OxmlElement("w:instrText")
            element.text = f" {instruction} "
        elif kind == "text":
            element = OxmlElement("w:t")
            element.text = "1"
        else:
            element = OxmlElement("w:fldChar")
            element.set(qn("w:fldCharType"), kind)
        run._r.append(element)
