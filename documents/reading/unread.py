"""The reading of a file that is not read: what its sender is told, or nothing when the file asks for no person."""

from __future__ import annotations

import re

from documents.form_plan import plain
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


def _stem(name: str) -> str:
    return plain(re.sub(r"\.\w{1,5}\Z", "", name))
