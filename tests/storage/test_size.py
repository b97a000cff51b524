"""What must not depend on how much is stored: a claim, a find, an update."""

from __future__ import annotations

import time
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest

from storage import codec
from storage.index import OrderedIds
from storage.lines import put_of
from storage.tables import Tables
from storage.transaction import Change, Look, Plan
from tests.storage.things import NOON, message, minutes
from usecases.messages import Delivery, Outgoing


async def nowhere(plan: Plan) -> None:
    raise AssertionError(plan)


def outbox(size: int) -> Tables:
    """So many queued messages, one a second from noon on."""
    tables = Tables()
    pattern = codec.to_document(message("pattern"))
    for number in range(size):
        id = f"m{number * 7919 % size:06}"
        due = (NOON + timedelta(seconds=number)).isoformat()
        names = {"id": id, "message_id": f"<{id}>", "contact": f"c{id}", "due_at": due}
        tables.of("outgoing").load(put_of("outgoing", id, 1, {**pattern, **names}))
    tables.of("outgoing").settle()
    return tables


async def claim(tables: Tables) -> None:
    change = Change(tables, "essai", nowhere, set())
    assert len(await change.claim(minutes(10), 50, minutes(60))) == 50


async def find_one(tables: Tables) -> None:
    assert len(await Look(tables).find(Outgoing, message_id="<m000007>", state="queued")) == 1


async def find_few_among_many(tables: Tables) -> None:
    assert len(await Look(tables).find(Outgoing, campaign="pnsp", contact="cm000007", round="pnsp/r1")) == 1


async def update(tables: Tables) -> None:
    table = tables.of("outgoing")
    for number in range(20):
        state = Delivery.SENT if table.versions["m000007"] % 2 else Delivery.QUEUED
        document = codec.to_document(message("m000007", number, state=state))
        table.put(put_of("outgoing", "m000007", table.versions["m000007"] + 1, document))


@pytest.fixture(scope="module")
def small() -> Tables:
    return outbox(1_000)


@pytest.fixture(scope="module")
def large() -> Tables:
    return outbox(100_000)


@pytest.mark.parametrize("work", [claim, find_one, find_few_among_many, update])
async def test_the_cost_at_100_000_is_about_that_at_1_000(
    small: Tables, large: Tables, work: Callable[[Tables], Awaitable[None]]
) -> None:
    async def fastest(tables: Tables) -> float:
        times = []
        for _ in range(7):
            start = time.process_time()
            await work(tables)
            times.append(time.process_time() - start)
        return min(times)

    # a scan would cost 100 times as much
    assert await fastest(large) < 25 * await fastest(small) + 0.0005


async def test_the_oldest_of_100_000_are_claimed_first(large: Tables) -> None:
    change = Change(large, "essai", nowhere, set())
    claimed = await change.claim(NOON + timedelta(seconds=99), 1_000, minutes(60))
    assert [m.due_at for m in claimed] == [NOON + timedelta(seconds=number) for number in range(100)]


def test_a_long_list_of_ids_stays_in_order_through_many_changes() -> None:
    ids = OrderedIds([f"{number:05}" for number in range(0, 4_000, 2)])
    expected = set(ids.read())
    for number in range(1, 4_000, 3):
        id = f"{number:05}"
        if id in expected:
            ids.remove(id)
            expected.remove(id)
        else:
            ids.add(id)
            expected.add(id)
        if number % 500 == 0:
            assert ids.read() == sorted(expected)
    assert ids.read() == sorted(expected)
    for id in sorted(expected):
        ids.remove(id)
    assert ids.read() == []
    assert ids.is_empty
