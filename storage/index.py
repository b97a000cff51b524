"""Which ids have a value in an indexed field, in order, and cheap to change however many they are."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Iterable, Iterator, Sequence

# Above this, moving the tail of the list at each change (40 µs at 100,000 ids) costs more than one merge per reading.
_LONG = 1_000


class OrderedIds:
    """A set of ids that is read in order. A long one takes its changes in at the next reading, all in one merge."""

    __slots__ = ("_ids", "_late")

    def __init__(self, ordered: list[str]) -> None:
        self._ids = ordered
        self._late: dict[str, bool] = _NOTHING  # id: whether it is in

    @property
    def is_empty(self) -> bool:
        """True only if nothing is left; a long one may say so later than it could."""
        return not self._ids and not self._late

    def add(self, id: str) -> None:
        """Take in an id that is not there."""
        if len(self._ids) < _LONG and not self._late:
            insort(self._ids, id)
        else:
            self._note(id, True)

    def remove(self, id: str) -> None:
        """Take out an id that is there."""
        if len(self._ids) < _LONG and not self._late:
            del self._ids[bisect_left(self._ids, id)]
        else:
            self._note(id, False)

    def append(self, id: str) -> None:
        """Take in an id that comes after all others."""
        self._ids.append(id)

    def read(self) -> list[str]:
        """All ids in order; not to be changed."""
        if self._late:
            late, self._late = self._late, _NOTHING
            ids = [id for id in self._ids if id not in late]
            ids.extend(id for id, is_in in late.items() if is_in)
            ids.sort()  # two runs, the second short: a merge
            self._ids = ids
        return self._ids

    def _note(self, id: str, is_in: bool) -> None:
        if not self._late:
            self._late = {}
        self._late[id] = is_in


_NOTHING: dict[str, bool] = {}


class Index:
    """One indexed field: its values and their ids. Most values have one id (a token, a Message-ID), kept as it is."""

    __slots__ = ("_ids",)

    def __init__(self) -> None:
        self._ids: dict[str, str | OrderedIds] = {}

    def fill(self, values: Iterable[tuple[str, str]]) -> None:
        """Take in (id, value) pairs that come in the order of their ids."""
        held = self._ids
        for id, value in values:
            there = held.get(value)
            if there is None:
                held[value] = id
            elif isinstance(there, str):
                held[value] = OrderedIds([there, id])
            else:
                there.append(id)

    def add(self, value: str, id: str) -> None:
        """This id has this value from now on."""
        there = self._ids.get(value)
        if there is None:
            self._ids[value] = id
        elif isinstance(there, str):
            self._ids[value] = OrderedIds(sorted((there, id)))
        else:
            there.add(id)

    def remove(self, value: str, id: str) -> None:
        """This id no longer has this value."""
        there = self._ids[value]
        if isinstance(there, OrderedIds):
            there.remove(id)
        if isinstance(there, str) or there.is_empty:
            del self._ids[value]

    def read(self, value: str) -> list[str]:
        """The ids with this value in order; not to be changed."""
        there = self._ids.get(value)
        if there is None:
            return []
        return [there] if isinstance(there, str) else there.read()


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
