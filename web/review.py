"""« Suivi » of a review round: who was sent the draft, who was heard from, and how many amendments came."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from campaigns.campaign import Campaign, Invitation, Round
from campaigns.people import Contact
from synthesis.draft import Amendment, AmendmentState
from usecases.ports import Reading
from web import french
from web.calendar import StepRow, round_steps
from web.frame import Link, Sight, campaign_path, person, round_links, tabs, title_of
from web.page import Page


@dataclass(frozen=True)
class Reader:
    """One person who was sent the draft."""

    name: str
    what: str
    trouble: str


@dataclass(frozen=True)
class Row:
    """The readers of one organisation and what came from it."""

    code: str
    name: str
    readers: tuple[Reader, ...]
    amendments: int
    undecided: int


async def review(sight: Sight, reading: Reading, campaign: Campaign, round: Round) -> Page:
    """One review round of one campaign."""
    now = sight.clock()
    items: Sequence[Link] = await tabs(reading, campaign, round, "Suivi")
    invitations = [i for i in await reading.find(Invitation, round=round.id) if i.created_at <= now]
    people = {c.id: c for c in await reading.find(Contact, campaign=campaign.id)}
    came = [a for a in await reading.find(Amendment, campaign=campaign.id) if round.opens <= a.received_at <= now]
    rows = _rows(campaign, invitations, people, came)
    steps: list[StepRow] = round_steps(round, now)
    return Page(
        "review.html",
        campaign.title,
        {
            "campaign": campaign,
            "round": round,
            "rounds": round_links(campaign, round),
            "tab_items": items,
            "synthesis": campaign_path(campaign.id, "synthese"),
            "amendments": len(came),
            "undecided": sum(1 for a in came if a.state is AmendmentState.PROPOSED),
            "readers": len(invitations),
            "left": french.remaining(round.last_day, now.astimezone(french.PARIS).date()),
            "steps": steps,
            "rows": rows,
        },
        french.count(len(came), "amendement"),
    )


def _rows(
    campaign: Campaign, invitations: Sequence[Invitation], people: dict[str, Contact], came: Sequence[Amendment]
) -> list[Row]:
    """The organisations that have a reader or sent something, in the order of the campaign."""
    codes = [o.code for o in campaign.organisations]
    involved = {i.organisation for i in invitations} | {a.organisation for a in came}
    rows = []
    for code in [c for c in codes if c in involved] + sorted(involved - set(codes)):
        own = [a for a in came if a.organisation == code]
        readers = [_reader(i, people.get(i.contact)) for i in invitations if i.organisation == code]
        undecided = sum(1 for a in own if a.state is AmendmentState.PROPOSED)
        rows.append(Row(code, title_of(campaign, code) or "Coordination", tuple(readers), len(own), undecided))
    return rows


def _reader(invitation: Invitation, contact: Contact | None) -> Reader:
    parts = []
    if invitation.approved:
        parts.append("approuve le projet tel quel")
    if invitation.last_heard:
        parts.append(f"vu le {french.day_of_year(invitation.last_heard)}")
    if invitation.reminders:
        parts.append(french.count(invitation.reminders, "rappel"))
    trouble = "adresse qui ne reçoit pas" if contact is not None and contact.unreachable else ""
    return Reader(person(contact, invitation.contact), " · ".join(parts), trouble)
