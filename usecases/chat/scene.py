"""What the dialogue needs to know of a person, from the store: their answers, their colleagues', where they stand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from campaigns.calendar import last_day
from campaigns.campaign import Invitation, RoundKind
from campaigns.contribution import Channel, Contribution, Return
from campaigns.people import Contact, Organisation
from campaigns.returns import MergedAnswer, Part
from campaigns.zones import PARIS
from questionnaires.scene import Known, Scene
from questionnaires.understood import Standing
from usecases.chat.review import Reader
from usecases.chat.whose import Speaker
from usecases.find import asked_version
from usecases.installation import Installation
from usecases.messages import Incoming
from usecases.ports import Reading

_ELSEWHERE = (Channel.MAIL, Channel.FORM, Channel.PAGES)


async def scene_of(
    house: Installation, reading: Reading, speaker: Speaker, invitation: Invitation, incoming: Incoming
) -> tuple[Scene, Sequence[Contribution]]:
    """The scene of this person in this round, whatever came meanwhile by mail or from colleagues included.

    With it, what was said in the round: all contributions of the organisation.
    """
    campaign, contact = speaker.campaign, speaker.contact
    questionnaire = asked_version(house.catalogue, campaign)
    standing = await reading.get(Return, invitation.return_id)
    said = await reading.find(Contribution, return_id=invitation.return_id)
    # Each message of a conversation adds a little to a return that was merged for the one before.
    merged = house.lately.told(questionnaire, invitation.return_id, said, standing).merged
    others = {part.contact for answer in merged.values() for part in answer.parts if part.contact != contact.id}
    names = {id: await _name(reading, id) for id in others} if others else {}
    organisation = campaign.organisation(contact.organisation) or Organisation(contact.organisation, "")
    scene = Scene(
        questionnaire=questionnaire,
        known={code: _known(answer, contact.id, names) for code, answer in merged.items()},
        talk=invitation.talk,
        today=incoming.received_at.date(),
        profile=contact.profile,
        person=contact.name,
        organisation=organisation.name,
        ours="mon ARS" if organisation.name.upper().startswith(("ARS", "AGENCE R")) else "mon organisme",
        last_day=last_day(speaker.round, standing),
        is_finished=invitation.finished_at is not None,
        is_closed=standing is not None and standing.closed_at is not None,
        address=contact.email,
        over_since=_closed_on(speaker, incoming),
        is_quiet=is_quiet(contact, incoming),
    )
    return scene, said


def is_quiet(contact: Contact, incoming: Incoming) -> bool:
    """Whether this person asked for no more messages in this chat: it is theirs, and none of theirs is written to."""
    chat = incoming.sender
    return bool(not contact.chat and chat and chat in contact.devices and chat not in contact.lost_chats)


def _closed_on(speaker: Speaker, incoming: Incoming) -> date | None:
    closed = speaker.round.closed_at
    return closed.astimezone(PARIS).date() if closed is not None and closed <= incoming.received_at else None


async def _name(reading: Reading, id: str) -> str:
    contact = await reading.get(Contact, id)
    return (contact.name or contact.email) if contact else ""


def _known(answer: MergedAnswer, person: str, names: dict[str, str]) -> Known:
    if len(answer.parts) == 1 and answer.parts[0].contact == person:
        return _own(answer, answer.parts[0], ())
    own: Part | None = None
    others: list[tuple[str, str]] = []
    for part in answer.parts:
        if part.contact == person:
            own = part
        elif part.standing is not Standing.LATER:
            others.append((names.get(part.contact, ""), part.text))
    if own is None:
        return Known(others=tuple(others), understood=answer.understood)
    return _own(answer, own, tuple(others))


def _own(answer: MergedAnswer, own: Part, others: tuple[tuple[str, str], ...]) -> Known:
    return Known(own.text, own.standing, others, answer.understood, by_mail=own.channel in _ELSEWHERE)


async def reader_of(reading: Reading, speaker: Speaker, contact: Contact) -> Reader:
    """Who reads the draft, and what their organisation had answered in the campaign."""
    organisation = speaker.campaign.organisation(contact.organisation)
    said: list[str] = []
    for round in speaker.campaign.rounds:
        if round.kind is RoundKind.COLLECTION:
            found = await reading.find(Contribution, return_id=f"{round.id}/{contact.organisation}")
            said += [contribution.text for contribution in found]
    name = organisation.name if organisation else ""
    return Reader(contact.name, name, tuple(said), speaker.round.last_day)
