"""A reply to a draft as paragraphs: those above our letter, those within it and those below."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from mail.reading.announcing import is_cover_note
from mail.reading.closing import without_opening
from mail.reading.footers import without_disclaimer, without_footers
from mail.reading.grids import with_rows
from mail.reading.headers import cut_at_headers
from mail.reading.intents import sentences
from mail.reading.lines import Line, straight, words_of
from mail.reading.signatures import split_signature
from synthesis.draft import Paragraph, Style
from synthesis.remarks.orders import CONTINUES, OPENS


@dataclass
class Block:
    """One paragraph of the reply. A row of a table has its cells set apart by a tab."""

    text: str
    words: str
    depth: int
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Layout:
    """What is said above our letter, the letter with what was done to it, and what is said below."""

    above: tuple[Block, ...]
    within: tuple[Block, ...]
    below: tuple[Block, ...]


class Blocks:
    """Cuts replies to one letter, in which these paragraphs circulate. `ours` are its words."""

    def __init__(self, paragraphs: Sequence[Paragraph], ours: str, sender: str) -> None:
        self.ours = f" {ours} "
        self.sender = sender
        self.keys = {" ".join(words_of(p.text)) for p in paragraphs}
        self.longest = max(map(len, self.keys), default=0)
        self.rows = [p.text.split("\t") for p in paragraphs if p.style is Style.ROW and "\t" in p.text]

    def layout(self, lines: list[Line], page: bool) -> Layout:
        """The paragraphs of these lines; in a page a paragraph is one line, unless it was broken at the margin."""
        blocks = self._blocks(lines, page and not self._is_wrapped(lines))
        kept: list[Block] = []
        for block in self._with_rows(blocks) if page else blocks:
            said = [piece for segment in cut_at_headers(list(block.lines), True) for piece in segment if piece]
            if said and without_footers(said):
                kept.append(block)
        quoted = [number for number, block in enumerate(kept) if self.is_quoted(block)]
        if not quoted:
            return Layout(self._plain(kept, page), (), ())
        # somebody may copy or cite a paragraph above; the letter begins where it is marked, or with its own opening
        begins = [number for number in quoted if kept[number].depth]
        begins = begins or [number for number in quoted if not self._is_of_the_draft(kept[number])]
        first = begins[0] if begins else quoted[0]
        while first and kept[first - 1].depth and kept[first].depth:
            first -= 1
        last = quoted[-1]
        return Layout(
            self._plain(_without_header(kept[:first]), page),
            tuple(kept[first : last + 1]),
            self._plain(kept[last + 1 :], page),
        )

    def is_quoted(self, block: Block) -> bool:
        """Whether these are words of ours; « Bonjour » and « Cordialement » stand in our letters too."""
        return len(block.words.split()) >= 5 and f" {block.words} " in self.ours

    def _is_of_the_draft(self, block: Block) -> bool:
        return any(f" {block.words} " in f" {key} " for key in self.keys)

    def _is_wrapped(self, lines: list[Line]) -> bool:
        """Whether a page holds text that was broken at the margin: two lines that are one sentence of ours."""
        for first, second in pairwise(line.text for line in lines):
            goes_on = 30 < len(first) < 100 and second[:1].islower() and first[-1:] not in ".:;!?"
            if goes_on and f" {' '.join(words_of(f'{first} {second}'))} " in self.ours:
                return True
        return False

    def _blocks(self, lines: list[Line], whole: bool) -> list[Block]:
        blocks: list[Block] = []
        current: list[str] = []
        words: list[str] = []
        depth = 0

        def close() -> None:
            if current:
                blocks.append(_block(current, depth))
                current.clear()
                words.clear()

        for line, after in zip(lines, [*lines[1:], None], strict=True):
            if not line.text:
                close()
                continue
            if current and line.depth != depth:
                close()
            depth = line.depth
            current.append(line.text)
            words += words_of(line.text) if len(words) <= self.longest else []
            # a remark may follow a paragraph of ours without a blank line
            mark_follows = after is not None and bool(after.text) and not words_of(after.text)
            if whole or (len(words) <= self.longest and " ".join(words) in self.keys and not mark_follows):
                close()
        close()
        return blocks

    def _with_rows(self, blocks: list[Block]) -> list[Block]:
        """The cells of a table of ours, each a line of the page, brought together again row by row."""
        done: list[Block] = []
        number = 0
        rows = list(self.rows)
        while number < len(blocks):
            row = next((r for r in rows if _is_row(r, [b.text for b in blocks[number : number + len(r)]])), None)
            if row is None and done and (width := self._width_of_new_row(done[-1], blocks[number:])):
                row = [""] * width
            if row is None:
                done.append(blocks[number])
                number += 1
                continue
            cells = blocks[number : number + len(row)]
            text = "\t".join(cell.text for cell in cells)
            done.append(Block(text, " ".join(words_of(text)), cells[0].depth, (text,)))
            if row in rows:
                rows.remove(row)
            number += len(row)
        return done

    def _width_of_new_row(self, above: Block, blocks: Sequence[Block]) -> int:
        """How many cells a row has that was added below a row of ours, or 0."""
        width = above.text.count("\t") + 1
        cells = 0
        for block in blocks[: 10 * width + 1]:
            key = (
                block.words in self.keys
                or self.is_quoted(block)
                or any(words_of(block.text) == words_of(row[0]) for row in self.rows)
            )
            if key or len(block.text) > 80 or block.text[-1:] in ".!?":
                break
            cells += 1
        return width if width > 1 and cells and cells % width == 0 else 0

    def _plain(self, blocks: Sequence[Block], page: bool) -> tuple[Block, ...]:
        """What is said outside the draft, without the grammar of letters around it."""
        lines = [line for block in blocks for line in (*block.lines, "")]
        said: list[Block] = []
        for segment in cut_at_headers(lines, True):
            left = without_opening(without_disclaimer(without_footers(segment)))
            left = split_signature(left, self.sender)[0]
            for paragraph in "\n".join(left).split("\n\n"):
                block = _block([line for line in paragraph.split("\n") if line], 0)
                if re.search(r"\w", block.text):
                    said.append(block)
        if page and all(len(block.lines) == 1 for block in said):
            said = [_block(row, 0) for row in with_rows([block.text for block in said])]
        return tuple(block for block in said if not all(map(is_cover_note, sentences(block.text))))


def _block(lines: Sequence[str], depth: int) -> Block:
    text = " ".join(lines).strip()
    return Block(text, " ".join(words_of(text)), depth, tuple(lines))


_HEADER = re.compile(r"^\W*(?:de|from|[àa]|to|cc|date|sent|envoy[ée]|objet|sujet|subject)\b.{1,300}$", re.I)


def _without_header(blocks: Sequence[Block]) -> Sequence[Block]:
    """Without the header of our letter at the end, also where its names have no colon."""
    last = len(blocks)
    while last and len(blocks[last - 1].lines) == 1 and _HEADER.match(blocks[last - 1].text):
        last -= 1
    return blocks[:last] if len(blocks) - last >= 3 else blocks


def _is_row(row: Sequence[str], cells: Sequence[str]) -> bool:
    """Whether these lines are this row: all cells but one are the same, and the first one says which row it is."""
    if len(cells) < len(row):
        return False
    same = [words_of(theirs) == words_of(ours) for theirs, ours in zip(cells, row, strict=True)]
    return sum(same) >= max(1, len(row) - 1) and (same[0] or len(row) > 2)


def together(blocks: Sequence[Block]) -> tuple[Block, ...]:
    """The blocks, with those joined that are one order: « Remplacer : », « … », « par : », « … »."""
    done: list[Block] = []
    for block in blocks:
        opens = bool(done) and OPENS.search(straight(done[-1].lines[-1])) is not None
        goes_on = bool(done) and len(done[-1].lines) > 1 and CONTINUES.search(straight(block.text)) is not None
        # « Texte actuel : … » only goes with its « Texte proposé : … »
        old = opens and ":" in done[-1].lines[-1].strip(" :\u00a0")
        if goes_on or (opens and (not old or CONTINUES.search(straight(block.text)))):
            done.append(_block((*done.pop().lines, *block.lines), block.depth))
        else:
            done.append(block)
    return tuple(done)
