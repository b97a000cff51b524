"""The codes of questions as people write them: « q1A », « 1a », « Q 1a » and « Q1-a » are Q1a, « Q1 » may be two."""

from __future__ import annotations

import re
from collections.abc import Sequence

# As it may stand after a verb or alone: letters, spaces and dashes are put right by `code_named`.
CODE = (
    r"\[?(?P<code>(?:q(?:uestion)?[ .]{1,2}|[a-z]{1,3}(?:[ .](?=\d{1,3}[a-z]))?)?\d{1,3}(?:\.\d{1,3})*(?:[ -]?[a-z])?"
    r"|[a-z][\w.]{0,15})\]?"
)
_APART = re.compile(r"(?<=\d)[ -](?=[a-z]$)|(?<=[a-z])[ .]+(?=\d)|^question\s*", re.IGNORECASE)


def code_named(name: str, codes: Sequence[str]) -> str:
    """The code that `name` means (« q1A », « 1a », « Q 1-a » for Q1a), or ""."""
    wanted = name.casefold().strip(".")
    for code in codes:
        if code.casefold() == wanted:
            return code
    if " " in wanted or "-" in wanted or "." in wanted:
        joined = _APART.sub("", wanted)
        return code_named(joined, codes) if joined != wanted else ""
    if re.fullmatch(r"\d+[a-z]", wanted):
        near = [code for code in codes if code.casefold().lstrip("abcdefghijklmnopqrstuvwxyz") == wanted]
        return near[0] if len(near) == 1 else ""
    return ""


def family_of(name: str, codes: Sequence[str]) -> tuple[str, ...]:
    """The codes that « Q1 » may mean where there are only Q1a and Q1b."""
    stem = _APART.sub("", name.casefold().strip("."))
    stem = f"q{stem}" if stem.isdigit() else stem
    if not any(c.isdigit() for c in stem):
        return ()
    return tuple(code for code in codes if re.fullmatch(re.escape(stem) + r"[a-z]", code.casefold()))
