"""Sends mail through a server: a few connections that stay open between mails, and one verdict per mail.

A server that cannot be reached, or that refuses us, gives one verdict for all that wait: none of them was tried.
"""

from __future__ import annotations

import asyncio
import ssl
import time
from collections.abc import Callable, Sequence
from types import TracebackType

from mail.leaving import Load, Pace
from mail.smtp_opening import NotOpened, SmtpSettings
from mail.smtp_session import ConnectionLost, SmtpSession
from usecases.ports import Attempt, Noted, Sent

# So many connections lost one after the other, with nothing accepted between them, and the server counts as dead.
_LOST = 3


class SmtpSender:
    """Sends through one SMTP server (port `MailSender`). To be used in one event loop, and closed.

    `tls_context` replaces the system's trust, for a server with a certificate of one's own; `clock` counts seconds.
    """

    def __init__(
        self,
        settings: SmtpSettings,
        tls_context: ssl.SSLContext | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._settings = settings
        self._tls_context = tls_context
        self._pace = Pace(settings.per_minute, clock)
        self._places = asyncio.Semaphore(max(1, settings.connections))
        self._idle: list[tuple[SmtpSession, asyncio.TimerHandle]] = []

    async def __aenter__(self) -> SmtpSender:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Close the connections that are kept open."""
        idle, self._idle = self._idle, []
        for session, timer in idle:
            timer.cancel()
            await session.close()

    async def send(self, mails: Sequence[tuple[str, bytes]], noted: Noted | None = None) -> list[Attempt]:
        """One attempt per (recipient, bytes), in the same order, over as many connections as there are places."""
        load = Load(mails, noted, self._pace)
        workers = min(len(mails), max(1, self._settings.connections))
        await asyncio.gather(*(self._work(load) for _ in range(workers)))
        return load.result()

    async def _work(self, load: Load) -> None:
        async with self._places:
            load.working += 1
            try:
                while load.waiting:
                    try:
                        session = self._kept() or await SmtpSession.open(self._settings, self._tls_context)
                    except NotOpened as error:
                        # Where others are open, it is only one too many for this server.
                        if load.working == 1:
                            load.stop(self._down(error.reason))
                        return
                    await self._deliver(session, load)
            finally:
                load.working -= 1

    async def _deliver(self, session: SmtpSession, load: Load) -> None:
        carried = session.carried
        try:
            await session.deliver(load)
        except ConnectionLost as lost:
            session.abort()
            # A connection that the server closed while nobody used it, or after some mails, is no verdict on a mail:
            # try a new one. A new one that is lost before it carried anything is.
            fresh = session.carried == carried and not session.reused
            if not fresh and not lost.in_content:
                return
            load.lost += 1
            if (lost.answer is not None and fresh and load.working == 1) or load.lost >= _LOST:
                load.stop(self._down(lost.reason))
            elif lost.answer is None and not lost.in_content and load.waiting:
                await load.note(load.waiting.popleft(), Attempt(Sent.LATER, f"connexion perdue : {lost.reason}"))
        except BaseException:
            session.abort()
            raise
        else:
            if session.is_open:
                self._keep(session)

    def _down(self, reason: str) -> Attempt:
        return Attempt(Sent.DOWN, f"{self._settings.host}:{self._settings.port} : {reason}")

    def _kept(self) -> SmtpSession | None:
        """An open connection that nobody uses."""
        while self._idle:
            session, timer = self._idle.pop()
            timer.cancel()
            if session.is_open:
                return session
            session.abort()
        return None

    def _keep(self, session: SmtpSession) -> None:
        session.reused = True
        timer = asyncio.get_running_loop().call_later(self._settings.idle, self._drop, session)
        self._idle.append((session, timer))

    def _drop(self, session: SmtpSession) -> None:
        self._idle = [(kept, timer) for kept, timer in self._idle if kept is not session]
        session.abort()
