"""Fetches mail from an IMAP folder, in a thread of its own, and marks only what was taken in.

A handle is `uidvalidity.uid`. Fetching never changes a flag (BODY.PEEK). What was taken gets a keyword of ours, where
the server allows it, and `\\Seen`: so a mail that a person opened before us is not passed over.
"""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import AsyncIterator, Callable, Sequence, Set
from datetime import datetime
from functools import partial
from time import monotonic
from types import TracebackType
from typing import Any, TypeVar

from imapclient import SEEN, IMAPClient
from imapclient.exceptions import IMAPClientError

from mail.alone import Alone
from mail.batches import in_batches
from mail.imap_folders import file_away, select
from mail.imap_search import criteria_of, keep, slices
from mail.imap_session import ImapSettings as ImapSettings
from mail.imap_session import Refused, connect, cut, is_lost, is_refused, leave, sentence_of
from usecases.ports import Arrived, Unreachable
from usecases.sift import Fate, Heading, Sieve

T = TypeVar("T")
# Our mark, a keyword as RFC 5788 has them.
TAKEN = b"$RelanceTaken"
# Sizes are asked for so many mails at once, headers for so many: a command has to be shorter than 8,000 bytes.
_SIZES, _HEADINGS = 500, 200
# Where a header does not tell whose a mail is, so much of the mail is looked at.
_LOOK = 200_000
# A name or password that was refused is not tried again for so many seconds: accounts get locked.
_REFUSED = 300.0
# If it refuses more than that, it is not the mails.
_REFUSED_MAILS = 20
# How long a server has to say goodbye, in seconds.
_GOODBYE = 0.3


class _Another(Exception):
    """The folder was made anew meanwhile: its numbers mean other mails."""


class ImapMailbox:
    """What waits in one IMAP folder (port `Mailbox`). To be closed.

    A lost connection is opened again once; then `Unreachable` says why. `ssl_context` replaces the system's trust.
    With a `sieve`, mails that a person has opened are taken too, and of a shared box only what is ours.
    """

    def __init__(
        self, settings: ImapSettings, ssl_context: ssl.SSLContext | None = None, sieve: Sieve | None = None
    ) -> None:
        self._settings = settings
        self._ssl_context = ssl_context
        self._sieve = sieve
        # imapclient blocks, and one connection must not be used by two threads at once
        self._thread = Alone("imap")
        self._client: IMAPClient | None = None
        self._refused: tuple[float, Exception] | None = None
        self._validity = 0
        self._marks: tuple[bytes, ...] = (SEEN,)
        # what needs no second look while the service runs: taken, known, or not ours
        self._settled: set[int] = set()
        self._troubles: list[str] = []

    async def __aenter__(self) -> ImapMailbox:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        await self.close()

    async def close(self) -> None:
        """Log out, or hang up where the server takes its time; never raises."""
        try:
            await asyncio.wait_for(self._thread.run(self._leave), _GOODBYE)
        except TimeoutError:
            if self._client is not None:
                cut(self._client)
        self._thread.end()

    async def arrivals(self) -> AsyncIterator[list[Arrived]]:
        """What waits, oldest first, in batches. What the server does not give or file away is told at the end."""
        since = await self._sieve.since() if self._sieve else None
        if self._settings.shared and since is None:
            return  # nobody was asked anything yet: nothing here can be for us
        waiting = await self._run(partial(self._waiting, since=since))
        validity = self._validity
        try:
            for some in slices(waiting, _SIZES):
                sizes, seen = await self._run(partial(self._sizes, uids=some), validity)
                wanted = await self._sifted(list(sizes), seen, validity)
                for batch in in_batches([(uid, sizes[uid]) for uid in wanted], self._settings.batch):
                    large = {uid for uid in batch if sizes[uid] > self._settings.max_bytes}
                    arrived = await self._run(partial(self._fetch, batch=batch, large=large), validity)
                    if arrived:
                        yield arrived
        except _Another:
            return  # the next pass starts again with the new numbers
        troubles, self._troubles = self._troubles, []
        if troubles:
            told = Refused("\N{NO-BREAK SPACE}; ".join(dict.fromkeys(troubles)))
            raise Unreachable(sentence_of(told, self._settings), was_read=True)

    async def taken(self, handles: Sequence[str]) -> None:
        """Mark these and file them away. One of another UIDVALIDITY is left: it comes again, and is known then."""
        if handles:
            await self._run(partial(self._take, handles=handles))

    async def _sifted(self, uids: Sequence[int], seen: Set[int], validity: int) -> list[int]:
        """Those to fetch whole: in a box of ours all but what was taken before its mark could be set."""
        if self._sieve is None:
            return list(uids)
        chosen: set[int] = set()
        doubtful = list(uids) if self._settings.shared else [uid for uid in uids if uid in seen]
        for some in slices(doubtful, _HEADINGS):
            headings = await self._run(partial(self._headings, uids=some), validity)
            if not self._settings.shared:
                known = await self._sieve.known(list(headings.values()))
                fates = {
                    uid: Fate.KNOWN if is_known else Fate.TAKE for uid, is_known in zip(headings, known, strict=True)
                }
            else:
                fates = dict(zip(headings, await self._sieve.fates(list(headings.values())), strict=True))
                for uid in [uid for uid, fate in fates.items() if fate is Fate.LOOK]:
                    start = await self._run(partial(self._headings, uids=[uid], text=True), validity)
                    [fates[uid]] = await self._sieve.fates(list(start.values())) or [Fate.LEAVE]
            chosen |= {uid for uid, fate in fates.items() if fate in (Fate.TAKE, Fate.LOOK)}
            self._settled |= {uid for uid, fate in fates.items() if fate is Fate.LEAVE}
            await self._run(partial(self._mark, uids=[uid for uid in fates if fates[uid] is Fate.KNOWN]), validity)
        return [uid for uid in uids if uid in chosen or not (self._settings.shared or uid in seen)]

    async def _run(self, work: Callable[[IMAPClient], T], validity: int | None = None) -> T:
        return await self._thread.run(partial(self._with_connection, work, validity))

    def _with_connection(self, work: Callable[[IMAPClient], T], validity: int | None) -> T:
        """Do something on an open connection; once more on a new one if the kept one was lost."""
        kept = self._client is not None
        try:
            return self._same(work, validity)
        except _Another:
            raise
        except Exception as error:
            # A border: a server that speaks nonsense makes imaplib raise nearly anything.
            self._leave()
            if not (kept and is_lost(error)):
                raise self._out_of_reach(error) from error
        try:
            return self._same(work, validity)
        except _Another:
            raise
        except Exception as error:
            self._leave()
            raise self._out_of_reach(error) from error

    def _same(self, work: Callable[[IMAPClient], T], validity: int | None) -> T:
        """Work in the folder that the numbers come from."""
        if self._client is None:
            self._client = self._connect()
            self._select(self._client)
        if validity not in (None, self._validity):
            raise _Another
        return work(self._client)

    def _connect(self) -> IMAPClient:
        if self._refused is not None and monotonic() < self._refused[0]:
            raise self._refused[1]
        try:
            return connect(self._settings, self._ssl_context)
        except Exception as error:
            if is_refused(error):
                self._refused = (monotonic() + _REFUSED, error)
            raise

    def _select(self, client: IMAPClient) -> None:
        validity, allowed = select(client, self._settings.folder)
        if validity != self._validity:
            self._settled.clear()
        self._validity = validity
        self._marks = (TAKEN, SEEN) if {b"\\*", TAKEN.lower()} & {flag.lower() for flag in allowed} else (SEEN,)

    def _leave(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            leave(client)

    def _waiting(self, client: IMAPClient, since: datetime | None) -> list[int]:
        """The numbers of what may be for us, oldest first; what a person opened counts from the day of `since`."""
        self._select(client)  # so that what came since is seen, also on a server that tells nothing by itself
        if self._settings.processed and TAKEN in self._marks:  # what was taken and not yet filed away
            self._file_away(client, client.search(["KEYWORD", TAKEN, "UNDELETED"]))
        criteria = criteria_of(self._settings, since)
        return sorted(set(self._searched(client, criteria)) - self._settled)

    def _searched(self, client: IMAPClient, criteria: list[object]) -> list[int]:
        """What the server finds; asked more simply where it does not understand."""
        questions = [criteria, *([] if self._settings.shared or self._settings.since else [["UNSEEN"]])]
        if TAKEN in self._marks:
            questions.insert(0, ["UNKEYWORD", TAKEN, *criteria])
        for question in questions[:-1]:
            try:
                return list(client.search(question))
            except IMAPClientError as error:
                if is_lost(error):
                    raise
                self._marks = (SEEN,)  # keywords may be what it does not understand
        return list(client.search(questions[-1]))

    def _sizes(self, client: IMAPClient, uids: Sequence[int]) -> tuple[dict[int, int], set[int]]:
        """The sizes of those that are still there, and which of them somebody opened."""
        found = self._asked(client, uids, ["RFC822.SIZE", "FLAGS"])
        sizes = {uid: int(found[uid][b"RFC822.SIZE"]) for uid in uids if b"RFC822.SIZE" in found.get(uid, {})}
        return sizes, {uid for uid in sizes if SEEN in found[uid].get(b"FLAGS", ())}

    def _headings(self, client: IMAPClient, uids: Sequence[int], text: bool = False) -> dict[int, Heading]:
        item, key = (f"BODY.PEEK[]<0.{_LOOK}>", b"BODY[]<0>") if text else ("BODY.PEEK[HEADER]", b"BODY[HEADER]")
        found: dict[int, tuple[bytes, datetime]] = {}
        for uid, parts in self._asked(client, uids, [item, "INTERNALDATE"]).items():
            keep(found, uid, parts, key)
        return {uid: Heading(start, moment, text) for uid, (start, moment) in found.items()}

    def _fetch(self, client: IMAPClient, batch: Sequence[int], large: Set[int]) -> list[Arrived]:
        """The mails of a batch, in order; one that was removed meanwhile is left out."""
        whole = [uid for uid in batch if uid not in large]
        found: dict[int, tuple[bytes, datetime]] = {}

        for uid, parts in self._asked(client, whole, ["BODY.PEEK[]", "INTERNALDATE"]).items():
            keep(found, uid, parts, b"BODY[]")
        first = f"BODY.PEEK[]<0.{self._settings.max_bytes + 1}>"
        for uid in large:
            for number, parts in self._asked(client, [uid], [first, "INTERNALDATE"]).items():
                keep(found, number, parts, b"BODY[]<0>")
        return [Arrived(*found[uid], f"{self._validity}.{uid}") for uid in batch if uid in found]

    def _asked(self, client: IMAPClient, uids: Sequence[int], items: Sequence[str]) -> dict[int, dict[bytes, Any]]:
        """What the server says of these; one that it refuses is named and holds back no other."""
        try:
            return dict(client.fetch(uids, items))
        except IMAPClientError as error:
            if is_lost(error) or len(self._troubles) >= _REFUSED_MAILS:
                raise
            if len(uids) == 1:
                self._troubles.append(f"le message n° {uids[0]} (UID) n’est pas donné par le serveur ({error})")
                return {}
        half = len(uids) // 2
        return {**self._asked(client, uids[:half], items), **self._asked(client, uids[half:], items)}

    def _take(self, client: IMAPClient, handles: Sequence[str]) -> None:
        uids = [int(uid) for validity, _, uid in (h.partition(".") for h in handles) if validity == str(self._validity)]
        self._mark(client, uids)
        self._file_away(client, uids)

    def _file_away(self, client: IMAPClient, uids: Sequence[int]) -> None:
        if not uids or not self._settings.processed:
            return
        try:
            for some in slices(uids, _SIZES):
                file_away(client, some, self._settings.processed)
        except Refused as refused:
            self._troubles.append(refused.sentence)

    def _mark(self, client: IMAPClient, uids: Sequence[int]) -> None:
        if not uids:
            return
        try:
            client.add_flags(uids, self._marks, silent=True)
        except IMAPClientError as error:
            if is_lost(error) or self._marks == (SEEN,):
                raise
            self._marks = (SEEN,)  # it promised keywords and has none
            client.add_flags(uids, self._marks, silent=True)
        self._settled.update(uids)

    def _out_of_reach(self, error: Exception) -> Unreachable:
        self._troubles.clear()
        return Unreachable(sentence_of(error, self._settings))
