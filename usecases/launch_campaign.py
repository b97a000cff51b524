"""Launch a campaign, or another wave of one: check everything, then write the whole of it at once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TypeVar

from campaigns.calendar import last_day_of
from campaigns.campaign import Campaign, Invitation, Round, RoundKind
from campaigns.contacts import parse_contacts
from campaigns.dates import parse_deadline, parse_moment
from campaigns.lists import parse_organisations
from campaigns.people import Contact, Organisation
from campaigns.zones import PARIS
from questionnaires.fault import Fault
from usecases.find import asked_version, campaign_named, questionnaire_named
from usecases.installation import Installation
from usecases.keys import token
from usecases.ports import BadInput, Reading

T = TypeVar("T")
IDENTIFIER = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")


@dataclass(frozen=True)
class CampaignOrder:
    """What a coordinator asks for, as written. `organisations`: a list's name, or the bytes of a list of one's own."""

    id: str
    questionnaire: str
    contacts: bytes
    contacts_file: str
    opens: str
    deadline: str
    strict: bool = False
    organisations: str | bytes = ""
    organisations_file: str = ""


@dataclass(frozen=True)
class Launched:
    """What was launched, or would be: the people who get a message, and the organisations that nobody speaks for."""

    campaign: Campaign
    round: Round
    invited: tuple[Contact, ...]
    silent: tuple[Organisation, ...]


async def launch_campaign(house: Installation, order: CampaignOrder, now: datetime, dry_run: bool = False) -> Launched:
    """Create the campaign, its contacts, its first round and the invitations; a dry run only checks and counts."""
    questionnaire = questionnaire_named(house.catalogue, order.questionnaire)
    if not IDENTIFIER.fullmatch(order.id):
        raise BadInput(
            f"L’identifiant « {order.id} » ne convient pas : prenez des lettres minuscules sans accent, "
            "des chiffres, des points et des tirets."
        )
    organisations = _organisations(house, order, questionnaire.organisations)
    contacts = _or_bad_input(
        parse_contacts(order.contacts, order.contacts_file, order.id, organisations, questionnaire.profiles)
    )
    first = _round(order.id, "recueil", order.opens, order.deadline, order.strict, house.steps, now)
    campaign = Campaign(
        order.id, questionnaire.id, questionnaire.version, questionnaire.title, organisations, (first,), now
    )
    invited = tuple(c for c in contacts if c.role.is_invited and c.organisation)
    if not invited:
        raise BadInput(
            f"{order.contacts_file} : personne n’est à inviter ; donnez au moins un contact "
            "de rôle « addressee » ou « respondent »."
        )
    spoken_for = {c.organisation for c in invited}
    launched = Launched(campaign, first, invited, tuple(o for o in organisations if o.code not in spoken_for))
    async with house.store.transaction(f"campaign:{order.id}") as transaction:
        if await transaction.get(Campaign, order.id) is not None:
            raise BadInput(f"La campagne « {order.id} » existe déjà : choisissez un autre identifiant.")
        if not dry_run:
            transaction.put(campaign, *contacts, *invitations(house.secret, first, invited, now))
            await transaction.commit()
    return launched


async def launch_wave(
    house: Installation, campaign_id: str, label: str, opens: str, deadline: str, strict: bool, now: datetime
) -> Launched:
    """Add another collection round with the same questions, for everyone who is invited in this campaign."""
    async with house.store.transaction(f"campaign:{campaign_id}") as transaction:
        campaign = await campaign_named(transaction, campaign_id)
        asked_version(house.catalogue, campaign)
        if not label.strip() or "/" in label or "|" in label:
            raise BadInput("Donnez au tour un nom (--label) sans « / » ni « | », par exemple « vague-2 ».")
        if campaign.round(label) is not None:
            raise BadInput(f"La campagne « {campaign_id} » a déjà un tour « {label} » : donnez un autre nom.")
        wave = _round(campaign_id, label, opens, deadline, strict, house.steps, now)
        invited = await invited_contacts(transaction, campaign)
        grown = replace(campaign, rounds=(*campaign.rounds, wave))
        transaction.put(grown, *invitations(house.secret, wave, invited, now))
        await transaction.commit()
    spoken_for = {c.organisation for c in invited}
    return Launched(grown, wave, invited, tuple(o for o in campaign.organisations if o.code not in spoken_for))


async def invited_contacts(reading: Reading, campaign: Campaign) -> tuple[Contact, ...]:
    """The contacts of a campaign that a collection round invites."""
    people = await reading.find(Contact, campaign=campaign.id)
    return tuple(c for c in people if c.role.is_invited and c.organisation)


def invitations(secret: bytes, round: Round, contacts: Sequence[Contact], now: datetime) -> list[Invitation]:
    """One invitation per contact in this round, each with its token."""
    return [invitation(secret, round, contact, now) for contact in contacts]


def invitation(secret: bytes, round: Round, contact: Contact, now: datetime) -> Invitation:
    """The invitation of one contact in one round."""
    id = f"{round.id}/{contact.id}"
    return Invitation(id, contact.campaign, round.id, contact.id, contact.organisation, token(secret, id), now)


def _organisations(house: Installation, order: CampaignOrder, default: str) -> tuple[Organisation, ...]:
    if isinstance(order.organisations, bytes):
        return _or_bad_input(parse_organisations(order.organisations, order.organisations_file))
    name = order.organisations or default
    if not name:
        raise BadInput("Ce questionnaire n’a pas de liste d’organismes : donnez-en une avec --organisations.")
    found = house.catalogue.organisations(name)
    if found is None:
        raise BadInput(
            f"--organisations : « {name} » n’est ni un fichier ni une liste connue (ars-2014, ars-2017, ars-2020)."
        )
    return found


def _round(
    campaign: str, label: str, opens: str, deadline: str, strict: bool, steps: tuple[int, ...], now: datetime
) -> Round:
    """A collection round from the two dates as they were written."""
    start = parse_moment(opens, now)
    if isinstance(start, Fault):
        raise BadInput(str(replace(start, where="--opens")))
    last, excluded = written_deadline(deadline, start.astimezone(PARIS).date(), strict)
    return Round(f"{campaign}/{label}", label, RoundKind.COLLECTION, start, last, excluded, steps)


def written_deadline(deadline: str, opens: date, strict: bool = False) -> tuple[date, bool]:
    """The last day that a written deadline leaves, and whether it excludes the day that was named.

    The last day must not lie before the opening.
    """
    written = parse_deadline(deadline, opens)
    if isinstance(written, Fault):
        raise BadInput(str(replace(written, where="--deadline")))
    if strict and written.strict is False:
        raise BadInput(
            f"--deadline : « {deadline.strip()} » compte ce jour, --strict l’exclut ; gardez l’un ou l’autre."
        )
    excluded = strict or bool(written.strict)
    last = last_day_of(written.day, excluded)
    if last < opens:
        raise BadInput(
            f"--deadline : le {last:%d/%m/%Y} tombe avant l’ouverture, le {opens:%d/%m/%Y} ; corrigez l’une des dates."
        )
    return last, excluded


def _or_bad_input(parsed: tuple[T, ...] | tuple[Fault, ...]) -> tuple[T, ...]:
    """The values, or every fault, one a line."""
    faults = [item for item in parsed if isinstance(item, Fault)]
    if faults:
        raise BadInput("\n".join(str(fault) for fault in faults))
    return tuple(item for item in parsed if not isinstance(item, Fault))
