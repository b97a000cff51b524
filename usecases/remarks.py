"""What strikes when an organisation's answers are looked at together: told to whoever just answered, never refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from campaigns.returns import MergedAnswer
from questionnaires.checks import failed
from questionnaires.model import Questionnaire
from questionnaires.understood import Standing


def remarks(questionnaire: Questionnaire, merged: Mapping[str, MergedAnswer], said: Iterable[str]) -> list[str]:
    """Sums that do not hold, and colleagues who differ, among what this person just said (codes); French sentences."""
    codes = set(said)
    checks = tuple(c for c in questionnaire.checks if codes.intersection((*c.codes, c.total)))
    # « néant » counts as 0 in a sum
    values = {code: 0 if a.standing is Standing.NOTHING else a.value for code, a in merged.items()}
    found = [message for check in checks for message in failed(questionnaire, values, (check,))]
    found += [
        f"Pour la question {code}, un collègue de votre organisme a donné une autre réponse : "
        "les deux sont gardées et la coordination les départagera."
        for code, answer in merged.items()
        if code in codes and answer.conflict
    ]
    return found
