"""When an organisation returns nothing: one letter to its addressee, then one to the coordinators, where configured."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from campaigns.calendar import OPEN, last_day
from campaigns.campaign import Campaign, Invitation, Round, RoundKind
from campaigns.contribution import Return
from campaigns.dates import in_words
from campaigns.due import is_out
from campaigns.people import Contact, Organisation, Role
from campaigns.progress import State
from campaigns.working_days import may_start, place_of, working_day_from
from campaigns.zones import PARIS, local, zone_of
from usecases.correspond import letter_key, letter_to, queue_letter
from usecases.find import asked_version
from usecases.installation import Installation
from usecases.launch_campaign import invitation as new_invitation
from usecases.letters import ReceiptContent
from usecases.messages import LetterKind, Outgoing
from usecases.ports import BadInput, Reading, Transaction
from usecases.sweep import what_was_told
from usecases.transact import transact

# Each of the two letters leaves once per person and round.
TO_ADDRESSEE, TO_COORDINATOR = "addressee", "coordinator"


@dataclass(frozen=True)
class Asked:
    """Somebody who was asked for an organisation, and the invitation that says when."""

    contact: Contact
    invitation: Invitation


@dataclass(frozen=True)
class Silent:
    """An organisation that has returned nothing, its return, and who was asked."""

    organisation: Organisation
    standing: Return | None
    asked: tuple[Asked, ...]


async def escalate(house: Installation, now: datetime) -> list[str]:
    """Queue the letters whose day has come. Returns what could not be written, one line each."""
    if not (house.escalate_addressee or house.escalate_coordinator):
        return []
    troubles: list[str] = []
    async with house.store.reading() as reading:
        rounds = [
            (campaign, round)
            for campaign in await reading.find(Campaign)
            for round in campaign.rounds
            if round.kind is RoundKind.COLLECTION and round.opened_at is not None and round.closed_at is None
        ]
    for campaign, round in rounds:
        try:
            if house.escalate_addressee:
                await _to_addressees(house, campaign, round, now)
            if house.escalate_coordinator:
                await _to_coordinators(house, campaign, round, now)
        except BadInput as trouble:  # as in `queue_due`: the other campaigns go on
            troubles.append(trouble.sentence)
    return troubles


async def is_still_silent(house: Installation, reading: Reading, message: Outgoing, now: datetime) -> bool:
    """Whether the letter to an addressee is still right: their organisation has said nothing since."""
    campaign = await reading.get(Campaign, message.campaign)
    contact = await reading.get(Contact, message.contact)
    round = campaign.round(message.round) if campaign else None
    organisation = campaign.organisation(contact.organisation) if campaign and contact else None
    if campaign is None or contact is None or round is None or organisation is None:
        return contact is not None and contact.role is Role.COORDINATOR
    return not contact.unreachable and await _is_silent(house, reading, campaign, round, organisation, now)


async def _to_addressees(house: Installation, campaign: Campaign, round: Round, now: datetime) -> None:
    async with house.store.reading() as reading:
        silent = await _silent(house, reading, campaign, round, house.escalate_addressee, TO_ADDRESSEE, now)
    for found in silent:
        for asked in found.asked:
            if asked.contact.role is Role.ADDRESSEE and _may_be_told(found.organisation, asked, now):
                await _queue(house, campaign, round, asked.contact, TO_ADDRESSEE, _told_addressee(round, found), now)


async def _to_coordinators(house: Installation, campaign: Campaign, round: Round, now: datetime) -> None:
    if now.astimezone(PARIS).date() <= round.last_day:
        return
    async with house.store.reading() as reading:
        people = await reading.find(Contact, campaign=campaign.id)
        coordinators = [
            person
            for person in people
            if person.role is Role.COORDINATOR
            and not person.unreachable
            and may_start(now, *place_of(Organisation("", ""), person))
            and await _letter(reading, round, person, TO_COORDINATOR) is None
        ]
        if not coordinators:
            return
        silent = await _silent(house, reading, campaign, round, house.escalate_coordinator, TO_COORDINATOR, now)
    for person in coordinators if silent else ():
        await _queue(house, campaign, round, person, TO_COORDINATOR, _told_coordinator(round, silent), now)


async def _silent(
    house: Installation, reading: Reading, campaign: Campaign, round: Round, days: int, letter: str, now: datetime
) -> list[Silent]:
    """The organisations that were asked, whose day has come so long after their last one, and that said nothing."""
    earliest = datetime.combine(round.last_day, round.hour, PARIS) + timedelta(days=days - 1)
    if now < earliest:
        return []
    found = []
    for organisation in campaign.organisations:
        standing = await reading.get(Return, f"{round.id}/{organisation.code}")
        day = working_day_from(last_day(round, standing) + timedelta(days=days), organisation.holidays)
        if now < local(day, round.hour, organisation.zone):
            continue
        people = await reading.find(Contact, campaign=campaign.id, organisation=organisation.code)
        if letter == TO_ADDRESSEE:
            letters = [await _letter(reading, round, p, letter) for p in people if p.role is Role.ADDRESSEE]
            if all(letters):
                continue
        if not await _is_silent(house, reading, campaign, round, organisation, now):
            continue
        asked = [
            Asked(person, invitation)
            for person in people
            if (invitation := await reading.get(Invitation, f"{round.id}/{person.id}")) and invitation.sendings
        ]
        if asked:
            found.append(Silent(organisation, standing, tuple(asked)))
    return found


async def _is_silent(
    house: Installation, reading: Reading, campaign: Campaign, round: Round, organisation: Organisation, now: datetime
) -> bool:
    standing = await reading.get(Return, f"{round.id}/{organisation.code}")
    if is_out(round, organisation, standing, State.WAITING, now):
        return False
    questionnaire = asked_version(house.catalogue, campaign)
    told = await what_was_told(house, reading, questionnaire, round, organisation.code, standing, now)
    return told.first is None


async def _letter(reading: Reading, round: Round, contact: Contact, occasion: str) -> Outgoing | None:
    return await reading.get(Outgoing, letter_key(round, contact, LetterKind.ESCALATION, occasion))


def _may_be_told(organisation: Organisation, asked: Asked, now: datetime) -> bool:
    """Whether this addressee can be written to now, and was not today already: never two messages on one day."""
    invitation, contact = asked.invitation, asked.contact
    zone = zone_of(place_of(organisation, contact)[0])
    today = now.astimezone(zone).date()
    if contact.unreachable or invitation.declined or invitation.stopped_at is not None or invitation.is_paused(today):
        return False
    written = invitation.sendings[-1].at.astimezone(zone).date()
    return written < today and may_start(now, *place_of(organisation, contact))


async def _queue(
    house: Installation,
    campaign: Campaign,
    round: Round,
    contact: Contact,
    occasion: str,
    content: ReceiptContent,
    now: datetime,
) -> None:
    async def decide(transaction: Transaction) -> None:
        if await _letter(transaction, round, contact, occasion) is not None:
            return
        stored = await transaction.get(Invitation, f"{round.id}/{contact.id}")
        invitation = stored or new_invitation(house.secret, round, contact, now)
        letter = await letter_to(
            house, transaction, campaign, round, invitation, contact, LetterKind.ESCALATION, "", now, occasion
        )
        await queue_letter(house, transaction, replace(letter, receipt=content), round, occasion)

    await transact(house.store, "tick", decide)


def _told_addressee(round: Round, found: Silent) -> ReceiptContent:
    until = in_words(last_day(round, found.standing), weekday=True)
    return ReceiptContent(
        remark=(
            f"Nous attendions la réponse de votre organisme ({found.organisation.name}) au plus tard le {until}. Rien "
            "ne nous est encore parvenu, et nous nous permettons de vous en avertir.\n\n"
            "Une réponse partielle ou tardive nous reste utile. Vous pouvez répondre à ce message, nous indiquer une "
            "autre personne (son nom et son adresse), ou nous dire que votre organisme ne répondra pas.\n\n"
            "Voici à qui nous avons écrit, et quand :"
        ),
        problems=tuple(_asked_when(asked) for asked in found.asked),
    )


def _asked_when(asked: Asked) -> str:
    person = asked.contact
    name = f"{person.name.strip()} ({person.email})" if person.name.strip() else person.email
    opened = [in_words(s.at.date()) for s in asked.invitation.sendings if s.step == OPEN]
    reminded = [in_words(s.at.date()) for s in asked.invitation.sendings if s.step != OPEN]
    said = [f"invitation le {day}" for day in opened]
    if reminded:
        said.append(("rappel le " if len(reminded) == 1 else "rappels le ") + ", le ".join(reminded))
    return f"{name} : {' ; '.join(said)}"


def _told_coordinator(round: Round, silent: Sequence[Silent]) -> ReceiptContent:
    many = len(silent) > 1
    count = f"{len(silent)} organismes n’ont" if many else "Un organisme n’a"
    return ReceiptContent(
        remark=(
            f"Dans le tour « {round.label} », dont le dernier jour était le {in_words(round.last_day, weekday=True)}, "
            f"{count[:1].lower()}{count[1:]} encore rien rendu. Les rappels du calendrier sont partis ; la suite "
            "vous revient : appeler, accorder un délai (relance campaign extend) ou noter un refus (relance campaign "
            "decline)."
        ),
        problems=tuple(_silence_of(found) for found in silent),
    )


def _silence_of(found: Silent) -> str:
    people = len(found.asked)
    reminders = sum(asked.invitation.reminders for asked in found.asked)
    last = max(asked.invitation.sendings[-1].at for asked in found.asked)
    asked = "une personne invitée" if people == 1 else f"{people} personnes invitées"
    reminded = {0: "aucun rappel", 1: "un rappel"}.get(reminders, f"{reminders} rappels")
    return (
        f"{found.organisation.name} ({found.organisation.code}) : {asked}, {reminded}, "
        f"dernier message le {in_words(last.date())}"
    )
