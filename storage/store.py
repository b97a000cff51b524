"""The store of one machine: TinyDB's tables in memory, a synced journal on the disk, one writing process."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType

from storage.journal import QUICK, Journal, StoreBroken
from storage.lines import commit, put_of
from storage.lock import sole_writer
from storage.segments import (
    ARCHIVE,
    CURRENT,
    Format,
    Replay,
    begin_segment,
    journal_path,
    open_segment,
    replay,
    retire,
    write_snapshot,
)
from storage.syncing import sync_directory
from storage.tables import Copied
from storage.transaction import Change, Look, Plan

log = logging.getLogger(__name__)

# The journal is rewritten as a snapshot once it is this many times longer, and longer than this many bytes.
_TIMES, _AT_LEAST = 2, 4_000_000


def _now() -> datetime:
    return datetime.now(UTC)


class TinyStore:
    """The `Store` port for the one process that writes; made by `open_store`.

    `dropped` counts the bytes of an unfinished last line that were put aside at the opening.
    """

    def __init__(
        self, directory: Path, state: Replay, journal: Journal, format: Format, clock: Callable[[], datetime]
    ) -> None:
        self.directory = directory
        self.tables = state.tables
        self.journal = journal
        self.dropped = 0
        self._revision = state.commits
        self._format, self._clock = format, clock
        self._claimed: set[str] = set()
        self._snapshot_bytes = state.snapshot_bytes
        self._older_bytes = state.journal_bytes - state.end  # of the segments since the snapshot, without the last
        self._compact_at = 0
        self._compaction: asyncio.Task[None] | None = None

    @property
    def revision(self) -> int:
        """Grows by one with each commit; it starts anew with the process."""
        return self._revision

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Look]:
        """A look at the store; on leaving, all that was seen is durable."""
        self.journal.refuse_if_broken()
        yield Look(self.tables)
        await self.journal.settled()

    def transaction(self, actor: str) -> AbstractAsyncContextManager[Change]:
        """A change of the store, rolled back unless committed; on leaving, all that was seen is durable."""
        return _Open(self.journal, Change(self.tables, actor, self._keep, self._claimed, self._revision))

    async def compact(self) -> None:
        """Write the state as a snapshot and move the older journal to the archive; changes go on meanwhile."""
        while self._compaction is not None and not self._compaction.done():
            await asyncio.wait([self._compaction])  # it began before what was written since
        self._compaction = asyncio.create_task(self._compact())
        await asyncio.shield(self._compaction)

    async def close(self) -> None:
        """Let what is under way become durable."""
        try:
            if self._compaction is not None:
                with contextlib.suppress(OSError, StoreBroken):
                    await self._compaction
        finally:
            await self.journal.close()

    async def _keep(self, plan: Plan) -> None:
        self.journal.refuse_if_broken()
        if plan.revision != self._revision:  # else nobody has changed anything meanwhile
            plan.refuse_if_moved(self.tables)
        if not plan.written:
            await self.journal.settled()
            return
        puts = [put_of(*key, plan.seen[key] + 1, document) for key, document in plan.written.items()]
        done = self.journal.append(commit(self._clock().isoformat(), plan.actor, puts))
        for put in puts:
            self.tables.of(put.kind).put(put, plan.read.get((put.kind, put.id)))
        self._revision += 1
        self._compact_if_long()
        await done

    def _compact_if_long(self) -> None:
        length = self._older_bytes + self.journal.end
        if length > max(_AT_LEAST, _TIMES * self._snapshot_bytes, self._compact_at) and (
            self._compaction is None or self._compaction.done()
        ):
            self._compaction = asyncio.create_task(self._compact_or_wait())

    async def _compact_or_wait(self) -> None:
        try:
            await self._compact()
        except (OSError, StoreBroken) as error:
            # Nothing is lost, the journal only stays long: try again when it has grown by as much again.
            self._compact_at = self._older_bytes + self.journal.end + _AT_LEAST
            log.warning("the journal could not be compacted: %s", error)

    async def _compact(self) -> None:
        ended = self.journal.end
        copy = await self.journal.rotate(self._copy, self._format)
        number = self.journal.number
        self._older_bytes += ended
        self._snapshot_bytes = await asyncio.to_thread(write_snapshot, self.directory, number, copy, self._format)
        self._older_bytes = 0
        await asyncio.to_thread(retire, self.directory, number)

    def _copy(self) -> list[Copied]:
        return [self.tables.of(name).copy() for name in self.tables.names()]


class _Open(AbstractAsyncContextManager[Change]):
    """A transaction under way. A class of its own, since a generator costs 5 µs more, and there are many."""

    __slots__ = ("_change", "_journal")

    def __init__(self, journal: Journal, change: Change) -> None:
        self._journal, self._change = journal, change

    async def __aenter__(self) -> Change:
        self._journal.refuse_if_broken()
        return self._change

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._change.release()
        if error is None and not self._change.committed:
            await self._journal.settled()


@asynccontextmanager
async def open_store(
    directory: Path,
    *,
    holder: str,
    wait: float = 5.0,
    clock: Callable[[], datetime] = _now,
    format: Format = CURRENT,
    quick: float = QUICK,
) -> AsyncIterator[TinyStore]:
    """Open a directory for writing, creating it. `holder` is who we are, told to others who want to write too.

    `clock` gives the time that stands in the journal; syncs that take less than `quick` seconds stay in the loop.
    `StoreBusy` if another process holds it for more than `wait` seconds; `BadInput` (one French sentence) where
    the data are damaged or newer than this program.
    """
    _make(directory)
    async with sole_writer(directory, holder, wait):
        state = await asyncio.to_thread(replay, directory, format)
        journal, dropped = _continue(directory, state, format, quick)
        store = TinyStore(directory, state, journal, format, clock)
        store.dropped = dropped
        try:
            yield store
        finally:
            await store.close()


def _make(directory: Path) -> None:
    directory.mkdir(parents=True, exist_ok=True, mode=0o700)


def _set_aside(directory: Path, path: Path, end: int) -> int:
    """Cut the unfinished end off a journal; its bytes stay in the archive, for whoever wants to look. How many."""
    with path.open("r+b") as file:
        file.seek(end)
        torn = file.read().rstrip(b"\0")  # the zeros were written in advance, see `journal.AHEAD`
        if torn:
            archive = directory / ARCHIVE
            archive.mkdir(mode=0o700, exist_ok=True)
            (archive / f"{path.stem}-{end}.torn").write_bytes(torn)
            sync_directory(archive)
        if file.tell() != end:
            file.truncate(end)
            os.fsync(file.fileno())
    return len(torn)


def _continue(directory: Path, state: Replay, format: Format, quick: float) -> tuple[Journal, int]:
    """Make the end of the journal ready for more; how many unfinished bytes were put aside."""
    retire(directory, state.base)
    if state.segment == 0:
        state.segment = 1
        descriptor, state.end = begin_segment(directory, 1, format)
        return Journal(directory, 1, descriptor, state.end, quick), 0
    path = journal_path(directory, state.segment)
    torn = _set_aside(directory, path, state.end)
    if state.end == 0 or state.schema != format.schema:
        # Its header was torn, or it is of an older format: what follows goes into a segment of its own.
        if state.end:
            state.segment += 1
        descriptor, state.end = begin_segment(directory, state.segment, format)
        return Journal(directory, state.segment, descriptor, state.end, quick), torn
    descriptor = open_segment(directory, state.segment)
    return Journal(directory, state.segment, descriptor, state.end, quick), torn
