"""A thread of its own for a library that blocks: one piece of work after another, and none holds up the end."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from threading import Thread
from typing import Generic, TypeVar

T = TypeVar("T")


class _Work(Generic[T]):
    """Something to do and the promise of its result."""

    def __init__(self, do: Callable[[], T]) -> None:
        self.do = do
        self.done: Future[T] = Future()

    def __call__(self) -> None:
        if not self.done.set_running_or_notify_cancel():
            return
        try:
            result = self.do()
        except BaseException as error:  # noqa: BLE001 -- whoever waits for the result gets it
            self.done.set_exception(error)
        else:
            self.done.set_result(result)


class Alone:
    """One daemon thread: unlike those of an executor it is not waited for when the program ends.

    A connection to a host that swallows everything can hold a thread for half a minute.
    """

    def __init__(self, name: str) -> None:
        self._waiting: SimpleQueue[Callable[[], None] | None] = SimpleQueue()
        self._thread = Thread(target=self._live, name=name, daemon=True)

    async def run(self, do: Callable[[], T]) -> T:
        """The result of this, done after all that was asked for before. Cancelled, it goes on unheard."""
        if not self._thread.is_alive():
            self._thread.start()
        work = _Work(do)
        self._waiting.put(work)
        return await asyncio.shield(asyncio.wrap_future(work.done))

    def end(self) -> None:
        """Do nothing after what was asked for so far."""
        self._waiting.put(None)

    def _live(self) -> None:
        while (work := self._waiting.get()) is not None:
            work()
