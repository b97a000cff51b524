"""A coordinator says who wrote a chat message: it becomes that person's, and a stranger's chat becomes theirs."""

from __future__ import annotations

from datetime import datetime

from campaigns.campaign import Invitation
from campaigns.contribution import Channel
from campaigns.devices import spoke_in
from campaigns.people import Contact
from questionnaires.anew import replace
from usecases.chat.files import files_of
from usecases.chat.kept import attachments_of
from usecases.chat.turn import apply_turn
from usecases.chat.whose import Speaker
from usecases.installation import Installation
from usecases.messages import Incoming, Received, Unmatched
from usecases.pen import still_waiting
from usecases.ports import Transaction
from usecases.transact import transact
from usecases.whose import Whose


async def assign_chat(house: Installation, waiting: Unmatched, found: Whose, now: datetime) -> Received:
    """Apply the message again as said by this person: its words, and the forms that came with it.

    Words without a code wait until the person says what they answer.
    """
    incoming = Incoming(
        reference=waiting.reference,
        channel=waiting.channel,
        received_at=waiting.received_at,
        sender=found.contact.id,
        text=waiting.extract,
        attachments=await attachments_of(house.files, waiting),
        raw=waiting.raw,
    )
    files = await files_of(house, Speaker(found.campaign, found.round, found.contact), incoming)

    async def decide(transaction: Transaction) -> Received:
        seen = await still_waiting(transaction, waiting.id)  # someone else may have placed it meanwhile
        contact = await transaction.get(Contact, found.contact.id) or found.contact
        known = await transaction.find(Contact, addresses=waiting.sender) or await transaction.find(
            Contact, devices=waiting.sender
        )
        is_strangers = waiting.channel is Channel.CHAT and not known
        if is_strangers:
            contact = spoke_in(contact, waiting.sender)
        invitation = await transaction.get(Invitation, f"{found.round.id}/{contact.id}")
        if invitation is not None:
            # whatever was asked since, these words do not answer it
            transaction.put(replace(invitation, talk=replace(invitation.talk, asked="", mode="")))
        said = replace(incoming, sender=contact.chat) if waiting.channel is Channel.CHAT else incoming
        speaker = Speaker(found.campaign, found.round, contact)
        done = await apply_turn(house, transaction, speaker, said, files, now, waiting.extract)
        transaction.put(done.received)
        if contact.chat:
            transaction.put(*done.queued)
        transaction.put(replace(seen, state="assigned", assigned_to=contact.email))
        return done.received

    return await transact(house.store, f"assign:{found.contact.email}", decide)
