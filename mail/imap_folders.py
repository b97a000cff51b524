"""Folders of an IMAP account: finding them whatever the server's own prefix and separator, and filing mail away."""

from __future__ import annotations

from collections.abc import Sequence

from imapclient import DELETED, IMAPClient
from imapclient.exceptions import IMAPClientError

from mail.imap_session import Refused, is_lost


def select(client: IMAPClient, folder: str, readonly: bool = False) -> tuple[int, tuple[bytes, ...]]:
    """Open a folder: its UIDVALIDITY and the flags that can be set for good. Raises `Refused`."""
    try:
        answer = client.select_folder(folder, readonly)
    except IMAPClientError as error:
        if is_lost(error) or isinstance(error, client.ReadOnlyError):
            raise
        name = _existing(client, folder)
        if name is None or name == folder:
            raise Refused(f"le dossier « {folder} » ne s’ouvre pas ({error})") from error
        answer = client.select_folder(name, readonly)
    flags = answer.get(b"PERMANENTFLAGS", ())
    return int(answer[b"UIDVALIDITY"]), tuple(flag for flag in flags if isinstance(flag, bytes))


def file_away(client: IMAPClient, uids: Sequence[int], folder: str) -> None:
    """Move mails of the open folder to another, which is made where it does not exist. Raises `Refused`.

    Without MOVE they are copied, and removed only then; without UIDPLUS they stay behind, marked as deleted, because
    EXPUNGE would also remove what other people marked.
    """
    name = _existing(client, folder)
    try:
        if name is None:
            name = _candidates(client, folder)[-1]
            client.create_folder(name)
            client.subscribe_folder(name)
        if client.has_capability("MOVE"):
            client.move(uids, name)
            return
        client.copy(uids, name)
        client.add_flags(uids, [DELETED], silent=True)
        if client.has_capability("UIDPLUS"):
            client.uid_expunge(uids)
    except IMAPClientError as error:
        if is_lost(error):
            raise
        raise Refused(
            f"les messages traités ne peuvent pas être rangés dans « {folder} » ; ils restent où ils sont ({error})"
        ) from error


def _existing(client: IMAPClient, folder: str) -> str | None:
    """The name under which the server has this folder."""
    for name in _candidates(client, folder):
        if any(found == name for _, _, found in client.list_folders("", name)):
            return name
    return None


def _candidates(client: IMAPClient, folder: str) -> list[str]:
    """The names that « Traités/2017 » can have: as it stands, with the server's separator, below its prefix."""
    names = [folder]
    if client.has_capability("NAMESPACE"):
        personal = client.namespace().personal
        prefix, separator = personal[0] if personal else ("", "")
        names.append(folder.replace("/", separator) if separator else folder)
        if prefix and not names[-1].startswith(prefix):
            names.append(prefix + names[-1])
    return list(dict.fromkeys(names))
