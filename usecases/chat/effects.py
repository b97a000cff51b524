"""What a turn of the conversation does beside its answers: hand over, finish, open again, fall silent, ask a person."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from campaigns.campaign import Invitation
from campaigns.contribution import Return
from campaigns.people import Contact, Role, contact_id
from questionnaires.anew import replace
from questionnaires.scene import Effect, Turn
from questionnaires.typography import NBSP
from usecases.chat.reply import reply_to
from usecases.chat.whose import Speaker
from usecases.correspond import letter_to, queue_letter
from usecases.installation import Installation
from usecases.intentions import apply_intents, trouble_of
from usecases.launch_campaign import invitation as new_invitation
from usecases.letters import ReceiptContent
from usecases.messages import Button, Incoming, LetterKind, Outgoing
from usecases.ports import Transaction
from usecases.replies import Intent, IntentKind
from usecases.whose import Whose

WHY_SEEN = {
    Effect.QUESTION: "Une question est posée dans la conversation.",
    Effect.UNPLACED: "Un message de la conversation ne répond à aucune question posée.",
}
AFTER_THE_END = "Une réponse est arrivée dans la conversation après la clôture du tour."
OTHER_ORGANISATION = "Une question est confiée à une personne d’un autre organisme : {address}."
_INTENTS = {Effect(kind.value): kind for kind in IntentKind if kind.value in {effect.value for effect in Effect}}
_COLLEAGUE = re.compile(
    r"(?:coll[èe]gues?|successeur|remplaçante?|M\.|Mme|Madame|Monsieur)\s+((?:[A-ZÀ-Ý][\w’'-]+[ \t]?){1,3})"
)
_NAME = re.compile(r"(?:[A-ZÀ-Ý][\w’'-]+[ \t]+){1,3}[A-ZÀ-Ý][\w’'-]+")
_ADDRESS = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")


def intent_of(turn: Turn) -> Intent | None:
    """The intent that the rest of the house knows, if the turn has one."""
    kind = _INTENTS.get(turn.effect)
    if kind is None:
        return None
    address = _ADDRESS.search(turn.words)
    return Intent(kind, turn.words, name=name_in(turn.words), email=address[0] if address else "")


def name_in(words: str) -> str:
    """The name of the colleague in these words, or ""."""
    named = _COLLEAGUE.search(words)
    if named:
        return named[1].strip()
    alone = _NAME.search(_ADDRESS.sub(" ", words))
    return " ".join(alone[0].split()) if alone else ""


def why_a_person_looks(turn: Turn) -> str:
    """The sentence that puts this message before a coordinator, or ""."""
    intent = intent_of(turn)
    trouble = trouble_of(intent) if intent else ""
    return f"{trouble[:1].upper()}{trouble[1:]}." if trouble else WHY_SEEN.get(turn.effect, "")


@dataclass(frozen=True)
class Taken:
    """A message whose answers are written down. `contact` is who said it, as it is now stored."""

    house: Installation
    transaction: Transaction
    found: Speaker
    contact: Contact
    incoming: Incoming
    now: datetime


async def apply_effect(taken: Taken, turn: Turn) -> tuple[list[Outgoing], str]:
    """Write down what the turn does; what leaves because of it, and why a coordinator should look, or ""."""
    if turn.effect is Effect.NONE:
        return [], ""
    transaction, found, contact, now = taken.transaction, taken.found, taken.contact, taken.now
    intent = intent_of(turn)
    if intent is not None:
        whose = Whose(found.campaign, found.round, found.contact, found.contact.id, "chat")
        await apply_intents(taken.house, transaction, whose, contact, (intent,), now)
    elif turn.effect is Effect.REOPENED:
        await _reopen(transaction, found, contact)
    elif turn.effect is Effect.APPROVED:
        invitation = await transaction.get(Invitation, f"{found.round.id}/{contact.id}")
        if invitation is not None:
            transaction.put(replace(invitation, approved=turn.words, finished_at=now))
    elif turn.effect is Effect.SHARED:
        return await _share(taken, turn)
    return [], ""


async def _reopen(transaction: Transaction, found: Speaker, contact: Contact) -> None:
    """The return and this person's part are open again; « j’ai fini » can be said anew."""
    standing = await transaction.get(Return, f"{found.round.id}/{contact.organisation}")
    if standing is not None and standing.closed_at is not None:
        transaction.put(replace(standing, closed_at=None, closed_by=""))
    invitation = await transaction.get(Invitation, f"{found.round.id}/{contact.id}")
    if invitation is not None:
        transaction.put(replace(invitation, finished_at=None))


async def _share(taken: Taken, turn: Turn) -> tuple[list[Outgoing], str]:
    """One question goes to a colleague: they are invited if they were not, and asked it first."""
    transaction, found, contact = taken.transaction, taken.found, taken.contact
    code, _, words = turn.words.partition(" ")
    address = _ADDRESS.search(words)
    if address is None:
        return [], ""
    email = address[0].casefold()
    people = await transaction.find(Contact, addresses=email)
    known = next((p for p in people if p.campaign == found.campaign.id), None)
    if known is not None and known.organisation != contact.organisation:
        return [], OTHER_ORGANISATION.format(address=email)
    colleague = known or Contact(
        id=contact_id(found.campaign.id, email),
        campaign=found.campaign.id,
        organisation=contact.organisation,
        email=email,
        name=name_in(words),
        zone=contact.zone,
        profile=contact.profile,
        origin="handover",
    )
    if not colleague.role.is_invited:
        colleague = replace(colleague, role=Role.RESPONDENT)
    invited = await transaction.get(Invitation, f"{found.round.id}/{colleague.id}")
    invitation = invited or new_invitation(taken.house.secret, found.round, colleague, taken.now)
    first = tuple(dict.fromkeys((*invitation.talk.first, code)))
    transaction.put(colleague, replace(invitation, talk=replace(invitation.talk, first=first)))
    if invited is None or not (colleague.chat or invited.sendings):
        return [], ""  # their invitation leaves with the next tick, and says so
    if not colleague.chat:
        await _told_by_mail(taken, invitation, colleague, code)
        return [], ""
    return [_told_in_chat(taken, colleague, code)], ""


async def _told_by_mail(taken: Taken, invitation: Invitation, colleague: Contact, code: str) -> None:
    """A colleague who was invited before hears of it by mail."""
    house, transaction, found, contact = taken.house, taken.transaction, taken.found, taken.contact
    occasion = taken.incoming.reference
    where = (found.campaign, found.round, invitation, colleague)
    letter = await letter_to(house, transaction, *where, LetterKind.NOTICE, "", taken.now, occasion)
    question = letter.questionnaire.question(code)
    words = (
        f"{contact.name or contact.email} vous confie la question {code}"
        f"{f' ({question.label})' if question else ''}.\n\nRépondez simplement à ce message, en écrivant "
        f"«{NBSP}{code}{NBSP}:{NBSP}» devant votre réponse."
    )
    await queue_letter(house, transaction, replace(letter, receipt=ReceiptContent(remark=words)), found.round, occasion)


def _told_in_chat(taken: Taken, colleague: Contact, code: str) -> Outgoing:
    """A colleague who answers in the chat hears of it there."""
    text = f"{taken.contact.name or 'Un collègue'} vous confie la question [{code}]."
    buttons = (Button(f"Répondre à {code}", code),)
    theirs = replace(taken.found, contact=colleague)
    kind = LetterKind.NOTICE
    return reply_to(taken.house, theirs, taken.incoming, text, buttons, taken.now, kind, colleague.chat)
