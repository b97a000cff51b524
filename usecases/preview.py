"""What the invitations of a campaign look like: one for each role, or that of one person; changes nothing."""

from __future__ import annotations

from datetime import datetime

from campaigns.people import Contact, Role
from usecases.compose_mail import compose_mail
from usecases.find import campaign_named
from usecases.installation import Installation
from usecases.messages import LetterKind
from usecases.ports import BadInput


async def preview(
    house: Installation, campaign_id: str, email: str, now: datetime, round: str = ""
) -> list[tuple[str, bytes]]:
    """(address, the mail as RFC 5322 bytes) for this person, or for the first one of each role that is invited."""
    emails = [email] if email else await _one_of_each_role(house, campaign_id)
    return [(one, await compose_mail(house, campaign_id, one, LetterKind.INVITATION, now, round)) for one in emails]


async def _one_of_each_role(house: Installation, campaign_id: str) -> list[str]:
    async with house.store.reading() as reading:
        campaign = await campaign_named(reading, campaign_id)
        people = await reading.find(Contact, campaign=campaign.id)
    first: dict[Role, str] = {}
    for person in people:
        if person.role.is_invited and person.organisation and not person.unreachable:
            first.setdefault(person.role, person.email)
    if not first:
        raise BadInput(f"La campagne « {campaign_id} » n’invite personne.")
    return [first[role] for role in Role if role in first]
