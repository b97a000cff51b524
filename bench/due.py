"""What is due: a sweep over 100,000 invitations, beside APScheduler told of one job for each, and beside its limit.

The limit: a tick a minute may cost 1 % of a core, planning and sweeping together. Processor time counts there.
"""

from __future__ import annotations

import asyncio
import importlib.util
import statistics
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import cast

from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.date import DateTrigger

from bench.rows import Row, in_turn
from campaigns.campaign import Campaign, Invitation, Round, RoundKind, Sending
from campaigns.contribution import Channel, Contribution
from campaigns.due import due
from campaigns.people import Contact, Organisation, contact_id
from campaigns.zones import PARIS
from questionnaires.understood import Standing, Understood
from storage.catalogue import ShippedCatalogue
from storage.store import TinyStore, open_store
from usecases.installation import Installation
from usecases.ports import Composer, Files, FormReader, FormWriter, Reader, ReportWriter
from usecases.send_due import open_and_close, queue_due

COUNT = 100_000
ORGANISATIONS = tuple(Organisation(f"{n:05d}", f"Organisme {n}") for n in range(1_000))
OPENS = datetime(2017, 7, 17, 9, tzinfo=PARIS)
ROUND = Round("banc/recueil", "recueil", RoundKind.COLLECTION, OPENS, date(2017, 9, 29), opened_at=OPENS)
CAMPAIGN = Campaign("banc", "pnsp-2017", "", "Banc", ORGANISATIONS, (ROUND,), OPENS)
QUIET, REMINDING = datetime(2017, 8, 1, 10, tzinfo=PARIS), datetime(2017, 9, 15, 10, tzinfo=PARIS)
# One per cent of a core at one tick a minute.
LIMIT = 0.6


def people() -> tuple[list[Contact], list[Invitation]]:
    """Contacts who were all invited on the first day."""
    contacts = [
        Contact(
            contact_id("banc", f"p{n}@organisme.example"),
            "banc",
            ORGANISATIONS[n % len(ORGANISATIONS)].code,
            f"p{n}@organisme.example",
        )
        for n in range(COUNT)
    ]
    blank = Invitation("", "banc", ROUND.id, "", "", "", OPENS, (Sending("open", OPENS),))
    invitations = [
        replace(blank, id=f"{ROUND.id}/{c.id}", contact=c.id, organisation=c.organisation, token=f"t{n}")
        for n, c in enumerate(contacts)
    ]
    return contacts, invitations


def measure() -> list[Row]:
    """Two sweeps in memory, one that finds nothing and one that finds everyone, and whole ticks on a store."""
    contacts, invitations = people()

    def sweep(now: datetime, expected: int) -> Callable[[], int]:
        def run() -> int:
            assert len(due(CAMPAIGN, ROUND, now, contacts, invitations, (), {})) == expected
            return COUNT

        return run

    peers: dict[str, Callable[[], int]] = {"apscheduler, jobs in memory": jobs_in_memory}
    if importlib.util.find_spec("sqlalchemy"):
        peers["apscheduler, jobs in SQLite"] = jobs_in_sqlite
    return [
        in_turn("due, nothing to send (100,000 invitations)", {"relance": sweep(QUIET, 0), **peers}, rounds=1),
        in_turn(
            "due, everyone to remind (100,000 invitations)", {"relance": sweep(REMINDING, COUNT), **peers}, rounds=1
        ),
        *asyncio.run(_ticks(contacts, invitations)),
    ]


async def _ticks(contacts: list[Contact], invitations: list[Invitation]) -> list[Row]:
    """Planning and sweeping on a store, processor seconds a tick, beside the limit: nothing is due."""
    with tempfile.TemporaryDirectory() as folder:
        async with open_store(Path(folder), holder="bench") as store:
            house = _house(store)
            await _fill(house, contacts, invitations)
            return [
                Row(
                    f"a tick, {name} (100,000 invitations)",
                    {"relance": await _tick(house, now), "1 % of a core": LIMIT},
                )
                for name, now in (
                    ("between two steps", QUIET),
                    ("after a reminder, half of the organisations returned", REMINDING + timedelta(hours=5)),
                    ("at night", REMINDING + timedelta(hours=12)),
                )
            ]


async def _tick(house: Installation, now: datetime) -> float:
    """The median processor time of what a tick plans and sweeps."""
    taken = []
    for _ in range(4):  # the first one reads every document
        start = time.process_time()
        await open_and_close(house, now)
        assert await queue_due(house, now) == []
        taken.append(time.process_time() - start)
    return statistics.median(taken[1:])


async def _fill(house: Installation, contacts: list[Contact], invitations: list[Invitation]) -> None:
    """Every other organisation has returned; the people of the others had the reminder of the 15th."""
    questionnaire = house.catalogue.questionnaire("pnsp-2017")
    assert questionnaire is not None
    returned = {o.code for o in ORGANISATIONS[::2]}
    answers = [
        Contribution(
            f"{code}/{q.code}", "banc", ROUND.id, code, contacts[int(code)].id, q.code, questionnaire.version, "Oui",
            Understood(Standing.ANSWER, "Oui"), Channel.MAIL, f"mail:<{code}@organisme.example>", OPENS,
        )
        for code in sorted(returned)
        for q in questionnaire.questions()
    ]  # fmt: skip
    reminded = Sending("J-14", REMINDING)
    written = [i if i.organisation in returned else replace(i, sendings=(*i.sendings, reminded)) for i in invitations]
    async with house.store.transaction("bench") as transaction:
        transaction.put(replace(CAMPAIGN, version=questionnaire.version), *contacts, *written, *answers)
        await transaction.commit()


def _house(store: TinyStore) -> Installation:
    """An installation of which only the store and the catalogue are used."""
    return Installation(
        store=store,
        files=cast("Files", None),
        catalogue=ShippedCatalogue(),
        composer=cast("Composer", None),
        reader=cast("Reader", None),
        form_reader=cast("FormReader", None),
        forms=cast("FormWriter", None),
        reports=cast("ReportWriter", None),
        secret=b"bench",
        domain="relance.example",
    )


def jobs_in_memory() -> int:
    # a tenth of them: what counts is the time of each, and they take their time
    return _scheduled(BackgroundScheduler(jobstores={"default": MemoryJobStore()}), COUNT // 10)


def jobs_in_sqlite() -> int:
    from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore

    return _scheduled(BackgroundScheduler(jobstores={"default": SQLAlchemyJobStore(url="sqlite://")}), COUNT // 10)


def _scheduled(scheduler: BackgroundScheduler, count: int) -> int:
    """One timer per invitation; the scheduler is started but never runs one."""
    scheduler.start(paused=True)
    far = datetime.now(PARIS) + timedelta(days=365)
    for number in range(count):
        scheduler.add_job(print, DateTrigger(far + timedelta(seconds=number)), id=str(number))
    scheduler.shutdown(wait=False)
    return count
