"""Write down what a person's mail says: answers, amendments, what else it does, and the receipt that echoes it."""

from __future__ import annotations

from datetime import datetime

from campaigns.campaign import Invitation, Round
from campaigns.contribution import Channel
from campaigns.people import Contact
from usecases.acknowledge import queue_receipt
from usecases.heard import Heard
from usecases.installation import Installation
from usecases.intentions import TROUBLES, apply_intents, trouble_of
from usecases.launch_campaign import invitation as new_invitation
from usecases.messages import Incoming, Outcome, Received
from usecases.pen import show_to_a_person
from usecases.ports import Reading, Transaction
from usecases.propose import approve, propose
from usecases.record import by_code, entry_from, heard_from, record
from usecases.replies import Intent
from usecases.whose import Whose


async def apply_reply(
    house: Installation, transaction: Transaction, incoming: Incoming, found: Whose, heard: Heard, now: datetime
) -> Received:
    """Record everything that the mail says, decide its outcome, and queue the receipt."""
    contact, invitation = await speaker(house, transaction, found.round, found.contact, now)
    transaction.put(contact, heard_from(invitation, incoming.received_at))
    where = (found.campaign, found.round, invitation, contact, heard.asked.questionnaire)
    recorded = await record(transaction, *where, heard.in_text, Channel.MAIL, incoming)
    already = tuple(c.question for c in recorded)
    recorded += await record(transaction, *where, heard.in_forms, Channel.FORM, incoming, already)
    amendments = await propose(transaction, found.campaign, contact, heard.asked.draft, heard.changes, incoming)
    await approve(transaction, found.round, contact, heard.asked.draft, heard.reply.intents, len(heard.changes), now)
    # `record` and `propose` put a fresh invitation and amendments: what follows reads them again.
    intents = heard.reply.intents
    await apply_intents(house, transaction, found, contact, intents, now)
    outcome = _outcome(bool(recorded), bool(amendments), intents, heard)
    to_see = _why_a_person_looks(heard)
    if to_see:
        show_to_a_person(transaction, incoming, to_see, campaign=found.campaign.id)
    received = entry_from(
        incoming,
        found.campaign,
        found.round,
        contact,
        outcome,
        answers=by_code(recorded),
        suggested=heard.suggested,
        leftover=heard.leftover,
        reason=to_see,
        found_by=found.why,
    )
    transaction.put(received)
    await queue_receipt(house, transaction, incoming, found, contact, heard, recorded, amendments, outcome, now)
    return received


async def speaker(
    house: Installation, reading: Reading, round: Round, found: Contact, now: datetime
) -> tuple[Contact, Invitation]:
    """The person who speaks and their invitation, as stored; those of a new colleague (no mail invites) are to put."""
    contact = await reading.get(Contact, found.id) or found
    invitation = await reading.get(Invitation, f"{round.id}/{contact.id}")
    # Everyone who speaks in a round has a place in it; a resource person is never reminded (campaigns.due).
    return contact, invitation or new_invitation(house.secret, round, contact, now)


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
