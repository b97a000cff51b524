"""What every `Store` promises, whatever it is made of: a second one joins with one line in `OPENERS`."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias
from zoneinfo import ZoneInfo

import pytest

from campaigns.campaign import Campaign, Invitation
from campaigns.contribution import Contribution
from campaigns.people import Contact
from storage.store import open_store
from tests.storage.things import NOON, contact, message, minutes, one_of_each
from usecases.messages import Delivery, Outgoing, Unmatched
from usecases.ports import Conflict, Store, Stored

Opener: TypeAlias = Callable[[Path], AbstractAsyncContextManager[Store]]


@asynccontextmanager
async def tiny(directory: Path) -> AsyncIterator[Store]:
    async with open_store(directory, holder="essai") as store:
        yield store


@asynccontextmanager
async def tiny_on_a_slow_disk(directory: Path) -> AsyncIterator[Store]:
    async with open_store(directory, holder="essai", quick=0) as store:  # every sync in a thread
        yield store


OPENERS = [pytest.param(tiny, id="tinydb"), pytest.param(tiny_on_a_slow_disk, id="tinydb, slow disk")]


@pytest.fixture(params=OPENERS)
def opener(request: pytest.FixtureRequest) -> Opener:
    chosen: Opener = request.param
    return chosen


@pytest.fixture
async def store(opener: Opener, tmp_path: Path) -> AsyncIterator[Store]:
    async with opener(tmp_path) as opened:
        yield opened


async def keep(store: Store, *things: Stored) -> None:
    async with store.transaction("essai") as change:
        change.put(*things)
        await change.commit()


async def ids(store: Store, kind: type[Stored], **equal: str) -> list[str]:
    async with store.reading() as look:
        return [thing.id for thing in await look.find(kind, **equal)]


async def test_what_was_committed_is_there_after_a_restart(opener: Opener, tmp_path: Path) -> None:
    async with opener(tmp_path) as store:
        await keep(store, *one_of_each())
    async with opener(tmp_path) as store, store.reading() as look:
        for thing in one_of_each():
            assert await look.get(type(thing), thing.id) == thing


async def test_an_unknown_id_gives_none(store: Store) -> None:
    async with store.reading() as look:
        assert await look.get(Contact, "nobody") is None


async def test_nothing_is_kept_without_commit(store: Store) -> None:
    async with store.transaction("essai") as change:
        change.put(contact("a"))
    assert await ids(store, Contact) == []


async def test_the_revision_grows_with_each_change_and_only_then(store: Store) -> None:
    before = store.revision
    async with store.transaction("essai") as change:
        change.put(contact("a"))
    assert (await ids(store, Contact), store.revision) == ([], before)
    await keep(store, contact("a"), contact("b"))
    await keep(store, contact("a"))
    assert store.revision == before + 2


async def test_nothing_is_kept_of_a_transaction_that_fails(store: Store) -> None:
    async def fail() -> None:
        async with store.transaction("essai") as change:
            change.put(contact("a"))
            raise LookupError

    with pytest.raises(LookupError):
        await fail()
    assert await ids(store, Contact) == []


async def test_a_thing_that_cannot_be_stored_refuses_the_whole_transaction(store: Store) -> None:
    naive = replace(message("b"), due_at=NOON.replace(tzinfo=None))
    with pytest.raises(ValueError, match="offset"):
        await keep(store, message("a"), naive)
    assert await ids(store, Outgoing) == []


async def test_an_uncommitted_change_is_seen_by_its_own_transaction_only(store: Store) -> None:
    async with store.transaction("essai") as change:
        change.put(contact("a"))
        assert await change.get(Contact, "a") == contact("a")
        assert await change.find(Contact, organisation="11") == [contact("a")]
        assert await ids(store, Contact) == []


async def test_a_thing_that_its_transaction_moved_is_found_in_its_new_place_only(store: Store) -> None:
    await keep(store, contact("a"), contact("b"))
    async with store.transaction("essai") as change:
        change.put(contact("a", organisation="75"))
        assert [c.id for c in await change.find(Contact, organisation="11")] == ["b"]
        assert [c.id for c in await change.find(Contact, organisation="75")] == ["a"]
        assert [c.id for c in await change.find(Contact)] == ["a", "b"]


async def test_the_last_of_two_puts_of_one_thing_counts(store: Store) -> None:
    await keep(store, contact("a", name="un"), contact("a", name="deux"))
    async with store.reading() as look:
        found = await look.get(Contact, "a")
    assert found is not None
    assert found.name == "deux"


FINDS: list[tuple[type[Stored], dict[str, str], int]] = [
    (Campaign, {}, 1),
    (Contact, {"campaign": "pnsp"}, 1),
    (Contact, {"addresses": "pnsp/c@ars.example"}, 1),
    (Contact, {"addresses": "c2@ars.example"}, 1),
    (Contact, {"addresses": "PNSP/C@ars.Example"}, 1),
    (Contact, {"addresses": "c3@ars.example"}, 0),
    (Contact, {"campaign": "pnsp", "organisation": "75"}, 0),
    (Invitation, {"token": "abcdef"}, 1),
    (Invitation, {"round": "pnsp/r1", "contact": "pnsp/c", "campaign": "pnsp"}, 1),
    (Invitation, {"return_id": "pnsp/r1/11"}, 1),
    (Contribution, {"return_id": "pnsp/r1/11"}, 1),
    (Outgoing, {"message_id": "<m1@relance.example>"}, 1),
    (Outgoing, {"state": Delivery.SENT}, 1),
    (Outgoing, {"state": "queued"}, 0),
    (Unmatched, {"state": "open", "reference": "mail:<x@y.example>"}, 1),
]


@pytest.mark.parametrize(("kind", "equal", "count"), FINDS, ids=lambda value: str(getattr(value, "__name__", value)))
async def test_things_are_found_by_their_indexed_fields(
    store: Store, kind: type[Stored], equal: dict[str, str], count: int
) -> None:
    await keep(store, *one_of_each())
    assert len(await ids(store, kind, **equal)) == count


async def test_found_things_come_in_the_order_of_their_ids(store: Store) -> None:
    for id in ("c", "a", "d", "b"):
        await keep(store, contact(id))
    assert await ids(store, Contact) == ["a", "b", "c", "d"]
    assert await ids(store, Contact, campaign="pnsp") == ["a", "b", "c", "d"]
    assert await ids(store, Contact, campaign="pnsp", organisation="11") == ["a", "b", "c", "d"]


async def test_a_changed_thing_is_no_longer_found_under_its_old_values(store: Store) -> None:
    await keep(store, contact("a", aliases=("old@ars.example", "both@ars.example")))
    await keep(store, contact("a", aliases=("both@ars.example", "new@ars.example")))
    assert await ids(store, Contact, addresses="old@ars.example") == []
    assert await ids(store, Contact, addresses="both@ars.example") == ["a"]
    assert await ids(store, Contact, addresses="new@ars.example") == ["a"]


@pytest.mark.parametrize(
    "asked", ["Claire.Martin@ARS.example", "claire.martin@ars.example", "CLAIRE.MARTIN@ARS.EXAMPLE"]
)
async def test_addresses_are_found_whatever_the_case_of_their_letters(store: Store, asked: str) -> None:
    await keep(store, contact("a", "Claire.Martin@ARS.example", aliases=("claire.martin@ars.example",)))
    assert await ids(store, Contact, addresses=asked) == ["a"]
    await keep(store, contact("a", "Claire.Martin@ARS.example"))
    assert await ids(store, Contact, addresses=asked) == ["a"]
    async with store.transaction("essai") as change:
        change.put(contact("b", "CLAIRE.martin@ars.example"))
        assert [c.id for c in await change.find(Contact, addresses=asked)] == ["a", "b"]


async def test_a_field_without_index_cannot_be_asked_for(store: Store) -> None:
    async with store.reading() as look:
        with pytest.raises(KeyError):
            await look.find(Contact, name="Claire")


async def test_a_text_from_broken_bytes_is_kept_as_it_is(store: Store) -> None:
    await keep(store, contact("a", name="Ren\udce9\u2028\x00"))
    async with store.reading() as look:
        found = await look.get(Contact, "a")
    assert found is not None
    assert found.name == "Ren\udce9\u2028\x00"


# — two transactions at once


async def read_by_id(store: Store) -> None:
    async with store.transaction("first") as first:
        await first.get(Contact, "a")
        await keep(store, contact("a", name="meanwhile"))
        first.put(contact("b"))
        await first.commit()


async def read_as_absent(store: Store) -> None:
    async with store.transaction("first") as first:
        assert await first.get(Contact, "new") is None
        await keep(store, contact("new"))
        first.put(contact("b"))
        await first.commit()


async def found(store: Store) -> None:
    async with store.transaction("first") as first:
        await first.find(Contact, organisation="11")
        await keep(store, contact("a", name="meanwhile"))
        first.put(contact("b"))
        await first.commit()


async def not_found_yet(store: Store) -> None:
    async with store.transaction("first") as first:
        assert await first.find(Contact, organisation="75") == []
        await keep(store, contact("c", organisation="75"))
        first.put(contact("b"))
        await first.commit()


async def written_blindly(store: Store) -> None:
    async with store.transaction("first") as first:
        first.put(contact("a", name="mine"))
        await keep(store, contact("a", name="meanwhile"))
        await first.commit()


async def read_again_after_the_change(store: Store) -> None:
    async with store.transaction("first") as first:
        await first.get(Contact, "a")
        await keep(store, contact("a", name="meanwhile"))
        await first.get(Contact, "a")
        first.put(contact("b"))
        await first.commit()


async def only_read(store: Store) -> None:
    async with store.transaction("first") as first:
        await first.get(Contact, "a")
        await keep(store, contact("a", name="meanwhile"))
        await first.commit()


@pytest.mark.parametrize(
    "first", [read_by_id, read_as_absent, found, not_found_yet, written_blindly, read_again_after_the_change, only_read]
)
async def test_a_commit_on_something_that_changed_meanwhile_is_a_conflict(
    store: Store, first: Callable[[Store], Awaitable[None]]
) -> None:
    await keep(store, contact("a"))
    with pytest.raises(Conflict):
        await first(store)
    async with store.reading() as look:
        assert await look.get(Contact, "b") is None
        kept = await look.get(Contact, "a")
    assert kept is not None
    assert kept.name in ("", "meanwhile")


async def test_changes_of_different_things_do_not_disturb_each_other(store: Store) -> None:
    async with store.transaction("first") as first, store.transaction("second") as second:
        await first.get(Contact, "a")
        await second.get(Contact, "b")
        first.put(contact("a"))
        second.put(contact("b"))
        await first.commit()
        await second.commit()
    assert await ids(store, Contact) == ["a", "b"]


async def test_twenty_counters_at_once_lose_no_count(store: Store) -> None:
    async def add_one() -> None:
        while True:
            async with store.transaction("counter") as change:
                before = await change.get(Outgoing, "n") or message("n")
                await asyncio.sleep(0)  # let the others read the same number
                change.put(replace(before, attempts=before.attempts + 1))
                try:
                    await change.commit()
                except Conflict:
                    continue
                return

    await asyncio.gather(*(add_one() for _ in range(20)))
    async with store.reading() as look:
        counted = await look.get(Outgoing, "n")
    assert counted is not None
    assert counted.attempts == 20


async def test_a_finished_transaction_takes_nothing_more(store: Store) -> None:
    async with store.transaction("essai") as change:
        change.put(contact("a"))
        await change.commit()
        with pytest.raises(RuntimeError):
            change.put(contact("b"))
        with pytest.raises(RuntimeError):
            await change.commit()


# — claiming


async def claimed(store: Store, at: float, limit: int = 10, until: float = 1000) -> list[str]:
    async with store.transaction("sender") as change:
        messages = await change.claim(minutes(at), limit, minutes(until))
        assert all(m.claimed_until == minutes(until) for m in messages)
        await change.commit()
        return [m.id for m in messages]


async def test_what_is_due_is_claimed_oldest_first_and_once(store: Store) -> None:
    await keep(store, message("c", 3), message("a", 2), message("b", 1), message("later", 11))
    assert await claimed(store, 10, limit=2) == ["b", "a"]
    assert await claimed(store, 10) == ["c"]
    assert await claimed(store, 10) == []


async def test_a_message_is_due_from_its_minute_on(store: Store) -> None:
    await keep(store, message("a", 10))
    assert await claimed(store, 9.99) == []
    assert await claimed(store, 10) == ["a"]


async def test_a_claim_that_ended_is_claimed_again_in_its_old_place(store: Store) -> None:
    await keep(store, message("a", 1), message("b", 2))
    assert await claimed(store, 5, limit=1, until=20) == ["a"]
    assert await claimed(store, 19.9, until=19.9) == ["b"]
    assert await claimed(store, 20) == ["a", "b"]


async def test_a_claim_in_two_time_zones_is_the_same_moment(store: Store) -> None:
    mayotte = minutes(10).astimezone(ZoneInfo("Indian/Mayotte"))
    await keep(store, message("a", due_at=mayotte), message("b", 9))
    assert await claimed(store, 9.5) == ["b"]
    assert await claimed(store, 10) == ["a"]


@pytest.mark.parametrize("state", [Delivery.SENT, Delivery.FAILED])
async def test_what_has_left_or_was_given_up_is_never_claimed(store: Store, state: Delivery) -> None:
    await keep(store, message("a"))
    await keep(store, message("a", state=state))
    assert await claimed(store, 10) == []


async def test_a_message_put_off_is_claimed_at_its_new_time(store: Store) -> None:
    await keep(store, message("a", 1))
    await claimed(store, 2)
    await keep(store, message("a", 30, attempts=1, claimed_until=None))
    assert await claimed(store, 29) == []
    assert await claimed(store, 30) == ["a"]


async def test_a_claim_without_commit_holds_nothing(store: Store) -> None:
    await keep(store, message("a"))
    async with store.transaction("sender") as change:
        assert len(await change.claim(minutes(1), 5, minutes(9))) == 1
    assert await claimed(store, 1) == ["a"]


async def test_two_workers_at_once_claim_different_messages(store: Store) -> None:
    await keep(store, *(message(f"m{n:02}") for n in range(10)))
    async with store.transaction("one") as one, store.transaction("two") as two:
        first = await one.claim(minutes(1), 5, minutes(9))
        second = await two.claim(minutes(1), 5, minutes(9))
        await one.commit()
        await two.commit()
    assert [m.id for m in first] == [f"m{n:02}" for n in range(5)]
    assert [m.id for m in second] == [f"m{n:02}" for n in range(5, 10)]


async def test_a_claim_sees_what_its_own_transaction_put(store: Store) -> None:
    await keep(store, message("stored", 5), message("gone", 1))
    async with store.transaction("sender") as change:
        change.put(message("own", 2), message("gone", 1, state=Delivery.SENT), message("later", 99))
        assert [m.id for m in await change.claim(minutes(10), 9, minutes(20))] == ["own", "stored"]
        assert await change.claim(minutes(10), 9, minutes(20)) == []


async def test_a_claim_in_the_past_finds_what_was_due_then(store: Store) -> None:
    await keep(store, message("a", -60), message("b", 60))
    assert await claimed(store, 120, until=180) == ["a", "b"]
    assert await claimed(store, 0) == []


async def test_a_claim_of_none_gives_none(store: Store) -> None:
    await keep(store, message("a"))
    assert await claimed(store, 1, limit=0) == []


async def test_one_hundred_commits_at_once_are_all_there_after_a_restart(opener: Opener, tmp_path: Path) -> None:
    async with opener(tmp_path) as store:
        await asyncio.gather(*(keep(store, message(f"m{n:03}")) for n in range(100)))
    async with opener(tmp_path) as store:
        assert len(await ids(store, Outgoing)) == 100
        assert await claimed(store, 1, limit=1) == ["m000"]
