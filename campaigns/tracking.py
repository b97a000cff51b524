"""Who has returned, who has begun, and what is missing: a view of one round at one moment, recomputed each time."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from campaigns.calendar import OPEN, deadline, has_happened, in_time
from campaigns.campaign import Campaign, Invitation, Round
from campaigns.contribution import Contribution, Return
from campaigns.people import Contact, Organisation, Role
from campaigns.progress import State as State
from campaigns.progress import Told
from questionnaires.model import Questionnaire


@dataclass(frozen=True)
class ContactTracking:
    """One person: their state, how many reminders left for them, and when they were last heard.

    `stopped`: they asked for no reminder any more; `paused`: the words that asked for a pause, while it lasts.
    """

    contact: str
    email: str
    name: str
    role: Role
    state: State
    reminders: int = 0
    last_heard: datetime | None = None
    unreachable: str = ""
    stopped: bool = False
    paused: str = ""
    paused_until: date | None = None


@dataclass(frozen=True)
class OrganisationTracking:
    """One organisation. `answered_codes` are those with an answer of any kind, `missing` those still awaited.

    `invited` is False where nobody speaks for it. `conflicts` are the codes that a coordinator must settle.
    """

    code: str
    name: str
    state: State
    answered_codes: tuple[str, ...]
    missing: tuple[str, ...]
    contacts: tuple[ContactTracking, ...]
    deadline: datetime
    invited: bool = True
    conflicts: tuple[str, ...] = ()
    first_answer_at: datetime | None = None

    @property
    def answered(self) -> int:
        """How many questions have an answer."""
        return len(self.answered_codes)


@dataclass(frozen=True)
class Tracking:
    """One round at one moment; `organisations` are all those of the campaign, in its order."""

    campaign: str
    round: str
    now: datetime
    organisations: tuple[OrganisationTracking, ...]

    @property
    def invited(self) -> int:
        """How many organisations have someone to speak for them."""
        return sum(1 for o in self.organisations if o.invited)

    @property
    def returned(self) -> int:
        """How many have returned; late ones count."""
        return sum(1 for o in self.organisations if o.state.is_return)

    @property
    def without_contact(self) -> tuple[str, ...]:
        """The codes of the organisations that nobody speaks for."""
        return tuple(o.code for o in self.organisations if not o.invited)

    def organisation(self, code: str) -> OrganisationTracking | None:
        return next((o for o in self.organisations if o.code == code), None)


def track(
    campaign: Campaign,
    round: Round,
    questionnaire: Questionnaire,
    contacts: Iterable[Contact],
    invitations: Iterable[Invitation],
    contributions: Iterable[Contribution],
    returns: Iterable[Return],
    now: datetime,
) -> Tracking:
    """The state of every organisation of the campaign in this round; what happened after `now` is left out.

    Things of other rounds may be among what is given; they are left out too.
    """
    people: dict[str, list[Contact]] = {}
    for contact in contacts:
        people.setdefault(contact.organisation, []).append(contact)
    by_contact = {i.contact: i for i in invitations if i.round == round.id}
    said: dict[str, list[Contribution]] = {}
    for contribution in contributions:
        if contribution.round == round.id and has_happened(contribution.received_at, now):
            said.setdefault(contribution.organisation, []).append(contribution)
    standing = {r.organisation: r for r in returns if r.round == round.id}
    return Tracking(
        campaign.id,
        round.id,
        now,
        tuple(
            _organisation(
                round,
                questionnaire,
                organisation,
                people.get(organisation.code, ()),
                by_contact,
                said.get(organisation.code, ()),
                standing.get(organisation.code),
                now,
            )
            for organisation in campaign.organisations
        ),
    )


def _organisation(
    round: Round,
    questionnaire: Questionnaire,
    organisation: Organisation,
    people: Sequence[Contact],
    invitations: Mapping[str, Invitation],
    said: Sequence[Contribution],
    return_: Return | None,
    now: datetime,
) -> OrganisationTracking:
    told = Told(questionnaire, tuple(said), return_)
    spoken: dict[str, list[Contribution]] = {}
    for contribution in said:
        spoken.setdefault(contribution.contact, []).append(contribution)
    # A resource person counts among the contacts once they were written to or have spoken.
    involved = [p for p in people if p.role.is_invited or p.id in invitations or p.id in spoken]
    profiles = profiles_of(involved)
    limit = deadline(round, return_)
    answering: dict[str, list[datetime]] = {}
    for contribution in told.answers:
        answering.setdefault(contribution.contact, []).append(contribution.received_at)
    heard = bool(said) or any(_heard(invitations.get(p.id), now) for p in involved)
    state = told.state(profiles, limit, heard, now)
    return OrganisationTracking(
        code=organisation.code,
        name=organisation.name,
        state=state,
        answered_codes=tuple(code for code, answer in told.merged.items() if not answer.missing),
        missing=told.missing(profiles),
        contacts=tuple(
            _contact(p, invitations.get(p.id), spoken.get(p.id, ()), answering.get(p.id, ()), state, limit, now)
            for p in involved
        ),
        deadline=limit,
        invited=bool(involved or said),
        conflicts=tuple(code for code, answer in told.merged.items() if answer.conflict),
        first_answer_at=told.first,
    )


def profiles_of(people: Iterable[Contact]) -> tuple[str, ...]:
    """The profiles of those who are asked; what counts as missing is what these are asked."""
    return tuple(person.profile for person in people if person.role.is_invited)


def _heard(invitation: Invitation | None, now: datetime) -> bool:
    """Whether this person opened what we sent, or was heard from, by now."""
    if invitation is None:
        return False
    return has_happened(invitation.opened_at, now) or has_happened(invitation.last_heard, now)


def _contact(
    person: Contact,
    invitation: Invitation | None,
    own: Sequence[Contribution],
    answers: Sequence[datetime],
    organisation: State,
    limit: datetime,
    now: datetime,
) -> ContactTracking:
    finished = invitation is not None and has_happened(invitation.finished_at, now)
    if answers and (finished or organisation.is_return):
        state = State.RETURNED if in_time(min(answers), limit) else State.LATE
    elif answers:
        state = State.PARTIAL
    elif invitation is not None and invitation.declined:
        state = State.DECLINED
    else:
        state = State.STARTED if own or _heard(invitation, now) else State.WAITING
    paused = invitation is not None and invitation.is_paused(now.astimezone(limit.tzinfo).date())
    times = [c.received_at for c in own]
    if invitation is not None and invitation.last_heard is not None and has_happened(invitation.last_heard, now):
        times.append(invitation.last_heard)
    return ContactTracking(
        contact=person.id,
        email=person.email,
        name=person.name,
        role=person.role,
        state=state,
        reminders=sum(1 for s in invitation.sendings if s.step != OPEN and has_happened(s.at, now))
        if invitation
        else 0,
        last_heard=max(times, default=None),
        unreachable=person.unreachable,
        stopped=invitation is not None and has_happened(invitation.stopped_at, now),
        paused=invitation.paused if paused and invitation else "",
        paused_until=invitation.paused_until if paused and invitation else None,
    )


def as_json(tracking: Tracking) -> dict[str, object]:
    """What `campaign status --json` prints; `answered` is a number, times are ISO 8601."""
    return {
        "campaign": tracking.campaign,
        "round": tracking.round,
        "now": tracking.now.isoformat(),
        "invited": tracking.invited,
        "returned": tracking.returned,
        "without_contact": list(tracking.without_contact),
        "organisations": [
            {
                "code": o.code,
                "name": o.name,
                "state": str(o.state),
                "answered": o.answered,
                "missing": list(o.missing),
                "conflicts": list(o.conflicts),
                "contacts": [
                    {
                        "email": c.email,
                        "name": c.name,
                        "role": str(c.role),
                        "state": str(c.state),
                        "reminders": c.reminders,
                        "last_heard": c.last_heard.isoformat() if c.last_heard else None,
                        "stopped": c.stopped,
                        "paused": c.paused,
                        "paused_until": c.paused_until.isoformat() if c.paused_until else None,
                        "unreachable": c.unreachable,
                    }
                    for c in o.contacts
                ],
            }
            for o in tracking.organisations
        ],
    }
