"""Which questions one person is asked, given their profile and what was answered so far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from questionnaires.model import Condition, Kind, Question, Questionnaire
from questionnaires.understood import Standing, Understood, Value
from questionnaires.values.words import folded, squeezed


def applicable(questionnaire: Questionnaire, texts: Mapping[str, Understood], profile: str) -> tuple[Question, ...]:
    """The questions of this profile ("" is everyone's) whose condition holds, in order.

    `texts` are the answers so far by code. A condition on a question that was not answered yet, or that is not
    asked, does not hold yet. On an open question « oui » means that something was answered, « non » that there was
    nothing.
    """
    if not questionnaire.is_conditional:
        return questionnaire.asked_of(profile)
    asked: list[Question] = []
    codes: set[str] = set()
    for question in questionnaire.questions(profile):
        condition = question.condition
        if condition is not None:
            earlier = questionnaire.question(condition.code)
            understood = texts.get(earlier.code) if earlier is not None else None
            if earlier is None or understood is None or not _can_stand(earlier, codes, profile):
                continue
            if not _holds(condition, earlier, understood):
                continue
        asked.append(question)
        codes.add(question.code)
    return tuple(asked)


def _can_stand(earlier: Question, asked: set[str], profile: str) -> bool:
    """An answer counts if its question is asked; a question of other profiles may have been answered by a colleague."""
    of_others = bool(profile) and bool(earlier.profiles) and profile not in earlier.profiles
    return earlier.code in asked or of_others


def _holds(condition: Condition, earlier: Question, understood: Understood) -> bool:
    wanted = {_key(value) for value in condition.values}
    if earlier.kind in (Kind.CHOICE, Kind.CHOICES):
        return bool(wanted & _chosen(earlier, understood.value))
    if understood.standing in (Standing.LATER, Standing.UNKNOWN):
        return False
    something = understood.standing is Standing.ANSWER and understood.value not in (0, False)
    return ("oui" if something else "non") in wanted


def _chosen(question: Question, value: Value) -> set[str]:
    """Every word that means one of the chosen labels."""
    labels: Sequence[Value] = value if isinstance(value, Sequence) and not isinstance(value, str) else [value]
    words: set[str] = set()
    for label in labels:
        if not isinstance(label, str):
            continue
        words.add(_key(label))
        if _key(label).startswith("autre :"):
            words.add("autre")
        for choice in question.choices:
            if choice.label == label:
                words |= {_key(alias) for alias in choice.aliases}
    return words


def _key(word: str) -> str:
    return squeezed(folded(word))
