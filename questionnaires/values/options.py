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
_MARK = re.compile(r"(?P<empty>☐|□|\[[ _.]{0,3}\]|\([ _.]{0,3}\))|☒|☑|✓|✔|✗|✘|\[ ?[xX] ?\]|\( ?[xX] ?\)")
_BULLETS = " \t\n-–•*"
# A cross before or behind a choice that stands alone on its line.
_CROSS = re.compile(r"\W*[xX]\s+(?P<behind>.+)|(?P<before>.+?)[\s:]+[xX]\W*")
# What makes less, or the contrary, of a « tout à fait » in front of it.
_LIMITS = re.compile(
    r"\b(?:mais|sauf|oui|non|pas|aucune?s?|jamais|rien|ni|hors|hormis|exception|except\w+|verifier|confirmer|partie"
    r"|partiel\w*|cours)\b"
)
_EACH = re.compile(r"(?P<label>[^:=()]{2,120}?)\s*[:=(]?\s*\b(?P<said>oui|non|x|pas)\b\s*\)?", re.I)
# What is said for yes and for no, as a whole answer.
_YES = frozenset(
    (*("absolument", "affirmatif", "bien entendu", "bien sur", "c'est le cas", "certainement", "effectivement"),
     *("bien evidemment", "c'est exact", "c'est vrai", "evidemment", "naturellement", "vrai", "oui oui"),
     *("en effet", "exact", "exactement", "oui bien sur", "oui tout a fait", "ouais", "tout a fait",
       "yes"))
)  # fmt: skip
_NO = frozenset(
    (*("absolument pas", "aucunement", "bien sur que non", "ce n'est pas le cas", "jamais", "negatif", "nullement"),
     *("c'est faux", "certainement pas", "faux", "non non", "surement pas"),
     *("nan", "no", "nope", "non jamais", "non pas du tout", "pas du tout"))
)  # fmt: skip
# « non » only where no other choice may be nearer.
_NOT_NOW = frozenset(
    ("non pas encore", "pas a ce jour", "pas a ce stade", "pas encore", "pas pour l'instant", "pas pour le moment")
)
_HARDLY = frozenset(
    ("non pas vraiment", "pas vraiment", "non pas a ma connaissance", "non pas a notre connaissance",
     "pas a ma connaissance", "pas a notre connaissance")
)  # fmt: skip
_SIGNS = {
    "oui": "\u2611\u2705\u2713\u2714\U0001f44c\U0001f44d\U0001f197",
    "non": "\u274c\u274e\U0001f44e\u26d4\U0001f6ab",
}
_SKIN = re.compile("[\ufe0e\ufe0f\U0001f3fb-\U0001f3ff\\s.!]")
_PARTLY = frozenset(("en partie", "partiellement", "pour partie"))


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
        if not _PARTLY.isdisjoint(words):
            words += [*_PARTLY, *(f"oui {word}" for word in sorted(_PARTLY))]
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


def ticked(options: Sequence[Option], text: str) -> str:
    """What stands at the ticked boxes (« ☒ Oui ☐ Non »); the text itself where no box is left empty."""
    marks = list(_MARK.finditer(text))
    if not any(mark["empty"] for mark in marks):
        return text if marks else _crossed(options, text)
    if all((mark["empty"] or "").startswith("(") for mark in marks):
        return text  # round brackets with nothing in them are boxes only beside a ticked one
    first = _MARK.match(text.lstrip(_BULLETS)) is not None
    edges = [mark.end() for mark in marks] if first else [0, *(mark.end() for mark in marks)]
    ends = [*(mark.start() for mark in marks[1:]), len(text)] if first else [mark.start() for mark in marks]
    spans = zip(marks, edges, ends, strict=False)
    return "\n".join(text[start:end].strip(_BULLETS) for mark, start, end in spans if not mark["empty"])


def _crossed(options: Sequence[Option], text: str) -> str:
    """Of several lines, each one choice, those with a cross (« X Oui », below it « Non »); else the text itself."""
    lines = [line for line in text.splitlines() if line.strip()]
    chosen = [found["behind"] or found["before"] for line in lines if (found := _CROSS.fullmatch(line))]
    others = [line for line in lines if not _CROSS.fullmatch(line)]
    if not chosen or not others or not all(exact(options, core(line)) for line in (*chosen, *others)):
        return text
    return "\n".join(chosen)


def signed(options: Sequence[Option], text: str) -> str:
    """The label of yes or no that a sign alone says (« 👍 », « ❌ »), or ""."""
    sign = _SKIN.sub("", text) if len(text) < 12 else ""
    said = next((word for word, signs in _SIGNS.items() if sign and set(sign) <= set(signs)), "")
    return exact(options, said) if said else ""


def each_told(options: Sequence[Option], text: str) -> list[str] | None:
    """The labels that are said yes to where each piece says it of one: « Formation : oui, Audit : non »; else None."""
    pieces = [found for piece in re.split(r"[,;\n/|]+", text) if (found := _EACH.fullmatch(piece.strip(" .")))]
    if len(pieces) < 2 or len(pieces) != sum(1 for piece in re.split(r"[,;\n/|]+", text) if re.search(r"\w", piece)):
        return None
    told = [(exact(options, core(piece["label"])), folded(piece["said"])) for piece in pieces]
    return [label for label, said in told if said[0] in "ox"] if all(label for label, _ in told) else None


def meant(options: Sequence[Option], low: str) -> tuple[str, bool]:
    """The label of yes or no that is said in other words, or "", and whether it is only nearly so."""
    yes, no = exact(options, "oui"), exact(options, "non")
    if not yes or not no:
        return "", False
    opening = re.split(r"\s*[,:;.(!]\s*", low, maxsplit=1)[0]
    rest = low[len(opening) :]
    if _LIMITS.search(rest):
        return "", False
    if opening in _YES:
        return yes, False
    if opening in _NO:
        return no, False
    if opening in _NOT_NOW | _HARDLY and all(option.label in (yes, no) for option in options):
        return no, opening in _HARDLY
    return "", False


def exact(options: Sequence[Option], low: str) -> str:
    """The label that these folded words mean, or ""."""
    return next((option.label for option in options if low in option.words), "")


def all_words(options: Sequence[Option]) -> list[tuple[str, str]]:
    """Each label with each of its words."""
    return [(option.label, word) for option in options for word in option.words]


def word_pattern(word: str) -> re.Pattern[str]:
    """Finds these words where no other letter touches them."""
    return re.compile(rf"(?<!\w){re.escape(word)}(?!\w)")
