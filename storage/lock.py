"""One process writes: the lock on `store.lock`, and who holds it."""

from __future__ import annotations

import asyncio
import contextlib
import fcntl
import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

from usecases.ports import StoreBusy

_POLL = 0.05  # seconds between two tries

# A POSIX lock is dropped by the kernel with its process (children included, unlike flock), but does not keep apart
# two openings of one process, and closing either would drop it: so those are kept apart here.
_held_here: dict[Path, str] = {}


@asynccontextmanager
async def sole_writer(directory: Path, holder: str, wait: float) -> AsyncIterator[None]:
    """Hold the directory for writing; `StoreBusy` with the other's name after `wait` seconds."""
    path = _path(directory)
    name = f"{holder}, processus {os.getpid()}"
    loop = asyncio.get_running_loop()
    deadline = loop.time() + wait
    while (descriptor := _try(path, name)) is None:
        if loop.time() >= deadline:
            raise StoreBusy(_held_here.get(path) or _written_in(path))
        await asyncio.sleep(min(_POLL, max(0.0, deadline - loop.time())))
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            os.ftruncate(descriptor, 0)
        os.close(descriptor)
        del _held_here[path]


def _path(directory: Path) -> Path:
    return directory.resolve() / "store.lock"


def _try(path: Path, name: str) -> int | None:
    if path in _held_here:
        return None
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.lockf(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):  # POSIX allows both for « held by another »
        os.close(descriptor)
        return None
    _held_here[path] = name
    with contextlib.suppress(OSError):  # a full disk: the lock holds, only who holds it is not told
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, name.encode() + b"\n", 0)
    return descriptor


def _written_in(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8", errors="replace").strip() or "un autre processus"
    except OSError:
        return "un autre processus"
