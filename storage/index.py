"""Which ids have a value in an indexed field, in order, and cheap to change however many they are."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Sequence

# Above this, moving the tail of the list at each change (40 µs at 100,000 ids) costs more than one sort per reading.
_LONG = 1_000
# What has left a long list waits for a reading, but never more than this and an eighth of the list.
_GONE = 4_096
# So many ids of one value are held as a tuple, which takes half the memory of a list that may grow.
_FEW = 8


class OrderedIds:
    """A set of ids that is read in order. A long one is only put in order when it is read."""

    __slots__ = ("_gone", "_ids", "_is_sorted")

    def __init__(self, ordered: list[str]) -> None:
        self._ids = ordered
        self._is_sorted = True
        self._gone: set[str] = _NOTHING  # those of `_ids` that have left

    @property
    def is_empty(self) -> bool:
        return len(self._ids) == len(self._gone)

    def add(self, id: str) -> None:
        """Take in an id that is not there."""
        if id in self._gone:
            self._gone.remove(id)
        elif not self._ids or id > self._ids[-1]:
            self._ids.append(id)
        elif len(self._ids) < _LONG and self._is_sorted:
            insort(self._ids, id)
        else:
            self._ids.append(id)
            self._is_sorted = False

    def remove(self, id: str) -> None:
        """Take out an id that is there."""
        if len(self._ids) < _LONG and self._is_sorted and not self._gone:
            del self._ids[bisect_left(self._ids, id)]
            return
        self._gone = self._gone or set()
        self._gone.add(id)
        if len(self._gone) > _GONE + len(self._ids) // 8:
            self.read()

    def read(self) -> list[str]:
        """All ids in order; not to be changed."""
        if self._gone:
            self._ids = [id for id in self._ids if id not in self._gone]
            self._gone = _NOTHING
        if not self._is_sorted:
            self._ids.sort()  # one long run and a few more: little more than a merge
            self._is_sorted = True
        return self._ids


_NOTHING: set[str] = set()


class Index:
    """One indexed field: its values and their ids. Most values have one id (a token, a Message-ID), kept as it is."""

    __slots__ = ("_ids",)

    def __init__(self) -> None:
        self._ids: dict[str, str | tuple[str, ...] | OrderedIds] = {}

    def add(self, value: str, id: str) -> None:
        """This id, which had not, has this value from now on."""
        there = self._ids.get(value)
        if there is None:
            self._ids[value] = id
        elif isinstance(there, OrderedIds):
            there.add(id)
        else:
            ids = sorted((*_several(there), id))
            self._ids[value] = tuple(ids) if len(ids) <= _FEW else OrderedIds(ids)

    def remove(self, value: str, id: str) -> None:
        """This id, which had, no longer has this value."""
        there = self._ids[value]
        if isinstance(there, OrderedIds):
            there.remove(id)
            if there.is_empty:
                del self._ids[value]
            return
        ids = tuple(other for other in _several(there) if other != id)
        if ids:
            self._ids[value] = ids
        else:
            del self._ids[value]

    def read(self, value: str) -> list[str]:
        """The ids with this value in order; not to be changed."""
        there = self._ids.get(value)
        if there is None:
            return []
        return there.read() if isinstance(there, OrderedIds) else list(_several(there))


def _several(ids: str | tuple[str, ...]) -> tuple[str, ...]:
    return (ids,) if isinstance(ids, str) else ids


def common(lists: Iterable[list[str]]) -> list[str]:
    """The ids that stand in all these ordered lists, in order."""
    found, *others = sorted(lists, key=len)
    for other in others:
        if not found:
            break
        if len(other) <= 8 * len(found):
            members = set(other)
            found = [id for id in found if id in members]
        else:
            found = list(_present(found, other))
    return found


def _present(ids: Sequence[str], ordered: Sequence[str]) -> Iterator[str]:
    for id in ids:
        at = bisect_left(ordered, id)
        if at < len(ordered) and ordered[at] == id:
            yield id
