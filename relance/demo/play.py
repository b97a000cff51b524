"""The demonstration: the 2017 campaign from the sending to the final report, everything over real sockets.

Only the correspondents are played. What is counted at the end is what Relance understood of what they sent.
"""

from __future__ import annotations

import asyncio
import json
import shutil
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import TypeAlias

from bot.telegram import TelegramPoller
from campaigns.tracking import as_json
from documents.tables import xlsx_bytes
from relance.clock import PARIS, PlayedClock
from relance.demo.cast import Cast, the_cast
from relance.demo.correspondence import Correspondence
from relance.demo.show import Show
from relance.demo.town import town
from relance.wiring import open_installation, open_post
from synthesis.draft import AmendmentState
from usecases.export import export, sheets
from usecases.find import campaign_named
from usecases.follow import follow
from usecases.installation import Installation
from usecases.launch_campaign import CampaignOrder, launch_campaign
from usecases.plan import plan
from usecases.ports import BadInput
from usecases.refusals import why
from usecases.reports import ReportOrder
from usecases.review import decide_amendment, open_review
from usecases.rounds import RoundOrder
from usecases.synthesise import amendments_of, draft_synthesis, final_synthesis
from usecases.tick import Post, tick

CAMPAIGN = "pnsp-2017"
START = datetime(2017, 7, 10, 10, tzinfo=PARIS)
DRAFTED = datetime(2017, 11, 14, 15, tzinfo=PARIS)
REVIEW = datetime(2017, 11, 16, 9, 30, tzinfo=PARIS)
DECIDED = datetime(2017, 12, 4, 10, tzinfo=PARIS)
MARK = "demonstration"

Deed: TypeAlias = Callable[[], Awaitable[None]]


async def play(folder: Path) -> None:
    """Play everything; `folder` gets the data, the documents and status.json."""
    _make_room(folder)
    clock, cast, show = PlayedClock(START), the_cast(), Show()
    async with AsyncExitStack() as stack:
        around = await stack.enter_async_context(town(clock))
        config = around.config()
        house = await stack.enter_async_context(
            open_installation(config, folder / "data", writing=True, holder="relance demo")
        )
        post = await stack.enter_async_context(open_post(config, folder / "data"))
        poller = TelegramPoller(config.chat.telegram_token, config.chat.base_url, house, clock)
        stack.push_async_callback(_end, asyncio.create_task(poller.run()))
        stage = Stage(folder, house, post, clock, cast, Correspondence(around, clock, show), show)
        await stage.collect()
        await stage.draft()
        await stage.review()
        await stage.finish()


@dataclass(frozen=True)
class Stage:
    """Everything that the acts of the demonstration need."""

    folder: Path
    house: Installation
    post: Post
    clock: PlayedClock
    cast: Cast
    correspondence: Correspondence
    show: Show

    async def collect(self) -> None:
        """From the launch to the last overdue notice: everyone answers at their hour, in their manner."""
        order = CampaignOrder(
            id=CAMPAIGN,
            questionnaire="pnsp-2017",
            contacts=self.cast.contacts_csv(),
            contacts_file="cast.toml",
            round=RoundOrder("2017-07-17", "29 septembre 2017"),
        )
        launched = await launch_campaign(self.house, order, self.clock())
        self.show.launched(launched)
        deeds: list[tuple[datetime, Deed]] = [
            (deed.at, partial(self.correspondence.answer, deed)) for deed in self.cast.deeds
        ]
        deeds.append((self.cast.stray.at, partial(self.correspondence.write_astray, self.cast.stray)))
        planned = await plan(self.house.store, self.house.catalogue, CAMPAIGN, self.clock())
        await self._live_through(deeds, {datetime.fromisoformat(row["when"]) for row in planned})

    async def draft(self) -> None:
        """The coordinator has the draft written."""
        self.clock.move_to(DRAFTED)
        self._print(await draft_synthesis(self.house, CAMPAIGN, self.clock()), "synthese-projet")

    async def review(self) -> None:
        """The draft circulates; changes are proposed and decided."""
        self.clock.move_to(REVIEW)
        round, readers = await open_review(self.house, CAMPAIGN, "1er décembre 2017", self.clock())
        self.show.circulated(self.clock(), len(readers))
        proposals: list[tuple[datetime, Deed]] = [
            (p.at, partial(self.correspondence.propose, p)) for p in self.cast.proposals
        ]
        planned = await plan(self.house.store, self.house.catalogue, CAMPAIGN, self.clock(), round.label)
        await self._live_through(proposals, {datetime.fromisoformat(row["when"]) for row in planned})
        self.clock.move_to(DECIDED)
        async with self.house.store.reading() as reading:
            amendments = await amendments_of(reading, await campaign_named(reading, CAMPAIGN))
        proposed = {proposal.speaker.email: proposal for proposal in self.cast.proposals}
        for amendment in amendments:
            by = proposed[amendment.contact.partition("/")[2]]
            await decide_amendment(self.house, CAMPAIGN, amendment.id, AmendmentState.ACCEPTED, by.reason, self.clock())
            self.show.decided(self.clock(), by.speaker.name)

    async def finish(self) -> None:
        """The final version goes out; the returns are counted."""
        self._print(await final_synthesis(self.house, CAMPAIGN, self.clock(), send=True), "synthese-finale")
        self.show.sent(self.clock())
        self.show.ticked(self.clock(), await tick(self.house, self.post, self.clock))
        tracking = await follow(self.house.store, self.house.catalogue, CAMPAIGN, self.clock())
        status = json.dumps(as_json(tracking), ensure_ascii=False, indent=1) + "\n"
        (self.folder / "status.json").write_text(status, encoding="utf-8")
        exported = await export(self.house.store, self.house.catalogue, CAMPAIGN, self.clock())
        (self.folder / "answers.xlsx").write_bytes(xlsx_bytes(sheets(exported), exported.title))
        (self.folder / "contacts.csv").write_bytes(self.cast.contacts_csv())
        (self.folder / "data" / MARK).write_text(self.clock().isoformat(), encoding="utf-8")
        self.show.ended(tracking, self.folder)

    async def _live_through(self, deeds: list[tuple[datetime, Deed]], moments: set[datetime]) -> None:
        """Go from one moment at which something happens to the next, with a tick at each."""
        for at, _ in deeds:
            # A quarter of an hour later the receipt leaves; one that was written at night leaves in the morning.
            morning = (at + timedelta(days=1)).replace(hour=8, minute=5)
            moments |= {at, at + timedelta(minutes=15), morning}
        for moment in sorted(moments):
            self.clock.move_to(moment)
            for at, deed in deeds:
                if at == moment:
                    await deed()
            self.show.ticked(self.clock(), await tick(self.house, self.post, self.clock))

    def _print(self, order: ReportOrder, name: str) -> None:
        printers = {"docx": self.house.reports.docx, "html": self.house.reports.html, "pdf": self.house.reports.pdf}
        for ending, printer in printers.items():
            (self.folder / f"{name}.{ending}").write_bytes(printer(order))
        self.show.printed(self.clock(), name)


def _make_room(folder: Path) -> None:
    """A new folder, or the one of an earlier demonstration, whose data go; other people's data stay."""
    data = folder / "data"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if data.exists() and not (data / MARK).exists():
            raise BadInput(
                f"--dir : « {data} » existe et ne vient pas d’une démonstration ; choisissez un autre dossier."
            )
        shutil.rmtree(data, ignore_errors=True)
        data.mkdir()
        (data / MARK).touch()
    except OSError as error:
        raise BadInput(f"--dir : « {folder} » ne peut pas servir ({why(error)}).") from None


async def _end(task: asyncio.Task[None]) -> None:
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)
