"""The documents of one table: those written last as JSON, the others packed together, which takes a tenth of it.

Documents of one kind are much alike: compressed in blocks, one of 1,100 bytes takes about 120.
"""

from __future__ import annotations

import json
import zlib
from collections.abc import Iterator, Mapping, MutableMapping
from typing import cast

from storage.codec import Document
from storage.lines import quoted, read, written

# Bytes of JSON in a block: a larger one takes less memory, and longer to read (35 µs for this size).
_BLOCK = 16_000
# Bytes of JSON that are kept as they are, of those written last: what changes often is not packed again and again.
_FRESH = 256_000
# Blocks that were read last and are kept open: what stands together is often read together.
_OPEN = 16
# Documents that were kept or read last, and are given again as they were.
_AT_HAND = 64
_LEVEL = 3  # of zlib: a higher one saves 8 % and takes twice the time


class Block:
    """Documents that are compressed together. Never changed: a document that is written again leaves it."""

    __slots__ = ("held", "left", "packed")

    def __init__(self, texts: Mapping[str, bytes]) -> None:
        self.held = len(texts)
        self.left = 0
        # no text in JSON holds a line break or a tab as such, and what stands in a journal no line break at all
        lines = [quoted(id) + b"\t" + text for id, text in texts.items()]
        self.packed = zlib.compress(b"\n".join([b"", *lines, b""]), _LEVEL)

    @property
    def is_hollow(self) -> bool:
        """Whether most of its documents have left."""
        return self.left * 2 > self.held


class Documents(MutableMapping[str, Document]):
    """Documents by id. What is given is not to be changed, and most of it is read anew each time."""

    __slots__ = ("_at_hand", "_fresh", "_fresh_bytes", "_held", "_open")

    def __init__(self, documents: Mapping[str, Document] | None = None) -> None:
        self._held: dict[str, bytes | Block] = {}
        self._fresh: dict[str, None] = {}  # ids of what is not in a block, the one written last at the end
        self._fresh_bytes = 0
        self._open: dict[Block, bytes] = {}
        self._at_hand: dict[str, Document] = {}
        self.update(documents or {})

    def __getitem__(self, id: str) -> Document:
        document = self._at_hand.get(id)
        if document is None:
            document = read(self.text(id))
            self._remember(id, document)
        return document

    def __setitem__(self, id: str, document: Document) -> None:
        self.keep(id, document, written(document))

    def __delitem__(self, id: str) -> None:
        self._at_hand.pop(id, None)
        self._leave(id, self._held.pop(id))

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

    def text(self, id: str) -> bytes:
        """The JSON of the document with this id. KeyError without one."""
        held = self._held[id]
        return held if isinstance(held, bytes) else self._read(held, id)

    def keep(self, id: str, document: Document, text: bytes) -> None:
        """Keep the document with this id, and the JSON that it is written as."""
        self._remember(id, document)
        before = self._held.get(id)
        self._held[id] = text
        if before is not None:
            self._leave(id, before)
        self._add_fresh(id, text)
        while self._fresh_bytes > _FRESH:
            self._pack()

    def texts(self) -> Iterator[tuple[str, bytes]]:
        """Every id and its JSON, each block read once. Nothing may change meanwhile: see `copy`."""
        blocks: dict[Block, list[str]] = {}
        for id, held in self._held.items():
            if isinstance(held, bytes):
                yield id, held
            else:
                blocks.setdefault(held, []).append(id)
        for block, ids in blocks.items():
            for id in ids:
                yield id, self._read(block, id)

    def copy(self) -> Documents:
        """The same documents, whatever changes here afterwards: blocks and texts are replaced, never changed."""
        copied = Documents()
        copied._held, copied._fresh, copied._fresh_bytes = self._held.copy(), self._fresh.copy(), self._fresh_bytes
        return copied

    def _remember(self, id: str, document: Document) -> None:
        self._at_hand.pop(id, None)
        self._at_hand[id] = document
        if len(self._at_hand) > _AT_HAND:
            del self._at_hand[next(iter(self._at_hand))]

    def _read(self, block: Block, id: str) -> bytes:
        lines = self._open.pop(block, None)
        if lines is None:
            lines = zlib.decompress(block.packed)
        if block.held > 1:
            self._open[block] = lines
            if len(self._open) > _OPEN:
                del self._open[next(iter(self._open))]
        name = b"\n" + quoted(id) + b"\t"
        start = lines.index(name) + len(name)
        return lines[start : lines.index(b"\n", start)]

    def _leave(self, id: str, before: bytes | Block) -> None:
        """What was held of this id is no longer."""
        if isinstance(before, bytes):
            del self._fresh[id]
            self._fresh_bytes -= len(before)
            return
        before.left += 1
        if before.is_hollow:
            self._open.pop(before, None)
            for line in zlib.decompress(before.packed)[1:-1].split(b"\n"):
                name, text = line.split(b"\t", 1)
                other = cast("str", json.loads(name))
                if self._held.get(other) is before:
                    self._held[other] = text
                    self._add_fresh(other, text)

    def _add_fresh(self, id: str, text: bytes) -> None:
        self._fresh[id] = None
        self._fresh_bytes += len(text)

    def _pack(self) -> None:
        """Put those written longest ago in a block."""
        texts: dict[str, bytes] = {}
        length = 0
        for id in self._fresh:
            text = cast("bytes", self._held[id])
            texts[id] = text
            length += len(text)
            if length >= _BLOCK:
                break
        block = Block(texts)
        for id in texts:
            del self._fresh[id]
            self._held[id] = block
        self._fresh_bytes -= length
