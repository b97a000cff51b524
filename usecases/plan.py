"""Every message that the calendar foresees in a round, in order."""

from __future__ import annotations

from campaigns import foreseen
from campaigns.campaign import Campaign, Invitation, Round
from campaigns.contribution import Return
from campaigns.foreseen import Planned
from campaigns.people import Contact
from usecases.find import campaign_named, round_named
from usecases.ports import Reading, Store


async def plan(store: Store, campaign_id: str, round: str = "") -> list[dict[str, str]]:
    """The rows of `campaign plan --json`; `when` is ISO 8601, local to the recipient. `BadInput` for unknown names."""
    async with store.reading() as reading:
        campaign = await campaign_named(reading, campaign_id)
        return [as_row(planned) for planned in await plan_in(reading, campaign, round_named(campaign, round))]


async def plan_in(reading: Reading, campaign: Campaign, round: Round) -> list[Planned]:
    """The plan as values, within a look at the store that has already begun."""
    return foreseen.plan(
        campaign,
        round,
        await reading.find(Contact, campaign=campaign.id),
        await reading.find(Invitation, round=round.id),
        await reading.find(Return, round=round.id),
    )


def as_row(planned: Planned) -> dict[str, str]:
    """One message of the plan as JSON gives it."""
    return {
        "when": planned.when.isoformat(),
        "organisation": planned.organisation,
        "contact": planned.contact,
        "kind": planned.kind,
        "step": planned.step,
    }
