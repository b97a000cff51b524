"""Raw messages and attachments on the disk: a file for each content, named by its SHA-256."""

from __future__ import annotations

import asyncio
import hashlib
import os
import re
import secrets
from pathlib import Path

from storage.lines import damaged
from storage.segments import sync_directory

_NAME = re.compile(r"[0-9a-f]{64}")


class DirectoryFiles:
    """The `Files` port in a directory, two levels deep (`ab/cd/abcd…`); made at the first `put`."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory

    async def put(self, content: bytes) -> str:
        """Keep these bytes and return their name once they are durable; the same bytes twice are one file."""
        return await asyncio.to_thread(self._put, content)

    async def get(self, name: str) -> bytes | None:
        """The bytes of this name, or None. `StoreDamaged` where the file is no longer what its name says."""
        return await asyncio.to_thread(self._get, name)

    def _put(self, content: bytes) -> str:
        name = hashlib.sha256(content).hexdigest()
        path = self._path(name)
        if self._read(path) == content:
            sync_directory(path.parent)  # whoever wrote it may have been killed before doing so
            return name
        self._make_directories(path.parent)
        draft = path.with_name(f"{name}.{secrets.token_hex(4)}.tmp")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            draft.rename(path)
        except BaseException:
            draft.unlink(missing_ok=True)
            raise
        sync_directory(path.parent)
        return name

    def _get(self, name: str) -> bytes | None:
        if not _NAME.fullmatch(name):
            return None
        path = self._path(name)
        content = self._read(path)
        if content is not None and hashlib.sha256(content).hexdigest() != name:
            raise damaged(path, "abîmé (son contenu ne correspond plus à son nom)")
        return content

    def _path(self, name: str) -> Path:
        return self.directory / name[:2] / name[2:4] / name

    def _read(self, path: Path) -> bytes | None:
        try:
            return path.read_bytes()
        except FileNotFoundError:
            return None

    def _make_directories(self, leaf: Path) -> None:
        for directory in (self.directory, leaf.parent, leaf):
            if not directory.is_dir():
                directory.mkdir(mode=0o700, parents=True, exist_ok=True)
                sync_directory(directory.parent)
