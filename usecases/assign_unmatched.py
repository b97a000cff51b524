"""A coordinator places a message that no rule could: it is read again as that person's, and the sender is learned."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from campaigns.campaign import Campaign
from campaigns.contribution import Channel
from campaigns.people import Contact
from usecases.apply_reply import apply_reply
from usecases.chat.assign import assign_chat
from usecases.installation import Installation
from usecases.messages import Incoming, Received, Unmatched
from usecases.pen import still_waiting
from usecases.ports import BadInput, Reading, Transaction
from usecases.receive import listen
from usecases.transact import transact
from usecases.whose import Whose


async def waiting_messages(reading: Reading) -> list[Unmatched]:
    """What waits for a person, oldest first."""
    return sorted(await reading.find(Unmatched, state="open"), key=lambda u: (u.received_at, u.id))


async def assign_unmatched(house: Installation, id: str, email: str, now: datetime, campaign_id: str = "") -> Received:
    """Read the message as said by the contact with this address, record it, and remember the sender for next time."""
    async with house.store.reading() as reading:
        waiting = await still_waiting(reading, id)
        found = await _person(reading, email, campaign_id or waiting.campaign)
    if waiting.channel in (Channel.CHAT, Channel.TERMINAL):
        return await assign_chat(house, waiting, found, now)
    raw = await house.files.get(waiting.raw)
    if raw is None:
        raise BadInput(f"Le message « {id} » n’a pas été conservé par courriel : il ne peut pas être relu.")
    incoming = replace(await house.reader.open(raw, waiting.received_at), raw=waiting.raw)
    heard = await listen(house, incoming, raw, found)

    async def decide(transaction: Transaction) -> Received:
        seen = await still_waiting(transaction, id)  # someone else may have placed it meanwhile
        received = await apply_reply(house, transaction, incoming, found, heard, now)
        await _learn(transaction, found.contact, incoming)
        transaction.put(replace(seen, state="assigned", assigned_to=found.contact.email))
        return received

    return await transact(house.store, f"assign:{email}", decide)


async def _person(reading: Reading, email: str, campaign_id: str) -> Whose:
    """The contact with this address, in the campaign of the message or in the only one that knows them."""
    people = await reading.find(Contact, addresses=email.strip().casefold())
    people = [p for p in people if not campaign_id or p.campaign == campaign_id] or people
    if not people:
        raise BadInput(f"« {email} » n’est l’adresse d’aucun contact : donnez celle d’une personne de la liste.")
    if len(people) > 1:
        names = ", ".join(p.campaign for p in people)
        raise BadInput(f"« {email} » figure dans plusieurs campagnes ({names}) : précisez --campaign.")
    person = people[0]
    campaign = await reading.get(Campaign, person.campaign)
    opened = [r for r in campaign.rounds if r.opened_at] if campaign else []
    if campaign is None or not opened:
        raise BadInput(f"La campagne « {person.campaign} » n’a pas encore commencé : rien ne peut y être rangé.")
    running = [r for r in opened if r.closed_at is None] or opened
    return Whose(campaign, running[-1], person, person.id, "assigned")


async def _learn(transaction: Transaction, contact: Contact, incoming: Incoming) -> None:
    """The next mail from there needs no one."""
    fresh = await transaction.get(Contact, contact.id) or contact
    sender = incoming.sender.casefold()
    if sender and sender not in (a.casefold() for a in fresh.addresses):
        transaction.put(replace(fresh, aliases=(*fresh.aliases, sender)))
