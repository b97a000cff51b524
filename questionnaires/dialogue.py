"""The conversation as a function of state: what one message means here, what to record, and what to say next.

No session: the scene is built from the store each time. One question at a time; everything said is recorded at
once or handed to a person; a turn always ends with a question or with where things stand.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

from questionnaires.asking import (
    closing_lines,
    closing_offers,
    day,
    example_lines,
    greeting,
    help_lines,
    noted,
    question_lines,
    question_offers,
    quoted,
    summary_lines,
)
from questionnaires.model import Kind, Question
from questionnaires.scene import (
    LONG,
    Effect,
    Mode,
    Offer,
    Saying,
    Scene,
    Turn,
    next_probe,
    next_question,
    said,
)
from questionnaires.speech import (
    Answers,
    Command,
    Completion,
    Courtesy,
    ForPeople,
    Matter,
    Order,
    WhichQuestion,
    Words,
    hear,
)
from questionnaires.talk import Talk
from questionnaires.typography import NBSP
from questionnaires.understood import Standing
from questionnaires.values import understand


def open_conversation(scene: Scene) -> Turn:
    """The first turn, or the first after a pause: a greeting, then the next question."""
    fresh = replace(scene, talk=replace(scene.talk, asked="", postponed=(), mode=Mode.ASKING))
    return _go_on(fresh, greeting(fresh))


def respond(scene: Scene, typed: str, unseen: bool = False) -> Turn:
    """What follows from one message. `unseen`: it was written before our last question could be read.

    Never raises for what a person may type.
    """
    asked = scene.asked
    labels = [word for c in asked.choices for word in (c.label, *c.aliases)] if asked else []
    heard = hear(typed, [q.code for q in scene.questionnaire.questions()], labels)
    if isinstance(heard, Command):
        return _ORDERS[heard.order](scene, heard)
    if isinstance(heard, Answers):
        return _keyed(scene, heard)
    if isinstance(heard, WhichQuestion):
        return _hold(scene, heard.text, "À quelle question répondez-vous", heard.codes)
    if isinstance(heard, Completion):
        return _complete_last(scene, heard.text)
    if not typed.strip():
        return _go_on(scene, [])
    if isinstance(heard, Courtesy) and not _reads_as_value(scene, asked, typed):
        return _courtesy(scene, heard, typed)
    if isinstance(heard, ForPeople) and not _reads_as_value(scene, asked, typed):
        return _for_people(scene, heard)
    return _plain(scene, asked, typed.strip(), unseen)


def amend(scene: Scene, code: str, before: str, after: str) -> Turn:
    """A message that answered `code` was edited: its words are replaced where they stand in the answer."""
    question = scene.questionnaire.question(code)
    own = scene.about(code).own
    if question is None or after.strip() in ("", before):
        return _go_on(scene, [])
    saying = Saying(question.code, own.replace(before, after.strip(), 1) if before in own else after.strip())
    stays = scene.asked is not None and scene.asked.code != question.code
    return _record(scene, [saying], keep=stays)


def _reads_as_value(scene: Scene, question: Question | None, typed: str) -> bool:
    """Whether these words are an answer to a question that is not free text (« ok » where yes or no is asked)."""
    if question is None or question.kind in LONG:
        return False
    return understand(question, typed, scene.today).value is not None


def _plain(scene: Scene, asked: Question | None, text: str, unseen: bool) -> Turn:
    """Plain words: the answer to what was asked, or to the question before if this one could not be read yet."""
    last = scene.questionnaire.question(scene.talk.last) if scene.talk.last else None
    if unseen and last is not None and last.kind in LONG and scene.talk.mode == Mode.ASKING:
        return _record(scene, [Saying(last.code, text, adds=scene.about(last.code).has_own_answer)], keep=True)
    if asked is None:
        return _hold(scene, text, "À quelle question cela répond-il", ())
    known = scene.about(asked.code)
    mode = scene.talk.mode
    understood = understand(asked, text, scene.today)
    if mode == Mode.PROBING and (understood.standing is not Standing.ANSWER or text.strip(" .!").casefold() == "non"):
        return _go_on(_moved(scene, asked="", mode=Mode.ASKING), ["Très bien, nous en restons là."])
    if understood.standing is Standing.LATER:
        return _postpone(scene, asked, text)
    if mode == Mode.CLARIFYING:
        adds = understood.value is None and understood.standing is Standing.ANSWER
    elif mode in (Mode.PROBING, Mode.COMPLETING):
        adds = True
    else:
        adds = mode != Mode.CORRECTING and asked.kind in LONG and known.has_own_answer
    return _record(scene, [Saying(asked.code, text, adds)])


def _record(scene: Scene, sayings: Sequence[Saying], before: Sequence[str] = (), keep: bool = False) -> Turn:
    """Record these answers, echo them, ask back once what is ambiguous, and go on. `keep`: stay on what was asked."""
    lines, ask = list(before), ""
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
        current = _moved(current, last=question.code, said=saying.text)
        if understood.ask and was_clarifying != question.code and len(sayings) == 1:
            ask = understood.ask
    only = sayings[0].code if len(sayings) == 1 else ""
    if ask:
        clarifying = _moved(current, asked=only, mode=Mode.CLARIFYING)
        turn = _turn(clarifying, [*lines, f"[{only}] {ask}"], _offers_of(clarifying, only))
    elif keep and current.asked is not None:
        turn = _ask(current, current.asked, lines)
    else:
        thoughts = _second_thoughts(scene, only) if only and current.about(only).has_own_answer else []
        turn = _go_on(_moved(current, asked="", mode=Mode.ASKING), lines, thoughts)
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


def _go_on(scene: Scene, lines: Sequence[str], extra: Sequence[Offer] = ()) -> Turn:
    """Ask what comes next: the question that is still asked, the next open one, a follow-up, or where things stand."""
    asked = scene.asked
    if asked is not None and asked in scene.questions:
        return _ask(scene, asked, lines, extra)
    following = next_question(scene)
    if following is not None:
        return _ask(_moved(scene, asked=following.code, mode=Mode.ASKING), following, lines, extra)
    probing = next_probe(scene)
    if probing is not None:
        question, follow_up = probing
        talk = replace(scene.talk, asked=question.code, mode=Mode.PROBING, probed=(*scene.talk.probed, question.code))
        own = quoted(scene.about(question.code).own)
        asking = [f"Une précision facultative. Vous avez écrit{NBSP}: {own}.", f"[{question.code}] {follow_up}"]
        return _turn(replace(scene, talk=talk), [*lines, *asking], [Offer("Passer", "passer"), *extra])
    done = _moved(scene, asked="", mode=Mode.ASKING)
    return _turn(done, [*lines, *closing_lines(done)], [*extra, *closing_offers(done)])


def _ask(scene: Scene, question: Question, lines: Sequence[str], extra: Sequence[Offer] = ()) -> Turn:
    return _turn(scene, [*lines, *question_lines(scene, question)], [*_offers_of(scene, question.code), *extra])


def _offers_of(scene: Scene, code: str) -> list[Offer]:
    question = scene.questionnaire.question(code)
    return question_offers(question, scene.about(code)) if question else []


def _turn(scene: Scene, lines: Sequence[str], offers: Sequence[Offer]) -> Turn:
    unique = tuple({offer.label: offer for offer in offers}.values())
    return Turn(talk=scene.talk, lines=tuple(line for line in lines if line), offers=unique)


def _moved(
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


def _keyed(scene: Scene, heard: Answers) -> Turn:
    """Answers that name their questions; « plus tard » puts off, words above the first code answer what was asked."""
    sayings: list[Saying] = []
    put_off: list[str] = []
    lines: list[str] = []
    asked = scene.asked
    codes = [k.code for k in heard.keyed]
    if heard.before and asked is not None and asked.code not in codes and any(c.isalnum() for c in heard.before):
        earlier = hear(heard.before, [q.code for q in scene.questionnaire.questions()])
        if not isinstance(earlier, Courtesy):
            sayings.append(
                Saying(asked.code, heard.before, asked.kind in LONG and scene.about(asked.code).has_own_answer)
            )
    for keyed in heard.keyed:
        question = scene.questionnaire.question(keyed.code)
        if question is None:
            continue
        sayings.append(Saying(question.code, keyed.text, keyed.adds or question.code in [s.code for s in sayings]))
        if understand(question, keyed.text, scene.today).standing is Standing.LATER:
            put_off.append(question.code)
    talk = replace(scene.talk, postponed=(*scene.talk.postponed, *put_off))
    stays = asked is not None and asked.code not in [s.code for s in sayings]
    return _record(replace(scene, talk=talk), sayings, lines, keep=stays)


def _complete_last(scene: Scene, text: str) -> Turn:
    last = scene.questionnaire.question(scene.talk.last) if scene.talk.last else scene.asked
    if last is None:
        return _hold(scene, text, "Quelle réponse cela complète-t-il", ())
    stays = scene.asked is not None and scene.asked.code != last.code
    return _record(scene, [Saying(last.code, text, adds=scene.about(last.code).has_own_answer)], keep=stays)


def _hold(scene: Scene, text: str, ask: str, codes: Sequence[str], effect: Effect = Effect.UNPLACED) -> Turn:
    """Words without a question: handed to a person at once, and kept until they say which question they answer."""
    candidates = list(codes) or [q.code for q in (*scene.missing, *scene.questions)]
    offers = [Offer(f"Réponse à {c}", f"ma réponse à {c}") for c in dict.fromkeys(candidates)][:8]
    talk = replace(scene.talk, unfinished=(*scene.talk.unfinished, text))
    lines = [f"J’ai gardé {quoted(text)}. {ask}{NBSP}? Sans indication, la coordination le lira."]
    turn = _go_on(replace(scene, talk=talk), lines)
    return replace(turn, offers=(*offers, *turn.offers), effect=effect, words=text)


def _for_people(scene: Scene, heard: ForPeople) -> Turn:
    """A refusal, a handover, a difficulty or a question: acknowledged, shown to the coordinators, never an answer."""
    what = {
        Matter.REFUSAL: "C’est noté, et transmis à la coordination. Vous pouvez changer d’avis à tout moment.",
        Matter.HANDOVER: "Merci de l’indiquer, c’est transmis à la coordination. Si vous avez le nom et l’adresse "
        "de la personne, écrivez-les.",
        Matter.DIFFICULTY: "C’est noté, et transmis à la coordination, qui vous aidera. Une réponse partielle, "
        f"tardive ou «{NBSP}néant{NBSP}» est utile aussi.",
        Matter.QUESTION: "Votre question est transmise à la coordination."
        + (f" Retour attendu au plus tard le {day(scene.last_day)}." if scene.last_day else ""),
    }[heard.matter]
    talk = replace(scene.talk, unfinished=(heard.text,))
    extra = [Offer("C’est ma réponse", f"ma réponse à {scene.talk.asked}")] if scene.talk.asked else []
    turn = _go_on(replace(scene, talk=talk), [what], extra)
    return replace(turn, effect=Effect(heard.matter.value), words=heard.text)


def _courtesy(scene: Scene, heard: Courtesy, typed: str) -> Turn:
    asked = scene.asked
    talk = replace(scene.talk, unfinished=(typed.strip(),)) if asked else scene.talk
    extra = [Offer("C’est ma réponse", f"ma réponse à {asked.code}")] if asked else []
    answer = f"Merci à vous{NBSP}!" if heard.thanks else "Bien reçu."
    return _go_on(replace(scene, talk=talk), [answer], extra)


def _postpone(scene: Scene, question: Question, text: str) -> Turn:
    put_off = replace(scene, talk=replace(scene.talk, postponed=(*scene.talk.postponed, question.code)))
    line = f"[{question.code}] est mise de côté."
    turn = _go_on(_moved(put_off, asked="", mode=Mode.ASKING), [line])
    return replace(turn, record=(Saying(question.code, text),))


def _skip(scene: Scene, _: Command) -> Turn:
    asked = scene.asked
    if asked is None:
        return _go_on(scene, [])
    talk = scene.talk
    if not scene.about(asked.code).is_settled:
        talk = replace(talk, postponed=(*talk.postponed, asked.code))
    return _go_on(_moved(replace(scene, talk=talk), asked="", mode=Mode.ASKING), [])


def _visit(scene: Scene, code: str, mode: Mode, lines: Sequence[str] = ()) -> Turn:
    question = scene.questionnaire.question(code) if code else None
    if question is None:
        turn = _go_on(scene, summary_lines(scene))
        return replace(turn, offers=(*(_to_correct(scene)), *turn.offers))
    there = _moved(scene, asked=question.code, mode=mode)
    known = scene.about(question.code)
    if mode is Mode.CORRECTING and known.own:
        own = f"Votre réponse{NBSP}: {quoted(known.own, 400)}. Ce que vous écrivez maintenant la remplace."
        shown = [*lines, f"[{question.code}] {question.text}", own]
        return _turn(there, shown, [o for o in _offers_of(there, code) if not o.says.startswith("corriger")])
    return _ask(there, question, lines)


def _to_correct(scene: Scene) -> list[Offer]:
    answered = [q.code for q in scene.questions if scene.about(q.code).own]
    return [Offer(f"Corriger {code}", f"corriger {code}") for code in answered[:12]]


def _go(scene: Scene, command: Command) -> Turn:
    return _visit(scene, command.code, Mode.ASKING)


def _correct(scene: Scene, command: Command) -> Turn:
    return _visit(scene, command.code, Mode.CORRECTING)


def _complete(scene: Scene, command: Command) -> Turn:
    code = command.code or scene.talk.last
    return _visit(scene, code, Mode.COMPLETING if scene.about(code).has_own_answer else Mode.ASKING)


def _back(scene: Scene, _: Command) -> Turn:
    codes = [q.code for q in scene.questions]
    here = codes.index(scene.talk.asked) if scene.talk.asked in codes else len(codes)
    code = codes[here - 1] if here > 0 and codes else scene.talk.asked
    return _visit(scene, code, Mode.CORRECTING)


def _move(scene: Scene, command: Command) -> Turn:
    """The last answer belonged to another question: say it there, and ask again where it went."""
    target = scene.questionnaire.question(command.code)
    last = scene.questionnaire.question(scene.talk.last) if scene.talk.last else None
    if target is None or last is None or last.code == target.code or not scene.talk.said:
        return _go_on(scene, ["Je ne vois pas de réponse à déplacer."])
    saying = Saying(target.code, scene.talk.said, target.kind in LONG and scene.about(target.code).has_own_answer)
    moved, understood = said(scene, saying)
    line = noted(target, saying.text, understood, saying.adds, "")
    turn = _visit(_moved(moved, last=target.code), last.code, Mode.CORRECTING, [line])
    return replace(turn, record=(saying,))


def _choose(scene: Scene, command: Command) -> Turn:
    """A choice was tapped; where several are possible the others stay on offer."""
    question = scene.questionnaire.question(command.code)
    if question is None or not 0 < command.number <= len(question.choices):
        return _go_on(scene, ["Ce choix n’existe plus."])
    label = question.choices[command.number - 1].label
    if question.kind is not Kind.CHOICES:
        stays = scene.asked is not None and scene.asked.code != question.code
        return _record(scene, [Saying(question.code, label)], keep=stays)
    own = scene.about(question.code).own if scene.about(question.code).has_own_answer else ""
    chosen = [part.strip() for part in own.split(";") if part.strip()]
    text = " ; ".join([*chosen, *([] if label in chosen else [label])])
    there = _moved(scene, asked=question.code, mode=Mode.ASKING)
    turn = _record(there, [Saying(question.code, text)], keep=True)
    left = [o for o in turn.offers if o.says.startswith("/choix") and o.label not in [*chosen, label]]
    return replace(turn, offers=(*left, Offer("Question suivante", "passer")))


def _mine(scene: Scene, command: Command) -> Turn:
    """What was held is the answer to this question."""
    code = command.code or scene.talk.asked
    question = scene.questionnaire.question(code) if code else None
    text = "\n".join(scene.talk.unfinished).strip()
    if question is None or not text:
        return _go_on(scene, ["Il n’y a pas de message en attente."])
    free = replace(scene, talk=replace(scene.talk, unfinished=()))
    stays = scene.asked is not None and scene.asked.code != question.code
    adds = question.kind in LONG and scene.about(question.code).has_own_answer
    return replace(_record(free, [Saying(question.code, text, adds)], keep=stays), takes_held=True)


def _help(scene: Scene, _: Command) -> Turn:
    return _go_on(scene, help_lines(scene, scene.asked))


def _context(scene: Scene, _: Command) -> Turn:
    told = [scene.questionnaire.context, scene.questionnaire.instructions]
    return _go_on(scene, [text for text in told if text])


def _example(scene: Scene, _: Command) -> Turn:
    return _go_on(scene, example_lines(scene.asked))


def _summary(scene: Scene, _: Command) -> Turn:
    turn = _go_on(scene, summary_lines(scene))
    return replace(turn, offers=(*turn.offers, *_to_correct(scene)))


def _resume(scene: Scene, _: Command) -> Turn:
    return open_conversation(scene)


def _deadline(scene: Scene, _: Command) -> Turn:
    told = (
        f"Retour attendu au plus tard le {day(scene.last_day)}." if scene.last_day else "Il n’y a pas de date limite."
    )
    return _go_on(scene, [told])


def _finished(scene: Scene, _: Command) -> Turn:
    done = _moved(replace(scene, is_finished=True), asked="", mode=Mode.ASKING)
    missing = ", ".join(f"[{q.code}]" for q in scene.missing)
    left = f" Pour {scene.ours}, il reste{NBSP}: {missing}{NBSP}; vos collègues peuvent y répondre." if missing else ""
    lines = [f"Merci, votre partie est terminée.{left}"]
    return replace(_turn(done, [*lines, *closing_lines(done)[1:]], closing_offers(done)), effect=Effect.FINISHED)


def _closed(scene: Scene, _: Command) -> Turn:
    done = _moved(replace(scene, is_finished=True, is_closed=True), asked="", mode=Mode.ASKING)
    return replace(_turn(done, closing_lines(done), closing_offers(done)), effect=Effect.CLOSED)


def _which_end(scene: Scene, _: Command) -> Turn:
    lines = [f"Avez-vous fini votre partie seulement, ou pour {scene.ours}{NBSP}?"]
    turn = _go_on(scene, lines)
    ends = [
        Offer("J’ai fini ma partie", "j’ai fini ma partie"),
        Offer(f"J’ai fini pour {scene.ours}", f"j’ai fini pour {scene.ours}"),
    ]
    return replace(turn, offers=tuple({o.label: o for o in (*ends, *turn.offers)}.values()))


_ORDERS: dict[Order, Callable[[Scene, Command], Turn]] = {
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

__all__ = ["Talk", "Words", "open_conversation", "respond"]
