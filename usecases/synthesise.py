"""Write the synthesis: a draft from the returns as they stand, and the final version with what was decided."""

from __future__ import annotations

from datetime import datetime

from synthesis.amending import final_version
from synthesis.writing import write_draft

from campaigns.campaign import Campaign, RoundKind
from campaigns.contribution import Contribution, Return
from campaigns.returns import merge
from synthesis.draft import Draft
from usecases.correspond import latest_draft
from usecases.find import asked_version, campaign_named, round_named
from usecases.follow import follow_in
from usecases.installation import Installation
from usecases.ports import BadInput, Reading, Transaction
from usecases.reports import ReportOrder
from usecases.review import amendments_of
from usecases.transact import transact


async def write(house: Installation, reading: Reading, campaign: Campaign, now: datetime) -> Draft:
    """A draft from the returns at `now`: the newest stored one where nothing has changed, else the next number."""
    round = round_named(campaign)
    questionnaire = asked_version(house.catalogue, campaign)
    tracking = await follow_in(reading, house.catalogue, campaign, round, now)
    returns = {r.organisation: r for r in await reading.find(Return, round=round.id)}
    said: dict[str, list[Contribution]] = {}
    for contribution in await reading.find(Contribution, round=round.id):
        said.setdefault(contribution.organisation, []).append(contribution)
    merged = {code: merge(questionnaire, theirs, returns.get(code)) for code, theirs in said.items()}
    newest = await latest_draft(reading, campaign)
    number = newest.number + 1 if newest else 1
    draft = write_draft(campaign, round, questionnaire, tracking, merged, number, now)
    if newest is not None and not newest.final and newest.paragraphs == draft.paragraphs:
        return newest
    return draft


async def draft_synthesis(house: Installation, campaign_id: str, now: datetime) -> ReportOrder:
    """Store the draft as it can be written now, and order its print."""

    async def decide(transaction: Transaction) -> ReportOrder:
        campaign = await campaign_named(transaction, campaign_id)
        draft = await write(house, transaction, campaign, now)
        transaction.put(draft)
        return order(house, campaign, draft)

    return await transact(house.store, f"synthesis:{campaign_id}", decide)


async def final_synthesis(house: Installation, campaign_id: str, now: datetime) -> ReportOrder:
    """Store the final version: the draft that was reviewed, with the changes that were decided and their count."""

    async def decide(transaction: Transaction) -> ReportOrder:
        campaign = await campaign_named(transaction, campaign_id)
        draft = await reviewed_draft(transaction, campaign)
        amendments = await amendments_of(transaction, campaign)
        undecided = [a.id.rpartition("/")[2] for a in amendments if a.decided_at is None]
        if undecided:
            raise BadInput(
                f"Il reste à décider : {', '.join(undecided)} ; « relance amendments accept|modify|reject » le fait."
            )
        newest = await latest_draft(transaction, campaign) or draft
        final = final_version(draft, amendments, newest.number + 1, now)
        if newest.final and newest.paragraphs == final.paragraphs:
            return order(house, campaign, newest)
        transaction.put(final)
        return order(house, campaign, final)

    return await transact(house.store, f"synthesis:{campaign_id}", decide)


async def reviewed_draft(reading: Reading, campaign: Campaign) -> Draft:
    """The draft that circulates, or the newest one where there was no review."""
    drafts = [d for d in await reading.find(Draft, campaign=campaign.id) if not d.final]
    if not drafts:
        raise BadInput(f"Il n’y a pas encore de projet : « relance synthesis draft {campaign.id} -o DOSSIER » l’écrit.")
    reviews = [r for r in campaign.rounds if r.kind is RoundKind.REVIEW]
    before = [d for d in drafts if not reviews or d.created_at <= reviews[-1].opens]
    return max(before or drafts, key=lambda draft: draft.number)


def order(house: Installation, campaign: Campaign, draft: Draft) -> ReportOrder:
    """What the printer needs."""
    kind = "Version finale" if draft.final else f"Projet n° {draft.number}"
    return ReportOrder(
        draft=draft,
        questionnaire=asked_version(house.catalogue, campaign),
        title=campaign.title,
        subtitle=f"{kind} du {draft.created_at:%d/%m/%Y}",
    )
