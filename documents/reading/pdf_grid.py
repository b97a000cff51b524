"""The tables of a PDF page, found again from the lines that were ruled around their cells."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from documents.reading.pdf_page import Rule

MOST_RULES = 6_000  # of one page; beyond, it is a drawing
_NEAR = 3.0  # points: what is this near touches
_SAME = 2.0  # points: what is this near is one line


@dataclass(frozen=True, slots=True)
class Box:
    """One cell. `joined`: no line parts it from the one above."""

    left: float
    bottom: float
    right: float
    top: float
    joined: bool = False

    def holds(self, x: float, y: float) -> bool:
        """Whether this point stands in it."""
        return self.left <= x < self.right and self.bottom <= y < self.top


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: its rows from the top, and the box around them all."""

    rows: tuple[tuple[Box, ...], ...]
    around: Box


@dataclass(frozen=True, slots=True)
class _Line:
    """A line at one place, from one end to the other: x and heights, or a height and x's."""

    at: float
    low: float
    high: float


def grids(rules: Sequence[Rule]) -> list[Grid]:
    """The tables of a page, from the top. Lines that meet no others (under a word, across the page) make none."""
    if len(rules) > MOST_RULES:
        return []
    columns = _merged(
        _Line((rule.left + rule.right) / 2, rule.bottom, rule.top)
        for rule in rules
        if rule.top - rule.bottom > rule.right - rule.left
    )
    lines = _merged(
        _Line((rule.bottom + rule.top) / 2, rule.left, rule.right)
        for rule in rules
        if rule.top - rule.bottom <= rule.right - rule.left
    )
    found = (_grid(*part) for part in _touching(lines, columns))
    return sorted((grid for grid in found if grid is not None), key=lambda grid: -grid.around.top)


def _merged(lines: Iterable[_Line]) -> list[_Line]:
    """The same lines, those that go on from one another made one: a border is often drawn cell by cell, or twice."""
    merged: list[_Line] = []
    alike: list[_Line] = []
    for line in [*sorted(lines, key=lambda one: one.at), None]:
        if line is not None and (not alike or line.at - alike[0].at <= _SAME):
            alike.append(line)
            continue
        whole: _Line | None = None
        for part in sorted(alike, key=lambda one: one.low):
            if whole is not None and part.low <= whole.high + _NEAR:
                whole = _Line(whole.at, whole.low, max(whole.high, part.high))
            else:
                merged += [whole] if whole is not None else []
                whole = part
        merged += [whole] if whole is not None else []
        alike = [line] if line is not None else []
    return merged


def _touching(lines: Sequence[_Line], columns: Sequence[_Line]) -> list[tuple[list[_Line], list[_Line]]]:
    """The lines and columns that belong together, because each touches another of them."""
    waiting_lines, waiting = list(lines), list(columns)
    parts: list[tuple[list[_Line], list[_Line]]] = []
    while waiting:
        own_columns, own_lines = [waiting.pop()], list[_Line]()
        todo: list[tuple[_Line, bool]] = [(own_columns[0], True)]
        while todo:
            one, is_column = todo.pop()
            others, own = (waiting_lines, own_lines) if is_column else (waiting, own_columns)
            near = [other for other in others if _meet(one, other)]
            if near:
                others[:] = [other for other in others if not _meet(one, other)]
                own += near
                todo += [(other, not is_column) for other in near]
        parts.append((own_lines, own_columns))
    return parts


def _meet(one: _Line, other: _Line) -> bool:
    return one.low - _NEAR <= other.at <= one.high + _NEAR and other.low - _NEAR <= one.at <= other.high + _NEAR


def _grid(lines: Sequence[_Line], columns: Sequence[_Line]) -> Grid | None:
    """The rows between these lines; None where they part nothing."""
    heights = _apart(line.at for line in lines)[::-1]
    if len(heights) < 2:
        return None
    left = min(*(line.low for line in lines), *(column.at for column in columns))
    right = max(*(line.high for line in lines), *(column.at for column in columns))
    rows: list[tuple[Box, ...]] = []
    for top, bottom in pairwise(heights):
        middle = (top + bottom) / 2
        edges = _apart([left, right, *(c.at for c in columns if c.low <= middle <= c.high)])
        row = []
        for start, end in pairwise(edges):
            inside = (start + end) / 2
            parted = any(abs(line.at - top) <= _SAME and line.low <= inside <= line.high for line in lines)
            row.append(Box(start, bottom, end, top, joined=bool(rows) and not parted))
        rows.append(tuple(row))
    if len(rows) == 1 and len(rows[0]) == 1:
        return None  # a frame around a text
    return Grid(tuple(rows), Box(left - 1, heights[-1] - 1, right + 1, heights[0] + 1))


def _apart(places: Iterable[float]) -> list[float]:
    """The places in order, those that are near each other only once."""
    found: list[float] = []
    for place in sorted(places):
        if not found or place - found[-1] > _NEAR:
            found.append(place)
    return found
