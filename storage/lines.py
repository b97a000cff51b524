"""The lines of journals and snapshots: JSON with a checksum, and how a file of them is read to its honest end.

A line is `{"crc":"<8 hex>",…}`: CRC-32 of all that follows the comma, line end excluded.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, cast

from storage.codec import Document
from usecases.ports import BadInput

# no check for circles: documents are trees, made by `codec.to_document`
_encode = json.JSONEncoder(ensure_ascii=False, check_circular=False, allow_nan=False, separators=(",", ":")).encode
_HEAD = 18  # len('{"crc":"01234567",')


class StoreDamaged(BadInput):
    """What stands on the disk is not what was written: restoring a copy is a person's decision, not ours."""


def seal(body: bytes) -> bytes:
    """The line whose JSON object has these members (`body` ends with its brace, without the opening one)."""
    return b'{"crc":"%08x",' % zlib.crc32(body) + body + b"\n"


def members(document: Document) -> bytes:
    """A JSON object without its opening brace, compact, in UTF-8; ValueError for a number that is none."""
    return written(document)[1:]


def written(document: Document) -> bytes:
    """A document as JSON, in UTF-8; ValueError for a number that is none."""
    # Mail decoded from broken bytes can hold lone surrogates: they are kept, and `json.loads` reads them back.
    return _encode(document).encode("utf-8", "surrogatepass")


def commit(at: str, actor: str, puts: Iterable[tuple[str, str, int, bytes]]) -> bytes:
    """The members of a commit, as `members` gives them. `puts` are (kind, id, version, `written` document)."""
    head = f'"at":{_encode(at)},"actor":{_encode(actor)},"puts":['
    kept = b",".join(
        f"[{_encode(kind)},{_encode(id)},{version},".encode("utf-8", "surrogatepass") + document + b"]"
        for kind, id, version, document in puts
    )
    return head.encode("utf-8", "surrogatepass") + kept + b"]}"


def unseal(line: bytes) -> Document | None:
    """The object of a line, or None where it is not whole."""
    if line[:8] != b'{"crc":"' or line[16:_HEAD] != b'",' or line[-1:] != b"\n":
        return None
    body = line[_HEAD:-1]
    if b"%08x" % zlib.crc32(body) != line[8:16]:
        return None
    return cast("Document", json.loads(b"{" + body))


def scan(file: BinaryIO, start: int, path: Path) -> Iterator[tuple[Document, int]]:
    """Every whole line from `start` and where it ends.

    The end of a journal may be torn (a kill, a power cut) or still hold the zeros that were written in advance: such
    lines were never acknowledged and are left out.
    Every line says where its group began (`since`), and all before that was synced; so a broken line with a later
    group behind it was acknowledged once: `StoreDamaged`.
    """
    file.seek(start)
    end = start
    for line in file:
        document = unseal(line)
        if document is None:
            if line.endswith(b"\n"):
                _refuse_if_synced(file, end, path)
            return
        end += len(line)
        yield document, end


def _refuse_if_synced(file: BinaryIO, broken: int, path: Path) -> None:
    for line in file:
        later = unseal(line)
        since = later.get("since") if later is not None else None
        if isinstance(since, int) and since > broken:
            raise damaged(path, f"abîmé à l’octet {broken}")


def damaged(path: Path, what: str) -> StoreDamaged:
    """The one sentence about a file that cannot be trusted."""
    return StoreDamaged(
        f"Le fichier « {path} » est {what} : rien n’a été modifié, rétablissez les données depuis une sauvegarde."
    )
