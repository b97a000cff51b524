"""A message that was edited: its words change where they stand in the answer, and an order is not carried out twice."""

from __future__ import annotations

from questionnaires.anew import replace
from questionnaires.asking import quoted
from questionnaires.commands import Command
from questionnaires.dialogue import turn_for
from questionnaires.scene import Offer, Saying, Scene, Turn
from questionnaires.speech import Answers, hear
from questionnaires.turns import go_on, hold, record_answers, with_news
from questionnaires.typography import NBSP


def amend(scene: Scene, code: str, before: str, after: str) -> Turn:
    """A message that answered `code` was edited: its words are replaced where they stand in the answer."""
    return with_news(scene, _amended(scene, code, before, after))


def same_order(scene: Scene, before: str, after: str) -> bool:
    """Whether an edited message is the order that it was, better written: it was carried out already."""
    codes = [q.code for q in scene.questionnaire.questions()]
    was, now = hear(before, codes), hear(after, codes)
    if not isinstance(was, Command) or not isinstance(now, Command):
        return False
    return (was.order, was.code) == (now.order, now.code)


def _amended(scene: Scene, code: str, before: str, after: str) -> Turn:
    # Words that stand there no more were replaced since: what they became is not ours to guess, so they wait.
    question = scene.questionnaire.question(code)
    own = scene.about(code).own
    after = after.strip()
    if question is None or after in ("", before.strip()):
        return go_on(scene, [])
    heard = hear(after, scene.questionnaire.codes)
    if isinstance(heard, (Answers, Command)):
        turn = turn_for(scene, after, unseen=False)
        if isinstance(heard, Command) or code in [keyed.code for keyed in heard.keyed] or not own:
            return turn
        left = f"[{code}] garde {quoted(own, 60)}{NBSP}: corrigez-la si ce n’est plus sa place."
        offers = (*turn.offers, Offer(f"Corriger {code}", f"corriger {code}"))
        return replace(turn, lines=(*turn.lines[:1], left, *turn.lines[1:]), offers=offers)
    if own and before not in own:
        return hold(scene, after, f"Votre réponse à [{code}] a changé depuis. Où mettre cette modification", (code,))
    saying = Saying(question.code, own.replace(before, after, 1) if before and before in own else after)
    stays = scene.asked is not None and scene.asked.code != question.code
    return record_answers(scene, [saying], keep=stays)
