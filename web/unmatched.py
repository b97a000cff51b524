"""« À trier »: the messages that no rule could place, why, and where they may belong."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote

from starlette.requests import Request
from starlette.responses import Response

from campaigns.campaign import Campaign
from campaigns.contribution import Channel
from campaigns.people import Contact
from usecases.chat.kept import Pieces, pieces_of
from usecases.messages import Place, Unmatched
from usecases.ports import BadInput, Files, Reading
from web import french
from web.frame import Sight, campaign_path, person, tabs, the_campaign, title_of, unmatched_of
from web.page import Page

TROUBLE = (
    "Une partie de ce message ne peut plus être lue : un fichier gardé manque ou est abîmé. "
    "Rétablissez-le depuis une sauvegarde, ou demandez à l’expéditeur de renvoyer ses pièces."
)


@dataclass(frozen=True)
class Waiting:
    """One message as the page shows it; `original` is where its bytes can be fetched, or "".

    `attachments` are (name, where it can be fetched, or ""); `trouble` says that some of it cannot be shown, or "".
    """

    id: str
    subject: str
    sender: str
    at: datetime
    reason: str
    extract: str
    attachments: tuple[tuple[str, str], ...]
    places: tuple[str, ...]
    original: str
    trouble: str


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
        shown = [await _waiting(reading, message, sight.files) for message in waiting]
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
    ending = "json" if message.channel is Channel.CHAT else "eml"
    return _to_save(content, f"message-{_plain(message.id)}.{ending}")


async def piece(sight: Sight, request: Request) -> Response:
    """One file that came by chat, to save: a picture, a recording."""
    async with sight.store.reading() as reading:
        message = await reading.get(Unmatched, str(request.path_params["message"]))
    pieces = (await pieces_of(sight.files, message)).found if message and sight.files else ()
    wanted = dict(enumerate(pieces, 1)).get(int(request.path_params["number"]))
    content = await sight.files.get(wanted.content) if wanted and sight.files else None
    if wanted is None or content is None:
        raise BadInput("Cette pièce n’est pas gardée sous cette adresse.")
    return _to_save(content, wanted.name)


def _to_save(content: bytes, name: str) -> Response:
    plain = "".join(c if c.isascii() and (c.isalnum() or c in "._-") else "_" for c in name)
    disposition = f'attachment; filename="{plain}"'
    if plain != name:
        disposition += f"; filename*=UTF-8''{quote(name, safe='')}"
    return Response(content, media_type="application/octet-stream", headers={"Content-Disposition": disposition})


def _plain(id: str) -> str:
    return "".join(c for c in id if c.isalnum())


async def _waiting(reading: Reading, message: Unmatched, files: Files | None) -> Waiting:
    here = f"/a-trier/{quote(message.id, safe='')}"
    pieces = await pieces_of(files, message) if files else Pieces()
    names = [(piece.name, f"{here}/pieces/{number}") for number, piece in enumerate(pieces.found, 1)]
    return Waiting(
        id=message.id,
        subject=message.subject or ("Dans la messagerie" if message.channel is Channel.CHAT else ""),
        sender=message.sender,
        at=message.received_at,
        reason=message.reason,
        extract=message.extract,
        attachments=tuple(names or [(name, "") for name in message.attachments]),
        places=tuple([await _place(reading, place) for place in message.places]),
        original=f"{here}/original" if files is not None and message.raw and not pieces.found else "",
        trouble="" if pieces.is_whole else TROUBLE,
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
