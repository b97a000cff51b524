"""The reading of a file that is not read: what its sender is told, or nothing when the file asks for no person."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from documents.form_plan import plain
from documents.reading.content import Content, Table, flattened
from documents.reading.refusal import Reason, sentence
from usecases.messages import Attachment
from usecases.replies import Asked, FormReading


def refusal(attachment: Attachment, asked: Asked, reason: Reason) -> FormReading:
    """The reading of a file that is not read; a reference document of ours that comes back concerns no person."""
    name = _stem(attachment.name)
    if name and any(
        name in (_stem(document.file), plain(document.title)) for document in asked.questionnaire.documents
    ):
        return FormReading()
    return FormReading(problem=sentence(attachment.name, reason))


def foreign(attachment: Attachment, asked: Asked, content: Content) -> FormReading:
    """The reading of a document that is no form of ours: someone may have answered in a layout of their own."""
    text = words(content)
    start = plain(text[: 2 * _LOOKED_AT])[:_LOOKED_AT]
    if not start:
        return FormReading()
    if any(plain(document.title) in start for document in asked.questionnaire.documents):
        return FormReading(text=text)  # no matter for a person, unless it is our mail with answers in it
    found = refusal(attachment, asked, Reason.FOREIGN)
    return replace(found, text=text) if found.problem else found


def words(content: Content) -> str:
    """Everything that is written in it, line by line."""
    return "\n".join(_lines(content))


_LOOKED_AT = 5000  # characters: a reference document says its title on its first page


def _lines(content: Content) -> Iterator[str]:
    for block in content.blocks:
        if isinstance(block, Table):
            yield from flattened(block.rows)
        else:
            yield block


def _stem(name: str) -> str:
    return plain(re.sub(r"\.\w{1,5}\Z", "", name))
