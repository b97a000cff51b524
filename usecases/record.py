"""Record what one person said: from placed answers to contributions, the same way for every channel."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from campaigns.campaign import Campaign, Invitation, Round
from campaigns.contribution import Channel, Contribution, Manner
from campaigns.people import Contact
from questionnaires.anew import replace
from questionnaires.model import Questionnaire
from questionnaires.values import understand
from usecases.messages import Incoming, Outcome, Received
from usecases.ports import Transaction
from usecases.replies import Placed


async def record(
    transaction: Transaction,
    campaign: Campaign,
    round: Round,
    invitation: Invitation,
    contact: Contact,
    questionnaire: Questionnaire,
    placed: Sequence[Placed],
    channel: Channel,
    incoming: Incoming,
    already: Sequence[str] = (),
) -> list[Contribution]:
    """Put one contribution per placed answer, and that this person was heard from; nothing where nothing is placed.

    What one message says twice of a question stands together: the second is an addition, and two numbers that
    differ are then unclear. `already` are the codes that the message answered elsewhere (in its text, in a form).

    The id of a contribution is derived from the message, its form apart, and the code, so the same message recorded
    again changes nothing. Codes that the questionnaire does not know are left out: the caller shows them as not placed.
    """
    if not placed:
        return []
    received_at = incoming.received_at
    source = f"{incoming.reference}/form" if channel is Channel.FORM else incoming.reference
    contributions: list[Contribution] = []
    seen: dict[str, int] = {}
    said_before = set(already)
    for answer in placed:
        question = questionnaire.question(answer.code)
        if question is None or not answer.text.strip():
            continue
        turn = seen[question.code] = seen.get(question.code, 0) + 1
        contributions.append(
            Contribution(
                id=f"{source}#{question.code}" + (f"#{turn}" if turn > 1 else ""),
                campaign=campaign.id,
                round=round.id,
                organisation=contact.organisation,
                contact=contact.id,
                question=question.code,
                version=questionnaire.version,
                text=answer.text,
                understood=answer.understood or understand(question, answer.text, received_at.date()),
                channel=channel,
                source=source,
                received_at=received_at,
                manner=Manner.ADD if turn > 1 or question.code in said_before else answer.manner,
            )
        )
    transaction.put(*contributions, heard_from(invitation, received_at))
    return contributions


def heard_from(invitation: Invitation, at: datetime) -> Invitation:
    """The invitation of a person who was heard from at this moment."""
    last = invitation.last_heard
    return invitation if last is not None and at <= last else replace(invitation, last_heard=at)


def entry_from(
    incoming: Incoming,
    campaign: Campaign,
    round: Round,
    contact: Contact,
    outcome: Outcome,
    *,
    answers: Mapping[str, str],
    suggested: Sequence[Placed] = (),
    leftover: tuple[str, ...] = (),
    reason: str = "",
    found_by: str = "",
    said: str = "",
) -> Received:
    """The inbox entry of a message of somebody whom we know."""
    return Received(
        id=incoming.reference,
        channel=incoming.channel,
        received_at=incoming.received_at,
        outcome=outcome,
        raw=incoming.raw,
        campaign=campaign.id,
        round=round.id,
        organisation=contact.organisation,
        contact=contact.email,
        sender=incoming.sender,
        subject=incoming.mail.subject if incoming.mail else "",
        answers=dict(answers),
        suggested=_joined((answer.code, answer.text) for answer in suggested),
        attachments=tuple(file.name for file in incoming.attachments),
        leftover=leftover,
        reason=reason,
        found_by=found_by,
        message=incoming.message,
        said=said,
    )


def _joined(said: Iterable[tuple[str, str]]) -> dict[str, str]:
    """What one message said, code to text; said twice of a question in other words, one below the other."""
    texts: dict[str, str] = {}
    for code, text in said:
        before = texts.get(code)
        if before is None:
            texts[code] = text
        elif text not in before:
            texts[code] = f"{before}\n{text}"
    return texts


def by_code(recorded: Iterable[Contribution]) -> dict[str, str]:
    """What was recorded of one message, code to text."""
    return _joined((contribution.question, contribution.text) for contribution in recorded)
