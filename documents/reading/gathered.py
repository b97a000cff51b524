"""What one question has gathered in a form, and the rows and lines around the answers that say nothing."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from documents.form_plan import plain
from documents.reading.content import Row

NBSP = "\u00a0"
_HEADING = re.compile(
    r"(?:code|n°|no|numéro|référence|thème|commentaire|observation)s?|(?:n° (?:de )?|la )?questions?|"
    r"(?:intitulé|libellé)(?: de la question)?|(?:la |les |[nv]otre |[nv]os )?réponses?(?: (?:de l')?ars)?"
)


@dataclass
class Gathered:
    """What was written for one question: in its answer cell, in its own cell, in rows of sub-fields, below."""

    cell: list[str] = field(default_factory=list)
    own: list[str] = field(default_factory=list)
    records: list[list[tuple[str, str]]] = field(default_factory=list)
    below: list[str] = field(default_factory=list)

    def text(self) -> str:
        parts = [joined(self.cell), joined(self.own), *self._said(), joined(self.below)]
        return "\n\n".join(part for part in parts if part)

    def how(self) -> str:
        if joined(self.cell) or self._said():
            return "form"
        return "form-question" if joined(self.own) else "form-below"

    def _said(self) -> list[str]:
        """The records as text, without the sub-fields that were left empty."""
        written = (
            "\n".join(f"{label}{NBSP}: {text}" if label else text for label, text in record if text.strip())
            for record in self.records
        )
        return [text for text in written if text]


def is_heading(row: Row) -> bool:
    """Whether this row only names the columns, as the first one of a table of their own does."""
    texts = [plain(" ".join(cell.lines)).rstrip(" :.") for cell in row if cell.lines]
    return len(texts) > 1 and all(_HEADING.fullmatch(text) for text in texts)


def joined(lines: Sequence[str]) -> str:
    return "\n".join(lines).strip("\n").strip()


_SIGNED = re.compile(r"fait (?:à|le) .{2,60}", re.IGNORECASE)


def without_signature(lines: Sequence[str]) -> list[str]:
    """The lines below a form without « Fait à …, le … » and the few short ones that sign it."""
    for place, line in enumerate(lines):
        behind = lines[place + 1 :]
        if _SIGNED.fullmatch(line.strip()) and len(behind) < 5 and all(_signs(other) for other in behind):
            return list(lines[:place])
    return list(lines)


def _signs(line: str) -> bool:
    return len(line) < 70 and not re.search(r"\d|[:;!?]|\.\s*\Z", line)
