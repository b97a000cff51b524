"""The files that came with a message, and why one could not be opened."""

from __future__ import annotations

import re

from mail.reading.parts import Part
from usecases.messages import Attachment

SEALED = "Le contenu est chiffré ou dans un format propre à un logiciel : une personne doit l’ouvrir."
_ENDINGS = {
    "text/plain": ".txt", "text/html": ".html", "application/pdf": ".pdf", "application/msword": ".doc", "text/calendar": ".ics",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": ".docx",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": ".xlsx", "application/vnd.oasis.opendocument.text": ".odt",
    "message/rfc822": ".eml", "image/png": ".png", "image/jpeg": ".jpg",
}  # fmt: skip
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
        if part.media_type.startswith("multipart/") or part.media_type in _SIGNATURES or part is mail:
            if part is not mail or part.media_type.startswith(("multipart/", "text/", "message/")):
                continue
        name, disposition = part.file_name, part.disposition
        is_body = (
            part.media_type in ("text/plain", "text/html", "text/enriched") and disposition != "attachment" and not name
        )
        if (
            is_body
            or (part.media_type.startswith("message/") and part.media_type != "message/rfc822")
            or part.media_type == "text/rfc822-headers"
        ):
            continue
        if part.media_type.startswith("image/") and part.header("content-id") and disposition != "attachment":
            continue
        if part.media_type == "text/calendar" and disposition != "attachment" and not name:
            continue
        content = part.content()
        if not content:
            continue
        found.append(
            Attachment(
                _clean(name) or f"piece-{len(found) + 1}{_ENDINGS.get(part.media_type, '')}", part.media_type, content
            )
        )
    return tuple(found), sealed


def _clean(name: str) -> str:
    """A file name without folders or control characters; at most 180 characters, its ending kept."""
    name = re.sub(r"[\x00-\x1f\x7f]", "", name.replace("\\", "/").rpartition("/")[2]).strip().strip(".")
    if len(name) > 180:
        stem, dot, ending = name.rpartition(".")
        name = f"{stem[:160]}{dot}{ending[:15]}" if dot else name[:180]
    return name
