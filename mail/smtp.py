"""Sends mail through a server: a few connections that stay open between mails, and one verdict per mail."""

from __future__ import annotations

import asyncio
import ssl
from collections import deque
from collections.abc import Sequence
from types import TracebackType

import aiosmtplib

from mail.smtp_session import ConnectionLost, SmtpSession, SmtpSettings
from usecases.ports import Attempt, Sent


class SmtpSender:
    """Sends through one SMTP server (port `MailSender`). To be used in one event loop, and closed.

    `tls_context` replaces the system's trust, for a server with a certificate of one's own.
    """

    def __init__(self, settings: SmtpSettings, tls_context: ssl.SSLContext | None = None) -> None:
        self._settings = settings
        self._tls_context = tls_context
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

    async def send(self, mails: Sequence[tuple[str, bytes]]) -> list[Attempt]:
        """One attempt per (recipient, bytes), in the same order, over as many connections as there are places."""
        waiting = deque(range(len(mails)))
        attempts: dict[int, Attempt] = {}
        workers = min(len(mails), max(1, self._settings.connections))
        await asyncio.gather(*(self._work(waiting, mails, attempts) for _ in range(workers)))
        return [attempts[number] for number in range(len(mails))]

    async def _work(
        self, waiting: deque[int], mails: Sequence[tuple[str, bytes]], attempts: dict[int, Attempt]
    ) -> None:
        async with self._places:
            while waiting:
                try:
                    session = self._kept() or await SmtpSession.open(self._settings, self._tls_context)
                except (aiosmtplib.SMTPException, OSError, TimeoutError, ValueError) as error:
                    later = Attempt(Sent.LATER, f"{self._settings.host}:{self._settings.port} : {_reason(error)}")
                    while waiting:
                        attempts[waiting.popleft()] = later
                    return
                await self._deliver(session, waiting, mails, attempts)

    async def _deliver(
        self,
        session: SmtpSession,
        waiting: deque[int],
        mails: Sequence[tuple[str, bytes]],
        attempts: dict[int, Attempt],
    ) -> None:
        done = len(attempts)
        try:
            await session.deliver(waiting, mails, attempts)
        except ConnectionLost as lost:
            session.abort()
            # A connection that the server closed while nobody used it is no verdict on a mail: try a new one.
            # A new one that is lost before it carried anything is.
            if not session.reused and len(attempts) == done and waiting:
                attempts[waiting.popleft()] = Attempt(Sent.LATER, f"connexion perdue : {lost.reason}")
        except BaseException:
            session.abort()
            raise
        else:
            self._keep(session)

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


def _reason(error: Exception) -> str:
    """Why no connection came about, for the person who reads the log."""
    match error:
        case aiosmtplib.SMTPAuthenticationError():
            return f"le serveur refuse ces identifiants ({error.code} {error.message})"
        case aiosmtplib.SMTPResponseException():
            return f"{error.code} {error.message}"
        case ssl.SSLError():
            return f"la liaison chiffrée n’a pas pu s’établir ({error.reason})"
        case TimeoutError():
            return "le serveur ne répond pas"
        case _:
            return str(error) or type(error).__name__
