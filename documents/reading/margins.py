"""What stands beside the text of a Word document: comments with their replies, footnotes, headers and footers."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Generic, TypeVar

from lxml import etree

from documents.reading.package import Package, parsed
from documents.reading.word import P, W, lines_of, transitional

PieceT = TypeVar("PieceT")
_W14 = "{http://schemas.microsoft.com/office/word/2010/wordml}"
_W15 = "{http://schemas.microsoft.com/office/word/2012/wordml}"
_FRAME = re.compile(r"(?:header|footer)\d*\.xml\Z")
_NOTES = (("footnotes.xml", "footnoteReference"), ("endnotes.xml", "endnoteReference"))


@dataclass
class Comment(Generic[PieceT]):
    """A comment: what it says, the words it is anchored on, and the piece it stands in (None: nowhere).

    `author` wrote it; its replies stand in its text, each behind its author's name. `resolved`: marked as settled.
    """

    text: str
    anchor: str = ""
    piece: PieceT | None = None
    author: str = ""
    resolved: bool = False


def comments_of(package: Package, main: str) -> dict[str, Comment[PieceT]]:
    """The comments by their number, without the empty ones; a reply is told with what it replies to."""
    root = _part(package, main, "comments.xml")
    found: dict[str, Comment[PieceT]] = {}
    numbers: dict[str, str] = {}  # the paragraph that ends a comment, by which the threads name it
    for comment in root if root is not None else ():
        text = "\n".join(line.strip() for line in lines_of(comment)).strip()
        number = comment.get(W + "id", "")
        for paragraph in comment.iter(P):
            numbers[paragraph.get(_W14 + "paraId", "")] = number
        if text:
            found[number] = Comment(text, author=" ".join(comment.get(W + "author", "").split()))
    for entry in _threads(package, main):
        number = numbers.get(entry.get(_W15 + "paraId", ""), "")
        parent = numbers.get(entry.get(_W15 + "paraIdParent", ""), "")
        if number in found:
            found[number].resolved = entry.get(_W15 + "done", "0") in ("1", "true")
        if number in found and parent in found and parent != number:
            reply = found.pop(number)
            found[parent].text += f"\n– {reply.author or 'réponse'} : {reply.text}"
    return found


def _threads(package: Package, main: str) -> Iterator[etree._Element]:
    root = _part(package, main, "commentsExtended.xml")
    yield from root.iter(_W15 + "commentEx") if root is not None else ()


def notes_at_foot(package: Package, main: str) -> dict[tuple[str, str], str]:
    """Footnotes and endnotes by the tag and number that refer to them."""
    found: dict[tuple[str, str], str] = {}
    for part, reference in _NOTES:
        root = _part(package, main, part)
        for note in root if root is not None else ():
            if note.get(W + "type", "normal") == "normal" and (text := " ".join(lines_of(note)).strip()):
                found[W + reference, note.get(W + "id", "")] = f"Note de bas de page : {text}"
    return found


def in_frames(package: Package, main: str) -> Iterator[etree._Element]:
    """The headers and footers."""
    folder = posixpath.dirname(main)
    for name in sorted(package.names):
        if posixpath.dirname(name) == folder and _FRAME.match(posixpath.basename(name)):
            root = _part(package, main, posixpath.basename(name))
            if root is not None:
                yield root


def _part(package: Package, main: str, name: str) -> etree._Element | None:
    data = package.part(posixpath.join(posixpath.dirname(main), name))
    return None if data is None else parsed(transitional(data))
