"""How the codes of a questionnaire are written by hand, and what each written form means.

Codes (`Q1a`), the same without letter or prefix, several at once (« Q1a à Q2b »), with the words before them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

_LEAD = (
    r"(?:(?:r[ée]ponses?|r[ée]p\.?|questions?|ques(?:t|tn?)?\.?|qst\.?|point|item|n°|n[o°]s?\.?|num[ée]ro|pour|concernant"
    r"|sur"
    r"|s'agissant|en ce qui concerne|voici|voil[àa]|ci-apr[èe]s|ci-dessous|(?:je|nous) (?:vous )?r[ée]pond(?:s|ons)"
    r"|[àa]|au|aux|de|du|la|le|les|l'|ma|mes|notre|nos|votre|correct(?:ion|if|ifs)s?|rectifi(?:cation|catif)s?"
    r"|erratum|compl[ée]ments?"
    r"|compl[ée]mentaires?|ajouts?|pr[ée]cisions?|suite|en compl[ée]ment|d'information|en|et|quant|code|r[ée]f\.?"
    r"|relati(?:f|ve)s?|apport[ée]e?s?|(?:pour|en) r[ée]pon(?:dre|se)"
    r"|(?:sinon|enfin|ensuite|puis|par ailleurs|en outre|de plus|pour finir|apr[èe]s v[ée]rification),?)\s{0,2}){0,9}"
)
_AFTER = (
    r"[*_]{0,3}(?:\s?[»\"”'}])?"
    r"(?:\s*\((?P<aside>[^()]{1,40})\)(?=\s*[:–—=-]))?"
    r"(?:\s*(?:[:：](?:[*_]{1,3}(?=\s))?|[=-]{1,3}>|[=→➔➜⇒–—)\]|\t]|-(?=\s|$)|[._](?=\s|$)|;|[,°/](?=\s)|\s?(?:…|[._]{2,}))\s*"
    r"|\s*$|(?P<space>\s+)(?=[A-ZÀ-Ý0-9«\"(]))"
)
_JOIN = r"\s*(?:,|;|/|&|\+|et|puis|[àa]|-|–|jusqu'[àa])\s*(?:la )?"
_JOIN_NUMBER = r"\s*(?:,|/|&|\+|et|[àa])\s*(?:la )?"


@dataclass(frozen=True)
class Grammar:
    """The key patterns of one questionnaire, and what each written form means."""

    lettered: re.Pattern[str]
    numbered: re.Pattern[str]
    inline: re.Pattern[str]
    marked: re.Pattern[str]  # the same between brackets or stars
    anywhere: re.Pattern[str]
    naming: re.Pattern[str]  # codes at the start, whatever follows
    spoken: re.Pattern[str]  # a code anywhere in running words
    correcting: re.Pattern[str]
    meaning: dict[str, tuple[str, ...]]  # written form -> codes; several: collapsed
    order: tuple[str, ...]
    main: str
    keys: str  # the pattern of one code or several, with letters or without
    called: str  # that of the words that call them here: « indicateur », « axe »
    begins: re.Pattern[str] | None = None  # where a code by its letters may begin; None where codes have none


_TIMES = re.compile(r"a\s+\d", re.I)
_ENDS_IN_A = re.compile(r"\d\s+a$")
_PARTICIPLE = re.compile(r"(?:[ée]t[ée]|eu|fait|\w+(?:[éi]e?s?|is|it|u))\b", re.I)
# what stands before the mention of a question that is not answered there
REFERS = re.compile(
    r"(?:\b(?:voir|cf\.?|idem|comme|en|avec|aussi|selon|dans|de|du|des|et|ou|r[ée]pondu|d[ée]j[àa]|m[êe]me|qu[e']|vue?|cit[ée]e?"
    r"|li[ée]e?|d[ée]tail|suite|[àa]|que)|[(«/])\s*$",
    re.I,
)
CALLED = re.compile(r"^(?:question|indicateur|axe|rubrique|objectif|mesure|th[èe]me)\s+(?:n°\s?|num[ée]ro\s)?", re.I)
_THE = re.compile(r"\bla ", re.I)
_ONE_OF = re.compile(
    r"\b(?:la|questions?|indicateurs?|axes?|points?|rubriques?|items?)\s(?:n°\s?)?\d{1,2}[a-z]?\b"
    r"|\b(?:les|de|pour)\s\d{1,2}(?:[a-z]\b|\s(?:et|[àa])\s\d)",
    re.I,
)
_PIECE = re.compile(r"[^\W\d_]+|\d+")
# what a question is called, where its code begins like it: « Indicateur 1 » is I1, « Axe 2 » is A2
_CALLED = ("question", "indicateur", "axe", "rubrique", "objectif", "mesure", "thème")


# words that make a number the number of a question
_NUMBERING = (
    "quest", "ques", "qust", "qest", "qst", "rép", "rep", "indicateur", "axe", "rubrique", "action", "objectif",
    "mesure", "thème", "theme",
)  # fmt: skip


def may_begin(text: str, grammar: Grammar) -> bool:
    """Whether a code can begin anywhere in this text: where codes have letters, nearly no line of an answer."""
    return grammar.begins is None or bool(grammar.begins.search(text))


def may_name(text: str, grammar: Grammar) -> bool:
    """Whether a question can be named here at all, by a code with its letter or by a word and a number.

    A look that costs next to nothing; without this no pattern of keys but that of bare numbers can match.
    """
    if may_begin(text, grammar):
        return True
    low = text.casefold()
    return any(map(low.__contains__, _NUMBERING))


def may_name_two(text: str, grammar: Grammar) -> bool:
    """The same for two questions in running words."""
    if grammar.begins is None:
        return True
    found = len(grammar.begins.findall(text))
    if found < 2:
        low = text.casefold()
        found += sum(
            map(low.count, ("question", "indicateur", "la ", "axe ", "rubrique ", "objectif ", "mesure ", "thème "))
        )
    return found > 1


def names_a_code(text: str, codes: tuple[str, ...]) -> bool:
    """Whether any code stands in this text: without one there is no need to look for keys."""
    return bool(grammar_of(codes).anywhere.search(text))


def _cased(prefixes: set[str]) -> tuple[str, list[str]]:
    """The letters that are prefixes alone, in both cases, and the longer prefixes as patterns.

    A class of letters comes first in what is built of them: looking for one is much quicker than any other search.
    """
    longer = [prefix for prefix in sorted(prefixes) if len(prefix) > 1]
    letters = sorted({c for prefix in prefixes if len(prefix) == 1 for c in (prefix.lower(), prefix.upper())})
    return "".join(letters), ["".join(f"[{c.lower()}{c.upper()}]" for c in prefix) for prefix in longer]


def _anywhere(prefixes: set[str]) -> str:
    letters, longer = _cased(prefixes)
    begun = [rf"[{letters}](?<!\w.)"] if letters else []
    begun += [rf"{pattern}(?<!\w.{{{pattern.count('[')}}})" for pattern in longer]
    return rf"(?:{'|'.join(begun) or '(?!)'})\s?[.°-]?\s?\d"


def _beginnings(prefixes: set[str]) -> re.Pattern[str] | None:
    """Where a code may begin, an answer to Q5 being called R5, or a number in brackets."""
    if not all(prefixes):
        return None
    letters, longer = _cased(prefixes | {"Q", "R"})
    begun = "|".join([rf"[\[{letters}]", *longer])
    return re.compile(rf"(?:{begun})\s*[.°-]?\s?\d")


def _form(written: str) -> str:
    """« Q 1-a », « q1.A », « 1,2 » as q1a, q1a, 1.2: letters and digits, a point between two numbers."""
    pieces = _PIECE.findall(written.casefold())
    return "".join(
        f".{piece}" if number and piece.isdecimal() and pieces[number - 1].isdecimal() else piece
        for number, piece in enumerate(pieces)
    )


def _prefix(prefix: str) -> str:
    """A prefix as it is written; an answer to Q5 may be called R5."""
    return "[QR]" if prefix == "Q" else re.escape(prefix)


@lru_cache(maxsize=32)
def grammar_of(codes: tuple[str, ...]) -> Grammar:
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
        tail = rf"\s?(?:[.°/_(-]\s?)?{letter}(?![^\W_])" if letter else r"(?![^\W_])"
        digits = number.replace(".", r"\s?[.,-]\s?")
        meaning.setdefault(_form(code), []).append(code)
        if prefix:
            lettered.append(rf"{_prefix(prefix)}\s?[.°-]?\s?0?{digits}{tail}")
        elif "." in number or letter:
            lettered.append(rf"{digits}{tail}(?![.,]\d)")
        stem = f"{prefix}{number}"
        if letter and stem not in codes:
            meaning.setdefault(_form(stem), []).append(code)
            lettered.append(rf"{_prefix(prefix)}\s?[.°-]?\s?0?{digits}(?![^\W_])" if prefix else "(?!)")
        if prefix == main:
            if prefix:
                meaning.setdefault(_form(number + letter), []).append(code)
            numbered.append(rf"0?{digits}{tail}")
            if letter and stem not in codes:
                if prefix:
                    meaning.setdefault(_form(number), []).append(code)
                numbered.append(rf"0?{digits}(?![^\W_])")
            if "." in number and number.split(".")[0] not in codes:
                meaning.setdefault(number.split(".")[0], []).append(code)
                numbered.append(rf"{number.split('.')[0]}(?![\w.])")
    letters = "|".join(sorted(set(lettered), key=len, reverse=True)) or "(?!)"
    numbers = "|".join(sorted(set(numbered), key=len, reverse=True)) or "(?!)"
    keys = rf"(?:{letters}|{numbers})(?:{_JOIN}(?:{letters}|{numbers}))*"
    several = rf"(?P<codes>{keys})"
    lettered_first = rf"(?P<codes>(?:{letters})(?:{_JOIN}(?:{letters})|{_JOIN_NUMBER}(?:{numbers}))*)"
    start = r"^[\W_]{0,6}?(?:o[ \t]+)?"
    called = "|".join(word for word in _CALLED if main and word.startswith(main.casefold()))
    lead = _LEAD.replace("(?:(?:", f"(?:(?:(?:{called})s?|", 1) if called else _LEAD
    named = f"|{called}" if called else ""
    after = _AFTER.replace("[,°/]", "[,°/?!]")
    spaced = "" if main else r"\s"
    return Grammar(
        re.compile(
            rf"{start}(?:\[\s*(?P<bracket>{letters}|{numbers})\s*\](?:[*_]{{1,3}}(?=\s))?\s*(?:[:–—=]\s+)?"
            rf"|(?P<lead>{lead})(?P<open>\(\s*)?{lettered_first}(?(open)\s*\)){after})",
            re.I,
        ),
        re.compile(rf"{start}(?P<lead>{lead})(?P<mark>[Qq](?:uestion)?\s?)?{several}{after}", re.I),
        re.compile(
            rf"(?:(?<=[;.,/|\t])\s*|\s\s+)(?P<codes>{letters})\s*(?::{spaced}|=>?|->|→)\s*(?=\S)"
            rf"|(?<=[;/|\t])\s*(?P<dashed>{letters})\s+[–—-]\s+(?=\S)",
            re.I,
        ),
        re.compile(rf"\s(?:\[\s?|\*{{1,3}}\s?)(?P<codes>{letters})\s?(?:\]|\*{{1,3}})(?:\s?[:–—=])?\s*(?=\S)", re.I),
        re.compile(_anywhere(set(prefixes)) if all(prefixes) else r"(?<!\w)(?:[A-Za-z]{0,3}\s?[.°-]?\s?\d)"),
        re.compile(rf"\W{{0,3}}{lead}{several}", re.I),
        re.compile(
            r"(?<![\w(/'-])(?P<lead>(?:(?:et|puis|mais|ensuite|enfin|alors|pour|sur|concernant|[àa]|au|la|le|les|r[ée]ponse"
            rf"|num[ée]ro|n°)\s+|l['’]){{0,6}}?)(?P<codes>{letters}|(?:question|indicateur{named})\s+(?:n°\s?|num[ée]ro\s)?(?:{letters}|{numbers})"
            rf"|(?<=\bla )(?:{numbers}))"
            r"(?P<sign>\s*(?:[:=→,;.–)]|-(?=\s)))?",
            re.I,
        ),
        re.compile(
            r"(?:\b(?:pour|corrig\w+|rectifi\w+|modifi\w+|remplac\w+|compl[éèe]t\w+|sur|concernant|[àa]|dans|de)|[:,(–-])\s+"
            r"(?:(?:ma|notre|la|r[ée]ponse|[àa]|pour|question|(?:l')?indicateur)\s+){0,5}"
            rf"(?P<codes>{letters}|(?:(?<=question )|(?<=indicateur )|(?<=\bla ))(?:{numbers}))"
            rf"(?:{_AFTER}|\s+(?=(?:c'est|est|devient|il fa\w+|lire)\b))",
            re.I,
        ),
        {form: tuple(dict.fromkeys(found)) for form, found in meaning.items()},
        codes,
        main,
        keys,
        called,
        _beginnings(set(prefixes)) if all(split.values()) else None,
    )


def _meant(written: str, grammar: Grammar) -> tuple[str, ...]:
    form = _form(written)
    if form[:1] == "r" and form not in grammar.meaning:
        form = f"q{form[1:]}"
    return grammar.meaning.get(form, ())


def is_verb(written: str, rest: str) -> bool:
    """Whether the « a » of these codes is a word: « la question 1 a été traitée », « à 5 reprises »."""
    rest = rest.lstrip()
    counts = bool(_TIMES.match(written)) and rest[:1].islower()
    return counts or bool(_ENDS_IN_A.search(written) and _PARTICIPLE.match(rest))


def mentions(text: str, codes: tuple[str, ...]) -> tuple[str, ...]:
    """The codes that stand anywhere in this text, where each names one question."""
    grammar = grammar_of(codes)
    found: dict[str, None] = {}
    for rule in grammar.spoken.finditer(text[:5000]):
        if not grammar.main and not rule["sign"] and not rule["lead"] and not CALLED.match(rule["codes"]):
            continue  # « 1.5 ETP »
        meant, collapsed = codes_of(CALLED.sub("", rule["codes"]), grammar)
        if collapsed or is_verb(rule["codes"], text[rule.end() :]):
            return ()
        found.update(dict.fromkeys(meant))
    return tuple(found)


def names_some(text: str, codes: tuple[str, ...]) -> bool:
    """Whether this text speaks of some questions and not of all: « néant à la 5 », « rien pour les axes 3 et 4 »."""
    return bool(_ONE_OF.search(text) or grammar_of(codes).spoken.search(text))


def codes_of(written: str, grammar: Grammar) -> tuple[tuple[str, ...], bool]:
    """The codes that « Q1a, Q1b et 2a » or « Q1a à Q4b » names, and whether any of it names several at once."""
    if whole := _meant(written, grammar):
        return whole, len(whole) > 1
    written = _THE.sub("", written)
    pieces = [
        piece for piece in re.split(r"\s*(?:,|;|/|&|\+|\bet\b|\bpuis\b)\s*", written, flags=re.I) if piece.strip()
    ]
    codes: list[str] = []
    collapsed = False
    for piece in pieces:
        ends = re.split(
            r"\s+(?:[àa]|-|–|jusqu'[àa])\s+|\s*–\s*|(?<=\w)-(?=[a-z]{1,2}\d)|(?<=\d[a-z])-(?=\d)", piece, flags=re.I
        )
        if len(ends) == 1 and grammar.main and re.fullmatch(r"\D{0,3}\d+-\d+", piece):
            ends = piece.split("-")  # « axes 3-5 »
        found = [_meant(end.replace("0", "", 1) if re.match(r"\D*0\d", end) else end, grammar) for end in ends]
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
