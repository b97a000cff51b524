"""Every message that the calendar foresees in a round, in order; and the round as the events of a diary."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from campaigns import foreseen
from campaigns.calendar import OPEN, extension
from campaigns.campaign import Campaign, Invitation, Round
from campaigns.contribution import Return
from campaigns.foreseen import Planned
from campaigns.people import Contact
from campaigns.working_days import ONE_DAY
from usecases.find import campaign_named, round_named
from usecases.follow import follow_in
from usecases.installation import Installation
from usecases.ports import Catalogue, Reading, Store

# So many organisations are named in an event; the others are counted.
NAMED = 40
# How the messages of the calendar are called.
KINDS = {"invitation": "envoi", "reminder": "rappel", "overdue": "avis de dépassement"}


@dataclass(frozen=True)
class Event:
    """One entry of a diary: a moment, or a whole day (`start` is then a date). `uid` is the same at every export."""

    uid: str
    title: str
    start: datetime | date
    description: str = ""


@dataclass(frozen=True)
class Diary:
    """The events of a round as of `now`; `revision` grows with each change of the round."""

    title: str
    now: datetime
    revision: int
    events: tuple[Event, ...]


async def plan(
    store: Store, catalogue: Catalogue, campaign_id: str, now: datetime, round: str = ""
) -> list[dict[str, str]]:
    """The rows of `campaign plan --json`; `when` is ISO 8601, local to the recipient. `BadInput` for unknown names."""
    async with store.reading() as reading:
        campaign = await campaign_named(reading, campaign_id)
        planned = await plan_in(reading, catalogue, campaign, round_named(campaign, round), now)
    return [as_row(message) for message in planned]


async def plan_in(
    reading: Reading, catalogue: Catalogue, campaign: Campaign, round: Round, now: datetime
) -> list[Planned]:
    """The plan as values, within a look at the store that has already begun."""
    tracking = await follow_in(reading, catalogue, campaign, round, now)
    return foreseen.plan(
        campaign,
        round,
        await reading.find(Contact, campaign=campaign.id),
        await reading.find(Invitation, round=round.id),
        await reading.find(Return, round=round.id),
        {organisation.code for organisation in tracking.organisations if organisation.state.is_return},
    )


async def diary(house: Installation, campaign_id: str, now: datetime, round: str = "") -> Diary:
    """The events of a round: one per step and time zone with its number of messages, and the last days."""
    async with house.store.reading() as reading:
        campaign = await campaign_named(reading, campaign_id)
        chosen = round_named(campaign, round)
        planned = await plan_in(reading, house.catalogue, campaign, chosen, now)
        returns = {r.organisation: r for r in await reading.find(Return, round=chosen.id)}
    events = (*_steps(house, campaign, chosen, planned), *_last_days(house, campaign, chosen, returns))
    return Diary(f"{campaign.title} ({chosen.label})", now, len(chosen.changes), events)


def _steps(house: Installation, campaign: Campaign, round: Round, planned: Sequence[Planned]) -> Iterator[Event]:
    together: dict[tuple[str, str], dict[datetime, list[Planned]]] = {}
    for message in planned:
        zone = str(message.when.tzinfo)
        together.setdefault((message.step, zone), {}).setdefault(message.when, []).append(message)
    for (step, zone), moments in together.items():
        # The same step of one zone may fall on several days: public holidays, extensions.
        for number, (when, messages) in enumerate(sorted(moments.items())):
            kind = KINDS[messages[0].kind]
            counted = f"{len(messages)} message{'s' if len(messages) > 1 else ''}"
            name = kind if step == OPEN else f"{kind} {step}"
            counts = Counter(message.organisation for message in messages)
            lines = [f"{code} {_name(campaign, code)} : {counts[code]}" for code in sorted(counts)[:NAMED]]
            if len(counts) > NAMED:
                lines.append(f"et {len(counts) - NAMED} autres organismes")
            yield Event(
                uid=_uid(house, round, step, zone, str(number)),
                title=f"{campaign.id} – {name} : {counted}",
                start=when,
                description="\n".join([f"Départ à {when:%H:%M}, heure locale ({zone}).", *lines]),
            )


def _last_days(house: Installation, campaign: Campaign, round: Round, returns: Mapping[str, Return]) -> Iterator[Event]:
    day = round.last_day
    said = f"avant le {day + ONE_DAY:%d/%m/%Y}" if round.strict else f"au plus tard le {day:%d/%m/%Y}"
    yield Event(
        uid=_uid(house, round, "deadline", "", ""),
        title=f"{campaign.id} – dernier jour pour répondre",
        start=day,
        description=f"Réponse attendue {said} ; la réception compte jusqu’à minuit, heure de Paris.",
    )
    for code, return_ in sorted(returns.items()):
        later = extension(round, return_)
        if later is not None:
            yield Event(
                uid=_uid(house, round, "deadline", code, ""),
                title=f"{campaign.id} – dernier jour pour {_name(campaign, code)}",
                start=later,
                description=f"Délai accordé : {return_.extension}" if return_.extension else "Délai accordé.",
            )


def _uid(house: Installation, round: Round, *parts: str) -> str:
    """The same for the same event at every export, so that a diary moves it rather than showing it twice."""
    written = "|".join((round.id, *parts))
    return f"{sha256(written.encode()).hexdigest()[:32]}@{house.domain}"


def _name(campaign: Campaign, code: str) -> str:
    organisation = campaign.organisation(code)
    return organisation.name if organisation else ""


def as_row(planned: Planned) -> dict[str, str]:
    """One message of the plan as JSON gives it."""
    return {
        "when": planned.when.isoformat(),
        "organisation": planned.organisation,
        "contact": planned.contact,
        "kind": planned.kind,
        "step": planned.step,
    }
