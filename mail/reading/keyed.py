"""Answers that name their question: « Q1a : … », « [Q1a] … », « Question 1 », « Réponse à la question 1a », « 1) ».

Codes are those of the questionnaire. A number alone is a key only while nothing says that the list is the answer's own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from campaigns.contribution import Manner
from mail.reading.announcing import is_cover_note
from mail.reading.lines import straight

_CORRECTS = re.compile(r"\b(?:correct\w*|corrig\w*|rectif\w*|erratum|lire|lisez|remplac\w*|modif\w*|erreur)\b", re.I)
_COMPLETES = re.compile(r"\b(?:compl[ée]ment\w*|compl[ée]ter?|ajout\w*|en plus|pr[ée]cisions?|suite)\b", re.I)
_LEAD = (
    r"(?:(?:r[ée]ponses?|r[ée]p\.?|questions?|quest\.?|point|item|n°|n[o°]s?\.?|num[ée]ro|pour|concernant|sur"
    r"|s'agissant|en ce qui concerne"
    r"|[àa]|au|aux|de|du|la|le|les|l'|ma|mes|notre|nos|votre|correct(?:ion|if|ifs)s?|rectifi(?:cation|catif)s?"
    r"|erratum|compl[ée]ments?"
    r"|compl[ée]mentaires?|ajouts?|pr[ée]cisions?|suite|en compl[ée]ment|d'information|en|et|quant|code|r[ée]f\.?"
    r"|relati(?:f|ve)s?|apport[ée]e?s?)\s{0,2}){0,9}"
)
_AFTER = (
    r"[*_]{0,3}"
    r"(?:\s*\((?P<aside>[^()]{1,40})\)(?=\s*[:–—=-]))?"
    r"(?:\s*(?::|=>|->|[=→–—)\]|\t]|-(?=\s|$)|[._](?=\s|$)|,(?=\s))\s*|\s*$|(?P<space>\s+)(?=[A-ZÀ-Ý0-9«\"(]))"
)
_JOIN = r"\s*(?:,|;|/|&|\+|et|puis|[àa]|-|–|jusqu'[àa])\s*"
_JOIN_NUMBER = r"\s*(?:,|/|&|\+|et|[àa])\s*"


@dataclass
class Entry:
    """One keyed answer. `codes` has several when one text answers several; `collapsed` when it names none for sure."""

    codes: tuple[str, ...]
    lines: list[str] = field(default_factory=list)
    manner: Manner = Manner.REPLACE
    how: str = "code"
    collapsed: bool = False


@dataclass
class Keyed:
    """What stands before the first key, and the keyed answers. `unsure`: the numbering may be the answer's own."""

    before: list[str]
    entries: list[Entry]
    unsure: bool = False


@dataclass(frozen=True)
class _Grammar:
    """The key patterns of one questionnaire, and what each written form means."""

    lettered: re.Pattern[str]
    numbered: re.Pattern[str]
    inline: re.Pattern[str]
    anywhere: re.Pattern[str]
    correcting: re.Pattern[str]
    meaning: dict[str, tuple[str, ...]]  # written form -> codes; several: collapsed
    order: tuple[str, ...]
    main: str


_DIGIT_FIRST = re.compile(r"[^\d\n]{0,120}\d")


def names_a_code(text: str, codes: tuple[str, ...]) -> bool:
    """Whether any code stands in this text: without one there is no need to look for keys."""
    return bool(_grammar(codes).anywhere.search(text))


def _anywhere(prefixes: set[str]) -> str:
    """A letter first: looking for one is much quicker than looking behind at every place."""
    cased = ["".join(f"[{c.lower()}{c.upper()}]" for c in p) + rf"(?<!\w.{{{len(p)}}})" for p in sorted(prefixes)]
    return rf"(?:{'|'.join(cased) or '(?!)'})\s?[.°-]?\s?\d"


def _form(written: str) -> str:
    return re.sub(r"[\s.°-]+(?![\d])|[\s°]+|(?<=[a-z])[.-](?=\d)", "", written.casefold())


@lru_cache(maxsize=32)
def _grammar(codes: tuple[str, ...]) -> _Grammar:
    split = {code: re.fullmatch(r"([A-Za-z]*)(\d+(?:\.\d+)*)([a-z]?)", code) for code in codes}
    prefixes = [m[1] for m in split.values() if m]
    main = max(set(prefixes), key=prefixes.count) if prefixes else ""
    meaning: dict[str, list[str]] = {}
    lettered: list[str] = []
    numbered: list[str] = []
    for code, m in split.items():
        if m is None:
            meaning[_form(code)] = [code]
            lettered.append(re.escape(code))
            continue
        prefix, number, letter = m.groups()
        tail = rf"\s?[.-]?\s?{letter}(?![^\W_])" if letter else r"(?![^\W_])"
        meaning.setdefault(_form(code), []).append(code)
        if prefix:
            lettered.append(rf"{re.escape(prefix)}\s?[.°-]?\s?0?{re.escape(number)}{tail}")
        elif "." in number or letter:
            lettered.append(rf"{re.escape(number)}{tail}(?!\.\d)")
        stem = f"{prefix}{number}"
        if letter and stem not in codes:
            meaning.setdefault(_form(stem), []).append(code)
            lettered.append(rf"{re.escape(prefix)}\s?[.°-]?\s?0?{re.escape(number)}(?![^\W_])" if prefix else "(?!)")
        if prefix == main:
            if prefix:
                meaning.setdefault(_form(number + letter), []).append(code)
            numbered.append(rf"0?{re.escape(number)}{tail}")
            if letter and stem not in codes:
                if prefix:
                    meaning.setdefault(_form(number), []).append(code)
                numbered.append(rf"0?{re.escape(number)}(?![^\W_])")
            if "." in number and number.split(".")[0] not in codes:
                meaning.setdefault(number.split(".")[0], []).append(code)
                numbered.append(rf"{number.split('.')[0]}(?![\w.])")
    letters = "|".join(sorted(set(lettered), key=len, reverse=True)) or "(?!)"
    numbers = "|".join(sorted(set(numbered), key=len, reverse=True)) or "(?!)"
    several = rf"(?P<codes>(?:{letters}|{numbers})(?:{_JOIN}(?:{letters}|{numbers}))*)"
    lettered_first = rf"(?P<codes>(?:{letters})(?:{_JOIN}(?:{letters})|{_JOIN_NUMBER}(?:{numbers}))*)"
    start = r"^[\W_]{0,6}?"
    return _Grammar(
        re.compile(
            rf"{start}(?:\[\s*(?P<bracket>{letters}|{numbers})\s*\]\s*(?:[:–—=]\s+)?"
            rf"|(?P<lead>{_LEAD})(?P<open>\(\s*)?{lettered_first}(?(open)\s*\)){_AFTER})",
            re.I,
        ),
        re.compile(rf"{start}(?P<lead>{_LEAD})(?P<mark>[Qq](?:uestion)?\s?)?{several}{_AFTER}", re.I),
        re.compile(rf"(?<=[;.,/|\t])\s*(?P<codes>{letters})\s*:\s+|\s\s+(?P<other>{letters})\s*:\s+", re.I),
        re.compile(_anywhere(set(prefixes)) if all(prefixes) else r"(?<!\w)(?:[A-Za-z]{0,3}\s?[.°-]?\s?\d)"),
        re.compile(
            r"\b(?:pour|corriger|rectifier|modifier|remplacer|compl[ée]ter|sur|concernant|[àa]|dans|de)\s+"
            r"(?:(?:ma|notre|la|r[ée]ponse|[àa]|question)\s+){0,5}"
            rf"(?P<codes>{letters}|(?<=question ){numbers}){_AFTER}",
            re.I,
        ),
        {form: tuple(dict.fromkeys(found)) for form, found in meaning.items()},
        codes,
        main,
    )


def _codes_of(written: str, grammar: _Grammar) -> tuple[tuple[str, ...], bool]:
    """The codes that « Q1a, Q1b et 2a » or « Q1a à Q4b » names, and whether any of it names several at once."""
    pieces = [
        piece for piece in re.split(r"\s*(?:,|;|/|&|\+|\bet\b|\bpuis\b)\s*", written, flags=re.I) if piece.strip()
    ]
    codes: list[str] = []
    collapsed = False
    for piece in pieces:
        ends = re.split(r"\s+(?:[àa]|-|–|jusqu'[àa])\s+|\s*–\s*", piece, flags=re.I)
        found = [
            grammar.meaning.get(_form(end.replace("0", "", 1) if re.match(r"\D*0\d", end) else end), ()) for end in ends
        ]
        if len(found) == 2 and len(ends) == 2 and all(found):
            first, last = grammar.order.index(found[0][0]), grammar.order.index(found[1][-1])
            if last < first:
                return (), False
            codes += grammar.order[first : last + 1]
            continue
        for meant in found:
            collapsed = collapsed or len(meant) > 1
            codes += meant
    return tuple(dict.fromkeys(codes)), collapsed


def keyed(lines: list[str], codes: tuple[str, ...], intro: bool = True) -> Keyed:
    """Split these lines at their keys. `intro`: what precedes the first key is only a greeting or an introduction."""
    grammar = _grammar(codes)
    if not any(_DIGIT_FIRST.match(line) for line in lines):
        return Keyed(lines, [])
    found = _split(lines, grammar, lettered=True)
    if found.entries:
        return found
    found = _split(lines, grammar, lettered=False)
    if found.entries:
        found.unsure = not intro or not _is_own_numbering(found.entries, grammar)
    return found


def codes_at_start(line: str, codes: tuple[str, ...]) -> tuple[str, ...]:
    """The codes that this line answers by name; none where it begins otherwise."""
    entry, _ = _key(line, _grammar(codes), lettered=True)
    if entry is None:
        entry, _ = _key(line, _grammar(codes), lettered=False)
    return () if entry is None or entry.collapsed or entry.how == "number" else entry.codes


def _split(lines: list[str], grammar: _Grammar, lettered: bool) -> Keyed:
    result = Keyed([], [])
    for line in lines:
        entry, rest = _key(line, grammar, lettered)
        if entry is not None:
            result.entries.append(entry)
            line = rest
            if not rest:
                continue
        target = result.entries[-1].lines if result.entries else result.before
        if result.entries and lettered and len(line) < 20_000:
            target = _inline(line, grammar, result)
            continue
        target.append(line)
    return result


def _inline(line: str, grammar: _Grammar, result: Keyed) -> list[str]:
    """Keys further on the same line: « Q1a : néant ; Q1b : néant »."""
    position = 0
    for found in grammar.inline.finditer(line):
        codes, collapsed = _codes_of(found["codes"] or found["other"], grammar)
        if not codes or collapsed or any(set(codes) & set(entry.codes) for entry in result.entries):
            continue
        result.entries[-1].lines.append(line[position : found.start()].rstrip(" ;,/|\t"))
        result.entries.append(Entry(codes))
        position = found.end()
    result.entries[-1].lines.append(line[position:])
    return result.entries[-1].lines


def _key(line: str, grammar: _Grammar, lettered: bool) -> tuple[Entry | None, str]:
    if not _DIGIT_FIRST.match(line):
        return None, line
    flat = straight(line)
    head = flat[:160]
    found = grammar.lettered.match(head) if lettered else None
    if lettered and found is None and _CORRECTS.search(head) and (found := grammar.correcting.search(head)):
        codes, collapsed = _codes_of(found["codes"], grammar)
        if codes and not collapsed:
            return Entry(codes, [], how="correction"), line[found.end() :]
    found = grammar.lettered.match(head) if lettered else None
    worded = False
    if found is None:
        found = grammar.numbered.match(head)
        if found is None:
            return None, line
        worded = bool(re.search(r"quest|r[ée]p", found["lead"] or "", re.I) or found["mark"])
        if lettered and not worded:
            return None, line
    bracket = found["bracket"] if lettered and not worded and "bracket" in found.groupdict() else None
    written = bracket or found["codes"]
    codes, collapsed = _codes_of(written, grammar)
    if not codes:
        return None, line
    lead = "" if bracket else f"{found['lead'] or ''} {found['aside'] or ''}"
    if len(codes) > 1 and re.search(r"r[ée]ponses", lead, re.I) and is_cover_note(line.replace(":", " ")):
        return None, line  # « Réponses aux questions 1 à 4 ci-dessous » answers none of them
    if not bracket and found["space"] and (not lettered or written[:1].islower() or _CORRECTS.search(lead)):
        # only a blank behind the key: « Q5 Oui » is one, « 5 établissements » and « q5 Oui » are not
        if not worded:
            return None, line
    elif (
        not bracket
        and found["space"]
        and written[:1].isdigit()
        and not re.match(r"[«\"(]?\w+[a-zà-ÿ]{2}", rest_of(line, found))
    ):
        return None, line  # « 1.2 M€ » is no key
    rest = line[found.end() :]
    manner, how = Manner.REPLACE, "question" if worded else "code" if lettered else "number"
    tail = straight(rest[:60])
    if _COMPLETES.search(lead) or re.match(r"\s*(?:en )?compl[ée]ment\b|\s*[àa] ajouter\b|\s*ajouter\b", tail, re.I):
        manner, how = Manner.ADD, "complement"
    elif _CORRECTS.search(lead) or re.match(
        r"\s*(?:il faut |veuillez |merci de |bien vouloir )*(?:lire|lisez|remplacer par|corriger en)\b", tail, re.I
    ):
        how = "correction"
    return Entry(codes, [], manner, how, collapsed), rest


def rest_of(line: str, found: re.Match[str]) -> str:
    return line[found.end() :]


def _is_own_numbering(entries: list[Entry], grammar: _Grammar) -> bool:
    """Whether these numbers are ours: each names a question of its own, in order."""
    places = [grammar.order.index(entry.codes[0]) for entry in entries]
    return all(a < b for a, b in pairwise(places))


def split_letters(lines: list[str], codes: tuple[str, ...]) -> list[Entry] | None:
    """« Q1 : a) … b) … » as answers to Q1a and Q1b, where every letter found is one of theirs; None otherwise."""
    letters = {code[-1].casefold(): code for code in codes if code[-1:].isalpha()}
    entries: list[Entry] = []
    for line in lines:
        found = re.match(r"^\W{0,3}([a-z])\s?[).:–-]\s+(.*)$", line, re.I | re.S)
        if found and found[1].casefold() in letters:
            entries.append(Entry((letters[found[1].casefold()],), [found[2]]))
        elif entries:
            entries[-1].lines.append(line)
        elif line.strip():
            return None
    placed = [entry.codes[0] for entry in entries]
    return entries if len(placed) >= 2 and len(set(placed)) == len(placed) else None
