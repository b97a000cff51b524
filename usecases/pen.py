"""The pen (« à trier »): put aside whole what no rule could place, with the reason and the likely places."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from usecases.messages import Incoming, Outcome, Place, Received, Unmatched
from usecases.ports import BadInput, Reading, Transaction

EXTRACT = 600


def put_aside(
    transaction: Transaction, incoming: Incoming, reason: str, places: Sequence[Place] = (), campaign: str = ""
) -> Received:
    """Nobody's message: into the pen, and into the inbox as `unmatched`."""
    show_to_a_person(transaction, incoming, reason, places, campaign)
    return inbox_entry(transaction, incoming, Outcome.UNMATCHED, reason=reason)


def show_to_a_person(
    transaction: Transaction, incoming: Incoming, reason: str, places: Sequence[Place] = (), campaign: str = ""
) -> Unmatched:
    """Put the message into the pen. The id is short, derived from the reference, so that it is put there once."""
    text = " ".join(incoming.text.split())
    waiting = Unmatched(
        id=hashlib.sha256(incoming.reference.encode()).hexdigest()[:8],
        reference=incoming.reference,
        channel=incoming.channel,
        received_at=incoming.received_at,
        sender=incoming.sender,
        subject=incoming.mail.subject if incoming.mail else "",
        extract=text[:EXTRACT] + ("…" if len(text) > EXTRACT else ""),
        reason=reason,
        raw=incoming.raw,
        places=tuple(places),
        attachments=tuple(file.name for file in incoming.attachments),
        campaign=campaign or (places[0].campaign if places else ""),
    )
    transaction.put(waiting)
    return waiting


async def still_waiting(reading: Reading, id: str) -> Unmatched:
    """The message with this id, as it waits in the pen now. `BadInput` where there is none or somebody placed it."""
    waiting = await unmatched_named(reading, id)
    if waiting.state != "open":
        by = f" auprès de {waiting.assigned_to}" if waiting.assigned_to else ""
        raise BadInput(f"Le message « {id} » est déjà rangé{by}.")
    return waiting


async def unmatched_named(reading: Reading, id: str) -> Unmatched:
    """The message in the pen with this id, placed or not."""
    waiting = await reading.get(Unmatched, id)
    if waiting is None:
        raise BadInput(f"Il n’y a pas de message « {id} » à trier ; « relance unmatched list » les montre.")
    return waiting


def inbox_entry(transaction: Transaction, incoming: Incoming, outcome: Outcome, reason: str = "") -> Received:
    """The inbox entry of a message that is nobody's return."""
    received = Received(
        id=incoming.reference,
        channel=incoming.channel,
        received_at=incoming.received_at,
        outcome=outcome,
        raw=incoming.raw,
        sender=incoming.sender,
        subject=incoming.mail.subject if incoming.mail else "",
        attachments=tuple(file.name for file in incoming.attachments),
        reason=reason,
    )
    transaction.put(received)
    return received
