"""Show the mail that a contact was sent or would be sent, to the letter; changes nothing."""

from __future__ import annotations

from datetime import datetime

from campaigns.calendar import OPEN, Step, occasion_of, steps_of
from campaigns.campaign import Campaign, Invitation, Round, RoundKind
from campaigns.contribution import Channel, Return
from campaigns.people import Contact
from usecases.correspond import letter_to
from usecases.find import campaign_named, contact_named, invitation_of, round_named
from usecases.installation import Installation
from usecases.launch_campaign import invitation as new_invitation
from usecases.messages import LetterKind, Outgoing
from usecases.ports import BadInput, Reading


async def compose_mail(
    house: Installation, campaign_id: str, email: str, kind: LetterKind, now: datetime, round_label: str = ""
) -> bytes:
    """The RFC 5322 bytes: those that left last where one was sent, else those that the calendar foresees next."""
    async with house.store.reading() as reading:
        campaign = await campaign_named(reading, campaign_id)
        review = kind is LetterKind.DRAFT
        round = round_named(campaign, round_label, RoundKind.REVIEW if review else RoundKind.COLLECTION)
        contact = await contact_named(reading, campaign, email)
        sent = [
            message
            for message in await reading.find(Outgoing, contact=contact.id)
            if message.round == round.id and message.kind is kind and message.channel is Channel.MAIL
        ]
        if sent:
            raw = await house.files.get(max(sent, key=lambda message: message.created_at).raw)
            if raw is not None:
                return raw
        invitation = await invitation_of(reading, round, contact) or new_invitation(house.secret, round, contact, now)
        step = await _step(reading, campaign, round, contact, invitation, kind, now)
        occasion = occasion_of(step.name, round, await reading.get(Return, invitation.return_id))
        letter = await letter_to(
            house, reading, campaign, round, invitation, contact, kind, step.name, step.when, occasion
        )
        return house.composer.compose(letter)


async def _step(
    reading: Reading,
    campaign: Campaign,
    round: Round,
    contact: Contact,
    invitation: Invitation,
    kind: LetterKind,
    now: datetime,
) -> Step:
    """The step that this kind of mail belongs to: for a reminder the next one, or the last when all have passed."""
    organisation = campaign.organisation(contact.organisation)
    if organisation is None:
        raise BadInput(
            f"{contact.email} ne parle pour aucun organisme : aucun message n’est prévu pour cette personne."
        )
    standing = await reading.get(Return, invitation.return_id)
    steps = steps_of(round, organisation, standing, contact)
    if kind is not LetterKind.REMINDER:
        return next(step for step in steps if step.name == OPEN)
    reminders = [step for step in steps if step.kind == "reminder"]
    if not reminders:
        raise BadInput(f"Le calendrier du tour « {round.label} » ne prévoit aucun rappel.")
    return next((step for step in reminders if step.when > now), reminders[-1])
