"""A draft that comes back."""

from __future__ import annotations

from documents.reading.package import Format
from usecases.replies import Asked


def wants_office(kind: Format, asked: Asked) -> bool:
    """Whether this file must become a Word document first, to see its tracked changes."""
    return asked.draft is not None and kind is Format.ODT
