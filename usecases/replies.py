"""What a reply says, once the reader has compared it with what the person was asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from campaigns.contribution import Manner
from questionnaires.model import Questionnaire
from questionnaires.understood import Understood
from synthesis.draft import Draft
from synthesis.draft import ProposedChange as ProposedChange


@dataclass(frozen=True)
class SentLetter:
    """A mail of ours as it left: the reader parses its own bytes again. Newest first where there are several."""

    message_id: str
    raw: bytes


@dataclass(frozen=True)
class Asked:
    """What the person was asked, to the letter. `open` are the codes without an answer of this person's organisation.

    `draft` is set in a review round. With a `day`, that of the message, the answers come back understood as of it.
    """

    questionnaire: Questionnaire
    codes: tuple[str, ...]
    open: tuple[str, ...]
    sent: tuple[SentLetter, ...]
    draft: Draft | None = None
    day: date | None = None


@dataclass(frozen=True)
class Placed:
    """An answer and its question; `how` says which rule placed it ("under", "code", "number", "single", ...).

    `understood` is what it means, where the reader was asked for that too.
    """

    code: str
    text: str
    manner: Manner = Manner.REPLACE
    how: str = ""
    understood: Understood | None = None


class IntentKind(StrEnum):
    """What a message does beside answering."""

    REFUSAL = "refusal"
    HANDOVER = "handover"
    DIFFICULTY = "difficulty"
    FINISHED = "finished"  # j'ai fini ma partie
    CLOSED = "closed"  # j'ai fini pour mon ARS
    NOTHING_TO_REPORT = "nothing-to-report"
    THANKS = "thanks"
    STOP = "stop"  # ne plus me relancer
    RESUME = "resume"  # reprendre les rappels


@dataclass(frozen=True)
class Intent:
    """One such thing, the words that say it, and for a handover the person named."""

    kind: IntentKind
    text: str
    name: str = ""
    email: str = ""


@dataclass(frozen=True)
class Reply:
    """What a message says. `suggested` are guesses, `leftover` what could be an answer and was not placed (shown)."""

    answers: tuple[Placed, ...] = ()
    suggested: tuple[Placed, ...] = ()
    leftover: tuple[str, ...] = ()
    intents: tuple[Intent, ...] = ()
    changes: tuple[ProposedChange, ...] = ()
    problems: tuple[str, ...] = ()


@dataclass(frozen=True)
class FormReading:
    """What an attached file says. `problem` is why it goes to a person (French), or "".

    `recognised` is False for a file that is no form of ours; `elsewhere` names the other campaign or version
    that the form belongs to, or "", and `reference` is the one it carries. `suggested` are guesses, `leftover`
    what was written in it and could not be placed (shown). `text`: the words of a document in a layout of its own,
    which the reader of mail may understand better than a reader of forms.
    """

    recognised: bool = False
    answers: tuple[Placed, ...] = ()
    changes: tuple[ProposedChange, ...] = ()
    problem: str = ""
    elsewhere: str = ""
    suggested: tuple[Placed, ...] = ()
    leftover: tuple[str, ...] = ()
    reference: str = ""
    text: str = ""
