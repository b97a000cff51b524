"""From bytes to text: charsets, encoded words, parameters. Nothing here ever raises."""

from __future__ import annotations

import binascii
import codecs
import re
import unicodedata
from functools import lru_cache
from urllib.parse import unquote_to_bytes

from mail.reading.transfer import base64_decoded

_LATIN = {
    "",
    "us-ascii",
    "ascii",
    "iso-8859-1",
    "iso8859-1",
    "latin-1",
    "latin1",
    "l1",
    "windows-1252",
    "cp1252",
    "ansi",
}
_LATIN |= {
    "ansi_x3.4-1968",
    "x-unknown",
    "unknown",
    "unknown-8bit",
    "8bit",
    "default",
    "utf-8",
    "utf8",
    "unicode-1-1-utf-8",
}
# encodings in which bytes of ASCII do not stand for themselves
_NOT_OF_ASCII = ("utf-7", "utf7", "utf-16", "utf16", "utf-32", "utf32", "iso-2022", "hz-gb")
_CODE_PAGE = re.compile(r"(?:x-)?(?:cp|ibm|dos|win|windows|ms)[-_]?(\d{3,4})")
_BYTE_ORDER = (b"\xff\xfe", b"\xfe\xff")
_LONE_RETURN = re.compile(rb"\r(?!\n)")
_C1 = re.compile("[\x80-\x9f]")
_C1_BYTES = re.compile(rb"\xc2[\x80-\x9f]")  # in UTF-8; Windows-1252 never decodes to them
_MENDED = {code: bytes((code,)).decode("cp1252", "ignore") or None for code in range(0x80, 0xA0)}
# UTF-8 in French text; one by one, as each is found by its first byte at once
_SEQUENCES = tuple(
    re.compile(sequence)
    for sequence in (rb"\xc3[\x80-\xbf]", rb"\xc5[\x80-\xbf]", rb"\xc2[\xa0-\xbf]", rb"\xe2\x80[\x80-\xbf]")
)
# a lead byte and what follows it, as Windows-1252 shows them
_BYTE_OF = {
    bytes((code,)).decode("cp1252"): bytes((code,))
    for code in range(0x80, 0xA0)
    if code not in (0x81, 0x8D, 0x8F, 0x90, 0x9D)
}
_FOLLOWS = "".join(_BYTE_OF) + "\x80-\x9f\xa0-\xbf"  # as Latin-1 shows them, too
_TWICE = re.compile(rf"[ÂÃÅ][{_FOLLOWS}]|â[{_FOLLOWS}]{{2}}")
_MOST_TIMES = 3
_ENCODED_WORD = re.compile(r"=\?([^?\s]{1,60})\?([bBqQ])\?([^?]*)\?=")
_BETWEEN_WORDS = re.compile(r"(\?=)\s+(=\?)")
_PARAMETER = re.compile(
    r';\s*([\w!#$%&\'+.^`{|}~*-]+)\s*=\s*(?:"([^"\\]*(?:\\.[^"\\]*)*)"|([^;\s]*(?:[^;"]*[^;"\s])?))', re.S
)


@lru_cache(maxsize=256)
def _codec(name: str) -> str:
    """The Python name of a text codec, or "" when there is none."""
    for known in (name, _alias(name)):
        try:
            info = codecs.lookup(known)
            break
        except (LookupError, ValueError):
            continue
    else:
        return ""
    # rot13, zip and hex are codecs too, but not of text; the flag is what `bytes.decode` itself looks at
    return info.name if getattr(info, "_is_text_encoding", True) else ""


def _alias(name: str) -> str:
    """A charset as Python calls it: « x-mac-roman », « unicode-1-1-utf-7 », « cp-850 »."""
    if name.endswith("utf-7"):
        return "utf-7"
    if numbered := _CODE_PAGE.fullmatch(name):
        return f"cp{numbered[1]}"
    return name.removeprefix("x-")


def text_of(data: bytes, declared: str = "") -> str:
    """The text of these bytes: UTF-8 where they are UTF-8, else what was declared, else Windows-1252."""
    declared = declared.strip().strip("\"'").casefold()
    if data[:2] in _BYTE_ORDER:
        text = data.decode("utf-16", "replace")
        may_hold_nul = True
    elif declared in _LATIN or (data.isascii() and not any(map(declared.__contains__, _NOT_OF_ASCII))):
        data = with_line_feeds(data)
        text = _utf8_or_1252(data)
        may_hold_nul = b"\0" in data
    else:
        text = _declared(data, declared)
        may_hold_nul = True
    if may_hold_nul and "\0" in text:
        text = text.replace("\0", "")
    if "\r" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if "\x0b" in text:
        text = text.replace("\x0b", "\n")  # Word's line break
    if not text.isascii():
        for _ in range(_MOST_TIMES if len(text) < 1_000_000 else 1):
            if not ("Ã" in text or ("â" in text and ("â€" in text or "â\x80" in text))):
                break
            before, text = text, _mended(text)
            if text == before:
                break
        if _C1_BYTES.search(data) and _C1.search(text):
            text = text.translate(_MENDED)
        text = unicodedata.normalize("NFC", text)
    return text


def with_line_feeds(data: bytes) -> bytes:
    """The bytes with CRLF as LF, which is much faster than in the text; as they are where a CR stands alone."""
    return data.replace(b"\r", b"") if b"\r" in data and _LONE_RETURN.search(data) is None else data


def is_latin(charset: str) -> bool:
    """Whether text declared so is read as UTF-8 where it is UTF-8."""
    return charset.strip().strip("\"'").casefold() in _LATIN


def _utf8_or_1252(data: bytes) -> str:
    """UTF-8 if it is, else Windows-1252; a mail of both (or cut within a character) is told line by line."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    # French text in Windows-1252 holds no valid UTF-8 sequences but by accident
    if not any(sequence.search(data) for sequence in _SEQUENCES):
        return data.decode("cp1252", "replace")
    return "\n".join(_line_of(line) for line in data.split(b"\n"))


def _line_of(line: bytes) -> str:
    lenient = line.decode("utf-8", "replace")
    damaged = lenient.count("\ufffd")
    if not damaged or (damaged <= sum(len(sequence.findall(line)) for sequence in _SEQUENCES)):
        return lenient
    return line.decode("cp1252", "replace")


def _mended(text: str) -> str:
    """« Ã© » as « é »: UTF-8 that some gateway took for Windows-1252 or Latin-1 and encoded once more."""
    return _TWICE.sub(_once, text)


def _once(found: re.Match[str]) -> str:
    try:
        data = b"".join(_BYTE_OF.get(c) or c.encode("latin-1") for c in found[0])
        return data.decode("utf-8")
    except UnicodeError:
        return found[0]


def _declared(data: bytes, declared: str) -> str:
    codec = _codec(declared)
    if codec.startswith(("utf-16", "utf-32")) and b"\0" not in data:
        codec = ""  # no text of ours does without one
    if codec:
        try:
            text = data.decode(codec)
        except (UnicodeError, ValueError):
            return _utf8_or_1252(data)
        if codec.startswith("iso8859") and _C1.search(text):
            return data.decode("cp1252", "replace")
        return text
    return _utf8_or_1252(data)


def header_text(value: str) -> str:
    """A header as a person reads it: folded lines joined, encoded words decoded, raw 8-bit bytes understood."""
    if "\n" in value or "\r" in value:
        value = re.sub(r"\r?\n[ \t]*|\r", " ", value)
    if not value.isascii():
        value = text_of(value.encode("latin-1", "replace"))
    if "=?" not in value:
        return value.strip()
    value = _BETWEEN_WORDS.sub(r"\1\2", value)
    out: list[str] = []
    pending: list[tuple[str, bytes]] = []
    position = 0
    for found in _ENCODED_WORD.finditer(value):
        if found.start() > position:
            out.append(_joined(pending) + value[position : found.start()])
            pending = []
        charset = found[1].partition("*")[0].casefold()
        data = _word_bytes(found[2], found[3])
        # a character may be cut in two between words of one charset: join the bytes first
        if pending and pending[-1][0] == charset:
            pending[-1] = (charset, pending[-1][1] + data)
        else:
            pending.append((charset, data))
        position = found.end()
    out.append(_joined(pending) + value[position:])
    return unicodedata.normalize("NFC", "".join(out)).replace("\n", " ").strip()


def _joined(words: list[tuple[str, bytes]]) -> str:
    return "".join(text_of(data, charset) for charset, data in words)


def _word_bytes(kind: str, text: str) -> bytes:
    raw = text.encode("utf-8", "replace")
    return base64_decoded(raw) if kind in "bB" else binascii.a2b_qp(raw.replace(b"_", b" "), header=True)


def with_parameters(value: str) -> tuple[str, dict[str, str]]:
    """A structured header as its first word (folded) and its parameters; RFC 2231 pieces joined and decoded."""
    if not value:
        return "", {}
    first, parameters = _with_parameters(value) if len(value) < 200 else _with_parameters.__wrapped__(value)
    return first, dict(parameters)


# those of most parts are the same in all mails
@lru_cache(maxsize=1024)
def _with_parameters(value: str) -> tuple[str, dict[str, str]]:
    first, _, _ = value.partition(";")
    first = first.strip().strip('"').casefold()
    if ";" not in value:
        return first, {}
    plain: dict[str, str] = {}
    pieces: dict[str, dict[int, tuple[str, bool]]] = {}
    for found in _PARAMETER.finditer(value[:20_000]):
        name = found[1].casefold()
        text = found[3].strip() if found[2] is None else found[2]
        if found[2] and "\\" in text:
            text = re.sub(r"\\(.)", r"\1", text)
        if "*" not in name:
            plain.setdefault(name, header_text(text))
            continue
        base, _, rest = name.partition("*")
        number, extended = rest.rstrip("*"), rest.endswith("*") or rest == ""
        pieces.setdefault(base, {})[int(number) if number.isdecimal() and len(number) < 5 else 0] = (text, extended)
    for base, parts in pieces.items():
        plain[base] = _pieces_text([parts[number] for number in sorted(parts)])
    return first, plain


def _pieces_text(pieces: list[tuple[str, bool]]) -> str:
    charset, data = "", b""
    for index, (text, extended) in enumerate(pieces):
        if extended and index == 0 and text.count("'") >= 2:
            charset, _, text = text.split("'", 2)
        data += unquote_to_bytes(text) if extended else text.encode("utf-8", "replace")
    return header_text(text_of(data, charset)) if not charset else text_of(data, charset)


def unflowed(text: str, delsp: bool) -> str:
    """format=flowed text (RFC 3676) with its soft line breaks undone, quote marks kept as `> `."""
    out: list[str] = []
    open_depth = -1
    for line in text.split("\n"):
        content = line.lstrip(">")
        depth = len(line) - len(content)
        if content.startswith(" "):
            content = content[1:]
        signature = content.rstrip("\r") == "-- "
        flows = content.endswith(" ") and not signature
        kept = content[:-1] if flows and delsp else content
        if open_depth == depth and not signature:
            out[-1] += kept
        else:
            out.append(("> " * depth) + kept)
        open_depth = depth if flows else -1
    return "\n".join(out)
