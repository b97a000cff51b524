"""From texts to the bytes of a message: headers that cannot be injected into, bodies that survive any relay.

Lines end in LF, as in a Maildir; `mail.smtp` makes them CRLF on the wire. No line is longer than 998 bytes and,
but for names of files and List-Unsubscribe, none longer than 78. The same input always gives the same bytes.
"""

from __future__ import annotations

import binascii
import hashlib
import re
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from datetime import datetime
from email.utils import format_datetime
from functools import lru_cache
from itertools import groupby
from pathlib import PurePath
from urllib.parse import quote

from usecases.messages import Attachment

# Controls (but for tab and line feed), lone surrogates and noncharacters have no place in a mail, and the
# noncharacters mark the personal places of a prepared letter (`mail.prepared`).
_UNFIT = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufdd0-\ufdef\ufffe\uffff]")
# Every space but the no-break ones, which French typography needs, and everything that breaks a line.
_SPACES = re.compile("[ \t\n\u2028\u2029]+")
_ATOM = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
_PLAIN_WORD = re.compile("[!-~]{1,58}")
_PLAIN_PHRASE = re.compile(r"[A-Za-z0-9!#$%&'*+/?^`{|}~-]{1,58}(?: [A-Za-z0-9!#$%&'*+/?^`{|}~-]{1,58})*")
_MESSAGE_ID = re.compile(r"<[!-;=?-~]+>")  # visible ASCII without angle brackets
_MEDIA_TYPE = re.compile(r"[a-z0-9][a-z0-9.+-]{0,60}/[a-z0-9][a-z0-9.+-]{0,100}")
# RFC 2047 allows 75, on lines of 76: this leaves room for the name of the header before the first one.
_ENCODED_WORD = 62
# The parts of files that were made last: at most so many bytes of them (and always the last one).
_PARTS_KEPT = 32_000_000
_parts: OrderedDict[Attachment, bytes] = OrderedDict()
_SAFE_IN_WORD = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!*+-/")


def clean(text: str) -> str:
    """The text with LF line ends and without the characters that a mail must not hold."""
    return _UNFIT.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def one_line(text: str, limit: int = 400) -> str:
    """The text on one line, runs of spaces and line breaks as one space; a header cannot be broken out of."""
    return _SPACES.sub(" ", clean(text)).strip(" ")[:limit]


def encoded_words(text: str) -> list[str]:
    """The text as encoded words (RFC 2047, UTF-8, Q), each of whole characters."""
    words: list[str] = []
    word = ""
    room = _ENCODED_WORD - len("=?utf-8?q??=")
    for character in text:
        code = "".join(
            "_" if byte == 0x20 else chr(byte) if byte in _SAFE_IN_WORD else f"={byte:02X}"
            for byte in character.encode()
        )
        if len(word) + len(code) > room:
            words.append(word)
            word = ""
        word += code
    return [f"=?utf-8?q?{word}?=" for word in (*words, word) if word]


@lru_cache(maxsize=256)
def unstructured(text: str) -> str:
    """The value of a Subject or the like, folded; words that need no encoding stay readable."""
    return _folded(_mixed(one_line(text), _PLAIN_WORD))


@lru_cache(maxsize=1024)
def mailbox(name: str, address: str) -> str:
    """`Name <address>` as it stands in From, To and Reply-To, folded; only the address where there is no name."""
    spec = address_spec(address)
    name = one_line(name, 200)
    if not name:
        return spec
    if name.isascii() and not _PLAIN_PHRASE.fullmatch(name) and "=?" not in name and len(name) < 60:
        phrase = ['"' + re.sub(r'(["\\])', r"\\\1", name) + '"']
    else:
        phrase = _mixed(name, _ATOM)
    return _folded([*phrase, f"<{spec}>"])


def _mixed(text: str, plain: re.Pattern[str]) -> list[str]:
    """The words of a line, each as it is or, together with its neighbours of the same need, encoded."""
    words: list[str] = []
    for is_plain, run in groupby(text.split(" "), key=lambda w: bool(plain.fullmatch(w)) and "=?" not in w):
        neighbours = list(run)
        words.extend(neighbours if is_plain else encoded_words(" ".join(neighbours)))
    return words


def address_spec(address: str) -> str:
    """One address and nothing else: odd local parts are quoted, other scripts' domains are in their ASCII form."""
    local, _, domain = re.sub("[\\t\\n\\u2028\\u2029]", "", clean(address)).strip(" ").rpartition("@")
    if local.startswith('"') and local.endswith('"') and len(local) > 1:
        local = re.sub(r"\\(.)", r"\1", local[1:-1])
    if local.isascii() and not _ATOM.fullmatch(local):
        local = '"' + re.sub(r'(["\\])', r"\\\1", local) + '"'
    if not domain.isascii():
        try:
            domain = domain.encode("idna").decode("ascii")
        except UnicodeError:
            domain = re.sub(r"[^\w.-]", "", domain)
    return f"{local}@{re.sub(r'[<>(),;:@ ]', '', domain)}"


def message_ids(ids: Iterable[str]) -> list[str]:
    """The well-formed Message-IDs among these, each once, in order; those of others may be anything."""
    kept: dict[str, None] = {}
    for id in ids:
        bare = id.strip()
        if _MESSAGE_ID.fullmatch(bare) and len(bare) <= 250:
            kept[bare] = None
    return list(kept)


def header(name: str, value: str) -> bytes:
    """One header line; `value` is folded already."""
    return f"{name}: {value}\n".encode()


def date_header(moment: datetime) -> bytes:
    """The Date; an aware moment keeps its own offset."""
    return header("Date", format_datetime(moment))


def references(ids: Sequence[str]) -> str:
    """The value of References: the first and the last 20, one a line."""
    kept = [*ids[:1], *ids[1:][-20:]]
    return "\n ".join(kept)


def quoted_printable(text: str) -> bytes:
    """Whole lines, encoded; encodings of whole lines can be put one after the other."""
    return binascii.b2a_qp(text.encode(), istext=True)


def boundary(message_id: str, place: str) -> str:
    """A boundary that depends on the message only; `=_` cannot stand in quoted-printable or base64."""
    return f"=_{place}_{hashlib.sha256(message_id.encode()).hexdigest()[:24]}"


def text_part(subtype: str) -> bytes:
    """The head of a text or HTML part, with the empty line that ends it."""
    return (f'Content-Type: text/{subtype}; charset="utf-8"\nContent-Transfer-Encoding: quoted-printable\n\n').encode()


def attachment_part(attachment: Attachment) -> bytes:
    """A file as a part, head and body; its name keeps its extension however long it is.

    The cover letter of a campaign goes to everyone: a part that was made before is not made again.
    """
    part = _parts.get(attachment)
    if part is None:
        part = _parts[attachment] = _attachment_part(attachment)
        while len(_parts) > 1 and sum(map(len, _parts.values())) > _PARTS_KEPT:
            _parts.popitem(last=False)
    else:
        _parts.move_to_end(attachment)
    return part


def _attachment_part(attachment: Attachment) -> bytes:
    name = _file_name(attachment.name)
    media_type = attachment.media_type.lower()
    if not _MEDIA_TYPE.fullmatch(media_type) or media_type.startswith(("multipart/", "message/")):
        media_type = "application/octet-stream"
    head = (
        f"Content-Type: {media_type}\n"
        "Content-Transfer-Encoding: base64\n"
        f"Content-Disposition: attachment;\n filename*=utf-8''{quote(name, safe='')}\n\n"
    )
    content = attachment.content
    lines = [binascii.b2a_base64(content[i : i + 57]) for i in range(0, len(content), 57)]
    return head.encode() + (b"".join(lines) or b"\n")


def _file_name(name: str) -> str:
    name = one_line(name).strip().replace("/", "_").replace("\\", "_") or "document"
    suffix = PurePath(name).suffix[:20]
    stem = name[: len(name) - len(suffix)] if suffix else name
    while len((stem + suffix).encode()) > 200:
        stem = stem[:-1]
    return stem + suffix


def _folded(words: Sequence[str]) -> str:
    """Words on lines of at most 76 characters; the first line leaves room for the name of the header."""
    lines: list[str] = []
    line = ""
    room = 60
    for word in words:
        if line and len(line) + 1 + len(word) > room:
            lines.append(line)
            line, room = word, 74
        else:
            line = f"{line} {word}" if line else word
    return "\n ".join([*lines, line])
