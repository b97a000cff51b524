"""Raw messages and attachments on the disk: a file for each content, named by its SHA-256."""

from __future__ import annotations

import asyncio
import hashlib
import logging
import os
import re
import secrets
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TypeAlias

from storage.lines import StoreDamaged, damaged
from storage.syncing import sync_directory, sync_everything

log = logging.getLogger(__name__)

# From so many files on, one sync of the whole file system costs less than one for each file and folder.
_MANY = 8
_NAME = re.compile(r"[0-9a-f]{64}")
_Waiting: TypeAlias = "list[tuple[bytes, asyncio.Future[str]]]"


class DirectoryFiles:
    """The `Files` port in a directory, two levels deep (`ab/cd/abcd…`); made at the first `put`.

    What is put while a thread is at the disk is written together by the next one: first all contents, then the
    names, so that each directory is synced once.
    """

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        self._waiting: _Waiting = []
        self._loop: asyncio.AbstractEventLoop | None = None
        self._writes = False

    async def put(self, content: bytes) -> str:
        """Keep these bytes and return their name once they are durable; the same bytes twice are one file."""
        loop = asyncio.get_running_loop()
        if loop is not self._loop:  # what another loop left behind has nobody to wait for it any more
            self._loop, self._waiting, self._writes = loop, [], False
        name: asyncio.Future[str] = loop.create_future()
        self._waiting.append((content, name))
        if len(self._waiting) == 1 and not self._writes:
            loop.call_soon(self._write)  # one turn later: all tasks that are ready add theirs
        return await name

    async def get(self, name: str) -> bytes | None:
        """The bytes of this name, or None. `StoreDamaged` where the file is no longer what its name says."""
        return await asyncio.to_thread(self._get, name)

    async def get_some(self, names: Sequence[str], most: int) -> list[bytes | None]:
        """The first of these, in one go: as many as make up `most` bytes, and one at least.

        None for one that is not there, is damaged or cannot be read: what is read for many must not stop at one.
        """
        return await asyncio.to_thread(self._get_some, names, most)

    def _get_some(self, names: Sequence[str], most: int) -> list[bytes | None]:
        found: list[bytes | None] = []
        for name in names:
            content = None
            try:
                content = self._get(name)
            except StoreDamaged as damage:
                log.warning("%s", damage.sentence)
            except OSError as error:
                log.warning("%s cannot be read: %s", self._path(name), error)
            found.append(content)
            most -= len(content or b"")
            if most <= 0:
                break
        return found

    def _write(self) -> None:
        group, self._waiting, self._writes = self._waiting, [], True
        assert self._loop is not None
        run = self._loop.run_in_executor(None, self._put_all, [content for content, _ in group])
        run.add_done_callback(lambda run: self._written(run, [name for _, name in group]))

    def _written(self, run: asyncio.Future[list[str | OSError]], names: list[asyncio.Future[str]]) -> None:
        self._writes = False
        if self._waiting:
            self._write()
        error = asyncio.CancelledError() if run.cancelled() else run.exception()
        results: Sequence[str | BaseException] = [error] * len(names) if error is not None else run.result()
        for name, result in zip(names, results, strict=True):
            if name.done():
                continue
            if isinstance(result, str):
                name.set_result(result)
            else:
                name.set_exception(result)

    def _put_all(self, contents: Sequence[bytes]) -> list[str | OSError]:
        """Runs in a thread: the name of each content, or why the disk refused it."""
        names = [hashlib.sha256(content).hexdigest() for content in contents]
        kept: dict[str, OSError | None] = {}
        drafts: dict[str, Path] = {}
        folders: dict[Path, list[str]] = {}
        for name, content in zip(names, contents, strict=True):
            if name in kept:
                continue
            try:
                drafts[name], kept[name] = self._draft(name, content, folders), None
            except OSError as error:
                kept[name] = error
        at_once = len(drafts) >= _MANY and sync_everything is not None
        for name, draft in drafts.items():
            try:
                if not at_once:
                    _sync(draft)
                if draft != self._path(name):
                    draft.rename(self._path(name))
            except OSError as error:
                kept[name] = error
        if at_once and sync_everything is not None:
            # A crash before this may leave a name with other bytes: nothing refers to it, and `_draft` compares.
            try:
                sync_everything(self.directory)
            except OSError as error:
                kept = {name: before or error for name, before in kept.items()}
            folders = {}
        for folder, inside in folders.items():
            try:
                sync_directory(folder)
            except OSError as error:
                kept.update(dict.fromkeys(inside, error))
        self._drop(draft for name, draft in drafts.items() if kept[name] is not None and draft != self._path(name))
        return [kept[name] or name for name in names]

    def _draft(self, name: str, content: bytes, folders: dict[Path, list[str]]) -> Path:
        """The file that holds these bytes, not synced; notes in which folders its name is to be synced."""
        path = self._path(name)
        if self._read(path) == content:
            # whoever wrote it may have been killed before it was durable
            folders.setdefault(path.parent, []).append(name)
            return path
        for folder in (self.directory, path.parent.parent, path.parent):
            if not folder.is_dir():
                folder.mkdir(mode=0o700, parents=True, exist_ok=True)
                folders.setdefault(folder.parent, []).append(name)
        folders.setdefault(path.parent, []).append(name)
        draft = path.with_name(f"{name}.{secrets.token_hex(4)}.tmp")
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
        except BaseException:
            self._drop((draft,))
            raise
        return draft

    def _drop(self, drafts: Iterable[Path]) -> None:
        for draft in drafts:
            draft.unlink(missing_ok=True)

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


def _sync(path: Path) -> None:
    """Make the bytes of a file durable."""
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
