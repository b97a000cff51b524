"""A campaign and its rounds: one questionnaire, one list of organisations, one calendar."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, time
from enum import StrEnum
from functools import cached_property

from campaigns.contribution import Channel
from campaigns.people import Organisation
from campaigns.zones import MORNING

# stands lower, because the pure dialogue works on it
from questionnaires.talk import Talk as Talk

# The usual calendar of a collection: four reminders before the date as it was written, two overdue notices after it.
USUAL_STEPS = (-30, -14, -7, -2, 1, 7)


class RoundKind(StrEnum):
    """A collection round asks questions; a review round asks for amendments. The machinery is the same."""

    COLLECTION = "collection"
    REVIEW = "review"


@dataclass(frozen=True)
class Enclosure:
    """A document that goes with the invitations: its name as it is shown, and the name of its bytes in the files."""

    name: str
    media_type: str
    file: str
    is_letter: bool = False


@dataclass(frozen=True)
class Change:
    """What a coordinator changed in a round after its launch, in French words. `moved_from` is an earlier last day."""

    at: datetime
    what: str
    reason: str
    moved_from: date | None = None


@dataclass(frozen=True)
class Round:
    """One round. `last_day` is the last day on which a return is in time (« avant le 26 » gives the 25th).

    `id` is `campaign/label`. `steps` are days from the date as it was written, strict or not (« avant le 26 »
    counts from the 26th): below 0 a reminder, above 0 an overdue notice. `hour` is when they leave, where the
    recipient is. `enclosures` go with the invitations, the cover letter first.
    """

    id: str
    label: str
    kind: RoundKind
    opens: datetime
    last_day: date
    strict: bool = False
    steps: tuple[int, ...] = USUAL_STEPS
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    hour: time = MORNING
    enclosures: tuple[Enclosure, ...] = ()
    changes: tuple[Change, ...] = ()

    @property
    def is_moved(self) -> bool:
        """Whether the last day is, or was, another one than at the launch."""
        return any(change.moved_from is not None for change in self.changes)


@dataclass(frozen=True)
class Campaign:
    """One campaign. `version` is the questionnaire version that was asked; rounds stand in creation order."""

    id: str
    questionnaire: str
    version: str
    title: str
    organisations: tuple[Organisation, ...]
    rounds: tuple[Round, ...]
    created_at: datetime

    def organisation(self, code: str) -> Organisation | None:
        return self._by_code.get(code)

    @cached_property
    def _by_code(self) -> dict[str, Organisation]:
        return {organisation.code: organisation for organisation in reversed(self.organisations)}

    def round(self, label_or_id: str = "", kind: RoundKind = RoundKind.COLLECTION) -> Round | None:
        """The round of this label or id; by default the first of its kind."""
        for candidate in self.rounds:
            if label_or_id in (candidate.id, candidate.label) or (not label_or_id and candidate.kind is kind):
                return candidate
        return None


@dataclass(frozen=True)
class Sending:
    """One message of the calendar that left for a contact: its step ("open", "J-14", "J+3"), when, and which way."""

    step: str
    at: datetime
    channel: Channel = Channel.MAIL


@dataclass(frozen=True)
class Invitation:
    """One contact in one round, and what happened with them. `id` is `round/contact-id`.

    `finished_at` is « j'ai fini ma partie », which closes nothing for the organisation. `stopped_at` is « ne plus me
    relancer »: no reminder any more in this round. `paused` are the words that asked for a pause (or ""), which lasts
    to the end of `paused_until`, or until it is lifted. `approved` is the id of the draft that this reader approved
    as it is, or "".
    """

    id: str
    campaign: str
    round: str
    contact: str
    organisation: str
    token: str
    created_at: datetime
    sendings: tuple[Sending, ...] = ()
    opened_at: datetime | None = None
    last_heard: datetime | None = None
    finished_at: datetime | None = None
    declined: str = ""
    talk: Talk = field(default_factory=Talk)
    stopped_at: datetime | None = None
    paused: str = ""
    paused_until: date | None = None
    approved: str = ""

    @property
    def return_id(self) -> str:
        """The id of the organisation's return that this person contributes to."""
        return f"{self.round}/{self.organisation}"

    def is_paused(self, today: date) -> bool:
        """Whether this person asked for a pause that lasts today."""
        return bool(self.paused) and (self.paused_until is None or today <= self.paused_until)

    @property
    def reminders(self) -> int:
        return sum(1 for sending in self.sendings if sending.step != "open")
