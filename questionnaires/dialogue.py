"""The conversation as a function of state: what one message means here, what to record, and what to say next.

No session: the scene is built from the store each time. One question at a time; everything said is recorded at
once or handed to a person; a turn always ends with a question or with where things stand.
"""

from __future__ import annotations

from questionnaires.anew import replace
from questionnaires.approving import BEGUN, ENDS, all_but, approves, is_yes_or_no
from questionnaires.asides import Courtesy, ForPeople, Matter, bare
from questionnaires.asking import proposed, quoted
from questionnaires.commands import Command, Order
from questionnaires.continuing import continued, goes_with_it, is_next_item, put_right
from questionnaires.detailing import told
from questionnaires.ending import as_before, end_meant
from questionnaires.everything import for_everything
from questionnaires.handing import SUCCESSOR, for_people, glossary, hand, successor, term_asked
from questionnaires.model import Question
from questionnaires.named import by_name
from questionnaires.offered import pressed
from questionnaires.orders import ORDERS
from questionnaires.pieces import announces_more, corrected, is_item
from questionnaires.recap import closing_lines, closing_offers
from questionnaires.scene import COUNTED, LONG, Effect, Mode, Offer, Saying, Scene, Turn
from questionnaires.speech import Answers, Completion, WhichQuestion, Words, hear
from questionnaires.turns import (
    GOES_ON,
    apart,
    go_on,
    hold,
    moved,
    no_more_probes,
    open_conversation,
    put_off,
    record_answers,
    turn_of,
    with_news,
)
from questionnaires.typography import NBSP
from questionnaires.understood import Standing
from questionnaires.values import understand
from questionnaires.values.standings import standing_of

__all__ = ["open_conversation", "respond", "turn_for"]


def respond(scene: Scene, typed: str, unseen: bool = False) -> Turn:
    """What follows from one message. `unseen`: it was written before our last question could be read.

    What colleagues or an e-mail answered since is told first. Never raises for what a person may type.
    """
    turn = with_news(scene, turn_for(scene, pressed(scene, typed) or typed, unseen))
    offered = tuple([offer.says for offer in turn.offers[: turn.choices]])
    return replace(turn, talk=replace(turn.talk, offered=offered)) if offered or turn.talk.offered else turn


def turn_for(scene: Scene, typed: str, unseen: bool) -> Turn:
    """The same without the news."""
    asked = scene.asked
    labels = [word for c in asked.choices for word in (c.label, *c.aliases)] if asked else []
    if asked is not None and scene.talk.mode == Mode.DETAILING:
        labels = [c.label for f in asked.fields if f.code == scene.talk.about for c in f.choices]
    heard = hear(typed, scene.questionnaire.codes, labels)
    if isinstance(heard, Words):
        heard = by_name(scene, typed) or heard
    if scene.talk.mode == Mode.ENDING:
        scene = as_before(scene)
        if (ended := end_meant(scene, typed, isinstance(heard, Words))) is not None:
            return ended
    if scene.talk.mode in ENDS and bare(typed) in ENDS[scene.talk.mode]:
        return ORDERS[Order.CANCEL if scene.talk.mode in BEGUN else Order.ENOUGH](scene, Command(Order.ENOUGH))
    if isinstance(heard, Command):
        turn = ORDERS[heard.order](scene, heard)
        return _guessed(scene, turn, heard) if heard.is_guess else turn
    if not typed.strip():
        return go_on(scene, [])
    if scene.talk.mode == Mode.HANDING and scene.talk.about == SUCCESSOR:
        handed = successor(scene, typed.strip())
        if handed is not None:
            return handed
        scene = moved(scene, mode=Mode.ASKING)
    if scene.talk.mode == Mode.HANDING:
        return hand(scene, scene.talk.about, typed.strip())
    if scene.talk.mode == Mode.TELLING:
        matter = Matter.QUESTION if typed.rstrip().endswith("?") else Matter.DIFFICULTY
        return for_people(scene, matter, typed.strip())
    if scene.talk.summed_up and (wrong := all_but(typed, scene.questionnaire.codes)):
        return ORDERS[Order.CORRECT](scene, Command(Order.CORRECT, wrong))
    if isinstance(heard, Answers):
        return _keyed(scene, heard)
    if isinstance(heard, WhichQuestion):
        ask = (
            "À quelle question répondez-vous"
            if heard.codes
            else "Cette question n’existe pas ici. À laquelle répondez-vous"
        )
        return hold(scene, heard.text, ask, heard.codes)
    if isinstance(heard, Completion):
        return _complete_last(scene, heard.text)
    if scene.talk.mode == Mode.CONFIRMING and (yes := approves(typed)) is not None:
        return turn_for(scene, "tout est bon" if yes else "corriger", unseen)
    if (term := term_asked(scene, typed)) is not None:
        return glossary(scene, Command(Order.GLOSSARY, text=term))
    if isinstance(heard, Courtesy) and not _reads_as_value(scene, asked, typed):
        return _courtesy(scene, heard, typed)
    if isinstance(heard, ForPeople) and not _reads_as_value(scene, asked, typed):
        return for_people(scene, heard.matter, heard.text)
    if scene.talk.mode == Mode.ASKING and (all_of_them := for_everything(scene, typed)) is not None:
        return all_of_them
    return _plain(scene, asked, heard.text if isinstance(heard, Words) else typed.strip(), unseen)


def _guessed(scene: Scene, turn: Turn, heard: Command) -> Turn:
    """The turn of a mistyped order; one tap says that it was an answer after all."""
    asked = scene.asked
    if asked is None or scene.talk.held or heard.order is Order.UNKNOWN:
        return turn
    mine = Offer("C’est ma réponse", f"ma réponse à {asked.code}")
    return replace(turn, offers=(*turn.offers, mine), talk=replace(turn.talk, unfinished=(heard.text,)))


def _reads_as_value(scene: Scene, question: Question | None, typed: str) -> bool:
    """Whether these words are an answer to a question that is not free text (« ok » where yes or no is asked)."""
    if question is None or question.kind in LONG:
        return False
    return understand(question, typed, scene.today).value is not None


def _plain(scene: Scene, asked: Question | None, text: str, unseen: bool) -> Turn:
    """Plain words: the answer to what was asked, or to the question before if this one could not be read yet."""
    last = scene.questionnaire.question(scene.talk.last) if scene.talk.last else None
    mode = scene.talk.mode
    is_word_to_us = asked is None and is_yes_or_no(text)
    if (
        unseen
        and not is_word_to_us
        and last is not None
        and last.kind in LONG
        and mode in (Mode.ASKING, Mode.PROBING, Mode.CONFIRMING)
    ):
        return record_answers(scene, [Saying(last.code, text, adds=scene.about(last.code).has_own_answer)], keep=True)
    if last is not None and last.kind in LONG and mode == Mode.ASKING and is_next_item(scene, asked, text):
        return record_answers(scene, [Saying(last.code, text, adds=scene.about(last.code).has_own_answer)], keep=True)
    may_answer = asked is not None and (asked.kind not in COUNTED or last is None or last.kind not in COUNTED)
    if (
        last is not None
        and mode in (Mode.ASKING, Mode.CONFIRMING)
        and (rest := corrected(scene.talk.said, text, may_answer))
    ):
        return put_right(scene, last, text, rest)
    if last is not None and mode == Mode.ASKING and goes_with_it(scene, last, asked, text):
        return continued(scene, last, asked, text)
    if asked is None:
        later = standing_of(text)
        if later is not None and later.standing is Standing.LATER:
            return go_on(scene, ["Entendu, quand vous voudrez."])
        if later is not None and later.standing in _NO_MORE and not (later.ask or later.refer or scene.over_since):
            return _no_more(scene, text)
        if is_word_to_us:
            return _courtesy(scene, Courtesy(thanks=False), text)
        return hold(scene, text, "À quelle question cela répond-il", ())
    known = scene.about(asked.code)
    if mode == Mode.DETAILING:
        return told(scene, asked, text)
    understood = understand(asked, text, scene.today)
    if mode == Mode.PROBING and (understood.standing is not Standing.ANSWER or text.strip(" .!").casefold() == "non"):
        return go_on(moved(no_more_probes(scene), asked="", mode=Mode.ASKING), ["Très bien, nous en restons là."])
    if mode == Mode.PROBING and approves(text) and not scene.talk.held:
        return _listen(scene, asked, text)
    if understood.standing is Standing.LATER:
        return _postpone(scene, asked, text)
    if known.own and asked.kind not in LONG and understood.value is None and mode != Mode.CLARIFYING and approves(text):
        return go_on(moved(scene, asked="", mode=Mode.ASKING), [f"Je garde {quoted(known.own)}."])
    if mode == Mode.CLARIFYING:
        before = understand(asked, known.own, scene.today) if known.own else understood
        if understood.value is None and approves(text) and (meant := proposed(before.ask)):
            return record_answers(scene, [Saying(asked.code, meant)])
        if bare(text) == bare(known.own) or (known.own and understood.value is None and approves(text)):
            return go_on(moved(scene, asked="", mode=Mode.ASKING), [f"Je garde {quoted(known.own)} tel quel."])
        adds = understood.value is None and understood.standing is Standing.ANSWER
    elif mode in (Mode.PROBING, Mode.COMPLETING, Mode.LISTENING):
        adds = known.has_own_answer
    else:
        adds = mode != Mode.CORRECTING and asked.kind in LONG and known.has_own_answer
    listen = None
    if mode == Mode.LISTENING:
        listen = Mode.LISTENING
    elif asked.kind in GOES_ON and understood.standing is Standing.ANSWER and announces_more(text):
        listen = Mode.COMPLETING
    elif mode == Mode.COMPLETING and is_item(text) and known.own.rstrip().endswith(":"):
        listen = Mode.LISTENING  # the list that « : » announced
    return record_answers(scene, [Saying(asked.code, text, adds)], listen=listen)


_NO_MORE = (Standing.UNKNOWN, Standing.NOTHING, Standing.NOTHING_TO_REPORT)


def _no_more(scene: Scene, text: str) -> Turn:
    """« aucune idée », « rien » where nothing is asked: nobody needs to look, and what is left may be meant."""
    if not scene.missing:
        return go_on(scene, ["Entendu."])
    codes = [question.code for question in scene.missing]
    return hold(scene, text, "À quelle question cela répond-il", codes, Effect.NONE)


def _listen(scene: Scene, asked: Question, text: str) -> Turn:
    """« oui » to our follow-up says that a precision comes: it adds nothing to the answer, unless they say so."""
    waits = replace(scene, talk=replace(scene.talk, unfinished=(text,)))
    line = f"Je vous écoute{NBSP}: votre prochain message complète [{asked.code}]."
    offers = [Offer("Passer", "passer"), Offer("C’est ma réponse", f"ma réponse à {asked.code}")]
    return turn_of(waits, [line], offers)


def _keyed(scene: Scene, heard: Answers) -> Turn:
    """Answers that name their questions; « plus tard » puts off, words above the first code answer what was asked."""
    sayings: list[Saying] = []
    put_off: list[str] = []
    lines: list[str] = []
    asked = scene.asked
    codes = [k.code for k in heard.keyed]
    if heard.before and asked is not None and asked.code not in codes and any(c.isalnum() for c in heard.before):
        earlier = hear(heard.before, scene.questionnaire.codes)
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
    return record_answers(replace(scene, talk=talk), sayings, lines, keep=stays)


def _complete_last(scene: Scene, text: str) -> Turn:
    last = scene.questionnaire.question(scene.talk.last) if scene.talk.last else scene.asked
    if last is None:
        return hold(scene, text, "Quelle réponse cela complète-t-il", ())
    if scene.talk.mode in (Mode.LISTENING, Mode.COMPLETING) and scene.asked is not None and announces_more(text):
        return _plain(scene, scene.asked, text, unseen=False)
    stays = scene.asked is not None and scene.asked.code != last.code
    return record_answers(scene, [Saying(last.code, text, adds=scene.about(last.code).has_own_answer)], keep=stays)


def _courtesy(scene: Scene, heard: Courtesy, typed: str) -> Turn:
    answer = f"Merci à vous{NBSP}!" if heard.thanks else f"Bonjour{NBSP}!" if heard.greets else "Bien reçu."
    if heard.thinks:
        answer = "Je vous écoute, prenez votre temps."
    elif heard.grumbles:
        answer = (
            f"Désolé que ce soit pénible. «{NBSP}passer{NBSP}» mène à la suite, «{NBSP}difficulté{NBSP}: …{NBSP}» "
            "parle à une personne."
        )
    if scene.is_quiet:
        return turn_of(scene, [answer], [])
    if heard.leaves and not heard.thanks:
        turn = ORDERS[Order.PAUSE](scene, Command(Order.PAUSE))
        return replace(turn, lines=(f"À bientôt{NBSP}!", *turn.lines))
    asked = scene.asked
    # What waits for its question already (`held`) is not pushed out by a word of thanks.
    may_answer = asked is not None and not scene.talk.held
    talk = replace(scene.talk, unfinished=(typed.strip(),)) if may_answer else scene.talk
    if asked is None and (scene.is_finished or scene.is_closed):
        return turn_of(scene, apart([answer], closing_lines(scene)[:1]), closing_offers(scene))
    extra = [Offer("C’est ma réponse", f"ma réponse à {asked.code}")] if asked and may_answer else []
    return go_on(replace(scene, talk=talk), [answer], extra)


def _postpone(scene: Scene, question: Question, text: str) -> Turn:
    line = f"[{question.code}] est mise de côté."
    turn = go_on(moved(replace(scene, talk=put_off(scene, question)), asked="", mode=Mode.ASKING), [line])
    return replace(turn, record=(Saying(question.code, text),))
