"""Web servers inside the program: on a port that is bound first, and they leave the signals to whoever runs it."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager

import uvicorn
from starlette.types import ASGIApp

from usecases.ports import BadInput


class EmbeddedServer(uvicorn.Server):
    """A uvicorn server that captures no signal."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        """Capture nothing."""
        yield


def bound(host: str, port: int, refused: str) -> socket.socket:
    """A socket on this address; where it cannot be had, `BadInput` says `refused` before anything else starts."""
    listening = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError:
        listening.close()
        raise BadInput(refused) from None
    return listening


@asynccontextmanager
async def served(app: ASGIApp, listening: socket.socket) -> AsyncIterator[EmbeddedServer]:
    """Serve the application until the end of the block, which also closes the socket."""
    settings = uvicorn.Config(app, log_config=None, access_log=False, lifespan="off", timeout_graceful_shutdown=1)
    server = EmbeddedServer(settings)
    task = asyncio.create_task(server.serve(sockets=[listening]))
    try:
        yield server
    finally:
        server.should_exit = True
        await task
        listening.close()
