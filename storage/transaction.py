"""Looks at the tables, and changes of them that are decided on a look and kept only if nothing moved meanwhile."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from heapq import merge
from itertools import islice
from typing import TypeAlias, cast

from campaigns.contribution import Channel
from questionnaires.anew import replace
from storage import codec
from storage.codec import Document
from storage.due import Place, claimable_place
from storage.tables import DocumentTable, Tables
from usecases.messages import Outgoing
from usecases.ports import Conflict, S, Stored

Key: TypeAlias = tuple[str, str]  # table, id


@dataclass
class Plan:
    """What a transaction saw and what it wants: versions and findings as read, and the documents to keep.

    `put` waits to become a document: what is put three times in a transaction is written once. `read` holds what
    the documents read back as, so that nobody need read it from them again. `revision` is that of the store when the
    transaction began.
    """

    actor: str
    revision: int = 0
    seen: dict[Key, int] = field(default_factory=dict)
    found: list[tuple[type[object], Mapping[str, str], Sequence[Stored]]] = field(default_factory=list)
    written: dict[Key, Document] = field(default_factory=dict)
    read: dict[Key, Stored] = field(default_factory=dict)
    put: dict[Key, Stored] = field(default_factory=dict)

    def write(self, name: str = "") -> dict[Key, Document]:
        """What was put, as documents; with a name, at least that of this table.

        ValueError or TypeError for what a document cannot hold.
        """
        for key in [key for key in self.put if not name or key[0] == name]:
            self._write(key, self.put.pop(key))
        return self.written

    def _write(self, key: Key, thing: Stored) -> None:
        self.written[key] = codec.to_document(thing)
        if codec.reads_back(thing):
            self.read[key] = thing

    def is_own(self, key: Key) -> bool:
        """Whether this transaction has put this thing."""
        return key in self.put or key in self.written

    def own(self, name: str) -> dict[str, Document]:
        """What this transaction has put into one table, by id."""
        if not any(key[0] == name for key in (*self.put, *self.written)):
            return {}
        return {id: document for (of, id), document in self.write(name).items() if of == name}

    def refuse_if_moved(self, tables: Tables) -> None:
        """`Conflict` if anything that was seen is no longer as it was seen."""
        versions = {name: tables.of(name).versions for name in {name for name, _ in self.seen}}
        for (name, id), version in self.seen.items():
            if versions[name].get(id, 0) != version:
                raise Conflict(f"{name} {id}")
        for kind, equal, found in self.found:
            now = tables.of_kind(kind).found(equal)
            if now is not found and now != found:
                raise Conflict(f"{codec.name_of(kind)} {dict(equal)}")


class Look:
    """The `Reading` port over tables."""

    def __init__(self, tables: Tables) -> None:
        self._tables = tables

    async def get(self, kind: type[S], id: str) -> S | None:
        """The stored thing with this id."""
        return self._table(kind).thing(kind, id)

    async def find(self, kind: type[S], **equal: str) -> list[S]:
        """All things whose indexed fields equal these values, in the order of their ids."""
        return cast("list[S]", list(self._table(kind).found(_checked(kind, equal))))

    def _table(self, kind: type[object]) -> DocumentTable:
        return self._tables.of_kind(kind)


class Change(Look):
    """The `Transaction` port: it reads its own writes, and keeps nothing before `commit`."""

    def __init__(
        self,
        tables: Tables,
        actor: str,
        keep: Callable[[Plan], Awaitable[None]],
        claimed: set[str],
        revision: int = 0,
    ) -> None:
        super().__init__(tables)
        self.plan = Plan(actor, revision)
        self._keep = keep
        self._claimed_by_all = claimed
        self._claimed_here: set[str] = set()
        self._over = False
        self.committed = False

    async def get(self, kind: type[S], id: str) -> S | None:
        """The stored thing with this id, or what this transaction put in its place."""
        table, plan = self._table(kind), self.plan
        key = (table.called, id)
        if key not in plan.seen:
            plan.seen[key] = table.versions.get(id, 0)
        elif plan.is_own(key):
            return self._own(kind, key)
        return table.thing(kind, id)

    async def find(self, kind: type[S], **equal: str) -> list[S]:
        """All things whose indexed fields equal these values, own writes included, in the order of their ids."""
        table = self._table(kind)
        stored = table.found(_checked(kind, equal))
        self.plan.found.append((kind, equal, stored))
        own = self.plan.own(table.called)
        if not own:
            return cast("list[S]", list(stored))
        wanted = {(field, codec.index_key(field, value)) for field, value in equal.items()}
        things = {thing.id: cast("S", thing) for thing in stored if thing.id not in own}
        for id, document in own.items():
            if wanted <= set(codec.index_entries(kind, document)):
                things[id] = self._own(kind, (table.called, id))
        return [things[id] for id in sorted(things)]

    def put(self, *things: Stored) -> None:
        """Replace the things with these ids. What a document cannot hold is refused here or when it is written.

        A thing that is put as it was read changes nothing, and is not written again.
        """
        self._refuse_if_over()
        for thing in things:
            table = self._table(type(thing))
            key = self._see(table, thing.id)
            if not self.plan.is_own(key) and table.was_read_as(thing):
                continue
            self.plan.put[key] = thing
            self.plan.read.pop(key, None)

    async def claim(self, now: datetime, limit: int, until: datetime, channel: Channel | None = None) -> list[Outgoing]:
        """Up to `limit` queued messages with `due_at <= now` that nobody holds, oldest first; held until `until`.

        With `channel`, only of that channel. Messages that another open transaction claimed are passed over, so that
        two workers do not collide.
        """
        self._refuse_if_over()
        places = self._claimable(now)
        if channel is not None:
            places = (place for place in places if self._is_of(channel, place[2]))
        chosen = list(islice(places, max(0, limit)))
        claimed: list[Outgoing] = []
        for _, _, id in chosen:
            message = await self.get(Outgoing, id)
            assert message is not None  # it stood in the queue
            claimed.append(replace(message, claimed_until=until))
            self._claimed_here.add(id)
        self._claimed_by_all.update(self._claimed_here)
        self.put(*claimed)
        return claimed

    async def commit(self) -> None:
        """Return once the change is durable; `Conflict` if anything read or written has changed meanwhile.

        ValueError or TypeError, and nothing is kept, for what a document cannot hold.
        """
        self._refuse_if_over()
        self._over = True
        try:
            self.plan.write()
            await self._keep(self.plan)
            self.committed = True
        finally:
            self.release()

    def release(self) -> None:
        """The end, whether committed or not: others may claim again what this one had claimed."""
        self._over = True
        self._claimed_by_all.difference_update(self._claimed_here)
        self._claimed_here.clear()

    def _own(self, kind: type[S], key: Key) -> S:
        thing = self.plan.read.get(key)
        if thing is None:
            self.plan.write(key[0])
            thing = self.plan.read.get(key)
        if thing is None:
            thing = self.plan.read[key] = codec.from_document(kind, self.plan.written[key])
        return cast("S", thing)

    def _claimable(self, now: datetime) -> Iterator[Place]:
        name, table = codec.name_of(Outgoing), self._table(Outgoing)
        written = self.plan.write()
        own = sorted(
            place
            for (table_name, id), document in written.items()
            if table_name == name and (place := claimable_place(id, document, now)) is not None
        )
        assert table.due is not None
        stored = (
            p for p in table.due.claimable(now) if (name, p[2]) not in written and p[2] not in self._claimed_by_all
        )
        return merge(stored, own)

    def _is_of(self, channel: Channel, id: str) -> bool:
        name = codec.name_of(Outgoing)
        document = self.plan.write().get((name, id)) or self._table(Outgoing).documents[id]
        return document.get("channel") == channel

    def _see(self, table: DocumentTable, id: str) -> Key:
        key = (table.called, id)
        if key not in self.plan.seen:
            self.plan.seen[key] = table.versions.get(id, 0)
        return key

    def _refuse_if_over(self) -> None:
        if self._over:
            raise RuntimeError("this transaction is over: open another one")


def _checked(kind: type[object], equal: Mapping[str, str]) -> Mapping[str, str]:
    for asked in equal:
        if asked not in codec.INDEXES[kind]:
            raise KeyError(f"{kind.__name__}.{asked} has no index: see usecases.ports.INDEXED")
    return equal
