"""The values of one table that were read last: a bounded memory of them, and those that somebody still holds."""

from __future__ import annotations

from collections import OrderedDict
from weakref import WeakValueDictionary

from usecases.ports import Stored


class Lately:
    """Values by id. Of more than `most`, the one kept longest is forgotten, unless it is in use elsewhere."""

    __slots__ = ("_alive", "_kept", "_most")

    def __init__(self, most: int) -> None:
        self._most = most
        self._kept: OrderedDict[str, Stored] = OrderedDict()
        # Whoever holds a value is given the same one again: then comparing with it costs nothing.
        self._alive: WeakValueDictionary[str, Stored] | None = None  # before anything was forgotten

    def get(self, id: str) -> Stored | None:
        """The value with this id, if it is remembered."""
        thing = self._kept.get(id)
        return thing if thing is not None or self._alive is None else self._alive.get(id)

    def __setitem__(self, id: str, thing: Stored) -> None:
        self.forget(id)
        self._kept[id] = thing
        if len(self._kept) > self._most:
            oldest, left = self._kept.popitem(last=False)
            if self._alive is None:
                self._alive = WeakValueDictionary()
            self._alive[oldest] = left

    def forget(self, id: str) -> None:
        """This value is no longer what is stored."""
        self._kept.pop(id, None)
        if self._alive is not None:
            self._alive.pop(id, None)
