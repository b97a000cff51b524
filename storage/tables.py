"""The tables: TinyDB holds the documents in memory, and a Table of ours changes them in place.

TinyDB's own Table copies the whole table at each update (38 ms at 100,000 documents). Ours also keeps the indexes
of `usecases.ports.INDEXED`, the version of each document, and the value that a document was read into.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import cast

from tinydb import TinyDB
from tinydb.storages import MemoryStorage, Storage
from tinydb.table import Table

from storage import codec
from storage.codec import Document
from storage.due import DueQueue, due_alike
from storage.index import Index, OrderedIds, common
from storage.packed import Documents
from usecases.messages import Outgoing, Received
from usecases.ports import INDEXED, S, Stored

_POST = (Outgoing, Received)


class DocumentTable(Table):
    """One kind of thing: documents by id, their versions (from 1, absent: 0) and their indexes."""

    document_id_class = str  # type: ignore[assignment] # our ids are texts; TinyDB writes them as texts anyway

    def __init__(self, storage: Storage, name: str) -> None:
        super().__init__(storage, name, cache_size=0)
        self.called = name  # `name` is a property, asked for dozens of times per change
        self.kind: type[Stored] | None = codec.KINDS.get(name)
        held = storage.read() or {}
        self.documents = Documents(held.get(name))
        # one mapping, here and there; the storage is typed for documents that are dicts
        storage.write({**held, name: cast("dict[str, Document]", self.documents)})
        self.versions: dict[str, int] = dict.fromkeys(self.documents, 1)
        self.due = DueQueue() if self.kind is Outgoing else None
        self._index_fields = codec.index_fields(self.kind) if self.kind is not None else None
        self._things: dict[str, Stored] = {}
        self._all = OrderedIds([])
        self._index: dict[str, Index] = {}
        self.reindex()

    def put(self, id: str, version: int, document: Document, thing: Stored | None = None, written: bytes = b"") -> None:
        """Keep this version of a document in place of the one before; `thing` is what it was read into, if it was.

        `written` is the document as JSON, as which the post is kept: most of all there is, and seldom read again.
        """
        before = self.documents.get(id)
        if written and self.kind in _POST:
            self.documents.pack(id, written)
        else:
            self.documents[id] = document
        self.versions[id] = version
        if thing is None:
            self._things.pop(id, None)
        else:
            self._things[id] = thing
        if before is None:
            self._all.add(id)
            for field, value in self._entries(document):
                self._index[field].add(value, id)
        elif self.kind is not None and not self._same_index(before, document):
            self._move(id, self._entries(before), self._entries(document))
        if self.due is not None and not (before is not None and due_alike(before, document)):
            self.due.update(id, document)

    def load(self, id: str, version: int, document: Document) -> None:
        """Like `put`, without the indexes; `reindex` must follow."""
        self.documents[id] = document
        self.versions[id] = version

    def reindex(self) -> None:
        """Build all indexes again from the documents."""
        self._things.clear()
        ids = sorted(self.documents)
        self._all = OrderedIds(ids)
        self._index = {}
        if self.kind is not None:
            self._index = {field: Index() for field in INDEXED[self.kind]}
            for field, index in self._index.items():
                index.fill(codec.index_values(self.kind, field, ids, self.documents))
        if self.due is not None:
            self.due.fill(self.documents)

    def ids(self, equal: Mapping[str, str]) -> list[str]:
        """The ids of the documents whose indexed fields equal these values, in order; not to be changed."""
        if not equal:
            return self._all.read()
        found = [self._index[field].read(codec.index_key(field, value)) for field, value in equal.items()]
        return found[0] if len(found) == 1 else common(found)

    def thing(self, kind: type[S], id: str) -> S | None:
        """The value with this id. It is read from its document once per version."""
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

    def _entries(self, document: Document) -> list[tuple[str, str]]:
        return [] if self.kind is None else codec.index_entries(self.kind, document)

    def _same_index(self, before: Document, after: Document) -> bool:
        """Whether nothing that is indexed differs, seen at a glance; False also where a longer look is needed."""
        return self._index_fields is not None and all(
            before.get(field) == after.get(field) for field in self._index_fields
        )

    def _move(self, id: str, before: list[tuple[str, str]], after: list[tuple[str, str]]) -> None:
        if before == after:
            return
        for field, value in before:
            if (field, value) not in after:
                self._index[field].remove(value, id)
        for field, value in after:
            if (field, value) not in before:
                self._index[field].add(value, id)

    def _read_table(self) -> dict[str, Mapping[str, object]]:
        return cast("dict[str, Mapping[str, object]]", self.documents)

    def _update_table(self, updater: Callable[[dict[int, Mapping[str, object]]], None]) -> None:
        """TinyDB's own writers (insert, update, remove) work too, but pay for all indexes; the store uses `put`."""
        updater(cast("dict[int, Mapping[str, object]]", self.documents))
        self.versions = {id: self.versions.get(id, 1) for id in self.documents}
        self.reindex()


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
