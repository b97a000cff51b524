"""Order the print of a synthesis: what the printer needs to know of a draft."""

from __future__ import annotations

from campaigns.campaign import Campaign
from synthesis.draft import Draft
from usecases.find import asked_version
from usecases.installation import Installation
from usecases.reports import ReportOrder


def report_of(house: Installation, campaign: Campaign, draft: Draft) -> ReportOrder:
    """The report of this version, with the questionnaire that was asked in annex."""
    return ReportOrder(
        draft=draft,
        questionnaire=asked_version(house.catalogue, campaign),
        title=campaign.title,
        subtitle="",
    )
