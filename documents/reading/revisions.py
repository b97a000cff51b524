"""A Word document as paragraphs in two states: as it was sent and as it is now, with the comments anchored in it."""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from documents.bookmarks import ANNEX, OURS
from documents.layout import ANNEX_TITLE
from documents.reading.package import Package, parsed
from documents.reading.refusal import Reason, Refused
from documents.reading.word import TBL, TC, TR, P, W, lines_of, main_part, transitional

_INSERTED = frozenset((W + "ins", W + "moveTo"))
_DELETED = frozenset((W + "del", W + "moveFrom"))
_SILENT = frozenset(
    W + name
    for name in ("pPr", "rPr", "tblPr", "tblGrid", "tcPr", "trPr", "sdtPr", "sectPr", "instrText", "softHyphen")
)
_CHARACTERS = {W + "tab": "\t", W + "br": "\n", W + "cr": "\n", W + "noBreakHyphen": "‑"}


@dataclass
class Piece:
    """One paragraph or table row, or the part of a paragraph that starts at a bookmark of ours.

    `name` is that bookmark, or "". `before` is without the tracked changes, `after` with them.
    """

    name: str = ""
    before: str = ""
    after: str = ""
    tracked: bool = False


@dataclass
class Comment:
    """A comment: what it says, the words it is anchored on, and the piece it stands in (None: nowhere)."""

    text: str
    anchor: str = ""
    piece: Piece | None = None


@dataclass
class Revisions:
    """The pieces of the draft in order, those of the annex, and the comments in order."""

    pieces: list[Piece] = field(default_factory=list)
    annex: list[Piece] = field(default_factory=list)
    comments: list[Comment] = field(default_factory=list)


def revisions(package: Package) -> Revisions:
    """Everything that was done to it."""
    main = main_part(package)
    data = package.part(main)
    if data is None:
        raise Refused(Reason.DAMAGED)
    walk = _Walk(_comments(package, main))
    body = parsed(transitional(data)).find(W + "body")
    if body is not None:
        walk.blocks(body)
    pieces = walk.pieces
    end = next((n for n, p in enumerate(pieces) if p.name == ANNEX), None)
    if end is None:
        end = next((n for n, p in enumerate(pieces) if p.before.strip() == ANNEX_TITLE), len(pieces))
    return Revisions(pieces[:end], pieces[end:], list(walk.comments.values()))


def _comments(package: Package, main: str) -> dict[str, Comment]:
    folder = main.rpartition("/")[0]
    data = package.part(f"{folder}/comments.xml" if folder else "comments.xml")
    root = None if data is None else parsed(transitional(data))
    found: dict[str, Comment] = {}
    for comment in root if root is not None else ():
        text = "\n".join(line.strip() for line in lines_of(comment)).strip()
        if text:
            found[comment.get(W + "id", "")] = Comment(text)
    return found


class _Walk:
    def __init__(self, comments: dict[str, Comment]) -> None:
        self.comments = comments
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
            elif tag in _INSERTED:
                self._inline(child, inserted=True, deleted=deleted, splits=splits)
            elif tag in _DELETED:
                self._inline(child, inserted=inserted, deleted=True, splits=splits)
            elif tag == W + "bookmarkStart":
                self._mark(child, splits=splits)
            elif tag not in _SILENT:
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

    def _note(self, element: etree._Element) -> None:
        """Follow the comments: where each starts, ends and is called. It stands where its words start."""
        tag, number = element.tag, element.get(W + "id", "")
        if number not in self.comments:
            return
        comment = self.comments[number]
        if tag == W + "commentRangeStart":
            self.anchors[number] = []
        elif tag == W + "commentRangeEnd":
            comment.anchor = " ".join("".join(self.anchors.pop(number, [])).split())
        elif tag == W + "commentReference":
            comment.piece = comment.piece or self.piece
