"""The context of a letter's templates: what every letter has, and what its kind adds."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from mail.asking import asking
from mail.circulating import draft, final, reminder
from mail.echoing import notice, receipt
from mail.marks import REFERENCE
from mail.view import PERSONAL, Context, prose_line
from usecases.letters import Letter
from usecases.messages import LetterKind


def context(
    letter: Letter,
    today: date,
    sender_name: str,
    sender_address: str,
    contact_line: str,
    reply_pattern: str,
    blocks: Collection[str],
) -> Context:
    """Everything that the templates of this letter name; `today` is the recipient's day, `blocks` as in `filled`."""
    common: Context = {
        "title": prose_line(letter.title),
        "greeting": f"Bonjour {PERSONAL['name']}," if letter.contact.name.strip() else "Bonjour,",
        "closing": "Bien cordialement,",
        "sender_name": prose_line(sender_name),
        "sender_address": prose_line(sender_address),
        "contact_line": prose_line(contact_line),
        "reference": REFERENCE,
        "token": PERSONAL["token"],
        "chat": PERSONAL["chat"],
    }
    return common | _of_kind(letter, today, reply_pattern, blocks)


def _of_kind(letter: Letter, today: date, reply_pattern: str, blocks: Collection[str]) -> Context:
    if letter.is_reminder_of_draft:
        return reminder(letter, today, reply_pattern)
    match letter.kind:
        case LetterKind.INVITATION | LetterKind.REMINDER | LetterKind.OVERDUE:
            return asking(letter, today, reply_pattern)
        case LetterKind.RECEIPT:
            return receipt(blocks)
        case LetterKind.DRAFT:
            return draft(letter, today)
        case LetterKind.FINAL:
            return final(letter)
        case LetterKind.NOTICE | LetterKind.CHAT | LetterKind.ESCALATION:
            return notice(letter)
