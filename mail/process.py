"""A reading process as its parent sees it: several jobs wait in its pipe, so that it never waits for the next one."""

from __future__ import annotations

import asyncio
import os
import pickle
import sys
from collections import deque
from enum import Enum
from pathlib import Path
from typing import TypeAlias, TypeVar, cast

from mail.jobs import Job, Known, Read
from mail.serving import LENGTH, READY, framed
from usecases.messages import Incoming
from usecases.replies import Reply

T = TypeVar("T")
START_UP = 60.0


class Lost(Enum):
    """Why a job has no result: it ended its process, or it was behind one that did and is to be done elsewhere."""

    BLAMED = "blamed"
    BEHIND = "behind"


_Said: TypeAlias = bytes | Lost


class _Pipes(asyncio.SubprocessProtocol):
    """Answers in the order of what was asked. The first in the line has `limit` seconds by the clock."""

    def __init__(self, limit: float) -> None:
        loop = asyncio.get_running_loop()
        self.ready: asyncio.Future[_Said] = loop.create_future()
        self.line: deque[asyncio.Future[_Said]] = deque([self.ready])
        self.ended: asyncio.Future[None] = loop.create_future()
        self.is_over = False
        self._loop, self._limit = loop, limit
        self._received = bytearray()
        self._transport: asyncio.SubprocessTransport | None = None
        self._timer: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.SubprocessTransport", transport)
        self._wind(START_UP)

    def pipe_data_received(self, _fd: int, data: bytes) -> None:
        received = self._received
        received += data
        while len(received) >= LENGTH.size:
            end = LENGTH.size + LENGTH.unpack_from(received)[0]
            if len(received) < end:
                break
            answer = bytes(received[LENGTH.size : end])
            del received[:end]
            _tell(self.line.popleft(), answer)
            self._wind(self._limit)

    def pipe_connection_lost(self, fd: int, _exc: Exception | None) -> None:
        # What it wrote before its end was read by now.
        if fd == 1:
            self.is_over = True
            self._unwind()
            while self.line:
                _tell(self.line.popleft(), Lost.BLAMED)
                while self.line:
                    _tell(self.line.popleft(), Lost.BEHIND)

    def connection_lost(self, _exc: Exception | None) -> None:
        _tell(self.ended, None)

    def ask(self, message: bytes) -> asyncio.Future[_Said]:
        """Queue a job."""
        answer: asyncio.Future[_Said] = self._loop.create_future()
        if self.is_over or self._transport is None:
            _tell(answer, Lost.BEHIND)
            return answer
        self.line.append(answer)
        if len(self.line) == 1:
            self._wind(self._limit)
        pipe = cast("asyncio.WriteTransport", self._transport.get_pipe_transport(0))
        pipe.write(message)
        return answer

    def _wind(self, seconds: float) -> None:
        self._unwind()
        if self.line:
            self._timer = self._loop.call_later(seconds, self.end)

    def _unwind(self) -> None:
        if self._timer is not None:
            self._timer.cancel()
            self._timer = None

    def end(self) -> None:
        """Have the system end the process."""
        if self._transport is not None and self._transport.get_returncode() is None:
            try:
                self._transport.kill()
            except ProcessLookupError:
                return

    def close(self) -> None:
        """End the process and let go of its pipes."""
        self.is_over = True
        self._unwind()
        if self._transport is not None:
            self._transport.close()


class Process:
    """One reading process; made by `start`."""

    def __init__(self, pipes: _Pipes) -> None:
        self._pipes = pipes
        self._known = Known()

    @classmethod
    async def start(cls, limit: float, patience: float) -> Process:
        """Start one that is ended after `limit` seconds of work on one job, or `patience` times that by the clock."""
        root = str(Path(__file__).parent.parent)
        path = os.pathsep.join(filter(None, (root, os.environ.get("PYTHONPATH", ""))))
        _, pipes = await asyncio.get_running_loop().subprocess_exec(
            lambda: _Pipes(limit * patience),
            sys.executable,
            "-c",
            f"from mail.serving import serve; serve({limit!r})",
            stderr=None,
            env={**os.environ, "PYTHONPATH": path},
        )
        return cls(pipes)

    @property
    def waiting(self) -> int:
        """How many jobs it has."""
        return len(self._pipes.line)

    @property
    def is_over(self) -> bool:
        return self._pipes.is_over

    async def do(self, job: Job) -> Incoming | Reply | Lost:
        """The result. `RuntimeError` where the process does not even start."""
        sent = self._known.abridge(job) if isinstance(job, Read) else job
        answer = self._pipes.ask(framed(pickle.dumps(sent, pickle.HIGHEST_PROTOCOL)))
        if await asyncio.shield(self._pipes.ready) != READY:
            raise RuntimeError("the reading process does not start")
        said = await answer
        if isinstance(said, Lost):
            return said
        # from our own child, which only ever pickles these two types
        return cast("Incoming | Reply", pickle.loads(said))  # noqa: S301

    async def end(self) -> None:
        """End the process, whatever it does."""
        self._pipes.close()
        await self._pipes.ended


def _tell(future: asyncio.Future[T], result: T) -> None:
    if not future.done():
        future.set_result(result)
