"""Mail as files: what leaves goes into one Maildir, what is dropped into another has arrived.

Delivery is the Maildir one: written and synced under tmp/, then moved to new/, so a reader never sees half a mail.
A mail is marked as taken by moving it to cur/ with the flag S, which any mail client understands.
"""

from __future__ import annotations

import asyncio
import hashlib
import os
import re
from collections.abc import AsyncIterator, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path

from mail.batches import in_batches
from usecases.ports import Arrived, Attempt, Noted, Sent, Unreachable
from usecases.refusals import why

_FOLDERS = ("tmp", "new", "cur")
_MESSAGE_ID = re.compile(rb"^message-id:\s*(<[^>\r\n]*>)", re.IGNORECASE | re.MULTILINE)


def deliver(maildir: Path, raw: bytes, name: str) -> bool:
    """Put a mail into new/ under this name, durably; False if a mail of this name is there already, read or not."""
    for folder in _FOLDERS:
        (maildir / folder).mkdir(parents=True, exist_ok=True)
    if _is_there(maildir, name):
        return False
    writing = maildir / "tmp" / f"{name}.{os.getpid()}"
    with writing.open("wb") as file:
        file.write(raw)
        file.flush()
        os.fsync(file.fileno())
    writing.replace(maildir / "new" / name)
    _sync(maildir / "new")
    return True


class MaildirSender:
    """Sends by leaving each mail in a Maildir (port `MailSender`); the same Message-ID is left there once."""

    def __init__(self, maildir: Path) -> None:
        self._maildir = maildir

    async def send(self, mails: Sequence[tuple[str, bytes]], noted: Noted | None = None) -> list[Attempt]:
        """One attempt per (recipient, bytes); where the folder cannot be written, none of them was tried."""
        attempts: list[Attempt] = []
        for number, (recipient, raw) in enumerate(mails):
            attempt = await asyncio.to_thread(self._leave, recipient, raw)
            attempts.append(attempt)
            if attempt.result is Sent.DOWN:
                break
            if noted is not None and not await noted(number, attempt):
                attempts.append(Attempt(Sent.PACED))
                break
        return [*attempts, *attempts[-1:] * (len(mails) - len(attempts))][: len(mails)]

    def _leave(self, recipient: str, raw: bytes) -> Attempt:
        try:
            new = deliver(self._maildir, raw, _name(recipient, raw))
        except OSError as error:
            return Attempt(Sent.DOWN, f"{self._maildir} : {why(error)}")
        return Attempt(Sent.DONE, "" if new else "déjà dans la boîte")


class MaildirMailbox:
    """What was dropped into a Maildir has arrived (port `Mailbox`).

    Taken in are new/, the mails of cur/ without the flag S, and plain files in the folder itself, which is
    where a person without a mail client puts an .eml. A handle is the path of the file. Nothing is ever deleted.
    """

    def __init__(self, maildir: Path, max_bytes: int = 25_000_000) -> None:
        self._maildir = maildir
        self._max_bytes = max_bytes

    async def arrivals(self) -> AsyncIterator[list[Arrived]]:
        """What waits, oldest first, in batches; of a mail over the limit only the first `max_bytes` + 1 bytes.

        A file that cannot be read does not hold back the others: it is named at the end.
        """
        try:
            waiting = await asyncio.to_thread(self._waiting)
        except OSError as error:
            raise Unreachable(self._sentence("ne peut pas être lue", error)) from error
        unreadable: list[str] = []
        for paths in in_batches(waiting):
            batch = await asyncio.to_thread(self._read, paths, unreadable)
            if batch:
                yield batch
        if unreadable:
            raise Unreachable(" ".join(unreadable), was_read=True)

    async def taken(self, handles: Sequence[str]) -> None:
        """Move these to cur/ with the flag S; one that is gone was moved by somebody else, which is as good."""
        try:
            await asyncio.to_thread(self._move, handles)
        except OSError as error:
            raise Unreachable(self._sentence("ne peut pas être rangée", error)) from error

    def _sentence(self, what: str, error: OSError) -> str:
        return f"La boîte {self._maildir} {what} : {why(error)}."

    def _waiting(self) -> list[tuple[Path, int]]:
        """The files that wait and their sizes, oldest first."""
        for folder in _FOLDERS:
            (self._maildir / folder).mkdir(parents=True, exist_ok=True)
        found: list[tuple[float, str, Path, int]] = []
        for place in ("new", "cur", ""):
            with os.scandir(self._maildir / place) as entries:
                for entry in entries:
                    if not _has_arrived(place, entry.name):
                        continue
                    with suppress(FileNotFoundError):  # moved by a mail client since it was listed
                        if entry.is_file():
                            facts = entry.stat()
                            found.append((facts.st_mtime, entry.name, Path(entry.path), facts.st_size))
        return [(path, size) for _, _, path, size in sorted(found)]

    def _read(self, paths: Sequence[Path], unreadable: list[str]) -> list[Arrived]:
        arrived = []
        for path in paths:
            try:
                with path.open("rb") as file:
                    raw = file.read(self._max_bytes + 1)
                moment = datetime.fromtimestamp(path.stat().st_mtime, UTC)
            except FileNotFoundError:
                continue  # moved by a mail client since the listing: it comes again under its new name
            except OSError as error:
                unreadable.append(f"Le message {path} ne peut pas être lu : {why(error)}.")
                continue
            arrived.append(Arrived(raw, moment, str(path)))
        return arrived

    def _move(self, handles: Sequence[str]) -> None:
        for handle in handles:
            path = Path(handle)
            base, _, flags = path.name.partition(":2,")
            flagged = "".join(sorted({*flags, "S"}))
            target = self._maildir / "cur" / f"{base}:2,{flagged}"
            with suppress(FileNotFoundError):
                if target.exists() and path != target:  # two plain files of one name, dropped one after the other
                    target = target.with_name(f"{hashlib.sha256(path.read_bytes()).hexdigest()[:16]}.{target.name}")
                path.replace(target)
        _sync(self._maildir / "cur")


def _has_arrived(place: str, name: str) -> bool:
    """Whether a file of this name in new/, cur/ or the folder itself ("") is a mail that was not taken yet."""
    if name.startswith("."):
        return False
    if place == "cur":
        return not {"S", "D"} & set(name.partition(":2,")[2])  # seen, or a draft that somebody is writing
    return place == "new" or name.lower().endswith(".eml")  # else it is a client's own index file, a note


def _name(recipient: str, raw: bytes) -> str:
    """The file name of a mail: the same Message-ID to the same recipient gives the same name."""
    found = _MESSAGE_ID.search(raw.partition(b"\n\n")[0].replace(b"\r\n", b"\n"))
    identity = found[1] if found else raw
    return f"{hashlib.sha256(identity + b' ' + recipient.lower().encode()).hexdigest()[:32]}.relance"


def _is_there(maildir: Path, name: str) -> bool:
    return (maildir / "new" / name).exists() or any((maildir / "cur").glob(f"{name}:*"))


def _sync(folder: Path) -> None:
    """Make the names in a folder durable."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
