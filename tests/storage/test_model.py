"""Any sequence of changes, restarts, compactions and crashes gives what a plain dict would give."""

from __future__ import annotations

import asyncio
import shutil
import tempfile
from collections.abc import Coroutine
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from campaigns.people import Contact
from storage import index, packed, tables, together
from storage.reader import TinyReader, open_reading
from storage.store import TinyStore, open_store
from tests.storage.things import contact, message, minutes
from usecases.messages import Delivery, Outgoing
from usecases.ports import Conflict, Reading, Stored

T = TypeVar("T")
IDS = st.sampled_from(["a", "b", "c", "d"])
MESSAGES = st.builds(
    lambda id, due, state, held: message(id, due, state=state, claimed_until=held),
    IDS, st.integers(0, 5), st.sampled_from(Delivery), st.none() | st.integers(0, 5).map(minutes),
)  # fmt: skip
CONTACTS = st.builds(
    lambda id, organisation, aliases: contact(id, organisation=organisation, aliases=tuple(aliases)),
    IDS, st.sampled_from(["11", "75"]), st.lists(st.sampled_from(["x@ars.example", "y@ars.example"]), max_size=3),
)  # fmt: skip
# as it is, or with so little room that documents are packed a few together, and values and findings soon forgotten
ROOMS: list[dict[str, int]] = [
    {},
    {
        "_BLOCK": 600, "_FRESH": 900, "_OPEN": 1, "_AT_HAND": 1, "_MOST": 1, "_WRITTEN": 1, "_HELD": 1, "_LARGEST": 1,
        "_LONG": 0, "_GONE": 0, "_FEW": 0,
    },
    {
        "_BLOCK": 2_000, "_FRESH": 0, "_OPEN": 2, "_AT_HAND": 0, "_MOST": 2, "_WRITTEN": 2, "_HELD": 5, "_LARGEST": 2,
        "_LONG": 3, "_GONE": 1, "_FEW": 1,
    },
]  # fmt: skip
ROOM_OF = {
    "_MOST": tables, "_WRITTEN": tables, "_HELD": together, "_LARGEST": together,
    "_LONG": index, "_GONE": index, "_FEW": index,
}  # fmt: skip
THINGS = st.lists(MESSAGES | CONTACTS, max_size=4)


class StoreMachine(RuleBasedStateMachine):
    """The store beside a dict of what was committed."""

    model: dict[tuple[type[Stored], str], Stored]

    @initialize(quick=st.sampled_from([1.0, 0.0]), room=st.sampled_from(ROOMS))
    def open(self, quick: float, room: dict[str, int]) -> None:
        self.usual = pytest.MonkeyPatch()
        for name, size in room.items():
            self.usual.setattr(ROOM_OF.get(name, packed), name, size)
        self.held: list[tuple[Stored, str]] = []
        self.runner = asyncio.Runner()
        self.directory = Path(tempfile.mkdtemp())
        self.quick = quick
        self.model = {}
        self.stack = AsyncExitStack()
        self.store: TinyStore = self.run(
            self.stack.enter_async_context(open_store(self.directory, holder="essai", quick=quick))
        )
        self.reader: TinyReader = self.run(self.stack.enter_async_context(open_reading(self.directory)))

    def run(self, work: Coroutine[None, None, T]) -> T:
        return self.runner.run(work)

    def teardown(self) -> None:
        if hasattr(self, "runner"):
            self.run(self.stack.aclose())
            self.runner.close()
            shutil.rmtree(self.directory)
            self.usual.undo()

    @rule(things=THINGS, commit=st.booleans())
    def change(self, things: list[Stored], commit: bool) -> None:
        async def work() -> None:
            async with self.store.transaction("essai") as change:
                change.put(*things)
                expected = {**self.model, **{(type(thing), thing.id): thing for thing in things}}
                await self.compare(change, expected)
                if commit:
                    await change.commit()
                    self.model = expected

        self.run(work())

    @rule(kind=st.sampled_from([Outgoing, Contact]), id=IDS)
    def hold(self, kind: type[Outgoing] | type[Contact], id: str) -> None:
        """Somebody keeps what they were given, and puts it back as it is."""

        async def work() -> None:
            async with self.store.transaction("essai") as change:
                given = await change.get(kind, id)
                if given is not None:
                    self.held.append((given, repr(given)))
                    revision = self.store.revision
                    change.put(given)
                    await change.commit()
                    assert self.store.revision == revision

        self.run(work())

    @rule()
    def put_back_what_was_held(self) -> None:
        """What was read long ago is put in place of what stands there now."""

        async def work() -> None:
            async with self.store.transaction("essai") as change:
                change.put(*(thing for thing, _ in self.held))
                await change.commit()
                self.model.update({(type(thing), thing.id): thing for thing, _ in self.held})

        self.run(work())

    @rule(read=IDS, mine=MESSAGES, theirs=MESSAGES)
    def two_at_once(self, read: str, mine: Outgoing, theirs: Outgoing) -> None:
        async def work() -> None:
            async with self.store.transaction("mine") as first, self.store.transaction("theirs") as second:
                await first.get(Outgoing, read)
                first.put(mine)
                second.put(theirs)
                await second.commit()
                self.model[Outgoing, theirs.id] = theirs
                try:
                    await first.commit()
                except Conflict:
                    assert theirs.id in (read, mine.id)
                else:
                    assert theirs.id not in (read, mine.id)
                    self.model[Outgoing, mine.id] = mine

        self.run(work())

    @rule(organisation=st.sampled_from(["11", "75"]), theirs=CONTACTS)
    def change_what_another_has_found(self, organisation: str, theirs: Contact) -> None:
        async def work() -> None:
            async with self.store.transaction("mine") as first, self.store.transaction("theirs") as second:
                found = await first.find(Contact, organisation=organisation)
                first.put(message("z", 1))
                second.put(theirs)
                await second.commit()
                self.model[Contact, theirs.id] = theirs
                async with self.store.reading() as look:
                    is_same = await look.find(Contact, organisation=organisation) == found
                try:
                    await first.commit()
                except Conflict:
                    assert not is_same
                else:
                    assert is_same
                    self.model[Outgoing, "z"] = message("z", 1)

        self.run(work())

    @rule(at=st.integers(0, 6), limit=st.integers(0, 5), until=st.integers(0, 9), first=st.lists(MESSAGES, max_size=2))
    def claim(self, at: int, limit: int, until: int, first: list[Outgoing]) -> None:
        async def work() -> None:
            async with self.store.transaction("sender") as change:
                change.put(*first)
                self.model.update({(Outgoing, m.id): m for m in first})
                now = minutes(at)
                free = [
                    m for m in self.model.values()
                    if isinstance(m, Outgoing) and m.state is Delivery.QUEUED and m.due_at <= now
                    and (m.claimed_until is None or m.claimed_until <= now)
                ]  # fmt: skip
                expected = [
                    replace(m, claimed_until=minutes(until))
                    for m in sorted(free, key=lambda m: (m.due_at, m.created_at, m.id))[:limit]
                ]
                assert await change.claim(now, limit, minutes(until)) == expected
                await change.commit()
                self.model.update({(Outgoing, m.id): m for m in expected})

        self.run(work())

    @rule()
    def compact(self) -> None:
        self.run(self.store.compact())

    @rule()
    def restart(self) -> None:
        self.run(self.stack.aclose())
        self.stack = AsyncExitStack()
        self.store = self.run(
            self.stack.enter_async_context(open_store(self.directory, holder="essai", quick=self.quick))
        )
        self.reader = self.run(self.stack.enter_async_context(open_reading(self.directory)))

    @rule(torn=st.binary(max_size=30))
    def crash(self, torn: bytes) -> None:
        """The disk as it is now, with a line that was being written, opened elsewhere: all is there."""

        async def work() -> None:
            with tempfile.TemporaryDirectory() as elsewhere:
                copy = Path(elsewhere) / "copy"
                shutil.copytree(self.directory, copy)
                with max(copy.glob("journal-*")).open("ab") as journal:
                    journal.write(torn)
                async with open_store(copy, holder="essai") as store, store.reading() as look:
                    await self.compare(look, self.model)

        self.run(work())

    @rule()
    def refresh(self) -> None:
        async def work() -> None:
            await self.reader.refresh()
            async with self.reader.reading() as look:
                await self.compare(look, self.model)

        self.run(work())

    @invariant()
    def agrees(self) -> None:
        async def work() -> None:
            async with self.store.reading() as look:
                await self.compare(look, self.model)

        if hasattr(self, "store"):
            self.run(work())
            assert [repr(thing) for thing, _ in self.held] == [before for _, before in self.held]

    async def compare(self, look: Reading, model: dict[tuple[type[Stored], str], Stored]) -> None:
        messages = sorted((m for m in model.values() if isinstance(m, Outgoing)), key=lambda m: m.id)
        contacts = sorted((c for c in model.values() if isinstance(c, Contact)), key=lambda c: c.id)
        assert await look.find(Outgoing) == messages
        assert await look.find(Contact) == contacts
        for state in Delivery:
            assert await look.find(Outgoing, state=state) == [m for m in messages if m.state is state]
        for address in ("X@ars.example", "y@ars.example"):
            found = await look.find(Contact, addresses=address)
            assert found == [c for c in contacts if address.casefold() in c.addresses]
        for organisation in ("11", "75"):
            assert await look.find(Contact, organisation=organisation) == [
                c for c in contacts if c.organisation == organisation
            ]
            for address in ("x@ars.example", "y@ars.example", "a@ars.example"):
                found = await look.find(Contact, organisation=organisation, addresses=address)
                assert found == [c for c in contacts if c.organisation == organisation and address in c.addresses]
        for id in ("a", "b", "c", "d"):
            assert await look.get(Outgoing, id) == model.get((Outgoing, id))


TestStore = StoreMachine.TestCase
TestStore.settings = settings(
    max_examples=25, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
)
