"""What each question may be called: its text, its titles and their parts, as the words that tell it from the others."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from mail.reading.letters import ByIdentity, identity
from questionnaires.model import Questionnaire

MOST_SUGGESTED = 4
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")
_ELIDED = re.compile(r"^(?:[ldjmnstc]|qu|jusqu|lorsqu)['’](?=\w)")
# words that tell no question from another
# fmt: off
_SMALL = frozenset({
    "le", "la", "les", "un", "une", "des", "de", "du", "au", "aux", "a", "en", "et", "ou", "pour", "par", "sur",
    "dans", "avec", "vous", "votre", "vos", "nous", "notre", "nos", "ce", "cet", "cette", "ces", "ma", "mon", "mes",
    "question", "questions", "reponse", "reponses", "rubrique", "partie", "point", "item", "section", "theme",
    "volet", "titre", "sujet", "concernant", "sagissant", "quant", "niveau", "part", "nombre", "nb", "nbre", "total",
    "ete", "ont", "sont", "est", "il", "elle", "se", "qui", "que", "concerne", "propos", "matiere", "agissant",
})
# fmt: on
_SEGMENTS = re.compile(r"\s?[:–—]\s|,\s")


@dataclass
class Names:
    """What each question may be called. `exact`: significant words to codes; `titles`, `texts`: words per code."""

    exact: dict[tuple[str, ...], tuple[str, ...]] = field(default_factory=dict)
    openers: dict[str, list[tuple[str, ...]]] = field(default_factory=dict)  # first word -> names, longest first
    whole: set[tuple[str, ...]] = field(default_factory=set)  # those that are a question's full text
    titles: list[tuple[str, frozenset[str]]] = field(default_factory=list)
    written: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)  # the words of titles in their order
    texts: list[tuple[str, frozenset[str]]] = field(default_factory=list)
    optional: frozenset[str] = frozenset()
    order: tuple[str, ...] = ()


def mentioned(text: str, questionnaire: Questionnaire) -> tuple[str, ...]:
    """The codes of the questions whose title or text, two words at least, stands in this text."""
    names = names_of(identity(questionnaire))
    words = [word for word, _ in words_in(text[:5000])]
    found: dict[str, None] = {}
    for at in range(len(words) - 1):
        for name in names.openers.get(words[at], ()):
            if len(name) > 1 and tuple(words[at : at + len(name)]) == name and len(names.exact[name]) == 1:
                found[names.exact[name][0]] = None
                break
    return tuple(code for code in names.order if code in found)


def words_in(text: str) -> Iterator[tuple[str, int]]:
    """The words that tell one question from another, without accents and plural, and where each ends."""
    for found in _WORD.finditer(text):
        word = _stem(found[0])
        if word:
            yield word, found.end()


@lru_cache(maxsize=16384)
def _stem(word: str) -> str:
    """A word without accents, elision and plural; "" for one that tells nothing."""
    plain = "".join(c for c in unicodedata.normalize("NFD", word.casefold()) if not unicodedata.combining(c))
    plain = _ELIDED.sub("", plain.replace("œ", "oe"))
    if plain in _SMALL or plain.replace("'", "") in _SMALL or (len(plain) < 2 and not plain.isdigit()):
        return ""
    return plain[:-1] if len(plain) > 3 and plain[-1] in "sx" else plain


@lru_cache(maxsize=16)
def names_of(key: ByIdentity) -> Names:
    names = Names()
    questions = list(key.value.questions())
    names.order = tuple(question.code for question in questions)
    names.optional = frozenset(question.code for question in questions if question.optional)
    alone = {section.questions[0].code: section.title for section in key.value.sections if len(section.questions) == 1}
    called: dict[tuple[str, ...], dict[str, None]] = {}
    for question in questions:
        text = tuple(word for word, _ in words_in(question.text))
        names.whole.add(text)
        first = re.split(r"(?<=\?)\s", question.text)[0]
        written = [question.text, first, question.short, alone.get(question.code, "")]
        titles = [title for title in (question.short, alone.get(question.code, "")) if title]
        if len(text) <= 8:
            titles.append(question.text)
        pieces = [piece for title in titles for piece in _SEGMENTS.split(title)] if not question.optional else []
        for one in [*written, *pieces]:
            if name := tuple(word for word, _ in words_in(one)):
                called.setdefault(name, {})[question.code] = None
        if not question.optional:
            names.written += [(question.code, tuple(word for word, _ in words_in(title))) for title in titles]
            names.titles += [(question.code, frozenset(words)) for _, words in names.written[-len(titles) :] if titles]
            names.texts.append((question.code, frozenset(text)))
    for name, codes in called.items():
        if len(codes) <= MOST_SUGGESTED:
            names.exact[name] = tuple(codes)
            names.openers.setdefault(name[0], []).append(name)
    for found in names.openers.values():
        found.sort(key=len, reverse=True)
    return names
