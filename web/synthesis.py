"""« Synthèse »: the current draft, paragraph by paragraph, with the amendments proposed to each and their decisions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from starlette.requests import Request

from campaigns.campaign import Campaign
from campaigns.people import Contact
from synthesis.draft import Amendment, AmendmentState, Change, Draft, Paragraph, Style
from usecases.review import conflicts
from web import french
from web.frame import Sight, campaign_path, person, tabs, the_campaign, title_of
from web.page import Page

WORDS = {
    Change.INSERT: "Ajout",
    Change.DELETE: "Suppression",
    Change.REPLACE: "Remplacement",
    Change.COMMENT: "Remarque",
}
DECISIONS = {
    AmendmentState.PROPOSED: "à décider",
    AmendmentState.ACCEPTED: "intégré",
    AmendmentState.MODIFIED: "intégré, modifié",
    AmendmentState.REJECTED: "écarté",
}


@dataclass(frozen=True)
class Proposal:
    """One amendment in French; `id` is what the commands take (« A3 »), `place` where the page shows it."""

    id: str
    place: str
    word: str
    who: str
    at: datetime
    state: AmendmentState
    decision: str
    original: str
    proposed: str
    final_text: str
    reason: str
    is_remark: bool
    said: str = ""
    touches: str = ""

    @property
    def is_open(self) -> bool:
        return self.state is AmendmentState.PROPOSED


@dataclass(frozen=True)
class TableRow:
    """One row of a table of the draft; the first is its header."""

    id: str
    cells: tuple[str, ...]
    header: bool


@dataclass(frozen=True)
class Block:
    """One paragraph, or the rows of one table (`rows`), and the amendments to it."""

    id: str
    style: Style
    text: str
    rows: tuple[TableRow, ...]
    changes: tuple[Proposal, ...]


async def synthesis(sight: Sight, request: Request) -> Page:
    """The newest version of the synthesis of one campaign."""
    async with sight.store.reading() as reading:
        campaign = await the_campaign(reading, request)
        items = await tabs(reading, campaign, campaign.round(), "Synthèse")
        drafts = await reading.find(Draft, campaign=campaign.id)
        amendments = await reading.find(Amendment, campaign=campaign.id)
        people = {c.id: c for c in await reading.find(Contact, campaign=campaign.id)}
        touching = await conflicts(reading, campaign)
    draft = max(drafts, key=lambda d: d.number, default=None)
    proposals: dict[str, list[Proposal]] = {}
    for amendment in sorted(amendments, key=lambda a: a.received_at):
        known = draft is not None and draft.paragraph(amendment.paragraph) is not None
        place = amendment.paragraph if known else ""
        proposals.setdefault(place, []).append(_proposal(amendment, campaign, people, touching))
    integrated = sum(1 for a in amendments if a.state in (AmendmentState.ACCEPTED, AmendmentState.MODIFIED))
    open_ = sum(1 for a in amendments if a.state is AmendmentState.PROPOSED)
    decided = french.count(integrated, "intégré") + (f", {open_} à décider" if open_ else "")
    return Page(
        "synthesis.html",
        f"Synthèse – {campaign.title}",
        {
            "campaign": campaign,
            "back": campaign_path(campaign.id),
            "tab_items": items,
            "draft": draft,
            "total": len(amendments),
            "decided": decided,
            "undecided": [one for several in proposals.values() for one in several if one.is_open],
            "general": proposals.get("", []),
            "blocks": _blocks(draft.paragraphs, proposals) if draft else [],
        },
        french.count(len(amendments), "amendement proposé", "amendements proposés"),
    )


def _blocks(paragraphs: Sequence[Paragraph], proposals: Mapping[str, list[Proposal]]) -> list[Block]:
    """Paragraphs in order; rows that follow each other are one table."""
    blocks: list[Block] = []
    table: list[TableRow] = []
    changes: list[Proposal] = []

    def close_table() -> None:
        if table:
            blocks.append(Block(table[0].id, Style.ROW, "", tuple(table), tuple(changes)))
            table.clear()
            changes.clear()

    for paragraph in paragraphs:
        own = proposals.get(paragraph.id, [])
        if paragraph.style is Style.ROW:
            table.append(TableRow(paragraph.id, tuple(paragraph.text.split("\t")), header=not table))
            changes.extend(own)
        else:
            close_table()
            blocks.append(Block(paragraph.id, paragraph.style, paragraph.text, (), tuple(own)))
    close_table()
    return blocks


def _proposal(
    amendment: Amendment, campaign: Campaign, people: Mapping[str, Contact], touching: Mapping[str, Sequence[str]]
) -> Proposal:
    id = amendment.id.rpartition("/")[2]
    who = person(people.get(amendment.contact))
    organisation = title_of(campaign, amendment.organisation) if amendment.organisation else ""
    return Proposal(
        id=id,
        place=f"amendement-{id}",
        word=WORDS[amendment.kind],
        who=", ".join(part for part in (who, organisation) if part),
        at=amendment.received_at,
        state=amendment.state,
        decision=DECISIONS[amendment.state],
        original=amendment.original if amendment.kind in (Change.DELETE, Change.REPLACE) else "",
        proposed=amendment.proposed,
        final_text=amendment.final_text,
        reason=amendment.reason,
        is_remark=amendment.kind is Change.COMMENT,
        said=amendment.said,
        touches=", ".join(touching.get(amendment.id, ())),
    )
