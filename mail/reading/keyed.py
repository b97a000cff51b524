"""Answers that name their question: « Q1a : … », « [Q1a] … », « Question 1 », « Réponse à la question 1a », « 1) ».

Codes are those of the questionnaire. A number alone is a key only while nothing says that the list is the answer's own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from campaigns.contribution import Manner
from mail.reading.announcing import is_cover_note
from mail.reading.codes import REFERS, Grammar, codes_of, grammar_of, is_verb, may_begin, may_name
from mail.reading.lines import straight

_CORRECTS = re.compile(
    r"\b(?:correct\w*|corrig\w*|rectif\w*|erratum|lire|lisez|remplac\w*|modif\w*|erreur|tromp\w+|coquille"
    r"|erron[ée]\w*)\b",
    re.I,
)
_ADDS = re.compile(
    r"\b(?:r?ajout\w*|compl[éèe](?:ment|t)\w*|additi(?:f|onnel)|addendum|suppl[ée]mentaires?|[ée]galement|en plus)\b",
    re.I,
)
# one of these stands wherever an answer is corrected or completed
_AMENDING = (
    "correct", "corrig", "rectif", "erratum", "lire", "lisez", "remplac", "modif", "erreur", "tromp", "coquille",
    "erron", "ajout", "compl", "additi", "addendum", "supplémentaire", "supplementaire", "également", "egalement",
    "en plus",
)  # fmt: skip
_COMPLETES = re.compile(r"\b(?:compl[ée]ment\w*|compl[éèe]te\w*|ajout\w*|en plus|pr[ée]cisions?|suite)\b", re.I)
_ASKED = re.compile(r"\bq(?:u?e?st|ues)|r[ée]p|indicateur|\baxe|rubrique|\baction|objectif|mesure|th[èe]me", re.I)
# « Pour la 5, … », « À la 3b : … », « La 5 : … », where a sentence begins
_THE_ONE = re.compile(
    r"\W{0,3}(?:Et )?(?:(?:Pour|Sur|Concernant|Quant [àa]|[ÀA]) la \d|(?:pour |à )?[Ll]a \d{1,2}\s?[a-z]?\s?[:=])"
)
_DIGIT_FIRST = re.compile(r"[^\d\n]{0,120}\d")
# in front of the first number of a key stand words without a sign between them
_BEGINS_AS_KEY = re.compile(r"[\W_]{0,6}(?:[^\W\d_]{4,8}(?: [^\W\d_]{5,12})?, )?[^\d\n,;:!?…/\"»]{0,120}\d")
_BEGINS_WITH_NUMBER = re.compile(r"\W{0,3}(\d{1,2}[./-]?[a-z]?)\s+\S", re.I)
# « 1.a Nous avons … »: a letter behind a point is hardly anything but a code
_POINTED = re.compile(r"\d{1,2}[.-][a-z]", re.I)
_BEGINS_WITH_CODE = re.compile(r"\W{0,3}(\d\S*)(?:\s|$)")
_ANSWERS = re.compile(r"r[ée]ponses", re.I)
# « 1.2 M€ » is no key, « 1.1 Un comité » is one
_BEGINS_SENTENCE = re.compile(r"[«\"(]?\s?(?!(?:Mds?|[GMKT]o|Kg|Kw)\b)(?:[A-ZÀ-Ý][a-zà-ÿ'’]|[AÀY]\s[a-zà-ÿ])")
_UNIT = re.compile(r"(?-i:[A-Z€%]{1,4})\b|[A-Za-z]{0,2}€|%|millions?\b|milliards?\b|points?\b", re.I)
_ADDED = re.compile(r"\s*(?:en )?compl[ée]ment\b|\s*[àa] ajouter\b|\s*ajouter\b", re.I)
_READ = re.compile(r"\s*(?:il faut |veuillez |merci de |bien vouloir )*(?:lire|lisez|remplacer|corriger en)\b", re.I)
_SAYS_SO = re.compile(r"\br[ée]pond(?:s|ons)\b|\b(?:voici|voil[àa]|ci-(?:apr[èe]s|dessous))\b", re.I)
_SPOKEN_OF = re.compile(r"(?:sera|seront|suivra|suivront|vous|ont|ne|m'|n'|reste|appelle|pose)\b|n'", re.I)


# « pour [Q2a] », « comme au **Q6** »: as `REFERS`, where a sign has to stand around a key
_TOWARDS = re.compile(r"\b(?:au|la|le|pour|sur)\s*$", re.I)


@dataclass
class Entry:
    """One keyed answer. `codes` has several when one text answers several; `collapsed` when it names none for sure."""

    codes: tuple[str, ...]
    lines: list[str] = field(default_factory=list)
    manner: Manner = Manner.REPLACE
    how: str = "code"
    collapsed: bool = False
    key: str = ""  # as it was written

    @property
    def written(self) -> list[str]:
        """The lines as they stood, the key in front."""
        return [f"{self.key}{self.lines[0]}", *self.lines[1:]] if self.lines else [self.key]


@dataclass
class Keyed:
    """What stands before the first key, and the keyed answers. `unsure`: the numbering may be the answer's own."""

    before: list[str]
    entries: list[Entry]
    unsure: bool = False


def keyed(lines: list[str], codes: tuple[str, ...], intro: bool = True) -> Keyed:
    """Split these lines at their keys. `intro`: what precedes the first key is only a greeting or an introduction."""
    grammar = grammar_of(codes)
    if not any(_DIGIT_FIRST.match(line) for line in lines):
        return Keyed(lines, [])
    found = _split(lines, grammar, lettered=True)
    if found.entries:
        return found
    found = _split(lines, grammar, lettered=False)
    if any(not entry.collapsed for entry in found.entries) and not _is_own_numbering(found.entries, grammar):
        # « 1a) », and « 1. » inside an answer: numbers that name no question for sure are the answer's own list
        found = _without_lists(found)
    if found.entries:
        found.unsure = not intro or not _is_own_numbering(found.entries, grammar)
    return found


def _without_lists(found: Keyed) -> Keyed:
    kept = Keyed(found.before, [])
    for entry in found.entries:
        if entry.collapsed and kept.entries:
            kept.entries[-1].lines += entry.written
        elif entry.collapsed:
            kept.before += entry.written
        else:
            kept.entries.append(entry)
    return kept


def codes_at_start(line: str, codes: tuple[str, ...], shared: bool = False) -> tuple[str, ...]:
    """The codes that this line answers by name; none where it begins otherwise. `shared`: « Question 1 » too."""
    if not _DIGIT_FIRST.match(line):
        return ()
    grammar = grammar_of(codes)
    entry, _ = _key(line, grammar, lettered=True)
    if entry is None:
        entry, _ = _key(line, grammar, lettered=False)
    named = entry is not None and entry.how != "number" and (shared or not entry.collapsed)
    return entry.codes if entry is not None and named else ()


def _split(lines: list[str], grammar: Grammar, lettered: bool) -> Keyed:
    result = Keyed([], [])
    loose = (
        _begin_with_numbers(lines, grammar) if not lettered else not grammar.main and _begin_with_codes(lines, grammar)
    )
    for line in lines:
        entry, rest = _key(line, grammar, lettered, loose)
        if entry is not None:
            result.entries.append(entry)
            entry.key = line.removesuffix(rest) if rest else line
            line = rest
            if not rest and lettered:
                continue
        target = result.entries[-1].lines if result.entries else result.before
        if result.entries and lettered and len(line) < 20_000:
            target = _inline(line, grammar, result, entry is not None and entry.key.lstrip()[:1] in ("[", "*"))
            continue
        target.append(line)
    return result


def _inline(line: str, grammar: Grammar, result: Keyed, marked: bool) -> list[str]:
    """Keys further on the same line: « Q1a : néant ; Q1b : néant », « [Q1a] néant [Q1b] néant » (`marked`)."""
    position = 0
    if not may_begin(line, grammar):
        result.entries[-1].lines.append(line)
        return result.entries[-1].lines
    several = list(grammar.marked.finditer(line)) if marked else []
    before = [line[max(0, found.start() - 30) : found.start()] for found in several]
    if any(REFERS.search(words) or _TOWARDS.search(words) for words in before):
        several = []
    for found in several or grammar.inline.finditer(line):
        codes, collapsed = codes_of(found["codes"] or found["dashed"], grammar)
        if not codes or collapsed or any(set(codes) & set(entry.codes) for entry in result.entries):
            continue
        result.entries[-1].lines.append(line[position : found.start()].rstrip(" ;,/|\t"))
        result.entries.append(Entry(codes))
        position = found.end()
    result.entries[-1].lines.append(line[position:])
    return result.entries[-1].lines


def _begin_with_codes(lines: list[str], grammar: Grammar) -> bool:
    """Whether every line that begins with a number begins with a code: two in order, or several different ones."""
    first = [found for line in lines if (found := _BEGINS_WITH_CODE.match(line))]
    codes = [found[1].rstrip(".:)") for found in first]
    places = [grammar.order.index(code) if code in grammar.order else -1 for code in codes]
    if len(places) < 2 or min(places) < 0:
        return False
    return all(a < b for a, b in pairwise(places)) or len(places) == len(set(places)) > 2


def _begin_with_numbers(lines: list[str], grammar: Grammar) -> bool:
    """« 1a néant », « 5 oui »: every line begins with a number that is ours, in order, and one has a letter."""
    first = [_BEGINS_WITH_NUMBER.match(line) for line in lines if line.strip()]
    first = first[next((number for number, found in enumerate(first) if found), 0) :]
    written = [re.sub(r"[./-]", "", found[1].casefold()) for found in first if found]
    places = [grammar.order.index(meant[0]) for form in written if len(meant := grammar.meaning.get(form, ())) == 1]
    rising = len(first) == len(places) > 1 and all(a < b for a, b in pairwise(places))
    return rising and any(form[-1].isalpha() for form in written)


def may_amend(head: str) -> bool:
    """Whether any word stands here that says of an answer that it is corrected or completed."""
    low = head.casefold()
    return any(map(low.__contains__, _AMENDING))


def _key(line: str, grammar: Grammar, lettered: bool, loose: bool = False) -> tuple[Entry | None, str]:
    if not _DIGIT_FIRST.match(line):
        return None, line
    begins = grammar.begins is None or bool(_BEGINS_AS_KEY.match(line))
    if not begins and not lettered:
        return None, line
    head = straight(line[:160])
    found = None
    if lettered:
        named = begins and (may_name(head, grammar) or (head[:1].isupper() and bool(_THE_ONE.match(head))))
        found = grammar.lettered.match(head) if named else None
        if found is None and may_amend(head) and (amended := _amended(head, grammar)) is not None:
            entry, end = amended
            return entry, line[end:]
        if not named:
            return None, line
    worded = False
    if found is None:
        found = grammar.numbered.match(head)
        if found is None:
            return None, line
        if (found["lead"] or "").strip().casefold() == "le" and found["codes"].isdecimal():
            return None, line  # « Le 5 : réunion » is a day
        worded = bool(_ASKED.search(found["lead"] or "") or found["mark"])
        if (
            not worded
            and found.end() < len(head)
            and not found["space"]
            and head[:1].isupper()
            and _THE_ONE.match(head)
        ):
            worded = not codes_of(found["codes"], grammar)[1]
        if lettered and not worded:
            return None, line
    bracket = found["bracket"] if lettered and not worded and "bracket" in found.groupdict() else None
    written = bracket or found["codes"]
    codes, collapsed = codes_of(written, grammar)
    if not codes:
        return None, line
    lead = "" if bracket else f"{found['lead'] or ''} {found['aside'] or ''}"
    if len(codes) > 1 and _ANSWERS.search(lead) and is_cover_note(line.replace(":", " ")):
        return None, line  # « Réponses aux questions 1 à 4 ci-dessous » answers none of them
    if not bracket and found["space"] and (not lettered or written[:1].islower() or _CORRECTS.search(lead)):
        # only a blank behind the key: « Q5 Oui » is one, « 5 établissements » and « q5 Oui » are not
        loose = loose or (
            not lettered and bool(_POINTED.fullmatch(written) and _BEGINS_SENTENCE.match(line, found.end()))
        )
        if (not worded or written[:1] in "rR") and not (loose and written[:1].isdigit()):
            return None, line
    elif (
        not bracket
        and found["space"]
        and written[:1].isdigit()
        and not worded
        and not (loose and "." in written and not _UNIT.match(line, found.end()))
        and (not _BEGINS_SENTENCE.match(line, found.end()) or "," in written or "-" in written)
    ):
        return None, line
    rest = line[found.end() :]
    is_told = is_verb(written, rest) or _SPOKEN_OF.match(straight(rest[:20])) or _SAYS_SO.search(lead)
    if not bracket and found["space"] and is_told:
        return None, line  # « La question 1 a été traitée », « La Q3 sera complétée », « Je réponds à la Q5 lundi »
    manner, how = Manner.REPLACE, "question" if worded else "code" if lettered else "number"
    tail = straight(rest[:60])
    if _COMPLETES.search(lead) or _ADDED.match(tail):
        manner, how = Manner.ADD, "complement"
    elif _CORRECTS.search(lead) or _READ.match(tail):
        how = "correction"
    return Entry(codes, [], manner, how, collapsed), rest


def _amended(head: str, grammar: Grammar) -> tuple[Entry, int] | None:
    """« Merci de corriger la Q5 : … », « J’ajoute à la Q1a : … » and where what is said begins; else None."""
    corrects = _CORRECTS.search(head)
    if corrects is None and not _ADDS.search(head):
        return None
    found = grammar.correcting.search(head)
    codes, collapsed = codes_of(found["codes"], grammar) if found else ((), False)
    if found is None or not codes or collapsed or (found["space"] and _UNIT.match(head, found.end())):
        return None
    if corrects is not None:
        return Entry(codes, [], how="correction"), found.end()
    # « également » and « en plus » are common words: only in front of the key, and before a colon
    adds = _ADDS.search(head[: found.start("codes")]) and found[0].rstrip()[-1:] in ":="
    return (Entry(codes, [], Manner.ADD, "complement"), found.end()) if adds else None


def _is_own_numbering(entries: list[Entry], grammar: Grammar) -> bool:
    """Whether these numbers are ours: each names a question of its own, in order."""
    places = [grammar.order.index(entry.codes[0]) for entry in entries]
    return all(a < b for a, b in pairwise(places))
