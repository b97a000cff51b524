"""What stands on the pages of a PDF and where: text, ruled lines, filled fields and remarks. No meaning yet."""

from __future__ import annotations

from pypdf import PageObject
from pypdf.errors import PyPdfError
from pypdf.generic import ContentStream, DictionaryObject, IndirectObject, PdfObject
from pypdf.generic._font import Font  # the library's own reading of a font has no public name yet

from documents.reading.pdf_pen import Matrix, Page, Pen, Piece, as_number, matrix_of, moved, times

MAX_SIGNS = 1_000_000  # characters and ruled lines of one document
_SEEN = 3.0  # points: a picture this small is a blot or a line
_MOST_PLACES = 500
_MAX_DEPTH = 8  # forms inside forms


class TooMuch(Exception):
    """More stands on the pages than any form holds."""


class Marks:
    """Reads pages one after the other; fonts are read once."""

    def __init__(self) -> None:
        self._fonts: dict[int, Font | None] = {}
        self._left = MAX_SIGNS

    def page(self, page: PageObject) -> Page:
        """What stands on this page, turned as its reader sees it."""
        box = page.mediabox
        left, bottom = float(box.left), float(box.bottom)
        width, height = float(box.width), float(box.height)
        turned = {
            90: (0.0, -1.0, 1.0, 0.0, -bottom, width + left),
            180: (-1.0, 0.0, 0.0, -1.0, width + left, height + bottom),
            270: (0.0, 1.0, -1.0, 0.0, height + bottom, -left),
        }
        start: Matrix = turned.get(page.rotation % 360, (1.0, 0.0, 0.0, 1.0, -left, -bottom))
        if page.rotation % 180:
            width, height = height, width
        found = Page(width, height)
        contents = page.get("/Contents")
        if contents is not None:
            stream = ContentStream(contents.get_object(), page.pdf, "bytes")
            self._stream(stream, _resources(page), start, found, 0, set())
        self._over(page, start, found)
        return found

    def _stream(
        self, stream: ContentStream, resources: DictionaryObject, start: Matrix, page: Page, depth: int, open: set[int]
    ) -> None:
        pen = Pen(start, page)
        for operands, operator in stream.operations:
            if operator == b"Tf" and len(operands) > 1:
                pen.font, pen.size = self._font(resources, str(operands[0])), as_number(operands[1])
            elif operator == b"Do" and operands:
                self._inside(resources, str(operands[0]), pen, page, depth, open)
            else:
                self._left -= pen.do(operator, operands)
                if self._left < 0:
                    raise TooMuch

    def _inside(self, resources: DictionaryObject, name: str, pen: Pen, page: Page, depth: int, open: set[int]) -> None:
        """A form that is drawn here; one that draws itself is drawn once."""
        form = _dictionary(_dictionary(resources.get("/XObject")).get(name))
        if form.get("/Subtype") == "/Image":
            page.pictures += 1
            a, b, c, d, _, _ = pen.place
            wide, high = abs(a + c), abs(b + d)
            is_paper = wide > 0.7 * page.width and high > 0.5 * page.height
            if min(wide, high) > _SEEN and not is_paper and len(page.places) < _MOST_PLACES:
                page.places.append(moved(pen.place, 0.5, 0.5))
        if form.get("/Subtype") != "/Form" or depth >= _MAX_DEPTH or id(form) in open:
            return
        own = _dictionary(form.get("/Resources")) or resources
        matrix = form.get("/Matrix")
        inner = times(matrix_of(matrix.get_object() if matrix is not None else None), pen.place)
        self._left -= 1
        if self._left < 0:
            raise TooMuch
        self._stream(ContentStream(form, None, "bytes"), own, inner, page, depth + 1, open | {id(form)})

    def _font(self, resources: DictionaryObject, name: str) -> Font | None:
        entry = _dictionary(_dictionary(resources.get("/Font")).get(name))
        if id(entry) not in self._fonts:
            try:
                self._fonts[id(entry)] = Font.from_font_resource(entry) if entry else None
            except (PyPdfError, ValueError, TypeError, KeyError, AttributeError, IndexError):
                self._fonts[id(entry)] = None  # of a broken font nothing can be read; the rest of the page can
        return self._fonts[id(entry)]

    def _over(self, page: PageObject, start: Matrix, found: Page) -> None:
        """What was put over the page: filled fields, text set on it, remarks."""
        entries = page.get("/Annots")
        listed = entries.get_object() if entries is not None else None
        for entry in listed[:2000] if isinstance(listed, list) else ():
            annotation = _dictionary(entry)
            rectangle = annotation.get("/Rect")
            corners = rectangle.get_object() if rectangle is not None else None
            if not isinstance(corners, list) or len(corners) != 4:
                continue
            points = [moved(start, as_number(corners[n]), as_number(corners[n + 1])) for n in (0, 2)]
            left, right = sorted(point[0] for point in points)
            top = max(point[1] for point in points)
            lines = typed(annotation).replace("\r\n", "\n").replace("\r", "\n").split("\n")
            for row, line in enumerate(lines):
                if line.strip():
                    place = (left + 1, top - 10 - 11 * row)
                    found.pieces.append(Piece(*place, 10, line, (max(right - 1, left + 2),), whole=True))
            if annotation.get("/Subtype") in _REMARKS and str(annotation.get("/Contents") or "").strip():
                found.remarks.append((top - 5, str(annotation["/Contents"]).replace("\r", "\n").strip()))


_REMARKS = ("/Text", "/Highlight", "/Underline", "/StrikeOut", "/Squiggly", "/Caret")


def typed(annotation: DictionaryObject) -> str:
    """The value of a field that was filled, or a text that was set on the page; "" for anything else."""
    kind = annotation.get("/Subtype")
    if kind == "/FreeText":
        return str(annotation.get("/Contents") or "")
    if kind != "/Widget":
        return ""
    holder, value, sort = annotation, None, None
    for _ in range(10):  # a value may stand with the field that a widget belongs to
        value = holder.get("/V") if value is None else value
        sort = holder.get("/FT") if sort is None else sort
        parent = _dictionary(holder.get("/Parent"))
        if not parent:
            break
        holder = parent
    if sort == "/Btn":
        return "" if annotation.get("/AS", "/Off") == "/Off" else "☒"
    value = value.get_object() if value is not None else None
    if isinstance(value, list):
        return " ; ".join(str(one) for one in value)
    return str(value) if sort in ("/Tx", "/Ch") and value is not None else ""


def _resources(page: PageObject) -> DictionaryObject:
    """Those of the page, or of the pages above it."""
    holder: DictionaryObject = page
    for _ in range(50):
        own = _dictionary(holder.get("/Resources"))
        if own:
            return own
        holder = _dictionary(holder.get("/Parent"))
    return DictionaryObject()


def _dictionary(value: PdfObject | None) -> DictionaryObject:
    found = value.get_object() if isinstance(value, IndirectObject) else value
    return found if isinstance(found, DictionaryObject) else DictionaryObject()
