"""Content-Transfer-Encodings undone, declared or not, and however they were broken. Nothing here ever raises."""

from __future__ import annotations

import binascii
import re

_NAME = re.compile(r"[\w-]+")
_ALPHABET = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_NOT_BASE64 = bytes(set(range(256)) - set(_ALPHABET))
_PADDING = re.compile(rb"=+")
_BLANK_AT_SOFT_END = re.compile(rb"=[ \t]+(?=\r?\n|\Z)")
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_PRINTABLE = (b"=C3=", b"=c3=", b"=E2=80=", b"=e2=80=")  # accents and quotes in UTF-8
_NONE = frozenset({"", "7bit", "8bit", "binary"})
_MOST_PIECES = 50
_MOST_SEARCHED = 2_000_000  # what is longer is a file, and no text with a footer


def transfer_decoded(body: bytes, encoding: str) -> bytes:
    """The bytes behind a Content-Transfer-Encoding; an unknown one is taken as none."""
    named = _NAME.search(encoding) if encoding else None  # « base64 (x) », « "base64" »
    name = named[0].casefold() if named else ""
    if name in _NONE:
        return body
    if name == "quoted-printable":
        return _printable_decoded(body)
    if name == "base64":
        return base64_decoded(body)
    if name in ("x-uuencode", "uuencode", "x-uue", "uue"):
        return _uu_decoded(body)
    return body


def undeclared(body: bytes, encoding: str) -> bytes:
    """A text that came encoded without saying so, decoded; any other as it is."""
    if encoding.strip().casefold() not in _NONE or not body.isascii():
        return body
    # one « =3D" » may end a link
    if any(map(body.__contains__, _PRINTABLE)) or body.count(b'=3D"') > 2:
        return _printable_decoded(body)
    start = body[:400].lstrip().partition(b"\n")[0].strip()
    if len(start) >= 40 and not start.translate(None, _ALPHABET + b"="):
        joined = b"".join(body.split())
        if len(joined) % 4 == 0 and not joined.rstrip(b"=").translate(None, _ALPHABET):
            content = binascii.a2b_base64(joined)
            return content if _is_text(content) else body
    return body


def _printable_decoded(body: bytes) -> bytes:
    if b"= " in body or b"=\t" in body:
        body = _BLANK_AT_SOFT_END.sub(b"=", body)
    return binascii.a2b_qp(body)


def base64_decoded(body: bytes) -> bytes:
    """Base64 however it was broken: alien characters, lost padding, a footer below; a text that is none as it is."""
    end = body.find(b"=")
    if len(body) < _MOST_SEARCHED and body.translate(None, _ALPHABET + b"=\r\n"):
        kept = _without_prose(body)
        if kept is None:
            return body
        body = kept
    elif end < 0 or not body[end : end + 100].strip(b"=\r\n"):
        return _decoded(body if end < 0 else body[:end])
    first, *others = _PADDING.split(body, _MOST_PIECES)
    content = _decoded(first)
    for other in others:
        # what stands behind the padding was joined on; only a text is worth to be believed
        if other.strip() and _is_text(more := _decoded(other)):
            content += more
    return content


def _decoded(piece: bytes) -> bytes:
    clean = piece.translate(None, _NOT_BASE64)
    if len(clean) % 4 == 1:
        clean = clean[:-1]
    return binascii.a2b_base64(clean + b"=" * (-len(clean) % 4))


def _without_prose(body: bytes) -> bytes | None:
    """The lines without those of words; None where most of it is words."""
    kept: list[bytes] = []
    prose = size = 0
    for line in body.split(b"\n"):
        bare = line.strip()
        aliens = bare.translate(None, _ALPHABET + b"=")
        if b" " in aliens and len(bare) < 4 * len(aliens) + 40:
            prose += len(bare)
        else:
            kept.append(line)
            size += len(bare) - len(aliens)
    return b"\n".join(kept) if prose <= size else None


def _is_text(data: bytes) -> bool:
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return bool(text.strip()) and _CONTROL.search(text) is None


def _uu_decoded(body: bytes) -> bytes:
    out = []
    started = False
    for line in body.splitlines():
        if not started:
            started = line.startswith(b"begin ")
            continue
        if line.strip() == b"end":
            break
        try:
            out.append(binascii.a2b_uu(line))
        except binascii.Error:
            continue
    return b"".join(out) if started else body
