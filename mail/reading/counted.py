"""Numbers in running text: « 45 établissements engagés, 320 professionnels formés » where several numbers are asked.

A number directly before the full title of a question that wants one answers it; before its first word it is suggested.
"""

from __future__ import annotations

import re
from functools import lru_cache

from mail.reading.keyed import Entry, Keyed
from mail.reading.letters import ByIdentity, identity
from mail.reading.lines import straight
from mail.reading.titles import words_in
from questionnaires.model import Kind, Questionnaire

_NUMBER = re.compile(r"(?<![\w.,/-])\d{1,3}(?:[ .\u00a0\u202f]\d{3})+(?![\d,])|(?<![\w.,/-])\d+(?:,\d+)?(?=\s)")
_DIGIT = re.compile(r"\d")
_SENTENCE = re.compile(r"(?<=[\w%»)]{3}[.!?])\s+(?=[\dA-ZÀ-Ý])|\s*;\s+")
_DOUBT = re.compile(
    r"\b(?:ne|n'|pas|plus|moins|au lieu|contre|mais|sauf|objectifs?|pr[ée]vue?s?|cible|vis[ée]e?s?)\b", re.I
)
_LONGEST = 1_000
_MOST = 30_000  # characters: more is no mail that somebody typed


def counted(lines: list[str], questionnaire: Questionnaire) -> Keyed | None:
    """The numbers of at least two questions, each with its words up to the next number; None where there are not two.

    What stands in sentences without any stays in `before`. Entries that only suggest are `collapsed`.
    """
    names = _numbers_asked(identity(questionnaire))
    if len(names) < 2 or sum(map(len, lines)) > _MOST:
        return None
    if sum(len(_NUMBER.findall(line)) for line in lines if line and _DIGIT.search(line)) < 2:
        return None
    result = Keyed([], [])
    for line in lines:
        for sentence in _SENTENCE.split(line) if len(line) < _LONGEST else [line]:
            found = _clauses(sentence, names) if len(sentence) < _LONGEST else []
            if found and _DOUBT.search(straight(sentence)):
                return None
            result.entries += found
            if not found:
                result.before.append(sentence)
    codes = [entry.codes[0] for entry in result.entries]
    return result if len(codes) > 1 and len(codes) == len(set(codes)) else None


def _clauses(sentence: str, names: dict[str, tuple[str, ...]]) -> list[Entry]:
    heads: list[tuple[int, str, bool]] = []
    for number in _NUMBER.finditer(sentence):
        words = tuple(word for word, _ in words_in(sentence[number.end() : number.end() + 80]))
        whole = [code for code, name in names.items() if words[: len(name)] == name]
        meant = whole or [code for code, name in names.items() if words[:1] == name[:1]]
        if len(meant) == 1:
            heads.append((number.start(), meant[0], bool(whole)))
    if not heads:
        return []
    # what stands before the first number belongs to it: « Nous avons 45 établissements »
    starts = [0, *(start for start, _, _ in heads[1:])]
    return [
        Entry((code,), [_trimmed(sentence[start:end])], how="count", collapsed=not whole)
        for start, end, (_, code, whole) in zip(starts, [*starts[1:], len(sentence)], heads, strict=True)
    ]


def _trimmed(clause: str) -> str:
    clause = re.sub(r"^\W*(?:bonjour|bonsoir|madame|monsieur)\b[\s,]*", "", clause, flags=re.I)
    return re.sub(r"[\s,;]+(?:et|puis|ainsi que|dont|soit)?\s*$", "", clause.rstrip(" ,;."), flags=re.I)


@lru_cache(maxsize=16)
def _numbers_asked(key: ByIdentity) -> dict[str, tuple[str, ...]]:
    """The words of the title of each question that wants a number, where they are more than one."""
    found: dict[str, tuple[str, ...]] = {}
    for question in key.value.questions():
        if question.kind is Kind.NUMBER and not question.optional:
            name = tuple(word for word, _ in words_in(question.short or question.text))
            if len(name) > 1:
                found[question.code] = name
    return found
