"""What every page of a campaign shares: what it may look at, its tabs, its rounds, and the words for what it shows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import quote, urlencode

from starlette.requests import Request

from campaigns.campaign import Campaign, Round, RoundKind
from campaigns.contribution import Channel
from campaigns.people import Contact
from usecases.find import campaign_named, round_named
from usecases.follow import STATES
from usecases.messages import Delivery, Outgoing, Unmatched
from usecases.ports import Catalogue, Files, Reading, Store

WORDS = {state: words.capitalize() for state, words in STATES.items()}
CHANNELS = {
    Channel.MAIL: "par courriel",
    Channel.FORM: "par formulaire",
    Channel.CHAT: "par messagerie",
    Channel.TERMINAL: "au terminal",
    Channel.PAGES: "sur les pages",
}


@dataclass(frozen=True)
class Sight:
    """What the pages may look at; without `files` the original of a message cannot be fetched."""

    store: Store
    catalogue: Catalogue
    clock: Callable[[], datetime]
    files: Files | None = None


@dataclass(frozen=True)
class Link:
    """Somewhere to go; `number` is shown beside it unless it is 0."""

    label: str
    href: str
    current: bool = False
    number: int = 0


def campaign_path(campaign: str, *parts: str) -> str:
    """The path of a page of this campaign."""
    return "/".join(("/campagnes", *(quote(part, safe="") for part in (campaign, *parts))))


def with_query(path: str, **query: str) -> str:
    """The path with what is not empty of the query."""
    said = {key: value for key, value in query.items() if value}
    return f"{path}?{urlencode(said)}" if said else path


async def the_campaign(reading: Reading, request: Request) -> Campaign:
    """The campaign that the path names; `BadInput` when there is none."""
    return await campaign_named(reading, str(request.path_params["campaign"]))


def the_round(campaign: Campaign, request: Request) -> Round:
    """The round that the query names (« tour »), by default the first collection."""
    return round_named(campaign, request.query_params.get("tour", ""), RoundKind.COLLECTION)


def round_links(campaign: Campaign, shown: Round) -> list[Link]:
    """The rounds of a campaign, in the order in which they were created."""
    return [_round_link(campaign, round, round is shown) for round in campaign.rounds]


def _round_link(campaign: Campaign, round: Round, current: bool) -> Link:
    kind = "Relecture" if round.kind is RoundKind.REVIEW else "Recueil"
    label = kind if round.label.casefold() in ("", kind.casefold()) else f"{kind} : {round.label}"
    return Link(label, with_query(campaign_path(campaign.id), tour=round.label), current)


async def tabs(reading: Reading, campaign: Campaign, round: Round | None, current: str) -> list[Link]:
    """The pages of a campaign; the numbers say what waits for a person."""
    label = round.label if round is not None and round != campaign.round() else ""
    failed = await reading.find(Outgoing, campaign=campaign.id, state=Delivery.FAILED)
    lost = [c for c in await reading.find(Contact, campaign=campaign.id) if c.unreachable]
    waiting = await unmatched_of(reading, campaign)
    pages = (
        ("Suivi", with_query(campaign_path(campaign.id), tour=label), 0),
        ("À trier", campaign_path(campaign.id, "a-trier"), len(waiting)),
        ("Synthèse", campaign_path(campaign.id, "synthese"), 0),
        ("Envois", campaign_path(campaign.id, "envois"), len({m.to for m in failed} | {c.email for c in lost})),
    )
    return [Link(label, href, label == current, number) for label, href, number in pages]


async def unmatched_of(reading: Reading, campaign: Campaign) -> list[Unmatched]:
    """What waits for a person and may belong to this campaign: also what nothing places anywhere. Newest first."""
    waiting = await reading.find(Unmatched, state="open")
    mine = [u for u in waiting if u.campaign in ("", campaign.id) or any(p.campaign == campaign.id for p in u.places)]
    return sorted(mine, key=lambda u: u.received_at, reverse=True)


def person(contact: Contact | None, fallback: str = "") -> str:
    """How a person is called on the pages."""
    if contact is None:
        return fallback
    return contact.name or contact.email


def title_of(campaign: Campaign, code: str) -> str:
    """The name of an organisation, or its code when the campaign does not know it."""
    found = campaign.organisation(code)
    return found.name if found else code
