"""Answers in several messages: the signs by which one announces more to come, or goes on with the one before."""

from __future__ import annotations

import re

# A messenger cuts a text at 4,096: what is about that long goes on in the next message. What is longer was not cut.
CUT_AT, LONGEST_CUT = 4000, 4096

_NUMBERED = re.compile(r"[(\[]\s*(?P<part>\d{1,2})\s*(?:/|sur)\s*(?P<of>\d{1,2})\s*[)\]]")
_MORE = re.compile(
    r"(?:[:,]|\b(?:à suivre|a suivre|la suite (?:arrive|suit|dans le message suivant)|suite au prochain message)"
    r"[ .…)\]]*)\s*\Z",
    re.IGNORECASE,
)
_ITEM = re.compile(r"\s*(?:[-–—•*·▪◦]\s*|(?P<number>\d{1,2})\s*[.)°]\s+|(?:\d{1,2}|[a-z])\)\s*)(?=\S)")
_GOES_ON = re.compile(r"[(\[]\s*(?:suite|fin|suite et fin)\s*[)\]]\s*:?\s*", re.IGNORECASE)


def announces_more(text: str) -> bool:
    """Whether this message says by itself that its answer goes on in the next one."""
    if CUT_AT <= len(text) <= LONGEST_CUT:
        return True
    numbered = _number(text)
    if numbered is not None:
        return numbered[0] < numbered[1]
    return bool(_MORE.search(text))


def goes_on(text: str) -> str:
    """The words of a message that says it continues the one before (« (2/3) … », « (suite) … »), or ""."""
    numbered = _number(text)
    if numbered is not None and 1 < numbered[0] <= numbered[1]:
        return text
    match = _GOES_ON.match(text)
    return text[match.end() :].strip() if match else ""


def is_item(text: str) -> bool:
    """Whether this is one item of a list: « - un bus », « • un bus », « 2) un bus »."""
    return bool(_ITEM.match(text))


def next_item(before: str, text: str) -> int:
    """The number of this item where it follows the last one of the answer before (« 2. … » after « 1. … »), or 0."""
    here = _ITEM.match(text)
    number = int(here["number"] or 0) if here else 0
    numbers = [int(m["number"]) for line in before.splitlines() if (m := _ITEM.match(line)) and m["number"]]
    return number if numbers and number == numbers[-1] + 1 else 0


# What only goes on with something said before; « et » and « avec » may begin an answer.
_JOINS = re.compile(
    r"(?:(?:ah|oh|oui|euh)[ ,]+)*(?:(?:et|ou|mais)[ ,]+)?(?:puis|ensuite|apr[eè]s [cç]a|aussi|ainsi que"
    r"|[eé]galement|de plus"
    r"|en plus|en outre|par ailleurs|d['’]ailleurs|sans oublier|sans compter|car|parce que|c['’]est[- ][aà][- ]dire"
    r"|d['’]abord|tout d['’]abord|premi[eè]rement|deuxi[eè]mement|troisi[eè]mement|enfin|par exemple|notamment"
    r"|j['’](?:ai )?oubli\w+|j['’]allais oublier|j['’]ajoute|mais aussi|et aussi)\b[ ,:]+\S",
    re.IGNORECASE,
)
_FRAGMENT = re.compile(r"(?:en|avec|pour|dans|au|aux|par|chez|depuis|entre|de|du|des|à|sur) \S+(?: \S+){0,3}[ .!]*")
_MEANT = re.compile(
    r"(?:(?:oups|pardon|d[eé]sol[eé]e?|non|euh|erreur|mince)[ ,.!:…]+)*(?:je voulais (?:dire|[eé]crire|mettre)"
    r"|je corrige"
    r"|(?:petite )?correction|erratum|rectificatif|je rectifie|en fait c['’](?:est|[eé]tait)"
    r"|c['’][eé]tait plut[oô]t)\b[ ,:]*"
    r"(?P<rest>\S.*)",
    re.IGNORECASE | re.DOTALL,
)
_RATHER = re.compile(
    r"(?:non|pardon|oups|euh)[ ,.!:…]+(?P<instead>en fait |plut[oô]t |c['’](?:est|[eé]tait) )?(?P<rest>.{1,30})",
    re.IGNORECASE,
)
_REJECTS = re.compile(
    r"(?:non|en fait|plut[oô]t|pardon|oups|erreur|d[eé]sol[eé]e?|c['’]est (?:faux|une erreur)|pas \d)\b", re.IGNORECASE
)


def joins(text: str) -> bool:
    """Whether this can only go on with what was said before: « puis un bus », « sans oublier la charte »."""
    return bool(_JOINS.match(text.lstrip("…. -–")))


def is_fragment(text: str) -> bool:
    """Whether this is no sentence and no thing, but a place, a time or a company: « en 2016 », « avec la SRA »."""
    return bool(_FRAGMENT.fullmatch(text)) and "question" not in text


def corrected(before: str, text: str, may_answer: bool = False) -> str:
    """What the answer before should have been, where this says so (« je voulais dire 2017 », « non, 45 »), or "".

    `may_answer`: « non, 45 » may as well answer what is asked now, « non, en fait 45 » not.
    """
    said = _MEANT.fullmatch(text.strip())
    if said is not None:
        return said["rest"]
    rather = _RATHER.fullmatch(text.strip())
    if rather is None or (may_answer and not rather["instead"]):
        return ""
    has_figures = bool(re.search(r"\d", rather["rest"])) and bool(re.search(r"\d", before))
    return rather["rest"] if has_figures else ""


def rejects(text: str) -> bool:
    """Whether this begins by taking something back: « non, 45 », « en fait … », « erreur : … »."""
    return bool(_REJECTS.match(text.strip()))


def looks_like_a_sequel(text: str) -> bool:
    """Whether this answer may have been meant to go on with the one before: it begins in the middle of a sentence, or
    it is an item of a list.
    """
    if is_item(text):
        return True
    first = text.lstrip("…. -–—*•")[:1]
    return (first.islower() and len(text.split()) > 2) or text.startswith("…")


def _number(text: str) -> tuple[int, int] | None:
    """« (2/3) » at the beginning or at the end."""
    match = _NUMBERED.match(text) or next(
        (m for m in _NUMBERED.finditer(text[-12:]) if not text[-12:][m.end() :].strip(" .")), None
    )
    return (int(match["part"]), int(match["of"])) if match else None
