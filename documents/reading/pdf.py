"""A PDF with text as content: its pages laid out, what it says of itself, and our own lines put together again."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate, groupby, islice

from pdfminer.pdfdocument import PDFDocument, PDFEncryptionError, PDFPasswordIncorrect
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import resolve1
from pdfminer.utils import decode_text

from documents.form_plan import (
    KNOWN_MARK,
    KNOWN_PROPERTY,
    field_lines,
    plain,
    printed_lines,
    question_lines,
)
from documents.reading.content import Cell, Content, Row, Table
from documents.reading.pdf_layout import laid_out
from documents.reading.pdf_marks import Fonts, Interpreter, Marks, TooMuch
from documents.reading.pdf_page import Page
from documents.reading.printed import printed
from documents.reading.refusal import Reason, Refused
from questionnaires.model import Questionnaire

MAX_PAGES = 200
_LEAST = 20  # letters: a page with fewer says nothing
_TOGETHER = 40  # lines that are looked at together to find ours in them
_KNOWN = re.compile(rf"{KNOWN_MARK}([^\s=]+)=([0-9a-f]+)")


@dataclass(frozen=True)
class Pdf:
    """Its content, and whether pages of it are pictures."""

    content: Content
    has_scans: bool


def read_pdf(data: bytes, questionnaire: Questionnaire) -> Pdf:
    """What a PDF holds. Raises `Refused` when it is protected, damaged, too large, or only pictures."""
    try:
        pages, keywords = _pages(data)
    except (Refused, RecursionError):
        raise
    except (PDFPasswordIncorrect, PDFEncryptionError) as error:
        raise Refused(Reason.PROTECTED) from error
    except (TooMuch, MemoryError) as error:
        raise Refused(Reason.BOMB) from error
    # The library reads what strangers made, and meets a broken file with errors of every sort.
    except Exception as error:
        raise Refused(Reason.DAMAGED) from error
    letters = [sum(c.isalnum() for piece in page.pieces for c in piece.text) for page in pages]
    scans = [bool(page.pictures) and count < _LEAST for page, count in zip(pages, letters, strict=True)]
    if not any(letters) or all(scans):
        raise Refused(Reason.SCAN)
    ours = printed(questionnaire)
    is_form = any(ours.coded(piece.text) for page in pages for piece in page.pieces)
    begins = _Beginnings(questionnaire) if is_form else _any
    content = laid_out(pages, begins)
    known = _Known(questionnaire)
    blocks = tuple(known.restored(content.blocks))
    # a stretch of what stands around the table is as good as left out
    blocks = tuple(block for block in blocks if isinstance(block, Table) or not known.prints(block))
    properties = {"keywords": keywords} | {KNOWN_PROPERTY + code: mark for code, mark in _KNOWN.findall(keywords)}
    return Pdf(replace(content, blocks=blocks, properties=properties), any(scans))


def _pages(data: bytes) -> tuple[list[Page], str]:
    """The pages, and the keywords of the file."""
    document = PDFDocument(PDFParser(io.BytesIO(data)))
    pages = list(islice(PDFPage.create_pages(document), MAX_PAGES + 1))
    if len(pages) > MAX_PAGES:
        raise Refused(Reason.TOO_LARGE)
    fonts = Fonts()
    marks = Marks(fonts)
    interpreter = Interpreter(fonts, marks)
    for page in pages:
        interpreter.process_page(page)
    keywords = [resolve1(facts.get("Keywords")) for facts in document.info]
    return marks.pages, " ".join(decode_text(said) for said in keywords if isinstance(said, bytes))


def _any(line: str, lead: str) -> bool:
    return bool(line or not lead)


class _Beginnings:
    """The lines that a row of our form begins with."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        self._printed = printed(questionnaire)
        self._fielded = tuple(question for question in questionnaire.questions() if question.fields)

    def __call__(self, _: str, lead: str) -> bool:
        return lead != "" and (
            self._printed.coded(lead) is not None
            or self._printed.around.holds(lead)
            or any(self._printed.field(question, lead) is not None for question in self._fielded)
        )


class _Known:
    """What the form of this questionnaire prints, to be found again however its lines were wrapped."""

    def __init__(self, questionnaire: Questionnaire) -> None:
        around = list(printed_lines(questionnaire))
        self._lines = {_bare(line): line for line in around}
        for question in questionnaire.questions():
            self._lines |= {_bare(line): line for line in question_lines(question)}
            self._lines |= {_bare(line): line for known in question.fields for line in field_lines(known)}
        self._lines.pop("", None)
        self._longest_first = sorted(self._lines, key=len, reverse=True)
        self._around = _bare("".join(around))

    def restored(self, blocks: Iterable[str | Table]) -> Iterator[str | Table]:
        """The blocks with our lines as we wrote them."""
        for is_table, run in groupby(blocks, key=lambda block: isinstance(block, Table)):
            if is_table:
                yield from (Table(tuple(map(self._row, block.rows))) for block in run if isinstance(block, Table))
            else:
                yield from self._rewritten([block for block in run if isinstance(block, str)])

    def prints(self, text: str) -> bool:
        """Whether this is a stretch of what stands around the table."""
        bare = _bare(text)
        return len(bare) > 11 and bare in self._around

    def _row(self, row: Row) -> Row:
        return (Cell(tuple(self._rewritten(row[0].lines))), *row[1:]) if row and not row[0].joined else row

    def _rewritten(self, lines: Sequence[str]) -> list[str]:
        """Lines of which ours were wrapped or joined otherwise than we wrote them."""
        found: list[str] = []
        rest = list(lines)
        while rest:
            ours, many = self._beginning(rest)
            found += ours or rest[:1]
            rest = rest[many or 1 :]
        return found

    def _beginning(self, lines: Sequence[str]) -> tuple[list[str], int]:
        """Lines of ours that these lines begin with, as far as both end at the same place; and how many they fill."""
        bare = [_bare(line) for line in lines[:_TOGETHER]]
        text = "".join(bare)
        ends = {end: number for number, end in enumerate(accumulate(map(len, bare)), 1)}
        at = 0
        ours: list[str] = []
        found: tuple[list[str], int] = ([], 0)
        while at < len(text):
            known = next((known for known in self._longest_first if text.startswith(known, at)), "")
            if not known:
                break
            at += len(known)
            ours.append(self._lines[known])
            if at in ends:
                found = (list(ours), ends[at])
        return found


def _bare(text: str) -> str:
    """The signs of a text without any space."""
    return plain(text).replace(" ", "")
