"""What a message does beside answering: close, hand over, refuse, report a difficulty, stop the reminders."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, datetime

from campaigns.campaign import Invitation
from campaigns.contribution import Return
from campaigns.dates import in_words
from campaigns.people import Contact, Role, contact_id
from campaigns.wishes import pause_asked
from campaigns.zones import PARIS
from questionnaires.asides import bare
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
HANDED_OVER = "a transmis"  # how the reason of a handover begins
LEFT = "n’est plus la bonne personne"  # the reason of someone who names nobody in their place
_LEFT = re.compile(
    r"\b(?:suis|sommes) (?:plus|pas) (?!seule?\b|certaine?\b|sure?\b|concernee?\b)|\b(?:occupe|travaille"
    r"|gere|suis) plus\b"
    r"|\b(?:plus|pas) moi\b|\bquitt\w+|\bretraite\b|\bchange (?:de|d) (?:poste|service|fonctions?|affectation)\b"
)
HOW_TO_RESUME = "Pour les recevoir à nouveau, répondez « reprendre les rappels »."
ASK_WHO = (
    "Vous n’êtes pas la bonne personne : à qui devons-nous écrire ? Répondez-nous son nom et son adresse électronique, "
    "ou transférez-lui simplement notre message."
)
# What a receipt says of each of them.
REMARKS = {
    IntentKind.REFUSAL: "Vous nous dites que vous ne répondrez pas : nous le transmettons à la coordination.",
    IntentKind.HANDOVER: "Vous transmettez la demande : nous écrivons à la personne que vous indiquez.",
    IntentKind.DIFFICULTY: "Vous signalez une difficulté : une personne de la coordination vous répondra.",
    IntentKind.FINISHED: "Vous avez terminé votre partie : nous ne vous relancerons plus pour elle.",
    IntentKind.CLOSED: "Vous avez terminé pour votre organisme : son retour est clos.",
    IntentKind.STOP: (
        "C’est noté : vous ne recevrez plus de rappel pour ce questionnaire. Vous pouvez toujours y répondre. "
        f"{HOW_TO_RESUME}"
    ),
    IntentKind.RESUME: "C’est noté : vous recevrez à nouveau les rappels de ce questionnaire.",
}


async def apply_intents(
    house: Installation,
    transaction: Transaction,
    found: Whose,
    contact: Contact,
    intents: tuple[Intent, ...],
    now: datetime,
) -> None:
    """Write down each of them. Nobody but a coordinator declines for an organisation or gives it more time."""
    for intent in intents:
        if intent.kind is IntentKind.CLOSED:
            await _close(transaction, found, contact, now)
        elif intent.kind is IntentKind.FINISHED:
            await _mark(transaction, found, contact, finished_at=now)
        elif intent.kind is IntentKind.REFUSAL:
            await _mark(transaction, found, contact, declined=intent.text or "refus")
        elif intent.kind is IntentKind.HANDOVER:
            await _hand_over(house, transaction, found, contact, intent, now)
        elif intent.kind is IntentKind.DIFFICULTY:
            await _pause(transaction, found, contact, intent, now)
        elif intent.kind is IntentKind.STOP:
            await _mark(transaction, found, contact, stopped_at=now)
        elif intent.kind is IntentKind.RESUME:
            await _resume(transaction, found, contact)


def has_left(intent: Intent) -> bool:
    """Whether someone says that it is not for them (any more), and names nobody whom we could write to."""
    return intent.kind is IntentKind.HANDOVER and not intent.email and bool(_LEFT.search(bare(intent.text)))


def trouble_of(intent: Intent) -> str:
    """What a coordinator has to know of it, or ""."""
    if has_left(intent):
        return "cette personne n’est pas ou plus la bonne, et n’indique pas à quelle adresse écrire"
    return TROUBLES.get(intent.kind, "")


def remark_on(intent: Intent, today: date) -> str:
    """What a receipt says of an intent, or ""."""
    if intent.kind is IntentKind.HANDOVER and not intent.email:
        return f"{ASK_WHO} Vous ne recevrez plus de rappel." if has_left(intent) else ASK_WHO
    pause = pause_asked(intent.text, today) if intent.kind is IntentKind.DIFFICULTY else None
    if pause is None:
        return REMARKS.get(intent.kind, "")
    how_long = f"jusqu’au {in_words(pause.until)} inclus" if pause.until else "jusqu’à nouvel ordre"
    return (
        f"{REMARKS[IntentKind.DIFFICULTY]} D’ici là, nous suspendons vos rappels {how_long} ; la date limite, elle, "
        f"n’a pas changé. {HOW_TO_RESUME}"
    )


async def _pause(transaction: Transaction, found: Whose, contact: Contact, intent: Intent, now: datetime) -> None:
    """A pause that somebody asks for is theirs at once; more time for the organisation is a coordinator's to give."""
    pause = pause_asked(intent.text, now.astimezone(PARIS).date())
    invitation = await transaction.get(Invitation, f"{found.round.id}/{contact.id}")
    if pause is not None and invitation is not None:
        transaction.put(replace(invitation, paused=intent.text, paused_until=pause.until))


async def _resume(transaction: Transaction, found: Whose, contact: Contact) -> None:
    invitation = await transaction.get(Invitation, f"{found.round.id}/{contact.id}")
    if invitation is not None:
        declined = invitation.declined if invitation.declined.startswith(HANDED_OVER) else ""
        transaction.put(replace(invitation, stopped_at=None, paused="", paused_until=None, declined=declined))


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
    stopped_at: datetime | None = None,
) -> None:
    invitation = await transaction.get(Invitation, f"{found.round.id}/{contact.id}")
    if invitation is not None:
        transaction.put(
            replace(
                invitation,
                finished_at=finished_at or invitation.finished_at,
                declined=declined or invitation.declined,
                stopped_at=stopped_at or invitation.stopped_at,
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
    """The colleague named is invited at the next tick; whoever handed over, or has left, is not reminded any more."""
    if has_left(intent):
        await _mark(transaction, found, contact, declined=LEFT)
    if not intent.email or intent.email.casefold() in (address.casefold() for address in contact.addresses):
        return  # the receipt asks who
    await _mark(transaction, found, contact, declined=f"{HANDED_OVER} à {intent.email}")
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
