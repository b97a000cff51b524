"""What can be opened of sealed formats without any key: S/MIME and PGP where only signed, Outlook's winmail.dat."""

from __future__ import annotations

import re
import struct
from dataclasses import dataclass

MAX_PIECES = 20_000
_DATA = bytes.fromhex("06092a864886f70d010701")  # OID of CMS "data": what was signed stands behind it
_SIGNED = bytes.fromhex("06092a864886f70d010702")
_TNEF = 0x223E9F78
_ATTACH_DATA, _ATTACH_TITLE, _ATTACH_START = 0x0006800F, 0x00018010, 0x00069002
_BODY_TEXT, _MAPI_PROPERTIES = 0x0002800C, 0x00069003
_MAPI_BODY, _MAPI_HTML = 0x1000, 0x1013
_PGP_SIGNED = re.compile(r"^-----BEGIN PGP SIGNED MESSAGE-----[ \t]*\n(?:[\w-]+: .*\n)*\n?", re.M)
_PGP_BLOCK = re.compile(r"^-----BEGIN PGP (?:SIGNATURE|MESSAGE|PUBLIC KEY BLOCK)-----", re.M)
_PGP_DASH = re.compile(r"^- (?=-)", re.M)
PGP_MESSAGE = "-----BEGIN PGP MESSAGE-----"


@dataclass
class Opened:
    """The bodies and files of a winmail.dat."""

    text: bytes
    page: bytes
    files: list[tuple[str, bytes]]


def without_armour(text: str) -> str:
    """A text without the lines that PGP puts around what it signs; what it encrypts is left out."""
    text, signed = _PGP_SIGNED.subn("", text)
    kept, at = [], 0
    while (found := _PGP_BLOCK.search(text, at)) and (end := text.find("-----END PGP ", found.end())) >= 0:
        kept.append(text[at : found.start()])
        at = text.find("\n", end) if "\n" in text[end : end + 200] else len(text)
    text = "".join([*kept, text[at:]])
    return _PGP_DASH.sub("", text) if signed else text


def signed_content(der: bytes) -> bytes:
    """The MIME entity inside an opaque signed message; b"" when there is none (it is encrypted, or broken)."""
    if _SIGNED not in der[:100]:
        return b""
    start = der.find(_DATA)
    if start < 0:
        return b""
    position = start + len(_DATA)
    pieces: list[bytes] = []
    # [0] EXPLICIT, then an OCTET STRING, maybe constructed of pieces; indefinite lengths end with two zeros
    for _ in range(MAX_PIECES):
        if position + 2 > len(der):
            break
        tag = der[position]
        length, head = _length(der, position + 1)
        if head < 0:
            break
        position += 1 + head
        if tag in (0xA0, 0x24):
            continue
        if tag == 0x04 and length >= 0:
            pieces.append(der[position : position + length])
            position += length
            continue
        break
    return b"".join(pieces)


def _length(der: bytes, at: int) -> tuple[int, int]:
    """A DER length (-1: indefinite) and how many bytes it takes (-1: broken)."""
    first = der[at]
    if first < 0x80:
        return first, 1
    count = first & 0x7F
    if count == 0:
        return -1, 1
    if count > 4 or at + 1 + count > len(der):
        return 0, -1
    return int.from_bytes(der[at + 1 : at + 1 + count], "big"), 1 + count


def winmail(data: bytes) -> Opened | None:
    """The content of a winmail.dat (TNEF); None when it is not one or is broken."""
    if len(data) < 6 or struct.unpack_from("<I", data)[0] != _TNEF:
        return None
    found = Opened(b"", b"", [])
    name, position = "", 6
    for _ in range(MAX_PIECES):
        if position + 9 > len(data):
            break
        attribute, length = struct.unpack_from("<II", data, position + 1)
        value = data[position + 9 : position + 9 + length]
        position += 9 + length + 2
        if attribute == _ATTACH_START:
            name = ""
        elif attribute == _ATTACH_TITLE:
            name = value.rstrip(b"\0").decode("cp1252", "replace")
            if found.files and not found.files[-1][0]:
                found.files[-1] = (name, found.files[-1][1])
        elif attribute == _ATTACH_DATA:
            found.files.append((name, value))
            name = ""
        elif attribute == _BODY_TEXT:
            found.text = value.rstrip(b"\0")
        elif attribute == _MAPI_PROPERTIES:
            _properties(value, found)
    return found


def _properties(value: bytes, found: Opened) -> None:
    """The bodies among the MAPI properties; the first kind of property that is not understood ends the scan."""
    if len(value) < 4:
        return
    position = 4
    for _ in range(min(struct.unpack_from("<I", value)[0], 500)):
        if position + 4 > len(value):
            return
        kind, identifier = struct.unpack_from("<HH", value, position)
        position += 4
        if identifier >= 0x8000 or kind & 0x1000:
            return  # named and multiple values: the bodies stand before them
        if kind in (0x1E, 0x1F, 0x102, 0x0D):
            if position + 8 > len(value):
                return
            length = struct.unpack_from("<I", value, position + 4)[0]
            content = value[position + 8 : position + 8 + length]
            position += 8 + length + (-length % 4)
            if identifier == _MAPI_BODY:
                text = content.decode("utf-16-le", "replace").encode() if kind == 0x1F else content
                found.text = text.rstrip(b"\0")
            elif identifier == _MAPI_HTML:
                found.page = content.rstrip(b"\0")
        elif kind in (0x05, 0x06, 0x07, 0x14, 0x40):
            position += 8
        elif kind == 0x48:
            position += 16
        else:
            position += 4
