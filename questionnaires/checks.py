"""Checks across answers: the parts against their total, one date against another. They remark, they never refuse."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from questionnaires.model import Check, Questionnaire
from questionnaires.typography import NBSP
from questionnaires.understood import Value
from questionnaires.values.counts import written


def failed(
    questionnaire: Questionnaire, values: Mapping[str, Value], checks: Sequence[Check] | None = None
) -> tuple[str, ...]:
    """The French message of each check that these values (code to value) contradict.

    A check waits while its total is unknown; while only some parts are known it fails only when no further
    part could mend it (parts are not negative). `checks` looks at these only.
    """
    return tuple(
        said for check in (questionnaire.checks if checks is None else checks) if (said := _failed(check, values))
    )


def _failed(check: Check, values: Mapping[str, Value]) -> str:
    dates = [values.get(code) for code in (*check.codes, check.total)]
    if len(dates) == 2 and all(isinstance(value, str) for value in dates):
        return "" if _holds(str(dates[0]), check.relation, str(dates[1])) else check.message
    total = _number(values.get(check.total))
    parts = [_number(values.get(code)) for code in check.codes]
    known = [part for part in parts if part is not None]
    if total is None or not known:
        return ""
    told = sum(known, Decimal(0))
    complete = len(known) == len(parts)
    if complete and _holds(told, check.relation, total):
        return ""
    hopeless = told > total and check.relation in ("<=", "==") and all(part >= 0 for part in known)
    if not complete and not hopeless:
        return ""
    codes = " + ".join(code for code, part in zip(check.codes, parts, strict=True) if part is not None)
    return f"{check.message.rstrip('.')} ({codes} = {written(told)}{NBSP}; {check.total} = {written(total)})."


def _holds(left: Decimal | str, relation: str, right: Decimal | str) -> bool:
    if isinstance(left, Decimal) and isinstance(right, Decimal):
        return {"<=": left <= right, "==": left == right, ">=": left >= right}[relation]
    return {"<=": str(left) <= str(right), "==": left == right, ">=": str(left) >= str(right)}[relation]


def _number(value: Value) -> Decimal | None:
    return Decimal(str(value)) if isinstance(value, int | float) and not isinstance(value, bool) else None
