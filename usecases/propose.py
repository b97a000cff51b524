"""Write down the changes that someone proposes to the draft, each an amendment of its own, or that they approve it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from campaigns.campaign import Campaign, Invitation, Round
from campaigns.people import Contact
from questionnaires.anew import replace
from synthesis.draft import Amendment, AmendmentState, Draft
from usecases.messages import Incoming, Received
from usecases.ports import Reading, Transaction
from usecases.replies import Intent, IntentKind, ProposedChange

WITHDRAWN = "Retiré par son auteur."


async def propose(
    transaction: Transaction,
    campaign: Campaign,
    contact: Contact,
    draft: Draft | None,
    changes: Sequence[ProposedChange],
    incoming: Incoming,
) -> list[Amendment]:
    """One amendment per change, numbered A1, A2, … in the campaign; the same message proposes only once.

    A message that was edited corrects what it had proposed, as far as nobody has decided on it.
    """
    if draft is None or not (changes or incoming.is_edit):
        return []
    earlier = await transaction.find(Amendment, campaign=campaign.id)
    sources = await _sources(transaction, contact, incoming)
    before = [a for a in earlier if a.source in sources and a.decided_at is None]
    number = max((int(a.id.rpartition("/A")[2]) for a in earlier), default=0)
    known = {(a.source, a.paragraph, a.kind, a.original, a.proposed) for a in earlier}
    amendments: list[Amendment] = []
    for change in changes:
        if (incoming.reference, change.paragraph, change.kind, change.original, change.proposed) in known:
            continue
        if before:
            id = before.pop(0).id
        else:
            number += 1
            id = f"{campaign.id}/A{number}"
        amendments.append(
            Amendment(
                id=id,
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
    withdrawn = [
        replace(a, state=AmendmentState.REJECTED, reason=WITHDRAWN, decided_at=incoming.received_at) for a in before
    ]
    transaction.put(*amendments, *withdrawn)
    return amendments


async def reworded(reading: Reading, campaign: Campaign, contact: Contact, incoming: Incoming) -> ProposedChange | None:
    """The change that an edited message proposes instead of its one earlier change, where that was its very words."""
    sources = await _sources(reading, contact, incoming)
    before = [a for a in await reading.find(Amendment, campaign=campaign.id) if a.source in sources]
    said = {source: words.strip() for source, words in sources.items()}
    if len(before) != 1 or before[0].decided_at or not before[0].proposed or not incoming.text.strip():
        return None
    (one,) = before
    if one.proposed.strip() != said.get(one.source):
        return None
    return ProposedChange(one.paragraph, one.kind, one.original, incoming.text.strip())


async def _sources(reading: Reading, contact: Contact, incoming: Incoming) -> dict[str, str]:
    """The references under which an edited message had come before, and what it said then."""
    if not incoming.is_edit or not incoming.message:
        return {}
    received = await reading.find(Received, contact=contact.email)
    return {r.id: r.said for r in received if r.message == incoming.message and r.id != incoming.reference}


def _beyond(change: ProposedChange) -> str:
    """What was said, unless the change says it all."""
    said = change.said.strip()
    return "" if said == change.proposed.strip() else said


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
