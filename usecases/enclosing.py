"""The documents that go with the invitations: checked when ordered, kept as files when the round is launched."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePath

from campaigns.campaign import Enclosure, Round
from usecases.messages import Attachment
from usecases.ports import BadInput, Files
from usecases.rounds import RoundOrder

# Together, in bytes: a third more once in a mail, which French administrations refuse beyond 10 MB.
LARGEST = 7_000_000
_OFFICE = "application/vnd.openxmlformats-officedocument."
_MEDIA_TYPES = {
    ".pdf": "application/pdf",
    ".doc": "application/msword",
    ".docx": _OFFICE + "wordprocessingml.document",
    ".odt": "application/vnd.oasis.opendocument.text",
    ".rtf": "application/rtf",
    ".txt": "text/plain",
    ".xls": "application/vnd.ms-excel",
    ".xlsx": _OFFICE + "spreadsheetml.sheet",
    ".ods": "application/vnd.oasis.opendocument.spreadsheet",
    ".csv": "text/csv",
    ".ppt": "application/vnd.ms-powerpoint",
    ".pptx": _OFFICE + "presentationml.presentation",
    ".odp": "application/vnd.oasis.opendocument.presentation",
    ".zip": "application/zip",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
}
_LETTERS = (".pdf", ".docx", ".doc", ".odt", ".rtf", ".txt")


def enclosed(order: RoundOrder) -> tuple[Attachment, ...]:
    """What goes with the invitations, the cover letter first. `BadInput` for what no mail server would pass on."""
    letter = (_checked(order.letter, "--letter", _LETTERS),) if order.letter else ()
    documents = tuple(_checked(one, "--document", tuple(_MEDIA_TYPES)) for one in order.documents)
    together = (*letter, *documents)
    names = [one.name.casefold() for one in together]
    twice = next((one.name for one in together if names.count(one.name.casefold()) > 1), "")
    if twice:
        raise BadInput(f"--document : deux documents s’appellent « {twice} » ; renommez l’un des deux.")
    size = sum(len(one.content) for one in together)
    if size > LARGEST:
        raise BadInput(
            f"--letter et --document : {_megabytes(size)} en tout, c’est trop pour un courriel "
            f"({_megabytes(LARGEST)} au plus) ; allégez-les, ou donnez dans la lettre l’adresse où les trouver."
        )
    return together


async def kept(files: Files, attachments: Sequence[Attachment], order: RoundOrder) -> tuple[Enclosure, ...]:
    """What `enclosed` gave for this order, once its bytes are durable."""
    return tuple(
        [
            Enclosure(one.name, one.media_type, await files.put(one.content), not number and order.letter is not None)
            for number, one in enumerate(attachments)
        ]
    )


async def enclosures_of(files: Files, round: Round) -> tuple[Attachment, ...]:
    """The documents of a round, read again from the files."""
    found = [(one, await files.get(one.file)) for one in round.enclosures]
    return tuple(Attachment(one.name, one.media_type, content) for one, content in found if content is not None)


def _checked(attachment: Attachment, option: str, endings: tuple[str, ...]) -> Attachment:
    ending = PurePath(attachment.name).suffix.casefold()
    if ending not in endings:
        known = ", ".join(e.removeprefix(".") for e in endings)
        raise BadInput(f"{option} : « {attachment.name} » ne peut pas être joint ; formats acceptés : {known}.")
    if not attachment.content:
        raise BadInput(f"{option} : le fichier « {attachment.name} » est vide.")
    content = _readable(attachment.content) if ending == ".txt" else attachment.content
    return Attachment(attachment.name, _MEDIA_TYPES[ending], content)


def _readable(content: bytes) -> bytes:
    """A text in UTF-8 with its mark, which every program opens as it was written."""
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", errors="replace")
    return text.encode("utf-8-sig")


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.1f} Mo".replace(".0 ", " ").replace(".", ",")
