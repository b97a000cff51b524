"""The plan: every message that the calendar foresees for each contact, in order."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from campaigns.calendar import Step, steps_of
from campaigns.campaign import Campaign, Invitation, Round, RoundKind
from campaigns.contribution import Return
from campaigns.people import Contact


@dataclass(frozen=True)
class Planned:
    """One message that the calendar foresees. `organisation` is a code, `contact` an address, `when` local to it."""

    when: datetime
    organisation: str
    contact: str
    kind: str
    step: str


def plan(
    campaign: Campaign,
    round: Round,
    contacts: Iterable[Contact],
    invitations: Iterable[Invitation],
    returns: Iterable[Return],
    returned: Collection[str] = frozenset(),
) -> list[Planned]:
    """Every message that the calendar foresees, in order; what is written for nobody any more is left out.

    A collection round writes to addressees and respondents, any round to those who have an invitation in it.
    What has already left for someone stays in their plan, also once they need nothing more. `returned` are the codes
    of the organisations of which nothing is missing any more; in a review they are written to nevertheless.
    """
    organisations = {o.code: o for o in campaign.organisations}
    by_contact = {i.contact: i for i in invitations if i.round == round.id}
    standing = {r.organisation: r for r in returns if r.round == round.id}
    planned: list[tuple[float, str, str, Planned]] = []
    calendars: dict[tuple[str, str, str], list[tuple[float, Step]]] = {}
    for contact in contacts:
        invitation = by_contact.get(contact.id)
        organisation = organisations.get(contact.organisation)
        if organisation is None or not (invitation or (contact.role.is_invited and round.kind is RoundKind.COLLECTION)):
            continue
        return_ = standing.get(organisation.code)
        complete = organisation.code in returned and round.kind is RoundKind.COLLECTION
        sent = {s.step: s.at for s in invitation.sendings} if invitation else {}
        key = (organisation.code, contact.zone, contact.department)
        if key not in calendars:
            calendars[key] = [(s.when.timestamp(), s) for s in steps_of(round, organisation, return_, contact)]
        planned += [
            (
                at,
                organisation.code,
                contact.email,
                Planned(step.when, organisation.code, contact.email, step.kind, step.name),
            )
            for at, step in calendars[key]
            if _has_left(step, sent) or not (complete or _is_dropped(step, contact, invitation, return_))
        ]
    planned.sort(key=lambda found: found[:3])
    return [message for *_, message in planned]


def _has_left(step: Step, sent: Mapping[str, datetime]) -> bool:
    """Whether this step left already; what left for a date that has moved since is not the step of the new one."""
    at = sent.get(step.name)
    return at is not None and at.astimezone(step.when.tzinfo).date() >= step.when.date()


def _is_dropped(step: Step, contact: Contact, invitation: Invitation | None, return_: Return | None) -> bool:
    if contact.unreachable:
        return True
    if invitation is not None and (
        invitation.declined or invitation.stopped_at is not None or invitation.is_paused(step.when.date())
    ):
        return True
    if return_ is None:
        return False
    if return_.declined or return_.closed_at is not None:
        return True
    if return_.paused_until is not None:
        return step.when.date() <= return_.paused_until
    return bool(return_.paused)
