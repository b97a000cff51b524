"""The files that came with a message, and why one could not be opened."""

from __future__ import annotations

import re

from mail.reading.parts import Part
from usecases.messages import Attachment

SEALED = "Le contenu est chiffré ou dans un format propre à un logiciel : une personne doit l’ouvrir."
_OFFICE = "application/vnd.openxmlformats-officedocument"
_ENDINGS = {
    "text/plain": ".txt",
    "text/html": ".html",
    "text/calendar": ".ics",
    "application/pdf": ".pdf",
    "application/msword": ".doc",
    f"{_OFFICE}.wordprocessingml.document": ".docx",
    f"{_OFFICE}.spreadsheetml.sheet": ".xlsx",
    "application/vnd.oasis.opendocument.text": ".odt",
    "message/rfc822": ".eml",
    "image/png": ".png",
    "image/jpeg": ".jpg",
}
_SEALED = frozenset(
    {
        "application/pkcs7-mime",
        "application/x-pkcs7-mime",
        "application/ms-tnef",
        "application/vnd.ms-tnef",
        "multipart/encrypted",
    }
)
_SIGNATURES = frozenset(
    {
        "application/pkcs7-signature",
        "application/x-pkcs7-signature",
        "application/pgp-signature",
        "application/pgp-keys",
    }
)


def attachments_of(mail: Part) -> tuple[tuple[Attachment, ...], str]:
    """The attached files in order, pictures of signatures left out, and why sealed content could not be read."""
    found: list[Attachment] = []
    sealed = ""
    for part in mail.walk():
        if part.media_type in _SEALED:
            sealed = SEALED
        if not _is_file(part, part is mail):
            continue
        content = part.content()
        if not content:
            continue
        found.append(
            Attachment(
                _clean(part.file_name) or f"piece-{len(found) + 1}{_ENDINGS.get(part.media_type, '')}",
                part.media_type,
                content,
            )
        )
    return tuple(found), sealed


def _is_file(part: Part, whole: bool) -> bool:
    """Whether a part is a file that someone sent: no body, no signature, no report, no picture of a signature."""
    kind, name = part.media_type, part.file_name
    attached = part.disposition == "attachment"
    if kind.startswith("multipart/") or kind in _SIGNATURES or kind == "text/rfc822-headers":
        return False
    if whole and kind.startswith(("text/", "message/")):
        return False
    if (
        kind in ("text/plain", "text/html", "text/enriched", "text/richtext", "text/calendar")
        and not attached
        and not name
    ):
        return False
    if kind.startswith("message/") and kind != "message/rfc822":
        return False
    return attached or not (kind.startswith("image/") and part.header("content-id"))


def _clean(name: str) -> str:
    """A file name without folders or control characters; at most 180 characters, its ending kept."""
    name = re.sub(r"[\x00-\x1f\x7f]", "", name.replace("\\", "/").rpartition("/")[2]).strip().strip(".")
    if len(name) > 180:
        stem, dot, ending = name.rpartition(".")
        name = f"{stem[:160]}{dot}{ending[:15]}" if dot else name[:180]
    return name
