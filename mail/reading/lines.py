"""The text of a message as lines: what is shown, what is compared, and how deep it is quoted."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass, field, replace
from functools import lru_cache
from itertools import repeat
from typing import TypeAlias

from questionnaires.remembered import remembered

MAX_LINES = 20_000
MAX_TEXT = 1_000_000
_MARKS = re.compile(r"\s?(?:[>|]\s?(?=[>|]))*>\s?|\|(?:\s|$)")
_LONGEST_MARKS = 400
_INVISIBLE = (
    "\ufeff\u00ad\u200b\u200c\u200d\u2060\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u2028\u2029"
)
_ANY_INVISIBLE = re.compile(f"[{_INVISIBLE}]")
_INITIALS = re.compile(r"^ ?[A-Z]{1,4}>", re.M)  # « DG> », as some clients mark what they quote
# the same, or invisible characters that may stand before them
_MAY_HOLD_INITIALS = re.compile(rb"^ ?[A-Z]{1,4}>|\xef\xbb\xbf|\xc2\xad|\xe2\x80[\x8b-\x8f\xa8-\xae]|\xe2\x81", re.M)
# a sign that stands alone on some lines quotes those that begin with it: « : », « | », « } », « %> », « » »
_BARE_SIGN = re.compile(r"^([^\w\s()\[\]\"'.,;?*•·–—-]{1,3})[ \t]*$", re.M)
_MAY_HOLD_SIGNS = re.compile(
    rb"\n(?:[|}:#%=!+~&/\\^]|\xc2[\xa6\xbb]|\xe2\x80\xba|\xe2\x94[\x82\x83])[|}:#%=>]{0,2}[ \t]*\r?\n"
)
_LEAST_BARE, _LEAST_BEGUN = 3, 10
_C1 = re.compile("[\x80-\x9f]")
_WORD = re.compile(r"(?:[^\s!-&(-/:-@\[-`{-~–—…]|(?<=[a-zA-Z])\?(?=[a-zA-Z]))+")


Spans: TypeAlias = tuple[tuple[str, int, int], ...]


@dataclass(frozen=True, slots=True)
class Line:
    """`text` as shown, without quote marks; `key` for exact comparison; `depth` of quoting; `marks` as they stood.

    `raw` is the whole of a line of text, marks and blanks at its ends included. `struck`: whoever wrote last struck it.
    """

    text: str
    key: str
    depth: int = 0
    marks: str = ""
    raw: str = field(default="", compare=False)
    struck: bool = field(default=False, compare=False)


def text_lines(text: str) -> list[Line]:
    """The lines of a plain text part."""
    if len(text) > MAX_TEXT:
        text = text[:MAX_TEXT]
    if "\n>" not in text:
        text = _with_usual_marks(text)
    pieces = text.split("\n", MAX_LINES)
    found = [line for line in map(_lines.get, pieces) if line is not None]
    if len(found) == len(pieces) <= MAX_LINES:
        return found
    fresh = "\n".join([raw for raw in pieces if raw not in _lines])
    if without_invisible(fresh) is not fresh:
        pieces = without_invisible(text).split("\n", MAX_LINES)
    if len(_lines) > _MOST_KEPT:
        _lines.clear()
    return [_lines.get(raw) or _kept(raw) for raw in pieces[:MAX_LINES]]


def _with_usual_marks(text: str) -> str:
    """The text with « > » for what else quotes in it: the initials of the writer, or some other sign."""
    if text.count(">") >= 4:
        text = without_invisible(text)
        if "\n>" not in text and len(_INITIALS.findall(text)) >= 4:
            return _INITIALS.sub(">", text)
    bare = Counter(_BARE_SIGN.findall(text))
    for sign, times in bare.most_common(1):
        begun = re.compile(rf"^{re.escape(sign)}", re.M)
        if times >= _LEAST_BARE and len(begun.findall(text)) >= _LEAST_BEGUN:
            return begun.sub(">", text)
    return text


# Most lines of a reply are our own, quoted, and the same in every reply to a letter: they are looked up.
_lines: dict[str, Line] = {}
_MOST_KEPT = 16_384


_bytes: dict[bytes, Line] = {}  # the same by their bytes in UTF-8
_stretches: dict[bytes, list[Line]] = {}  # and what stands between two blank lines
_BLANK = Line("", "")
_UNKNOWN = Line("", "")


def lines_of_bytes(data: bytes) -> list[Line] | None:
    """The lines of a text in UTF-8, or None where it is not plainly that and has to be decoded as a whole."""
    if len(data) > MAX_TEXT or data.count(b"\n") >= MAX_LINES:
        return None
    if b"\n>" not in data:
        if data.count(b">") >= 4 and _MAY_HOLD_INITIALS.search(data):
            return None
        if _MAY_HOLD_SIGNS.search(data):
            return None
    for kept in (_bytes, _stretches):
        if len(kept) > _MOST_KEPT:
            kept.clear()
    stretches = data.split(b"\r\n\r\n" if b"\r\n\r\n" in data else b"\n\n")
    fresh = _fresh_stretches([stretch for stretch in stretches if stretch not in _stretches])
    if fresh is None:
        return None
    found: list[Line] = []
    for stretch in stretches:
        found += fresh.get(stretch) or _stretches[stretch]
        found.append(_BLANK)
    found.pop()
    return found


def _fresh_stretches(stretches: list[bytes]) -> dict[bytes, list[Line]] | None:
    """The lines of stretches that were not seen before; None where one is not plainly UTF-8."""
    if any(stretch.endswith(b"\r") for stretch in stretches):
        return None
    pieces = b"\n".join(stretches).split(b"\n") if stretches else []
    lines = _lines_of_pieces(pieces)
    if lines is None:
        return None
    found: dict[bytes, list[Line]] = {}
    at = 0
    for stretch in stretches:
        end = at + stretch.count(b"\n") + 1
        found[stretch] = lines[at:end]
        at = end
    _stretches.update({stretch: lines for stretch, lines in found.items() if len(stretch) < 4000})
    return found


def _lines_of_pieces(pieces: list[bytes]) -> list[Line] | None:
    """Lines by their bytes; those that were not seen before are decoded together and kept."""
    # a text in another charset shows it at its first accent
    if plain_utf8(next((piece for piece in pieces if not piece.isascii()), b"").removesuffix(b"\r")) is None:
        return None
    lines = list(map(_bytes.get, pieces, repeat(_UNKNOWN)))
    unknown = [number for number, line in enumerate(lines) if line is _UNKNOWN]
    if not unknown:
        return lines
    data = b"\n".join([pieces[number] for number in unknown])
    text = plain_utf8(data.replace(b"\r\n", b"\n").removesuffix(b"\r"))
    if text is None or "\u2028" in text or "\u2029" in text:
        return None
    shown = without_invisible(text)
    fresh = map(_line, shown.split("\n"))
    if shown is not text:
        fresh = map(_with_raw, fresh, text.split("\n"))
    for number, line in zip(unknown, fresh, strict=True):
        lines[number] = line
        if len(pieces[number]) < 1000:
            _bytes[pieces[number]] = line
    return lines


def _with_raw(line: Line, raw: str) -> Line:
    return replace(line, raw=raw)


def plain_utf8(data: bytes) -> str | None:
    """A piece of a text in UTF-8; None where it is not, or holds what is mended over a whole (`decoding.text_of`)."""
    try:
        raw = data.decode("utf-8")
    except UnicodeDecodeError:
        return None
    if "\r" in raw or "\0" in raw or "\x0b" in raw:
        return None
    if raw.isascii():
        return raw
    if "Ã" in raw or "â€" in raw or _C1.search(raw):
        return None
    return unicodedata.normalize("NFC", raw)


def _kept(raw: str) -> Line:
    line = _line(raw)
    if len(raw) < 1000:
        _lines[raw] = line
    return line


def _line(raw: str) -> Line:
    first = raw[:2].lstrip()[:1]
    if (first == ">" or first == "|") and (marks := _MARKS.match(raw, 0, _LONGEST_MARKS)):
        shown = raw[marks.end() :]
        return Line(shown.strip(), " ".join(straight(shown).split()), marks[0].count(">") or 1, marks[0], raw)
    return Line(raw.strip(), " ".join(straight(raw).split()), raw=raw)


def without_invisible(text: str) -> str:
    """The text without what nobody sees: byte order marks, soft hyphens, zero-width and direction characters."""
    if text.isascii():
        return text
    # one look for each of them is quicker in a long text
    found = _ANY_INVISIBLE.search(text) if len(text) < 1000 else any(invisible in text for invisible in _INVISIBLE)
    if not found:
        return text
    for invisible in _INVISIBLE[:-2]:
        if invisible in text:
            text = text.replace(invisible, "")
    return text.replace("\u2028", "\n").replace("\u2029", "\n")


# A rule about one line: several ask it of a line, and grammar is the same in all mails.
rule_of_a_line = remembered(most=4096, longest=200)


def straight(text: str) -> str:
    """The text with straight apostrophes, for comparison; no character more or less."""
    if text.isascii():
        return text
    return text.replace("\u2019", "'").replace("\u2018", "'")


def words_of(text: str) -> list[str]:
    """The words as they are compared: lower case, ASCII letters and digits only.

    What a client did to an accent or an apostrophe (é, e + combining accent, Ã©, a question mark) then makes no
    difference; « l’axe » is one word.
    """
    found = _WORD.findall(text)
    return [folded for word in found if (folded := word_key(word))]


# quoted lines that a client broke anew are the same in all of its replies
@remembered(most=16384, longest=300)
def spans_of(text: str) -> Spans:
    """The compared words with where each begins and ends in `text`."""
    return tuple((folded, m.start(), m.end()) for m in _WORD.finditer(text) if (folded := word_key(m[0])))


def first_word(text: str) -> str:
    """The first compared word of a text, or ""."""
    head = text.partition(" ")[0]
    if head.isalpha() and (folded := word_key(head)):
        return folded
    found = _WORD.search(text)
    while found is not None and found.start() < 200:
        if folded := word_key(found[0]):
            return folded
        found = _WORD.search(text, found.end())
    return ""


@lru_cache(maxsize=4096)
def words_key(text: str) -> str:
    """The words as one string, for what is compared again and again."""
    return " ".join(words_of(text))


@lru_cache(maxsize=65536)
def word_key(word: str) -> str:
    """One word as it is compared; "" when nothing of it is left."""
    return word.casefold().encode("ascii", "ignore").decode().replace("?", "").replace("'", "")
