"""Write down what a person's mail says: answers, amendments, what else it does, and the receipt that echoes it."""

from __future__ import annotations

from datetime import datetime

from campaigns.campaign import Invitation
from campaigns.contribution import Channel
from campaigns.people import Contact
from questionnaires.anew import replace
from usecases.acknowledge import queue_receipt
from usecases.heard import Heard
from usecases.installation import Installation
from usecases.intentions import TROUBLES, apply_intents, trouble_of
from usecases.launch_campaign import invitation as new_invitation
from usecases.messages import Incoming, Outcome, Received
from usecases.pen import show_to_a_person
from usecases.ports import Transaction
from usecases.propose import propose
from usecases.record import by_code, record
from usecases.replies import Intent
from usecases.whose import Whose


async def apply_reply(
    house: Installation, transaction: Transaction, incoming: Incoming, found: Whose, heard: Heard, now: datetime
) -> Received:
    """Record everything that the mail says, decide its outcome, and queue the receipt."""
    contact, invitation = await speaker(house, transaction, found, incoming.received_at, now)
    where = (found.campaign, found.round, invitation, contact, heard.asked.questionnaire)
    recorded = await record(transaction, *where, heard.in_text, Channel.MAIL, incoming)
    already = tuple(c.question for c in recorded)
    recorded += await record(transaction, *where, heard.in_forms, Channel.FORM, incoming, already)
    amendments = await propose(transaction, found.campaign, contact, heard.asked.draft, heard.changes, incoming)
    # `record` and `propose` put a fresh invitation and amendments: what follows reads them again.
    intents = heard.reply.intents
    await apply_intents(house, transaction, found, contact, intents, now)
    outcome = _outcome(bool(recorded), bool(amendments), intents, heard)
    to_see = _why_a_person_looks(heard)
    if to_see:
        show_to_a_person(transaction, incoming, to_see, campaign=found.campaign.id)
    received = Received(
        id=incoming.reference,
        channel=incoming.channel,
        received_at=incoming.received_at,
        outcome=outcome,
        raw=incoming.raw,
        campaign=found.campaign.id,
        round=found.round.id,
        organisation=contact.organisation,
        contact=contact.email,
        sender=incoming.sender,
        subject=incoming.mail.subject if incoming.mail else "",
        answers=by_code(recorded),
        suggested={s.code: s.text for s in heard.suggested},
        attachments=tuple(file.name for file in incoming.attachments),
        leftover=heard.leftover,
        reason=to_see,
        found_by=found.why,
    )
    transaction.put(received)
    await queue_receipt(house, transaction, incoming, found, contact, heard, recorded, len(amendments), outcome, now)
    return received


async def speaker(
    house: Installation, transaction: Transaction, found: Whose, heard_at: datetime, now: datetime
) -> tuple[Contact, Invitation]:
    """The person who speaks and their invitation; a new colleague gets both, and no invitation mail."""
    known = await transaction.get(Contact, found.contact.id)
    contact = known or found.contact
    invitation = await transaction.get(Invitation, f"{found.round.id}/{contact.id}")
    if invitation is None:
        # Everyone who speaks in a round has a place in it; a resource person is never reminded (campaigns.due).
        invitation = new_invitation(house.secret, found.round, contact, now)
    heard = max(heard_at, invitation.last_heard) if invitation.last_heard else heard_at
    invitation = replace(invitation, last_heard=heard)
    transaction.put(invitation)
    if known is None:
        transaction.put(contact)
    return contact, invitation


def _outcome(recorded: bool, amended: bool, intents: tuple[Intent, ...], heard: Heard) -> Outcome:
    if recorded:
        return Outcome.RECORDED
    if amended:
        return Outcome.AMENDMENT
    if any(intent.kind in TROUBLES for intent in intents):
        return Outcome.DIFFICULTY
    if heard.problems or heard.suggested or heard.leftover:
        return Outcome.UNMATCHED
    return Outcome.NOTHING_NEW


def _why_a_person_looks(heard: Heard) -> str:
    """The sentence that puts this message before a coordinator too, or ""."""
    reasons = [trouble for intent in heard.reply.intents if (trouble := trouble_of(intent))]
    reasons += heard.problems
    if heard.suggested:
        reasons.append("des réponses n’ont pas pu être rattachées sûrement à une question")
    if heard.leftover:
        reasons.append("une partie du message pourrait être une réponse et n’est rattachée à aucune question")
    text = " ; ".join(dict.fromkeys(reason.rstrip(".") for reason in reasons))
    return text[:1].upper() + text[1:] + "." if text else ""
