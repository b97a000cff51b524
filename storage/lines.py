"""The lines of journals and snapshots: JSON with a checksum, and how a file of them is read to its honest end.

A line is `{"crc":"<8 hex>",…}`: CRC-32 of all that follows the comma, line end excluded.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Callable, Iterable, Iterator
from json.encoder import c_make_encoder as encoder_in_c  # type: ignore[attr-defined]  # not in the stubs
from json.encoder import encode_basestring
from pathlib import Path
from typing import BinaryIO, NamedTuple, cast

from storage.codec import Document
from usecases.ports import BadInput


def _encoder() -> Callable[[object], str]:
    """A value as compact JSON; ValueError for a number that is none."""
    # no check for circles: documents are trees, made by `codec.to_document`
    encoder = json.JSONEncoder(ensure_ascii=False, check_circular=False, allow_nan=False, separators=(",", ":"))
    made = encoder_in_c
    if made is None:  # not CPython
        return encoder.encode
    # `encode` makes this again for each value, which takes a third of the time of a document
    parts = made(None, encoder.default, encode_basestring, None, ":", ",", False, False, False)
    return lambda value: "".join(parts(value, 0))


_encode = _encoder()
_PUTS, _BETWEEN = b'"puts":[', b'}],["'
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
    # Mail decoded from broken bytes can hold lone surrogates: they are kept, and read back.
    return _encode(document).encode("utf-8", "surrogatepass")


def read(text: bytes) -> Document:
    """The document that was `written` so."""
    return cast("Document", json.loads(text.decode("utf-8", "surrogatepass")))


class Put(NamedTuple):
    """One document of a commit, and the JSON as which it stands there."""

    kind: str
    id: str
    version: int
    document: Document
    text: bytes


def put_of(kind: str, id: str, version: int, document: Document) -> Put:
    """A document to keep; ValueError for a number that is none."""
    return Put(kind, id, version, document, written(document))


def commit(at: str, actor: str, puts: Iterable[Put]) -> bytes:
    """The members of a commit, as `members` gives them."""
    head = f'"at":{_encode(at)},"actor":{_encode(actor)},"puts":['
    kept = b",".join([entry(kind, id, version, text) for kind, id, version, _, text in puts])
    return head.encode("utf-8", "surrogatepass") + kept + b"]}"


def entry(kind: str, id: str, version: int, text: bytes) -> bytes:
    """A document as it stands among the puts of a line."""
    return b"[%b,%b,%d,%b]" % (quoted(kind), quoted(id), version, text)


def quoted(text: str) -> bytes:
    """A text as JSON."""
    return encode_basestring(text).encode("utf-8", "surrogatepass")


def unseal(line: bytes) -> Document | None:
    """The object of a line, or None where it is not whole."""
    body = _body(line)
    return None if body is None else cast("Document", json.loads(b"{" + body))


def parts(body: bytes) -> tuple[Document, list[Put] | None]:
    """The members of a line, and its puts; None where it has none."""
    line = cast("Document", json.loads((b"{" + body).decode("utf-8", "surrogatepass")))
    if "puts" not in line:
        return line, None
    puts = cast("list[tuple[str, str, int, Document]]", line["puts"])
    _, _, texts = body.partition(_PUTS)
    # This stands between two documents. Should it stand in one too, there are more pieces than puts: write them anew.
    pieces = texts[2:-4].split(_BETWEEN)
    if len(pieces) != len(puts) or not texts.endswith(b"}]]}") or next(reversed(line)) != "puts":
        return line, [put_of(*put) for put in puts]
    return line, [_put(piece, *put) for piece, put in zip(pieces, puts, strict=True)]


def _put(piece: bytes, kind: str, id: str, version: int, document: Document) -> Put:
    """`piece` is where the document stands, as it was written, in our way or in another."""
    before = entry(kind, id, version, b"")[2:-1]
    if not piece.startswith(before):
        return put_of(kind, id, version, document)
    return Put(kind, id, version, document, piece[len(before) :] + b"}")


def scan(file: BinaryIO, start: int, path: Path) -> Iterator[tuple[bytes, int]]:
    """The members of every whole line from `start`, as `members` gives them, and where the line ends.

    The end of a journal may be torn (a kill, a power cut) or still hold the zeros that were written in advance: such
    lines were never acknowledged and are left out.
    Every line says where its group began (`since`), and all before that was synced; so a broken line with a later
    group behind it was acknowledged once: `StoreDamaged`.
    """
    file.seek(start)
    end = start
    for line in file:
        body = _body(line)
        if body is None:
            if line.endswith(b"\n"):
                _refuse_if_synced(file, end, path)
            return
        end += len(line)
        yield body, end


def _body(line: bytes) -> bytes | None:
    if line[:8] != b'{"crc":"' or line[16:_HEAD] != b'",' or line[-1:] != b"\n":
        return None
    body = line[_HEAD:-1]
    return body if b"%08x" % zlib.crc32(body) == line[8:16] else None


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
