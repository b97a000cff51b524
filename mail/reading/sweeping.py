"""One word for many questions: « Néant pour toutes les questions sauf la 3a, où … », « Pour les autres : RAS »."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from mail.reading.announcing import foreign_words
from mail.reading.codes import codes_of, grammar_of
from mail.reading.fronted import NOTHING, fronted, may_be_fronted
from mail.reading.lines import straight

_ALL = (
    r"(?:(?:pour|[àa]|aux?|sur|dans|[àa] l'|concernant)\s+)?(?:toutes?|l'ensemble|la totalit[ée])\s*(?:des|de|du|le|la"
    r"|les|nos|vos)?\s*(?:(?:autres|[0-9]+)\s+)?(?:questions?|points?|rubriques?|items?|indicateurs?|axes?|questionnaire"
    r"|reste)?|partout"
)
_OTHERS = (
    r"(?:(?:pour|[àa]|aux?|sur|dans|concernant)\s+)?(?:toutes?\s+)?(?:(?:les|aux)\s+)?"
    r"autres\s+(?:questions?|points?|rubriques?|items?|indicateurs?|axes?)"
    r"|(?:pour|sur)\s+(?:(?:tout\s+)?le\s+reste|(?:toutes?\s+)?les\s+autres)"
)
_BUT = (
    r"(?:sauf|hormis|except[ée]|hors|[àa] l'exception (?:de|du|des)|mis(?:es?)? [àa] part|[àa] part|en dehors (?:de|du"
    r"|des)|si ce n'est)"
)
_EXCEPT = re.compile(
    rf"^\W*(?P<said>{NOTHING})\s*(?:(?:pour|chez) (?:nous|notre \w+|l'ars)\s*)?"
    rf"(?P<all>{_ALL}|{_OTHERS})?[\s,(]*\b{_BUT}\b\s*(?P<but>.+)$",
    re.I | re.S,
)
_REST = re.compile(
    rf"^\W*(?:(?P<said>{NOTHING})\s*,?\s*(?:{_OTHERS})"
    rf"|(?:et\s+)?(?:(?:{_OTHERS})\s*[:,–—-]?|(?:{_ALL})\s*[:,–—-])\s*(?P<behind>{NOTHING}))\W*$",
    re.I,
)
_JOINS = re.compile(
    r"^[\s)]*(?:(?:o[ùu]|pour (?:laquelle|lesquelles)|[àa] (?:laquelle|lesquelles)|dont voici|qui)\b"
    r"|[:,;=–—(-])*[\s:]*",
    re.I,
)
# one of these stands wherever something is said of many questions at once
_SAYS_NOTHING = (
    "néant",
    "neant",
    "ras",
    "ra.s",
    "r.a",
    "rien",
    "sans objet",
    "non ",
    "pas d",
    "aucun",
    "pas concern",
    "disponible",
)
_NOUN = re.compile(r"question|point|rubrique|item|indicateur|axe|n°", re.I)
_THE_ONE = re.compile(r"(?:[àa] )?la \d{1,2}[a-z]?\s*(?:[,:;.(=–-]|$)", re.I)  # « sauf la 5 (oui) »
_SENTENCE = re.compile(r"(?<=[.!;])\s+")


@dataclass
class Swept:
    """What is left to read, and what was said at once: « said » of these codes, or of every open one that has none."""

    lines: list[str]
    named: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)  # (words, codes)
    rest: str = ""  # the words for all others
    but: tuple[str, ...] = ()  # codes excepted


def swept(lines: list[str], codes: tuple[str, ...]) -> Swept:
    """Take the sentences out that speak of many questions at once; « sauf Q5 : oui » leaves « Q5 : oui »."""
    found = Swept([])
    for line in lines:
        if len(line) > 2000 or not (may_sweep(line) or may_be_fronted(line, codes)):
            found.lines.append(line)
            continue
        pieces = _SENTENCE.split(line) if len(line) > 12 else [line]
        kept: list[str] = []
        for number, piece in enumerate(pieces):
            if _sweeps(piece, codes, found, kept):
                continue
            # what is excepted may go on behind a full stop
            if number == 0 and len(pieces) > 1 and _sweeps(" ".join(pieces), codes, found, kept):
                break
            kept.append(piece)
        if kept == pieces:
            found.lines.append(line)  # nothing was taken: as it was written
        elif kept or not pieces[0]:
            found.lines += [" ".join(kept)] if kept else [""]
    return found


def may_sweep(line: str) -> bool:
    """Whether « néant » or its likes stand on this line: nearly no line of an answer holds one."""
    low = line.casefold()
    return any(map(low.__contains__, _SAYS_NOTHING))


def _sweeps(piece: str, codes: tuple[str, ...], found: Swept, kept: list[str]) -> bool:
    flat = straight(piece)
    if rule := _EXCEPT.match(flat):
        named, end = _codes_named(flat[rule.start("but") :], codes)
        if named:
            rest = piece[rule.start("but") + end :]
            rest = _JOINS.sub("", rest, count=1)
            if rest.count(")") > rest.count("("):
                rest = "".join(rest.rsplit(")", 1))
            found.rest, found.but = rule["said"].strip(), (*found.but, *named)
            if re.search(r"\w", rest) and foreign_words(rest):
                kept.append(f"{', '.join(named)} : {rest}")
            return True
        return False
    if rule := _REST.match(flat):
        found.rest = (rule["said"] or rule["behind"]).strip()
        return True
    if told := fronted(piece, codes):
        found.named += told
        return True
    return False


def _codes_named(text: str, codes: tuple[str, ...]) -> tuple[tuple[str, ...], int]:
    """The codes that this text begins with, and where what follows begins; a number may name several."""
    grammar = grammar_of(codes)
    rule = grammar.naming.match(text)
    # « sauf 3 établissements » names no question
    bare = rule is not None and rule["codes"].isdecimal()
    if rule is None or (bare and not _NOUN.search(text[: rule.start("codes")]) and not _THE_ONE.match(text)):
        return (), 0
    return codes_of(rule["codes"], grammar)[0], rule.end()
