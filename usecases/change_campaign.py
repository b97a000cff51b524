"""Change a launched campaign: its dates, its calendar, its title. What is still to leave follows; nobody is told."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from campaigns.calendar import has_happened, last_day_of, step_name
from campaigns.campaign import Campaign, Change, Round
from campaigns.steps import parse_hour, parse_steps
from campaigns.working_days import ONE_DAY
from campaigns.zones import PARIS
from usecases.find import campaign_named, round_named
from usecases.installation import Installation
from usecases.ports import BadInput, Transaction
from usecases.rounds import parsed, written_deadline, written_opening
from usecases.transact import transact


@dataclass(frozen=True)
class ChangeOrder:
    """What is to change, as written; what is empty (None for `strict`) stays as it is."""

    reason: str
    round: str = ""
    opens: str = ""
    deadline: str = ""
    strict: bool | None = None
    steps: str = ""
    hour: str = ""
    title: str = ""


async def change_campaign(house: Installation, campaign_id: str, order: ChangeOrder, now: datetime) -> tuple[str, ...]:
    """Check and write the changes, which stay in the round's history; returns them as French sentences.

    Organisations with an extension keep it while it is later. `BadInput` when a date cannot be, or nothing changes.
    """
    if not order.reason.strip():
        raise BadInput("Donnez le motif avec --reason : il reste dans l’historique.")

    async def decide(transaction: Transaction) -> tuple[str, ...]:
        campaign = await campaign_named(transaction, campaign_id)
        before = round_named(campaign, order.round)
        after = _hour_and_steps(_deadline(_opening(before, order, now), order, now), order)
        title = " ".join(order.title.split()) or campaign.title
        said = (*_differences(before, after), *_retitled(campaign, title))
        if not said:
            raise BadInput(
                "Rien ne change : donnez une autre valeur à --opens, --deadline, --strict, --steps, --hour ou --title."
            )
        moved = before.last_day if after.last_day != before.last_day else None
        change = Change(now, " ".join(said), order.reason.strip(), moved)
        after = replace(after, changes=(*before.changes, change))
        rounds = tuple(after if r.id == before.id else r for r in campaign.rounds)
        transaction.put(replace(campaign, title=title, rounds=rounds))
        return said

    return await transact(house.store, "coordinator:change", decide)


def _opening(round: Round, order: ChangeOrder, now: datetime) -> Round:
    hour = parsed(parse_hour(order.hour), "--hour") if order.hour.strip() else round.hour
    is_open = round.opened_at is not None or has_happened(round.opens, now)
    if not order.opens.strip():
        # An opening without an hour of its own leaves at the round's, whatever that becomes.
        here = round.opens.astimezone(PARIS)
        if is_open or here.time() != round.hour:
            return round
        return replace(round, opens=datetime.combine(here.date(), hour, PARIS))
    if is_open:
        raise BadInput(
            f"--opens : le tour « {round.label} » est ouvert depuis le {round.opens:%d/%m/%Y}, les invitations sont "
            "parties ; seuls la date limite, les rappels et le titre peuvent encore changer."
        )
    opens = written_opening(order.opens, now, hour)
    if opens < now:
        raise BadInput(f"--opens : le {opens:%d/%m/%Y} à {opens:%H:%M} est déjà passé ; donnez une date à venir.")
    return replace(round, opens=opens)


def _deadline(round: Round, order: ChangeOrder, now: datetime) -> Round:
    opens = round.opens.astimezone(PARIS).date()
    if not order.deadline.strip() and order.strict is None:
        moved = round
    elif not order.deadline.strip():
        written = round.last_day + ONE_DAY if round.strict else round.last_day
        moved = replace(round, last_day=last_day_of(written, bool(order.strict)), strict=bool(order.strict))
    else:
        # A round that is open already is given a date from today on: « 6 octobre » is the next one.
        start = max(opens, now.astimezone(PARIS).date() - ONE_DAY)
        last, strict = written_deadline(order.deadline, start, order.strict)
        moved = replace(round, last_day=last, strict=strict)
    if moved.last_day < opens:
        raise BadInput(
            f"--deadline : le {moved.last_day:%d/%m/%Y} tombe avant l’ouverture, le {opens:%d/%m/%Y} ; "
            "corrigez l’une des dates."
        )
    if moved.last_day == round.last_day:
        return moved
    today = now.astimezone(PARIS).date()
    if moved.last_day < today:
        raise BadInput(f"--deadline : le {moved.last_day:%d/%m/%Y} est déjà passé ; donnez une date à venir.")
    # A round that was over opens again with a later date.
    return replace(moved, closed_at=None)


def _hour_and_steps(round: Round, order: ChangeOrder) -> Round:
    steps = parsed(parse_steps(order.steps), "--steps") if order.steps.strip() else round.steps
    hour = parsed(parse_hour(order.hour), "--hour") if order.hour.strip() else round.hour
    return replace(round, steps=steps, hour=hour)


def _differences(before: Round, after: Round) -> tuple[str, ...]:
    """What changes in a round, in French words."""
    said = []
    if after.opens != before.opens:
        said.append(f"Ouverture : {after.opens:%d/%m/%Y à %H:%M} (jusqu’ici {before.opens:%d/%m/%Y à %H:%M}).")
    if (after.last_day, after.strict) != (before.last_day, before.strict):
        said.append(f"Date limite : {_in_words(after)} (jusqu’ici {_in_words(before)}).")
    if after.steps != before.steps:
        said.append(f"Rappels : {_listed(after)} (jusqu’ici {_listed(before)}).")
    if after.hour != before.hour:
        said.append(f"Heure d’envoi : {after.hour:%H:%M} (jusqu’ici {before.hour:%H:%M}).")
    return tuple(said)


def _retitled(campaign: Campaign, title: str) -> tuple[str, ...]:
    return () if title == campaign.title else (f"Titre : « {title} » au lieu de « {campaign.title} ».",)


def _in_words(round: Round) -> str:
    day = round.last_day + ONE_DAY if round.strict else round.last_day
    return f"{'avant le' if round.strict else 'au plus tard le'} {day:%d/%m/%Y}"


def _listed(round: Round) -> str:
    return ", ".join(step_name(days) for days in sorted(round.steps)) or "aucun"
