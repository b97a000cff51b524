"""Apply one chat message, once: keep it, find who speaks, let their turn decide; strangers are told how to begin."""

from __future__ import annotations

from datetime import datetime

from questionnaires.anew import replace
from usecases.chat.door import admitted, at_the_door, code_in
from usecases.chat.files import NO_FILES, read_files
from usecases.chat.groups import in_group
from usecases.chat.kept import keep
from usecases.chat.reply import Conversed
from usecases.chat.turn import apply_turn
from usecases.chat.whose import Stranger, whose_chat
from usecases.find import LookedUpOnce
from usecases.installation import Installation
from usecases.messages import Incoming, Outcome, Received
from usecases.ports import Transaction
from usecases.transact import transact

__all__ = ["Conversed", "converse"]

HIDDEN = "(un code)"


async def converse(
    house: Installation, incoming: Incoming, now: datetime, round: str = "", held_until: datetime | None = None
) -> Conversed:
    """Apply one message of the chat or the terminal; the reply to a chat stands in the outbox when this returns.

    `round` is the id of the round to talk about, by default the one in which this person is talking. A caller that
    sends what is `queued` itself (`usecases.chat.deliver`) holds it until then, so that the outbox does not.
    """
    house = replace(house, catalogue=LookedUpOnce(house.catalogue))
    said = await _hidden(house, incoming)
    if incoming.attachments and not incoming.raw:
        incoming = replace(incoming, raw=await keep(house.files, incoming, said))
    files = await read_files(house, incoming, round) if incoming.attachments else NO_FILES

    async def decide(transaction: Transaction) -> Conversed:
        earlier = await transaction.get(Received, incoming.reference)
        if earlier is not None:
            return Conversed(replace(earlier, outcome=Outcome.DUPLICATE, answers={}, suggested={}))
        done = await _answer(transaction)
        if done.received.said != said:
            done = replace(done, received=replace(done.received, said=said))
        if held_until is not None:
            done = replace(done, queued=tuple([replace(m, claimed_until=held_until) for m in done.queued]))
        transaction.put(done.received, *done.queued)
        return done

    async def _answer(transaction: Transaction) -> Conversed:
        if incoming.group:
            return await in_group(house, transaction, incoming, files, now)
        found = await whose_chat(house, transaction, incoming, round)
        if isinstance(found, Stranger):
            speaker = await admitted(house, transaction, incoming)
            if speaker is None:
                return await at_the_door(house, transaction, found, incoming, now)
            found = speaker
        return await apply_turn(house, transaction, found, incoming, files, now, said)

    return await transact(house.store, incoming.reference, decide)


async def _hidden(house: Installation, incoming: Incoming) -> str:
    """The words to keep. A code that opens the door is not kept: it stands nowhere in clear."""
    if code_in(incoming.text) and not incoming.group:
        async with house.store.reading() as reading:
            if isinstance(await whose_chat(house, reading, incoming), Stranger):
                return HIDDEN
    return incoming.text
