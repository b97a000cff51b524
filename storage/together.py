"""What was found together in one table: the things with one value in one field, kept up as they come and change."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections import OrderedDict
from collections.abc import Iterable
from operator import attrgetter
from typing import TypeAlias

from usecases.ports import Stored

Entry: TypeAlias = tuple[str, str]  # field, value

# So many things are held here at most, those found last; a finding that is larger than a part of it is not kept.
_HELD = 2_000
_LARGEST = 500
_BY_ID = attrgetter("id")


class Together:
    """Findings by what was asked, each in the order of its ids.

    A finding is a tuple and never changed: one that is the same object as before says that nothing moved.
    """

    __slots__ = ("_found", "_held")

    def __init__(self) -> None:
        self._found: OrderedDict[Entry, tuple[Stored, ...]] = OrderedDict()
        self._held = 0

    def __bool__(self) -> bool:
        return bool(self._found)

    def get(self, asked: Entry) -> tuple[Stored, ...] | None:
        """What was found, if it is remembered."""
        found = self._found.get(asked)
        if found is not None:
            self._found.move_to_end(asked)
        return found

    def keep(self, asked: Entry, found: tuple[Stored, ...]) -> None:
        """Remember what was found; nothing of that kind may have changed since."""
        self._drop(asked)
        if 0 < len(found) <= _LARGEST:
            self._found[asked] = found
            self._held += len(found)
            while self._held > _HELD:
                _, left = self._found.popitem(last=False)
                self._held -= len(left)

    def came(self, entries: Iterable[Entry], thing: Stored) -> None:
        """A thing that was not there, and what it is found by."""
        for asked in entries:
            found = self._found.get(asked)
            if found is not None:
                more = list(found)
                insort(more, thing, key=_BY_ID)
                self.keep(asked, tuple(more))

    def changed(self, entries: Iterable[Entry], thing: Stored) -> None:
        """A thing that was there, found by the same as before."""
        for asked in entries:
            found = self._found.get(asked)
            if found is not None:
                at = bisect_left(found, thing.id, key=_BY_ID)
                self.keep(asked, (*found[:at], thing, *found[at + 1 :]))

    def forget(self, entries: Iterable[Entry]) -> None:
        """What is found by these is no longer known."""
        for asked in entries:
            self._drop(asked)

    def _drop(self, asked: Entry) -> None:
        found = self._found.pop(asked, None)
        if found is not None:
            self._held -= len(found)
