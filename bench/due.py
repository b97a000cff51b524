"""What is due: one sweep over 10,000 invitations, beside APScheduler told of one job for each of them."""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta

from apscheduler.jobstores.memory import MemoryJobStore
from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.date import DateTrigger

from bench.rows import Row, in_turn
from campaigns.campaign import Campaign, Invitation, Round, RoundKind, Sending
from campaigns.due import due
from campaigns.people import Contact, Organisation, contact_id
from campaigns.zones import PARIS

COUNT = 10_000
ORGANISATIONS = tuple(Organisation(f"{n:03d}", f"Organisme {n}") for n in range(100))
OPENS = datetime(2017, 7, 17, 9, tzinfo=PARIS)
ROUND = Round("banc/recueil", "recueil", RoundKind.COLLECTION, OPENS, date(2017, 9, 29))
CAMPAIGN = Campaign("banc", "q", "1", "Banc", ORGANISATIONS, (ROUND,), OPENS)
QUIET, REMINDING = datetime(2017, 8, 1, 10, tzinfo=PARIS), datetime(2017, 9, 15, 10, tzinfo=PARIS)


def people() -> tuple[list[Contact], list[Invitation]]:
    """10,000 contacts who were all invited on the first day."""
    contacts = [
        Contact(
            contact_id("banc", f"p{n}@organisme.example"),
            "banc",
            ORGANISATIONS[n % 100].code,
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
    """Two sweeps, one that finds nothing and one that finds everyone, per invitation looked at."""
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
        in_turn("due, nothing to send (10,000 invitations)", {"relance": sweep(QUIET, 0), **peers}, rounds=3),
        in_turn(
            "due, everyone to remind (10,000 invitations)", {"relance": sweep(REMINDING, COUNT), **peers}, rounds=3
        ),
    ]


def jobs_in_memory() -> int:
    return _scheduled(BackgroundScheduler(jobstores={"default": MemoryJobStore()}))


def jobs_in_sqlite() -> int:
    from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore

    return _scheduled(BackgroundScheduler(jobstores={"default": SQLAlchemyJobStore(url="sqlite://")}))


def _scheduled(scheduler: BackgroundScheduler) -> int:
    """One timer per invitation; the scheduler is started but never runs one."""
    scheduler.start(paused=True)
    far = datetime.now(PARIS) + timedelta(days=365)
    for number in range(COUNT):
        scheduler.add_job(print, DateTrigger(far + timedelta(seconds=number)), id=str(number))
    scheduler.shutdown(wait=False)
    return COUNT
