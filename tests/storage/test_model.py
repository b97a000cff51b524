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

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from campaigns.people import Contact
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
THINGS = st.lists(MESSAGES | CONTACTS, max_size=4)


class StoreMachine(RuleBasedStateMachine):
    """The store beside a dict of what was committed."""

    model: dict[tuple[type[Stored], str], Stored]

    @initialize(quick=st.sampled_from([1.0, 0.0]))
    def open(self, quick: float) -> None:
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

    async def compare(self, look: Reading, model: dict[tuple[type[Stored], str], Stored]) -> None:
        messages = sorted((m for m in model.values() if isinstance(m, Outgoing)), key=lambda m: m.id)
        contacts = sorted((c for c in model.values() if isinstance(c, Contact)), key=lambda c: c.id)
        assert await look.find(Outgoing) == messages
        assert await look.find(Contact) == contacts
        for state in Delivery:
            assert await look.find(Outgoing, state=state) == [m for m in messages if m.state is state]
        for organisation in ("11", "75"):
            for address in ("x@ars.example", "y@ars.example", "a@ars.example"):
                found = await look.find(Contact, organisation=organisation, addresses=address)
                assert found == [c for c in contacts if c.organisation == organisation and address in c.addresses]
        for id in ("a", "b", "c", "d"):
            assert await look.get(Outgoing, id) == model.get((Outgoing, id))


TestStore = StoreMachine.TestCase
TestStore.settings = settings(
    max_examples=25, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
)
