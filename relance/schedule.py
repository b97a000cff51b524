"""The scheduler: APScheduler ticks, and what is due is computed from the store at each tick."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Protocol

import structlog
from apscheduler.schedulers.asyncio import AsyncIOScheduler

from relance.clock import Clock
from storage.journal import StoreBroken
from usecases.installation import Installation
from usecases.ports import BadInput, Unreachable
from usecases.refusals import why
from usecases.tick import Post, tick

log = structlog.get_logger()

# How long the tick under way may go on when the service ends, in seconds.
GRACE = 0.5
# What lasts is told again after so many seconds.
TOLD_AGAIN = 3600.0
# Between two rings of a bell, and between two tries to hear it again, in seconds.
CALM = 2.0
FIRST_PAUSE, LONGEST_PAUSE = 5.0, 300.0


class Bell(Protocol):
    """Rings when mail may have arrived. Raises `Unreachable`; asked again, it tries again."""

    async def wait(self) -> None: ...


class Pulse:
    """Runs ticks one after another; a tick that fails is logged, and the next one tries again.

    A store that can no longer be written is another matter: `broken` then says so, and `ended` is set.
    """

    def __init__(self, house: Installation, post: Post, clock: Clock, ended: asyncio.Event) -> None:
        self._house, self._post, self._clock = house, post, clock
        self._one_at_a_time = asyncio.Lock()
        self._ended = ended
        self._beating: asyncio.Task[None] | None = None
        self._over = False
        self._told: dict[str, float] = {}
        self._retried = 0
        self.broken: StoreBroken | None = None

    async def beat(self) -> None:
        """One tick."""
        async with self._one_at_a_time:
            if self._over:
                return
            self._beating = asyncio.create_task(self._tick())
            try:
                await self._beating
            except asyncio.CancelledError:
                if not self._over:
                    raise

    async def end(self) -> None:
        """No tick begins any more; the one under way has a moment to finish."""
        self._over = True
        if self._beating is not None and not self._beating.done():
            await asyncio.wait({self._beating}, timeout=GRACE)
            self._beating.cancel()
            await asyncio.wait({self._beating}, timeout=GRACE)

    async def _tick(self) -> None:
        try:
            done = await tick(self._house, self._post, self._clock)
        except StoreBroken as broken:
            self.broken = broken
            self._ended.set()
            return
        except OSError as error:  # the disk, mostly; where mail waits it comes again
            name = f" : {error.filename}" if error.filename else ""
            self._tell(
                [f"Ce passage n’a pas pu finir ({why(error)}{name}). Rien n’est perdu, le prochain essaie encore."]
            )
            return
        except BadInput as trouble:  # damaged data, a faulty file: a person repairs it
            self._tell([trouble.sentence])
            return
        except Exception:
            # The border of the service: whatever one tick stumbles over must not stop the following ones.
            log.exception("tick failed")
            return
        if done.received or done.opened or done.sent or done.failed or done.retried != self._retried:
            log.info(
                "tick",
                received=done.received,
                opened=done.opened,
                sent=done.sent,
                failed=done.failed,
                retried=done.retried,
            )
        self._retried = done.retried
        self._tell(done.troubles)

    def _tell(self, troubles: Sequence[str]) -> None:
        """Log what is wrong when it begins, once an hour while it lasts, and when it is over."""
        now = asyncio.get_running_loop().time()
        for trouble in troubles:
            if now - self._told.get(trouble, -TOLD_AGAIN) >= TOLD_AGAIN:
                log.warning(trouble)
                self._told[trouble] = now
        if self._told and not troubles:
            log.info("Tout est rentré dans l’ordre.")
        self._told = {trouble: since for trouble, since in self._told.items() if trouble in troubles}


@asynccontextmanager
async def ticking(pulse: Pulse, seconds: float) -> AsyncIterator[None]:
    """Beat every so many seconds until the end of the block, the first time at once."""
    # a pass that takes longer than the interval is no trouble: the next one waits for it
    logging.getLogger("apscheduler.scheduler").setLevel(logging.ERROR)
    scheduler = AsyncIOScheduler(timezone="UTC")
    scheduler.add_job(
        pulse.beat,
        "interval",
        seconds=seconds,
        max_instances=1,
        coalesce=True,
        next_run_time=datetime.now(UTC),
        misfire_grace_time=None,
    )
    scheduler.start()
    try:
        yield
    finally:
        await pulse.end()
        scheduler.shutdown(wait=False)


async def listen(
    bell: Bell, beat: Callable[[], Awaitable[None]], first_pause: float = FIRST_PAUSE, calm: float = CALM
) -> None:
    """Beat each time that the bell rings, until cancelled. A bell out of reach is only a delay: the ticks go on."""
    loop = asyncio.get_running_loop()
    pause, failed_at, told = first_pause, loop.time(), ""
    while True:
        try:
            await bell.wait()
        except Unreachable as out_of_reach:
            if loop.time() - failed_at > 2 * LONGEST_PAUSE:
                pause = first_pause
            if out_of_reach.sentence != told:
                told = out_of_reach.sentence
                log.info(f"Les arrivées ne sont plus signalées, seulement relevées. {told}")
            await asyncio.sleep(pause)
            pause, failed_at = min(2 * pause, LONGEST_PAUSE), loop.time()
            continue
        told = ""
        await beat()
        await asyncio.sleep(calm)
