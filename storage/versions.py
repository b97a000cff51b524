"""The versions of the documents of one table."""

from __future__ import annotations

from collections.abc import Container


class Versions:
    """Which version of each document is held: from 1, absent 0. Most stay at 1, which takes no memory."""

    __slots__ = ("_documents", "_later")

    def __init__(self, documents: Container[str]) -> None:
        self._documents = documents
        self._later: dict[str, int] = {}  # those that are not at 1

    def __getitem__(self, id: str) -> int:
        """The version of this document; KeyError without one."""
        version = self.get(id, 0)
        if not version:
            raise KeyError(id)
        return version

    def get(self, id: str, default: int) -> int:
        """The version of this document, or `default` without one."""
        version = self._later.get(id)
        if version is not None:
            return version
        return 1 if id in self._documents else default

    def __setitem__(self, id: str, version: int) -> None:
        if version != 1:
            self._later[id] = version
        elif self._later:
            self._later.pop(id, None)

    def copy(self, documents: Container[str]) -> Versions:
        """The versions of a copy of these documents."""
        copied = Versions(documents)
        copied._later = self._later.copy()
        return copied
