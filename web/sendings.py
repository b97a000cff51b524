"""« Envois »: what left, what waits, and what did not arrive (failed sendings and addresses that bounced)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request

from campaigns.campaign import Campaign
from campaigns.people import Contact
from usecases.messages import Delivery, Outcome, Outgoing, Received
from usecases.outbox import name_of, outage, short_id
from web import french
from web.frame import Sight, campaign_path, tabs, the_campaign, title_of
from web.page import Page


@dataclass(frozen=True)
class Row:
    """One message or address; `at` is when it was tried, may leave, or bounced."""

    to: str
    organisation: str
    what: str
    at: datetime | None
    error: str
    attempts: int = 0
    id: str = ""


async def sendings(sight: Sight, request: Request) -> Page:
    """The outbox of one campaign."""
    async with sight.store.reading() as reading:
        campaign = await the_campaign(reading, request)
        items = await tabs(reading, campaign, campaign.round(), "Envois")
        outbox = await reading.find(Outgoing, campaign=campaign.id)
        stopped = outage(await reading.find(Outgoing, state=Delivery.QUEUED), sight.clock())
        people = {c.id: c for c in await reading.find(Contact, campaign=campaign.id)}
        inbox = await reading.find(Received, campaign=campaign.id)
    failed = [_row(m, campaign, people) for m in outbox if m.state is Delivery.FAILED]
    waiting = [_row(m, campaign, people) for m in outbox if m.state is Delivery.QUEUED]
    bounced = {r.contact: r.received_at for r in inbox if r.outcome is Outcome.BOUNCE}
    unreachable = [
        Row(c.email, title_of(campaign, c.organisation), "", bounced.get(c.id), c.unreachable)
        for c in people.values()
        if c.unreachable and c.email not in {row.to for row in failed}
    ]
    sent = sum(1 for m in outbox if m.state is Delivery.SENT)
    return Page(
        "sendings.html",
        f"Envois – {campaign.title}",
        {
            "campaign": campaign,
            "back": campaign_path(campaign.id),
            "tab_items": items,
            "outage": stopped,
            "sent": sent,
            "queued": len(waiting),
            "failed": sorted(failed, key=_when, reverse=True),
            "unreachable": unreachable,
            "waiting": sorted(waiting, key=_when),
        },
        f"{french.count(sent, 'message parti', 'messages partis')}, {french.count(len(failed), 'échec')}",
    )


def _when(row: Row) -> datetime:
    assert row.at is not None, "every message of the outbox has a time"
    return row.at


def _row(message: Outgoing, campaign: Campaign, people: Mapping[str, Contact]) -> Row:
    contact = people.get(message.contact)
    return Row(
        to=message.to,
        organisation=title_of(campaign, contact.organisation) if contact and contact.organisation else "",
        what=name_of(message),
        at=message.due_at if message.state is Delivery.QUEUED else message.sent_at or message.due_at,
        error=message.error,
        attempts=message.attempts,
        id=short_id(message),
    )
