"""The tables: TinyDB holds the documents in memory, and a Table of ours changes them in place.

TinyDB's own Table copies the whole table at each update (38 ms at 100,000 documents). Ours also keeps the indexes
of `usecases.ports.INDEXED`, the version of each document, and the values that documents were read into.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from sys import intern
from typing import TypeAlias, cast

from tinydb import TinyDB
from tinydb.storages import MemoryStorage, Storage
from tinydb.table import Table

from campaigns.campaign import Campaign
from campaigns.contribution import Contribution
from campaigns.people import Contact
from storage import codec
from storage.codec import Document, alike
from storage.due import DueQueue
from storage.index import Index, OrderedIds, common
from storage.lately import Lately
from storage.lines import Put, put_of
from storage.packed import Documents
from storage.together import Entry, Together
from storage.versions import Versions
from usecases.messages import Outgoing, Received
from usecases.ports import INDEXED, S, Stored

# The post and what people have said is most of all there is, and read again when its conversation goes on: so many
# of each are remembered. The people, their invitations and campaigns are looked through at every tick.
_MOST = 2_000
_MANY: tuple[type[Stored], ...] = (Contribution, Received, Outgoing)
# Of the others, so many are remembered as they were written: one that nobody looks through may never be read again.
_WRITTEN = 500
# Their ids are values of others.
_NAMES: tuple[type[Stored], ...] = (Campaign, Contact, Received)
# Values that name something, told again by many documents: one text for all.
_TOLD = frozenset({"campaign", "round", "contact", "organisation", "return_id"})


# table, documents, versions
Copied: TypeAlias = tuple[str, Documents, Versions]


class DocumentTable(Table):
    """One kind of thing: documents by id, their versions (from 1, absent: 0) and their indexes."""

    document_id_class = str  # type: ignore[assignment] # our ids are texts; TinyDB writes them as texts anyway

    def __init__(self, storage: Storage, name: str) -> None:
        super().__init__(storage, name, cache_size=0)
        self.called = name  # `name` is a property, asked for dozens of times per change
        self.kind: type[Stored] | None = codec.KINDS.get(name)
        held = storage.read() or {}
        self.documents = Documents()
        self.versions = Versions(self.documents)
        # one mapping, here and there; the storage is typed for documents that are dicts
        storage.write({**held, name: cast("dict[str, Document]", self.documents)})
        self._index_fields = codec.index_fields(self.kind) if self.kind is not None else None
        self._fill(dict(held.get(name) or {}))

    def put(self, put: Put, thing: Stored | None = None) -> None:
        """Keep this version of a document in place of the one before; `thing` is what it was read into, if it was."""
        before, old, new = self._keep(put)
        if thing is None:
            self._forget(put.id)
        else:
            self._hold(put.id, thing)
        if self._together:
            self._keep_together(put.document, before, old, new, thing)
        if self.due is not None:
            self.due.update(put.id, before, put.document)

    def load(self, put: Put) -> None:
        """Like `put`, while everything is read from the disk; `settle` must follow."""
        self._keep(put)
        if self.due is not None:
            self.due.load(put.id, put.document)

    def settle(self) -> None:
        """All is loaded."""
        if self.due is not None:
            self.due.settle()

    def _keep(self, put: Put) -> tuple[Document | None, list[Entry], list[Entry]]:
        """What stood there before, what it was found by, and what the new one is: both empty where nothing differs."""
        id, document = put.id, put.document
        before = self.documents.get(id)
        old: list[Entry] = []
        new: list[Entry] = []
        if before is None:
            if self.kind in _NAMES:
                id = intern(id)
            self._all.add(id)
            new = self._entries(document)
            self._enter(id, new)
        elif not self._same_index(before, document):
            old, new = self._entries(before), self._entries(document)
            for field, value in old:
                if (field, value) not in new:
                    self._index[field].remove(value, id)
            self._enter(id, [entry for entry in new if entry not in old])
        self.documents.keep(id, document, put.text)
        self.versions[id] = put.version
        return before, old, new

    def _keep_together(
        self, document: Document, before: Document | None, old: list[Entry], new: list[Entry], thing: Stored | None
    ) -> None:
        """Keep up what was found together with this document."""
        if before is None and thing is not None:
            self._together.came(new, thing)
        elif thing is None or old or new:
            self._together.forget((*old, *(new or self._entries(document))))
        else:
            self._together.changed(self._entries(document), thing)

    def _fill(self, documents: Mapping[str, Document]) -> None:
        """Hold these documents and no others, at their versions, else at 1."""
        versions = {id: self.versions.get(id, 1) for id in documents}
        self.documents.clear()
        self.versions = Versions(self.documents)
        self.due = DueQueue() if self.kind is Outgoing else None
        self._things: dict[str, Stored] | Lately = Lately(_MOST) if self.kind in _MANY else {}
        self._written: dict[str, None] = {}
        self._together = Together()
        self._all = OrderedIds([])
        self._index = {field: Index() for field in INDEXED[self.kind]} if self.kind is not None else {}
        for id, document in documents.items():
            self.load(put_of(self.called, id, versions[id], document))
        self.settle()

    def copy(self) -> Copied:
        """What is held, whatever changes here afterwards."""
        documents = self.documents.copy()
        return self.called, documents, self.versions.copy(documents)

    def found(self, equal: Mapping[str, str]) -> tuple[Stored, ...]:
        """The values whose indexed fields equal these values, in the order of their ids.

        As long as nothing changed among them, it is most often the same tuple as before.
        """
        if len(equal) != 1:
            return self._values(self.ids(equal))
        ((field, value),) = equal.items()
        asked = (field, codec.index_key(field, value))
        known = self._together.get(asked)
        if known is None:
            known = self._values(self._index[field].read(asked[1]))
            self._together.keep(asked, known)
        return known

    def _values(self, ids: Iterable[str]) -> tuple[Stored, ...]:
        assert self.kind is not None  # only what has a kind is asked for by its fields
        return tuple(thing for id in ids if (thing := self.thing(self.kind, id)) is not None)

    def ids(self, equal: Mapping[str, str]) -> list[str]:
        """The ids of the documents whose indexed fields equal these values, in order; not to be changed."""
        if not equal:
            return self._all.read()
        found = [self._index[field].read(codec.index_key(field, value)) for field, value in equal.items()]
        return found[0] if len(found) == 1 else common(found)

    def thing(self, kind: type[S], id: str) -> S | None:
        """The value with this id. Most are read from their document once per version."""
        thing = self._things.get(id)
        if thing is None:
            document = self.documents.get(id)
            if document is None:
                return None
            thing = self._things[id] = codec.from_document(kind, document)
        return cast("S", thing)

    def was_read_as(self, thing: Stored) -> bool:
        """Whether this very value is what the stored document reads as."""
        return self._things.get(thing.id) is thing

    def _hold(self, id: str, thing: Stored) -> None:
        """Hold a value that was just written; of those that may never be read again, only the last."""
        self._things[id] = thing
        if not isinstance(self._things, Lately):
            self._written.pop(id, None)
            self._written[id] = None
            if len(self._written) > _WRITTEN:
                oldest = next(iter(self._written))
                del self._written[oldest]
                self._things.pop(oldest, None)

    def _forget(self, id: str) -> None:
        if isinstance(self._things, Lately):
            self._things.forget(id)
        else:
            self._things.pop(id, None)

    def _entries(self, document: Document) -> list[tuple[str, str]]:
        return [] if self.kind is None else codec.index_entries(self.kind, document)

    def _enter(self, id: str, entries: Iterable[tuple[str, str]]) -> None:
        for field, value in entries:
            self._index[field].add(intern(value) if field in _TOLD else value, id)

    def _same_index(self, before: Document, after: Document) -> bool:
        """Whether nothing that is indexed differs, seen at a glance; False also where a longer look is needed."""
        return self._index_fields is not None and alike(before, after, self._index_fields)

    def _read_table(self) -> dict[str, Mapping[str, object]]:
        return cast("dict[str, Mapping[str, object]]", self.documents)

    def _update_table(self, updater: Callable[[dict[int, Mapping[str, object]]], None]) -> None:
        """TinyDB's own writers (insert, update, remove) work too, but pay for the whole table; the store uses `put`."""
        documents = dict(self.documents)
        updater(cast("dict[int, Mapping[str, object]]", documents))
        self._fill(documents)


class Tables(TinyDB):
    """All tables of an installation, in memory."""

    table_class: type[Table] = DocumentTable
    default_storage_class: type[Storage] = MemoryStorage  # type: ignore[assignment] # TinyDB infers JSONStorage

    def __init__(self) -> None:
        super().__init__()
        self._kept: dict[type[object], DocumentTable] = {}

    def of(self, name: str) -> DocumentTable:
        """The table with this name; unknown names are kept too, so that nothing stored is ever lost."""
        known = self._tables.get(name)
        return cast("DocumentTable", self.table(name) if known is None else known)

    def of_kind(self, kind: type[object]) -> DocumentTable:
        """The table of the things of this kind."""
        known = self._kept.get(kind)
        if known is None:
            known = self._kept[kind] = self.of(codec.name_of(kind))
        return known

    def names(self) -> Iterable[str]:
        """The names of all tables, in order."""
        return sorted(self.tables())
