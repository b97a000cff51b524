"""A button chosen by its place: « 2 », « le 2e », « la dernière », « option 1 »."""

from __future__ import annotations

import re
from dataclasses import dataclass

from questionnaires.asides import bare
from questionnaires.asking import question_offers
from questionnaires.scene import COUNTED, LONG, Mode, Scene
from questionnaires.shorthand import spelled_out
from questionnaires.values.words import folded

LAST = -1
_LONGEST, _MOST_WORDS = 60, 8  # letters, words
_RANKS = ("premier", "deuxieme", "troisieme", "quatrieme", "cinquieme", "sixieme", "septieme", "huitieme", "neuvieme")
_NUMBERS = ("un", "deux", "trois", "quatre", "cinq", "six", "sept", "huit", "neuf")
_ORDINAL: dict[str, int] = {
    **{rank: place for place, rank in enumerate(_RANKS, 1)},
    **{f"{rank}ment": place for place, rank in enumerate(_RANKS, 1)},
    **{f"{place}{end}": place for place in range(1, 10) for end in ("e", "eme", "ieme")},
    **dict.fromkeys(("1er", "1re", "1ere", "premiere", "first"), 1),
    **dict.fromkeys(("2nd", "2nde", "2d", "2de", "second", "seconde"), 2),
    **dict.fromkeys(("dernier", "derniere", "last"), LAST),
}
_CARDINAL: dict[str, int] = {
    **{str(place): place for place in range(1, 13)},
    **{word: place for place, word in enumerate(_NUMBERS, 1)},
    "une": 1,
}
# a question that a rank may answer
_WHICH = re.compile(r"\b(?:l[ae]?quel\w*|lesquel\w*|quel\w*|rang|ordre|priorit\w*|premier\w*|place|position|niveau)\b")
# What makes a number the number of a button, and what may stand around it.
_POINTS = frozenset(("le", "la", "l", "numero", "no", "nr", "n", "option", "bouton", "choix", "proposition", "reponse"))
# fmt: off
_AROUND = frozenset(
    (
        "c", "est", "je", "j", "prends", "prend", "choisis", "prefere", "veux", "dirais", "vote", "opte",
        "pour", "plutot", "alors", "donc", "oui", "bon", "ok", "euh", "svp", "stp", "merci", "s", "il", "vous",
        "plait", "te", "seulement", "bien", "sur", "moi", "ca", "sera", "ce", "the", "one", "de",
    )
)
# fmt: on


@dataclass(frozen=True)
class Place:
    """The place of a button, from 1, or `LAST`. `is_number`: a number alone, which may count something."""

    at: int
    is_number: bool = False

    def among(self, count: int) -> int:
        """The place among so many, from 1; 0 where there is no such one."""
        at = count if self.at == LAST else self.at
        return at if 1 <= at <= count else 0


def place_in(text: str) -> Place | None:
    """The place that is all that these words say."""
    words = bare(text).split() if len(text) <= _LONGEST else []
    if len(words) > _MOST_WORDS:
        return None
    left = [word for word in words if word not in _POINTS and word not in _AROUND]
    if len(left) != 1:
        return None
    points = any(word in _POINTS for word in words)
    if left[0] in _ORDINAL:
        return Place(_ORDINAL[left[0]])
    at = _CARDINAL.get(left[0])
    if at is None or (not points and not left[0].isdigit()):  # « un » alone may be anything
        return None
    return Place(at, is_number=not points)


def _yes_or_no(scene: Scene, typed: str) -> str:
    """What a yes or a no to the one thing that we proposed says, or ""."""
    words = spelled_out(typed)
    if _YES.fullmatch(words):
        return scene.talk.offered[0]
    if _ONLY.fullmatch(words) and len(scene.talk.offered) > 1:
        return scene.talk.offered[1]
    return "répéter la question" if _NO.fullmatch(words) else ""


_PROPOSED = ("tout le reste", "/")  # what the button says that answers « Faut-il … ? », « Vouliez-vous … ? »
_YES = re.compile(
    r"(?:(?:oui|ok|d accord|tout a fait|exact(?:ement)?|bien sur|svp|merci|toutes?|pour (?:tout|toutes)) ?)+"
)
_NO = re.compile(r"(?:non|pas du tout|surtout pas|annule[rz]?)(?: merci)?")
_ONLY = re.compile(
    r"(?:non )?(?:juste|seulement|uniquement|que) (?:celle ci|celle la|la|cette question|ici|une|pour celle ci)"
)


def pressed(scene: Scene, typed: str) -> str:
    """What pressing the button says that these words name by its place, or "".

    A number alone counts something where a number is asked, and is an answer where none of the buttons was asked about.
    """
    if scene.talk.offered and scene.talk.offered[0].startswith(_PROPOSED) and (said := _yes_or_no(scene, typed)):
        return said
    place = place_in(typed)
    if place is None:
        return ""
    asked, offered = scene.asked, scene.talk.offered
    if place.is_number and (not offered or (asked is not None and asked.kind in COUNTED)):
        return ""
    if not offered and asked is not None and asked.kind in LONG and scene.talk.mode == Mode.ASKING:
        which = _WHICH.search(folded(asked.text))
        offered = () if which else tuple(offer.says for offer in question_offers(asked, scene.about(asked.code)))
    at = place.among(len(offered))
    return offered[at - 1] if at else ""
