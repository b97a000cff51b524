"""The secret of an installation: 32 random bytes from which tokens and Message-IDs are derived."""

from __future__ import annotations

import contextlib
import os
import secrets
from pathlib import Path
from typing import Literal, overload

from storage.syncing import sync_directory
from usecases.ports import BadInput

_LENGTH = 32


@overload
def installation_secret(directory: Path, *, create: Literal[True] = True) -> bytes: ...
@overload
def installation_secret(directory: Path, *, create: bool) -> bytes | None: ...
def installation_secret(directory: Path, *, create: bool = True) -> bytes | None:
    """The secret kept in `directory/secret`; made durable once and the same for all, or None without `create`.

    `BadInput` where the file is not 32 bytes: a new secret would make every token that was sent worthless.
    """
    path = directory / "secret"
    if not path.exists():
        if not create:
            return None
        _create(path)
    secret = path.read_bytes()
    if len(secret) != _LENGTH:
        raise BadInput(
            f"Le fichier « {path} » est abîmé ({len(secret)} octets au lieu de {_LENGTH}) : rétablissez-le depuis "
            "une sauvegarde, sans lui les jetons déjà envoyés ne sont plus reconnus."
        )
    return secret


def _create(path: Path) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    draft = path.with_name(f"secret.{secrets.token_hex(4)}.tmp")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(secrets.token_bytes(_LENGTH))
            file.flush()
            os.fsync(file.fileno())
        # A link, unlike a rename, never replaces: of two processes that create it at once, one wins for both.
        with contextlib.suppress(FileExistsError):
            path.hardlink_to(draft)
    finally:
        draft.unlink(missing_ok=True)
    sync_directory(path.parent)
