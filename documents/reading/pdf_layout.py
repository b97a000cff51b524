"""The pages of a PDF as content: tables that go on over pages put together, running lines left out."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from documents.form_plan import plain
from documents.reading.content import PICTURE, Cell, Content, Note, Row, Table
from documents.reading.pdf_grid import Box, Grid, grids
from documents.reading.pdf_lines import Line, goes_on, joined, lines_of, paragraphs, pitch_of
from documents.reading.pdf_page import Page, Piece
from documents.reading.reference import is_reference

Begins = Callable[[str, str], bool]

_EDGE = 0.12  # of the height of the page: where running lines stand
_PADDING = 12.0  # points: the most that is left free between the text of a cell and its border
_TITLE = 4  # lines at the top of the first page that a header may say again
_AS_WIDE = 5.0  # points: columns whose borders differ by less are the same


@dataclass
class _Column:
    """Text that runs down: the lines of a cell, or those between two tables, one part a page."""

    left: float
    right: float
    parts: list[list[Line]] = field(default_factory=list)
    inner: list[str] = field(default_factory=list)  # the rows of a table inside the cell
    pitch: float = math.inf  # what `paragraphs` is told
    source: _Column | None = None  # the cell that it is merged into

    def written(self) -> tuple[str, ...]:
        """Its paragraphs."""
        found: list[str] = []
        before: Line | None = None
        for part in filter(None, self.parts):
            texts = paragraphs(part, self.right, self.pitch)
            if before is not None and _continues(before, part[0]) and goes_on(before, part[0], self.right):
                found[-1] = joined(found[-1], before, part[0], self.right, texts.pop(0))
            found += texts
            before = part[-1]
        return (*found, *self.inner)

    def go_on(self, other: _Column) -> None:
        """Take in what stands below it on the next page."""
        self.parts += other.parts
        self.inner += other.inner


def _continues(before: Line, line: Line) -> bool:
    """Whether the first line of a page may continue the last of the page before: nothing shows the space between."""
    return not line.item and not (before.text.endswith((".", "!", "?", ":")) and line.text[:1].isupper())


@dataclass
class _Row:
    """The cells of a row. `into`: the row of the page before that it continues."""

    cells: list[_Column]
    top: float = 0.0
    bottom: float = 0.0
    into: _Row | None = None

    def row(self) -> Row:
        """As content."""
        whole = self.into or self
        return tuple(Cell(cell.written(), joined=cell.source is not None) for cell in whole.cells)

    def starts(self) -> tuple[str, str]:
        """The first line of the first cell, and that of the first cell where anything is written."""
        first = [next(iter(cell.written()), "") for cell in self.cells]
        return (first[0] if first else ""), next(filter(None, first), "")

    def is_like(self, other: _Row) -> bool:
        """Whether its columns are those of the other row."""
        return len(self.cells) == len(other.cells) and all(
            abs(mine.left - theirs.left) < _AS_WIDE and abs(mine.right - theirs.right) < _AS_WIDE
            for mine, theirs in zip(self.cells, other.cells, strict=True)
        )


@dataclass
class _Table:
    """A table, which may go on on the next page."""

    rows: list[_Row]
    left: float
    right: float

    def go_on(self, other: _Table, begins: Begins) -> None:
        """Take in the same table as it goes on on the next page: its header said again, a row that was cut in two."""
        rows = list(other.rows)
        header = [cell.written() for cell in self.rows[0].cells]
        again = [cell.written() for cell in rows[0].cells]
        # said again as it is, or by a program that declares the repetition to be no content
        if again == header or (any(header) and not any(again) and rows[0].is_like(self.rows[0])):
            del rows[0]
        if rows and rows[0].is_like(self.rows[-1]) and not begins(*rows[0].starts()):
            last = self.rows[-1].into or self.rows[-1]
            for mine, theirs in zip(last.cells, rows[0].cells, strict=True):
                mine.go_on(theirs)
            rows.pop(0).into = last
        self.rows += rows


def laid_out(pages: Sequence[Page], begins: Begins) -> Content:
    """What the pages hold, in order.

    `begins`: whether a row begins with these lines (of its first cell, of the first where anything is written), rather
    than continuing the last row of the page before.
    """
    tables = [grids(page.rules) for page in pages]
    inside = [
        [piece for piece in page.pieces if _around(grid, piece)] for page, grid in zip(pages, tables, strict=True)
    ]
    outside = [
        lines_of(piece for piece in page.pieces if not _around(grid, piece))
        for page, grid in zip(pages, tables, strict=True)
    ]
    running = _running(pages, outside)
    title = _bare("".join(line.text for line in outside[0][:_TITLE])) if outside else ""
    right = _right(pages, outside)
    margins = [line.text for page in pages for line in lines_of(page.margins)]
    blocks: list[_Table | _Column] = []
    remarks: list[tuple[str, _Row | None]] = []
    for page, here, pieces, lines in zip(pages, tables, inside, outside, strict=True):
        said_again = "" if page is pages[0] else title
        text = [line for line in lines if not _is_running(page, line, running, said_again)]
        margins += [line.text for line in lines if line not in text]
        found = _blocks(here, pieces, text, right)
        rows = [row for block in found if isinstance(block, _Table) for row in block.rows]
        remarks += [(said, _row_at(rows, height)) for height, said in page.remarks]
        shown = [_row_at(rows, y) for x, y in page.places if any(grid.around.holds(x, y) for grid in here)]
        remarks += [(PICTURE, row) for row in shown if row is not None]
        _add(blocks, found, begins)
    _tell_pitch(blocks)
    written: list[str | Table] = []
    for block in blocks:
        written += [Table(tuple(row.row() for row in block.rows))] if isinstance(block, _Table) else block.written()
    notes = tuple(Note(said, row.row() if row is not None else ()) for said, row in remarks)
    return Content(tuple(written), {}, tuple(dict.fromkeys(margins)), notes)


def _right(pages: Sequence[Page], outside: Sequence[Sequence[Line]]) -> float:
    """Where the lines between the tables end: as far from the edge of the paper as they begin, or where one does."""
    ends = [line.end for lines in outside for line in lines]
    mirrored = [page.width - line.x for page, lines in zip(pages, outside, strict=True) for line in lines]
    return max([*ends, *mirrored], default=0.0)


def _tell_pitch(blocks: Sequence[_Table | _Column]) -> None:
    """Let every column know how near the lines of a paragraph are in this document."""
    rows = [row.cells for block in blocks if isinstance(block, _Table) for row in block.rows]
    columns = [*(cell for cells in rows for cell in cells), *(one for one in blocks if isinstance(one, _Column))]
    pitch = min((pitch_of(part, column.right) for column in columns for part in column.parts), default=math.inf)
    for column in columns:
        column.pitch = pitch


def _around(tables: Sequence[Grid], piece: Piece) -> bool:
    return any(grid.around.holds(*_anchor(piece)) for grid in tables)


def _anchor(piece: Piece) -> tuple[float, float]:
    """A point inside the first letter."""
    return piece.x + min(2.0, (piece.end - piece.x) / 2), piece.y + 0.25 * piece.size


def _row_at(rows: Sequence[_Row], height: float) -> _Row | None:
    return next((row for row in rows if row.bottom <= height < row.top), None)


def _running(pages: Sequence[Page], outside: Sequence[Sequence[Line]]) -> set[tuple[int, str]]:
    """The lines that stand at the same height near the edge of several pages, whatever their numbers say."""
    seen = Counter(
        key
        for page, lines in zip(pages, outside, strict=True)
        for key in {_key(line) for line in lines if _at_edge(page, line)}
    )
    least = max(2, (len(pages) - 1) / 2)
    return {key for key, times in seen.items() if times >= least}


def _is_running(page: Page, line: Line, running: set[tuple[int, str]], title: str) -> bool:
    """Whether a line is a header or footer; `title` is what the first page began with, which headers say again."""
    if not _at_edge(page, line):
        return False
    bare = _bare(line.text)
    return _key(line) in running or is_reference(line.text) or (len(bare) > 7 and bare in title)


def _bare(text: str) -> str:
    return plain(text).replace(" ", "")


def _at_edge(page: Page, line: Line) -> bool:
    return line.y < _EDGE * page.height or line.y > (1 - _EDGE) * page.height


def _key(line: Line) -> tuple[int, str]:
    return round(line.y / 2), re.sub(r"\d+", "#", plain(line.text))


def _blocks(
    tables: Sequence[Grid], pieces: Sequence[Piece], lines: Sequence[Line], right: float
) -> list[_Table | _Column]:
    """Tables and what stands between them, from the top. A table inside a cell becomes lines of that cell."""
    outer = [grid for grid in tables if not any(grid is not other and _in_cell(grid, other) for other in tables)]
    left = list(pieces)
    flat: list[tuple[Grid, list[str]]] = []
    for grid in tables:
        if grid not in outer:
            table, left = _table(grid, left)
            flat.append((grid, [" | ".join(" ".join(c.written()) for c in row.cells) for row in table.rows]))
    waiting = list(lines)
    found: list[_Table | _Column] = []
    for grid in outer:
        above = [line for line in waiting if line.y >= grid.around.top]
        waiting = waiting[len(above) :]
        found += [_Column(0, right, [above])] if above else []
        table, left = _table(grid, left)
        for small, texts in flat:
            middle = (small.around.left + small.around.right) / 2, (small.around.bottom + small.around.top) / 2
            for boxes, row in zip(grid.rows, table.rows, strict=True):
                for box, cell in zip(boxes, row.cells, strict=True):
                    cell.inner += [text for text in texts if text.strip(" |")] if box.holds(*middle) else []
        found.append(table)
    return [*found, *([_Column(0, right, [waiting])] if waiting else [])]


def _in_cell(small: Grid, large: Grid) -> bool:
    box = small.around
    return any(
        cell.left <= box.left and box.right <= cell.right and cell.bottom <= box.bottom and box.top <= cell.top
        for row in large.rows
        for cell in row
    )


def _table(grid: Grid, pieces: Sequence[Piece]) -> tuple[_Table, list[Piece]]:
    """The table of this grid, and the pieces that are not in it."""
    inside: dict[Box, list[Piece]] = {box: [] for row in grid.rows for box in row}
    others: list[Piece] = []
    for piece in pieces:
        anchor = _anchor(piece)
        home = next((box for box in inside if box.holds(*anchor)), None) if grid.around.holds(*anchor) else None
        (inside[home] if home is not None else others).append(piece)
    lines = {box: lines_of(held) for box, held in inside.items()}
    free = min((line.x - box.left for box, held in lines.items() for line in held), default=0.0)
    free = min(max(free, 0.0), _PADDING)
    rows: list[_Row] = []
    for boxes in grid.rows:
        cells = [_Column(box.left, box.right - free, [lines[box]]) for box in boxes]
        for box, cell in zip(boxes, cells, strict=True):
            above = [one for one in rows[-1].cells if abs(one.left - box.left) < _AS_WIDE] if box.joined else []
            if above:
                cell.source = above[0].source or above[0]
                cell.source.parts += cell.parts
                cell.parts = []
        rows.append(_Row(cells, boxes[0].top, boxes[0].bottom))
    return _Table(rows, grid.around.left, grid.around.right), others


def _add(blocks: list[_Table | _Column], here: list[_Table | _Column], begins: Begins) -> None:
    """Put the blocks of a page behind those of the pages before; the first may continue the last."""
    if blocks and here:
        last, first = blocks[-1], here[0]
        if isinstance(last, _Column) and isinstance(first, _Column):
            last.go_on(first)
            here = here[1:]
        elif (
            isinstance(last, _Table)
            and isinstance(first, _Table)
            and abs(last.left - first.left) < _AS_WIDE
            and abs(last.right - first.right) < _AS_WIDE
        ):
            last.go_on(first, begins)
            here = here[1:]
    blocks += here
