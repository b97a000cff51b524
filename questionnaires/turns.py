"""The building blocks of a turn: record and echo answers, ask what comes next, hold what has no question yet."""

from __future__ import annotations

import re
from collections.abc import Sequence

from questionnaires.anew import replace
from questionnaires.asking import (
    detail_offer,
    greeting,
    kind_example,
    noted,
    number_offers,
    question_lines,
    question_offers,
    quoted,
    reminder_lines,
    stopped,
)
from questionnaires.model import Kind, Question
from questionnaires.pieces import looks_like_a_sequel
from questionnaires.recap import (
    closing_lines,
    closing_offers,
    news_lines,
    over_lines,
    settled_marks,
    summary_lines,
    to_confirm_lines,
)
from questionnaires.scene import LONG, Effect, Mode, Offer, Saying, Scene, Turn, next_probe, next_question, said
from questionnaires.talk import Talk
from questionnaires.typography import NBSP
from questionnaires.understood import Standing

ENOUGH = Offer("C’est tout", "c’est tout")
CANCEL = Offer("Annuler", "annuler")
ADDRESS = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
GOES_ON = (Kind.TEXT, Kind.ACTIONS, Kind.PEOPLE)  # whose answers may take several messages


def open_conversation(scene: Scene) -> Turn:
    """The first turn, or the first after a pause: a greeting, what came meanwhile, then the next question."""
    fresh = afresh(scene)
    lines = [*greeting(fresh), *news_lines(replace(fresh, talk=replace(fresh.talk, shown=())))]
    if scene.is_closed and scene.over_since is None:
        turn = turn_of(fresh, [*lines, *closing_lines(fresh)], closing_offers(fresh))
    else:
        turn = go_on(fresh, lines)
    return replace(turn, talk=replace(turn.talk, shown=settled_marks(scene)))


def with_news(scene: Scene, turn: Turn) -> Turn:
    """The turn with what colleagues or an e-mail answered since: told once, and not in the middle of something."""
    if turn.talk.mode in (Mode.ASKING, Mode.CONFIRMING):
        shown = settled_marks(scene)
        # what the turn itself has told (a greeting does) is in its own `shown`
        told = replace(scene, talk=replace(scene.talk, shown=turn.talk.shown))
        lines = (*news_lines(told, but=turn.talk.asked), *turn.lines)
    else:
        shown, lines = scene.talk.shown, turn.lines
    said = (saying.code for saying in turn.record)
    return replace(turn, lines=lines, talk=replace(turn.talk, shown=tuple(dict.fromkeys((*shown, *said)))))


def afresh(scene: Scene) -> Scene:
    """Nothing asked yet; what counts and was put off is asked again, what is optional and was passed over is not."""
    optional = {question.code for question in scene.questions if question.optional}
    put_off = tuple(code for code in scene.talk.postponed if code in optional)
    talk = replace(scene.talk, asked="", postponed=put_off, mode=Mode.ASKING, about="", summed_up=False)
    return replace(scene, talk=talk)


def record_answers(
    scene: Scene, sayings: Sequence[Saying], before: Sequence[str] = (), keep: bool = False, listen: Mode | None = None
) -> Turn:
    """Record these answers, echo them, ask back once what is ambiguous, and go on.

    `keep`: stay on what was asked. `listen`: ask nothing, because the answer goes on in the next message (COMPLETING)
    or in the next ones (LISTENING).
    """
    lines, ask = list(before), ""
    choose: list[Offer] = []
    if not scene.talk.held:
        scene = replace(scene, talk=replace(scene.talk, unfinished=()))
    was_clarifying = scene.talk.mode == Mode.CLARIFYING and scene.talk.asked
    former = scene.talk.last
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
        if understood.ask and question.kind in LONG:
            # words are an answer as they are: what could be clearer in them stops nobody
            back = f"{understood.ask[:1].lower()}{understood.ask[1:]}"
            lines.append(f"À préciser si vous voulez{NBSP}: {back} («{NBSP}+ …{NBSP}» complète.)")
        elif understood.ask and was_clarifying != question.code and len(sayings) == 1:
            ask = understood.ask + kind_example(question, saying.text)
            choose = number_offers(question, saying.text)
        elif understood.ask and was_clarifying == question.code:
            lines.append(f"Gardé tel quel{NBSP}; «{NBSP}{question.code}{NBSP}: …{NBSP}» le précise quand vous voulez.")
    only = sayings[0].code if len(sayings) == 1 else ""
    if ask:
        clarifying = moved(current, asked=only, mode=Mode.CLARIFYING)
        unknown = Offer("Je ne sais pas", f"{only} : Je ne sais pas")
        usual = [o for o in offers_of(clarifying, only) if not o.says.startswith("corriger")]
        turn = turn_of(clarifying, [*lines, f"[{only}] {ask}"], [*choose, *usual[:-2], unknown, *usual[-2:]])
        turn = replace(turn, choices=len(choose))
    elif listen is not None and only:
        there = moved(current, asked=only, mode=listen)
        more = f"J’attends la suite{NBSP}; «{NBSP}c’est tout{NBSP}» quand vous avez fini."
        turn = turn_of(there, [*lines, more], [ENOUGH])
    elif keep and current.asked is not None:
        turn = remind(current, current.asked, lines)
    else:
        thoughts = _second_thoughts(scene, current, former, only, sayings)
        turn = go_on(moved(current, asked="", mode=Mode.ASKING), lines, thoughts, changed=True)
    return replace(turn, record=tuple(sayings))


def _second_thoughts(
    scene: Scene, current: Scene, former: str, code: str, sayings: Sequence[Saying]
) -> Sequence[Offer]:
    """Buttons about the answer just given: it goes on, it has details, or it went with the one before."""
    question = scene.questionnaire.question(code) if code else None
    known = current.about(code)
    if question is not None and known.understood is not None and (to := ADDRESS.search(known.understood.refer)):
        return [Offer(f"Confier {code} à {to[0]}", f"collègue {code} {to[0]}")]
    if question is None or question.kind not in GOES_ON or not known.has_own_answer:
        return ()
    offers = [Offer(f"Je continue {code}", f"je continue {code}")]
    if question.kind is Kind.ACTIONS and question.fields:
        offers.append(detail_offer(code))
    before = scene.questionnaire.question(former) if former else None
    is_own = scene.talk.mode == Mode.ASKING and not sayings[0].adds
    may_be_anothers = before is not None and before.code != code and before.kind in LONG
    if before is not None and is_own and may_be_anothers and looks_like_a_sequel(sayings[0].text):
        offers.insert(0, Offer(f"C’était pour {before.code}", f"c’était pour {before.code}"))
    return offers


def go_on(scene: Scene, lines: Sequence[str], extra: Sequence[Offer] = (), changed: bool = False) -> Turn:
    """Ask what comes next: the question that is still asked, the next open one, a follow-up, or where things stand.

    `changed`: these lines tell a change in what was shown as a whole before, so that it need not be shown again.
    """
    if scene.over_since is not None:
        over = moved(scene, asked="", mode=Mode.ASKING)
        return turn_of(over, [*lines, *over_lines(over)], [*extra, Offer("Relire", "relire")])
    asked = scene.asked
    if asked is not None and _is_answered_since(scene, asked):
        scene, asked = moved(scene, asked=""), None
    if asked is not None and any(question is asked for question in scene.questions):
        return remind(scene, asked, lines, extra)
    # Who has finished is asked only what a colleague hands to them; a code goes to a question all the same.
    following = next_question(scene)
    is_done = (scene.is_finished or scene.is_closed) and scene.talk.asked == ""
    if following is not None and (not is_done or following.code in scene.talk.first):
        return ask_question(moved(scene, asked=following.code, mode=Mode.ASKING), following, lines, extra)
    probing = None if is_done or scene.talk.summed_up else next_probe(scene)
    if probing is not None:
        question, follow_up = probing
        talk = replace(scene.talk, asked=question.code, mode=Mode.PROBING, probed=(*scene.talk.probed, question.code))
        own = quoted(scene.about(question.code).own)
        wrote = stopped(f"Une précision facultative. Vous avez écrit{NBSP}: {own}")
        asking = [wrote, f"[{question.code}] {follow_up}"]
        return turn_of(replace(scene, talk=talk), [*lines, *asking], [Offer("Passer", "passer"), *extra])
    to_confirm = not scene.missing and not scene.is_closed
    shown_before = scene.talk.summed_up
    done = moved(scene, asked="", mode=Mode.CONFIRMING if to_confirm else Mode.ASKING)
    done = replace(done, talk=replace(done.talk, summed_up=to_confirm)) if to_confirm != shown_before else done
    if to_confirm and shown_before and changed:
        closing = [f"Le reste ne change pas. Est-ce bon{NBSP}?"]
    else:
        closing = to_confirm_lines(done) if to_confirm and not shown_before else closing_lines(done)
    return turn_of(done, apart(lines, closing), [*extra, *closing_offers(done)])


def _is_answered_since(scene: Scene, asked: Question) -> bool:
    """Whether this person answered the question that waits by e-mail since it was asked."""
    known = scene.about(asked.code)
    is_news = scene.talk.mode == Mode.ASKING and asked.code not in scene.talk.shown
    return is_news and known.by_mail and known.is_settled


def ask_question(scene: Scene, question: Question, lines: Sequence[str], extra: Sequence[Offer] = ()) -> Turn:
    """The question in full."""
    return turn_of(scene, apart(lines, question_lines(scene, question)), [*offers_of(scene, question.code), *extra])


def remind(scene: Scene, question: Question, lines: Sequence[str], extra: Sequence[Offer] = ()) -> Turn:
    """The question that is still asked, in short; in full where nothing else is said."""
    if not any(lines):
        return ask_question(scene, question, lines, extra)
    if scene.talk.mode == Mode.LISTENING:
        more = f"Nous en sommes à [{question.code}], j’attends la suite{NBSP}; «{NBSP}c’est tout{NBSP}» la termine."
        return turn_of(scene, [*lines, more], [ENOUGH, *extra])
    return turn_of(scene, apart(lines, reminder_lines(scene, question)), [*offers_of(scene, question.code), *extra])


def apart(lines: Sequence[str], following: Sequence[str]) -> list[str]:
    """These lines, then those that ask or close, below an empty line."""
    said = [line for line in lines if line]
    return [*said, *(f"\n{line}" if said and not n else line for n, line in enumerate(following))]


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
    about: str = "",
) -> Scene:
    """The scene with the conversation moved on; `about` goes with the mode and is dropped otherwise."""
    talk = scene.talk
    return replace(
        scene,
        talk=replace(
            talk,
            asked=talk.asked if asked is None else asked,
            mode=talk.mode if mode is None else mode,
            last=talk.last if last is None else last,
            said=talk.said if said is None else said,
            about=talk.about if mode is None else about,
        ),
    )


def put_off(scene: Scene, question: Question, for_good: bool = False) -> Talk:
    """The question comes once more at the end; not at once where it is the only one left, nor where passed over
    `for_good`.
    """
    once = replace(scene.talk, postponed=(*scene.talk.postponed, question.code))
    following = None if for_good else next_question(replace(scene, talk=once))
    if following is not None and following is not question:
        return once
    return replace(once, postponed=(*once.postponed, question.code))


def hold(scene: Scene, text: str, ask: str, codes: Sequence[str], effect: Effect = Effect.UNPLACED) -> Turn:
    """Words without a question: handed to a person at once, and kept until they say which question they answer."""
    candidates = list(codes) or [q.code for q in (*scene.missing, *scene.questions) if not q.prefill]
    offers = [Offer(f"Réponse à {c}", f"ma réponse à {c}") for c in dict.fromkeys(candidates)][:8]
    talk = replace(scene.talk, unfinished=(*scene.talk.unfinished, text))
    otherwise = " Sans indication, la coordination le lira." if effect is Effect.UNPLACED else ""
    lines = [f"J’ai gardé {quoted(text)}. {ask}{NBSP}?{otherwise}"]
    turn = go_on(replace(scene, talk=talk), lines)
    others = [o for o in turn.offers if not o.label.startswith("Répondre à ")]
    words = text if effect is not Effect.NONE else ""
    return replace(turn, offers=(*offers, *others), effect=effect, words=words, choices=len(offers))


def visit(scene: Scene, code: str, mode: Mode, lines: Sequence[str] = ()) -> Turn:
    """Go to a question: to correct its answer, to complete it, or to answer."""
    question = scene.questionnaire.question(code) if code else None
    if question is None:
        there, offers = moved(scene, asked="", mode=Mode.ASKING), offers_to_correct(scene)
        if scene.talk.summed_up:  # it was shown as a whole just before
            turn = replace(
                go_on(there, []), lines=(f"Quelle réponse faut-il changer{NBSP}? Choisissez-la, ou écrivez son code.",)
            )
        else:
            turn = go_on(scene, summary_lines(scene))
        return replace(turn, offers=(*offers, *turn.offers), choices=len(offers))
    there = moved(scene, asked=question.code, mode=mode)
    known = scene.about(question.code)
    if mode is Mode.CORRECTING and known.own:
        own = stopped(f"Votre réponse{NBSP}: {quoted(known.own, 400)}") + " Ce que vous écrivez maintenant la remplace."
        shown = [*lines, f"[{question.code}] {question.text}", own]
        return turn_of(there, shown, [o for o in offers_of(there, code) if not o.says.startswith("corriger")])
    return ask_question(there, question, lines)


def no_more_probes(scene: Scene) -> Scene:
    """Whoever passed over one follow-up is not asked another."""
    return replace(scene, talk=replace(scene.talk, probed=tuple(q.code for q in scene.questions)))


def offers_to_correct(scene: Scene) -> list[Offer]:
    answered = [q.code for q in scene.questions if scene.about(q.code).own]
    return [Offer(f"Corriger {code}", f"corriger {code}") for code in answered[:12]]
