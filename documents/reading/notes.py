"""Comments and footnotes in a returned form: people answer in them too, and nobody sees them from outside."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from itertools import islice

from lxml import etree

from documents.reading import opendocument, word
from documents.reading.content import PICTURE, Cell, Note, Row
from documents.reading.package import Format, Package, all_text, parsed
from documents.reading.refusal import Refused

_WORD_PARTS = (
    ("comments.xml", "commentReference"),
    ("footnotes.xml", "footnoteReference"),
    ("endnotes.xml", "endnoteReference"),
)
_OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
_TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
_TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
_IMAGE = "{urn:oasis:names:tc:opendocument:xmlns:drawing:1.0}image"
_SHEET_NOTES = re.compile(r"xl/(?:(?:comments/)?comments?\d*|threadedComments/threadedComment\d*)\.xml\Z")
_MOST = 500
_PICTURE = "{http://schemas.openxmlformats.org/drawingml/2006/picture}pic"
_SEEN = (b"<w:highlight", b"<w:u ", b"<pic:pic")  # marks and pictures: without them nobody looks twice
_LABEL = 80  # characters: a longer stretch that was marked is no choice of ours


def notes_of(kind: Format, package: Package) -> tuple[Note, ...]:
    """The notes of a file, in order; those without a word are left out. Where they are damaged there are none."""
    read = _READERS.get(kind)
    try:
        return tuple(note for note in islice(read(package), _MOST) if note.text.strip()) if read else ()
    except Refused:  # what stands beside the answers does not cost the answers
        return ()


def _of_word(package: Package) -> Iterator[Note]:
    main = word.main_part(package)
    written = {reference: _written(package, main, part) for part, reference in _WORD_PARTS}
    data = package.part(main)
    if data is None or not (any(written.values()) or any(sign in data for sign in _SEEN)):
        return
    root = parsed(word.transitional(data))
    for anchor in root.iter(*(word.W + reference for reference in written)):
        text = written[etree.QName(anchor).localname].pop(anchor.get(word.W + "id", ""), "")
        if text:
            yield Note(text, _row(anchor, word.TR, word.cells_of))
    for picture in root.iter(_PICTURE):
        row = _row(picture, word.TR, word.cells_of)
        if row:  # beside the table it is a letterhead
            yield Note(PICTURE, row)
    for run in root.iter(word.RUN):
        text = word.text_if_marked(run)
        if 0 < len(text) < _LABEL:
            yield Note(text, _row(run, word.TR, word.cells_of), is_mark=True)


def _written(package: Package, main: str, part: str) -> dict[str, str]:
    """The texts of one part by their number."""
    data = package.part(posixpath.join(posixpath.dirname(main), part))
    if data is None:
        return {}
    root = parsed(word.transitional(data))
    found = {entry.get(word.W + "id", ""): "\n".join(word.lines_of(entry)).strip() for entry in root}
    return {number: text for number, text in found.items() if text}


def _of_opendocument(package: Package) -> Iterator[Note]:
    root = package.xml("content.xml")
    for entry in root.iter(_OFFICE + "annotation", _TEXT + "note") if root is not None else ():
        body = entry.find(_TEXT + "note-body")
        lines = opendocument.lines_of(entry if body is None else body)
        yield Note("\n".join(lines).strip(), _row(entry, _TABLE + "table-row", opendocument.cells_of))
    for picture in root.iter(_IMAGE) if root is not None else ():
        row = _row(picture, _TABLE + "table-row", opendocument.cells_of)
        if row:
            yield Note(PICTURE, row)


def _of_sheet(package: Package) -> Iterator[Note]:
    """Each with its cell: a sheet does not say in which of its rows a comment stands, its own part does."""
    names = [name for name in sorted(package.names) if _SHEET_NOTES.match(name)]
    has_threads = any("/threadedComments/" in name for name in names)
    for name in names:
        root = package.xml(name)
        if root is None:
            continue
        copied = _copied(root) if has_threads else frozenset()
        for entry in root.iter():
            is_note = isinstance(entry.tag, str) and entry.get("ref") and entry.get("authorId") not in copied
            if is_note and (text := all_text(entry).strip()):
                yield Note(f"{entry.get('ref')} : {text}")


def _copied(root: etree._Element) -> frozenset[str | None]:
    """The authors (their numbers) of what a thread says already, told again for older programs with a word before."""
    authors = [entry.text or "" for entry in root.iter("{*}author")]
    return frozenset(str(number) for number, author in enumerate(authors) if author.startswith("tc="))


def _row(entry: etree._Element, tag: str, cells: Callable[[etree._Element], Iterator[Cell]]) -> Row:
    """The cells of the outermost row that holds this element."""
    rows = list(entry.iterancestors(tag))
    return tuple(cells(rows[-1])) if rows else ()


_READERS: dict[Format, Callable[[Package], Iterator[Note]]] = {
    Format.DOCX: _of_word,
    Format.ODT: _of_opendocument,
    Format.ODS: _of_opendocument,
    Format.XLSX: _of_sheet,
}
