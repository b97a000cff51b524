"""The choices of a closed question with every word that means one: label, aliases, acronym."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from questionnaires.model import Choice
from questionnaires.values.words import folded, squeezed

SMALL_WORDS = frozenset(
    (*("de", "du", "des", "d", "la", "le", "les", "l", "et", "en", "a", "au", "aux"), *("pour", "un", "une", "sur"))
)
_MARK = re.compile(r"(?P<empty>☐|□|\[ ?\])|☒|☑|✓|✔|✗|✘|\[ ?[xX] ?\]")


@dataclass(frozen=True)
class Option:
    """One choice and the folded words that mean it."""

    label: str
    words: tuple[str, ...]


def options_of(choices: Sequence[Choice]) -> list[Option]:
    """The choices with their words; an acronym that two share means neither."""
    acronyms = [_acronym(choice.label) for choice in choices]
    options = []
    for choice, acronym in zip(choices, acronyms, strict=True):
        words = [core(choice.label), *(core(alias) for alias in choice.aliases)]
        if acronym and acronyms.count(acronym) == 1:
            words.append(acronym)
        if "(" in choice.label:
            words.append(core(re.sub(r"\([^)]*\)", " ", choice.label)))
        options.append(Option(choice.label, tuple(dict.fromkeys(word for word in words if word))))
    return options


def _acronym(label: str) -> str:
    """« Établissement de santé » gives « es »; one word has none."""
    words = [word for word in re.findall(r"\w+", folded(label)) if word not in SMALL_WORDS]
    return "".join(word[0] for word in words) if len(words) > 1 else ""


def core(text: str) -> str:
    """The folded text without the marks around it and without a tick."""
    low = squeezed(folded(_MARK.sub(" ", text)))
    return low.strip(' .!;:,"«»*_•-')


def ticked(text: str) -> str:
    """What stands at the ticked boxes (« ☒ Oui ☐ Non »); the text itself where no box is left empty."""
    marks = list(_MARK.finditer(text))
    if not any(mark["empty"] for mark in marks):
        return text
    first = _MARK.match(text.lstrip()) is not None
    edges = [mark.end() for mark in marks] if first else [0, *(mark.end() for mark in marks)]
    ends = [*(mark.start() for mark in marks[1:]), len(text)] if first else [mark.start() for mark in marks]
    spans = zip(marks, edges, ends, strict=False)
    return "\n".join(text[start:end].strip() for mark, start, end in spans if not mark["empty"])


def exact(options: Sequence[Option], low: str) -> str:
    """The label that these folded words mean, or ""."""
    return next((option.label for option in options if low in option.words), "")


def all_words(options: Sequence[Option]) -> list[tuple[str, str]]:
    """Each label with each of its words."""
    return [(option.label, word) for option in options for word in option.words]


def word_pattern(word: str) -> re.Pattern[str]:
    """Finds these words where no other letter touches them."""
    return re.compile(rf"(?<!\w){re.escape(word)}(?!\w)")
