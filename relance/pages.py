"""The pages on a port of this machine, in the process that also writes the store."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from relance.clock import Clock
from relance.config import WebSection
from relance.embedded import bound, served
from usecases.installation import Installation
from web.app import create_app, end_streams


@asynccontextmanager
async def serving(house: Installation, clock: Clock, web: WebSection) -> AsyncIterator[str]:
    """Serve the pages until the end of the block; yields their address. `BadInput` where the port is taken."""
    refused = (
        f"Les pages ne peuvent pas être servies sur {web.host}:{web.port} : ce port est pris ; "
        "changez « port » dans la section [web] de la configuration."
    )
    listening = bound(web.host, web.port, refused)
    host, port = listening.getsockname()[:2]
    app = create_app(house.store, house.catalogue, clock, house.files)
    async with served(app, listening):
        try:
            yield f"http://{host}:{port}/"
        finally:
            end_streams(app)
