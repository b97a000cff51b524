"""Launch a campaign, or another wave of one: check everything, then write the whole of it at once."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar

from campaigns.calendar import deadline, in_time, steps_of
from campaigns.campaign import Campaign, Invitation, Round
from campaigns.contacts import parse_contacts
from campaigns.lists import parse_organisations
from campaigns.people import Contact, Organisation
from questionnaires.fault import Fault
from usecases.enclosing import enclosed, kept
from usecases.find import asked_version, campaign_named, questionnaire_named
from usecases.installation import Installation
from usecases.keys import token
from usecases.messages import Attachment
from usecases.ports import BadInput, Reading
from usecases.rounds import RoundOrder, ordered_round

T = TypeVar("T")
IDENTIFIER = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}")

# The name of a round stands in tables and file names.
LONGEST_LABEL = 60
# Between its opening and its last day a round rarely takes longer: the year of one of the two is a slip.
LONGEST_ROUND = timedelta(days=370)


@dataclass(frozen=True)
class CampaignOrder:
    """What a coordinator asks for, as written. `organisations`: a list's name, or the bytes of a list of one's own."""

    id: str
    questionnaire: str
    contacts: bytes
    contacts_file: str
    round: RoundOrder  # the first one
    organisations: str | bytes = ""
    organisations_file: str = ""


@dataclass(frozen=True)
class Launched:
    """What was launched, or would be: the people who get a message, and the organisations that nobody speaks for.

    `spared` are the contacts who get none (resource persons, coordinators), `remarks` French sentences about what a
    coordinator may not have meant, `enclosed` what goes with the invitations.
    """

    campaign: Campaign
    round: Round
    invited: tuple[Contact, ...]
    silent: tuple[Organisation, ...]
    spared: tuple[Contact, ...] = ()
    remarks: tuple[str, ...] = ()
    enclosed: tuple[Attachment, ...] = ()


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
    first = ordered_round(house, order.id, "recueil", order.round, now)
    attachments = enclosed(order.round)
    campaign = Campaign(
        order.id, questionnaire.id, questionnaire.version, questionnaire.title, organisations, (first,), now
    )
    invited = tuple(c for c in contacts if c.role.is_invited and c.organisation)
    if not invited:
        raise BadInput(
            f"{order.contacts_file} : personne n’est à inviter ; donnez au moins un contact "
            "de rôle « addressee » ou « respondent »."
        )
    spared = tuple(c for c in contacts if not (c.role.is_invited and c.organisation))
    async with house.store.transaction(f"campaign:{order.id}") as transaction:
        if await transaction.get(Campaign, order.id) is not None:
            raise BadInput(f"La campagne « {order.id} » existe déjà : choisissez un autre identifiant.")
        if not dry_run:
            first = replace(first, enclosures=await kept(house.files, attachments, order.round))
            campaign = replace(campaign, rounds=(first,))
            transaction.put(campaign, *contacts, *invitations(house.secret, first, invited, now))
            await transaction.commit()
    return _launched(campaign, first, invited, spared, attachments, now)


async def launch_wave(
    house: Installation, campaign_id: str, label: str, order: RoundOrder, now: datetime, dry_run: bool = False
) -> Launched:
    """Add another collection round with the same questions, for everyone who is invited in this campaign."""
    async with house.store.transaction(f"campaign:{campaign_id}") as transaction:
        campaign = await campaign_named(transaction, campaign_id)
        asked_version(house.catalogue, campaign)
        label = " ".join(label.split())
        if not label or "/" in label or "|" in label or len(label) > LONGEST_LABEL or not label.isprintable():
            raise BadInput("Donnez au tour un nom court (--label) sans « / » ni « | », par exemple « vague-2 ».")
        same = next((round.label for round in campaign.rounds if round.label.casefold() == label.casefold()), None)
        if same is not None:
            raise BadInput(f"La campagne « {campaign_id} » a déjà un tour « {same} » : donnez un autre nom.")
        wave = ordered_round(house, campaign_id, label, order, now)
        attachments = enclosed(order)
        invited = await invited_contacts(transaction, campaign)
        if not dry_run:
            wave = replace(wave, enclosures=await kept(house.files, attachments, order))
            campaign = replace(campaign, rounds=(*campaign.rounds, wave))
            transaction.put(campaign, *invitations(house.secret, wave, invited, now))
            await transaction.commit()
    return _launched(campaign, wave, invited, (), attachments, now)


def _launched(
    campaign: Campaign,
    round: Round,
    invited: tuple[Contact, ...],
    spared: tuple[Contact, ...],
    attachments: tuple[Attachment, ...],
    now: datetime,
) -> Launched:
    spoken_for = {c.organisation for c in invited}
    silent = tuple(o for o in campaign.organisations if o.code not in spoken_for)
    return Launched(campaign, round, invited, silent, spared, _remarks(campaign, round, invited, now), attachments)


def _remarks(campaign: Campaign, round: Round, invited: tuple[Contact, ...], now: datetime) -> tuple[str, ...]:
    """What is allowed and perhaps not meant: dates that are over, invitations that would come too late."""
    remarks = []
    organisations = {o.code: o for o in campaign.organisations}
    limit = deadline(round)
    if not in_time(now, limit):
        remarks.append(f"La date limite est déjà passée : le dernier jour était le {round.last_day:%d/%m/%Y}.")
    elif round.last_day - round.opens.date() > LONGEST_ROUND:
        remarks.append("Plus d’un an sépare l’ouverture de la date limite : vérifiez les années.")
    openings = {c.organisation: steps_of(round, organisations[c.organisation], None, c)[0].when for c in invited}
    late = [f"{code} {organisations[code].name}" for code, when in openings.items() if not in_time(when, limit)]
    if late:
        remarks.append(f"L’envoi partirait après la date limite pour : {', '.join(late)}.")
    return tuple(remarks)


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


def _or_bad_input(parsed: tuple[T, ...] | tuple[Fault, ...]) -> tuple[T, ...]:
    """The values, or every fault, one a line."""
    faults = [item for item in parsed if isinstance(item, Fault)]
    if faults:
        raise BadInput("\n".join(str(fault) for fault in faults))
    return tuple(item for item in parsed if not isinstance(item, Fault))
