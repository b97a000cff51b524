"""Answers in running text: « Pour la Q1a, trois réunions. Pour la Q1b, néant. » becomes a line for each."""

from __future__ import annotations

import re
from itertools import pairwise

from mail.reading.announcing import foreign_words
from mail.reading.closing import is_introduction, is_thanks
from mail.reading.codes import CALLED, REFERS, codes_of, grammar_of, is_verb, may_name_two, names_a_code
from mail.reading.headers import is_greeting
from mail.reading.keyed import codes_at_start
from mail.reading.ranked import by_number
from mail.reading.strung import strung, with_stems

_THE_NUMBER = re.compile(r"\b[Ll]a \d{1,2}[a-z]?(?![^\W_])")
_SUBJECT = re.compile(
    r"(?:L['’](?:axe|indicateur)|La (?:question|rubrique|mesure)|Le th[èe]me) \S{1,5} (?:n['’]|ne|est|a) ?\w"
)
# « DSP : Q1a : … », « Réponse de la DOS : Q2a : … »
_SERVICE = re.compile(
    r"\W*(?:r[ée]ponses?\s|service\s|p[ôo]le\s|direction\s|(?-i:[A-Z]{2,8})\b)(?:[^\W\d][\w'’-]*\s?){0,5}\s*:\s+$", re.I
)
_COLON_AT_END = re.compile(r"[^\d:]{3,60}:")
_THE_SIGNED = re.compile(r"(?:et )?(?:(?:pour|[àa]) )?la \d{1,2}\s?[a-z]?\s?[:=,]", re.I)
_BEGINS_WITH_NUMBER = re.compile(r"\W{0,3}\d{1,2}[a-z]?\s?[^\w\s]?\s?\S", re.I)
_END = re.compile(r"(?<=[.;!?])(?<!\b[Cc]f\.)\s+|(?<=[Bb]onjour,)\s+|(?<=[Bb]onsoir,)\s+|(?<=BONJOUR,)\s+")
_STOP = re.compile(r"[.;!?]\s")
_LONGEST = 5_000
_SIGNED = re.compile(
    r"[^:]{1,40}\s?:\s|\W*(?:et |mais )?(?:pour|concernant|quant [àa]|s'agissant|en ce qui concerne)\s", re.I
)
_NUMBERS = ("un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf", "dix")
_DIGITS = {word: str(number) for number, word in enumerate(_NUMBERS, 1)} | {"une": "1"}
_QUESTION = re.compile(rf"(\b(?:question|num[ée]ro)\s+)({'|'.join(_NUMBERS)}|une)\b", re.I)
# « Axe II : », at the start of a line or of a sentence
_ROMAN = re.compile(
    r"((?:^|(?<=[.;]\s))\W{0,3}(?:(?:pour|sur|concernant|et|puis)\s+){0,2}(?:l['’]|la |le )?"
    r"(?:axe|question|indicateur|rubrique|objectif|mesure|th[èe]me)\s+(?:n°\s?|num[ée]ro\s)?)"
    r"(?-i:([IVX]{1,4}))(?=\s*[:.,)–—-]|\s*$)",
    re.I,
)
_ROMANS = {roman: str(n) for n, roman in enumerate(["I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X"], 1)}
_LEAD = re.compile(r"^(?:(?P<ps>\W*p\.?\s?s\.?)|[^:]{3,90})\s?:\s+", re.I)
_CALLS = re.compile(r"\b(?:question|indicateur|num[ée]ro|axe|rubrique|objectif|mesure|th[èe]me)\s", re.I)
_CALLING = ("question", "indicateur", "numéro", "numero", "axe", "rubrique", "objectif", "mesure", "thème", "theme")
_COMPARES = re.compile(
    r"(?:\b(?:voir|cf\.?|idem|comme|aussi|selon|m[êe]me|vue?|cit[ée]e?|li[ée]e?|d[ée]tail)(?!\w)[^.;:!?]{0,40}|[(«/]\s*)$",
    re.I,
)


def without_bars(lines: list[str]) -> list[str]:
    """The lines of a table drawn with bars, without the one at its end."""
    return [line.rstrip().removesuffix("|").rstrip() if line.rstrip().endswith(" |") else line for line in lines]


def on_lines(lines: list[str], codes: tuple[str, ...]) -> list[str]:
    """The lines, those that answer several questions in a row cut before each. Codes must rise, or it is a mention."""
    done: list[str] = []
    for line in by_number(_begun(_unwrapped(lines, codes)), grammar_of(codes).main):
        calls = len(line) <= _LONGEST and _may_call(line)
        the_one = "a " in line and len(line) <= _LONGEST and bool(_THE_NUMBER.search(line))
        if len(line) > _LONGEST or not (names_a_code(line, codes) or the_one or (calls and _CALLS.search(line))):
            done += strung(line, codes) if _BEGINS_WITH_NUMBER.match(line) else [line]
            continue
        line = with_stems(line, codes)
        if calls:
            line = _ROMAN.sub(lambda found: f"{found[1]}{_ROMANS.get(found[2], found[2])}", line)
        if (lead := _LEAD.match(line)) and codes_at_start(line[lead.end() :], codes):
            # « Je complète : Q6 : … », « PS : pour la Q6 … »
            said_by = lead["ps"] or _SERVICE.match(lead[0]) or not foreign_words(lead[0])
            line = line[lead.end() :] if said_by else line
        for piece in _cut(line, codes) if _may_end(line) else strung(line, codes):
            done += spoken(piece, codes)
    return done


def _begun(lines: list[str]) -> list[str]:
    """« pour la 5 : oui » on a line, « pour la 6 : non » on the next, in capitals; one alone may be wrapped."""
    begun = [number for number, line in enumerate(lines) if _THE_SIGNED.match(line)]
    if len(begun) > 1:
        lines = [line[:1].upper() + line[1:] if number in begun else line for number, line in enumerate(lines)]
    return lines


def _may_call(line: str) -> bool:
    """Whether any word for a question stands here: nearly no line of an answer holds one."""
    low = line.casefold()
    return any(map(low.__contains__, _CALLING))


def _may_end(line: str) -> bool:
    """Whether a sentence or a greeting may end within this line."""
    return bool(_STOP.search(line)) or "onjour," in line or "onsoir," in line or "BONJOUR," in line


def _unwrapped(lines: list[str], codes: tuple[str, ...]) -> list[str]:
    """Dictated text that a client broke at the margin is one line again: a paragraph without signs, keyed at its start.

    Where any further line begins with a key, or any ends as a sentence does, the lines are the writer's.
    """
    done: list[str] = []
    first = 0
    while first < len(lines):
        last = first
        while last < len(lines) and lines[last].strip():
            last += 1
        paragraph = lines[first:last]
        wrapped = (
            1 < len(paragraph) < 40
            and all(55 < len(line) < 90 for line in paragraph[:-1])
            and not any(line.rstrip()[-1:] in ".:;!?" or ":" in line for line in paragraph)
            and not any(codes_at_start(line, codes) for line in paragraph[1:])
        )
        joined = " ".join(paragraph)
        if wrapped and len(spoken(joined, codes)) > 1:
            done.append(joined)
        else:
            done += paragraph
        if last < len(lines):
            done.append(lines[last])
        first = last + 1
    return done


def spoken(written: str, codes: tuple[str, ...]) -> list[str]:
    """« pour la question 1a trois réunions question 1b néant » cut before each question; codes must rise.

    They need not where a colon stands behind each.
    """
    line = written
    if _may_call(line):
        line = _QUESTION.sub(lambda found: f"{found[1]}{_DIGITS[found[2].casefold()]}", line)
    grammar = grammar_of(codes)
    if not may_name_two(line, grammar):
        return [written]
    found: list[tuple[int, int, str]] = []
    signs = colons = 0
    for rule in grammar.spoken.finditer(line):
        colon = bool(rule["sign"]) and rule["sign"].strip() in (":", "=")
        before = line[max(0, rule.start() - 30) : rule.start()]
        if REFERS.search(before) and not (colon and before.rstrip().endswith("/")):
            continue
        meant, collapsed = codes_of(CALLED.sub("", rule["codes"]), grammar)
        if len(meant) != 1 or collapsed or is_verb(rule["codes"], line[rule.end() :]):
            return [written]
        colons += colon
        signs += bool(rule["sign"] or CALLED.match(rule["codes"]) or rule["lead"].strip())
        found.append((rule.start(), rule.end(), meant[0]))
    places = [codes.index(code) for _, _, code in found]
    rising = all(a < b for a, b in pairwise(places)) or (colons == len(found) == len(set(places)))
    if len(found) < 2 or not rising:
        return [written]
    ends = [start for start, _, _ in found[1:]] + [len(line)]
    texts = [line[end:stop].strip(" ,;/|") for (_, end, _), stop in zip(found, ends, strict=True)]
    before = line[: found[0][0]].strip(" ,;")
    # « q5 oui q6 non »: two codes without a sign are keys where next to nothing else is said
    terse = not before and all(len(text.split()) < 4 for text in texts)
    if not (signs == len(found) or len(found) > 2 or terse):
        return [written]
    courteous = not before or is_greeting(before) or is_thanks(before) or is_introduction(before)
    courteous = courteous or bool(_COLON_AT_END.fullmatch(before))
    if not courteous or not all(re.search(r"\w{2}|\d", text) for text in texts):
        return [written]
    said = [f"{code} : {text}" for (_, _, code), text in zip(found, texts, strict=True)]
    return [before, *said] if before else said


def named_now(text: str, codes: tuple[str, ...]) -> tuple[str, ...]:
    """The codes that this text speaks of; « comme à la Q5 » and « (cf. Q5) » only refer to one."""
    grammar = grammar_of(codes)
    named: dict[str, None] = {}
    for rule in grammar.spoken.finditer(text[:_LONGEST]):
        before = text[max(0, rule.start("codes") - 60) : rule.start("codes")]
        meant, collapsed = codes_of(CALLED.sub("", rule["codes"]), grammar)
        if not collapsed and not is_verb(rule["codes"], text[rule.end() :]) and not _COMPARES.search(before):
            named.update(dict.fromkeys(meant))
    return tuple(named)


def _subject(piece: str, codes: tuple[str, ...]) -> tuple[str, ...]:
    """The question that a sentence is about, « L’axe 2 n’est pas commencé »; () where that is not one question."""
    rule = _SUBJECT.match(piece) and grammar_of(codes).naming.match(piece)
    named, collapsed = codes_of(rule["codes"], grammar_of(codes)) if rule else ((), True)
    return named if len(named) == 1 and not collapsed else ()


def _named_by(piece: str, codes: tuple[str, ...]) -> str:
    rule = grammar_of(codes).naming.match(piece)
    return piece[rule.end() :].strip() if rule else piece


def _cut(line: str, codes: tuple[str, ...]) -> list[str]:
    pieces = _END.split(line)
    named = [codes_at_start(piece, codes, shared=True) for piece in pieces]
    subjects = [() if found else _subject(piece, codes) for piece, found in zip(pieces, named, strict=True)]
    if any(subjects) and sum(map(bool, (*named, *subjects))) > 1:
        # « L’axe 1 est décliné. L’axe 2 n’est pas commencé. »
        pieces = [
            f"{own[0]} : {_named_by(piece, codes)}" if own else piece
            for piece, own in zip(pieces, subjects, strict=True)
        ]
        named = [own or found for own, found in zip(subjects, named, strict=True)]
    places = [codes.index(found[0]) for found in named if found]
    rising = all(a < b for a, b in pairwise(places))
    courteous = True
    for piece, found in zip(pieces, named, strict=True):
        if found:
            break
        courteous = courteous and (is_greeting(piece) or is_thanks(piece) or is_introduction(piece))
    signed = any(found and _SIGNED.match(piece) for piece, found in zip(pieces, named, strict=True))
    if not places or not rising or not (courteous or len(places) > 1 or signed):
        return [line]
    lines = [pieces[0]]
    for piece, found in zip(pieces[1:], named[1:], strict=True):
        if found:
            lines[-1] = lines[-1].rstrip(" ;")
            lines.append(piece)
        else:
            lines[-1] = f"{lines[-1]} {piece}"
    return lines
