"""The reading process itself: jobs from standard input, results to standard output, until its parent closes the pipe.

Both are pickled and preceded by their length in bytes.
"""

from __future__ import annotations

import gc
import pickle
import resource
import signal
import struct
import sys
from typing import BinaryIO

from mail.jobs import Abridged, Known, do

MEMORY = 3 << 30
LENGTH = struct.Struct(">Q")
READY = b"ready"


def framed(content: bytes) -> bytes:
    """A message as it goes through a pipe."""
    return LENGTH.pack(len(content)) + content


def _serve(jobs: BinaryIO, results: BinaryIO, limit: float) -> None:
    """Read a job, do it, write its result.

    The system itself ends a process that works longer than `limit` on one job (SIGPROF), wherever it is.
    """
    _write(results, READY)
    known = Known()
    while len(head := jobs.read(LENGTH.size)) == LENGTH.size:
        job = pickle.loads(jobs.read(LENGTH.unpack(head)[0]))  # noqa: S301 -- from our own parent
        if isinstance(job, Abridged):
            job = known.whole(job)
        signal.setitimer(signal.ITIMER_PROF, limit)
        result = do(job)
        signal.setitimer(signal.ITIMER_PROF, 0)
        _write(results, pickle.dumps(result, pickle.HIGHEST_PROTOCOL))


def _write(results: BinaryIO, content: bytes) -> None:
    results.write(framed(content))
    results.flush()


def serve(limit: float) -> None:
    """What a child process runs; `limit` is in seconds of work on one job."""
    # Reading makes many small values and hardly a cycle: looking for cycles as often as usual takes a third of it.
    gc.freeze()
    gc.set_threshold(100_000, 20, 50)
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    results = sys.stdout.buffer
    sys.stdout = sys.stderr  # a stray print must not spoil the protocol
    _serve(sys.stdin.buffer, results, limit)
