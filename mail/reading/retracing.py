"""Which paragraph of the draft each block of our quoted letter is: the same ones first, then the like in the gaps."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from mail.reading.blocks import Block
from mail.reading.lines import without_invisible

OURS, THEIRS, MOVED = -1, -2, -3  # what a block is that is no paragraph: of our letter, said, or a paragraph elsewhere
_ALIKE = 60.0  # per cent: below, what stands in the place of a paragraph is not its new wording
_SHORT = 80.0  # the same for a paragraph of up to three words
_TELLING = 5  # words; fewer stand anywhere


@dataclass(frozen=True)
class Matched:
    """A block and the number of its paragraph, or one of OURS, THEIRS, MOVED."""

    block: Block
    kind: int


def matched(blocks: Sequence[Block], keys: Sequence[str], ours: str) -> list[Matched]:
    """In their order. `keys` are the words of each paragraph, `ours` those of the whole letter.

    The pieces of a paragraph that was cut in two, or of which only some were left, come back as one block.
    """
    words = [block.words for block in blocks]
    anchors = difflib.SequenceMatcher(None, words, list(keys), autojunk=False).get_matching_blocks()
    done: list[Matched] = []
    block = key = 0
    last = max((a.a + a.size for a in anchors if a.size), default=0)
    placed = {a.b + n for a in anchors for n in range(a.size)}
    absent = {key for number, key in enumerate(keys) if number not in placed}
    for anchor in anchors:
        at_edge = not block or anchor.a >= len(blocks) or block >= last
        gap = _Gap(blocks[block : anchor.a], key, keys[key : anchor.b], ours, at_edge)
        for piece in gap.matched():
            moved = piece.kind == THEIRS and piece.block.words in absent
            long_enough = len(piece.block.words.split()) >= _TELLING
            done.append(Matched(piece.block, MOVED) if moved and long_enough else piece)
        done += [Matched(blocks[anchor.a + n], anchor.b + n) for n in range(anchor.size)]
        block, key = anchor.a + anchor.size, anchor.b + anchor.size
    return done


@dataclass
class _Gap:
    """Blocks between two that are paragraphs of ours, and the paragraphs that should stand there.

    `at_edge`: it is the opening or the ending of the letter, where more of ours stands.
    """

    blocks: Sequence[Block]
    first: int
    keys: Sequence[str]
    ours: str
    at_edge: bool

    def matched(self) -> Iterator[Matched]:
        next_key = 0
        number = 0
        while number < len(self.blocks):
            block = self.blocks[number]
            if not block.words:
                number += 1
                continue
            pieces, key = self._pieces(number, next_key)
            if pieces:
                yield Matched(_together(self.blocks[number : number + pieces]), self.first + key)
                next_key, number = key + 1, number + pieces
                continue
            number += 1
            if self._is_ours(block):
                yield Matched(block, OURS)
                continue
            found = self._alike(block, next_key)
            if found is None:
                yield Matched(block, THEIRS)
            else:
                yield Matched(block, self.first + found)
                next_key = found + 1

    def _is_ours(self, block: Block) -> bool:
        """Whether this is of our letter: at its ends anything, within it a piece of what should stand here."""
        if not self.at_edge:
            return f" {block.words} " in f" {' '.join(self.keys)} "
        return f" {block.words} " in f" {self.ours} "

    def _pieces(self, number: int, next_key: int) -> tuple[int, int]:
        """How many blocks from here are pieces of one paragraph of the gap, in their order, and which (0: none)."""
        for key in range(next_key, len(self.keys)):
            rest = f" {self.keys[key]} "
            count = 0
            for block in self.blocks[number:]:
                at = rest.find(f" {block.words} ")
                if at < 0 or len(block.words.split()) < (3 if count else _TELLING):
                    break
                rest = rest[at + len(block.words) + 1 :]
                count += 1
            if count:
                return count, key
        return 0, 0

    def _alike(self, block: Block, next_key: int) -> int | None:
        scored = [(fuzz.ratio(block.words, key), -n) for n, key in enumerate(self.keys) if n >= next_key and key]
        score, place = max(scored, default=(0.0, 0))
        if score >= (_ALIKE if len(self.keys[-place].split() if scored else ()) > 3 else _SHORT):
            return -place
        for n, key in enumerate(self.keys[next_key:], next_key):
            if len(key.split()) >= _TELLING and f" {key} " in f" {block.words} ":
                return n
        return None


def _together(blocks: Sequence[Block]) -> Block:
    if len(blocks) == 1:
        return blocks[0]
    text = " ".join(block.text for block in blocks)
    return Block(
        text, " ".join(block.words for block in blocks), blocks[0].depth, tuple(x for b in blocks for x in b.lines)
    )


_ALIKE_MARKS = str.maketrans(
    {"’": "'", "‘": "'", "«": '"', "»": '"', "“": '"', "”": '"', "–": "-", "—": "-", "\u2011": "-", "|": " ", "\t": " "}
)
_DAMAGED = re.compile("[?\ufffdÃâ\x80-\x9f]")


def touched_up(theirs: str, ours: str) -> bool:
    """Whether two texts of the same words differ in an accent, a small word or a mark that somebody changed.

    Blanks, the shape of quotation marks, apostrophes and dashes are the client's, and so is what it could not write.
    """
    one, other = _finely(theirs), _finely(ours)
    return one != other and len(_DAMAGED.findall(one)) <= len(_DAMAGED.findall(other))


def _finely(text: str) -> str:
    plain = unicodedata.normalize("NFC", without_invisible(text)).translate(_ALIKE_MARKS).replace("…", "...")
    plain = re.sub(r"\s*([:;!?%\"*_])\s*", r"\1", re.sub(r"[*_]", "", plain))
    return " ".join(plain.split())
