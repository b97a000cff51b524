"""A fault in something that was given to us: where it stands, and one sentence that says what to do."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Fault:
    """`where` is the file or option, `line` counts from 1 (0: unknown), `key` the key, column or value.

    `sentence` is French, says what is wrong and how to mend it.
    """

    where: str
    sentence: str
    line: int = 0
    key: str = ""

    def __str__(self) -> str:
        place = (
            self.where
            + (f", ligne {self.line}" if self.line else "")
            + (f", «\u00a0{self.key}\u00a0»" if self.key else "")
        )
        return f"{place}\u00a0: {self.sentence}" if place else self.sentence
