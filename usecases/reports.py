"""What the edges print for people: the report of a synthesis and the form of a contact, as values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from campaigns.people import Contact, Organisation
from questionnaires.model import Questionnaire
from synthesis.draft import Draft


@dataclass(frozen=True)
class FormOrder:
    """What a form must hold: `codes` in order, `known` answers prefilled (code to text).

    `reference` ties the file to a campaign, round and token and is written where a person does not trip over it.
    """

    reference: str
    title: str
    questionnaire: Questionnaire
    codes: tuple[str, ...]
    organisation: Organisation
    contact: Contact
    last_day: date
    known: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class ReportOrder:
    """A synthesis to print: the draft or final text, then the questionnaire in annex."""

    draft: Draft
    questionnaire: Questionnaire
    title: str
    subtitle: str
