"""Take back a person's way into the chat: their link opens nothing any more, and their devices are strangers again."""

from __future__ import annotations

from dataclasses import dataclass, replace

from campaigns.devices import revoked
from campaigns.people import Contact
from usecases.chat.entries import Knock
from usecases.find import campaign_named, contact_named
from usecases.installation import Installation
from usecases.ports import Transaction
from usecases.transact import transact


@dataclass(frozen=True)
class Revoked:
    """Whose link it was, and how many devices were disconnected."""

    contact: Contact
    devices: int


async def revoke_chat(house: Installation, campaign_id: str, email: str) -> Revoked:
    """The next mail carries a new link; a code that was asked for meanwhile opens nothing either."""

    async def decide(transaction: Transaction) -> Revoked:
        campaign = await campaign_named(transaction, campaign_id)
        contact = await contact_named(transaction, campaign, email)
        for address in contact.addresses:
            for knock in await transaction.find(Knock, address=address.casefold()):
                if not knock.is_over:
                    transaction.put(replace(knock, is_over=True))
        transaction.put(revoked(contact))
        return Revoked(contact, len(contact.devices))

    return await transact(house.store, f"revoke-chat:{email}", decide)
