"""What a question wants to know of each action or person, said in a sentence."""

from __future__ import annotations

from collections.abc import Collection

from questionnaires.model import Kind, Question
from questionnaires.typography import NBSP


def wanted(question: Question, told: Collection[str] = ()) -> str:
    """« Pour chaque action, si possible : nature ; pilote. », or "" where there is nothing (more) to say.

    `told` are the sub-fields that the questions before it have named already: only new ones are named again.
    """
    new = [name for name in names(question) if name not in told]
    if not new:
        return ""
    who = "chaque personne" if question.kind is Kind.PEOPLE else "chaque action"
    said = f"{NBSP}; ".join(new)
    # the full stop of an abbreviation ends the sentence too
    return (
        f"{'Précisez aussi' if told else f'Pour {who}'}, si possible{NBSP}: {said}{'' if said.endswith('.') else '.'}"
    )


def names(question: Question) -> list[str]:
    """The names of the sub-fields as they stand in a sentence."""
    labels = [field.label.rstrip("  ?:") for field in question.fields]
    return [label[:1].lower() + label[1:] if label[1:2].islower() else label for label in labels]
