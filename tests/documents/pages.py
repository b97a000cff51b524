"""PDF files of every sort, made without LibreOffice."""

from __future__ import annotations

import io
from collections.abc import Callable, Sequence

import typst
from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DecodedStreamObject,
    DictionaryObject,
    FloatObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

from tests.documents.samples import REFERENCE

HEADINGS = ("Question", "Votre réponse")


def typeset(markup: str, footer: str = "") -> bytes:
    """The PDF of a Typst text on A4 paper."""
    page = f"#set page(width: 21cm, height: 29.7cm, margin: 2cm, footer: [{footer}])\n#set text(size: 11pt)\n"
    return typst.compile((page + markup).encode(), format="pdf")


def typeset_form(rows: Sequence[tuple[str, str]], reference: str = REFERENCE) -> bytes:
    """A form of two columns as a program that is not LibreOffice prints it; its header stands on every page."""
    cells = [left.replace("[", "\\[").replace("]", "\\]") + "][" + right for left, right in rows]
    head, body = "".join(f"[{text}]," for text in HEADINGS), "".join(f"[{cell}]," for cell in cells)
    footer = f"Référence : {reference} #h(1fr) Page #context counter(page).display()"
    return typeset(f"#table(columns: (7.5cm, 1fr), table.header({head}), {body.replace('][', '], [')})", footer)


def edited(content: bytes, change: Callable[[PdfWriter], None]) -> bytes:
    """The same file with something done to it."""
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(content)))
    change(writer)
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def annotation(kind: str, rectangle: tuple[float, float, float, float], **entries: str) -> DictionaryObject:
    """A field, a text or a note at this place (points from the bottom left)."""
    made = DictionaryObject()
    made[NameObject("/Type")] = NameObject("/Annot")
    made[NameObject("/Subtype")] = NameObject(kind)
    made[NameObject("/Rect")] = ArrayObject(FloatObject(corner) for corner in rectangle)
    for name, value in entries.items():
        is_name = value.startswith("/")
        made[NameObject(f"/{name}")] = NameObject(value) if is_name else TextStringObject(value)
    return made


def with_annotations(content: bytes, *annotations: DictionaryObject) -> bytes:
    """The file with these on its first page."""

    def change(writer: PdfWriter) -> None:
        page = writer.pages[0]
        page[NameObject("/Annots")] = ArrayObject(writer._add_object(one) for one in annotations)

    return edited(content, change)


def picture_only(pages: int = 1) -> bytes:
    """Pages that are pictures, as a scanner makes them."""
    writer = PdfWriter()
    for _ in range(pages):
        add_picture(writer)
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def add_picture(writer: PdfWriter) -> None:
    """One more page, which is a picture."""
    page = writer.add_blank_page(595, 842)
    image = DecodedStreamObject()
    image.set_data(b"\x00")
    for name, value in (("/Type", "/XObject"), ("/Subtype", "/Image"), ("/ColorSpace", "/DeviceGray")):
        image[NameObject(name)] = NameObject(value)
    for name, number in (("/Width", 1), ("/Height", 1), ("/BitsPerComponent", 8)):
        image[NameObject(name)] = NumberObject(number)
    held = DictionaryObject({NameObject("/Im0"): writer._add_object(image)})
    page[NameObject("/Resources")] = DictionaryObject({NameObject("/XObject"): held})
    drawn = DecodedStreamObject()
    drawn.set_data(b"q 595 0 0 842 0 0 cm /Im0 Do Q")
    page[NameObject("/Contents")] = writer._add_object(drawn)


def with_contents(data: bytes) -> bytes:
    """A page with these operators; /F is a typeface and /Self a form that holds the same operators."""
    writer = PdfWriter()
    page = writer.add_blank_page(595, 842)
    face = DictionaryObject()
    for name, value in (("/Type", "/Font"), ("/Subtype", "/Type1"), ("/BaseFont", "/Helvetica")):
        face[NameObject(name)] = NameObject(value)
    form = DecodedStreamObject()
    form.set_data(data)
    form[NameObject("/Subtype")] = NameObject("/Form")
    own = writer._add_object(form)
    resources = DictionaryObject()
    resources[NameObject("/Font")] = DictionaryObject({NameObject("/F"): writer._add_object(face)})
    resources[NameObject("/XObject")] = DictionaryObject({NameObject("/Self"): own})
    form[NameObject("/Resources")] = resources
    page[NameObject("/Resources")] = resources
    page[NameObject("/Contents")] = own
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()
