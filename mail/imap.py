"""Fetches mail from an IMAP folder, in a thread of its own, and marks as seen only what was taken in.

A handle is `uidvalidity.uid`. Fetching never changes a flag (BODY.PEEK), so a mail comes again until it is taken.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable, Sequence, Set
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from functools import partial
from types import TracebackType
from typing import TypeVar

from imapclient import SEEN, IMAPClient
from imapclient.exceptions import IMAPClientAbortError, IMAPClientError, LoginError

from mail.batches import COUNT, in_batches
from usecases.ports import Arrived, Unreachable

T = TypeVar("T")
# Sizes are asked for so many mails at once.
_SIZES = 1000


@dataclass(frozen=True)
class ImapSettings:
    """Where mail arrives. `tls` is "none", "starttls" or "tls"; `timeout` is in seconds.

    Of a mail over `max_bytes` only the first `max_bytes` + 1 bytes are fetched: enough to see that it is too large.
    """

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    tls: str = "tls"
    folder: str = "INBOX"
    timeout: float = 30.0
    max_bytes: int = 25_000_000
    batch: int = COUNT


class ImapMailbox:
    """What waits unseen in one IMAP folder (port `Mailbox`). To be closed.

    A lost connection is opened again once; then `Unreachable` says why. `ssl_context` replaces the system's trust.
    """

    def __init__(self, settings: ImapSettings, ssl_context: ssl.SSLContext | None = None) -> None:
        self._settings = settings
        self._ssl_context = ssl_context
        # imapclient blocks, and one connection must not be used by two threads at once
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="imap")
        self._client: IMAPClient | None = None
        self._validity = 0

    async def __aenter__(self) -> ImapMailbox:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Log out; never raises."""
        await asyncio.get_running_loop().run_in_executor(self._thread, self._leave)
        self._thread.shutdown(wait=False)

    async def arrivals(self) -> AsyncIterator[list[Arrived]]:
        """What waits, oldest first, in batches."""
        waiting = await self._run(self._unseen)
        for start in range(0, len(waiting), _SIZES):
            some = waiting[start : start + _SIZES]
            sizes = await self._run(partial(self._sizes, uids=some))
            for batch in in_batches(sizes.items(), self._settings.batch):
                large = {uid for uid in batch if sizes[uid] > self._settings.max_bytes}
                arrived = await self._run(partial(self._fetch, batch=batch, large=large))
                if arrived:
                    yield arrived

    async def taken(self, handles: Sequence[str]) -> None:
        """Mark these as seen. One of another UIDVALIDITY is left: it comes again, and is known then."""
        if handles:
            await self._run(partial(self._mark, handles=handles))

    async def _run(self, work: Callable[[IMAPClient], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._thread, self._with_connection, work)

    def _with_connection(self, work: Callable[[IMAPClient], T]) -> T:
        """Do something on an open connection; once more on a new one if the kept one was lost."""
        kept = self._client is not None
        try:
            return work(self._client or self._connect())
        except (IMAPClientError, OSError) as error:
            self._leave()
            lost = isinstance(error, (IMAPClientAbortError, OSError))
            if not (kept and lost):
                raise Unreachable(self._sentence(error)) from error
        try:
            return work(self._connect())
        except (IMAPClientError, OSError) as error:
            self._leave()
            raise Unreachable(self._sentence(error)) from error

    def _connect(self) -> IMAPClient:
        settings = self._settings
        client = IMAPClient(
            settings.host,
            settings.port,
            ssl=settings.tls == "tls",
            ssl_context=self._ssl_context,
            timeout=settings.timeout,
        )
        self._client = client
        client.normalise_times = False
        if settings.tls == "starttls":
            client.starttls(self._ssl_context or ssl.create_default_context())
        client.login(settings.user, settings.password)
        self._select(client)
        return client

    def _select(self, client: IMAPClient) -> None:
        self._validity = int(client.select_folder(self._settings.folder)[b"UIDVALIDITY"])

    def _leave(self) -> None:
        client, self._client = self._client, None
        if client is None:
            return
        try:
            client.logout()
        except (IMAPClientError, OSError):
            try:
                client.shutdown()
            except (IMAPClientError, OSError):
                return  # it was closed already

    def _unseen(self, client: IMAPClient) -> list[int]:
        self._select(client)  # so that what came since is seen, also on a server that tells nothing by itself
        return sorted(client.search(["UNSEEN"]))

    def _sizes(self, client: IMAPClient, uids: Sequence[int]) -> dict[int, int]:
        found = client.fetch(uids, ["RFC822.SIZE"])
        return {uid: int(found[uid][b"RFC822.SIZE"]) for uid in uids if b"RFC822.SIZE" in found.get(uid, {})}

    def _fetch(self, client: IMAPClient, batch: Sequence[int], large: Set[int]) -> list[Arrived]:
        """The mails of a batch, in order; one that was removed meanwhile is left out."""
        whole = [uid for uid in batch if uid not in large]
        found: dict[int, tuple[bytes, datetime]] = {}
        if whole:
            for uid, parts in client.fetch(whole, ["BODY.PEEK[]", "INTERNALDATE"]).items():
                _keep(found, uid, parts, b"BODY[]")
        for uid in large:
            first = f"BODY.PEEK[]<0.{self._settings.max_bytes + 1}>"
            for number, parts in client.fetch([uid], [first, "INTERNALDATE"]).items():
                _keep(found, number, parts, b"BODY[]<0>")
        return [Arrived(*found[uid], f"{self._validity}.{uid}") for uid in batch if uid in found]

    def _mark(self, client: IMAPClient, handles: Sequence[str]) -> None:
        uids = [int(uid) for validity, _, uid in (h.partition(".") for h in handles) if validity == str(self._validity)]
        if uids:
            client.add_flags(uids, [SEEN], silent=True)

    def _sentence(self, error: Exception) -> str:
        where = f"{self._settings.host}:{self._settings.port}"
        if isinstance(error, LoginError):
            return f"La boîte de réception {where} refuse ces identifiants : {error}."
        if isinstance(error, TimeoutError):
            return f"La boîte de réception {where} ne répond pas."
        return f"La boîte de réception {where} ne peut pas être lue : {error}."


def _keep(found: dict[int, tuple[bytes, datetime]], uid: int, parts: dict[bytes, object], key: bytes) -> None:
    raw, moment = parts.get(key), parts.get(b"INTERNALDATE")
    if isinstance(raw, bytes):
        # Every server sends it; without it, the moment of the fetch is the nearest truth. imapclient's own time zone
        # cannot travel to a worker process.
        found[uid] = (raw, moment.astimezone(UTC) if isinstance(moment, datetime) else datetime.now(UTC))
