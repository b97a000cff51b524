"""Words that answer an earlier message: which question they are about, where that message tells."""

from __future__ import annotations

import re
from dataclasses import dataclass

from questionnaires.asking import NOTED
from questionnaires.pieces import corrected, rejects
from questionnaires.scene import LONG, Mode, Scene
from questionnaires.speech import Completion, Words, hear

_ASKED = re.compile(r"^\[([^\]\s]{1,16})\]", re.MULTILINE)
_ECHOED = re.compile(rf"^(?:{'|'.join(NOTED)}) \[([^\]\s]{{1,16}})\]", re.MULTILINE)
_ASKED_FOR_ONE_THING = (Mode.HANDING, Mode.TELLING, Mode.ENDING, Mode.DETAILING)


@dataclass(frozen=True)
class Meant:
    """The words with the code of their question, where one is meant; `codes` are those to choose from otherwise."""

    text: str
    codes: tuple[str, ...] = ()


def meant(scene: Scene, text: str, said: str, own: str = "") -> Meant:
    """What is meant by words that answer our message `said`, or one of their own that answered the question `own`.

    Words that name their question, an order, a courtesy, and what answers the question that waits stay as they are.
    """
    questionnaire, here = scene.questionnaire, scene.asked
    labels = [choice.label for choice in here.choices] if here else []
    heard = hear(text, questionnaire.codes, labels)
    if scene.talk.mode in _ASKED_FOR_ONE_THING or not isinstance(heard, (Words, Completion)):
        return Meant(text)
    echoed = [own] if own else _known(scene, _ECHOED.findall(said))
    asked = [] if own else _known(scene, _ASKED.findall(said))
    rejected = rejects(text)
    if scene.talk.asked in asked and not (rejected and echoed):
        return Meant(text)
    codes = tuple(dict.fromkeys((*echoed, *asked)))
    if len(codes) > 1 and len(echoed) == 1 and rejected:
        codes = (echoed[0],)
    elif len(codes) == 2 and len(asked) == 1 and not scene.about(asked[0]).own:
        codes = (asked[0],)
    if len(codes) != 1:
        return Meant(text, codes if len(codes) == 2 else ())
    question = questionnaire.question(codes[0])
    if question is None or codes[0] == scene.talk.asked:
        return Meant(text)
    words = heard.text
    if question.kind in LONG:
        return Meant(f"{codes[0]} {'+ ' if scene.about(codes[0]).has_own_answer else ''}: {words}")
    return Meant(f"{codes[0]} : {corrected(scene.about(codes[0]).own, words) or words}")


def _known(scene: Scene, codes: list[str]) -> list[str]:
    return [q.code for code in dict.fromkeys(codes) if (q := scene.questionnaire.question(code)) is not None]
