"""« À trier »: the messages that no rule could place, why, and where they may belong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from campaigns.campaign import Campaign
from campaigns.people import Contact
from usecases.messages import Place, Unmatched
from usecases.ports import BadInput, Reading
from web import french
from web.frame import Sight, campaign_path, person, tabs, the_campaign, title_of, unmatched_of
from web.page import Page


@dataclass(frozen=True)
class Waiting:
    """One message as the page shows it; `original` is where its bytes can be fetched, or ""."""

    id: str
    subject: str
    sender: str
    at: datetime
    reason: str
    extract: str
    attachments: tuple[str, ...]
    places: tuple[str, ...]
    original: str


async def unmatched(sight: Sight, request: Request) -> Page:
    """What waits for a person, of one campaign when the path names one."""
    async with sight.store.reading() as reading:
        campaign = await the_campaign(reading, request) if "campaign" in request.path_params else None
        if campaign is not None:
            waiting = await unmatched_of(reading, campaign)
        else:
            waiting = await reading.find(Unmatched, state="open")
            waiting.sort(key=lambda u: u.received_at, reverse=True)
        items = await tabs(reading, campaign, campaign.round(), "À trier") if campaign else []
        shown = [await _waiting(reading, message, with_original=sight.files is not None) for message in waiting]
    return Page(
        "unmatched.html",
        "À trier" + (f" – {campaign.title}" if campaign else ""),
        {
            "campaign": campaign,
            "back": campaign_path(campaign.id) if campaign else "",
            "tab_items": items,
            "messages": shown,
        },
        french.count(len(shown), "message à trier", "messages à trier"),
    )


async def original(sight: Sight, request: Request) -> Response:
    """The message as it arrived, to save; the browser is given no reason to open it."""
    async with sight.store.reading() as reading:
        message = await reading.get(Unmatched, str(request.path_params["message"]))
    content = await sight.files.get(message.raw) if message and message.raw and sight.files else None
    if message is None or content is None:
        raise BadInput("Ce message n’est pas gardé sous cette adresse.")
    name = "".join(c for c in message.id if c.isalnum())
    return Response(
        content,
        media_type="application/octet-stream",
        headers={"Content-Disposition": f'attachment; filename="message-{name}.eml"'},
    )


async def _waiting(reading: Reading, message: Unmatched, *, with_original: bool) -> Waiting:
    return Waiting(
        id=message.id,
        subject=message.subject,
        sender=message.sender,
        at=message.received_at,
        reason=message.reason,
        extract=message.extract,
        attachments=message.attachments,
        places=tuple([await _place(reading, place) for place in message.places]),
        original=f"/a-trier/{quote(message.id, safe='')}/original" if with_original and message.raw else "",
    )


async def _place(reading: Reading, place: Place) -> str:
    """« Martin Duval, ARS Bretagne (campagne) : même nom de domaine »."""
    campaign = await reading.get(Campaign, place.campaign)
    contact = await reading.get(Contact, place.contact) if place.contact else None
    organisation = title_of(campaign, place.organisation) if campaign and place.organisation else place.organisation
    who = ", ".join(part for part in (person(contact), organisation) if part) or place.contact
    title = campaign.title if campaign else place.campaign
    where = f"{who} (« {title} »)" if who and title else who or title
    return f"{where} : {place.why}" if place.why else where
