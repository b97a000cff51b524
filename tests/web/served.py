"""The pages of the scene on a real server on loopback."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from tests.web.scene import NOW, Scene, opened
from web.app import create_app, end_streams


@dataclass(frozen=True)
class Served:
    """A scene and the address of its pages."""

    scene: Scene
    address: str


@asynccontextmanager
async def served(directory: Path) -> AsyncIterator[Served]:
    """The scene, served; watched pages are looked at again after 50 ms."""
    async with opened(directory) as scene:
        app = create_app(scene.store, scene.catalogue, lambda: NOW, scene.files, every=0.05)
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", lifespan="off"))
        listening = socket.create_server(("127.0.0.1", 0))  # whoever comes before the server is ready waits in line
        host, port = listening.getsockname()
        running = asyncio.create_task(server.serve(sockets=[listening]))
        try:
            yield Served(scene, f"http://{host}:{port}")
        finally:
            end_streams(app)
            server.should_exit = True
            await running
