"""Reads mail in processes that can be ended: a message that takes too long, or too much, waits for a person."""

from __future__ import annotations

import asyncio
import os
from datetime import datetime
from types import TracebackType

from mail.jobs import Job, Open, Read, do, given_up
from mail.process import Lost, Process
from mail.reading import open_mail
from mail.reading.settings import ReadingSettings
from usecases.messages import Incoming
from usecases.replies import Asked, Reply

# How many times the limit of work a message may take by the clock.
PATIENCE = 10
# More processes than this would wait for the one that writes the answers down.
WORKERS = min(4, os.cpu_count() or 1)
# A process has its next jobs at hand while the parent is busy with something else.
AHEAD = 3


class InlineReader:
    """Reads in this process: for one-shot commands and tests. Nothing ends a message that takes too long."""

    def __init__(self, settings: ReadingSettings) -> None:
        self._settings = settings

    async def open(self, raw: bytes, received_at: datetime) -> Incoming:
        result = do(Open(raw, received_at, self._settings))
        assert isinstance(result, Incoming)
        return result

    async def read(self, raw: bytes, asked: Asked) -> Reply:
        result = do(Read(raw, asked))
        assert isinstance(result, Reply)
        return result


class WorkerReader:
    """Reads in `workers` processes of its own, each ended when one message takes more than `limit` seconds of work.

    Work is processor time, which a busy machine does not use up; `PATIENCE` times as long ends it by the clock.
    Processes start when first needed and are ended by `close`; an ended one is replaced at the next message, and
    what waited behind the message that ended it is read elsewhere.
    """

    def __init__(self, settings: ReadingSettings, limit: float = 1.0, workers: int = WORKERS) -> None:
        self._settings = settings
        self._limit = limit
        self._workers = workers
        self._processes: list[Process] = []
        self._starting = asyncio.Lock()
        self._room = asyncio.Semaphore(workers * AHEAD)

    async def __aenter__(self) -> WorkerReader:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def open(self, raw: bytes, received_at: datetime) -> Incoming:
        if len(raw) > self._settings.max_bytes:
            return open_mail(raw, received_at, self._settings)
        result = await self._run(Open(raw, received_at, self._settings))
        assert isinstance(result, Incoming)
        return result

    async def read(self, raw: bytes, asked: Asked) -> Reply:
        result = await self._run(Read(raw, asked))
        assert isinstance(result, Reply)
        return result

    async def close(self) -> None:
        """End every process."""
        while self._processes:
            await self._processes.pop().end()

    async def _run(self, job: Job) -> Incoming | Reply:
        async with self._room:
            while True:
                process = await self._least_busy()
                result = await process.do(job)
                if not isinstance(result, Lost):
                    return result
                await self._replace(process)
                if result is Lost.BLAMED:
                    return given_up(job)

    async def _least_busy(self) -> Process:
        async with self._starting:
            running = [process for process in self._processes if not process.is_over]
            chosen = min(running, key=lambda process: process.waiting, default=None)
            if chosen is None or (chosen.waiting and len(running) < self._workers):
                chosen = await Process.start(self._limit, PATIENCE)
                self._processes.append(chosen)
            return chosen

    async def _replace(self, process: Process) -> None:
        if process in self._processes:
            self._processes.remove(process)
            await process.end()
