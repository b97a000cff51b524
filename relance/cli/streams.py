"""Standard input, output and error as they may be: closed, full, or in a character set without our letters."""

from __future__ import annotations

import codecs
import contextlib
import io
import os
import sys
import unicodedata
from pathlib import Path

_NEAREST = str.maketrans({
    "’": "'", "‘": "'", "“": '"', "”": '"', "«": '"', "»": '"', "‹": "<", "›": ">",
    "–": "-", "—": "-", "…": "...", "œ": "oe", "Œ": "OE", "€": "EUR", "\u00a0": " ", "\u202f": " ",
})  # fmt: skip


def ready_streams() -> None:
    """Make each one that can be used: a closed one is empty, and what a character set lacks is written simply."""
    nothing = Path(os.devnull)
    # in the order of their numbers: what is opened next takes the lowest that is free
    if sys.stdin is None:
        sys.stdin = nothing.open(encoding="utf-8")
    if sys.stdout is None:
        sys.stdout = nothing.open("w", encoding="utf-8")
    if sys.stderr is None:
        sys.stderr = nothing.open("w", encoding="utf-8")
    codecs.register_error("nearest", _nearest)
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and codecs.lookup(stream.encoding).name != "utf-8":
            stream.reconfigure(errors="nearest")


def drop_output() -> None:
    """Forget what standard output would not take, and all that follows."""
    with contextlib.suppress(io.UnsupportedOperation):  # kept in memory, it takes everything
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def _nearest(error: UnicodeError) -> tuple[str, int]:
    """The characters that cannot be written, as near as plain ones come: « ’ » as « ' », « é » as « e »."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    lost = error.object[error.start : error.end].translate(_NEAREST)
    plain = "".join(c for c in unicodedata.normalize("NFKD", lost) if not unicodedata.combining(c))
    return "".join(c if c.isascii() else "?" for c in plain), error.end
