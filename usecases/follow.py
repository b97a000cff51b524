"""Who has returned, who has not and what is missing, in one round at one moment."""

from __future__ import annotations

from datetime import datetime

from campaigns.campaign import Campaign, Invitation, Round
from campaigns.contribution import Contribution, Return
from campaigns.people import Contact
from campaigns.tracking import State, Tracking, track
from usecases.find import asked_version, campaign_named, round_named
from usecases.ports import Catalogue, Reading, Store

# How the state of an organisation is called, in the middle of a sentence.
STATES = {
    State.WAITING: "en attente",
    State.STARTED: "commencé",
    State.PARTIAL: "réponse partielle",
    State.RETURNED: "retour reçu",
    State.LATE: "retour tardif",
    State.DECLINED: "ne répondra pas",
}


async def follow(store: Store, catalogue: Catalogue, campaign_id: str, now: datetime, round: str = "") -> Tracking:
    """The tracking of a round (its label, by default the first). `BadInput` for an unknown campaign or round."""
    async with store.reading() as reading:
        campaign = await campaign_named(reading, campaign_id)
        return await follow_in(reading, catalogue, campaign, round_named(campaign, round), now)


async def follow_in(
    reading: Reading, catalogue: Catalogue, campaign: Campaign, round: Round, now: datetime
) -> Tracking:
    """The same, within a look at the store that has already begun."""
    return track(
        campaign,
        round,
        asked_version(catalogue, campaign),
        await reading.find(Contact, campaign=campaign.id),
        await reading.find(Invitation, round=round.id),
        await reading.find(Contribution, round=round.id),
        await reading.find(Return, round=round.id),
        now,
    )
