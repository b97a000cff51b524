"""Thousands of people, a whole calendar, a machine that is killed: nobody is written to wrongly, twice or not at all.

What must hold is worked out here from what the world saw, with the `holidays` package and nothing of the calendar of
`campaigns`. RELANCE_CONTACTS says how many people; RELANCE_SEED what they do.
"""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from holidays import country_holidays

from tests.journeys.simulated import (
    CODES,
    DOMAIN,
    END,
    OPENS,
    PARIS,
    PLACES,
    Delivered,
    Happening,
    Killed,
    World,
    machine,
    moments,
    one_tick,
    organisation_of,
)

SEED = int(os.environ.get("RELANCE_SEED", "5"))
CONTACTS = int(os.environ.get("RELANCE_CONTACTS", "300"))
LAST_DAY = date(2026, 5, 5)
STEPS = (-30, -14, -7, -2, 1, 7)
DAY = timedelta(days=1)
KILLS = 5
ENOUGH = 4  # so many ticks at which a message could leave, and it must have left


@pytest.mark.timeout(3600)
async def test_nobody_is_written_to_wrongly_twice_or_not_at_all(tmp_path: Path) -> None:
    world = World(SEED)
    luck = random.Random(f"{SEED} kills")
    pending = moments(SEED)
    life = 0
    while pending:
        folder = tmp_path / str(life)
        life += 1
        world.store, world.at_death = folder / "store", tmp_path / str(life) / "store"
        world.lives = luck.randint(1, 2 * CONTACTS)
        try:
            async with machine(world, folder, CONTACTS) as house:
                while pending:
                    world.now = pending[0]
                    world.is_down = random.Random(f"{SEED} down {world.now:%F %H}").random() < 0.05
                    await one_tick(world, house)
                    pending.pop(0)
                    world.ticks.append((world.now, not world.is_down))
        except Killed:
            pending.pop(0)  # the next life begins at the next moment
    assert world.deaths >= 5
    Judge(world, CONTACTS).judge()


@pytest.mark.timeout(600)
def test_the_same_with_a_process_that_is_killed_for_good(tmp_path: Path) -> None:
    count, luck = 40, random.Random(f"{SEED} sigkill")
    lives = 0
    while not (tmp_path / "ended").exists():
        lives += 1
        arguments = [sys.executable, "-m", "tests.journeys.simulated", str(tmp_path), str(count), str(SEED)]
        with subprocess.Popen(arguments, stderr=subprocess.PIPE) as ours:
            started = tmp_path / "done.txt"
            before = started.read_text() if started.exists() else ""
            while ours.poll() is None and lives <= KILLS and (not started.exists() or started.read_text() == before):
                time.sleep(0.01)
            if lives <= KILLS:
                try:
                    ours.wait(timeout=luck.uniform(0, 0.5))
                except subprocess.TimeoutExpired:
                    ours.send_signal(signal.SIGKILL)
                    continue
            assert ours.wait() == 0, ours.stderr.read().decode() if ours.stderr else ""
    world = World(SEED, tmp_path)
    world.remember()
    world.deaths = lives
    world.ticks = [(moment, True) for moment in moments(SEED)]
    Judge(world, count).judge(forgotten=False)
    assert lives > KILLS


@lru_cache(maxsize=64)
def days_off(holidays: str) -> frozenset[date]:
    return frozenset(country_holidays("FR", subdiv=holidays or None, years=(2026,)))


def works(day: date, holidays: str) -> bool:
    return day.weekday() < 5 and day not in days_off(holidays)


@dataclass(frozen=True)
class Foreseen:
    """One message of the calendar for one place: its step and when it may first leave."""

    name: str
    when: datetime


@lru_cache(maxsize=64)
def foreseen(zone: str, holidays: str) -> tuple[Foreseen, ...]:
    """The calendar, worked out by walking day by day."""
    found: dict[date, str] = {}
    for days in STEPS:
        day = LAST_DAY + days * DAY
        while not works(day, holidays):
            day += DAY if days > 0 else -DAY
        found[day] = f"J{days:+d}"
    there = ZoneInfo(zone)
    return tuple(
        Foreseen(name, datetime(day.year, day.month, day.day, 9, tzinfo=there)) for day, name in sorted(found.items())
    )


class Judge:
    """What the world saw, person by person."""

    def __init__(self, world: World, count: int) -> None:
        self.world = world
        self.organisation = {f"p{n}@{DOMAIN}": organisation_of(n) for n in range(count)}
        self.joined = dict.fromkeys(self.organisation, OPENS)
        self.got: dict[str, list[Delivered]] = defaultdict(list)
        for one in world.delivered:
            if one.kind in ("invitation", "reminder", "overdue"):
                self.got[one.to].append(one)
        self.good: dict[tuple[str, str], tuple[datetime, ...]] = {}
        self.ended: dict[str, datetime] = {}
        self.said: dict[str, list[Happening]] = defaultdict(list)
        for done in sorted(world.happenings.values(), key=lambda h: h.when):
            if done.what == "hands over":
                self.organisation.setdefault(done.other, self.organisation[done.who])
                self.joined.setdefault(done.other, done.when)
            if done.what == "answers":
                self.said[self.organisation[done.who]].append(done)
            elif done.what != "is away":
                self.ended.setdefault(done.who, done.when)
        for who, when in world.refused.items():
            self.ended[who] = min(when, self.ended.get(who, when))
        self.returned = {code: at for code in self.said if (at := self._returned(code)) is not None}

    def _returned(self, code: str) -> datetime | None:
        """When every question had an answer, or the deadline passed with one."""
        missing = set(CODES)
        for one in self.said[code]:
            missing -= set(one.codes)
            if not missing:
                return min(one.when, max(self.limit(code), self.said[code][0].when))
        return max(self.limit(code), self.said[code][0].when)

    def place(self, code: str) -> tuple[str, str]:
        return PLACES[int(code[1:]) % len(PLACES)]

    def limit(self, code: str) -> datetime:
        """The first moment that is too late, in Paris or where the organisation is."""
        after = LAST_DAY + DAY
        zones = (PARIS, ZoneInfo(self.place(code)[0]))
        return max(datetime(after.year, after.month, after.day, tzinfo=zone) for zone in zones)

    def judge(self, forgotten: bool = True) -> None:
        assert len(self.got) > 0.9 * len(self.organisation)
        for who, got in self.got.items():
            self._is_decent(who, got)
            self._is_wanted(who, got)
            self._is_once(who, got)
        twice = sum(n - 1 for n in Counter((one.to, one.id) for one in self.world.delivered).values())
        assert twice <= self.world.deaths, "only what was in flight at a death leaves again, under its own Message-ID"
        if forgotten:
            checked = sum(self._none_is_forgotten(who) for who in self.organisation)
            assert checked > len(self.organisation)

    def _is_decent(self, who: str, got: list[Delivered]) -> None:
        zone, holidays = self.place(self.organisation[who])
        for one in got:
            there = one.when.astimezone(ZoneInfo(zone))
            assert 8 <= there.hour < 19, (who, one)
            assert works(there.date(), holidays), (who, one)

    def _is_wanted(self, who: str, got: list[Delivered]) -> None:
        code = self.organisation[who]
        for one in got:
            assert one.when >= OPENS
            assert code not in self.returned or one.when < self.returned[code], ("after a return", who, one)
            assert who not in self.ended or one.when <= self.ended[who], ("after they ended it", who, one)
            assert one.kind != "reminder" or one.when < self.limit(code), ("a reminder after the deadline", who, one)
            assert one.kind != "overdue" or one.when >= self.limit(code), ("overdue before the deadline", who, one)

    def _is_once(self, who: str, got: list[Delivered]) -> None:
        zone = ZoneInfo(self.place(self.organisation[who])[0])
        once = {one.id: one for one in reversed(got)}
        steps = Counter(one.step for one in once.values())
        assert set(steps.values()) == {1}, ("a step under two Message-IDs", who, got)
        days = Counter(one.when.astimezone(zone).date() for one in once.values())
        assert set(days.values()) == {1}, ("two messages on one day", who, got)
        assert min(got, key=lambda one: one.when).kind == "invitation", (who, got)

    def _none_is_forgotten(self, who: str) -> int:
        """Whatever was owed, with ticks enough to send it, has left in its time. How many such windows there were."""
        code = self.organisation[who]
        zone, _ = self.place(code)
        got = self.got.get(who, [])
        arrived = [one.when for one in got]
        owed = 0
        windows = [Foreseen("open", self.joined[who]), *foreseen(*self.place(code)), Foreseen("", END)]
        for step, following in pairwise(windows):
            if step.name != "open" and step.when <= self.joined[who]:
                continue
            begins = step.when.astimezone(ZoneInfo(zone)).replace(hour=0, minute=0, second=0)
            invited = arrived[0] if arrived else None
            if step.name != "open" and (invited is None or invited >= begins):
                continue
            ticks = [t for t in self._good_ticks(code) if step.when <= t < following.when]
            useful = [t for t in ticks if self._owes(who, code, step, t)]
            if len(useful) < ENOUGH:
                continue
            owed += 1
            assert any(begins <= at < following.when for at in arrived), ("forgotten", who, step, got)
        return owed

    def _owes(self, who: str, code: str, step: Foreseen, moment: datetime) -> bool:
        if code in self.returned and self.returned[code] <= moment:
            return False
        if who in self.ended and self.ended[who] <= moment:
            return False
        if step.name.startswith("J-"):
            return moment < self.limit(code)
        return step.name == "open" or moment >= self.limit(code)

    def _good_ticks(self, code: str) -> tuple[datetime, ...]:
        place = self.place(code)
        if place not in self.good:
            self.good[place] = _good(self.world, *place)
        return self.good[place]


def _good(world: World, zone: str, holidays: str) -> tuple[datetime, ...]:
    """The ticks at which something could leave for this place."""
    there = ZoneInfo(zone)
    return tuple(
        moment
        for moment, works_then in world.ticks
        if works_then and 8 <= moment.astimezone(there).hour < 19 and works(moment.astimezone(there).date(), holidays)
    )
