"""What one person said to one question in one round, and what was decided about an organisation's return."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from questionnaires.understood import Understood


class Channel(StrEnum):
    """How it reached us."""

    MAIL = "mail"
    FORM = "form"
    CHAT = "chat"
    TERMINAL = "terminal"
    PAGES = "pages"


class Manner(StrEnum):
    """What a contribution does to the earlier one of the same person to the same question."""

    REPLACE = "replace"
    ADD = "add"  # « complément »


@dataclass(frozen=True)
class Contribution:
    """What one person said. `source` is the reference of the message; `text` is as written; it never changes."""

    id: str
    campaign: str
    round: str
    organisation: str
    contact: str
    question: str
    version: str
    text: str
    understood: Understood
    channel: Channel
    source: str
    received_at: datetime
    manner: Manner = Manner.REPLACE

    @property
    def return_id(self) -> str:
        """The id of the organisation's return that this belongs to."""
        return f"{self.round}/{self.organisation}"


@dataclass(frozen=True)
class Settlement:
    """A coordinator's decision where two people of one organisation differ: whose contribution stands."""

    question: str
    contribution: str
    reason: str
    at: datetime


@dataclass(frozen=True)
class Return:
    """The organisation's return in one round, beside its contributions. `id` is `round/organisation`.

    `closed_at` is « j'ai fini pour mon ARS » and who said it (`closed_by`, a contact id).
    """

    id: str
    campaign: str
    round: str
    organisation: str
    extended_until: date | None = None
    paused_until: date | None = None
    paused: str = ""
    declined: str = ""
    extension: str = ""
    closed_at: datetime | None = None
    closed_by: str = ""
    settlements: tuple[Settlement, ...] = field(default=())
