"""The bytes of a text file as people save it: UTF-8, UTF-16, Windows, the MS-DOS or the Macintosh of Excel's menu."""

from __future__ import annotations

import codecs
from itertools import pairwise

# A longer mark goes before the one that it begins with.
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
# The first is the usual one: another must read more French letters and fewer strange ones.
_OLD = ("cp1252", "cp850", "mac_roman", "iso8859-15")
_SMALL = frozenset("àâçéèêëîïôùûœ’«»–…°€\u00a0")
_RARER = frozenset("äöüÿæÀÂÄÇÉÈÊËÎÏÔÖÙÛÜŸŒÆ‘“”—·")
# Two bytes for each character: so large a part of every other byte is zero in a text of ours.
_MOSTLY = 0.6


def text_of(content: bytes) -> str | None:
    """The text, its mark left out; None where it is none."""
    for mark, encoding in _MARKS:
        if content.startswith(mark):
            return content.decode(encoding, errors="replace")
    if b"\0" in content:
        return _without_mark(content)
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        return max((content.decode(encoding, errors="replace") for encoding in _OLD), key=_likely)


def _without_mark(content: bytes) -> str | None:
    """UTF-16 that does not say so: half of its bytes are zeros, all on one side."""
    if len(content) % 2:
        return None
    even, odd = content[::2], content[1::2]
    for zeros, others, encoding in ((odd, even, "utf-16-le"), (even, odd, "utf-16-be")):
        if zeros.count(0) > _MOSTLY * len(zeros) and not others.count(0):
            return content.decode(encoding, errors="replace")
    return None


def _likely(text: str) -> int:
    """How much this looks like French: its own letters count, all else beyond plain ones counts against it."""
    letters = sum(2 if c in _SMALL else 1 if c in _RARER else -1 for c in text if not c.isascii())
    return letters - 2 * sum(
        1 for one, next in pairwise(text) if one.islower() and next.isupper() and not next.isascii()
    )
