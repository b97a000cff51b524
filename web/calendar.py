"""The dates of a round, as a list to read beside its numbers."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time

from campaigns.calendar import OPEN, kind_of, steps_of
from campaigns.campaign import Round, RoundKind
from campaigns.people import Organisation
from usecases.plan import KINDS
from web import french


@dataclass(frozen=True)
class StepRow:
    """One date of the calendar; `next` marks the first that is still to come."""

    name: str
    label: str
    when: datetime
    past: bool
    next: bool = False


def round_steps(round: Round, now: datetime) -> list[StepRow]:
    """The round's own dates (Paris), the last day among them; an organisation elsewhere may have other ones."""
    found = [(s.name, _label(s.name, round), s.when) for s in steps_of(round, Organisation("", ""))]
    end = datetime.combine(round.last_day, time(23, 59, 59), french.PARIS)
    if not any(when.date() == round.last_day and name == "J" for name, _, when in found):
        found.append(("J", "dernier jour", end))
    found.sort(key=lambda step: step[2])
    rows = [StepRow(name, label, when, when <= now) for name, label, when in found]
    coming = next((i for i, row in enumerate(rows) if not row.past), None)
    return [StepRow(r.name, r.label, r.when, r.past, i == coming) for i, r in enumerate(rows)]


def _label(step: str, round: Round) -> str:
    if step == OPEN:
        return "envoi du projet" if round.kind is RoundKind.REVIEW else "envoi"
    if step == "J":
        return "dernier jour"
    return f"{KINDS[kind_of(step)]} {step.replace('-', '−')}"
