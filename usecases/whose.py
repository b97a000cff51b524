"""Whose message is it: token, then thread, then sender; where none decides, the likely places for a person to choose.

Who the sender is, is a claim. A token or a Message-ID of ours outweighs it, because nobody else knows them.
"""

from __future__ import annotations

from dataclasses import dataclass

from campaigns.campaign import Campaign, Invitation, Round
from campaigns.mail_domains import is_open_to_anybody
from campaigns.people import Contact, Role, contact_id
from usecases.messages import Incoming, Outgoing, Place, Proof
from usecases.ports import Reading


@dataclass(frozen=True)
class Whose:
    """The person who speaks, and in which round. `contact` is not stored yet where `is_new`.

    `asked` is the contact whose mail is answered: the same person, or the colleague who passed it on.
    """

    campaign: Campaign
    round: Round
    contact: Contact
    asked: str
    why: str
    is_new: bool = False


@dataclass(frozen=True)
class Unplaced:
    """Nobody could be made out: why (French), and where it may belong."""

    reason: str
    places: tuple[Place, ...] = ()


async def whose(reading: Reading, incoming: Incoming) -> Whose | Unplaced:
    """Find who speaks in a mail that a person wrote."""
    facts = incoming.mail
    for token in facts.tokens if facts else ():
        for invitation in await reading.find(Invitation, token=token):
            return await _speaker(reading, invitation, incoming, "token")
    for message_id in facts.answers_to if facts else ():
        for sent in await reading.find(Outgoing, message_id=message_id):
            answered = await reading.get(Invitation, f"{sent.round}/{sent.contact}")
            if answered is not None:
                return await _speaker(reading, answered, incoming, "thread")
    return await _by_sender(reading, incoming)


async def whose_form(reading: Reading, incoming: Incoming, token: str) -> Whose | Unplaced | None:
    """Whose a message is by the token that an attached form carries; None where it is nobody's token."""
    for invitation in await reading.find(Invitation, token=token):
        return await _speaker(reading, invitation, incoming, "form")
    return None


async def _speaker(reading: Reading, invitation: Invitation, incoming: Incoming, why: str) -> Whose | Unplaced:
    """Who speaks in answer to this invitation: its contact, a known colleague, or a new one there."""
    campaign = await reading.get(Campaign, invitation.campaign)
    asked = await reading.get(Contact, invitation.contact)
    round = campaign.round(invitation.round) if campaign else None
    if campaign is None or asked is None or round is None:
        return Unplaced("Ce message répond à une campagne qui n’existe plus.")
    sender = incoming.sender.casefold()
    if not sender or sender in (a.casefold() for a in asked.addresses):
        return Whose(campaign, round, asked, asked.id, why)
    others = await reading.find(Contact, addresses=sender)
    known = next((c for c in others if c.campaign == campaign.id), None)
    if known is None:
        return Whose(campaign, round, colleague(asked, incoming), asked.id, why, is_new=True)
    if known.organisation == asked.organisation:
        return Whose(campaign, round, known, asked.id, why)
    place = Place(campaign.id, asked.organisation, asked.email, "référence du message")
    return Unplaced(
        f"{incoming.sender} répond à un message adressé à un autre organisme : dites pour qui cette réponse compte.",
        (place, Place(campaign.id, known.organisation, known.email, "expéditeur")),
    )


def colleague(asked: Contact, incoming: Incoming) -> Contact:
    """A new person of the same organisation, who answered in the place of `asked`."""
    return Contact(
        id=contact_id(asked.campaign, incoming.sender),
        campaign=asked.campaign,
        organisation=asked.organisation,
        email=incoming.sender,
        name=incoming.sender_name,
        role=Role.RESOURCE,
        zone=asked.zone,
        profile=asked.profile,
        origin="reply",
    )


async def _by_sender(reading: Reading, incoming: Incoming) -> Whose | Unplaced:
    if not incoming.sender:
        return Unplaced("Ce message n’a ni expéditeur lisible ni référence.")
    people = await reading.find(Contact, addresses=incoming.sender.casefold())
    chosen = [found for person in people for found in await _rounds_of(reading, person)]
    if not chosen:
        return await _by_domain(reading, incoming)
    places = tuple(Place(c.campaign.id, c.contact.organisation, c.contact.email, "expéditeur") for c in chosen)
    if incoming.mail and incoming.mail.proof is Proof.FAILED:
        return Unplaced(
            f"Rien ne prouve que ce message vient de {incoming.sender} : le contrôle de l’expéditeur a échoué.", places
        )
    if len(chosen) > 1:
        return Unplaced("Cette personne est interrogée dans plusieurs campagnes ou tours : dites lequel.", places)
    return chosen[0]


async def _rounds_of(reading: Reading, person: Contact) -> list[Whose]:
    """The rounds in which this person can be answering: those open, otherwise the last one they were asked in."""
    campaign = await reading.get(Campaign, person.campaign)
    if campaign is None:
        return []
    invited = {i.round for i in await reading.find(Invitation, contact=person.id)}
    asked = [r for r in campaign.rounds if r.id in invited and r.opened_at is not None]
    running = [r for r in asked if r.closed_at is None] or asked[-1:]
    return [Whose(campaign, r, person, person.id, "address") for r in running]


async def _by_domain(reading: Reading, incoming: Incoming) -> Whose | Unplaced:
    """An unknown sender whose mail domain only one organisation uses, in one running round: a colleague there.

    Otherwise the contacts of that domain are the likely places, for a person to choose.
    """
    domain = incoming.sender.rpartition("@")[2].casefold()
    unknown = f"{incoming.sender} n’est pas un contact connu et le message ne porte pas de référence."
    if is_open_to_anybody(domain):
        return Unplaced(unknown)
    found: list[Whose] = []
    for campaign in await reading.find(Campaign):
        if any(r.opened_at and not r.closed_at for r in campaign.rounds):
            for contact in await reading.find(Contact, campaign=campaign.id):
                if contact.organisation and contact.email.rpartition("@")[2].casefold() == domain:
                    found += await _rounds_of(reading, contact)
    failed = incoming.mail is not None and incoming.mail.proof is Proof.FAILED
    if not failed and len({(w.round.id, w.contact.organisation) for w in found}) == 1:
        asked = found[0]
        return Whose(
            asked.campaign, asked.round, colleague(asked.contact, incoming), asked.contact.id, "domain", is_new=True
        )
    places = tuple(
        Place(w.campaign.id, w.contact.organisation, w.contact.email, f"même domaine ({domain})") for w in found
    )
    return Unplaced(unknown, places)
