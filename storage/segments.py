"""The files of a store: numbered journal segments, the snapshot that replaces the older ones, and their replay.

`snapshot-N` is the state before `journal-N`; so a start reads the newest snapshot and every segment from its number
on. Older segments move to `archive/`: not read at start, kept as the audit trail.
"""

from __future__ import annotations

import contextlib
import gc
import os
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby, islice
from operator import attrgetter
from pathlib import Path
from typing import BinaryIO, TypeAlias, cast
from zlib import crc32

from storage.codec import Document, Unreadable
from storage.lines import Put, StoreDamaged, damaged, entry, members, parts, put_of, scan, seal
from storage.syncing import sync_directory
from storage.tables import Copied, Tables
from usecases.ports import BadInput

ARCHIVE = "archive"
_CHUNK = 50  # documents per line of a snapshot: about a millisecond of work

_MANY = 10_000
_kind = attrgetter("kind")

Migration: TypeAlias = Callable[[str, str, Document], tuple[str, str, Document]]


@dataclass(frozen=True)
class Format:
    """The `schema_version` that is written, and for each older one what turns (kind, id, document) into the next."""

    schema: int = 1
    migrations: Mapping[int, Migration] = field(default_factory=dict)

    def path_from(self, schema: int, path: Path) -> Sequence[Migration]:
        """The migrations from `schema` to ours; `BadInput` where the file is newer than this program."""
        if schema > self.schema:
            raise BadInput(
                f"Les données de « {path.parent} » ont été écrites par une version plus récente de Relance "
                f"(format {schema}, cette version lit jusqu’au format {self.schema}) : "
                "installez la version la plus récente."
            )
        return [self.migrations[step] for step in range(schema, self.schema)]


CURRENT = Format()


@dataclass(frozen=True)
class Commit:
    """One line of the journal: when, who, each thing that was put, and its checksum. A header puts nothing."""

    at: str = ""
    actor: str = ""
    puts: Sequence[Put] = ()
    sum: int = 0


@dataclass
class Replay:
    """The state that the files of a directory give, and where they end.

    `segment` 0: there is nothing yet. `end` is where the last whole line of the last segment ends, in bytes; `last`
    where it starts, and its checksum.
    """

    tables: Tables
    base: int = 0
    segment: int = 0
    end: int = 0
    last: tuple[int, int] = (0, 0)
    schema: int = 0
    snapshot_bytes: int = 0
    journal_bytes: int = 0
    commits: int = 0


def journal_path(directory: Path, number: int) -> Path:
    return directory / f"journal-{number:06}.jsonl"


def snapshot_path(directory: Path, number: int) -> Path:
    return directory / f"snapshot-{number:06}.jsonl"


def numbers(directory: Path, prefix: str) -> list[int]:
    """The numbers of the files of this sort, in order; empty where the directory does not exist."""
    return _numbers(_names(directory), prefix)


def _names(directory: Path) -> list[str]:
    try:
        return [path.name for path in directory.iterdir()]
    except FileNotFoundError:
        return []


def _numbers(names: Sequence[str], prefix: str) -> list[int]:
    found = (n.removeprefix(f"{prefix}-").removesuffix(".jsonl") for n in names if n.startswith(f"{prefix}-"))
    return sorted(int(number) for number in found if number.isdecimal())


def replay(directory: Path, format: Format = CURRENT, attempts: int = 20) -> Replay:
    """The state on the disk; also while another process writes and compacts (its files may move: try again)."""
    collected = gc.isenabled()
    gc.disable()  # 100,000 documents are no garbage: without this the collector takes half of the time
    try:
        for attempt in range(attempts):
            try:
                return _replay(directory, format)
            except FileNotFoundError as moved:
                if attempt == attempts - 1:
                    raise StoreDamaged(
                        f"Il manque le fichier « {moved.filename} » : rétablissez les données depuis une sauvegarde."
                    ) from moved
        raise AssertionError("unreachable")
    finally:
        if collected:
            gc.enable()


def _replay(directory: Path, format: Format) -> Replay:
    names = _names(directory)  # one look: two would fall on both sides of a compaction
    segments = _numbers(names, "journal")
    base = max(_numbers(names, "snapshot"), default=0)
    first = base or 1
    result = Replay(Tables(), base=base)
    if not segments and not base:
        return result
    with contextlib.ExitStack() as stack:
        # All are opened before any is read: what is open can be read, wherever it moves meanwhile.
        snapshot = stack.enter_context(snapshot_path(directory, base).open("rb")) if base else None
        journals = [
            (number, stack.enter_context(journal_path(directory, number).open("rb")))
            for number in range(first, max([*segments, first]) + 1)
        ]
        if snapshot is not None:
            _read_snapshot(snapshot, snapshot_path(directory, base), result, format)
        for number, file in journals:
            path = journal_path(directory, number)
            result.segment, result.end, result.last = number, 0, (0, 0)
            for commit, end in read_segment(file, 0, path, format):
                result.last, result.end = (result.end, commit.sum), end
                _load(result.tables, commit.puts)
                result.commits += 1 if commit.puts else 0
            result.schema = schema_of(file, path)
            file.seek(result.end)
            if number != journals[-1][0] and file.read().strip(b"\0"):
                raise damaged(path, f"abîmé à l’octet {result.end}")
            result.journal_bytes += result.end
    for name in result.tables.names():
        result.tables.of(name).settle()
    if sum(len(result.tables.of(name).documents) for name in result.tables.names()) > _MANY:
        gc.freeze()  # nor is it looked through each time from now on
    return result


def read_segment(file: BinaryIO, start: int, path: Path, format: Format) -> Iterator[tuple[Commit, int]]:
    """Each commit from `start` on, and where its line ends."""
    migrations: Sequence[Migration] = ()
    if start:
        migrations = format.path_from(schema_of(file, path), path)
    for body, end in scan(file, start, path):
        line, puts = parts(body)
        if "schema_version" in line:
            migrations = format.path_from(_schema(line), path)
            yield Commit(sum=crc32(body)), end
        else:
            put = _puts(puts, migrations, path)
            yield Commit(str(line.get("at", "")), str(line.get("actor", "")), put, crc32(body)), end


def _read_snapshot(file: BinaryIO, path: Path, result: Replay, format: Format) -> None:
    count, expected = 0, -1
    migrations: Sequence[Migration] = ()
    for body, end in scan(file, 0, path):
        line, found = parts(body)
        result.snapshot_bytes = end
        if "schema_version" in line:
            migrations = format.path_from(_schema(line), path)
        elif "documents" in line:
            expected = cast("int", line["documents"])
        else:
            puts = _puts(found, migrations, path)
            count += len(puts)
            _load(result.tables, puts)
    if count != expected:
        raise damaged(path, "incomplet")


def schema_of(file: BinaryIO, path: Path) -> int:
    """The `schema` that the header of this file names; 0 without a header."""
    header = next(scan(file, 0, path), None)
    return _schema(parts(header[0])[0]) if header is not None else 0


def _schema(header: Document) -> int:
    return cast("int", header.get("schema_version", 0))


def _puts(puts: Sequence[Put] | None, migrations: Sequence[Migration], path: Path) -> Sequence[Put]:
    if puts is None:
        raise damaged(path, "d’une forme que Relance n’écrit pas")
    if not migrations:
        return puts
    moved = []
    for put in puts:
        kind, id, document = put.kind, put.id, put.document
        for migrate in migrations:
            kind, id, document = migrate(kind, id, document)  # each step takes what the last one gave
        moved.append(put_of(kind, id, put.version, document))
    return moved


def _load(tables: Tables, puts: Sequence[Put]) -> None:
    for kind, alike in groupby(puts, _kind):
        table = tables.of(kind)
        for put in alike:
            try:
                table.load(put)
            except (ValueError, TypeError, AttributeError, KeyError) as error:  # nothing can be found by it
                raise Unreadable(kind, put.id, repr(error)) from error


def begin_segment(directory: Path, number: int, format: Format) -> tuple[int, int]:
    """Create an empty segment, durable and whole; its descriptor (for writing) and its length."""
    header = seal(members({"schema_version": format.schema, "segment": number}))
    write_whole(journal_path(directory, number), [header])
    return open_segment(directory, number), len(header)


def open_segment(directory: Path, number: int) -> int:
    """A descriptor for writing in an existing segment."""
    return os.open(journal_path(directory, number), os.O_WRONLY | os.O_CLOEXEC)


def write_snapshot(directory: Path, number: int, copy: Sequence[Copied], format: Format) -> int:
    """Write the state before segment `number`; its length in bytes once it is durable."""

    def lines() -> Iterator[bytes]:
        yield seal(members({"schema_version": format.schema, "snapshot": number}))
        count = 0
        for table in copy:
            puts = _written(table)
            begun = time.perf_counter()
            while chunk := list(islice(puts, _CHUNK)):
                count += len(chunk)
                yield seal(b'"puts":[' + b",".join(chunk) + b"]}")
                # A thread that only computes would make every commit wait 5 ms for its turn: half of the time is left.
                time.sleep(min(0.005, time.perf_counter() - begun))
                begun = time.perf_counter()
        yield seal(members({"documents": count}))

    return write_whole(snapshot_path(directory, number), lines())


def _written(table: Copied) -> Iterator[bytes]:
    """Each document as it stands in a line of puts: as it was written, not read and written again."""
    name, documents, versions = table
    for id, text in documents.texts():
        yield entry(name, id, versions[id], text)


def write_whole(path: Path, lines: Iterator[bytes] | list[bytes]) -> int:
    """Create a file that is there whole or not at all, and stays; its length in bytes."""
    draft = path.with_suffix(".tmp")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    with os.fdopen(descriptor, "wb") as file:
        for line in lines:
            file.write(line)
        file.flush()
        os.fsync(file.fileno())
        length = file.tell()
    draft.rename(path)
    sync_directory(path.parent)
    return length


def retire(directory: Path, base: int) -> None:
    """Move the segments that the snapshot `base` replaces to the archive, and drop older snapshots and drafts."""
    archive = directory / ARCHIVE
    for number in numbers(directory, "journal"):
        if number < base:
            archive.mkdir(mode=0o700, exist_ok=True)
            journal_path(directory, number).rename(journal_path(archive, number))
            sync_directory(archive)
    old = [snapshot_path(directory, number) for number in numbers(directory, "snapshot") if number < base]
    for path in (*old, *directory.glob("*-*.tmp")):
        path.unlink()
    sync_directory(directory)
