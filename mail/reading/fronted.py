"""Answers in front of the question that they answer: « Oui à la Q6, non à la Q5 », « néant pour 1a à 4b, Q5 oui »."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TypeAlias

from mail.reading.announcing import foreign_words
from mail.reading.codes import codes_of, grammar_of, names_a_code
from mail.reading.lines import straight

NOTHING = (
    r"n[ée]ant|r\.?a\.?s\.?|(?:nous n'avons |je n'ai )?rien (?:[àa]|de particulier [àa])"
    r" (?:signaler|d[ée]clarer|ajouter|remonter|communiquer)"
    r"|sans objet|(?:non|pas) concern[ée]e?s?|non r[ée]alis[ée]e?s?"
    r"|pas (?:d'|de )(?:action|[ée]l[ée]ment|information|donn[ée]e|r[ée]ponse|chiffre|remarque|proposition)s?"
    r"(?: disponibles?)?"
    r"|(?:donn[ée]es? |informations? )?(?:non|in) ?disponibles?"
    r"|aucune? (?:action|[ée]l[ée]ment|r[ée]ponse|information|r[ée]alisation|initiative|donn[ée]e|chiffre|remarque"
    r"|proposition)s?(?: disponibles?)?"
    r"|nous n'avons rien"
)
_ELSEWHERE = (
    r"(?:voir|cf\.?) (?:(?:la|le|notre|en) )?(?:pj|pi[èe]ces? jointes?|annexes?"
    r"|(?:tableau|document|fichier|rapport|note)s?)"
    r"(?: jointe?s?| en annexe| ci-jointe?s?)?"
)
# an answer that is one wherever it stands
CLOSED = (
    rf"(?:{_ELSEWHERE}|(?:plut[ôo]t |bien s[ûu]r |toujours )?(?:oui|non)(?: plut[ôo]t| bien s[ûu]r)?|rien|{NOTHING}"
    r"|ne sai[ts] pas|nsp|\d[\d .,]{0,12}(?:\s?(?:%|[km]?€))?)"
)
_INTRO = (
    r"(?:(?:nous|je) (?:vous )?r[ée]pond(?:s|ons)|(?:ma|notre|la) r[ée]ponse (?:est|serait)|r[ée]ponses?"
    r"|ce (?:sera|serait)|c'est|je dirais|nous dirions)\s?:?\s+"
)
_PREPOSITION = r"(?:pour|[àa]|aux?|sur|en|dans|concernant|de|en ce qui concerne|quant (?:[àa]|aux?)|s'agissant d[eu]s?)"
_GIVES = re.compile(r"\b(?:pour|[àa]|aux?|en)\b", re.I)
# what speaks of the question, or of its answer, and gives none
_SPEAKS = re.compile(
    r"\b(?:je|nous|on|vous|il|elle|merci|pouvez|d[ée]lai|questions?|r[ée]ponses?|voir|cf|idem|ni|pas|comme|lire"
    r"|au lieu|(?:correc|corrig|compl|ajout|modif|rectif|erreur|erron|pr[ée]cis|doute|aide|besoin|probl|difficult"
    r"|[ée]l[ée]ment)\w*|suite|mise [àa] jour|voici|voil[àa]|retour|attente)\b|\bj'",
    re.I,
)
_NEXT = r"(?=\s*(?:[,;.!/]|\bet\b|\bmais\b|\bpuis\b|\bainsi\b|$))"
_AND = re.compile(r"\W*(?:(?:et|mais|puis|enfin|ainsi que)\b\s*)?", re.I)
_GREETING = re.compile(r"^\W*(?:bonjour|bonsoir)(?: (?:madame|monsieur|[àa] (?:tous|toutes|vous)))*\s*[,.!]\s*", re.I)
_LEAD = re.compile(r"^[^:]{3,90}\s?:\s+")
_ONE = re.compile(r"\bla $|[a-zé]{3}s? $|n° ?$", re.I)  # « oui à la 5 », « pour la question 5 »; not « pour les 5 »
_MAY = re.compile(r"uestion|ndicateur|\b(?:la|les|axes?|actions?|point|mesures?|n°) ?\d|\d[a-h]\b", re.I)
_MANY = re.compile(rf"{NOTHING}|{_ELSEWHERE}", re.I)  # what is said of each part too
_LONGEST = 600


Named: TypeAlias = "list[tuple[str, tuple[str, ...]]]"  # what is said, and of which codes


def fronted(text: str, codes: tuple[str, ...]) -> Named | None:
    """What is said in front of questions, where that is all that this text says; else None.

    « Oui » and its likes, and numbers, are answers alone; other words only in a row of at least two such clauses.
    """
    if len(text) > _LONGEST or not may_be_fronted(text, codes):
        return None
    flat = straight(text)
    at = found.end() if (found := _GREETING.match(flat)) else 0
    if (lead := _LEAD.match(flat[at:])) and foreign_words(lead[0].rstrip(" :")) == 0:
        at += lead.end()
    before, behind = _clauses(codes)
    result: Named = []
    free, any_before = 0, False
    asked: list[str] = []
    while re.search(r"\w", flat[at:]):
        start = found.end() if (found := _AND.match(flat, at)) else at
        clause = before.match(flat, start)
        if clause is None:
            clause = behind.match(flat, start)
            if clause is None:
                return None
        named = _named(clause, codes)
        said = text[clause.start("said") : clause.end("said")].strip()
        told = clause.re is before and not clause["closed"]
        if not named or (told and not _may_be_told(clause, codes)):
            return None
        free += told
        any_before = any_before or clause.re is before
        asked += named
        result.append((said, named))
        at = clause.end()
    if len(asked) != len(set(asked)) or (free and len(result) < 2):
        return None
    return result if any_before else None


def says_nothing(text: str) -> bool:
    """« Néant », « RAS », « sans objet »: what is said of a question is said of each of its parts."""
    return len(text) < 80 and bool(_MANY.fullmatch(straight(text).strip(" .;!")))


def may_be_fronted(text: str, codes: tuple[str, ...]) -> bool:
    """Whether a question can be named behind other words here."""
    return names_a_code(text, codes) or bool(_MAY.search(text))


def _may_be_told(clause: re.Match[str], codes: tuple[str, ...]) -> bool:
    said = clause["said"]
    gives = clause["aside"] or (clause["by"] and _GIVES.fullmatch(clause["by"]))
    return bool(gives) and not _SPEAKS.search(said) and not names_a_code(said, codes)


def _named(clause: re.Match[str], codes: tuple[str, ...]) -> tuple[str, ...]:
    """The codes of a clause; () where they are not sure: « oui à 5 », « oui à la 1 » where that is 1a and 1b."""
    written = clause["codes"]
    if written.isdecimal() and not _ONE.search(clause["lead"]):
        return ()
    named, collapsed = codes_of(written, grammar_of(codes))
    return () if collapsed and not _MANY.fullmatch(clause["said"].strip()) else named


@lru_cache(maxsize=32)
def _clauses(codes: tuple[str, ...]) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A clause whose answer stands in front of its question, and one whose short answer stands behind it."""
    grammar = grammar_of(codes)
    keys = grammar.keys
    called = rf"|(?:{grammar.called})s?" if grammar.called else ""
    lead = rf"(?P<lead>(?:(?:les?|la|ma|notre|l'|questions?|points?|n°|code|r[ée]ponses?{called})\s*){{0,4}})"
    return (
        re.compile(
            rf"(?:{_INTRO})?(?:(?P<said>(?P<closed>{CLOSED})|[^,;:.!?(]{{3,70}}?))(?:\s*,\s*|\s+)"
            rf"(?:(?P<by>{_PREPOSITION})\s+|(?P<aside>\(\s?)|(?<=oui )(?=\D)|(?<=non )(?=\D)|(?<=ant )(?=\D))"
            rf"{lead}(?P<codes>{keys})(?(aside)\s?\)){_NEXT}",
            re.I,
        ),
        re.compile(
            rf"(?:{_PREPOSITION}\s+)?{lead}(?P<codes>{keys})\s*(?:[:=,]\s*|\s(?:c'est\s)?)(?P<said>{CLOSED}){_NEXT}",
            re.I,
        ),
    )
