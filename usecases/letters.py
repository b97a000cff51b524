"""What a letter says, before anyone knows how it looks: the values that a `Composer` turns into a mail."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date, datetime

from campaigns.people import Contact, Organisation, Role
from campaigns.working_days import place_of
from campaigns.zones import zone_of
from questionnaires.model import Question, Questionnaire
from synthesis.draft import Amendment, Draft
from usecases.messages import Attachment, LetterKind


@dataclass(frozen=True)
class UnderstoodAnswer:
    """One line of a receipt: the question, what was written, what was understood, and a question back."""

    question: Question
    text: str
    reading: str = ""
    ask: str = ""


@dataclass(frozen=True)
class ReceiptContent:
    """What a receipt echoes: what was understood and recorded, what might be an answer, what could not be read.

    `remark` is what is said beside it, a paragraph each.
    """

    understood: tuple[UnderstoodAnswer, ...] = ()
    suggested: tuple[UnderstoodAnswer, ...] = ()
    leftover: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()
    amendments: tuple[Amendment, ...] = ()
    remark: str = ""


@dataclass(frozen=True)
class Answered:
    """What one colleague has answered: their name (or address) and the codes, in order."""

    name: str
    codes: tuple[str, ...]


@dataclass(frozen=True)
class Letter:
    """One mail to one person.

    `questions` are those to answer, in order; `missing` the codes still without a contribution of the organisation;
    `known` what was already answered (code to text). `last_day` is inclusive. `token` goes into the reply address,
    the subject and the reference line. `own` are the codes that this person answered themselves, `colleagues` who
    else answered what, `elsewhere` what the organisation still misses outside this person's profile. `others` are the
    people of the organisation who are invited too, `enclosed` the names of the attachments that are not the form.
    `entrusted` are the codes that a colleague handed to this person.
    `thread` is the Message-ID that this mail follows, or "".
    """

    kind: LetterKind
    message_id: str
    dated: datetime
    contact: Contact
    organisation: Organisation
    campaign: str
    title: str
    questionnaire: Questionnaire
    last_day: date
    token: str
    questions: tuple[Question, ...] = ()
    missing: tuple[str, ...] = ()
    known: dict[str, str] = field(default_factory=dict)
    step: str = ""
    strict: bool = False
    answers_to: str = ""
    thread: tuple[str, ...] = ()
    subject_of: str = ""
    receipt: ReceiptContent | None = None
    draft: Draft | None = None
    amendments_sentence: str = ""
    attachments: tuple[Attachment, ...] = ()
    chat_link: str = ""
    own: tuple[str, ...] = ()
    colleagues: tuple[Answered, ...] = ()
    elsewhere: tuple[str, ...] = ()
    others: tuple[Contact, ...] = ()
    enclosed: tuple[str, ...] = ()
    entrusted: tuple[str, ...] = ()

    @property
    def is_to_addressee(self) -> bool:
        """Whether its recipient stands for the organisation, rather than answers for it."""
        return self.contact.role is Role.ADDRESSEE

    @property
    def is_reminder_of_draft(self) -> bool:
        """Whether it reminds of a draft to be read, rather than of questions to be answered."""
        return self.draft is not None and self.kind in (LetterKind.REMINDER, LetterKind.OVERDUE)


def summed_up(letter: Letter) -> str:
    """What this letter was written from, in short: as long as it is the same, the letter is still right.

    A reminder says how many days are left, so it is of one day; an invitation is not.
    """
    told: list[object] = [letter.kind, letter.contact.email, letter.title, letter.last_day.isoformat(), letter.strict]
    if letter.kind is not LetterKind.INVITATION:
        zone, _ = place_of(letter.organisation, letter.contact)
        told += [
            letter.dated.astimezone(zone_of(zone)).date().isoformat(),
            [question.code for question in letter.questions],
            letter.missing,
            letter.own,
            letter.colleagues,
            letter.elsewhere,
            letter.draft.id if letter.draft else "",
        ]
    return hashlib.sha256(repr(told).encode()).hexdigest()[:16]
