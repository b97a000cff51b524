"""The documents of one table: as they are, or as the JSON that the disk holds, which takes a third of the memory."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, MutableMapping
from typing import cast

from storage.codec import Document


class Documents(MutableMapping[str, Document]):
    """Documents by id. One that is packed is read anew each time it is asked for."""

    __slots__ = ("_held",)

    def __init__(self, held: Mapping[str, Document | bytes] | None = None) -> None:
        self._held: dict[str, Document | bytes] = dict(held or {})

    def __getitem__(self, id: str) -> Document:
        held = self._held[id]
        return cast("Document", json.loads(held)) if isinstance(held, bytes) else held

    def __setitem__(self, id: str, document: Document) -> None:
        self._held[id] = document

    def __delitem__(self, id: str) -> None:
        del self._held[id]

    def __iter__(self) -> Iterator[str]:
        return iter(self._held)

    def __len__(self) -> int:
        return len(self._held)

    # Not left to the mapping: most documents that are looked for here are new, and its KeyError is dear.
    def get(self, id: str, default: Document | None = None) -> Document | None:  # type: ignore[override]  # one default
        """The document with this id."""
        return self[id] if id in self._held else default

    def __contains__(self, id: object) -> bool:
        return id in self._held

    def pack(self, id: str, written: bytes) -> None:
        """Keep the document with this id as the JSON that it is written as."""
        self._held[id] = written

    def copy(self) -> Documents:
        """The same documents, whatever changes here afterwards: a document is replaced, never changed."""
        return Documents(self._held)
