"""The Word or Excel form of one contact, prefilled with what their organisation already said."""

from __future__ import annotations

from datetime import datetime

from usecases.correspond import form_order, letter_to
from usecases.find import campaign_named, contact_named, invitation_of, round_named
from usecases.installation import Installation
from usecases.launch_campaign import invitation as new_invitation
from usecases.messages import LetterKind


async def form_for(
    house: Installation, campaign_id: str, email: str, format: str, now: datetime, round_label: str = ""
) -> bytes:
    """The file; `format` is "docx" or "xlsx"."""
    async with house.store.reading() as reading:
        campaign = await campaign_named(reading, campaign_id)
        round = round_named(campaign, round_label)
        contact = await contact_named(reading, campaign, email)
        invitation = await invitation_of(reading, round, contact) or new_invitation(house.secret, round, contact, now)
        letter = await letter_to(house, reading, campaign, round, invitation, contact, LetterKind.NOTICE, "form", now)
    order = form_order(campaign, round, invitation, letter)
    return house.forms.xlsx(order) if format == "xlsx" else house.forms.docx(order)
