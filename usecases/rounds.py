"""A round as a coordinator orders it: dates, calendar and hour as written, checked and made into a `Round`."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time
from typing import TypeVar

from campaigns.calendar import last_day_of
from campaigns.campaign import Round, RoundKind
from campaigns.dates import parse_deadline, parse_moment
from campaigns.steps import parse_hour, parse_steps
from campaigns.zones import PARIS
from questionnaires.fault import Fault
from usecases.installation import Installation
from usecases.messages import Attachment
from usecases.ports import BadInput

T = TypeVar("T")


@dataclass(frozen=True)
class RoundOrder:
    """What is written about a round; empty `steps` and `hour` are the installation's usual ones.

    `letter` is the cover letter, `documents` what else goes with the invitations.
    """

    opens: str
    deadline: str
    strict: bool = False
    steps: str = ""
    hour: str = ""
    letter: Attachment | None = None
    documents: tuple[Attachment, ...] = ()


def ordered_round(house: Installation, campaign: str, label: str, order: RoundOrder, now: datetime) -> Round:
    """A collection round from what was written. `BadInput` names the option and the value that cannot be understood."""
    steps = parsed(parse_steps(order.steps), "--steps") if order.steps.strip() else house.steps
    hour = parsed(parse_hour(order.hour), "--hour") if order.hour.strip() else house.hour
    start = written_opening(order.opens, now, hour)
    last, strict = written_deadline(order.deadline, start.astimezone(PARIS).date(), order.strict)
    return Round(f"{campaign}/{label}", label, RoundKind.COLLECTION, start, last, strict, steps, hour=hour)


def written_opening(opens: str, now: datetime, hour: time) -> datetime:
    """The moment of a written opening: without an hour of its own, the round's hour in Paris."""
    return parsed(parse_moment(opens, now.astimezone(PARIS).date(), hour), "--opens")


def written_deadline(deadline: str, opens: date, strict: bool | None = False) -> tuple[date, bool]:
    """The last day that a written deadline leaves, and whether it excludes the day that was named.

    The last day must not lie before the opening.
    """
    written = parsed(parse_deadline(deadline, opens), "--deadline")
    if strict and written.strict is False:
        raise BadInput(
            f"--deadline : « {deadline.strip()} » compte ce jour, --strict l’exclut ; gardez l’un ou l’autre."
        )
    excluded = bool(strict) or bool(written.strict)
    last = last_day_of(written.day, excluded)
    if last < opens:
        raise BadInput(
            f"--deadline : le {last:%d/%m/%Y} tombe avant l’ouverture, le {opens:%d/%m/%Y} ; corrigez l’une des dates."
        )
    return last, excluded


def parsed(found: T | Fault, option: str) -> T:
    """What was understood, or `BadInput` with the option's name."""
    if isinstance(found, Fault):
        raise BadInput(str(replace(found, where=option)))
    return found
