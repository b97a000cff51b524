"""An IMAP server on loopback with one account: in memory, or over a Maildir that outlives it."""

from __future__ import annotations

import asyncio
import ssl
import uuid
from argparse import Namespace
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path

from proxyprotocol.result import ProxyResultLocal
from proxyprotocol.sock import SocketInfo
from pymap.backend import dict as memory
from pymap.backend import maildir as disk
from pymap.concurrent import Subsystem
from pymap.config import IMAPConfig
from pymap.frozen import frozendict
from pymap.imap import IMAPServer
from pymap.interfaces.login import IdentityInterface, LoginInterface
from pymap.parsing.message import AppendMessage
from pymap.user import UserMetadata
from pysasl.hashing import Cleartext

_INBOX = "INBOX"
_MAY_DO_ALL = frozenset({"admin"})


class ImapServer:
    """A running server: where it listens, its account, and a way to let mail arrive in it."""

    def __init__(
        self, user: str, password: str, login: LoginInterface, config: IMAPConfig, identity: IdentityInterface
    ):
        self.host = "127.0.0.1"
        self.port = 0
        self.user = user
        self.password = password
        self.connections = 0
        self._identity = identity
        self._serve = IMAPServer(login, config)
        self._open: dict[asyncio.Task[None], asyncio.StreamWriter] = {}

    async def append(self, raw: bytes, moment: datetime) -> None:
        """Let a mail arrive in the inbox; `moment` becomes its INTERNALDATE."""
        async with self._identity.new_session() as session:
            await session.append_messages(_INBOX, [AppendMessage(raw, moment)])

    def hang_up(self) -> None:
        """Break every connection without a word."""
        for writer in self._open.values():
            writer.transport.abort()

    async def connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Serve one connection; `asyncio.start_server` calls this."""
        task = asyncio.current_task()
        assert task is not None
        self._open[task] = writer
        self.connections += 1
        try:
            where = SocketInfo.get(writer, ProxyResultLocal(), unique_id=uuid.uuid4().bytes)
            await self._serve(reader, writer, where)
        except (ConnectionError, asyncio.CancelledError):
            return  # the client left, or the server stops
        finally:
            writer.close()
            del self._open[task]

    async def stop(self) -> None:
        """End every connection."""
        waiting = list(self._open)
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)


@asynccontextmanager
async def imap_server(
    user: str = "relance",
    password: str = "demo",  # noqa: S107 - the account lives as long as the demo, on loopback
    folder: Path | None = None,
    port: int = 0,
    tls: ssl.SSLContext | None = None,
) -> AsyncIterator[ImapServer]:
    """Serve one account on loopback while the context lasts; `tls` secures connections from their start.

    With `folder` its mail is the Maildir `folder/user`, where a mail put into new/ by anybody has arrived too.
    """
    server = await _over_maildir(user, password, folder) if folder else await _in_memory(user, password)
    listening = await asyncio.start_server(server.connected, server.host, port, ssl=tls)
    server.port = listening.sockets[0].getsockname()[1]
    try:
        yield server
    finally:
        listening.close()
        await server.stop()
        await listening.wait_closed()


async def _in_memory(user: str, password: str) -> ImapServer:
    config = memory.Config(
        _ARGUMENTS,
        host=None,
        port=0,
        demo_data=False,
        demo_user=user,
        demo_password=password,
        tls_enabled=False,
        reject_dnsbl=False,
        hash_context=Cleartext(),
        cpu_subsystem=Subsystem.for_asyncio(),
    )
    config.apply_context()
    login = memory.Login(config)
    identity = memory.Identity(user, login, None, _MAY_DO_ALL)
    await identity.set(UserMetadata(config, user, password=password))
    return ImapServer(user, password, login, config, identity)


async def _over_maildir(user: str, password: str, folder: Path) -> ImapServer:
    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
    config = disk.Config(
        _ARGUMENTS,
        host=None,
        port=0,
        base_dir=str(folder),
        layout="++",
        colon=None,
        tls_enabled=False,
        reject_dnsbl=False,
        hash_context=Cleartext(),
        cpu_subsystem=Subsystem.for_asyncio(),
    )
    config.apply_context()
    login = disk.Login(config)
    identity = disk.Identity(config, login.tokens, user, None, _MAY_DO_ALL)
    params = frozendict({"mailbox_path": user})
    await identity.set(UserMetadata(config, user, password=password, params=params))
    return ImapServer(user, password, login, config, identity)


# What pymap would have read from its command line.
_ARGUMENTS = Namespace(passlib_cfg=None, proxy_protocol=None, inherited_sockets=None, debug=False)
