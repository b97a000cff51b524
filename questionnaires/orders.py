"""What each order of the person does: help, skip, go back, correct, move, choose."""

from __future__ import annotations

from collections.abc import Callable

from questionnaires.anew import replace
from questionnaires.asking import FILES_HELP, effect_lines, example_lines, help_lines, noted, quoted, rarer_offers
from questionnaires.commands import Command, Order
from questionnaires.detailing import detail, next_field
from questionnaires.ending import closed, confirm, finished, pause, which_end
from questionnaires.everything import all_that_is_left
from questionnaires.handing import ask, difficulty, glossary, stop, to_colleague
from questionnaires.model import Kind
from questionnaires.recap import (
    limit_line,
    list_lines,
    reread_lines,
    summary_lines,
    where_lines,
    who_answered_lines,
)
from questionnaires.scene import LONG, Effect, Mode, Offer, Saying, Scene, Turn, said
from questionnaires.turns import (
    ENOUGH,
    GOES_ON,
    afresh,
    go_on,
    moved,
    no_more_probes,
    offers_to_correct,
    open_conversation,
    put_off,
    record_answers,
    turn_of,
    visit,
)
from questionnaires.typography import NBSP
from questionnaires.unclear import bind, by_mail, no_such, readers, unknown, which_code, who


def _skip(scene: Scene, command: Command) -> Turn:
    asked = scene.asked
    if asked is None or command.code not in ("", asked.code):
        return go_on(scene, [])  # the button of an earlier question
    if scene.talk.mode == Mode.DETAILING:
        return next_field(scene)
    talk = scene.talk
    if talk.mode == Mode.PROBING:
        talk = no_more_probes(scene).talk
    elif not scene.about(asked.code).is_settled:
        talk = put_off(scene, asked, asked.optional)
    return go_on(moved(replace(scene, talk=talk), asked="", mode=Mode.ASKING), [])


def _go(scene: Scene, command: Command) -> Turn:
    return visit(scene, command.code, Mode.ASKING)


def _correct(scene: Scene, command: Command) -> Turn:
    return visit(scene, command.code, Mode.CORRECTING)


def _complete(scene: Scene, command: Command) -> Turn:
    code = command.code or scene.talk.last
    return visit(scene, code, Mode.COMPLETING if scene.about(code).has_own_answer else Mode.ASKING)


def _continue(scene: Scene, command: Command) -> Turn:
    """The answer goes on, over as many messages as it takes."""
    code = command.code or scene.talk.last
    question = scene.questionnaire.question(code) if code else None
    if question is None or question.kind not in GOES_ON:
        return go_on(scene, [])
    if not scene.about(code).has_own_answer:
        return visit(scene, question.code, Mode.LISTENING)
    there = moved(scene, asked=question.code, mode=Mode.LISTENING)
    line = (
        f"Je vous écoute pour [{question.code}]{NBSP}: écrivez en autant de messages que vous voulez, puis "
        f"«{NBSP}c’est tout{NBSP}»."
    )
    return turn_of(there, [line], [ENOUGH])


def _enough(scene: Scene, _: Command) -> Turn:
    """The answer that went on is complete."""
    if scene.talk.mode in (Mode.LISTENING, Mode.COMPLETING, Mode.DETAILING, Mode.PROBING):
        scene = no_more_probes(scene) if scene.talk.mode == Mode.PROBING else scene
        return go_on(moved(scene, asked="", mode=Mode.ASKING), ["Merci."])
    return go_on(scene, [])


def _cancel(scene: Scene, _: Command) -> Turn:
    if scene.talk.mode in (Mode.ASKING, Mode.CONFIRMING):
        return go_on(scene, ["Il n’y a rien à annuler. Vos réponses se changent avec « modifier »."])
    return go_on(
        moved(scene, asked="" if scene.talk.mode != Mode.CLARIFYING else None, mode=Mode.ASKING), ["D’accord."]
    )


def _back(scene: Scene, _: Command) -> Turn:
    # in the order in which they are asked: what counts before what is optional
    codes = [q.code for q in sorted(scene.questions, key=lambda q: q.optional) if not q.prefill]
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
    rest = scene.about(last.code).own.removesuffix(scene.talk.said).rstrip()
    if rest and rest != scene.about(last.code).own:  # it was an addition: what stood before stands alone again
        alone, talks_of = Saying(last.code, rest), scene.talk.asked
        kept, _ = said(moved(there, last=target.code, asked="" if talks_of == target.code else talks_of), alone)
        stays = f"[{last.code}] reste{NBSP}: {quoted(rest)}."
        return replace(go_on(kept, [line, stays]), record=(saying, alone))
    turn = visit(moved(there, last=target.code), last.code, Mode.CORRECTING, [line])
    return replace(turn, record=(saying,))


def _mistaken(scene: Scene, _: Command) -> Turn:
    """« oups », « je me suis trompée »: the last answer is shown again, to be replaced or moved."""
    last = scene.questionnaire.question(scene.talk.last) if scene.talk.last else None
    if last is None or not scene.about(last.code).own:
        return visit(scene, "", Mode.CORRECTING)
    turn = visit(scene, last.code, Mode.CORRECTING)
    others = [q.code for q in scene.missing if q.code != last.code and q.kind in LONG][:3]
    moves = [Offer(f"C’était pour {code}", f"c’était pour {code}") for code in others if scene.talk.said]
    return replace(turn, offers=(*turn.offers, *moves))


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
    return replace(turn, offers=(*left, Offer("Question suivante", f"passer {question.code}")))


def _mine(scene: Scene, command: Command) -> Turn:
    """What was held is the answer to this question."""
    code = command.code or scene.talk.asked
    question = scene.questionnaire.question(code) if code else None
    text = "\n".join(scene.talk.unfinished).strip()
    if question is None or not text:
        return go_on(scene, ["Il n’y a pas de message en attente."])
    free = moved(replace(scene, talk=replace(scene.talk, unfinished=())), mode=Mode.ASKING)
    stays = scene.asked is not None and scene.asked.code != question.code
    adds = question.kind in LONG and scene.about(question.code).has_own_answer
    turn = record_answers(free, [Saying(question.code, text, adds)], keep=stays)
    # what was attached without a question now goes with this one
    files = tuple(f"{question.code}{f}" if f.startswith(" ") and f.strip() in text else f for f in turn.talk.files)
    return replace(turn, takes_held=True, talk=replace(turn.talk, files=files))


def _files(scene: Scene, _: Command) -> Turn:
    return go_on(scene, [FILES_HELP])


def _help(scene: Scene, _: Command) -> Turn:
    return go_on(scene, help_lines(scene, scene.asked))


def _context(scene: Scene, _: Command) -> Turn:
    told = [scene.questionnaire.context, scene.questionnaire.instructions]
    return go_on(scene, [text for text in told if text])


def _example(scene: Scene, command: Command) -> Turn:
    question = scene.questionnaire.question(command.code) if command.code else scene.asked
    return go_on(scene, example_lines(question))


def _repeat(scene: Scene, _: Command) -> Turn:
    return go_on(scene, [])


def _others(scene: Scene, command: Command) -> Turn:
    """The rarer buttons of a question."""
    question = scene.questionnaire.question(command.code or scene.talk.asked)
    if question is None:
        return go_on(scene, [])
    line = f"[{question.code}] Vous pouvez aussi répondre{NBSP}:"
    if scene.asked is question:
        turn = turn_of(scene, [line, *effect_lines(scene, question)], rarer_offers(question))
        return replace(turn, choices=len(turn.offers))
    return replace(go_on(scene, [line]), offers=turn_of(scene, [], rarer_offers(question)).offers)


def _summary(scene: Scene, _: Command) -> Turn:
    turn = go_on(scene, summary_lines(scene))
    return replace(turn, offers=(*turn.offers, *offers_to_correct(scene)))


def _reread(scene: Scene, _: Command) -> Turn:
    turn = go_on(scene, reread_lines(scene))
    return replace(turn, offers=(*turn.offers, *offers_to_correct(scene)))


def _list(scene: Scene, _: Command) -> Turn:
    return go_on(scene, list_lines(scene))


def _where(scene: Scene, _: Command) -> Turn:
    return go_on(scene, where_lines(scene))


def _start(scene: Scene, _: Command) -> Turn:
    return replace(open_conversation(scene), effect=Effect.SPOKEN if scene.is_quiet else Effect.NONE)


def _resume(scene: Scene, _: Command) -> Turn:
    """Go on; what was finished or closed is open again, as long as the round is."""
    lines = [f"Reprenons. {where_lines(scene)[0]}"] if scene.over_since is None else []
    effect = Effect.SPOKEN if scene.is_quiet else Effect.NONE
    if scene.is_quiet:  # what was finished stays so: this takes back « stop »
        lines = [f"Me revoilà. {where_lines(scene)[0]}"]
    elif scene.over_since is None and (scene.is_finished or scene.is_closed):
        lines = [f"Le retour est rouvert pour {scene.whom}." if scene.is_closed else "Votre partie est rouverte."]
        scene, effect = replace(scene, is_finished=False, is_closed=False), Effect.REOPENED
    return replace(go_on(afresh(scene), lines), effect=effect)


def _deadline(scene: Scene, _: Command) -> Turn:
    return go_on(scene, [limit_line(scene)])


def _answered(scene: Scene, _: Command) -> Turn:
    return go_on(scene, who_answered_lines(scene))


ORDERS: dict[Order, Callable[[Scene, Command], Turn]] = {
    Order.START: _start,
    Order.HELP: _help,
    Order.FILES: _files,
    Order.CONTEXT: _context,
    Order.EXAMPLE: _example,
    Order.OTHERS: _others,
    Order.SKIP: _skip,
    Order.BACK: _back,
    Order.WHERE: _where,
    Order.LIST: _list,
    Order.REREAD: _reread,
    Order.SUMMARY: _summary,
    Order.RESUME: _resume,
    Order.DEADLINE: _deadline,
    Order.GO: _go,
    Order.CORRECT: _correct,
    Order.COMPLETE: _complete,
    Order.CONTINUE: _continue,
    Order.ENOUGH: _enough,
    Order.DETAIL: detail,
    Order.MOVE: _move,
    Order.CHOOSE: _choose,
    Order.ALL: all_that_is_left,
    Order.MINE: _mine,
    Order.CONFIRM: confirm,
    Order.FINISHED: finished,
    Order.CLOSED: closed,
    Order.WHICH_END: which_end,
    Order.COLLEAGUE: to_colleague,
    Order.DIFFICULTY: difficulty,
    Order.ASK: ask,
    Order.GLOSSARY: glossary,
    Order.CANCEL: _cancel,
    Order.STOP: stop,
    Order.BIND: bind,
    Order.REPEAT: _repeat,
    Order.MISTAKEN: _mistaken,
    Order.WHO: who,
    Order.READERS: readers,
    Order.BY_MAIL: by_mail,
    Order.ANSWERED: _answered,
    Order.PAUSE: pause,
    Order.WHICH_CODE: which_code,
    Order.NO_SUCH: no_such,
    Order.UNKNOWN: unknown,
}
