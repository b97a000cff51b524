"""A page of a PDF as it lies there: texts, ruled lines and remarks, each at its place. No meaning yet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

_FAR = 1e7  # points: on no page


@dataclass(frozen=True, slots=True)
class Piece:
    """Text on one baseline, in points from the bottom left; `ends[i]` is where its character i ends.

    `whole`: typed into a field, so that its line is one line whatever room is left behind it.
    """

    x: float
    y: float
    size: float
    text: str
    ends: Sequence[float]
    whole: bool = False

    @property
    def end(self) -> float:
        return self.ends[-1] if self.ends else self.x


@dataclass(frozen=True, slots=True)
class Rule:
    """A line from one corner to the other; one of its sides is thin."""

    left: float
    bottom: float
    right: float
    top: float


@dataclass
class Page:
    """Everything on one page. `margins` is what the file itself declares to be no content (headers, footers).

    `remarks` are notes stuck on the page, each with its height; `places` the middles of pictures that can be seen.
    """

    width: float
    height: float
    pieces: list[Piece] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    margins: list[Piece] = field(default_factory=list)
    remarks: list[tuple[float, str]] = field(default_factory=list)
    pictures: int = 0
    places: list[tuple[float, float]] = field(default_factory=list)


def is_near(*places: float) -> bool:
    """Whether these are numbers of something on a page."""
    return all(abs(place) < _FAR for place in places)
