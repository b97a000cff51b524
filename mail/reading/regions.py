"""What alignment leaves: the stretches of a reply that are theirs, and where each stands."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from mail.reading.sent import SentLine

# a letter, a digit, or a sign that says yes or no by itself: « 👍 », « ✅ », « ✗ »
SAYS = re.compile("[\\w\u2611\u2612\u2705\u2713-\u2718\u274c-\u274e\U0001f197\U0001f44c-\U0001f44e]")


@dataclass(slots=True)
class Region:
    """Consecutive words of theirs. `before` and `after` are our lines around it (None at an end).

    `beside`: it begins on a line of ours. `touches_before`, `touches_after`: no blank line in between.
    `quoted` is the smallest depth of quoting of its lines.
    """

    lines: list[str] = field(default_factory=list)
    depths: list[int] = field(default_factory=list)
    before: SentLine | None = None
    after: SentLine | None = None
    beside: bool = False
    touches_before: bool = False
    touches_after: bool = False

    @property
    def text(self) -> str:
        return "\n".join(self.lines).strip("\n")

    @property
    def quoted(self) -> int:
        return min((d for d, line in zip(self.depths, self.lines, strict=True) if line), default=0)


@dataclass
class Alignment:
    """What is theirs, in order, and how much of ours was found."""

    regions: list[Region]
    marked: bool
    asked: set[str]  # the codes whose question stands in the reply
    matched: int  # lines of ours that were found
