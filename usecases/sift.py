"""Which mails of a box are worth fetching whole, by their headers: not those taken in already, nor other people's."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from campaigns.campaign import Campaign, Invitation
from campaigns.mail_domains import is_open_to_anybody
from campaigns.people import Contact
from usecases.installation import Installation
from usecases.messages import Incoming, MachineKind, Outgoing, Received
from usecases.ports import Reading

AT_ONCE = 8


class Fate(StrEnum):
    """What to do with a mail of which only the start was seen."""

    TAKE = "take"
    KNOWN = "known"  # it was taken in before: its mark is missing, nothing else
    LEAVE = "leave"  # it is not for us
    LOOK = "look"  # its header does not tell: more of it must be seen


@dataclass(frozen=True)
class Heading:
    """The start of a mail: its header, or (`has_text`) its header and the first part of what follows."""

    start: bytes
    received_at: datetime
    has_text: bool = False


class Sieve(Protocol):
    """What a mailbox asks before it fetches a mail whole."""

    async def since(self) -> datetime | None:
        """Before this moment nothing can have arrived for us; None: there is no campaign yet."""
        ...

    async def known(self, headings: Sequence[Heading]) -> list[bool]:
        """Whether each was taken in before."""
        ...

    async def fates(self, headings: Sequence[Heading]) -> list[Fate]:
        """What to do with each, in a box that also holds other people's mail; never LOOK where there is text."""
        ...


class StoreSieve:
    """Asks the store: it knows what was received, what was sent, and the people (`Sieve`)."""

    def __init__(self, house: Installation) -> None:
        self._house = house

    async def since(self) -> datetime | None:
        async with self._house.store.reading() as reading:
            return min((c.created_at for c in await reading.find(Campaign)), default=None)

    async def known(self, headings: Sequence[Heading]) -> list[bool]:
        opened = await self._opened(headings)
        async with self._house.store.reading() as reading:
            return [await reading.get(Received, incoming.reference) is not None for incoming in opened]

    async def fates(self, headings: Sequence[Heading]) -> list[Fate]:
        opened = await self._opened(headings)
        async with self._house.store.reading() as reading:
            campaigns = await reading.find(Campaign)
            titles = [c.title.casefold() for c in campaigns if c.title]
            known = await _known(reading, campaigns)
            return [
                await _fate(reading, incoming, heading.has_text, titles, known)
                for incoming, heading in zip(opened, headings, strict=True)
            ]

    async def _opened(self, headings: Sequence[Heading]) -> list[Incoming]:
        room = asyncio.Semaphore(AT_ONCE)

        async def one(heading: Heading) -> Incoming:
            async with room:
                return await self._house.reader.open(heading.start, heading.received_at)

        return list(await asyncio.gather(*(one(heading) for heading in headings)))


async def _known(reading: Reading, campaigns: Sequence[Campaign]) -> frozenset[str]:
    """The mail domains of those who are asked, from which a colleague writes; of a provider's the address alone."""
    people = [person for c in campaigns for person in await reading.find(Contact, campaign=c.id)]
    addresses = {address.casefold() for person in people for address in person.addresses}
    return frozenset(a if is_open_to_anybody(_domain(a)) else _domain(a) for a in addresses)


def _domain(address: str) -> str:
    return address.rpartition("@")[2].casefold()


async def _fate(
    reading: Reading, incoming: Incoming, has_text: bool, titles: Sequence[str], known: frozenset[str]
) -> Fate:
    if await reading.get(Received, incoming.reference) is not None:
        return Fate.KNOWN
    facts = incoming.mail
    if facts is None:
        return Fate.TAKE
    if any([await reading.find(Invitation, token=token) for token in facts.tokens]):
        return Fate.TAKE
    if any([await reading.find(Outgoing, message_id=message_id) for message_id in facts.answers_to]):
        return Fate.TAKE
    machine = facts.machine
    if machine is not None and machine.kind is MachineKind.OWN:
        return Fate.LEAVE
    if not incoming.sender or not known.isdisjoint((incoming.sender.casefold(), _domain(incoming.sender))):
        return Fate.TAKE
    if machine is not None and machine.kind is not MachineKind.LIST:
        # What a machine reports on, a bounce above all, stands in its text: an address, a Message-ID, a copy.
        if machine.address and await reading.find(Contact, addresses=machine.address.casefold()):
            return Fate.TAKE
        if not has_text:
            return Fate.LOOK
        names_us = any(one and one in incoming.text.casefold() for one in known)
        return Fate.TAKE if names_us else Fate.LEAVE
    subject = facts.subject.casefold()
    return Fate.TAKE if any(title in subject for title in titles) else Fate.LEAVE
