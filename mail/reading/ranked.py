"""Questions called by their rank: « À la première question : », « 2e indicateur : » as « À la question 1 : »."""

from __future__ import annotations

import re
from collections.abc import Sequence

_RANKS = (
    ("premi[èe]re?", "1(?:[èe]?re?|er)"), ("deuxi[èe]me|seconde?", "2(?:[èe]?me|[èe]|nde?)"),
    *((f"{word}i[èe]me", f"{number}(?:[èe]?me|[èe])") for number, word in enumerate(
        ("trois", "quatr", "cinqu", "six", "sept", "huit", "neuv", "dix"), 3)),
)  # fmt: skip
_WORDS = "|".join(f"(?P<r{number}>{word}|{figure})" for number, (word, figure) in enumerate(_RANKS, 1))
_NOUN = r"(?:question|indicateur)"
_BEGIN = (
    r"(?P<begin>(?:^|(?<=[.;,]\s))\W{0,3}(?:(?:et|puis|enfin|mais)\s+)?"
    r"(?:(?:pour|[àa]|sur|concernant|quant\s[àa]|en\sr[ée]ponse\s[àa]|s'agissant\sde)\s+)?)"
)
_SIGN = r"(?=\s*[:=,–-]|\s+(?:oui|non|n[ée]ant|ras|rien|\d))"
_NAMED = re.compile(rf"{_BEGIN}(?P<the>(?:la|le|l')\s*)?(?:{_WORDS})\s+(?P<noun>{_NOUN}){_SIGN}", re.I)
_ALONE = re.compile(rf"{_BEGIN}(?P<the>(?:la|le)\s+)(?:{_WORDS})(?P<noun>){_SIGN}", re.I)
_LONGEST = 2_000
_LOOKS = ("ième", "ieme", "premi", "seconde", "1e", "1re", "2e", "2nd", "3e")


def by_number(lines: Sequence[str], main: str) -> Sequence[str]:
    """The lines with such ranks as numbers. « La deuxième : » alone is one below a line that says « question ».

    `main` is the prefix of the codes: « le premier indicateur » names a question only where that is called I1.
    """
    low = "\n".join(lines).casefold()
    if not any(map(low.__contains__, _LOOKS)):
        return lines
    done: list[str] = []
    noun = ""
    for line in lines:
        if len(line) < _LONGEST:
            line, noun = _numbered(line, noun, main)
        done.append(line)
    return done


def _numbered(line: str, noun: str, main: str) -> tuple[str, str]:
    named = _NAMED.search(line)
    if named is not None and named["noun"].casefold() != "question" and named["noun"][:1].upper() != main:
        named = None
    if named is None and not noun:
        return line, noun
    noun = named["noun"] if named else noun
    line = _NAMED.sub(lambda found: f"{found['begin']}{found['the'] or ''}{found['noun']} {_rank(found)}", line)
    return _ALONE.sub(lambda found: f"{found['begin']}{found['the']}{noun} {_rank(found)}", line), noun


def _rank(found: re.Match[str]) -> int:
    return next(number for number in range(1, len(_RANKS) + 1) if found[f"r{number}"])
