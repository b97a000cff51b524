"""The codes of questions as people write them: « q1A », « 1a », « Q 1a » and « Q1-a » are Q1a, « Q1 » may be two."""

from __future__ import annotations

import re
from collections.abc import Sequence

# As it may stand after a verb or alone: letters, spaces and dashes are put right by `code_named`.
CODE = (
    r"\[?(?P<code>(?:q(?:uestion)?[ .]{1,2}|[a-z]{1,3}(?:[ "
    r".](?=\d{1,3}[a-z]))?)?\d{1,3}(?:\.\d{1,3})*(?:[ -]?[a-z])?"
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


def looks_like_one(name: str, codes: Sequence[str]) -> bool:
    """Whether « Q7 » looks like a code here, where there are Q1 to Q6."""
    letters = {code.casefold().rstrip("abcdefghijklmnopqrstuvwxyz").rstrip("0123456789.") for code in codes}
    found = re.fullmatch(r"([a-z]{1,3})\d{1,2}[a-z]?", name.casefold())
    return found is not None and found[1] in letters


_CODE_ALONE = r"\[?[A-Za-z]{0,3}\d{1,3}(?:\.\d{1,3})?[A-Za-z]?\]?"
# « Q3a et Q3b : néant », « Q1a à Q4b : néant »
_SEVERAL = re.compile(
    rf"^[ \t]*(?:(?:pour|à)[ \t]+)?(?:les?[ \t]+)?(?:questions?[ \t]+)?(?P<codes>{_CODE_ALONE}"
    rf"(?:[ \t]*(?P<joint>,|;|/|&|-|–|\bet\b|\bà\b|\bau?\b)[ \t]*{_CODE_ALONE})+)[ \t]*[:=][ \t]*(?P<text>\S.*)$",
    re.IGNORECASE,
)


_ONLY = re.compile(
    rf"(?P<verb>[a-zà-ÿ]{{4,12}}\s+)?(?:les?\s+)?(?:questions?\s+)?"
    rf"(?P<codes>{_CODE_ALONE}(?:\s*(?:,|;|/|&|\bet\b|\bou\b|\bpuis\b)\s*{_CODE_ALONE})+)[\s.!?]*",
    re.IGNORECASE,
)


def codes_alone(text: str, codes: Sequence[str]) -> tuple[str, tuple[str, ...]] | None:
    """(verb, codes) of a message that only names several questions: « Q1a et Q1b », « modifier Q1a, Q2b »."""
    only = _ONLY.fullmatch(text.strip())
    named = _named_together(only["codes"], codes) if only else []
    return ((only["verb"] or "").strip(), tuple(named)) if only and named else None


def each_apart(text: str, codes: Sequence[str]) -> str:
    """The text with what is said of several questions at once said of each: « Q3a et Q3b : néant »."""
    lines: list[str] = []
    for line in text.splitlines():
        several = _SEVERAL.match(line)
        named = _named_together(several["codes"], codes) if several else []
        lines += [f"{code} : {several['text']}" for code in named] if several and named else [line]
    return "\n".join(lines)


def _named_together(written: str, codes: Sequence[str]) -> list[str]:
    """The codes of « Q1a, Q1b et Q2a » or, from the first to the last, of « Q1a à Q4b »; none where one is unknown."""
    names = re.findall(_CODE_ALONE, written, re.IGNORECASE)
    found = [code_named(name.strip("[]"), codes) for name in names]
    if not all(found) or len(set(found)) < 2:
        return []
    if len(found) == 2 and re.search(r"\s(?:à|a|au|-|–)\s|\]?-\[?", written):
        first, last = codes.index(found[0]), codes.index(found[1])
        return list(codes[first : last + 1])
    return found
