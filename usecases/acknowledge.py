"""The receipt: echo what was understood, what is missing and how to correct it. One per message, a few a day."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta

from campaigns.campaign import Invitation
from campaigns.contribution import Contribution, Return
from campaigns.people import Contact
from campaigns.returns import MergedAnswer
from questionnaires.anew import replace
from questionnaires.model import Question, Questionnaire
from questionnaires.thin import probe
from questionnaires.thin import remarks as thin_remarks
from questionnaires.values import spoken
from synthesis.draft import Amendment
from usecases.correspond import letter_to, queue_letter
from usecases.heard import Heard
from usecases.installation import Installation
from usecases.intentions import remark_on
from usecases.letters import ReceiptContent, UnderstoodAnswer
from usecases.messages import Incoming, LetterKind, Outcome, Outgoing
from usecases.ports import Transaction
from usecases.remarks import remarks
from usecases.replies import Intent, IntentKind
from usecases.whose import Whose

DAY = timedelta(days=1)
APPROVED = "Vous approuvez le projet de synthèse tel qu’il est : c’est noté."


async def queue_receipt(
    house: Installation,
    transaction: Transaction,
    incoming: Incoming,
    found: Whose,
    contact: Contact,
    heard: Heard,
    recorded: Sequence[Contribution],
    amendments: Sequence[Amendment],
    outcome: Outcome,
    now: datetime,
) -> None:
    """Queue the receipt of this mail, unless it says nothing or its author had several today already."""
    invitation = await transaction.get(Invitation, f"{found.round.id}/{contact.id}")
    if invitation is None:
        return
    sent = await transaction.find(Outgoing, contact=contact.id)
    today = [m for m in sent if m.kind is LetterKind.RECEIPT and now - m.created_at < DAY]
    if len(today) >= house.receipts_a_day:
        return
    contributions = await transaction.find(Contribution, return_id=invitation.return_id)
    standing = await transaction.get(Return, invitation.return_id)
    merged = house.lately.told(heard.asked.questionnaire, invitation.return_id, contributions, standing).merged
    content = _content(heard, recorded, amendments, merged, now.date())
    if outcome is Outcome.NOTHING_NEW and not content.remark:
        return
    letter = await letter_to(
        house,
        transaction,
        found.campaign,
        found.round,
        invitation,
        contact,
        LetterKind.RECEIPT,
        "",
        now,
        incoming.reference,
        merged,
    )
    message_id = incoming.mail.message_id if incoming.mail else ""
    earlier = incoming.mail.answers_to if incoming.mail else ()
    answering = replace(
        letter,
        # The receipt goes to the address that wrote, which may be another one than the contact's first.
        contact=replace(contact, email=incoming.sender or contact.email),
        answers_to=incoming.reference,
        thread=tuple(dict.fromkeys((*earlier, message_id))) if message_id else (),
        subject_of=incoming.mail.subject if incoming.mail else "",
        receipt=content,
    )
    if not recorded and any(_takes_leave(intent) for intent in heard.reply.intents):
        # To ask everything again of someone who has just said no would be to insist.
        answering = replace(answering, questions=(), missing=())
    await queue_letter(house, transaction, answering, found.round, incoming.reference)


def _takes_leave(intent: Intent) -> bool:
    """Whether someone wants to be left alone, or has named who answers in their place."""
    return intent.kind in (IntentKind.STOP, IntentKind.REFUSAL) or (
        intent.kind is IntentKind.HANDOVER and bool(intent.email)
    )


def _content(
    heard: Heard,
    recorded: Sequence[Contribution],
    amendments: Sequence[Amendment],
    merged: Mapping[str, MergedAnswer],
    today: date,
) -> ReceiptContent:
    questionnaire = heard.asked.questionnaire
    said = [(q, c) for c in recorded if (q := questionnaire.question(c.question)) is not None]
    understood = [UnderstoodAnswer(q, c.text, spoken(q, c.understood, c.text), c.understood.ask) for q, c in said]
    suggested = [
        UnderstoodAnswer(question, answer.text)
        for answer in heard.suggested
        if (question := questionnaire.question(answer.code)) is not None
    ]
    told = [told for intent in heard.reply.intents if (told := remark_on(intent, today))]
    agrees = any(intent.kind is IntentKind.NOTHING_TO_REPORT for intent in heard.reply.intents)
    if agrees and heard.asked.draft is not None and not heard.changes:
        told.append(APPROVED)
    if recorded:
        told += remarks(questionnaire, merged, (c.question for c in recorded))
        told += _one_probe(questionnaire, said, merged)
    return ReceiptContent(
        understood=tuple(understood),
        suggested=tuple(suggested),
        leftover=heard.leftover,
        problems=heard.problems,
        amendments=tuple(amendments),
        remark="\n\n".join(dict.fromkeys(told)),
    )


def _one_probe(
    questionnaire: Questionnaire,
    said: Sequence[tuple[Question, Contribution]],
    merged: Mapping[str, MergedAnswer],
) -> list[str]:
    """At most one follow-up to the whole message, always optional."""
    for question, contribution in said:
        asked = probe(question, contribution.text, contribution.understood)
        if asked:
            return [f"Une question de plus, facultative, sur {question.code}. {asked}"]
    return list(thin_remarks(questionnaire, {code: answer.text for code, answer in merged.items()}))[:1]
