"""A chat that takes nothing any more, that takes us back, or that has another id: written down where it is known."""

from __future__ import annotations

from dataclasses import replace

from campaigns.devices import moved_to, refused_by
from campaigns.people import Contact
from usecases.chat.entries import Group
from usecases.installation import Installation
from usecases.messages import Outgoing
from usecases.ports import Attempt, Transaction
from usecases.transact import transact


async def learn(transaction: Transaction, message: Outgoing, attempt: Attempt) -> None:
    """What a try to send says about the chat: its people are written to elsewhere from now on."""
    if attempt.is_lost:
        await _refused(transaction, message.to)
    elif attempt.moved_to:
        await _moved(transaction, message.to, attempt.moved_to)


async def refuses(house: Installation, chat: str) -> None:
    """The person blocked us, or their account is gone."""

    async def decide(transaction: Transaction) -> None:
        await _refused(transaction, chat)

    await transact(house.store, "chat", decide)


async def moved(house: Installation, before: str, after: str) -> None:
    """A group has another id from now on."""

    async def decide(transaction: Transaction) -> None:
        await _moved(transaction, before, after)

    await transact(house.store, "chat", decide)


async def _refused(transaction: Transaction, chat: str) -> None:
    for contact in await transaction.find(Contact, devices=chat):
        transaction.put(refused_by(contact, chat))


async def _moved(transaction: Transaction, before: str, after: str) -> None:
    group = await transaction.get(Group, before)
    if group is not None and group.moved_to != after:
        transaction.put(replace(group, moved_to=after), replace(group, id=after, moved_to=""))
    for contact in await transaction.find(Contact, devices=before):
        transaction.put(moved_to(contact, before, after))
