"""The journal while it is written: lines appended and synced, several commits sharing one sync.

A commit returns only once its line is durable. When writing or syncing fails the journal is broken for good:
what the disk holds is then unknown, so nothing more is said to be kept until the store is opened again.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from storage.lines import seal
from storage.segments import Format, begin_segment, journal_path
from usecases.refusals import why

# A sync that took less (seconds) is done in the event loop itself: handing it to a thread costs more than the sync
# (0.4 ms against 0.15 ms on a busy machine). Once one took longer, the next go to a thread until they are quick again.
QUICK = 0.003

# Zeros are written and synced so many bytes in advance: a sync that only overwrites them leaves the length and the
# blocks of the file as they are, and takes half the time of one that appends. A closed journal ends with its last line.
AHEAD = 131_072

T = TypeVar("T")


class StoreBroken(Exception):
    """The disk refused a write: every change since fails until the store is opened again. `sentence` is French."""

    def __init__(self, path: Path, error: OSError) -> None:
        self.sentence = (
            f"Le disque n’a pas accepté l’écriture dans « {path} » ({why(error)}) : "
            "rien n’est plus enregistré, libérez de la place ou vérifiez le disque puis relancez Relance."
        )
        super().__init__(self.sentence)


class Journal:
    """The last segment, open for appending by the one process that holds the lock.

    `end` is the durable length in bytes; `groups` counts the syncs that carried commits.
    """

    def __init__(self, directory: Path, number: int, descriptor: int, end: int, quick: float = QUICK) -> None:
        self.directory, self.number, self.end = directory, number, end
        self._quick = quick
        self.groups = 0
        self._descriptor = descriptor
        self._loop = asyncio.get_running_loop()
        self._waiting: list[tuple[bytes, asyncio.Future[None]]] = []
        self._running: asyncio.Future[int] | None = None
        self._scheduled = self._held = False
        self._broken: StoreBroken | None = None
        self._room = end
        self._last_sync = self._sync()

    def append(self, body: bytes) -> asyncio.Future[None]:
        """Queue the members of a line (see `lines.members`); done once they are durable, `StoreBroken` if never.

        An empty body writes nothing and is done once all that was queued before is durable.
        """
        self.refuse_if_broken()
        done = self._loop.create_future()
        self._waiting.append((body, done))
        self._schedule()
        return done

    async def settled(self) -> None:
        """Return once everything queued so far is durable."""
        if self._waiting or self._running is not None:
            await self.append(b"")
        self.refuse_if_broken()

    @property
    def writes_now(self) -> bool:
        """Whether a thread is at the disk."""
        return self._running is not None

    def refuse_if_broken(self) -> None:
        """Raise `StoreBroken` if the disk has refused a write."""
        if self._broken is not None:
            raise self._broken

    async def rotate(self, copy: Callable[[], T], format: Format) -> T:
        """Begin the next segment and return `copy()` as it was called exactly between the two.

        The new file is made in the event loop, not in a thread: it takes three syncs once in a long while, and
        nothing can come in between.
        """
        self._held = True  # else a busy journal would start its next sync before we have our turn
        try:
            while self._running is not None:
                await asyncio.wait([self._running])
            self._write_here()
        finally:
            self._held = False
            self._schedule()
        self.refuse_if_broken()
        copied = copy()
        number = self.number + 1
        self._cut()
        try:
            descriptor, end = begin_segment(self.directory, number, format)
        except OSError as error:
            # With the next segment half there, ours is no longer the last: its end could not be trusted.
            if journal_path(self.directory, number).exists():
                self._break(error)
            raise
        os.close(self._descriptor)
        self._descriptor, self.end, self.number, self._room = descriptor, end, number, end
        return copied

    async def close(self) -> None:
        """Let what is queued become durable, then close."""
        try:
            with contextlib.suppress(StoreBroken):
                await self.settled()
            with contextlib.suppress(OSError):
                self._cut()
        finally:
            os.close(self._descriptor)

    def _schedule(self) -> None:
        # One turn of the loop later, so that all tasks that are ready put their line into the same group.
        if self._waiting and not self._scheduled and not self._held and self._running is None:
            self._scheduled = True
            self._loop.call_soon(self._flush)

    def _flush(self) -> None:
        self._scheduled = False
        if self._held or self._running is not None:
            return
        if self._last_sync < self._quick:
            self._write_here()
            return
        data, done = self._group()
        self._running = self._loop.run_in_executor(None, self._write, data)
        self._running.add_done_callback(lambda run: self._written(run, len(data), done))

    def _written(self, run: asyncio.Future[int], length: int, done: list[asyncio.Future[None]]) -> None:
        self._running = None
        error = run.exception()
        if isinstance(error, OSError):
            self._break(error, done)
        elif error is None:
            self._keep(length, done)
        self._schedule()

    def _write_here(self) -> None:
        if not self._waiting or self._broken is not None:
            return
        data, done = self._group()
        try:
            self._write(data)
        except OSError as error:
            self._break(error, done)
        else:
            self._keep(len(data), done)

    def _group(self) -> tuple[bytes, list[asyncio.Future[None]]]:
        group, self._waiting = self._waiting, []
        since = b'"since":%d,' % self.end
        return b"".join(seal(since + body) for body, _ in group if body), [done for _, done in group]

    def _write(self, data: bytes) -> int:
        """Runs in a thread when the disk is slow; nothing else touches the descriptor meanwhile."""
        if not data:
            return 0
        if self.end + len(data) > self._room:
            self._make_room(self.end + len(data))
        written = 0
        while written < len(data):
            written += os.pwrite(self._descriptor, data[written:], self.end + written)
        self._last_sync = self._sync()
        self.groups += 1
        return written

    def _make_room(self, needed: int) -> None:
        """Write zeros behind what will be written; where there is no place for them, the lines may still fit."""
        with contextlib.suppress(OSError):
            written = os.pwrite(self._descriptor, bytes(needed + AHEAD - self.end), self.end)
            self._sync()
            self._room = self.end + written

    def _sync(self) -> float:
        start = time.perf_counter()
        os.fdatasync(self._descriptor)
        return time.perf_counter() - start

    def _cut(self) -> None:
        """End the file with its last durable line."""
        if os.fstat(self._descriptor).st_size != self.end:
            os.ftruncate(self._descriptor, self.end)
            self._room = self.end
            self._sync()

    def _keep(self, length: int, done: list[asyncio.Future[None]]) -> None:
        self.end += length
        for future in done:
            if not future.done():
                future.set_result(None)

    def _break(self, error: OSError, done: list[asyncio.Future[None]] | None = None) -> None:
        self._broken = StoreBroken(journal_path(self.directory, self.number), error)
        # What failed was reported as failed: try to make that true on the disk as well.
        with contextlib.suppress(OSError):
            self._cut()
        waiting, self._waiting = self._waiting, []
        for future in [*(done or ()), *(future for _, future in waiting)]:
            if not future.done():
                future.set_exception(self._broken)
