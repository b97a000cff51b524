"""Write down the changes that someone proposes to the draft, each an amendment with an id of its own."""

from __future__ import annotations

from collections.abc import Sequence

from campaigns.campaign import Campaign
from campaigns.people import Contact
from synthesis.draft import Amendment, Draft
from usecases.messages import Incoming
from usecases.ports import Transaction
from usecases.replies import ProposedChange


async def propose(
    transaction: Transaction,
    campaign: Campaign,
    contact: Contact,
    draft: Draft | None,
    changes: Sequence[ProposedChange],
    incoming: Incoming,
) -> list[Amendment]:
    """One amendment per change, numbered A1, A2, … in the campaign; the same message proposes only once."""
    if draft is None or not changes:
        return []
    earlier = await transaction.find(Amendment, campaign=campaign.id)
    number = max((int(a.id.rpartition("/A")[2]) for a in earlier), default=0)
    known = {(a.source, a.paragraph, a.kind, a.proposed) for a in earlier}
    amendments: list[Amendment] = []
    for change in changes:
        if (incoming.reference, change.paragraph, change.kind, change.proposed) in known:
            continue
        number += 1
        amendments.append(
            Amendment(
                id=f"{campaign.id}/A{number}",
                campaign=campaign.id,
                draft=draft.id,
                paragraph=change.paragraph,
                kind=change.kind,
                original=change.original,
                proposed=change.proposed,
                contact=contact.id,
                organisation=contact.organisation,
                channel=incoming.channel,
                source=incoming.reference,
                received_at=incoming.received_at,
            )
        )
    transaction.put(*amendments)
    return amendments
