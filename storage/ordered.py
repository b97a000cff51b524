"""Ids in order, cheap to change however many they are."""

from __future__ import annotations

from bisect import bisect_left, insort

# Above this, moving the tail of the list at each change (40 µs at 100,000 ids) costs more than one merge per reading.
_LONG = 1_000


class OrderedIds:
    """A set of ids that is read in order. A long one takes its changes in at the next reading, all in one merge."""

    __slots__ = ("_ids", "_late")

    def __init__(self, ordered: list[str] | None = None) -> None:
        self._ids: list[str] = ordered if ordered is not None else []
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
        """All ids in order; a list of its own from one change to the next, not to be changed."""
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
