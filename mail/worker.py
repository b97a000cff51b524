"""Reads mail in processes that can be ended: a message that takes too long, or too much, waits for a person.

The parent writes a job and reads its result over pipes, both pickled and preceded by their length.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
import pickle
import signal
import struct
import sys
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import BinaryIO, TypeAlias

from mail.reading import open_mail, read_reply
from mail.reading.opening import undecipherable
from mail.reading.reply import DIFFICULT
from mail.reading.settings import ReadingSettings
from questionnaires.model import Questionnaire
from usecases.messages import Incoming
from usecases.replies import Asked, Reply, SentLetter

START_UP = 60.0
# How many times the limit of work a message may take by the clock.
PATIENCE = 10
MEMORY = 3 << 30
# Letters and questionnaires that a process keeps, as many replies answer the same ones.
KEPT = 256
# More processes than this would wait for the one that writes the answers down.
WORKERS = min(4, os.cpu_count() or 1)
_LENGTH = struct.Struct(">Q")
_READY = b"ready"


@dataclass(frozen=True)
class _Open:
    raw: bytes
    received_at: datetime
    settings: ReadingSettings


@dataclass(frozen=True)
class _Read:
    raw: bytes
    asked: Asked


@dataclass(frozen=True)
class _Abridged:
    """A `_Read` whose questionnaire and letters are named by keys; `new` holds those that the process lacks."""

    read: _Read
    questionnaire: _Key
    letters: tuple[_Key, ...]
    new: dict[_Key, Questionnaire | SentLetter]


_Job = _Open | _Read
_Key: TypeAlias = tuple[str, int]


class _Known:
    """What one process was given to keep. Parent and child do the same with theirs, so that both hold the same.

    The child keeps the things; the parent only questionnaires, so that the number that names one stays its own.
    """

    def __init__(self, most: int = KEPT) -> None:
        self._most = most
        self.things: OrderedDict[_Key, Questionnaire | SentLetter | None] = OrderedDict()

    def use(self, keys: Sequence[_Key], new: Mapping[_Key, Questionnaire | SentLetter | None]) -> None:
        """Keep what is new, and let go what was not used for the longest time, but nothing of `keys`."""
        self.things.update(new)
        for key in keys:
            self.things.move_to_end(key)
        while len(self.things) > max(self._most, len(keys)):
            self.things.popitem(last=False)

    def abridge(self, job: _Read) -> _Abridged:
        """The parent's part: name what the child has."""
        asked = job.asked
        named: dict[_Key, Questionnaire | SentLetter] = {("", id(asked.questionnaire)): asked.questionnaire}
        letters = tuple((letter.message_id, hash(letter.raw)) for letter in asked.sent)
        named.update(zip(letters, asked.sent, strict=True))
        new = {key: thing for key, thing in named.items() if key not in self.things}
        self.use(tuple(named), {key: thing if isinstance(thing, Questionnaire) else None for key, thing in new.items()})
        bare = replace(asked, questionnaire=_NOTHING, sent=())
        return _Abridged(_Read(job.raw, bare), ("", id(asked.questionnaire)), letters, new)

    def whole(self, job: _Abridged) -> _Read:
        """The child's part: put in what was named."""
        self.use(tuple(dict.fromkeys((job.questionnaire, *job.letters))), job.new)
        questionnaire = self.things[job.questionnaire]
        letters = [self.things[key] for key in job.letters]
        assert isinstance(questionnaire, Questionnaire)
        sent = tuple(letter for letter in letters if isinstance(letter, SentLetter))
        return _Read(job.read.raw, replace(job.read.asked, questionnaire=questionnaire, sent=sent))


_NOTHING = Questionnaire("", "", "", "", "", ())


def _do(job: _Job) -> Incoming | Reply:
    """Do one job; what goes wrong inside is the message's fault, and a person will see it."""
    try:
        if isinstance(job, _Open):
            return open_mail(job.raw, job.received_at, job.settings)
        return read_reply(job.raw, job.asked)
    except (Exception, MemoryError):  # noqa: BLE001 -- the border of the product: any message must end as a value
        return _given_up(job)


def _given_up(job: _Job) -> Incoming | Reply:
    if isinstance(job, _Open):
        return undecipherable(job.raw, job.received_at)
    return Reply(problems=(DIFFICULT,))


class InlineReader:
    """Reads in this process: for one-shot commands and tests. Nothing ends a message that takes too long."""

    def __init__(self, settings: ReadingSettings) -> None:
        self._settings = settings

    async def open(self, raw: bytes, received_at: datetime) -> Incoming:
        result = _do(_Open(raw, received_at, self._settings))
        assert isinstance(result, Incoming)
        return result

    async def read(self, raw: bytes, asked: Asked) -> Reply:
        result = _do(_Read(raw, asked))
        assert isinstance(result, Reply)
        return result


class WorkerReader:
    """Reads in `workers` processes of its own, each ended when one message takes more than `limit` seconds of work.

    Work is processor time, which a busy machine does not use up; `PATIENCE` times as long ends it by the clock.
    Processes start when first needed and are ended by `close`; an ended one is replaced at the next message.
    """

    def __init__(self, settings: ReadingSettings, limit: float = 1.0, workers: int = WORKERS) -> None:
        self._settings = settings
        self._limit = limit
        self._idle: list[_Worker] = []
        self._free = asyncio.Semaphore(workers)

    async def __aenter__(self) -> WorkerReader:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.close()

    async def open(self, raw: bytes, received_at: datetime) -> Incoming:
        if len(raw) > self._settings.max_bytes:
            return open_mail(raw, received_at, self._settings)
        result = await self._run(_Open(raw, received_at, self._settings))
        assert isinstance(result, Incoming)
        return result

    async def read(self, raw: bytes, asked: Asked) -> Reply:
        result = await self._run(_Read(raw, asked))
        assert isinstance(result, Reply)
        return result

    async def close(self) -> None:
        """End every idle process."""
        while self._idle:
            await self._idle.pop().end()

    async def _run(self, job: _Job) -> Incoming | Reply:
        async with self._free:
            worker = self._idle.pop() if self._idle else await _Worker.start(self._limit)
            try:
                result = await worker.do(job, self._limit * PATIENCE)
            except BaseException:
                await worker.end()
                raise
            if result is None:
                await worker.end()
                return _given_up(job)
            self._idle.append(worker)
            return result


class _Worker:
    """One process."""

    def __init__(self, process: asyncio.subprocess.Process) -> None:
        self._process = process
        self._known = _Known()

    @classmethod
    async def start(cls, limit: float) -> _Worker:
        root = str(Path(__file__).parent.parent)
        path = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH", ""))))
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-c",
            f"from mail.worker import serve; serve({limit!r})",
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.PIPE,
            env={**os.environ, "PYTHONPATH": path},
            limit=1 << 20,
        )
        worker = cls(process)
        # the limit is for the work on a message: importing the libraries is not its fault
        if await worker._answer(START_UP) != _READY:
            await worker.end()
            raise RuntimeError("the reading process does not start")
        return worker

    async def do(self, job: _Job, limit: float) -> Incoming | Reply | None:
        """The result, or None when the process had to be ended or ended itself."""
        sent = self._known.abridge(job) if isinstance(job, _Read) else job
        message = pickle.dumps(sent, pickle.HIGHEST_PROTOCOL)
        assert self._process.stdin is not None
        try:
            self._process.stdin.write(_LENGTH.pack(len(message)))
            self._process.stdin.write(message)
            await asyncio.wait_for(self._process.stdin.drain(), START_UP)
        except (OSError, TimeoutError):
            return None
        answer = await self._answer(limit)
        if answer is None:
            return None
        result = pickle.loads(answer)  # noqa: S301 -- from our own child, which only ever pickles these two types
        return result if isinstance(result, Incoming | Reply) else None

    async def _answer(self, limit: float) -> bytes | None:
        assert self._process.stdout is not None
        try:
            head = await asyncio.wait_for(self._process.stdout.readexactly(_LENGTH.size), limit)
            return await asyncio.wait_for(self._process.stdout.readexactly(_LENGTH.unpack(head)[0]), START_UP)
        except (TimeoutError, asyncio.IncompleteReadError, OSError):
            return None

    async def end(self) -> None:
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        await self._process.communicate()


def _serve(jobs: BinaryIO, results: BinaryIO, limit: float) -> None:
    """The child: read a job, do it, write its result; until the parent closes the pipe.

    The system itself ends a process that works longer than `limit` on one job (SIGPROF), wherever it is.
    """
    _write(results, _READY)
    known = _Known()
    while len(head := jobs.read(_LENGTH.size)) == _LENGTH.size:
        job = pickle.loads(jobs.read(_LENGTH.unpack(head)[0]))  # noqa: S301 -- from our own parent
        if isinstance(job, _Abridged):
            job = known.whole(job)
        signal.setitimer(signal.ITIMER_PROF, limit)
        result = _do(job)
        signal.setitimer(signal.ITIMER_PROF, 0)
        _write(results, pickle.dumps(result, pickle.HIGHEST_PROTOCOL))


def _write(results: BinaryIO, content: bytes) -> None:
    results.write(_LENGTH.pack(len(content)) + content)
    results.flush()


def serve(limit: float) -> None:
    """What a child process runs: jobs from standard input, results to standard output."""
    import gc
    import resource

    # Reading makes many small values and hardly a cycle: looking for cycles as often as usual takes a third of it.
    gc.freeze()
    gc.set_threshold(100_000, 20, 50)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    results = sys.stdout.buffer
    sys.stdout = sys.stderr  # a stray print must not spoil the protocol
    _serve(sys.stdin.buffer, results, limit)
