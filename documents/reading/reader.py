"""One returned file, from its bytes to what it says. Pure and synchronous; an .rtf must be converted before."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace

from documents.reading import opendocument, places, spreadsheet, word
from documents.reading.content import Content
from documents.reading.drafts import read_draft
from documents.reading.frame import framed
from documents.reading.notes import notes_of
from documents.reading.package import Format, Package, recognise
from documents.reading.reference import carried, elsewhere
from documents.reading.refusal import Reason, Refused, sentence
from documents.reading.unread import foreign, refusal, words
from documents.reading.written import csv_content, text_content
from usecases.messages import Attachment
from usecases.replies import Asked, FormReading

_CONTENTS: dict[Format, Callable[[Package], Content]] = {
    Format.DOCX: word.content,
    Format.XLSX: spreadsheet.content,
    Format.ODT: opendocument.content,
    Format.ODS: opendocument.content,
}


# controls, signs for private use, and the sign that stands for one that could not be read
_GARBLED = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ue000-\uf8ff\ufffd]")
_OWN: dict[Format, Callable[[bytes], Content]] = {Format.TEXT: text_content, Format.CSV: csv_content}


def read(attachment: Attachment, asked: Asked, reference: str) -> FormReading:
    """What the file says."""
    try:
        kind, package = recognise(attachment.name, attachment.content)
        if kind is Format.RTF:
            raise Refused(Reason.UNCONVERTED)
        if kind is Format.PDF:
            return _read_pdf(attachment, asked, reference)
        if kind in _OWN:
            return _read_text(attachment, _OWN[kind](attachment.content), asked, reference)
        if package is None or kind not in _CONTENTS:
            return FormReading()
        if kind is Format.DOCX:
            draft = read_draft(package, asked.draft)
            if draft is not None:
                return draft
        content = replace(_CONTENTS[kind](package), notes=notes_of(kind, package))
        reading, _ = _placed(content, asked, reference)
        return reading if reading.recognised else foreign(attachment, asked, content)
    except Refused as refused:
        return refusal(attachment, asked, refused.reason)
    except RecursionError:
        return refusal(attachment, asked, Reason.DAMAGED)


def _read_pdf(attachment: Attachment, asked: Asked, reference: str) -> FormReading:
    """A PDF; its library is imported when there is one."""
    from documents.reading.pdf import read_pdf

    if asked.draft is not None:
        raise Refused(Reason.PDF)
    found = read_pdf(attachment.content, asked.questionnaire)
    reading = _read_text(attachment, found.content, asked, reference)
    if reading.text and reading.recognised:  # without its table nobody knows which words stood side by side
        reading = replace(
            reading,
            answers=(),
            suggested=(*reading.answers, *reading.suggested),
            problem=sentence(attachment.name, Reason.FOREIGN),
        )
    reading = _legible(reading)
    if found.has_scans and reading.recognised:
        return replace(reading, problem=sentence(attachment.name, Reason.SCANNED_PAGES))
    return reading


def _legible(reading: FormReading) -> FormReading:
    """The same, answers in a typeface that does not say its letters only suggested."""
    garbled = tuple(placed for placed in reading.answers if _GARBLED.search(placed.text))
    if not garbled:
        return reading
    kept = tuple(placed for placed in reading.answers if placed not in garbled)
    return replace(reading, answers=kept, suggested=(*garbled, *reading.suggested))


def _read_text(attachment: Attachment, content: Content, asked: Asked, reference: str) -> FormReading:
    """What is no more than text, though it may be laid out as our table."""
    reading, is_tabled = _placed(content, asked, reference)
    if not reading.recognised:
        return foreign(attachment, asked, content)
    if is_tabled or reading.elsewhere:
        return reading
    return replace(reading, text=words(content))


def _placed(content: Content, asked: Asked, reference: str) -> tuple[FormReading, bool]:
    """What the content of a form says, compared with what was asked, and whether it is laid out as our table."""
    own = carried(content)
    other = elsewhere(own, reference)
    if other:
        return FormReading(recognised=True, elsewhere=other, reference=own), True
    found = places.find(framed(content, asked.questionnaire), asked.questionnaire, asked.open)
    if not own and not found.codes:
        return FormReading(), False
    reading = FormReading(recognised=True, reference=own, leftover=found.leftover)
    return replace(reading, answers=found.answers, suggested=found.suggested), found.tabled
