"""Who changed what, and when: the journal read from its first line, archived segments included."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from storage.codec import Document, name_of
from storage.segments import ARCHIVE, CURRENT, Format, journal_path, numbers, read_segment
from usecases.ports import Stored


@dataclass(frozen=True)
class Changed:
    """One document as one commit left it. `kind` is the name of its table, `version` counts from 1."""

    at: datetime
    actor: str
    kind: str
    id: str
    version: int
    document: Document


def history(
    directory: Path, *, kind: type[Stored] | None = None, id: str = "", format: Format = CURRENT
) -> Iterator[Changed]:
    """Every change in the order of the commits, of everything or of one kind or id; nothing if nothing was stored.

    Works beside a writer. Segments that were removed from the archive are missing from the front.
    """
    wanted = name_of(kind) if kind is not None else ""
    archive = directory / ARCHIVE
    for number in sorted({*numbers(directory, "journal"), *numbers(archive, "journal")}):
        path, file = _opened(directory, archive, number)
        with file:
            for commit, _ in read_segment(file, 0, path, format):
                for put in commit.puts:
                    if wanted in ("", put.kind) and id in ("", put.id):
                        at = datetime.fromisoformat(commit.at)
                        yield Changed(at, commit.actor, put.kind, put.id, put.version, put.document)


def _opened(directory: Path, archive: Path, number: int) -> tuple[Path, BinaryIO]:
    path = journal_path(directory, number)
    try:
        return path, path.open("rb")
    except FileNotFoundError:  # it moved to the archive between the look and now
        path = journal_path(archive, number)
        return path, path.open("rb")
