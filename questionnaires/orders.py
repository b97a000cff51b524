"""What each order of the person does: help, skip, go back, correct, move, choose, finish."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from questionnaires.asking import closing_lines, closing_offers, day, example_lines, help_lines, noted, summary_lines
from questionnaires.model import Kind
from questionnaires.scene import LONG, Effect, Mode, Offer, Saying, Scene, Turn, said
from questionnaires.speech import Command, Order
from questionnaires.turns import (
    go_on,
    moved,
    offers_to_correct,
    open_conversation,
    record_answers,
    turn_of,
    visit,
)
from questionnaires.typography import NBSP


def _skip(scene: Scene, _: Command) -> Turn:
    asked = scene.asked
    if asked is None:
        return go_on(scene, [])
    talk = scene.talk
    if not scene.about(asked.code).is_settled:
        talk = replace(talk, postponed=(*talk.postponed, asked.code))
    return go_on(moved(replace(scene, talk=talk), asked="", mode=Mode.ASKING), [])


def _go(scene: Scene, command: Command) -> Turn:
    return visit(scene, command.code, Mode.ASKING)


def _correct(scene: Scene, command: Command) -> Turn:
    return visit(scene, command.code, Mode.CORRECTING)


def _complete(scene: Scene, command: Command) -> Turn:
    code = command.code or scene.talk.last
    return visit(scene, code, Mode.COMPLETING if scene.about(code).has_own_answer else Mode.ASKING)


def _back(scene: Scene, _: Command) -> Turn:
    codes = [q.code for q in scene.questions]
    here = codes.index(scene.talk.asked) if scene.talk.asked in codes else len(codes)
    code = codes[here - 1] if here > 0 and codes else scene.talk.asked
    return visit(scene, code, Mode.CORRECTING)


def _move(scene: Scene, command: Command) -> Turn:
    """The last answer belonged to another question: say it there, and ask again where it went."""
    target = scene.questionnaire.question(command.code)
    last = scene.questionnaire.question(scene.talk.last) if scene.talk.last else None
    if target is None or last is None or last.code == target.code or not scene.talk.said:
        return go_on(scene, ["Je ne vois pas de réponse à déplacer."])
    saying = Saying(target.code, scene.talk.said, target.kind in LONG and scene.about(target.code).has_own_answer)
    there, understood = said(scene, saying)
    line = noted(target, saying.text, understood, saying.adds, "")
    turn = visit(moved(there, last=target.code), last.code, Mode.CORRECTING, [line])
    return replace(turn, record=(saying,))


def _choose(scene: Scene, command: Command) -> Turn:
    """A choice was tapped; where several are possible the others stay on offer."""
    question = scene.questionnaire.question(command.code)
    if question is None or not 0 < command.number <= len(question.choices):
        return go_on(scene, ["Ce choix n’existe plus."])
    label = question.choices[command.number - 1].label
    if question.kind is not Kind.CHOICES:
        stays = scene.asked is not None and scene.asked.code != question.code
        return record_answers(scene, [Saying(question.code, label)], keep=stays)
    own = scene.about(question.code).own if scene.about(question.code).has_own_answer else ""
    chosen = [part.strip() for part in own.split(";") if part.strip()]
    text = " ; ".join([*chosen, *([] if label in chosen else [label])])
    there = moved(scene, asked=question.code, mode=Mode.ASKING)
    turn = record_answers(there, [Saying(question.code, text)], keep=True)
    left = [o for o in turn.offers if o.says.startswith("/choix") and o.label not in [*chosen, label]]
    return replace(turn, offers=(*left, Offer("Question suivante", "passer")))


def _mine(scene: Scene, command: Command) -> Turn:
    """What was held is the answer to this question."""
    code = command.code or scene.talk.asked
    question = scene.questionnaire.question(code) if code else None
    text = "\n".join(scene.talk.unfinished).strip()
    if question is None or not text:
        return go_on(scene, ["Il n’y a pas de message en attente."])
    free = replace(scene, talk=replace(scene.talk, unfinished=()))
    stays = scene.asked is not None and scene.asked.code != question.code
    adds = question.kind in LONG and scene.about(question.code).has_own_answer
    return replace(record_answers(free, [Saying(question.code, text, adds)], keep=stays), takes_held=True)


def _help(scene: Scene, _: Command) -> Turn:
    return go_on(scene, help_lines(scene, scene.asked))


def _context(scene: Scene, _: Command) -> Turn:
    told = [scene.questionnaire.context, scene.questionnaire.instructions]
    return go_on(scene, [text for text in told if text])


def _example(scene: Scene, _: Command) -> Turn:
    return go_on(scene, example_lines(scene.asked))


def _summary(scene: Scene, _: Command) -> Turn:
    turn = go_on(scene, summary_lines(scene))
    return replace(turn, offers=(*turn.offers, *offers_to_correct(scene)))


def _resume(scene: Scene, _: Command) -> Turn:
    return open_conversation(scene)


def _deadline(scene: Scene, _: Command) -> Turn:
    told = (
        f"Retour attendu au plus tard le {day(scene.last_day)}." if scene.last_day else "Il n’y a pas de date limite."
    )
    return go_on(scene, [told])


def _finished(scene: Scene, _: Command) -> Turn:
    done = moved(replace(scene, is_finished=True), asked="", mode=Mode.ASKING)
    missing = ", ".join(f"[{q.code}]" for q in scene.missing)
    left = f" Pour {scene.ours}, il reste{NBSP}: {missing}{NBSP}; vos collègues peuvent y répondre." if missing else ""
    lines = [f"Merci, votre partie est terminée.{left}"]
    return replace(turn_of(done, [*lines, *closing_lines(done)[1:]], closing_offers(done)), effect=Effect.FINISHED)


def _closed(scene: Scene, _: Command) -> Turn:
    done = moved(replace(scene, is_finished=True, is_closed=True), asked="", mode=Mode.ASKING)
    return replace(turn_of(done, closing_lines(done), closing_offers(done)), effect=Effect.CLOSED)


def _which_end(scene: Scene, _: Command) -> Turn:
    lines = [f"Avez-vous fini votre partie seulement, ou pour {scene.ours}{NBSP}?"]
    turn = go_on(scene, lines)
    ends = [
        Offer("J’ai fini ma partie", "j’ai fini ma partie"),
        Offer(f"J’ai fini pour {scene.ours}", f"j’ai fini pour {scene.ours}"),
    ]
    return replace(turn, offers=tuple({o.label: o for o in (*ends, *turn.offers)}.values()))


ORDERS: dict[Order, Callable[[Scene, Command], Turn]] = {
    Order.HELP: _help,
    Order.CONTEXT: _context,
    Order.EXAMPLE: _example,
    Order.SKIP: _skip,
    Order.BACK: _back,
    Order.SUMMARY: _summary,
    Order.RESUME: _resume,
    Order.DEADLINE: _deadline,
    Order.GO: _go,
    Order.CORRECT: _correct,
    Order.COMPLETE: _complete,
    Order.MOVE: _move,
    Order.CHOOSE: _choose,
    Order.MINE: _mine,
    Order.FINISHED: _finished,
    Order.CLOSED: _closed,
    Order.WHICH_END: _which_end,
}
