"""What pdfminer finds on the pages of a PDF, kept with its place; and no more of it than any form holds."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from pdfminer import settings
from pdfminer.pdfcolor import PDFColorSpace
from pdfminer.pdfdevice import PDFTextDevice, PDFTextSeq
from pdfminer.pdffont import PDFFont, PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFGraphicState, PDFPageInterpreter, PDFResourceManager, PDFStackT, PDFTextState
from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import PDFStream, stream_value
from pdfminer.psexceptions import PSException
from pdfminer.psparser import PSLiteral
from pdfminer.utils import MATRIX_IDENTITY, Matrix, PathSegment, Rect, apply_matrix_pt, apply_matrix_rect, decode_text

from documents.reading.pdf_over import listed, put_over
from documents.reading.pdf_page import Page, Piece, Rule, is_near

MAX_SIGNS = 1_000_000  # characters and ruled lines of one document
_FIGURE = 20  # signs: what following a form costs
_MAX_NOTES = 2_000  # of one page
_SEEN = 3.0  # points: a picture this small is a blot or a line
_MOST_PLACES = 500  # of pictures on one page
_THIN = 3.0  # points: a filled shape this thin is a line
_GAP = 0.2  # of the type size: a wider gap inside a text is a space
_UNREADABLE = "\ufffd"


class TooMuch(Exception):
    """More stands on the pages than any form holds."""


@dataclass
class _Mark:
    """What the file says of a stretch: that it is no content, or the text that stands for what is drawn."""

    aside: bool = False
    instead: str | None = None


class Fonts(PDFResourceManager):
    """The fonts of a document. Of a broken one nothing can be read; the rest of the page can."""

    def get_font(self, objid: object, spec: Mapping[str, object]) -> PDFFont:
        """The font that this dictionary describes."""
        try:
            return super().get_font(objid, spec)
        except (PSException, ValueError, TypeError, KeyError, AttributeError, IndexError):
            return super().get_font(None, {})


class Interpreter(PDFPageInterpreter):
    """Follows the operators of a page and of the forms drawn on it. A stream that is broken breaks the document."""

    def render_contents(
        self, resources: dict[object, object], streams: Sequence[object], ctm: Matrix = MATRIX_IDENTITY
    ) -> None:
        """All of it, or an error: what is lost inside a stream would be missing without a word."""
        settings.STRICT = True  # only here: colours and labels that the library does not know do no harm
        try:
            for stream in streams:
                stream_value(stream).get_data()
        finally:
            settings.STRICT = False
        super().render_contents(resources, streams, ctm)


class Marks(PDFTextDevice):
    """Where the library draws the pages, one after the other."""

    def __init__(self, fonts: Fonts) -> None:
        super().__init__(fonts)
        self.pages: list[Page] = []
        self._left = MAX_SIGNS
        self._marks = [_Mark()]
        self._figures: list[Matrix | None] = []
        self._letters: list[str] = []
        self._ends: list[float] = []
        self._start = MATRIX_IDENTITY  # where the text that is being shown begins
        self._spacing = 0.0

    def begin_page(self, page: PDFPage, ctm: Matrix) -> None:
        """A new page, turned as its reader sees it."""
        _, _, width, height = apply_matrix_rect(ctm, page.mediabox)
        self.pages.append(Page(width, height))
        self._marks = [_Mark()]
        for note in listed(page.annots)[:_MAX_NOTES]:
            if isinstance(note, dict):
                put_over(self.pages[-1], note, ctm)

    def begin_tag(self, tag: PSLiteral, props: PDFStackT | None = None) -> None:
        """What follows is said to be something."""
        around = self._marks[-1]
        said = props.get("ActualText") if isinstance(props, dict) else None
        if isinstance(said, bytes):
            around = _Mark(around.aside, decode_text(said))
        if tag.name == "Artifact":
            around = _Mark(True, around.instead)
        self._marks.append(around)

    def end_tag(self) -> None:
        """No longer."""
        if len(self._marks) > 1:
            self._marks.pop()

    def begin_figure(self, name: str, bbox: Rect, matrix: Matrix) -> None:
        """A form or a picture that is drawn here."""
        self._count(_FIGURE)
        self._figures.append(self.ctm)

    def end_figure(self, name: str) -> None:
        """What follows stands again where the page puts it."""
        self.ctm = self._figures.pop()

    def render_image(self, name: str, stream: PDFStream) -> None:
        """A picture."""
        page, ctm = self.pages[-1], self.ctm
        assert ctm is not None
        page.pictures += 1
        left, bottom, right, top = apply_matrix_rect(ctm, (0, 0, 1, 1))
        wide, high = right - left, top - bottom
        is_paper = wide > 0.7 * page.width and high > 0.5 * page.height
        if min(wide, high) > _SEEN and not is_paper and len(page.places) < _MOST_PLACES:
            page.places.append(((left + right) / 2, (bottom + top) / 2))

    def paint_path(
        self, graphicstate: PDFGraphicState, stroke: bool, fill: bool, evenodd: bool, path: Sequence[PathSegment]
    ) -> None:
        """Lines."""
        ctm = self.ctm
        assert ctm is not None
        points: list[tuple[float, float]] = []
        for kind, *numbers in [*path, ("m", 0.0, 0.0)]:
            if kind == "m":
                for rule in _ruled(points, stroked=stroke):
                    self._count()
                    self.pages[-1].rules.append(rule)
                points = []
            points.append(apply_matrix_pt(ctm, (numbers[-2], numbers[-1])) if numbers else points[0])

    def render_string(
        self, textstate: PDFTextState, seq: PDFTextSeq, ncs: PDFColorSpace, graphicstate: PDFGraphicState
    ) -> None:
        """Text, character by character. What is turned is left out."""
        self._letters, self._ends = [], []
        self._spacing = textstate.charspace * textstate.scaling / 100
        super().render_string(textstate, seq, ncs, graphicstate)
        if not self._letters:
            return
        width, slope, _, height, x, y = self._start
        mark, text = self._marks[-1], "".join(self._letters)
        if mark.instead is not None:
            text, mark.instead = mark.instead, ""
            self._ends = self._ends[-1:] * len(text)
        upright = width > 0 and abs(slope) < 0.02 * width
        size = abs(textstate.fontsize * height)
        if text and upright and is_near(x, y, size, *self._ends):
            piece = Piece(x, y, size, text, self._ends)
            (self.pages[-1].margins if mark.aside else self.pages[-1].pieces).append(piece)

    def render_char(
        self,
        matrix: Matrix,
        font: PDFFont,
        fontsize: float,
        scaling: float,
        rise: float,
        cid: int,
        ncs: PDFColorSpace,
        graphicstate: PDFGraphicState,
    ) -> float:
        """One character; how far it moves the pen."""
        self._count()
        try:
            text = font.to_unichr(cid)
        except PDFUnicodeNotDefined:
            text = _UNREADABLE
        if "\ufb00" <= text <= "\ufb06":
            text = unicodedata.normalize("NFKC", text)  # ligatures
        advance = font.char_width(cid) * fontsize * scaling
        across, _, up, along, x, y = matrix
        if not self._letters:
            self._start = (*matrix[:4], x + up * rise, y + along * rise)
        elif x - self._ends[-1] > _GAP * fontsize * scaling * across and not self._letters[-1].isspace():
            self._letters.append(" ")
            self._ends.append(x)
        self._letters += text
        self._ends += [x + (advance + self._spacing) * across] * len(text)
        return advance

    def _count(self, many: int = 1) -> None:
        self._left -= many
        if self._left < 0:
            raise TooMuch


def _ruled(path: Sequence[tuple[float, float]], *, stroked: bool) -> Iterator[Rule]:
    """The straight lines of a path: a thin shape, or the sides of what was drawn with a pen."""
    across, along = [x for x, _ in path], [y for _, y in path]
    if len(path) < 2 or not is_near(*across, *along):
        return
    whole = Rule(min(across), min(along), max(across), max(along))
    if min(whole.right - whole.left, whole.top - whole.bottom) <= _THIN:
        yield whole
    elif stroked:
        for (x, y), (x2, y2) in pairwise(path):
            if min(abs(x - x2), abs(y - y2)) <= _THIN:
                yield Rule(min(x, x2), min(y, y2), max(x, x2), max(y, y2))
