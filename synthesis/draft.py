"""A draft synthesis: numbered versions made of paragraphs with ids, and the changes proposed to them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum


class Style(StrEnum):
    """How a paragraph is set. ROW is a table row: its cells are separated by a tab."""

    TITLE = "title"
    HEADING = "heading"
    SUBHEADING = "subheading"
    TEXT = "text"
    QUOTE = "quote"
    ITEM = "item"
    ROW = "row"


@dataclass(frozen=True)
class Paragraph:
    """One paragraph; its `id` stays the same from one version to the next ("p12")."""

    id: str
    style: Style
    text: str


@dataclass(frozen=True)
class Draft:
    """One numbered version of the synthesis of a campaign. `id` is `campaign/number`."""

    id: str
    campaign: str
    number: int
    created_at: datetime
    paragraphs: tuple[Paragraph, ...]
    final: bool = False

    def paragraph(self, id: str) -> Paragraph | None:
        return next((p for p in self.paragraphs if p.id == id), None)


class Change(StrEnum):
    """What an amendment does to its paragraph; an insertion comes after it."""

    INSERT = "insert"
    DELETE = "delete"
    REPLACE = "replace"
    COMMENT = "comment"


@dataclass(frozen=True)
class ProposedChange:
    """A change to one paragraph of the draft; `paragraph` is "" for a remark on the whole.

    `said` are the words that asked for it, where it was asked in words: what they say beside it helps to decide.
    """

    paragraph: str
    kind: Change
    original: str
    proposed: str
    said: str = field(default="", compare=False)


class AmendmentState(StrEnum):
    """Where an amendment stands; every decision carries a reason."""

    PROPOSED = "proposed"
    ACCEPTED = "accepted"
    MODIFIED = "modified"
    REJECTED = "rejected"


@dataclass(frozen=True)
class Amendment:
    """One proposed change. `final_text` is what goes in where the coordinator modified the proposal.

    `said` are the words that asked for it, where they say more than the change: the reasons of whoever proposes.
    """

    id: str
    campaign: str
    draft: str
    paragraph: str
    kind: Change
    original: str
    proposed: str
    contact: str
    organisation: str
    channel: str
    source: str
    received_at: datetime
    state: AmendmentState = AmendmentState.PROPOSED
    reason: str = ""
    final_text: str = ""
    decided_at: datetime | None = None
    said: str = ""
