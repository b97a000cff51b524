"""Mail that a machine wrote: a bounce makes a contact unreachable, an absence delays; it is never answered."""

from __future__ import annotations

from dataclasses import replace

from campaigns.campaign import Invitation
from campaigns.people import Contact
from usecases.messages import Delivery, Incoming, MachineKind, MachineMail, Outcome, Outgoing, Received
from usecases.pen import inbox_entry
from usecases.ports import Transaction


async def apply_machine_mail(transaction: Transaction, incoming: Incoming) -> Received:
    """Note what the machine reports, and on whom."""
    machine = incoming.mail.machine if incoming.mail else None
    if machine is None:
        return inbox_entry(transaction, incoming, Outcome.AUTO_REPLY)
    sent = await _answered(transaction, incoming)
    contact = await _contact(transaction, incoming, machine, sent)
    # Anyone can forge a bounce: only one that names a mail of ours, or our token, silences an address.
    is_ours = sent is not None or await _has_our_token(transaction, incoming)
    if contact is not None and machine.kind is MachineKind.BOUNCE and machine.hard and is_ours:
        transaction.put(replace(contact, unreachable=machine.reason or "adresse inconnue du serveur destinataire"))
    if contact is not None and machine.kind is MachineKind.ABSENCE and machine.until:
        transaction.put(replace(contact, absent_until=machine.until))
    if sent is not None and machine.kind is MachineKind.BOUNCE:
        transaction.put(replace(sent, error=machine.reason, state=Delivery.FAILED if machine.hard else sent.state))
    outcome = Outcome.BOUNCE if machine.kind is MachineKind.BOUNCE else Outcome.AUTO_REPLY
    received = inbox_entry(transaction, incoming, outcome, machine.reason)
    if contact is None:
        return received
    round = sent.round if sent else ""
    placed = replace(
        received, campaign=contact.campaign, round=round, organisation=contact.organisation, contact=contact.email
    )
    transaction.put(placed)
    return placed


async def _answered(transaction: Transaction, incoming: Incoming) -> Outgoing | None:
    for message_id in incoming.mail.answers_to if incoming.mail else ():
        for sent in await transaction.find(Outgoing, message_id=message_id):
            return sent
    return None


async def _has_our_token(transaction: Transaction, incoming: Incoming) -> bool:
    tokens = incoming.mail.tokens if incoming.mail else ()
    return any([await transaction.find(Invitation, token=token) for token in tokens])


async def _contact(
    transaction: Transaction, incoming: Incoming, machine: MachineMail, sent: Outgoing | None
) -> Contact | None:
    """The contact whom it is about: by the address that bounced, else by our mail, else by the sender."""
    addresses = [machine.address] if machine.address else []
    if machine.kind is not MachineKind.BOUNCE:
        addresses.append(incoming.sender)
    for address in addresses:
        people = await transaction.find(Contact, addresses=address.casefold())
        same = [p for p in people if sent is None or p.campaign == sent.campaign]
        if same:
            return same[0]
    if sent is not None and not machine.address:
        return await transaction.get(Contact, sent.contact)
    return None
