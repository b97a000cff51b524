"""Write the synthesis: a draft from the returns as they stand, and the final version with what was decided."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from campaigns.campaign import Campaign, Invitation, RoundKind
from campaigns.contribution import Contribution, Return
from campaigns.people import Contact
from campaigns.returns import merge
from synthesis.amending import final_version, integrate
from synthesis.draft import Amendment, Draft
from synthesis.sentences import amendments_sentence
from synthesis.writing import write_draft
from usecases.correspond import latest_draft, letter_to, queue_letter
from usecases.find import asked_version, campaign_named, round_named
from usecases.follow import follow_in
from usecases.installation import Installation
from usecases.messages import Attachment, LetterKind
from usecases.order_report import report_of
from usecases.ports import BadInput, Reading, Transaction
from usecases.reports import ReportOrder
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
        return report_of(house, campaign, draft)

    return await transact(house.store, f"synthesis:{campaign_id}", decide)


async def final_synthesis(house: Installation, campaign_id: str, now: datetime, send: bool = False) -> ReportOrder:
    """Store the final version: the draft that was reviewed, with the changes that were decided and their count.

    `send` also puts it into the outbox for everyone who was asked to review the draft.
    """

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
        waiting = integrate(draft, amendments).collisions
        if send and waiting:
            names = ", ".join(collision.amendment.rpartition("/")[2] for collision in waiting)
            raise BadInput(
                f"La version finale ne part pas encore : {names} touche aux mêmes mots qu’un autre amendement retenu. "
                "« relance amendments reject » ou « modify --text » les départage."
            )
        final = final_version(draft, amendments, newest.number + 1, now)
        if newest.final and newest.paragraphs == final.paragraphs:
            final = newest
        transaction.put(final)
        if send:
            await _send_final(house, transaction, campaign, final, now)
        return report_of(house, campaign, final)

    return await transact(house.store, f"synthesis:{campaign_id}", decide)


async def amendments_of(reading: Reading, campaign: Campaign) -> list[Amendment]:
    """Every amendment of the campaign, in the order of their numbers."""
    found = await reading.find(Amendment, campaign=campaign.id)
    return sorted(found, key=lambda a: int(a.id.rpartition("A")[2]))


async def reviewed_draft(reading: Reading, campaign: Campaign) -> Draft:
    """The draft that circulates, or the newest one where there was no review."""
    drafts = [d for d in await reading.find(Draft, campaign=campaign.id) if not d.final]
    if not drafts:
        raise BadInput(f"Il n’y a pas encore de projet : « relance synthesis draft {campaign.id} -o DOSSIER » l’écrit.")
    reviews = [r for r in campaign.rounds if r.kind is RoundKind.REVIEW]
    before = [d for d in drafts if not reviews or d.created_at <= reviews[-1].opens]
    return max(before or drafts, key=lambda draft: draft.number)


async def _send_final(
    house: Installation, transaction: Transaction, campaign: Campaign, final: Draft, now: datetime
) -> None:
    reviews = [r for r in campaign.rounds if r.kind is RoundKind.REVIEW]
    if not reviews:
        raise BadInput("Il n’y a pas eu de relecture : personne n’attend la version finale.")
    document = Attachment(
        f"{campaign.id}-synthese.pdf", "application/pdf", house.reports.pdf(report_of(house, campaign, final))
    )
    sentence = amendments_sentence(await amendments_of(transaction, campaign))
    for invitation in await transaction.find(Invitation, round=reviews[-1].id):
        contact = await transaction.get(Contact, invitation.contact)
        if contact is not None and not contact.unreachable:
            letter = await letter_to(
                house, transaction, campaign, reviews[-1], invitation, contact, LetterKind.FINAL, "final", now
            )
            letter = replace(letter, draft=final, amendments_sentence=sentence, attachments=(document,))
            await queue_letter(house, transaction, letter, reviews[-1])
