"""Letters of ours as lines taken apart: what stands in one as in another before it is not read anew.

The letters to the people of one campaign differ in a few lines, those with a name or a token. A text is compared
line by line with one that was taken apart, a page stretch by stretch, as bytes; only what differs is looked at.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Hashable, Sequence
from dataclasses import dataclass, field
from itertools import compress, count
from operator import ne

from mail.reading.bodies import Page, Text
from mail.reading.lines import MAX_TEXT, Line, lines_of_bytes
from mail.reading.stretches import lines_of_page, stretch_lines, stretches_of
from mail.reading.vocabulary import Taken, Vocabulary, Wording, taken_apart

_MOST_CHANGED = 40  # lines or stretches; more are no letter alike
_MOST_ALIKE = 4  # patterns of one size
_MOST_SIZES = 32


@dataclass(eq=False, slots=True)
class _Pattern:
    """A text or a page that others are like. `pieces` are its lines or stretches as bytes.

    `first`: piece -> its first line, with the end of all; `depths`: piece of a page -> how deep it is quoted before it,
    or -1 where more than a quote is open around it; `asking`: the lines about a question, up to a blank one.
    """

    pieces: list[bytes]
    lines: list[Taken]
    first: Sequence[int]
    depths: list[int] | None = None
    asking: set[int] = field(default_factory=set)
    vocabularies: dict[Wording, Vocabulary] = field(default_factory=dict)

    def __post_init__(self) -> None:
        about = False
        for number, line in enumerate(self.lines):
            about = bool(line.key and (about or line.asks or line.gives))
            if about:
                self.asking.add(number)

    def read(self, number: int, piece: bytes) -> list[Taken] | None:
        """Another piece in the place of this one, as as many lines; None where it changes what stands around it."""
        first, end = self.first[number], self.first[number + 1]
        lines: list[Line] | None
        if self.depths is None:
            lines = lines_of_bytes(piece)
        else:
            before, after = self.depths[number : number + 2]
            lines = stretch_lines(piece, before, after) if before >= 0 and after >= 0 else None
            if lines and not lines[0].text and not (first and self.lines[first - 1].key):
                lines = lines[1:]  # a blank line shows below another line only
        if lines is None or len(lines) != end - first or any(line.key[:1] == ">" for line in lines):
            return None
        taken = taken_apart(lines)
        return taken if not taken or bool(taken[-1].key) == bool(self.lines[end - 1].key) else None


class Letter:
    """One flavour of a letter, taken apart. `changed` are the lines that are not as in its pattern, if it has one."""

    def __init__(self, lines: list[Taken], pattern: _Pattern | None = None, changed: Sequence[int] = ()) -> None:
        self.lines = lines
        self._pattern, self._changed = pattern, changed

    def shape(self) -> Hashable:
        """Equal for letters whose lines can stand for each other's, one by one."""
        if self._pattern is None:
            return tuple([line.shape for line in self.lines])
        ours, theirs = self.lines, self._pattern.lines
        return self._pattern, tuple(
            [(at, ours[at].shape) for at in self._changed if ours[at].shape != theirs[at].shape]
        )

    def vocabulary(self, wording: Wording) -> Vocabulary:
        """The words about each question; those of the pattern where nothing about a question differs."""
        pattern = self._pattern
        if pattern is None or any(self._is_asking(at, pattern) for at in self._changed):
            return Vocabulary(wording, self.lines)
        known = pattern.vocabularies.get(wording)
        if known is None:
            known = pattern.vocabularies[wording] = Vocabulary(wording, pattern.lines)
        return known

    def _is_asking(self, at: int, pattern: _Pattern) -> bool:
        line = self.lines[at]
        return (
            at in pattern.asking or bool(line.asks or line.gives) or (not line.key) is not (not pattern.lines[at].key)
        )


_patterns: OrderedDict[tuple[bool, int], list[_Pattern]] = OrderedDict()  # by whether pages, and number of pieces


def letter_of(bodies: Sequence[Text] | Sequence[Page]) -> Letter:
    """These texts or pages of a letter, taken apart."""
    data = bodies[0].plain_bytes() if len(bodies) == 1 else None
    if data is None or b"\r" in data or len(data) > MAX_TEXT:
        return Letter(taken_apart(line for body in bodies for line in body.lines()))
    is_page = isinstance(bodies[0], Page)
    pieces = stretches_of(data) if is_page else data.split(b"\n")
    alike = _patterns.setdefault((is_page, len(pieces)), [])
    # names before « > » are told from all of a text together
    if is_page or data.count(b">") < 4:
        for pattern in alike:
            if (letter := _like(pattern, pieces)) is not None:
                return letter
    fresh = _page_pattern(data, pieces) if is_page else _text_pattern(data, pieces)
    if fresh is None or any(line.key[:1] == ">" for line in fresh.lines):
        return Letter(taken_apart(bodies[0].lines()))
    alike.insert(0, fresh)
    del alike[_MOST_ALIKE:]
    _patterns.move_to_end((is_page, len(pieces)))
    if len(_patterns) > _MOST_SIZES:
        _patterns.popitem(last=False)
    return Letter(fresh.lines, fresh)


def _like(pattern: _Pattern, pieces: list[bytes]) -> Letter | None:
    """A letter of these pieces where most are those of the pattern."""
    different = list(compress(count(), map(ne, pattern.pieces, pieces)))
    if len(different) > _MOST_CHANGED:
        return None
    lines = pattern.lines.copy()
    changed: list[int] = []
    for number in different:
        taken = pattern.read(number, pieces[number])
        if taken is None:
            return None
        first = pattern.first[number]
        lines[first : first + len(taken)] = taken
        changed += range(first, first + len(taken))
    return Letter(lines, pattern, changed)


def _text_pattern(data: bytes, pieces: list[bytes]) -> _Pattern | None:
    lines = lines_of_bytes(data)
    if lines is None or len(lines) != len(pieces):
        return None
    return _Pattern(pieces, taken_apart(lines), range(len(lines) + 1))


def _page_pattern(data: bytes, pieces: list[bytes]) -> _Pattern | None:
    marks: list[tuple[int, int]] = []
    lines = lines_of_page(data, marks)
    if lines is None:
        return None
    return _Pattern(
        pieces, taken_apart(lines), [*(first for first, _ in marks), len(lines)], [*(depth for _, depth in marks), -1]
    )
