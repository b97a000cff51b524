"""The store as another process reads it: replayed without the lock, brought up to date on demand, never written."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from storage.lines import StoreDamaged
from storage.segments import ARCHIVE, CURRENT, Format, Replay, journal_path, read_segment, replay
from storage.transaction import Change, Look, Plan


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
        """Take in what was written since; whether there was anything. Costs what was appended, not the whole."""
        found = await asyncio.to_thread(self._refresh)
        self._revision += found
        return found

    def _refresh(self) -> bool:
        try:
            return self._read_on()
        except (FileNotFoundError, StoreDamaged):
            # The archive was emptied, or the disk failed under the writer and it took lines back: start again.
            before = self._state.commits
            self._state = _replay_calmly(self.directory, self._format)
            return self._state.commits != before or before > 0

    def _read_on(self) -> bool:
        state, found = self._state, False
        if state.segment == 0:
            self._state = replay(self.directory, self._format)
            return self._state.segment > 0
        while True:
            # First look for a next segment: if there is one, ours is finished and is read to its last byte.
            finished = self._where(state.segment + 1).exists()
            path = self._where(state.segment)
            with path.open("rb") as file:
                for commit, end in read_segment(file, state.end, path, self._format):
                    for put in commit.puts:
                        state.tables.of(put.kind).put(put)
                    state.end, found = end, True
                    state.commits += 1 if commit.puts else 0
                if file.seek(0, os.SEEK_END) < state.end:
                    raise FileNotFoundError(str(path))
            if not finished:
                return found
            state.segment, state.end = state.segment + 1, 0

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


async def _refuse(plan: Plan) -> None:
    raise ReadOnly(plan.actor)
