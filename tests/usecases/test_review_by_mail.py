"""The review round by mail: who agrees approves and answers no question, who proposes is kept, coordinators decide."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from campaigns.campaign import Campaign, Invitation
from campaigns.contribution import Contribution
from documents.reports import ReportPrinter
from synthesis.draft import Amendment, AmendmentState, Change, Draft, Paragraph, Style
from tests.usecases.postal import Town, at, town
from usecases.messages import Outcome
from usecases.ports import BadInput
from usecases.review import conflicts, decide_amendment, open_review
from usecases.synthesise import final_synthesis

ANNE = "pnsp/anne.martin@ars.example"


@asynccontextmanager
async def in_review(directory: Path) -> AsyncIterator[Town]:
    """Everybody has answered one question, and the draft has just left."""
    async with town(directory) as place:
        place.house.installation = replace(place.installation, reports=ReportPrinter())
        await place.tick("2017-07-17 09:00")
        place.reply("anne", "Q1a : Formation de 120 représentants des usagers.")
        await place.tick("2017-07-18 09:00")
        await open_review(place.installation, "pnsp", "2017-10-15", at("2017-10-02 09:00"))
        await place.tick("2017-10-02 09:05")
        yield place


async def kept(place: Town) -> list[Amendment]:
    async with place.installation.store.reading() as reading:
        return sorted(await reading.find(Amendment, campaign="pnsp"), key=lambda a: a.id)


async def reader(place: Town) -> Invitation:
    async with place.installation.store.reading() as reading:
        (found,) = [i for i in await reading.find(Invitation, round="pnsp/relecture") if "anne" in i.contact]
        return found


async def test_nothing_to_say_approves_the_draft_and_answers_no_question(tmp_path: Path) -> None:
    async with in_review(tmp_path) as place:
        place.reply("anne", "Bonjour,\n\nRAS, je valide.\n\nAnne Martin")
        await place.tick("2017-10-03 09:00")
        assert (await place.inbox())[-1].outcome is Outcome.NOTHING_NEW
        async with place.installation.store.reading() as reading:
            assert await reading.find(Contribution, round="pnsp/relecture") == []
        found = await reader(place)
        assert (found.approved, found.finished_at is not None) == ("pnsp/1", True)
        assert "Vous approuvez le projet de synthèse tel qu’il est" in place.last("anne").words


async def test_a_change_takes_the_approval_back_and_keeps_its_words(tmp_path: Path) -> None:
    async with in_review(tmp_path) as place:
        place.reply("anne", "Validé sans réserve.")
        await place.tick("2017-10-03 09:00")
        place.reply("anne", "Finalement, remplacer « 120 » par « 140 », d’après notre bilan.")
        await place.tick("2017-10-04 09:00")
        assert (await reader(place)).approved == ""
        (change,) = await kept(place)
        assert (change.kind, change.original, change.proposed) == (Change.REPLACE, "120", "140")
        assert "d’après notre bilan" in change.said


async def test_what_circulates_is_amended_though_a_newer_version_was_written(tmp_path: Path) -> None:
    async with in_review(tmp_path) as place:
        newer = Draft("pnsp/2", "pnsp", 2, at("2017-10-02 12:00"), (Paragraph("p1", Style.TEXT, "Tout autre chose."),))
        async with place.installation.store.transaction("test") as transaction:
            transaction.put(newer)
            await transaction.commit()
        place.reply("anne", "Remplacer « 120 » par « 140 ».")
        await place.tick("2017-10-03 09:00")
        (change,) = await kept(place)
        assert (change.draft, change.proposed) == ("pnsp/1", "140")


async def test_two_that_touch_the_same_words_keep_the_final_version_at_home(tmp_path: Path) -> None:
    async with in_review(tmp_path) as place:
        for day, number in (("2017-10-03 09:00", "140"), ("2017-10-04 09:00", "150")):
            place.reply("anne", f"Remplacer « 120 » par « {number} ».")
            await place.tick(day)
        async with place.installation.store.reading() as reading:
            campaign = await reading.get(Campaign, "pnsp")
            assert campaign is not None
            assert await conflicts(reading, campaign) == {"pnsp/A1": ("A2",), "pnsp/A2": ("A1",)}
        now = at("2017-10-16 09:00")
        for id in ("A1", "A2"):
            await decide_amendment(place.installation, "pnsp", id, AmendmentState.ACCEPTED, "exact", now)
        with pytest.raises(BadInput, match="A2"):
            await final_synthesis(place.installation, "pnsp", now, send=True)
        await decide_amendment(place.installation, "pnsp", "A2", AmendmentState.REJECTED, "dépassé", now)
        order = await final_synthesis(place.installation, "pnsp", now, send=True)
        assert any("140 représentants" in p.text for p in order.draft.paragraphs)
