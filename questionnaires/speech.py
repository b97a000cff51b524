"""What a line typed in the chat is: a command, an answer keyed by a code, small talk, something for the
coordinators, or plain words. Whole-line rules only: what might be an answer is never taken for anything else.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from questionnaires.anew import replace
from questionnaires.asides import Courtesy, ForPeople, aside, bare
from questionnaires.codes import code_named, each_apart, family_of, looks_like_one
from questionnaires.commands import Command, Order
from questionnaires.ordered import command_in
from questionnaires.pieces import goes_on
from questionnaires.politeness import without_closing
from questionnaires.shorthand import spelled_out
from questionnaires.values.standings import standing_of


@dataclass(frozen=True)
class Keyed:
    """One answer that names its question. `adds` completes the earlier answer, otherwise it replaces it."""

    code: str
    text: str
    adds: bool = False


@dataclass(frozen=True)
class Answers:
    """Answers that name their questions; `before` is what stood above the first code."""

    keyed: tuple[Keyed, ...]
    before: str = ""


@dataclass(frozen=True)
class WhichQuestion:
    """An answer whose code could be any of `codes` (« Q2 : … » where there are Q2a and Q2b)."""

    codes: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class Completion:
    """« complément : … » or « + … »: to be added to the last answer."""

    text: str


@dataclass(frozen=True)
class Words:
    """Plain words: the answer to what was asked."""

    text: str


Heard: TypeAlias = Command | Answers | WhichQuestion | Courtesy | ForPeople | Completion | Words


# Spaces and marks that show nothing: the direction of writing, joiners, the mark at the beginning of a file.
_UNSEEN = " \t\r\n\xa0\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069\ufeff"


def hear(typed: str, codes: Sequence[str], labels: Sequence[str] = ()) -> Heard:
    """What `typed` is, among questions with these `codes`; `labels` are the choices of the question that was asked.

    Never raises, and never gives back less than was typed: what is no order carries its text.
    """
    text = typed.strip()
    words = bare(text)
    if words in {bare(label) for label in labels} and words:
        return Words(text)
    shown = text.strip(_UNSEEN)
    if shown and not shown.strip("? "):
        return Command(Order.HELP)
    heard = command_in(shown, words, codes) or _keyed(text, codes)
    spelled = spelled_out(text)
    if heard is None and spelled != words:
        heard = _in_short(text, spelled, codes)
    heard = heard or aside(text, words)
    if heard is None and shown.startswith("/") and standing_of(shown[1:].strip()):
        return Words(shown[1:].strip())  # « /plus tard »
    return heard or Words(text)


def _in_short(text: str, spelled: str, codes: Sequence[str]) -> Heard | None:
    """What words written short are; « ? » is often left out in them."""
    heard = command_in(spelled, spelled, codes)
    if heard is not None:
        return None if heard.is_guess else heard
    beside = aside(f"{spelled} ?" if text.endswith("?") else spelled, spelled)
    return replace(beside, text=text) if isinstance(beside, ForPeople) else beside


_KEY = re.compile(
    r"^[ \t]*(?P<verb>corriger|correction|modifier|compl[ée]ter|compl[ée]ment|ajouter)?[ \t]*"
    r"(?P<about>(?:concernant|s['’]agissant de|au sujet de|à propos de|en ce qui concerne|(?:en |la |ma "
    r")réponse à)[ \t]+)?"
    r"(?:(?:à|pour|de)[ \t]+)?(?:r[ée]ponse[ \t]+(?:à[ \t]+)?)?(?:la[ \t]+)?(?P<word>question[ \t]+|q\.?[ \t]+)?"
    r"[*_]{0,2}(?P<open>\[)?(?P<code>[A-Za-z]{0,3}\d+(?:\.\d+|,\d+(?=[ \t]?[]:]))*(?:[A-Za-z]|[ "
    r"-][A-Za-z](?=[ \t]?[]:=]))?"
    r"|[A-Za-z]\w{0,15})(?(open)\])"
    r"[*_]{0,2}(?:[ \t]+est(?=[ \t]*:))?[ \t]*(?P<plus>\+[ \t]*)?(?P<mark>-{1,2}>|=>|:|=|,(?=[ \t])|–|—|→|-(?=[ \t])"
    r"|[.)](?=[ \t])|(?<=\])|(?=[ \t]))[ \t]*(?P<rest>.*)$",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class _Line:
    codes: tuple[str, ...]
    text: str
    adds: bool


def _keyed(text: str, codes: Sequence[str]) -> Heard | None:
    """The answers of a message in which lines begin with codes; lines without one belong to the code above."""
    before: list[str] = []
    found: list[tuple[_Line, list[str]]] = []
    for line in _apart(each_apart(text, codes), codes).splitlines():
        key = _key(line, codes)
        if key is not None and len(key.codes) == 1:
            found.append((key, [key.text]))
        elif key is not None and not found and not "".join(before).strip() and (key.codes or len(text) < 400):
            # only a whole message can be asked about; further down such a line is text like any other
            return WhichQuestion(key.codes, text)
        else:
            (found[-1][1] if found else before).append(line)
    if found:
        found[-1][1][:] = without_closing(found[-1][1])
    answers = tuple(
        Keyed(key.codes[0], "\n".join(lines).strip(_UNSEEN), key.adds) for key, lines in found if "".join(lines).strip()
    )
    above = "\n".join(before).strip()
    if answers:
        return Answers(answers, above)
    if found and not above:
        return Command(Order.GO, found[0][0].codes[0])
    return _completion(text)


# « …, Q1b : », « … . Pour la question Q1b : » within a line; « …, I2 120 » where the line begins like that
_BEHIND = (
    r"(?P<end>[.;!?…])?(?P<joint>[ \t]{0,3}(?:[;,/|–—-]|\b(?:et|puis))?[ \t]{1,9})"
    r"(?P<key>(?:(?<=[.;!?…][ \t])(?:pour|à)[ \t]+(?:la[ \t]+)?(?:question[ \t]+)?)?"
    r"(?P<open>\[)?(?P<code>[A-Za-z]{0,3}\d{1,4}(?:\.\d{1,3}){0,3}[A-Za-z]?)(?(open)\]|"
)
_MARKED = r"[ \t]{0,3}(?P<colon>[:=]|-{1,2}>)"
_WITHIN = re.compile(rf"{_BEHIND}{_MARKED}))", re.IGNORECASE)
_IN_A_ROW = re.compile(rf"{_BEHIND}(?:{_MARKED}|(?=[ \t]+[^\s,;:/&]))))", re.IGNORECASE)
# « voir Q1b : … » is about a question and does not answer it
_REFERS = re.compile(
    r"(?:\b(?:voir|cf|à|a|la|le|en|de|du|dans|question|réponse|comme|idem|sur|et de|axe))\.?\s*$", re.IGNORECASE
)


def _apart(text: str, codes: Sequence[str]) -> str:
    """The text with each answer that names its question on a line of its own.

    A code within a line begins another answer where the line begins with one too, else only after a sentence.
    """
    lines: list[str] = []
    for line in text.splitlines():
        first = _key(line, codes)
        done = 0
        own = _KEY.match(line) if first is not None else None
        is_bare = own is not None and not own["mark"] and not own["open"]
        for found in (_IN_A_ROW if is_bare else _WITHIN).finditer(line, own.start("rest") if own else 0):
            name = found["code"]
            is_code = bool(code_named(name, codes)) and not name.isdigit()
            before = line[done : found.start("joint")]
            if not is_code or not before.strip() or _REFERS.search(before):
                continue
            if not found["open"] and not found["colon"] and not _lists(found, line):
                continue
            if (first is None or len(first.codes) > 1) and not done and not found["end"]:
                continue
            lines.append(before.rstrip(" \t;,|"))
            done = found.start("key")
        lines.append(line[done:])
    return "\n".join(lines)


def _lists(found: re.Match[str], line: str) -> bool:
    """Whether a code without a mark begins another answer: « I1 34, I2 120 », but not « Q1a un bus, Q1b et Q2a »."""
    is_mixed = any(c.isalpha() for c in found["code"])
    return (
        is_mixed
        and bool(set(f"{found['end'] or ''}{found['joint']}") & set(",;|/."))
        and not _ANOTHER.match(line[found.end() :].lstrip())
    )


def _completion(text: str) -> Completion | None:
    sequel = goes_on(text)
    if sequel:
        return Completion(sequel)
    match = re.match(r"(?:\+|compl[ée]ment\s*:|suite\s*:|ajout\s*:|j['’]ajoute\s*:)\s*(?P<rest>.+)", text, re.I | re.S)
    return Completion(match["rest"].strip()) if match else None


_ANOTHER = re.compile(r"(?:et|ou|puis|à|au|[,/&])\s*\[?[A-Za-z]{0,3}\d", re.IGNORECASE)


def _key(line: str, codes: Sequence[str]) -> _Line | None:
    """The code that a line begins with; a code alone needs a mark after it unless it holds letters and digits."""
    match = _KEY.match(line.lstrip(_UNSEEN))
    if match is None:
        return None
    name, verb = match["code"].replace(",", "."), bare(match["verb"] or "")
    marked = bool(match["mark"]) or bool(match["open"])
    exact = code_named(name, codes)
    if not exact and match["word"]:
        exact = code_named(f"q{name}", codes)
    mixed = any(c.isdigit() for c in name) and any(c.isalpha() for c in name)
    strong = marked and match["mark"] not in (".", ")", ",")
    if not match["mark"] and not match["open"] and (match["about"] or _ANOTHER.match(match["rest"])):
        return None  # « concernant Q1a il faudrait … », « Q1a et Q1b sont liées »
    if exact and "." in name:  # « 1.5 ETP » is a number, « 1.5 Oui » and « 1.5) oui » are not
        strong = strong or marked or bool(re.match(r"[A-ZÀ-Ý][a-zà-ÿ’']|\d", match["rest"]))
    adds = bool(match["plus"]) or verb.startswith(("compl", "ajout"))
    if exact and (strong or mixed or match["word"]):
        return _Line((exact,), match["rest"], adds)
    if exact or not (strong and (mixed or match["word"])):
        return None
    family = family_of(name, codes)
    is_unknown = match["mark"] in (":", "=") and looks_like_one(name, codes) and bool(match["rest"].strip())
    return _Line(family, match["rest"], adds) if family or is_unknown else None
