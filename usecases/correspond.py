"""Write a letter from what is stored, and put it in the outbox: composed, kept, and with a key of its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from campaigns.calendar import deadline, next_leave
from campaigns.campaign import Campaign, Invitation, Round, RoundKind
from campaigns.contribution import Channel, Contribution, Return
from campaigns.people import Contact, Organisation, Role
from campaigns.returns import MergedAnswer, applicable, merge, missing_codes
from campaigns.working_days import place_of
from questionnaires.model import Questionnaire
from questionnaires.understood import Standing
from synthesis.draft import Draft
from usecases.enclosing import enclosures_of
from usecases.find import asked_version
from usecases.installation import Installation
from usecases.keys import chat_key, key, message_id
from usecases.letters import Answered, Letter, summed_up
from usecases.messages import Attachment, Button, LetterKind, Outgoing
from usecases.order_report import report_of
from usecases.ports import Reading, Transaction
from usecases.reports import FormOrder

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


async def letter_to(
    house: Installation,
    reading: Reading,
    campaign: Campaign,
    round: Round,
    invitation: Invitation,
    contact: Contact,
    kind: LetterKind,
    step: str,
    dated: datetime,
    occasion: str = "",
    merged: Mapping[str, MergedAnswer] | None = None,
    with_files: bool = True,
) -> Letter:
    """The letter of this kind to this contact. `occasion` (by default the step) tells it from every other one.

    `merged` is what stands of the return, for a caller that has it already; without files the letter is only looked at.
    """
    questionnaire = asked_version(house.catalogue, campaign)
    organisation = campaign.organisation(contact.organisation) or Organisation(contact.organisation, contact.name)
    standing = await reading.get(Return, invitation.return_id)
    if merged is None:
        contributions = await reading.find(Contribution, return_id=invitation.return_id)
        merged = merge(questionnaire, contributions, standing)
    missing = missing_codes(questionnaire, merged, contact.profile)
    # A receipt is about one message: who answered what, and what others still owe, stands in reminders.
    is_receipt = kind is LetterKind.RECEIPT
    own, colleagues = ((), ()) if is_receipt else await _who_answered(reading, contact, merged)
    questions = applicable(questionnaire, merged, (contact.profile,) if contact.profile else ())
    is_review = round.kind is RoundKind.REVIEW
    letter = Letter(
        kind=kind,
        message_id=message_id(house.secret, letter_key(round, contact, kind, occasion or step), house.domain),
        dated=dated,
        contact=contact,
        organisation=organisation,
        campaign=campaign.id,
        title=campaign.title,
        questionnaire=questionnaire,
        last_day=deadline(round, standing).date(),
        token=invitation.token,
        questions=() if is_review else questions,
        missing=() if is_review else missing,
        known={} if is_review else {code: answer.text for code, answer in merged.items() if answer.text},
        step=step,
        strict=round.strict,
        draft=await circulating_draft(reading, campaign, round) if is_review else None,
        own=() if is_review else own,
        colleagues=() if is_review else colleagues,
        elsewhere=()
        if is_review or is_receipt
        else await _elsewhere(reading, campaign, contact, questionnaire, merged, missing),
        chat_link=house.chat_link.replace("{token}", chat_key_of(house, invitation, contact)),
        entrusted=() if is_review else invitation.talk.first,
    )
    if not with_files:
        return letter
    if kind is LetterKind.INVITATION:
        form = Attachment(
            f"{campaign.id}-{organisation.code}.docx",
            DOCX,
            house.forms.docx(form_order(campaign, round, invitation, letter)),
        )
        enclosed = await enclosures_of(house.files, round)
        letters = sum(1 for one in round.enclosures if one.is_letter)
        letter = replace(
            letter,
            # the cover letter comes first, then what is to be filled in
            attachments=(*enclosed[:letters], form, *enclosed[letters:]),
            enclosed=tuple(one.name for one in enclosed),
            others=await _others(reading, campaign, round, contact),
        )
    if letter.draft is not None and (kind is LetterKind.DRAFT or letter.is_reminder_of_draft):
        report = house.reports.docx(report_of(house, campaign, letter.draft))
        letter = replace(letter, attachments=(Attachment(f"{campaign.id}-projet.docx", DOCX, report),))
    return letter


async def _others(reading: Reading, campaign: Campaign, round: Round, contact: Contact) -> tuple[Contact, ...]:
    """Who else is invited for the same organisation, the addressee first; who declined or handed over is left out."""
    people = await reading.find(Contact, campaign=campaign.id, organisation=contact.organisation)
    others = []
    for person in people:
        if person.role.is_invited and not person.unreachable and person.id != contact.id:
            invited = await reading.get(Invitation, f"{round.id}/{person.id}")
            if invited is None or not invited.declined:
                others.append(person)
    return tuple(sorted(others, key=lambda person: (person.role is not Role.ADDRESSEE, person.name, person.email)))


async def _who_answered(
    reading: Reading, contact: Contact, merged: Mapping[str, MergedAnswer]
) -> tuple[tuple[str, ...], tuple[Answered, ...]]:
    """The codes that this person has answered, and what each colleague has."""
    codes: dict[str, list[str]] = {}
    for code, answer in merged.items():
        for part in answer.parts:
            if part.standing is not Standing.LATER:
                codes.setdefault(part.contact, []).append(code)
    own = tuple(codes.pop(contact.id, ()))
    colleagues = []
    for id, theirs in codes.items():
        person = await reading.get(Contact, id)
        colleagues.append(Answered((person.name.strip() or person.email) if person else id, tuple(theirs)))
    return own, tuple(colleagues)


async def _elsewhere(
    reading: Reading,
    campaign: Campaign,
    contact: Contact,
    questionnaire: Questionnaire,
    merged: Mapping[str, MergedAnswer],
    missing: tuple[str, ...],
) -> tuple[str, ...]:
    """What the organisation still misses that colleagues of other profiles are asked."""
    if not contact.profile:
        return ()
    people = await reading.find(Contact, campaign=campaign.id, organisation=contact.organisation)
    profiles = {person.profile for person in people if person.role.is_invited}
    others = {code for profile in profiles for code in missing_codes(questionnaire, merged, profile)}
    return tuple(code for code in questionnaire.codes if code in others and code not in missing)


def chat_key_of(house: Installation, invitation: Invitation, contact: Contact) -> str:
    """What opens the chat for this person in this round, until it is revoked."""
    return chat_key(house.secret, invitation.id, invitation.token, contact.chat_links)


def letter_key(round: Round, contact: Contact, kind: LetterKind, occasion: str) -> str:
    """The key of a mail: what keeps it from leaving twice."""
    return key(round.id, contact.id, Channel.MAIL, kind, occasion)


def form_order(campaign: Campaign, round: Round, invitation: Invitation, letter: Letter) -> FormOrder:
    """The form of one contact, prefilled with what is known."""
    return FormOrder(
        reference="/".join((campaign.id, round.label, campaign.version, invitation.token)),
        title=campaign.title,
        questionnaire=letter.questionnaire,
        codes=tuple(question.code for question in letter.questions),
        organisation=letter.organisation,
        contact=letter.contact,
        last_day=letter.last_day,
        known=letter.known,
    )


async def queue_letter(
    house: Installation, transaction: Transaction, letter: Letter, round: Round, occasion: str = ""
) -> Outgoing:
    """Compose the letter, keep its bytes, and put it in the outbox; it leaves in its recipient's working hours."""
    raw = await house.files.put(house.composer.compose(letter))
    message = outgoing_of(house, letter, round, Channel.MAIL, occasion, raw=raw)
    transaction.put(message)
    return message


def outgoing_of(
    house: Installation,
    letter: Letter,
    round: Round,
    channel: Channel,
    occasion: str = "",
    *,
    raw: str = "",
    text: str = "",
    buttons: tuple[Button, ...] = (),
) -> Outgoing:
    """The message that carries this letter through this channel: a mail has its bytes, a chat its words and buttons.

    It leaves in its recipient's working hours, once for each occasion (by default the letter's step).
    """
    contact = letter.contact
    zone, holidays = place_of(letter.organisation, contact)
    is_mail = channel is Channel.MAIL
    id = key(round.id, contact.id, channel, letter.kind, occasion or letter.step)
    return Outgoing(
        id=id,
        # the bytes of a mail carry the letter's own
        message_id=letter.message_id if is_mail else message_id(house.secret, id, house.domain),
        channel=channel,
        kind=letter.kind,
        to=contact.email if is_mail else contact.chat,
        campaign=letter.campaign,
        round=round.id,
        contact=contact.id,
        created_at=letter.dated,
        due_at=next_leave(letter.dated, zone),
        zone=zone,
        step=letter.step,
        holidays=holidays,
        says=summed_up(letter) if letter.step else "",
        answers_to=letter.answers_to,
        raw=raw,
        text=text,
        buttons=buttons,
    )


async def latest_draft(reading: Reading, campaign: Campaign) -> Draft | None:
    """The newest version of the synthesis."""
    drafts = await reading.find(Draft, campaign=campaign.id)
    return max(drafts, key=lambda draft: draft.number, default=None)


async def circulating_draft(reading: Reading, campaign: Campaign, round: Round) -> Draft | None:
    """The version that its readers were sent in this review round: one written since is not what they amend."""
    drafts = [draft for draft in await reading.find(Draft, campaign=campaign.id) if not draft.final]
    before = [draft for draft in drafts if draft.created_at <= round.opens]
    return max(before or drafts, key=lambda draft: draft.number, default=None)
