"""Reads the answer to a closed question, by label, acronym, number or near spelling; two equally near: a question."""

from __future__ import annotations

import re
from collections.abc import Sequence

from rapidfuzz import fuzz

from questionnaires.model import Choice
from questionnaires.understood import Understood
from questionnaires.values.options import (
    SMALL_WORDS,
    Option,
    all_words,
    core,
    each_told,
    exact,
    meant,
    options_of,
    signed,
    ticked,
    word_pattern,
)
from questionnaires.values.places import placed
from questionnaires.values.words import composed, folded, squeezed

_MOST_LETTERS = 1000
_NEAR = 82.0  # of 100: one slip in six letters
_APART = 6.0  # how much nearer the first must be than the second
_NUMBER = re.compile(
    r"(?:(?:le |la )?(?:choix|reponse|option|case|proposition|numero|n°|no)\s*(?:n°)?\s*)?(\d{1,2})\s*[.)°]?"
)
_EXPLICIT_NUMBER = re.compile(
    r"(?:(?:le |la )?(?:choix|reponse|option|case|proposition|numero|n°|no)\s*(?:n°)?\s*)(\d{1,2})|(\d{1,2})\s*[.)]"
)
_ORDINALS = {
    "premier": 1,
    "premiere": 1,
    "deuxieme": 2,
    "second": 2,
    "seconde": 2,
    "troisieme": 3,
    "quatrieme": 4,
    "cinquieme": 5,
    **{f"{place}{end}": place for place in range(2, 6) for end in ("e", "eme")},
    **dict.fromkeys(("1er", "1re", "1ere"), 1),
}
_ORDINAL = re.compile(r"(?:(?:le|la|l') ?)?(" + "|".join(_ORDINALS) + r")(?: (?:choix|reponse|option|proposition))?")
_OTHER = re.compile(r"(?:\(?autres?\)?)(?:\s*(?:[:(,-]|a preciser|preciser)\s*)+(?P<what>.+?)\)?", re.DOTALL)
_OTHER_BARE = re.compile(r"autres?")
_WHICH_OTHER = "Vous avez choisi « autre » : pouvez-vous préciser ?"
_ALL = re.compile(r"(?:tous|toutes|tout|l'ensemble|tous les (?:\w+)|toutes les (?:\w+))(?: ces? \w+)?")
_BOTH = re.compile(r"(?:tous |toutes )?les (?:deux|2)")
_NONE = re.compile(r"\b(?:aucune?|ni|pas|sauf|hormis|excepte|ne|n)\b")
_NUANCE = re.compile(
    r"\b(?:plutot|partiellement|en partie|globalement|pas tout a fait|a priori|sans doute|probablement|assez|un peu"
    r"|peut-etre)\b"
)
_SEPARATORS = re.compile(r"\s*(?:[,;/\n•+&|]|\bet\b|\bou\b|(?:^|\s)-\s)\s*")
_FILLERS = re.compile(
    r"^(?:c'est|plutot|les?|la|l'|des?|du|nos|notre|secteurs?|en|ainsi que|surtout|principalement)(?:(?<=')|\b)\s*"
)


def is_a_choice(choices: Sequence[Choice], text: str) -> bool:
    """Is the whole text the label, an alias or the acronym of one choice?"""
    return len(text) <= _MOST_LETTERS and bool(exact(options_of(choices), core(text)))


def understand_choice(choices: Sequence[Choice], other: bool, text: str) -> Understood:
    """One choice, as a list of one label; or one question back."""
    if len(text) > _MOST_LETTERS:
        return _which(choices)
    options = options_of(choices)
    if label := signed(options, text):
        return Understood(value=[label])
    text = ticked(options, text)
    low = core(text)
    if label := exact(options, low):
        return Understood(value=[label])
    if (numbered := _numbered(options, low)) is not None:
        return numbered
    if free := _other(other, text):
        return free
    if label := _after_the_list(options, low):
        return Understood(value=[label])
    label, nearly = meant(options, low)
    if label:
        return Understood(value=[label], approximate=nearly)
    nuance = _NUANCE.search(low) is not None
    said = _told(options, low)
    if len(said) == 1:
        rest = low
        for word in _option(options, said[0]).words:
            rest = word_pattern(word).sub(" ", rest)
        if _NONE.search(rest) and not re.match(r"\W*(?:mais|:|,|\(|\.|;|-|car|parce)", rest):
            return Understood(ask=f"Voulez-vous bien répondre « {said[0]} » ? (vous avez écrit « {_short(text)} »)")
        return Understood(value=[said[0]], approximate=nuance)
    if len(said) > 1:
        first = _leading(options, low)
        if first and not nuance and not re.search(r"\bet\b|/|\bou\b|\bmais\b", _without(options, low)):
            return Understood(value=[first])
        return Understood(ask=_between_several(said))
    near = _near(options, low)
    if len(near) == 1:
        return Understood(value=[near[0]])
    if len(near) > 1:
        return Understood(ask=_between_several(near))
    return _which(choices)


def understand_choices(choices: Sequence[Choice], other: bool, text: str) -> Understood:
    """Several choices, in the order of the question; or one question back."""
    if len(text) > _MOST_LETTERS:
        return _which(choices)
    options = options_of(choices)
    text = ticked(options, text)
    low = core(text)
    if label := exact(options, low):
        return Understood(value=[label])
    if told := each_told(options, text):
        return Understood(value=[option.label for option in options if option.label in told])
    if other and _OTHER_BARE.fullmatch(low):
        return Understood(ask=_WHICH_OTHER)
    if _ALL.fullmatch(low) or (_BOTH.fullmatch(low) and len(options) == 2):
        return Understood(value=[option.label for option in options])
    if by_place := placed([option.label for option in options], low):
        return by_place
    chosen: list[str] = []
    free: list[str] = []
    whole = squeezed(composed(text).replace("\n", " ; "))
    low = core(whole)
    if other and (found := re.search(r"(?i)\bautres?\s*[:(]\s*(?P<what>[^;\s)][^;\n)]*)", whole)):
        free.append(f"Autre : {found['what'].strip(' .')}")
        low = core(whole[: found.start()] + whole[found.end() :].lstrip(")"))
    if low and _NONE.search(_without(options, low)):
        return _which(choices)
    rest = low
    for label, word in sorted(all_words(options), key=lambda pair: -len(pair[1])):
        pattern = word_pattern(word)
        if pattern.search(rest):
            rest = pattern.sub(" ; ", rest)
            if label not in chosen:
                chosen.append(label)
    for piece in _SEPARATORS.split(rest):
        piece = _FILLERS.sub("", piece.strip(" .:()-\"'«»*"))
        if not piece or piece in SMALL_WORDS:
            continue
        if other and _OTHER_BARE.fullmatch(piece):
            return Understood(ask=_WHICH_OTHER)
        numbered = _numbered(options, piece)
        if numbered is not None and isinstance(numbered.value, list):
            labels = [str(label) for label in numbered.value]
        elif numbered is not None:
            return numbered
        elif chosen and _small_print(piece):
            labels = []
        else:
            labels = _near(options, piece)
        if len(labels) > 1:
            return Understood(ask=_between_several(labels))
        if labels:
            chosen += [label for label in labels if label not in chosen]
        elif not _small_print(piece) or not chosen:
            if not other:
                return Understood(ask=f"Nous n’avons pas reconnu « {piece} ». {_possible(choices)}")
            free.append(f"Autre : {piece}")
    if not chosen and not free:
        return _which(choices)
    order = [option.label for option in options]
    return Understood(value=[*sorted(chosen, key=order.index), *free])


def _small_print(piece: str) -> bool:
    """What may stand beside a choice without being one: a nuance, a number of them, « xx »."""
    return len(piece) <= 2 or re.fullmatch(r"[\d\s.%x]+", piece) is not None or _NUANCE.fullmatch(piece) is not None


def _option(options: Sequence[Option], label: str) -> Option:
    return next(option for option in options if option.label == label)


def _numbered(options: Sequence[Option], low: str) -> Understood | None:
    """A choice by its number; where labels hold numbers themselves, only an explicit one (« choix 2 »)."""
    digits_in_labels = any(re.search(r"\d", word) for option in options for word in option.words)
    if ordinal := _ORDINAL.fullmatch(low):
        number = _ORDINALS[ordinal[1]]
    else:
        found = (_EXPLICIT_NUMBER if digits_in_labels else _NUMBER).fullmatch(low)
        if found is None:
            return None
        number = int(next(group for group in found.groups() if group))
    if 1 <= number <= len(options):
        return Understood(value=[options[number - 1].label])
    return Understood(ask=f"Il n’y a pas de choix n° {number} : les choix vont de 1 à {len(options)}.")


def _other(other: bool, text: str) -> Understood | None:
    if not other:
        return None
    whole = squeezed(composed(text)).strip(" .")
    found = _OTHER.fullmatch(folded(whole))
    if found is not None:
        return Understood(value=[f"Autre : {whole[found.start('what') : found.end('what')]}"])
    if _OTHER_BARE.fullmatch(folded(whole)):
        return Understood(ask=_WHICH_OTHER)
    return None


def _told(options: Sequence[Option], low: str) -> list[str]:
    """The choices whose words stand in the text, longest words first so that « plutôt oui » is not « oui »."""
    said: list[str] = []
    rest = low
    words = [
        *all_words(options),
        *((label, turned) for label, word in all_words(options) if (turned := _turned(word))),
    ]
    for label, word in sorted(words, key=lambda pair: -len(pair[1])):
        pattern = word_pattern(word)
        if len(word) > 1 and pattern.search(rest):
            rest = pattern.sub(" ; ", rest)
            if label not in said:
                said.append(label)
    return said


def _after_the_list(options: Sequence[Option], low: str) -> str:
    """The choice that follows all of them written again: « oui/non : oui »."""
    listed, _, chosen = low.rpartition(":")
    return exact(options, chosen.strip()) if len(_told(options, listed)) == len(options) > 1 else ""


def _turned(word: str) -> str:
    """« plutot oui » for « oui plutot »."""
    parts = word.split()
    return f"{parts[1]} {parts[0]}" if len(parts) == 2 else ""


def _leading(options: Sequence[Option], low: str) -> str:
    """The choice that the text opens with, before a full stop, comma or colon: « Non, pas encore »."""
    opening = re.split(r"\s*[,:;.(]\s*", low, maxsplit=1)[0]
    return exact(options, opening)


def _without(options: Sequence[Option], low: str) -> str:
    for _, word in sorted(all_words(options), key=lambda pair: -len(pair[1])):
        low = word_pattern(word).sub(" ", low)
    return low


def _near(options: Sequence[Option], low: str) -> list[str]:
    """The choice spelled nearly so; several when none is clearly nearer; none when nothing is near."""
    if len(low) < 4:
        return []
    scored = sorted(
        (
            (
                max(fuzz.ratio(low, word) for word in option.words if len(word) >= 3 or len(option.words) == 1),
                option.label,
            )
            for option in options
            if any(len(word) >= 3 for word in option.words)
        ),
        reverse=True,
    )
    best = [(score, label) for score, label in scored if score >= _NEAR]
    if not best:
        return _holding(options, low)
    return [label for score, label in best if best[0][0] - score < _APART]


def _holding(options: Sequence[Option], low: str) -> list[str]:
    """The choices whose words hold all of these: « médico-social » for « établissement médico-social »."""
    words = {word for word in re.findall(r"\w+", low) if word not in SMALL_WORDS}
    if not words or max(map(len, words)) < 5:
        return []
    return [o.label for o in options if any(words <= set(re.findall(r"\w+", word)) for word in o.words)]


def _between_several(labels: Sequence[str]) -> str:
    either = " ou ".join(f"« {label} »" for label in labels[:4])
    return f"Votre réponse peut vouloir dire {either} : lequel faut-il retenir ?"


def _which(choices: Sequence[Choice]) -> Understood:
    return Understood(ask=f"Nous n’avons pas reconnu votre choix. {_possible(choices)}")


def _possible(choices: Sequence[Choice]) -> str:
    listed = ", ".join(f"{number}. {choice.label}" for number, choice in enumerate(choices[:12], start=1))
    more = ", …" if len(choices) > 12 else ""
    return f"Les choix possibles sont : {listed}{more}."


def _short(text: str) -> str:
    shown = squeezed(composed(text))
    return shown if len(shown) <= 60 else shown[:59] + "…"
