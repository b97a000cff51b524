"""Find what a command or a message names, or say in one sentence what is wrong and which names come near."""

from __future__ import annotations

import difflib

from campaigns.campaign import Campaign, Invitation, Round, RoundKind
from campaigns.people import Contact, Organisation, contact_id
from questionnaires.model import Questionnaire
from usecases.ports import BadInput, Catalogue, Reading


async def campaign_named(reading: Reading, id: str) -> Campaign:
    """The campaign with this id; `BadInput` names the nearest one."""
    campaign = await reading.get(Campaign, id)
    if campaign is None:
        known = [c.id for c in await reading.find(Campaign)]
        raise BadInput(f"La campagne « {id} » n’existe pas{_nearest(id, known)}.")
    return campaign


def round_named(campaign: Campaign, label: str = "", kind: RoundKind = RoundKind.COLLECTION) -> Round:
    """The round with this label, by default the first of its kind."""
    found = campaign.round(label, kind)
    if found is None and not label:
        what = "tour de relecture" if kind is RoundKind.REVIEW else "tour de recueil"
        raise BadInput(f"La campagne « {campaign.id} » n’a pas encore de {what}.")
    if found is None:
        labels = [r.label for r in campaign.rounds]
        raise BadInput(f"La campagne « {campaign.id} » n’a pas de tour « {label} »{_nearest(label, labels)}.")
    return found


def organisation_named(campaign: Campaign, code: str) -> Organisation:
    """The organisation with this code; `BadInput` lists the codes."""
    found = campaign.organisation(code)
    if found is None:
        codes = ", ".join(o.code for o in campaign.organisations)
        raise BadInput(f"« {code} » n’est pas un organisme de cette campagne ; ses codes : {codes}.")
    return found


async def contact_named(reading: Reading, campaign: Campaign, email: str) -> Contact:
    """The contact of this campaign with this address, one of the addresses learned since included."""
    contact = await reading.get(Contact, contact_id(campaign.id, email))
    if contact is not None:
        return contact
    wanted = email.strip().casefold()
    people = await reading.find(Contact, campaign=campaign.id)
    for person in people:
        if wanted in (address.casefold() for address in person.addresses):
            return person
    near = _nearest(wanted, [person.email for person in people])
    raise BadInput(f"« {email} » n’est l’adresse d’aucun contact de la campagne « {campaign.id} »{near}.")


async def invitation_of(reading: Reading, round: Round, contact: Contact) -> Invitation | None:
    """The invitation of this contact in this round."""
    return await reading.get(Invitation, f"{round.id}/{contact.id}")


def asked_version(catalogue: Catalogue, campaign: Campaign) -> Questionnaire:
    """The questionnaire in the version that this campaign asked."""
    questionnaire = catalogue.questionnaire(campaign.questionnaire, campaign.version)
    if questionnaire is None:
        raise BadInput(
            f"Le questionnaire « {campaign.questionnaire} » version {campaign.version}, que la campagne "
            f"« {campaign.id} » a posé, n’est plus au catalogue : remettez son fichier."
        )
    return questionnaire


class LookedUpOnce:
    """A catalogue for the time of one batch: a version is looked up once, however many messages answer it."""

    def __init__(self, catalogue: Catalogue) -> None:
        self._catalogue = catalogue
        self._found: dict[tuple[str, str], Questionnaire | None] = {}

    def questionnaire(self, id: str, version: str = "") -> Questionnaire | None:
        if (id, version) not in self._found:
            self._found[id, version] = self._catalogue.questionnaire(id, version)
        return self._found[id, version]

    def questionnaires(self) -> list[Questionnaire]:
        return self._catalogue.questionnaires()

    def organisations(self, name: str) -> tuple[Organisation, ...] | None:
        return self._catalogue.organisations(name)


def questionnaire_named(catalogue: Catalogue, id: str) -> Questionnaire:
    """The newest version of the questionnaire with this id; `BadInput` names the nearest one."""
    questionnaire = catalogue.questionnaire(id)
    if questionnaire is None:
        near = _nearest(id, [q.id for q in catalogue.questionnaires()])
        raise BadInput(f"Le questionnaire « {id} » n’est pas au catalogue{near}.")
    return questionnaire


def _nearest(name: str, known: list[str]) -> str:
    """The names that come near, in the form that ends a sentence, or ""."""
    near = difflib.get_close_matches(name, known, n=1, cutoff=0.5)
    if near:
        return f" ; le nom le plus proche est « {near[0]} »"
    if known and len(known) <= 6:
        return " ; connus : " + ", ".join(f"« {k} »" for k in known)
    return ""
