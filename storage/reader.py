"""The store as another process reads it: replayed without the lock, brought up to date on demand, never written."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import BinaryIO, TypeAlias
from zlib import crc32

from storage.lines import StoreDamaged, scan
from storage.segments import ARCHIVE, CURRENT, Commit, Format, Replay, journal_path, read_segment, replay
from storage.transaction import Change, Look, Plan

Read: TypeAlias = tuple[int, Commit, int]  # segment, what stands there, where it ends


class ReadOnly(Exception):
    """A change was to be committed on a store that was opened for reading."""


class TinyReader:
    """The `Store` port of a process that only reads; made by `open_reading`.

    Transactions work as a trial: everything but `commit`, which raises `ReadOnly`.
    """

    def __init__(self, directory: Path, state: Replay, format: Format) -> None:
        self.directory = directory
        self._state, self._format = state, format
        self._revision = 0
        self._refreshing = asyncio.Lock()

    @property
    def revision(self) -> int:
        """How often `refresh` has found something."""
        return self._revision

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[Look]:
        """A look at the store as it was at the opening or the last `refresh`."""
        yield Look(self._state.tables)

    @asynccontextmanager
    async def transaction(self, actor: str) -> AsyncIterator[Change]:
        """A change that cannot be committed."""
        yield Change(self._state.tables, actor, _refuse, set())

    async def refresh(self) -> bool:
        """Take in what was written since; whether there was anything. Costs what was appended, not the whole.

        A thread reads the files; the tables change in one go afterwards, so that no look meets half of a commit.
        """
        async with self._refreshing:
            before = self._state
            news = await asyncio.to_thread(self._news)
            if isinstance(news, Replay):
                self._state = news
                found = news.segment > before.segment or news.commits != before.commits or before.commits > 0
            else:
                for segment, commit, end in news:
                    for put in commit.puts:
                        before.tables.of(put.kind).put(put)
                    start = before.end if segment == before.segment else 0
                    before.segment, before.last, before.end = segment, (start, commit.sum), end
                    before.commits += 1 if commit.puts else 0
                found = bool(news)
            self._revision += found
        return found

    def _news(self) -> list[Read] | Replay:
        """Runs in a thread: what was appended, or the whole state where nothing can be read on."""
        state = self._state
        segment, end = state.segment, state.end
        news: list[Read] = []
        if segment == 0:
            return replay(self.directory, self._format)
        try:
            while True:
                # First look for a next segment: if there is one, ours is finished and is read to its last byte.
                finished = self._where(segment + 1).exists()
                path = self._where(segment)
                with path.open("rb") as file:
                    if segment == state.segment and not _still_stands(file, state, path):
                        raise FileNotFoundError(str(path))
                    found = [(segment, commit, after) for commit, after in read_segment(file, end, path, self._format)]
                    if file.seek(0, os.SEEK_END) < (found[-1][2] if found else end):
                        raise FileNotFoundError(str(path))
                news += found
                if not finished:
                    return news
                segment, end = segment + 1, 0
        except (FileNotFoundError, StoreDamaged):
            # The archive was emptied, or the disk failed under the writer and it took back lines that we had read;
            # others may stand there by now: start again.
            return _replay_calmly(self.directory, self._format)

    def _where(self, number: int) -> Path:
        path = journal_path(self.directory, number)
        return path if path.exists() else journal_path(self.directory / ARCHIVE, number)


@asynccontextmanager
async def open_reading(directory: Path, *, format: Format = CURRENT) -> AsyncIterator[TinyReader]:
    """Open a directory for reading, also while a process writes to it; one that does not exist yet is empty.

    `BadInput` (one French sentence) where the data are damaged or newer than this program.
    """
    yield TinyReader(directory, await asyncio.to_thread(_replay_calmly, directory, format), format)


def _replay_calmly(directory: Path, format: Format) -> Replay:
    for _ in range(3):
        try:
            return replay(directory, format)
        except StoreDamaged:
            continue  # perhaps a writer was cutting a torn end off just then: look again before saying so
    return replay(directory, format)


def _still_stands(file: BinaryIO, state: Replay, path: Path) -> bool:
    """Whether the line that was read last is still where it was."""
    if not state.end:
        return True
    start, known = state.last
    body, end = next(scan(file, start, path), (b"", 0))
    return end == state.end and crc32(body) == known


async def _refuse(plan: Plan) -> None:
    raise ReadOnly(plan.actor)
