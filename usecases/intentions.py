"""What a message does beside answering: close, hand over, refuse, report a difficulty."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from campaigns.campaign import Invitation
from campaigns.contribution import Return
from campaigns.people import Contact, Role, contact_id
from usecases.installation import Installation
from usecases.launch_campaign import invitation as new_invitation
from usecases.ports import Transaction
from usecases.replies import Intent, IntentKind
from usecases.whose import Whose

# What a coordinator has to know, and the words that tell them.
TROUBLES = {
    IntentKind.REFUSAL: "un refus de répondre est annoncé",
    IntentKind.HANDOVER: "la demande est transmise à une autre personne",
    IntentKind.DIFFICULTY: "une difficulté est signalée",
}


async def apply_intents(
    house: Installation,
    transaction: Transaction,
    found: Whose,
    contact: Contact,
    intents: tuple[Intent, ...],
    now: datetime,
) -> None:
    """Write down each of them. Nobody but a coordinator declines for an organisation."""
    for intent in intents:
        if intent.kind is IntentKind.CLOSED:
            await _close(transaction, found, contact, now)
        elif intent.kind is IntentKind.FINISHED:
            await _mark(transaction, found, contact, finished_at=now)
        elif intent.kind is IntentKind.REFUSAL:
            await _mark(transaction, found, contact, declined=intent.text or "refus")
        elif intent.kind is IntentKind.HANDOVER:
            await _hand_over(house, transaction, found, contact, intent, now)


async def _close(transaction: Transaction, found: Whose, contact: Contact, now: datetime) -> None:
    id = f"{found.round.id}/{contact.organisation}"
    standing = await transaction.get(Return, id) or Return(id, found.campaign.id, found.round.id, contact.organisation)
    transaction.put(replace(standing, closed_at=now, closed_by=contact.id))


async def _mark(
    transaction: Transaction,
    found: Whose,
    contact: Contact,
    finished_at: datetime | None = None,
    declined: str = "",
) -> None:
    invitation = await transaction.get(Invitation, f"{found.round.id}/{contact.id}")
    if invitation is not None:
        transaction.put(
            replace(
                invitation,
                finished_at=finished_at or invitation.finished_at,
                declined=declined or invitation.declined,
            )
        )


async def _hand_over(
    house: Installation,
    transaction: Transaction,
    found: Whose,
    contact: Contact,
    intent: Intent,
    now: datetime,
) -> None:
    """The colleague named is invited at the next tick; whoever handed over is not reminded any more."""
    if not intent.email:
        return
    await _mark(transaction, found, contact, declined=f"a transmis à {intent.email}")
    id = contact_id(found.campaign.id, intent.email)
    known = await transaction.get(Contact, id)
    if known is not None and known.organisation != contact.organisation:
        return  # a person sees it: the words of the handover stand in the pen
    successor = known or Contact(
        id=id,
        campaign=found.campaign.id,
        organisation=contact.organisation,
        email=intent.email.casefold(),
        name=intent.name,
        zone=contact.zone,
        profile=contact.profile,
        origin="handover",
    )
    successor = replace(successor, role=Role.RESPONDENT)
    transaction.put(successor)
    if await transaction.get(Invitation, f"{found.round.id}/{id}") is None:
        transaction.put(new_invitation(house.secret, found.round, successor, now))
