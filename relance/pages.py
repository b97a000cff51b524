"""The pages on a port of this machine, in the process that also writes the store."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import uvicorn

from relance.clock import Clock
from relance.config import WebSection
from relance.embedded import EmbeddedServer
from usecases.installation import Installation
from usecases.ports import BadInput
from web.app import create_app, end_streams


@asynccontextmanager
async def serving(house: Installation, clock: Clock, web: WebSection) -> AsyncIterator[str]:
    """Serve the pages until the end of the block; yields their address."""
    listening = _bound(web)
    app = create_app(house.store, house.catalogue, clock, house.files)
    server = EmbeddedServer(
        uvicorn.Config(
            app,
            log_config=None,
            access_log=False,
            lifespan="off",
            timeout_graceful_shutdown=1,
        )
    )
    task = asyncio.create_task(server.serve(sockets=[listening]))
    host, port = listening.getsockname()[:2]
    try:
        yield f"http://{host}:{port}/"
    finally:
        end_streams(app)
        server.should_exit = True
        await task


def _bound(web: WebSection) -> socket.socket:
    """The socket, bound before anything else starts, so that a port in use is one clear sentence."""
    listening = socket.socket(socket.AF_INET6 if ":" in web.host else socket.AF_INET)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((web.host, web.port))
    except OSError:
        listening.close()
        raise BadInput(
            f"Les pages ne peuvent pas être servies sur {web.host}:{web.port} : ce port est pris ; "
            "changez « port » dans la section [web] de la configuration."
        ) from None
    return listening
