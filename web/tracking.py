"""« Suivi »: who has returned, who has begun, what is missing, and where the calendar stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from starlette.requests import Request

from campaigns.campaign import Campaign, Round, RoundKind
from campaigns.contribution import Return
from campaigns.people import Contact, Role
from campaigns.tracking import ContactTracking, OrganisationTracking, State
from questionnaires.model import Questionnaire
from usecases.find import asked_version
from usecases.follow import follow_in
from web import french
from web.calendar import round_steps
from web.campaign_list import summary
from web.frame import WORDS, Link, Sight, campaign_path, round_links, tabs, the_campaign, the_round, with_query
from web.page import Page
from web.review import review

ROLES = {
    Role.ADDRESSEE: "destinataire",
    Role.RESPONDENT: "",
    Role.RESOURCE: "personne ressource",
    Role.COORDINATOR: "coordination",
}


@dataclass(frozen=True)
class Person:
    """One contact as a row shows them: `wish` is what they asked for, `trouble` what a coordinator should mend."""

    name: str
    email: str
    role: str
    function: str
    reminders: int
    last_heard: datetime | None
    wish: str
    trouble: str

    @property
    def what(self) -> str:
        """Who they are and what there was with them, in short."""
        seen = f"vu le {french.day_of_year(self.last_heard)}" if self.last_heard else ""
        reminded = french.count(self.reminders, "rappel") if self.reminders else ""
        return " · ".join(part for part in (self.role, seen, reminded, self.wish) if part)


@dataclass(frozen=True)
class Row:
    """One organisation as the table shows it; `answered` and `asked` count the questions that are not optional."""

    code: str
    name: str
    href: str
    state: State
    word: str
    answered: int
    asked: int
    missing: tuple[str, ...]
    conflicts: tuple[str, ...]
    contacts: tuple[Person, ...]
    notes: tuple[str, ...]

    @property
    def percent(self) -> int:
        return round(100 * self.answered / self.asked) if self.asked else 0


@dataclass(frozen=True)
class Filter:
    """A state to show alone, and how many organisations are in it."""

    state: str
    word: str
    href: str
    number: int
    current: bool


async def tracking(sight: Sight, request: Request) -> Page:
    """One round of one campaign; `?etat=` shows one state alone, `?tour=` another round."""
    now = sight.clock()
    async with sight.store.reading() as reading:
        campaign = await the_campaign(reading, request)
        round = the_round(campaign, request)
        if round.kind is RoundKind.REVIEW:
            return await review(sight, reading, campaign, round)
        items = await tabs(reading, campaign, round, "Suivi")
        returns = {r.organisation: r for r in await reading.find(Return, round=round.id)}
        people = {c.id: c for c in await reading.find(Contact, campaign=campaign.id)}
        view = await follow_in(reading, sight.catalogue, campaign, round, now)
    questionnaire = asked_version(sight.catalogue, campaign)
    today = now.astimezone(french.PARIS).date()
    rows = [
        row_of(campaign, round, questionnaire, organisation, returns.get(organisation.code), people, today)
        for organisation in view.organisations
    ]
    wanted = request.query_params.get("etat", "")
    here = campaign_path(campaign.id)
    tour = request.query_params.get("tour", "")
    announce = f"{french.count(view.returned, 'retour')} sur {view.invited}"
    return Page(
        "tracking.html",
        campaign.title,
        {
            "campaign": campaign,
            "round": round,
            "rounds": round_links(campaign, round),
            "tab_items": items,
            "returned": view.returned,
            "invited": view.invited,
            "sentence": summary(view),
            "awaited": _awaited(rows),
            "waiting_for_us": _waiting_for_us(rows, items),
            "left": french.remaining(round.last_day, today),
            "steps": round_steps(round, now),
            "all_rows": rows,
            "rows": [row for row in rows if not wanted or row.state == wanted],
            "filters": _filters(here, tour, rows, wanted),
        },
        announce,
    )


def _awaited(rows: Sequence[Row]) -> list[Row]:
    """The organisations from which a return may still come, those that have begun first."""
    open_ = (State.PARTIAL, State.STARTED, State.WAITING)
    return sorted((row for row in rows if row.contacts and row.state in open_), key=lambda r: open_.index(r.state))


def _waiting_for_us(rows: Sequence[Row], items: Sequence[Link]) -> list[Link]:
    """What only a person can mend, each with the page where it is seen."""
    numbers = {item.label: item for item in items}
    pen, sendings = numbers["À trier"], numbers["Envois"]
    found = []
    if pen.number:
        found.append(Link(french.count(pen.number, "message à trier", "messages à trier"), pen.href))
    if sendings.number:
        what = french.count(sendings.number, "adresse qui ne reçoit pas", "adresses qui ne reçoivent pas")
        found.append(Link(what, sendings.href))
    found += [Link(f"réponses à départager : {row.name}", row.href) for row in rows if row.conflicts]
    alone = [row for row in rows if not row.contacts]
    if alone:
        found.append(Link(french.count(len(alone), "organisme sans contact", "organismes sans contact"), "#organismes"))
    return found


def row_of(
    campaign: Campaign,
    round: Round,
    questionnaire: Questionnaire,
    organisation: OrganisationTracking,
    return_: Return | None,
    people: dict[str, Contact],
    today: date,
) -> Row:
    """One organisation in French; the exceptions that were made for it are notes."""
    label = round.label if round != campaign.round() else ""
    optional = {question.code for question in questionnaire.questions() if question.optional}
    answered = len(set(organisation.answered_codes) - optional)
    return Row(
        code=organisation.code,
        name=organisation.name,
        href=with_query(campaign_path(campaign.id, "organismes", organisation.code), tour=label),
        state=organisation.state,
        word=WORDS[organisation.state],
        answered=answered,
        asked=answered + len(organisation.missing),
        missing=organisation.missing,
        conflicts=organisation.conflicts,
        contacts=tuple(_person(contact, people.get(contact.contact), today) for contact in organisation.contacts),
        notes=tuple(_notes(organisation, return_)),
    )


def _notes(organisation: OrganisationTracking, return_: Return | None) -> list[str]:
    notes = []
    if organisation.conflicts:
        notes.append("à départager : " + ", ".join(organisation.conflicts))
    if return_ is None:
        return notes
    if return_.extended_until:
        notes.append(f"prolongé jusqu’au {french.day_of_year(return_.extended_until)}" + _because(return_.extension))
    if return_.paused_until:
        notes.append(f"sans rappel jusqu’au {french.day_of_year(return_.paused_until)}" + _because(return_.paused))
    if return_.declined:
        notes.append(return_.declined)
    return notes


def _because(reason: str) -> str:
    return f" ({reason})" if reason else ""


def _person(tracked: ContactTracking, contact: Contact | None, today: date) -> Person:
    wish = ""
    if tracked.stopped:
        wish = "ne veut plus de rappel"
    elif tracked.paused_until:
        wish = f"a demandé une pause jusqu’au {french.day_of_year(tracked.paused_until)}"
    elif tracked.paused:
        wish = "a demandé une pause des rappels"
    trouble = f"adresse qui ne reçoit pas : {tracked.unreachable}" if tracked.unreachable else ""
    if contact is not None and contact.absent_until and contact.absent_until >= today and not trouble:
        trouble = f"dit être absent jusqu’au {french.day_of_year(contact.absent_until)}"
    return Person(
        name=tracked.name or tracked.email,
        email=tracked.email,
        role=ROLES[tracked.role],
        function=contact.function if contact else "",
        reminders=tracked.reminders,
        last_heard=tracked.last_heard,
        wish=wish,
        trouble=trouble,
    )


def _filters(here: str, tour: str, rows: Sequence[Row], wanted: str) -> list[Filter]:
    """Everybody, then each state that occurs (or is asked for)."""
    filters = [Filter("", "Tous", with_query(here, tour=tour), len(rows), not wanted)]
    for state in State:
        number = sum(1 for row in rows if row.state is state)
        if number or state == wanted:
            filters.append(
                Filter(state, WORDS[state], with_query(here, tour=tour, etat=state), number, state == wanted)
            )
    return filters
