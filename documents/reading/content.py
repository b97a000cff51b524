"""What a returned file holds, whatever its format: paragraphs and tables in order, and the marks that we put in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

PICTURE = "(une image)"  # what a note says of a picture in the place of an answer


@dataclass(frozen=True, slots=True)
class Cell:
    """The lines of one cell. `joined`: it is merged into the cell above it and holds nothing of its own."""

    lines: tuple[str, ...]
    joined: bool = False


Row = tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of one table or sheet."""

    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Note:
    """What stands beside the text: a comment or a footnote, and the table row that it hangs on, if any.

    `is_mark`: it is a stretch of the text itself that was marked in colour or underlined.
    """

    text: str
    row: Row = ()
    is_mark: bool = False


@dataclass(frozen=True, slots=True)
class Content:
    """Blocks in order (a string is one paragraph), the custom properties, headers and footers, notes."""

    blocks: tuple[str | Table, ...]
    properties: Mapping[str, str] = field(default_factory=dict)
    margins: tuple[str, ...] = ()
    notes: tuple[Note, ...] = ()


def flattened(rows: tuple[Row, ...]) -> list[str]:
    """A table inside a cell as lines of text, its cells set apart by « | »."""
    lines = (" | ".join(" ".join(cell.lines).strip() for cell in row) for row in rows)
    return [line for line in lines if line.strip(" |")]
