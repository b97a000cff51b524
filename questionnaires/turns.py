"""The building blocks of a turn: record and echo answers, ask what comes next, hold what has no question yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from questionnaires.asking import (
    closing_lines,
    closing_offers,
    greeting,
    noted,
    question_lines,
    question_offers,
    quoted,
    summary_lines,
)
from questionnaires.model import Question
from questionnaires.scene import LONG, Effect, Mode, Offer, Saying, Scene, Turn, next_probe, next_question, said
from questionnaires.typography import NBSP
from questionnaires.understood import Standing


def open_conversation(scene: Scene) -> Turn:
    """The first turn, or the first after a pause: a greeting, then the next question."""
    fresh = replace(scene, talk=replace(scene.talk, asked="", postponed=(), mode=Mode.ASKING))
    return go_on(fresh, greeting(fresh))


def record_answers(scene: Scene, sayings: Sequence[Saying], before: Sequence[str] = (), keep: bool = False) -> Turn:
    """Record these answers, echo them, ask back once what is ambiguous, and go on. `keep`: stay on what was asked."""
    lines, ask = list(before), ""
    if not scene.talk.held:
        scene = replace(scene, talk=replace(scene.talk, unfinished=()))
    was_clarifying = scene.talk.mode == Mode.CLARIFYING and scene.talk.asked
    current = scene
    for saying in sayings:
        question = scene.questionnaire.question(saying.code)
        if question is None:
            continue
        earlier = current.about(question.code)
        replaces = "" if saying.adds or earlier.standing is Standing.LATER else earlier.own
        current, understood = said(current, saying)
        lines.append(noted(question, saying.text, understood, saying.adds, replaces))
        current = moved(current, last=question.code, said=saying.text)
        if understood.ask and was_clarifying != question.code and len(sayings) == 1:
            ask = understood.ask
    only = sayings[0].code if len(sayings) == 1 else ""
    if ask:
        clarifying = moved(current, asked=only, mode=Mode.CLARIFYING)
        turn = turn_of(clarifying, [*lines, f"[{only}] {ask}"], offers_of(clarifying, only))
    elif keep and current.asked is not None:
        turn = ask_question(current, current.asked, lines)
    else:
        thoughts = _second_thoughts(scene, only) if only and current.about(only).has_own_answer else []
        turn = go_on(moved(current, asked="", mode=Mode.ASKING), lines, thoughts)
    return replace(turn, record=tuple(sayings))


def _second_thoughts(scene: Scene, code: str) -> list[Offer]:
    """Buttons about the answer just given: complete it, or say that it went with the one before."""
    question = scene.questionnaire.question(code) if code else None
    if question is None or question.kind not in LONG:
        return []
    offers = [Offer(f"Compléter {code}", f"compléter {code}")]
    last = scene.questionnaire.question(scene.talk.last) if scene.talk.last else None
    if last is not None and last.code != code and last.kind in LONG:
        offers.append(Offer(f"C’était pour {last.code}", f"c’était pour {last.code}"))
    return offers


def go_on(scene: Scene, lines: Sequence[str], extra: Sequence[Offer] = ()) -> Turn:
    """Ask what comes next: the question that is still asked, the next open one, a follow-up, or where things stand."""
    asked = scene.asked
    if asked is not None and asked in scene.questions:
        return ask_question(scene, asked, lines, extra)
    following = next_question(scene)
    if following is not None:
        return ask_question(moved(scene, asked=following.code, mode=Mode.ASKING), following, lines, extra)
    probing = next_probe(scene)
    if probing is not None:
        question, follow_up = probing
        talk = replace(scene.talk, asked=question.code, mode=Mode.PROBING, probed=(*scene.talk.probed, question.code))
        own = quoted(scene.about(question.code).own)
        asking = [f"Une précision facultative. Vous avez écrit{NBSP}: {own}.", f"[{question.code}] {follow_up}"]
        return turn_of(replace(scene, talk=talk), [*lines, *asking], [Offer("Passer", "passer"), *extra])
    done = moved(scene, asked="", mode=Mode.ASKING)
    return turn_of(done, [*lines, *closing_lines(done)], [*extra, *closing_offers(done)])


def ask_question(scene: Scene, question: Question, lines: Sequence[str], extra: Sequence[Offer] = ()) -> Turn:
    return turn_of(scene, [*lines, *question_lines(scene, question)], [*offers_of(scene, question.code), *extra])


def offers_of(scene: Scene, code: str) -> list[Offer]:
    question = scene.questionnaire.question(code)
    return question_offers(question, scene.about(code)) if question else []


def turn_of(scene: Scene, lines: Sequence[str], offers: Sequence[Offer]) -> Turn:
    unique = tuple({offer.label: offer for offer in offers}.values())
    return Turn(talk=scene.talk, lines=tuple(line for line in lines if line), offers=unique)


def moved(
    scene: Scene,
    *,
    asked: str | None = None,
    mode: Mode | None = None,
    last: str | None = None,
    said: str | None = None,
) -> Scene:
    talk = scene.talk
    return replace(
        scene,
        talk=replace(
            talk,
            asked=talk.asked if asked is None else asked,
            mode=talk.mode if mode is None else mode,
            last=talk.last if last is None else last,
            said=talk.said if said is None else said,
        ),
    )


def hold(scene: Scene, text: str, ask: str, codes: Sequence[str], effect: Effect = Effect.UNPLACED) -> Turn:
    """Words without a question: handed to a person at once, and kept until they say which question they answer."""
    candidates = list(codes) or [q.code for q in (*scene.missing, *scene.questions)]
    offers = [Offer(f"Réponse à {c}", f"ma réponse à {c}") for c in dict.fromkeys(candidates)][:8]
    talk = replace(scene.talk, unfinished=(*scene.talk.unfinished, text))
    lines = [f"J’ai gardé {quoted(text)}. {ask}{NBSP}? Sans indication, la coordination le lira."]
    turn = go_on(replace(scene, talk=talk), lines)
    return replace(turn, offers=(*offers, *turn.offers), effect=effect, words=text)


def visit(scene: Scene, code: str, mode: Mode, lines: Sequence[str] = ()) -> Turn:
    question = scene.questionnaire.question(code) if code else None
    if question is None:
        turn = go_on(scene, summary_lines(scene))
        return replace(turn, offers=(*(offers_to_correct(scene)), *turn.offers))
    there = moved(scene, asked=question.code, mode=mode)
    known = scene.about(question.code)
    if mode is Mode.CORRECTING and known.own:
        own = f"Votre réponse{NBSP}: {quoted(known.own, 400)}. Ce que vous écrivez maintenant la remplace."
        shown = [*lines, f"[{question.code}] {question.text}", own]
        return turn_of(there, shown, [o for o in offers_of(there, code) if not o.says.startswith("corriger")])
    return ask_question(there, question, lines)


def offers_to_correct(scene: Scene) -> list[Offer]:
    answered = [q.code for q in scene.questions if scene.about(q.code).own]
    return [Offer(f"Corriger {code}", f"corriger {code}") for code in answered[:12]]
