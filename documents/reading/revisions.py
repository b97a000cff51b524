"""A Word document as paragraphs in two states: as it was sent and as it is now, with what is noted beside it."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from documents.bookmarks import ANNEX, OURS
from documents.layout import ANNEX_TITLE
from documents.reading.margins import Comment, comments_of, in_frames, notes_at_foot
from documents.reading.package import Package, parsed
from documents.reading.refusal import Reason, Refused
from documents.reading.word import TBL, TC, TR, P, W, lines_of, main_part, transitional

_INSERTED = frozenset((W + "ins", W + "moveTo"))
_DELETED = frozenset((W + "del", W + "moveFrom"))
_SILENT = frozenset(
    W + name
    for name in ("pPr", "rPr", "tblPr", "tblGrid", "tcPr", "trPr", "sdtPr", "sectPr", "instrText", "softHyphen")
)
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"  # the same again, for old programs
_STRUCK = (W + "strike", W + "dstrike")
_CHARACTERS = {W + "tab": "\t", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "‑"}


@dataclass
class Piece:
    """One paragraph or table row, or the part of a paragraph that starts at a bookmark of ours.

    `name` is that bookmark, or "". `before` is without the tracked changes, `after` with them; `authors` made them.
    """

    name: str = ""
    before: str = ""
    after: str = ""
    tracked: bool = False
    authors: list[str] = field(default_factory=list)


@dataclass
class Revisions:
    """The pieces of the draft in order, those of the annex, and the comments in order.

    `elsewhere` is what was changed in headers and footers.
    """

    pieces: list[Piece] = field(default_factory=list)
    annex: list[Piece] = field(default_factory=list)
    comments: list[Comment[Piece]] = field(default_factory=list)
    elsewhere: list[Piece] = field(default_factory=list)


def revisions(package: Package) -> Revisions:
    """Everything that was done to it."""
    main = main_part(package)
    data = package.part(main)
    if data is None:
        raise Refused(Reason.DAMAGED)
    walk = _Walk(comments_of(package, main), notes_at_foot(package, main))
    body = parsed(transitional(data)).find(W + "body")
    if body is not None:
        walk.blocks(body)
    pieces = walk.pieces
    end = next((n for n, p in enumerate(pieces) if p.name == ANNEX), None)
    if end is None:
        end = next((n for n, p in enumerate(pieces) if p.before.strip() == ANNEX_TITLE), len(pieces))
    frames = _Walk({}, {})
    for frame in in_frames(package, main):
        frames.blocks(frame)
    changed = [piece for piece in frames.pieces if piece.tracked]
    return Revisions(pieces[:end], pieces[end:], [*walk.comments.values(), *walk.beside], changed)


class _Walk:
    def __init__(self, comments: dict[str, Comment[Piece]], notes: dict[tuple[str, str], str]) -> None:
        self.comments = comments
        self.notes = notes
        self.beside: list[Comment[Piece]] = []
        self.pieces: list[Piece] = []
        self.waiting = ""  # a bookmark that stands before its paragraph
        self.anchors: dict[str, list[str]] = {}  # open comment ranges
        self.piece = Piece()
        self.in_row = False

    def blocks(self, parent: etree._Element) -> None:
        for child in parent:
            tag = child.tag
            if tag == P:
                self._start()
                self._paragraph(child)
            elif tag == TBL:
                self._rows(child)
            elif tag == W + "bookmarkStart":
                self._bookmark(child)
            elif tag not in _SILENT:
                self._note(child)
                self.blocks(child)

    def _start(self) -> None:
        self.piece = Piece(self.waiting)
        self.waiting = ""
        self.pieces.append(self.piece)

    def _bookmark(self, element: etree._Element) -> None:
        name = element.get(W + "name", "")
        if name.startswith(OURS):
            self.waiting = name

    def _rows(self, table: etree._Element) -> None:
        for child in table:
            if child.tag != TR:
                if child.tag == W + "bookmarkStart":
                    self._bookmark(child)
                elif child.tag not in _SILENT:
                    self._rows(child)
                continue
            properties = child.find(W + "trPr")
            gone = properties is not None and properties.find(W + "del") is not None
            new = properties is not None and properties.find(W + "ins") is not None
            self._start()
            row = self.piece
            self._row(child)
            self.piece = row
            row.before, row.after = ("" if new else row.before), ("" if gone else row.after)
            row.tracked = row.tracked or gone or new

    def _row(self, row: etree._Element) -> None:
        """The cells of a row in one piece, set apart by a tab."""
        piece = self.piece
        before: list[str] = []
        after: list[str] = []
        for cell in row.iter(TC):
            piece.before = piece.after = ""
            for paragraph in cell.iter(P):
                self._inline(paragraph, inserted=False, deleted=False)
                piece.before, piece.after = piece.before + " ", piece.after + " "
            before.append(" ".join(piece.before.split()))
            after.append(" ".join(piece.after.split()))
        piece.before, piece.after = "\t".join(before), "\t".join(after)
        if not any(after):
            piece.after = ""

    def _paragraph(self, paragraph: etree._Element) -> None:
        self._inline(paragraph, inserted=False, deleted=False, splits=True)

    def _inline(self, parent: etree._Element, *, inserted: bool, deleted: bool, splits: bool = False) -> None:
        for child in parent:
            tag = child.tag
            if tag == W + "t":
                self._say(child.text or "", inserted=inserted, deleted=deleted)
            elif tag == W + "delText":
                self._say(child.text or "", inserted=inserted, deleted=True)
            elif tag in _CHARACTERS:
                self._say(_CHARACTERS[tag], inserted=inserted, deleted=deleted)
            elif tag in _INSERTED or tag in _DELETED:
                self._sign(child.get(W + "author", ""))
                gone = deleted or tag in _DELETED
                self._inline(child, inserted=inserted or tag in _INSERTED, deleted=gone, splits=splits)
            elif tag == W + "r":
                # who strikes a word out by hand takes it away as well
                self._inline(child, inserted=inserted, deleted=deleted or _is_struck(child), splits=splits)
            elif tag == W + "txbxContent":
                self._beside(" ".join(lines_of(child)))
            elif tag == W + "bookmarkStart":
                self._mark(child, splits=splits)
            elif tag not in _SILENT and tag != _FALLBACK:
                self._note(child)
                self._inline(child, inserted=inserted, deleted=deleted, splits=splits)

    def _mark(self, element: etree._Element, *, splits: bool) -> None:
        """A bookmark of ours names the piece; a second one in the same paragraph starts another piece."""
        name = element.get(W + "name", "")
        if not name.startswith(OURS) or name == self.piece.name:
            return
        if self.piece.name or ((self.piece.before or self.piece.after) and splits):
            if not splits:
                return
            self._start()
        self.piece.name = name

    def _say(self, text: str, *, inserted: bool, deleted: bool) -> None:
        piece = self.piece
        if not inserted:
            piece.before += text
        if not deleted:
            piece.after += text
        piece.tracked = piece.tracked or inserted or deleted
        for number, words in self.anchors.items():
            words.append(text)
            self.comments[number].piece = self.comments[number].piece or piece

    def _sign(self, author: str) -> None:
        if author.strip() and author.strip() not in self.piece.authors:
            self.piece.authors.append(author.strip())

    def _beside(self, text: str) -> None:
        """A text box or a footnote, of which we write none."""
        if text.strip():
            self.beside.append(Comment(" ".join(text.split()), piece=self.piece))

    def _note(self, element: etree._Element) -> None:
        """Follow the comments: where each starts, ends and is called. It stands where its words start."""
        tag, number = element.tag, element.get(W + "id", "")
        if (tag, number) in self.notes:
            self._beside(self.notes.pop((tag, number)))
            return
        if number not in self.comments:
            return
        comment = self.comments[number]
        if tag == W + "commentRangeStart":
            self.anchors[number] = []
        elif tag == W + "commentRangeEnd":
            comment.anchor = " ".join("".join(self.anchors.pop(number, [])).split())
        elif tag == W + "commentReference":
            comment.piece = comment.piece or self.piece


def _is_struck(run: etree._Element) -> bool:
    properties = run.find(W + "rPr")
    if properties is None:
        return False
    found = [mark for tag in _STRUCK if (mark := properties.find(tag)) is not None]
    return any(mark.get(W + "val", "true") not in ("0", "false", "off") for mark in found)
