"""The MIME tree of a message, scanned with little work: headers, text bodies, attachments, messages inside.

The standard library's parser takes several times as long and recurses once per level; this one is bounded.
"""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Iterator
from dataclasses import dataclass, field

from mail.reading.decoding import header_text, text_of, unflowed, with_parameters
from mail.reading.sealed import signed_content, winmail
from mail.reading.transfer import transfer_decoded, undeclared

MAX_DEPTH = 20
MAX_PARTS = 400
_MESSAGES = frozenset({"message/rfc822", "message/global"})
_SIGNED = frozenset({"application/pkcs7-mime", "application/x-pkcs7-mime"})
_NEW_HEADER = re.compile(r"\n(?![ \t])")
_LINE = re.compile(rb"[^\r\n]+")
_HEADER_LINE = re.compile(rb"[ \t]|[!-9;-~]+:")
_META_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?([\w:.-]{2,40})", re.I)


@dataclass(slots=True)
class Part:
    """One MIME entity. `headers` has lower-case names and raw values; `body` is still transfer-encoded."""

    headers: list[tuple[str, str]]
    body: bytes
    media_type: str = "text/plain"
    parameters: dict[str, str] = field(default_factory=dict)
    children: list[Part] = field(default_factory=list)
    _content: bytes | None = None
    _first: dict[str, str] = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._first = dict(reversed(self.headers))

    def header(self, name: str) -> str:
        """The first header of this (lower-case) name, raw, or ""."""
        return self._first.get(name, "")

    def all_headers(self, name: str) -> list[str]:
        return [value for known, value in self.headers if known == name]

    def words(self, name: str) -> str:
        """The first header of this name as a person reads it."""
        return header_text(self.header(name))

    def content(self) -> bytes:
        """What was transferred; decoded once."""
        if self._content is None:
            encoding = self.header("content-transfer-encoding")
            self._content = transfer_decoded(self.body, encoding)
            if self.media_type.startswith("text/"):
                self._content = undeclared(self._content, encoding)
        return self._content

    @property
    def charset(self) -> str:
        """The charset that is declared, in the page itself where its header has none, or ""."""
        declared = self.parameters.get("charset", "")
        if self.media_type == "text/html" and not declared and (found := _META_CHARSET.search(self.content()[:4000])):
            return found[1].decode("ascii", "replace")
        return declared

    def text(self) -> str:
        """The decoded text of a text part, soft line breaks undone."""
        text = text_of(self.content(), self.charset)
        if self.parameters.get("format", "").casefold() == "flowed" and self.media_type == "text/plain":
            text = unflowed(text, self.parameters.get("delsp", "").casefold() == "yes")
        return text

    @property
    def disposition(self) -> str:
        return with_parameters(self.header("content-disposition"))[0]

    @property
    def file_name(self) -> str:
        disposition = self.header("content-disposition")
        named = with_parameters(disposition)[1].get("filename", "") if disposition else ""
        return (named or self.parameters.get("name", "")).replace("\n", " ").strip()

    def walk(self) -> Iterator[Part]:
        """This part and all below, but not what is inside an attached message."""
        yield self
        for child in self.children:
            if self.media_type != "message/rfc822":
                yield from child.walk()


class _Budget:
    """How many parts one message may have, and how many bytes they and their headers may take together."""

    def __init__(self, size: int) -> None:
        self.left = MAX_PARTS
        self.heads = 2_000_000
        self.bytes = 50_000_000 + 4 * size  # what stands within others is counted once for each


# A message is opened, and then read: the last ones are kept, by how they begin, which costs less than by all of them.
_kept: OrderedDict[bytes, tuple[bytes, Part]] = OrderedDict()
_MOST_KEPT = 16
_LARGE = 200_000
_START = 20_000  # how line ends are written can be told from that much


def parse(raw: bytes) -> Part:
    """The tree of a message, not to be changed; whatever cannot be taken apart stays one text. The last are kept."""
    if len(raw) >= _LARGE:
        return parsed(raw)
    start = raw[:2000]
    found = _kept.get(start)
    if found is not None and found[0] == raw:
        _kept.move_to_end(start)
        return found[1]
    part = parsed(raw)
    _kept[start] = raw, part
    if len(_kept) > _MOST_KEPT:
        _kept.popitem(last=False)
    return part


def parsed(raw: bytes) -> Part:
    """The same, not kept."""
    start = raw[:_START]
    if b"\r" in start:
        if b"\n" not in start:
            raw = raw.replace(b"\r", b"\n")
        elif b"\r\r\n" in start:
            raw = raw.replace(b"\r\r\n", b"\r\n")
    raw = raw.removeprefix(b"\xef\xbb\xbf")
    if raw.startswith((b"From ", b">From ")):
        raw = raw.partition(b"\n")[2]
    return _entity(raw.lstrip(b"\r\n") if raw[:1] in (b"\r", b"\n") else raw, 0, _Budget(len(raw)))


def _headers(head: bytes, budget: _Budget) -> list[tuple[str, str]]:
    found = []
    most = min(500_000, budget.heads)
    budget.heads -= min(len(head), most)
    for line in _NEW_HEADER.split(head[:most].decode("latin-1")):
        name, colon, value = line.partition(":")
        if colon and name and " " not in name.rstrip():
            found.append((name.rstrip().casefold(), value.strip()))
    return found


def _blank_line(raw: bytes) -> tuple[int, int]:
    """Where the headers end and where the body begins, whatever ends the lines; at the end where there is no body."""
    end = begin = len(raw)
    # the likely one first, the others in front of what was found, so that little is looked through
    line_end = raw.find(b"\n")
    likely = b"\n\r\n" if raw[line_end - 1 : line_end] == b"\r" else b"\n\n"
    for mark in (likely, b"\n\n", b"\n\r\n", b"\r\r"):
        found = raw.find(mark, 0, end + 1)
        if 0 <= found < end:
            end, begin = found, found + len(mark)
    if raw[end : end + 1] == b"\n" and raw[end - 1 : end] == b"\r":
        end -= 1
    return end, begin


def _first_of_body(raw: bytes) -> int:
    """Where the first line stands that is no header, in a message without a blank line."""
    for found in _LINE.finditer(raw, 0, 500_000):
        if not _HEADER_LINE.match(found[0]):
            return found.start()
    return len(raw)


def _entity(raw: bytes, depth: int, budget: _Budget, default: str = "text/plain") -> Part:
    budget.left -= 1
    budget.bytes -= len(raw)
    if raw.startswith((b"\r\n", b"\n")):
        head, body = b"", raw[2:] if raw.startswith(b"\r\n") else raw[1:]
    else:
        end, begin = _blank_line(raw)
        if depth == 0 and begin >= len(raw):
            end = begin = _first_of_body(raw)
        head, body = raw[:end], raw[begin:]
    headers = _headers(head, budget)
    if depth == 0 and not headers:
        return Part([], raw)
    part = Part(headers, body, default)
    declared = part.header("content-type")
    if declared:
        media_type, part.parameters = with_parameters(declared)
        part.media_type = media_type if "/" in media_type else "text/plain"
    if depth >= MAX_DEPTH or budget.left <= 0 or budget.bytes < 0:
        return part
    if part.media_type.startswith("multipart/"):
        _split(part, depth, budget)
    elif part.media_type in _MESSAGES:
        inner = part.content()
        if inner.strip():
            part.media_type = "message/rfc822"
            part.children = [_entity(inner.lstrip(b"\r\n"), depth + 1, budget)]
    elif part.media_type in _SIGNED:
        if inner := signed_content(part.content()):
            part.media_type = "multipart/signed"
            part.children = [_entity(inner, depth + 1, budget)]
    elif declared or part.header("content-disposition"):
        name = part.file_name.casefold()
        if part.media_type.endswith("ms-tnef") or name == "winmail.dat":
            _open_winmail(part)
        elif name.endswith(".eml"):
            inner_message = _entity(part.content().lstrip(b"\r\n"), depth + 1, budget)
            if inner_message.header("from") and (inner_message.header("message-id") or inner_message.header("date")):
                part.media_type, part.children = "message/rfc822", [inner_message]
    return part


def _open_winmail(part: Part) -> None:
    """Put what a winmail.dat holds in its place; one that holds nothing readable stays as it is."""
    opened = winmail(part.content())
    if opened is None or not (opened.text.strip() or opened.page.strip() or opened.files):
        return
    part.media_type = "multipart/mixed"
    if opened.text.strip():
        part.children.append(Part([], opened.text))
    if opened.page.strip():
        part.children.append(Part([], opened.page, "text/html"))
    for name, content in opened.files[:MAX_PARTS]:
        disposition = 'attachment; filename="' + name.replace('"', "") + '"'
        part.children.append(Part([("content-disposition", disposition)], content, "application/octet-stream"))


def _split(part: Part, depth: int, budget: _Budget) -> None:
    """Cut a multipart body at its boundary; one without a boundary of its own is guessed, or is text."""
    boundary = part.parameters.get("boundary", "").encode("latin-1", "replace").rstrip()
    body = b"\n" + part.body
    if not boundary or b"\n--" + boundary not in body:
        guessed = re.search(rb"\n--([^\s-][^\r\n]{0,100})\r?\nContent-", body, re.I)
        if not guessed:
            part.media_type = "text/plain"
            return
        boundary = guessed[1].rstrip()
    default = "message/rfc822" if part.media_type == "multipart/digest" else "text/plain"
    delimiter = b"\n--" + boundary
    start = body.find(delimiter)
    while start >= 0 and budget.left > 0:
        after = start + len(delimiter)
        if body[after : after + 2] == b"--":
            break
        line_end = body.find(b"\n", after)
        if line_end < 0:
            break
        if body[after:line_end].strip():  # a longer boundary that begins like this one
            start = body.find(delimiter, after)
            continue
        stop = _next_delimiter(body, delimiter, line_end)
        piece = body[line_end + 1 : stop if stop >= 0 else len(body)]
        part.children.append(_entity(piece.removesuffix(b"\r"), depth + 1, budget, default))
        start = stop


def _next_delimiter(body: bytes, delimiter: bytes, position: int) -> int:
    """Where the next line that is exactly this delimiter begins, or -1."""
    while (found := body.find(delimiter, position)) >= 0:
        rest = body[found + len(delimiter) : found + len(delimiter) + 80].partition(b"\n")[0]
        if not rest.removeprefix(b"--").strip():
            return found
        position = found + len(delimiter)
    return -1
