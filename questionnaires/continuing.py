"""Words that belong to the answer before and not to the question that waits: a sequel, the next item, a correction."""

from __future__ import annotations

from questionnaires.anew import replace
from questionnaires.asking import place_number
from questionnaires.model import Kind, Question
from questionnaires.pieces import is_fragment, joins, next_item
from questionnaires.scene import LONG, Offer, Saying, Scene, Turn
from questionnaires.turns import GOES_ON, record_answers
from questionnaires.values.standings import standing_of


def goes_with_it(scene: Scene, last: Question, asked: Question | None, text: str) -> bool:
    """Whether these words can only go on with the answer before, and do not answer what is asked now."""
    if last.kind not in GOES_ON or not scene.about(last.code).has_own_answer or asked is last:
        return False
    if asked is not None and (scene.about(asked.code).own or asked.kind not in GOES_ON):
        return False
    if standing_of(text) is not None:
        return False
    is_part = last.kind is Kind.ACTIONS and (asked is None or asked.kind is Kind.ACTIONS) and is_fragment(text)
    return is_part or joins(text)


def continued(scene: Scene, last: Question, asked: Question | None, text: str) -> Turn:
    """Added to the answer before; one tap moves it to the question that waits."""
    turn = record_answers(scene, [Saying(last.code, text, adds=True)], keep=True)
    if asked is None:
        return turn
    return replace(turn, offers=(Offer(f"C’était pour {asked.code}", f"c’était pour {asked.code}"), *turn.offers))


def put_right(scene: Scene, last: Question, text: str, rest: str) -> Turn:
    """« je voulais dire 2017 »: a value takes the place of the one before; words are added to it as they are."""
    adds = last.kind in LONG and scene.about(last.code).has_own_answer
    stays = scene.asked is not None and scene.asked.code != last.code
    turn = record_answers(scene, [Saying(last.code, text if adds else rest, adds)], keep=stays)
    more = [Offer(f"Corriger {last.code}", f"corriger {last.code}")] if adds else []
    more += (
        [Offer(f"C’était pour {scene.asked.code}", f"c’était pour {scene.asked.code}")] if scene.asked and stays else []
    )
    return replace(turn, offers=(*more, *turn.offers))


def is_next_item(scene: Scene, asked: Question | None, text: str) -> bool:
    """Whether « 2. … » follows the « 1. … » of the answer before, and is not the number of the question asked."""
    number = next_item(scene.talk.said, text)
    return bool(number) and (asked is None or place_number(scene, asked) != number)
