"""A coordinator decides where several people of one organisation differ: what one of them said stands."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from campaigns.contribution import Contribution, Return, Settlement
from campaigns.people import Contact
from campaigns.returns import merge
from usecases.find import asked_version, campaign_named, contact_named, organisation_named, round_named
from usecases.installation import Installation
from usecases.ports import BadInput, Transaction
from usecases.transact import transact


async def settle(
    house: Installation,
    campaign_id: str,
    organisation: str,
    code: str,
    email: str,
    reason: str,
    now: datetime,
    round_label: str = "",
) -> Contribution:
    """What the person with this address said to this question stands, until somebody says otherwise.

    It is given back; the others' words are kept. The reason is kept.
    """
    if not reason.strip():
        raise BadInput("Donnez le motif avec --reason : il reste dans l’historique.")

    async def decide(transaction: Transaction) -> Contribution:
        campaign = await campaign_named(transaction, campaign_id)
        round = round_named(campaign, round_label)
        found = organisation_named(campaign, organisation)
        id = f"{round.id}/{found.code}"
        standing = await transaction.get(Return, id) or Return(id, campaign.id, round.id, found.code)
        said = await transaction.find(Contribution, return_id=id)
        merged = merge(asked_version(house.catalogue, campaign), said, standing)
        answer = next((one for one in merged.values() if one.question.casefold() == code.strip().casefold()), None)
        if answer is None:
            known = ", ".join(merged) or "aucune"
            raise BadInput(f"{found.name} n’a pas répondu à la question « {code} » ; questions répondues : {known}.")
        person = await contact_named(transaction, campaign, email)
        chosen = next((part.contributions[-1] for part in answer.parts if part.contact == person.id), None)
        if chosen is None:
            people = [await transaction.get(Contact, part.contact) for part in answer.parts]
            known = ", ".join(one.email for one in people if one is not None)
            raise BadInput(f"{email} n’a pas répondu à la question {answer.question} ; y ont répondu : {known}.")
        decision = Settlement(answer.question, chosen.id, reason, now)
        transaction.put(replace(standing, settlements=(*standing.settlements, decision)))
        return chosen

    return await transact(house.store, "coordinator:settle", decide)
