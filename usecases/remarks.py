"""What strikes when an organisation's answers are looked at together: told to whoever just answered, never refused."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from campaigns.returns import MergedAnswer
from questionnaires.checks import failed
from questionnaires.model import Check, Questionnaire
from questionnaires.typography import NBSP
from questionnaires.understood import Standing, Value


def remarks(
    questionnaire: Questionnaire,
    merged: Mapping[str, MergedAnswer],
    said: Iterable[str],
    before: Mapping[str, MergedAnswer] | None = None,
) -> list[str]:
    """Sums that do not hold, and colleagues who differ, among what this person just said (codes); French sentences.

    `before` is what stood before: a sum that did not hold then is only told again where it was corrected without
    success, or where its last part has come.
    """
    codes = set(said)
    checks = tuple(c for c in questionnaire.checks if codes.intersection((*c.codes, c.total)))
    values, earlier = _values(merged), _values(before or {})
    found = [
        message
        for check in checks
        for message in failed(questionnaire, values, (check,))
        if not failed(questionnaire, earlier, (check,)) or _is_another(check, earlier, values)
    ]
    found += [
        f"Pour la question {code}, un collègue de votre organisme a donné une autre réponse{NBSP}: "
        "les deux sont gardées et la coordination les départagera."
        for code, answer in merged.items()
        if code in codes and answer.conflict
    ]
    return found


def _values(merged: Mapping[str, MergedAnswer]) -> dict[str, Value]:
    """« néant » counts as 0 in a sum."""
    return {code: 0 if a.standing is Standing.NOTHING else a.value for code, a in merged.items()}


def _is_another(check: Check, before: Mapping[str, Value], now: Mapping[str, Value]) -> bool:
    """Whether a figure of this sum was corrected, or the last one has come."""
    codes = (*check.codes, check.total)
    missing = [code for code in codes if before.get(code) is None]
    if any(before.get(code) != now.get(code) for code in codes if code not in missing):
        return True
    return bool(missing) and all(now.get(code) is not None for code in missing)
