"""A stored campaign of 2017 with two returns: what the reading use cases are asked about."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from campaigns.campaign import Round, RoundKind
from campaigns.contribution import Channel
from storage.catalogue import ShippedCatalogue
from storage.store import TinyStore, open_store
from tests.campaigns.scene import OPENS, at, campaign, collection, contact, invitation, listed, said, standing
from usecases.ports import Stored

DAY = timedelta(days=1)
NOW = at("2017-09-20 10:00")
MAELLE, YANN, AWA = contact("maelle", "53"), contact("yann", "53"), contact("awa", "OI")
CATALOGUE = ShippedCatalogue()
WAVE = Round("pnsp/vague-2", "vague-2", RoundKind.COLLECTION, OPENS + 60 * DAY, collection().last_day + 60 * DAY)


def things() -> list[Stored]:
    """The campaign, its people, and what came back: a correction, a complement, a number in words, a second wave."""
    round = collection()
    questionnaire = CATALOGUE.questionnaire("pnsp-2017")
    assert questionnaire is not None
    stored = replace(
        campaign(round, listed("ars-2017")),
        questionnaire="pnsp-2017",
        version=questionnaire.version,
        rounds=(round, WAVE),
    )
    asked = invitation(MAELLE, ("open", OPENS), ("J-14", at("2017-09-15 09:00")))
    return [
        stored,
        MAELLE,
        YANN,
        AWA,
        replace(asked, last_heard=OPENS + DAY),
        invitation(YANN, ("open", OPENS)),
        invitation(AWA, ("open", OPENS)),
        standing("53"),
        said(MAELLE, "Q5", "Oui.", OPENS + DAY),
        said(MAELLE, "Q5", "Oui, un levier.", OPENS + 2 * DAY),
        said(YANN, "Q5", "Plutôt.", OPENS + 3 * DAY, channel=Channel.CHAT),
        said(AWA, "Q6", "Former.", at("2017-10-10 10:00")),
        replace(said(AWA, "Q5", "Deuxième vague.", OPENS + DAY), round=WAVE.id, id="vague"),
    ]


@asynccontextmanager
async def stored(directory: Path) -> AsyncIterator[TinyStore]:
    """A store that holds all this."""
    async with open_store(directory, holder="essai") as store:
        async with store.transaction("essai") as transaction:
            transaction.put(*things())
            await transaction.commit()
        yield store
