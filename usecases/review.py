"""The review round: the draft goes to those who know, their amendments come back, a coordinator decides."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from campaigns.campaign import Campaign, Round, RoundKind
from campaigns.contribution import Channel, Contribution
from campaigns.people import Contact, Role, contact_id
from campaigns.zones import PARIS
from synthesis.amending import apply, colliding
from synthesis.draft import Amendment, AmendmentState, Change, Draft
from usecases.find import asked_version, campaign_named
from usecases.installation import Installation
from usecases.launch_campaign import invitations
from usecases.messages import Attachment
from usecases.ports import BadInput, Reading, Transaction
from usecases.replies import Asked
from usecases.rounds import written_deadline
from usecases.synthesise import amendments_of, reviewed_draft, write
from usecases.transact import transact

LABEL = "relecture"


async def open_review(
    house: Installation, campaign_id: str, deadline: str, now: datetime, edited: Attachment | None = None
) -> tuple[Round, tuple[Contact, ...]]:
    """Open the review round at once: the draft is stored, its readers may propose changes until `deadline`.

    `edited` is the draft as a coordinator retouched it in Word; without it the draft is written from the returns.
    """
    last_day, strict = written_deadline(deadline, now.astimezone(PARIS).date())
    retouched = await _retouched(house, campaign_id, edited, now) if edited else None

    async def decide(transaction: Transaction) -> tuple[Round, tuple[Contact, ...]]:
        campaign = await campaign_named(transaction, campaign_id)
        number = 1 + sum(1 for r in campaign.rounds if r.kind is RoundKind.REVIEW)
        label = LABEL if number == 1 else f"{LABEL}-{number}"
        review = Round(f"{campaign.id}/{label}", label, RoundKind.REVIEW, now, last_day, strict, (-3,), hour=house.hour)
        readers = await _readers(house, transaction, campaign)
        if not readers:
            raise BadInput("Personne n’a encore répondu ni n’est nommé dans un retour : il n’y a pas de relecteur.")
        transaction.put(retouched or await write(house, transaction, campaign, now))
        transaction.put(replace(campaign, rounds=(*campaign.rounds, review)))
        transaction.put(*readers, *invitations(house.secret, review, readers, now))
        return review, readers

    return await transact(house.store, f"review:{campaign_id}", decide)


async def _retouched(house: Installation, campaign_id: str, edited: Attachment, now: datetime) -> Draft:
    """The newest draft with what a coordinator changed in its file, as a version of its own."""
    async with house.store.reading() as reading:
        campaign = await campaign_named(reading, campaign_id)
        base = await write(house, reading, campaign, now)
    asked = Asked(asked_version(house.catalogue, campaign), (), (), (), draft=base)
    read = await house.form_reader.read_form(edited, asked, "")
    if read.problem or not read.recognised:
        why = read.problem or "ce n’est pas un projet que Relance a écrit"
        raise BadInput(
            f"--draft : « {edited.name} » ne peut pas circuler ({why}) ; "
            f"retouchez le fichier .docx que « relance synthesis draft {campaign_id} » écrit."
        )
    changes = [
        Amendment(
            id=f"{campaign.id}/A{number}",
            campaign=campaign.id,
            draft=base.id,
            paragraph=change.paragraph,
            kind=change.kind,
            original=change.original,
            proposed=change.proposed,
            contact="",
            organisation="",
            channel=Channel.FORM,
            source=edited.name,
            received_at=now,
            state=AmendmentState.ACCEPTED,
        )
        for number, change in enumerate(read.changes, 1)
    ]
    if not changes:
        return base
    number = base.number + 1
    return replace(apply(base, changes), id=f"{campaign.id}/{number}", number=number, created_at=now)


async def _readers(house: Installation, reading: Reading, campaign: Campaign) -> tuple[Contact, ...]:
    """Those who answered and those whom the returns name (H2, H3) with an address; not an addressee who was silent."""
    people = {c.id: c for c in await reading.find(Contact, campaign=campaign.id)}
    said = await reading.find(Contribution, campaign=campaign.id)
    readers = {c.contact: people[c.contact] for c in said if c.contact in people}
    codes = {q.code for q in asked_version(house.catalogue, campaign).questions() if q.kind.value == "people"}
    for contribution in said:
        if contribution.question in codes:
            for named in _named(contribution):
                contact = people.get(named.id, named)
                readers.setdefault(contact.id, contact)
    return tuple(readers[id] for id in sorted(readers))


def _named(contribution: Contribution) -> list[Contact]:
    """The people whom one contribution names with an e-mail address."""
    value = contribution.understood.value
    if not isinstance(value, Sequence) or isinstance(value, str):
        return []
    named = []
    for person in value:
        if isinstance(person, dict) and isinstance(person.get("email"), str) and "@" in person["email"]:
            name = " ".join(str(person[k]) for k in ("first_name", "name") if person.get(k))
            named.append(
                Contact(
                    id=contact_id(contribution.campaign, person["email"]),
                    campaign=contribution.campaign,
                    organisation=contribution.organisation,
                    email=person["email"].casefold(),
                    name=name,
                    role=Role.RESOURCE,
                    function=str(person.get("function") or ""),
                    origin="named",
                )
            )
    return named


async def decide_amendment(
    house: Installation,
    campaign_id: str,
    id: str,
    state: AmendmentState,
    reason: str,
    now: datetime,
    text: str = "",
) -> Amendment:
    """Accept, modify (with the text that goes in, or what is proposed) or reject an amendment; the reason is kept."""
    if not reason.strip():
        raise BadInput("Donnez le motif avec --reason : il est gardé avec la décision.")

    async def decide(transaction: Transaction) -> Amendment:
        campaign = await campaign_named(transaction, campaign_id)
        full = id if id.startswith(f"{campaign.id}/") else f"{campaign.id}/{id}"
        amendment = await transaction.get(Amendment, full)
        if amendment is None:
            known = ", ".join(a.id.rpartition("/")[2] for a in await amendments_of(transaction, campaign))
            raise BadInput(f"Il n’y a pas d’amendement « {id} » ; connus : {known or 'aucun'}.")
        words = text.strip() if state is AmendmentState.MODIFIED else ""
        if state is AmendmentState.MODIFIED and not words:
            if amendment.kind in (Change.COMMENT, Change.DELETE):
                raise BadInput("Donnez avec --text la rédaction retenue.")
            words = amendment.proposed
        decided = replace(amendment, state=state, reason=reason, final_text=words, decided_at=now)
        transaction.put(decided)
        return decided

    return await transact(house.store, f"amendment:{state}", decide)


async def conflicts(reading: Reading, campaign: Campaign) -> dict[str, tuple[str, ...]]:
    """The amendments that touch the same words: for each, the short names of the others (« A3 »)."""
    amendments = await amendments_of(reading, campaign)
    if len(amendments) < 2:
        return {}
    found = colliding(await reviewed_draft(reading, campaign), amendments)
    return {id: tuple(other.rpartition("/")[2] for other in others) for id, others in found.items()}
