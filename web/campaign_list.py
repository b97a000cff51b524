"""The first page: the campaigns, newest first, and how far each has come."""

from __future__ import annotations

from dataclasses import dataclass

from starlette.requests import Request

from campaigns.campaign import Campaign
from campaigns.tracking import State, Tracking
from usecases.find import round_named
from usecases.follow import STATES, follow_in
from usecases.ports import Reading
from web import french
from web.frame import Sight, campaign_path
from web.page import Page


@dataclass(frozen=True)
class Item:
    """One campaign in the list; `states` are those of its organisations, returns first."""

    campaign: Campaign
    href: str
    invited: int
    returned: int
    states: tuple[State, ...]
    sentence: str
    calendar: str


async def campaign_list(sight: Sight, _: Request) -> Page:
    """Every campaign with its first collection round."""
    async with sight.store.reading() as reading:
        campaigns = sorted(await reading.find(Campaign), key=lambda c: c.created_at, reverse=True)
        items = [await _item(reading, sight, campaign) for campaign in campaigns]
    announce = " ; ".join(f"{i.campaign.title} : {i.sentence}" for i in items)
    return Page("campaigns.html", "Campagnes", {"campaigns": items}, announce)


async def _item(reading: Reading, sight: Sight, campaign: Campaign) -> Item:
    now = sight.clock()
    round = round_named(campaign)
    tracking = await follow_in(reading, sight.catalogue, campaign, round, now)
    left = french.remaining(round.last_day, now.astimezone(french.PARIS).date())
    order = [State.RETURNED, State.LATE, State.PARTIAL, State.STARTED, State.WAITING, State.DECLINED]
    return Item(
        campaign=campaign,
        href=campaign_path(campaign.id),
        invited=tracking.invited,
        returned=tracking.returned,
        states=tuple(sorted((o.state for o in tracking.organisations if o.invited), key=order.index)),
        sentence=summary(tracking),
        calendar=f"Retours attendus jusqu’au {french.day(round.last_day)} ({left})",
    )


def summary(tracking: Tracking) -> str:
    """« 13 retours sur 17 : retour reçu 12, … » in one sentence."""
    parts = []
    for state in State:
        number = sum(1 for o in tracking.organisations if o.invited and o.state is state)
        if number:
            parts.append(f"{STATES[state]} {number}")
    return f"{french.count(tracking.returned, 'retour')} sur {tracking.invited}" + (
        f" ({', '.join(parts)})" if parts else ""
    )
