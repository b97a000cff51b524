"""The letters of an answer, whatever keyboard or mail program they went through: one space, one dash, one apostrophe.

All three keep the length of a composed text, so that a place found in one is the same place in the other.
"""

from __future__ import annotations

import re
import unicodedata

from questionnaires.remembered import remembered

_SAME = {
    **dict.fromkeys("\u00a0\u202f\u2007\u2009\u200a\u2002\u2003\u2004\u2005\u2006\u2008\u205f\u3000\t\v\f\r", " "),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe63\uff0d", "-"),
    **dict.fromkeys("’‘ʼ`´′", "'"),
    **dict.fromkeys("“”„‟", '"'),
    **dict.fromkeys("\u2028\u2029\u0085", "\n"),
    "\uff05": "%",
    "\uff0c": ",",
    "\uff0e": ".",
    "\u2026": "…",
}
_ALIKE = str.maketrans(_SAME) | {0xFF10 + digit: str(digit) for digit in range(10)}
# Invisible marks that some programs leave behind: soft hyphen, zero-width characters, byte order mark, directions.
_NOTHING = dict.fromkeys(map(ord, "\u00ad\u200b\u200c\u200d\u2060\ufeff\u200e\u200f\u202a\u202b\u202c\u202d\u202e"))


_INVISIBLE = re.compile(f"[{''.join(map(chr, _NOTHING))}]")


def composed(text: str) -> str:
    """The text as written, composed (NFC) and without invisible marks: what is kept and shown."""
    text = text.replace("\r\n", "\n")
    if text.isascii():
        return text
    text = unicodedata.normalize("NFC", text)
    return text.translate(_NOTHING) if _INVISIBLE.search(text) else text


def plain(text: str) -> str:
    """`composed` with one kind of space, dash and apostrophe: what is searched."""
    return composed(text).translate(_ALIKE)


# one answer is read for its standing, its fields, its amounts
@remembered(most=128, longest=4_000)
def folded(text: str) -> str:
    """`plain` without case and accents."""
    return composed(text).translate(_FOLDS)


class _Folds(dict[int, int]):
    """For `str.translate`: each letter without case and accent, found once."""

    def __missing__(self, code: int) -> int:
        letter = chr(code).translate(_ALIKE)
        base = unicodedata.normalize("NFD", letter)[0].casefold()
        self[code] = ord(base) if len(base) == 1 else ord(letter)
        return self[code]


_FOLDS = _Folds()


def squeezed(text: str) -> str:
    """The text with runs of white space as one space, and none around it."""
    return " ".join(text.split())
