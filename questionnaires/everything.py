"""One word for all that is left: « néant pour le reste », « RAS partout ». It is asked about before it is written."""

from __future__ import annotations

import re

from questionnaires.anew import replace
from questionnaires.asking import quoted
from questionnaires.commands import Command
from questionnaires.scene import Offer, Saying, Scene, Turn
from questionnaires.turns import go_on, record_answers
from questionnaires.typography import NBSP
from questionnaires.understood import Standing
from questionnaires.values.standings import standing_of
from questionnaires.values.words import folded

_ALL = (
    r"(?:partout|pour tout|(?:pour |a |sur )?(?:tout le reste|le reste|(?:toutes )?les (?:autres"
    r"|suivantes)(?: questions)?"
    r"|toutes(?: les questions)?|tout))"
)
_BEHIND = re.compile(rf"(?P<said>.{{2,30}}?)[ ,:-]+{_ALL}[ .!]*")
_BEFORE = re.compile(rf"{_ALL}(?: c'est| est)?[ ,:-]+(?P<said>.{{2,30}}?)[ .!]*")
_NONE = (Standing.NOTHING, Standing.NOTHING_TO_REPORT, Standing.NOT_CONCERNED, Standing.UNKNOWN)


def for_everything(scene: Scene, typed: str) -> Turn | None:
    """The question whether these words are meant for all that is left; None for other words, or where one is left."""
    if len(typed) > 70 or len(scene.missing) < 2:
        return None
    low = folded(typed.strip())
    found = _BEHIND.fullmatch(low) or _BEFORE.fullmatch(low) if len(low) == len(typed.strip()) else None
    if found is None:
        return None
    said = typed.strip()[found.start("said") : found.end("said")].strip()
    understood = standing_of(said)
    if understood is None or understood.ask or understood.refer or understood.standing not in _NONE:
        return None
    count = len(scene.missing)
    line = f"Faut-il noter {quoted(said)} pour les {count} questions encore sans réponse{NBSP}?"
    offers = [Offer(f"Oui, pour les {count}", f"tout le reste : {said}")]
    if scene.asked is not None:
        offers.append(Offer(f"Seulement {scene.asked.code}", f"{scene.asked.code} : {said}"))
    turn = go_on(replace(scene, talk=replace(scene.talk, unfinished=(typed.strip(),), held="")), [line])
    unique = tuple({offer.label: offer for offer in (*offers, *turn.offers)}.values())
    return replace(turn, offers=unique, choices=len(offers))


def all_that_is_left(scene: Scene, command: Command) -> Turn:
    """These words answer every question that nobody has answered."""
    sayings = [Saying(question.code, command.text) for question in scene.missing]
    return record_answers(scene, sayings) if sayings else go_on(scene, [])
