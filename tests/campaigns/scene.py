"""A campaign to test with: the 2017 calendar, the shipped lists, and short ways to say who said what, when."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import campaigns
from campaigns.campaign import Campaign, Invitation, Round, RoundKind, Sending
from campaigns.contribution import Channel, Contribution, Manner, Return
from campaigns.lists import parse_organisations
from campaigns.people import Contact, Organisation, Role, contact_id
from questionnaires.model import Kind, Question, Questionnaire, Section
from questionnaires.understood import Standing, Understood, Value

PARIS = ZoneInfo("Europe/Paris")
LISTS = Path(campaigns.__file__).parent / "lists"
OPENS = datetime(2017, 7, 17, 9, tzinfo=PARIS)
LAST_DAY = date(2017, 9, 29)


def listed(name: str) -> tuple[Organisation, ...]:
    """The organisations of a shipped list."""
    path = LISTS / f"{name}.csv"
    return tuple(o for o in parse_organisations(path.read_bytes(), path.name) if isinstance(o, Organisation))


def at(text: str, zone: str = "Europe/Paris") -> datetime:
    """A moment of the clock in a zone."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone))


def question(code: str, kind: Kind = Kind.TEXT, optional: bool = False) -> Question:
    return Question(code=code, kind=kind, text=f"Question {code} ?", section="S", optional=optional)


def questionnaire(*questions: Question, comparison: bool = True) -> Questionnaire:
    asked = questions or (question("Q1"), question("Q2", Kind.NUMBER), question("H1", optional=True))
    return Questionnaire(
        id="essai",
        version="1",
        title="Essai",
        context="",
        instructions="",
        sections=(Section("S", "La partie", questions=asked),),
        comparison=comparison,
    )


def collection(
    opens: datetime = OPENS, last_day: date = LAST_DAY, strict: bool = False, steps: tuple[int, ...] = (-14, -7, -2, 3)
) -> Round:
    return Round("pnsp/recueil", "recueil", RoundKind.COLLECTION, opens, last_day, strict, steps)


def campaign(round: Round, organisations: tuple[Organisation, ...] = ()) -> Campaign:
    return Campaign(
        "pnsp",
        "essai",
        "1",
        "Bilan du PNSP",
        organisations or listed("ars-2017"),
        (round,),
        round.opens - timedelta(days=30),
    )


def contact(name: str, organisation: str, role: Role = Role.RESPONDENT) -> Contact:
    email = f"{name}@ars.example"
    return Contact(contact_id("pnsp", email), "pnsp", organisation, email, name.capitalize(), role)


def invitation(person: Contact, *sendings: tuple[str, datetime], round: str = "pnsp/recueil") -> Invitation:
    return Invitation(
        f"{round}/{person.id}",
        "pnsp",
        round,
        person.id,
        person.organisation,
        f"jeton-{person.name}",
        OPENS - timedelta(days=1),
        tuple(Sending(step, when) for step, when in sendings),
    )


def said(
    person: Contact,
    code: str,
    text: str,
    when: datetime,
    value: Value = None,
    *,
    standing: Standing = Standing.ANSWER,
    approximate: bool = False,
    manner: Manner = Manner.REPLACE,
    channel: Channel = Channel.MAIL,
    id: str = "",
) -> Contribution:
    return Contribution(
        id=id or f"{person.id}/{code}/{when.isoformat()}",
        campaign="pnsp",
        round="pnsp/recueil",
        organisation=person.organisation,
        contact=person.id,
        question=code,
        version="1",
        text=text,
        understood=Understood(standing, value, approximate),
        channel=channel,
        source=f"mail:<{code}-{when.timestamp():.0f}@ars.example>",
        received_at=when,
        manner=manner,
    )


def standing(code: str) -> Return:
    """The return of an organisation, with nothing decided yet."""
    return Return(f"pnsp/recueil/{code}", "pnsp", "pnsp/recueil", code)
