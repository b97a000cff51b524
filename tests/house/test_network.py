"""The tests talk to this machine and to nobody else."""

from __future__ import annotations

import asyncio
import socket

import pytest
from pytest_socket import SocketConnectBlockedError

# The refusal also warns, and here that is no error: it is what we want to see.
pytestmark = pytest.mark.filterwarnings("ignore:A test tried to use socket")
ELSEWHERE = ("192.0.2.1", 9)  # an address that exists nowhere (RFC 5737)


def test_a_connection_to_elsewhere_is_refused() -> None:
    with pytest.raises(SocketConnectBlockedError):
        socket.create_connection(ELSEWHERE, timeout=1)


async def test_an_asynchronous_connection_to_elsewhere_is_refused() -> None:
    loop = asyncio.get_running_loop()
    with socket.socket() as one:
        one.setblocking(False)
        with pytest.raises(SocketConnectBlockedError):
            await loop.sock_connect(one, ELSEWHERE)


async def test_a_connection_to_this_machine_is_allowed() -> None:
    server = await asyncio.start_server(lambda reader, writer: writer.close(), "127.0.0.1", 0)
    async with server:
        reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
        assert await reader.read() == b""
        writer.close()
        await writer.wait_closed()
