"""The sub-fields of an action, offered one by one: each can be passed over, and free text is taken everywhere."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from questionnaires.anew import replace
from questionnaires.asking import quoted
from questionnaires.commands import Command
from questionnaires.model import Field, Kind, Question
from questionnaires.scene import Mode, Offer, Saying, Scene, Turn, said
from questionnaires.turns import ENOUGH, go_on, moved, turn_of, visit
from questionnaires.typography import NBSP
from questionnaires.understood import Standing
from questionnaires.values import spoken, understand

_COUNTED = (Kind.NUMBER, Kind.AMOUNT, Kind.DATE)
_PASSED_OVER = (Standing.LATER, Standing.UNKNOWN, Standing.NOT_CONCERNED)


def detail(scene: Scene, command: Command) -> Turn:
    """Begin with the first sub-field that the answer does not tell yet."""
    code = command.code or scene.talk.asked or scene.talk.last
    question = scene.questionnaire.question(code) if code else None
    if question is None or not question.fields or question.kind is not Kind.ACTIONS:
        return go_on(scene, ["Il n’y a pas de rubriques à détailler ici."])
    if not scene.about(question.code).has_own_answer:
        first = f"Dites d’abord l’action en une phrase{NBSP}; ensuite «{NBSP}détailler{NBSP}» proposera les rubriques."
        return visit(scene, question.code, Mode.ASKING, [first])
    return _ask(scene, question, "", [])


def next_field(scene: Scene) -> Turn:
    """Pass over the sub-field that was asked."""
    asked = scene.asked
    return _ask(scene, asked, scene.talk.about, []) if asked is not None else go_on(scene, [])


def told(scene: Scene, question: Question, text: str) -> Turn:
    """These words answer the sub-field that was asked: they go into the answer under its label."""
    field = next((f for f in question.fields if f.code == scene.talk.about), None)
    words = " ".join(text.split())
    if field is None:
        return go_on(moved(scene, asked="", mode=Mode.ASKING), [])
    as_question = Question(question.code, field.kind, field.label, "", choices=field.choices, other=field.other)
    understood = understand(as_question, words, scene.today)
    if understood.standing in _PASSED_OVER:
        return next_field(scene)
    saying = Saying(question.code, f"{scene.about(question.code).own}\n{label_of(field)}{NBSP}: {words}")
    line = f"Noté pour [{question.code}], {label_of(field)}{NBSP}: {quoted(words)}."
    read = spoken(as_question, understood, words)
    if field.kind in _COUNTED and understood.value is None and understood.standing is Standing.ANSWER:
        line += " Je n’y lis pas de valeur sûre, c’est gardé tel quel."
    elif read and understood.standing is Standing.ANSWER:
        line += f" Compris{NBSP}: {read}."
    after, _ = said(scene, saying)
    after = moved(after, last=question.code, said=saying.text)
    return replace(_ask(after, question, field.code, [line]), record=(saying,))


def label_of(field: Field) -> str:
    """The label without its question mark, as it is written before an answer."""
    return field.label.strip().rstrip(f"?{NBSP} :")


def _ask(scene: Scene, question: Question, after: str, lines: Sequence[str]) -> Turn:
    """The next sub-field after this one that the last action does not tell; at the end, the next question."""
    codes = [field.code for field in question.fields]
    start = codes.index(after) + 1 if after in codes else 0
    known = _fields_told(scene, question)
    field = next((f for f in question.fields[start:] if f.code not in known), None)
    if field is None:
        done = [*lines, f"[{question.code}] est détaillée, merci."]
        return go_on(moved(scene, asked="", mode=Mode.ASKING), done)
    there = moved(scene, asked=question.code, mode=Mode.DETAILING, about=field.code)
    help = f" ({field.help})" if field.help else ""
    asks = f"[{question.code}] {label_of(field)}{help}{NBSP}?"
    choices = [Offer(choice.label, choice.label) for choice in field.choices]
    return turn_of(there, [*lines, asks], [*choices, Offer("Passer", "passer"), ENOUGH])


def _fields_told(scene: Scene, question: Question) -> frozenset[str]:
    value = understand(question, scene.about(question.code).own, scene.today).value
    records = value if isinstance(value, Sequence) and not isinstance(value, str) else ()
    last = records[-1] if records else None
    return frozenset(last) if isinstance(last, Mapping) else frozenset()
