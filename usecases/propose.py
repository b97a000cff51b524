"""Write down the changes that someone proposes to the draft, each an amendment of its own, or that they approve it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from campaigns.campaign import Campaign, Invitation, Round
from campaigns.people import Contact
from questionnaires.anew import replace
from synthesis.draft import Amendment, Change, Draft
from usecases.messages import Incoming
from usecases.ports import Transaction
from usecases.replies import Intent, IntentKind, ProposedChange


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
    known = {(a.source, a.paragraph, a.kind, a.original, a.proposed) for a in earlier}
    amendments: list[Amendment] = []
    for change in changes:
        if (incoming.reference, change.paragraph, change.kind, change.original, change.proposed) in known:
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
                said=_beyond(change),
            )
        )
    transaction.put(*amendments)
    return amendments


def _beyond(change: ProposedChange) -> str:
    """What was said, unless the change says it all."""
    if change.kind is Change.COMMENT or change.said.strip() in (change.proposed.strip(), ""):
        return ""
    return change.said.strip()


async def approve(
    transaction: Transaction,
    round: Round,
    contact: Contact,
    draft: Draft | None,
    intents: Sequence[Intent],
    changes: int,
    now: datetime,
) -> bool:
    """Whoever has nothing to change approves the draft and has finished; a change takes an approval back."""
    invitation = await transaction.get(Invitation, f"{round.id}/{contact.id}")
    if draft is None or invitation is None:
        return False
    agrees = any(intent.kind is IntentKind.NOTHING_TO_REPORT for intent in intents)
    if changes and invitation.approved:
        transaction.put(replace(invitation, approved=""))
    elif agrees and not changes:
        transaction.put(replace(invitation, approved=draft.id, finished_at=now))
    return agrees and not changes
