"""Answers that name their question by its words: « Le PNSP, un levier ? Oui », « Établissements engagés : 45 ».

The question's own text or its title, as far as it is told from all the others; what fits several is only suggested.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from mail.reading.keyed import Entry, Keyed
from mail.reading.letters import identity
from mail.reading.lines import straight
from mail.reading.strung import split_letters
from mail.reading.titles import MOST_SUGGESTED, Names, names_of, words_in
from questionnaires.model import Questionnaire

_LONGEST_HEAD = 400
_MOST_CUT = 60_000  # characters whose lines are cut at their sentences: more is no mail that somebody typed
_ENUMERATED = re.compile(r"^\W{0,4}(?:(?:\d{1,2}|[a-zA-Z]|[IVX]{2,4}|[ivx]{2,4})\s?[.)/°-]+\s+)?")
_SIGN = re.compile(r"[\s»\"”)\]*_]*(?:[:：=→?|\t…]|\.{3,}|_{3,}|[–—-](?=\s)|->|=>)[\s:：=→?|»–—-]*")
# « Le nombre de séances est de 12. »
_STATING = (" est ", " sont ", "était ", "lève")
_STATES = re.compile(
    r"^(?P<head>[^\d:;.!?]{4,120}?)\s+(?:est|sont|[ée]tait|s['’][ée]l[èe]ve(?:nt)?)\s+(?:bien\s+)?"
    r"(?:(?:de|[àa]|au nombre de)\s+|d['’])?(?=(?:(?:environ|près de)\s)?[~≈<>]?\s?\d[\d .,\u00a0\u202f]*"
    r"(?:%|[^\W\d]+)?(?:\s[^\W\d]+)?\s*(?:\(|[.;,]?\s*$))"
)
_AT_END = re.compile(r"[\s»\"”)\]*_.]*$")
# in front of a title, a comma ends it: « Concernant les propositions à compter de 2018, nous … »
_ABOUT = re.compile(
    r"^\W{0,3}(?:(?:et|puis|ensuite|enfin) )?(?:pour|concernant|sur|s'agissant d|quant [àa]|en ce qui concerne"
    r"|en mati[èe]re d|au (?:sujet|titre|niveau) d|[àa] propos d)",
    re.I,
)
_COMMA = re.compile(r"[\s»\"”)]*,\s*")
_SENTENCES = re.compile(r"(?<=[.!?])\s+(?=[A-ZÀ-Ý])|\s*;\s+")
_LISTED = re.compile(r"\s*[,;/]\s+")
_BETWEEN_LABELS = re.compile(r"\s*[;/]\s+|\s*,\s+|\s+et\s+(?=[^\W\d])")
_NUMBER_BEHIND = re.compile(r"(?<=[^\W\d])\s+(?=\d)")
_SPLITS = re.compile(r"\s?[:：=→?|\t]|\s[–—-](?=\s)")
_ITEM = re.compile(r"^\s*[-•–*▪]\s+(?=\w)")
_COLON = re.compile(r"\s?[:：=→]")  # a dash may stand in a signature: « ARS – Direction … »


@dataclass(frozen=True)
class _Head:
    """The words at a line's start that name questions, and what stands behind them. `sure`: exactly their words."""

    codes: tuple[str, ...]
    rest: str
    sure: bool


def worded(lines: list[str], questionnaire: Questionnaire, around: tuple[str, ...] = ()) -> Keyed:
    """Split these lines where they name a question by its words; `unsure` when nothing but a likeness says so.

    `around`: the codes that stand open between, where the lines stand below a key that several share.
    """
    names = names_of(identity(questionnaire))
    result = Keyed([], [])
    exact = 0
    listed = False
    if sum(map(len, lines)) < _MOST_CUT:
        lines = [piece for line in lines for piece in _apart(line, names)]
    at = 0
    while at < len(lines):
        head, taken = _head(lines, at, names)
        if head is None and around:
            bare = _ITEM.sub("", lines[at], count=1)
            # below a heading a list may be of our titles; below an answer it is its own
            said = result.entries[-1].lines if result.entries else result.before
            below = bare == lines[at] or listed or not "".join(said).strip()
            head = _among(bare, names, around) if below else None
            listed = head is not None and bare != lines[at]
        elif head is not None and len(head.codes) > 1:
            # « Axe 1 – ARS : … », and « Axe 1 – ARS » above its answer
            head = _among(head.rest, names, head.codes) or _label(head.rest, names, head.codes) or head
        at += max(taken, 1)
        if head is None:
            (result.entries[-1].lines if result.entries else result.before).append(lines[at - 1])
            continue
        codes = tuple(code for code in head.codes if code in around) or head.codes
        if len(codes) > 1 and not head.rest:
            around = codes  # « Axe 1 », above « à l’initiative de l’ARS »
        exact += head.sure and len(codes) == 1
        entry = Entry(codes, [head.rest] if head.rest else [], how="title", collapsed=len(codes) > 1)
        if result.entries and result.entries[-1].collapsed and not "".join(result.entries[-1].lines).strip():
            result.entries.pop()
        result.entries.append(entry)
    result.unsure = bool(result.entries) and not exact and sum(not e.collapsed for e in result.entries) < 2
    return result


def _apart(line: str, names: Names) -> list[str]:
    """« Médicament 4 / chirurgie 5 » cut where every piece names a question of its own; else the line."""
    pieces = _LISTED.split(line, maxsplit=20) if len(line) < 1000 else [line]
    if len(pieces) < 2:
        return _by_sentence(line, names)
    pieces = [_NUMBER_BEHIND.sub(" : ", piece, count=1) if ":" not in piece else piece for piece in pieces]
    heads = [_head([piece], 0, names)[0] for piece in pieces]
    named = [head.codes for head in heads if head is not None and len(head.codes) == 1 and head.rest]
    sure = sum(head.sure for head in heads if head is not None) > 1
    return pieces if sure and len(named) == len(pieces) == len(set(named)) else _by_sentence(line, names)


def _by_sentence(line: str, names: Names) -> list[str]:
    """« Concernant l’axe 1, … . Pour l’axe 2, … » cut before each sentence that names one more question."""
    pieces = _SENTENCES.split(line, maxsplit=20) if 20 < len(line) < 2000 else [line]
    if len(pieces) < 2:
        return [line]
    heads = [_head([piece], 0, names)[0] for piece in pieces]
    named = [head.codes if head is not None and head.rest and len(head.codes) == 1 else () for head in heads]
    codes = [code for codes in named for code in codes]
    sure = any(head is not None and head.sure for head in heads)
    if len(codes) < 2 or len(codes) > len(set(codes)) or not sure:
        return [line]
    lines, at = [pieces[0]], len(pieces[0])
    for piece, found in zip(pieces[1:], named[1:], strict=True):
        start = line.index(piece, at)
        if found:
            lines.append(piece)
        else:
            lines[-1] += line[at:start] + piece
        at = start + len(piece)
    return lines


def _among(line: str, names: Names, around: tuple[str, ...]) -> _Head | None:
    """« Autres : néant », behind a heading that these share: the first word that is one title's alone."""
    sign = _COLON.search(line[:60]) if line[:1].isalpha() else None  # no item of a list
    words = [word for word, _ in words_in(line[: sign.start()])] if sign else []
    if sign is None or not words or not re.search(r"\w", line[sign.end() :]):
        return None
    titles = [(code, title) for code, title in names.written if code in around]
    shared = set.intersection(*(set(title) for _, title in titles)) if titles else set[str]()
    named = {code for code, title in titles if [word for word in title if word not in shared][: len(words)] == words}
    return _Head((named.pop(),), line[sign.end() :].lstrip(" :?|»"), False) if len(named) == 1 else None


def _label(rest: str, names: Names, around: tuple[str, ...]) -> _Head | None:
    words = len(rest.split()) if 0 < len(rest) < 60 and rest[-1:] not in ".,;!?" else 9
    found = _among(f"{rest} : x", names, around) if words < 6 and not _COLON.search(rest) else None
    return _Head(found.codes, "", False) if found else None


def split_below(lines: list[str], codes: tuple[str, ...], questionnaire: Questionnaire) -> list[Entry] | None:
    """What stands below a key that several questions share, as an answer to each; None where it cannot be told."""
    rest = _without_heading(lines, codes, questionnaire)
    return split_letters(rest, codes) or split_labels(lines, codes, questionnaire)


def _without_heading(lines: list[str], codes: tuple[str, ...], questionnaire: Questionnaire) -> list[str]:
    """The lines without a first one that only repeats words of these questions: « 1) Information du patient »."""
    names = names_of(identity(questionnaire))
    first = next((number for number, line in enumerate(lines) if line.strip()), len(lines))
    words = {word for word, _ in words_in(lines[first][:_LONGEST_HEAD])} if first < len(lines) else set[str]()
    asked = [text | title for code, text in names.texts for of, title in names.titles if code == of and code in codes]
    return lines[first + 1 :] if words and any(words <= told for told in asked) else lines


def split_labels(lines: list[str], codes: tuple[str, ...], questionnaire: Questionnaire) -> list[Entry] | None:
    """« I5 : médicament 4, chirurgie 5 » as answers to I5a and I5b, where each piece names one of theirs; else None."""
    names = names_of(identity(questionnaire))
    said = [line for line in lines if line.strip()]
    pieces = _BETWEEN_LABELS.split(said[0], maxsplit=20) if len(said) == 1 and len(said[0]) < 1000 else []
    heads = [_among(_NUMBER_BEHIND.sub(" : ", piece, count=1), names, codes) for piece in pieces]
    sure = [head for head in heads if head is not None]
    if 1 < len(heads) == len(sure) == len({head.codes for head in sure}):
        return [Entry(head.codes, [head.rest], how="title") for head in sure]
    found = worded([line for line in lines if line.strip()], questionnaire, codes)
    named = [code for entry in found.entries for code in entry.codes]
    apart = len(named) > 1 and len(named) == len(set(named)) == len(found.entries)
    if apart and set(named) <= set(codes) and not "".join(found.before).strip():
        return found.entries
    return None


def _head(lines: list[str], at: int, names: Names) -> tuple[_Head | None, int]:
    line = _ENUMERATED.sub("", lines[at], count=1)
    if not line or len(line) > 4000:
        return None, 1
    if any(map(line.__contains__, _STATING)):
        line = _STATES.sub(r"\g<head> : ", line, count=1)
    opener = next(words_in(line[:_LONGEST_HEAD]), None)
    if opener is None:
        return None, 1
    called = names.openers.get(opener[0], ())
    first = list(words_in(line[:_LONGEST_HEAD])) if called else []
    for name in called:
        joined, count, words = line, 1, first
        # a question copied from our letter may stand on several lines
        while (
            name in names.whole
            and len(words) < len(name)
            and count < 6
            and at + count < len(lines)
            and lines[at + count].strip()
        ):
            if tuple(word for word, _ in words) != name[: len(words)]:
                break
            joined = f"{joined} {lines[at + count].strip()}"
            count += 1
            words = list(words_in(joined[: 3 * _LONGEST_HEAD]))
        if tuple(word for word, _ in words[: len(name)]) != name:
            continue
        end = words[len(name) - 1][1]
        behind = joined[end:]
        sign = _SIGN.match(behind)
        if sign is None and behind.lstrip('»"”) ').startswith(",") and _ABOUT.match(straight(line)):
            rest = _COMMA.sub("", behind, count=1)
            return _Head(names.exact[name], rest.strip(), len(name) > 1), count
        if sign or _AT_END.match(behind) or (name in names.whole and len(name) >= 4) or re.match(r"\s+\d", behind):
            if sign is None and _AT_END.match(behind) and len(name) < 2:
                continue  # one word alone on a line is no heading
            rest = behind[sign.end() :] if sign else behind.lstrip(" .")
            return _Head(names.exact[name], rest.strip(), True), count
    return _alike(line, names), 1


def _alike(line: str, names: Names) -> _Head | None:
    """A label of some words of one title (or of most of one text), before a sign."""
    for sign in _SPLITS.finditer(line[:120]):
        head, rest = line[: sign.start()], line[sign.end() :].lstrip(" :?|»")
        words = frozenset(word for word, _ in words_in(head))
        if not words or len(words) > 12 or not re.search(r"\w", rest):
            continue
        by_title = [code for code, title in names.titles if words <= title]
        if len(set(by_title)) == 1:
            covers = any(2 * len(words) >= len(title) for code, title in names.titles if words <= title)
            only = sum(words <= text for _, text in names.texts) <= 1
            if covers or only:
                return _Head((by_title[0],), rest, len(words) > 1)
        elif 1 < len(set(by_title)) <= MOST_SUGGESTED and len(words) > 1:
            return _Head(tuple(dict.fromkeys(by_title)), rest, False)
        by_text = [code for code, text in names.texts if len(words) > 2 and words <= text]
        if len(by_text) == 1:
            return _Head((by_text[0],), rest, False)
    return None
