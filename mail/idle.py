"""Waits for mail on a connection of its own (IMAP IDLE), so that it is taken in as soon as it arrives.

Nothing depends on it: it only says that now is a good moment to look.
"""

from __future__ import annotations

import asyncio
import ssl

from imapclient import IMAPClient

from mail.alone import Alone
from mail.imap_folders import select
from mail.imap_session import ImapSettings, connect, cut, sentence_of
from usecases.ports import Unreachable

# Servers may hang up after 30 minutes of silence (RFC 2177), and routers forget a connection sooner.
RENEWED = 14 * 60.0
# A server without IDLE is asked that often, in seconds.
ASKED = 60.0


class ImapBell:
    """Rings when mail arrives in one folder (`wait`). To be closed.

    The folder is only looked at (EXAMINE), and fetching has its own connection.
    """

    def __init__(
        self,
        settings: ImapSettings,
        ssl_context: ssl.SSLContext | None = None,
        renewed: float = RENEWED,
        asked: float = ASKED,
    ) -> None:
        self._settings = settings
        self._ssl_context = ssl_context
        self._renewed = renewed
        self._asked = asked
        self._thread = Alone("imap-idle")
        self._client: IMAPClient | None = None
        self._idles = False

    async def wait(self) -> None:
        """Return when mail arrived, or may have arrived unheard: each time that listening starts anew.

        Raises `Unreachable`; the next call opens a new connection.
        """
        try:
            if self._client is None:
                await self._thread.run(self._open)
                return
            while True:
                if not self._idles:
                    await asyncio.sleep(self._asked)
                    if await self._thread.run(self._ask):
                        return
                elif not await self._readable(self._client):
                    await self._thread.run(self._renew)
                    return
                elif await self._thread.run(self._heard):
                    return
        except Exception as error:
            # A border, as in mail/imap.py: nonsense from a server makes imaplib raise nearly anything.
            self._hang_up()
            raise Unreachable(sentence_of(error, self._settings)) from error

    async def close(self) -> None:
        """Hang up without a word, so that nothing is waited for; never raises."""
        self._hang_up()
        self._thread.end()

    async def _readable(self, client: IMAPClient) -> bool:
        """Whether the server said something before the connection has to be renewed."""
        loop = asyncio.get_running_loop()
        heard = asyncio.Event()
        number = client.socket().fileno()
        loop.add_reader(number, heard.set)
        try:
            await asyncio.wait_for(heard.wait(), self._renewed)
        except TimeoutError:
            return False
        finally:
            loop.remove_reader(number)
        return True

    def _open(self) -> None:
        client = connect(self._settings, self._ssl_context)
        self._client = client
        select(client, self._settings.folder, readonly=True)
        self._idles = client.has_capability("IDLE")
        if self._idles:
            client.idle()

    def _heard(self) -> bool:
        """Whether what the server said is that mail arrived. Raises when it hung up."""
        client = self._there()
        said = client.idle_check(timeout=0)
        if not said:  # readable, and nothing to read: asked again, a dead connection shows itself
            self._renew()
            return True
        return any(_arrived(answer) for answer in said)

    def _renew(self) -> None:
        client = self._there()
        client.idle_done()
        client.idle()

    def _ask(self) -> bool:
        _, said = self._there().noop()
        return any(_arrived(answer) for answer in said)

    def _there(self) -> IMAPClient:
        if self._client is None:
            raise ConnectionAbortedError("la connexion est fermée")
        return self._client

    def _hang_up(self) -> None:
        client, self._client = self._client, None
        if client is not None:
            cut(client)


def _arrived(answer: object) -> bool:
    """« 3 EXISTS »; our own flags (FETCH) and removals (EXPUNGE) ring no bell."""
    return isinstance(answer, tuple) and len(answer) >= 2 and answer[1] == b"EXISTS"
