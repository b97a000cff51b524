"""Amendments by mail: remarks on top, remarks between the quoted paragraphs, changes typed in them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from rapidfuzz import fuzz, process

from mail.reading.agreeing import agrees
from mail.reading.announcing import is_cover_note
from mail.reading.closing import without_opening
from mail.reading.commands import CITED, REMARK, Commands, items_of, statements_of
from mail.reading.footers import without_disclaimer, without_footers
from mail.reading.headers import cut_at_headers
from mail.reading.intents import intents_in, sentences
from mail.reading.lines import Line, straight, words_of
from mail.reading.sent import SentText
from mail.reading.signatures import split_signature
from synthesis.draft import Change, Draft, Paragraph
from usecases.replies import Intent, IntentKind, ProposedChange

_LONGEST_REMARK = 6_000  # characters; a longer one is no command, and a remark on the whole


@dataclass
class _Block:
    """One paragraph of the reply."""

    text: str
    words: str
    depth: int
    lines: tuple[str, ...] = ()


def changes_of(
    lines: list[Line], draft: Draft, sent: SentText, sender: str, page: bool = False
) -> tuple[list[ProposedChange], list[Intent]]:
    """The changes proposed in this reply and what else it says. The draft is quoted, changed or not, or not at all.

    `page`: the lines are those of a page, where a paragraph is one line and nothing need stand between two.
    """
    return _Review(draft, sent, sender).run(lines, page)


class _Review:
    def __init__(self, draft: Draft, sent: SentText, sender: str) -> None:
        self.sender = sender
        self.ours = " ".join(sent.words)
        self.commands = Commands(draft)
        self.paragraphs = self.commands.paragraphs
        self.keys = [" ".join(words_of(p.text)) for p in self.paragraphs]
        self.changes: list[ProposedChange] = []
        self.intents: list[Intent] = []

    def run(self, lines: list[Line], page: bool) -> tuple[list[ProposedChange], list[Intent]]:
        place: dict[int, int] = {}  # paragraph -> block
        blocks = self._blocks(lines, page and not self._is_wrapped(lines))
        kinds: list[int] = []  # the paragraph that a block is, -1: ours otherwise, -2: theirs
        for number, block in enumerate(blocks):
            found = self._paragraph_of(block, place)
            kinds.append(found)
            if found >= 0:
                place.setdefault(found, number)
        self._edits(blocks, kinds, place)
        self._deletions(kinds, [self._is_quoted(block) for block in blocks])
        return self.changes, self.intents

    def _is_wrapped(self, lines: list[Line]) -> bool:
        """Whether a page holds text that was broken at the margin: two lines that are one sentence of ours."""
        words = f" {self.ours} "
        for first, second in pairwise(line.text for line in lines):
            goes_on = 30 < len(first) < 100 and second[:1].islower() and first[-1:] not in ".:;!?"
            if goes_on and f" {' '.join(words_of(f'{first} {second}'))} " in words:
                return True
        return False

    def _blocks(self, lines: list[Line], whole: bool) -> list[_Block]:
        shown = [line.text for line in lines]
        depths = {id(line): line.depth for line in lines}
        blocks: list[_Block] = []
        current: list[str] = []
        depth = 0
        known = set(self.keys)
        longest = max(map(len, known), default=0)
        words: list[str] = []

        def close() -> None:
            if current:
                text = " ".join(current).strip()
                blocks.append(_Block(text, " ".join(words_of(text)), depth, tuple(current)))
                current.clear()
                words.clear()

        for line, text in zip(lines, shown, strict=True):
            if not text:
                close()
                continue
            if current and depths[id(line)] != depth:
                close()
            depth = line.depth
            current.append(text)
            words += words_of(text) if len(words) <= longest else []
            # a remark may follow a paragraph of ours without a blank line
            if whole or (len(words) <= longest and " ".join(words) in known):
                close()
        close()
        return self._without_grammar(blocks)

    def _without_grammar(self, blocks: list[_Block]) -> list[_Block]:
        kept: list[_Block] = []
        for block in blocks:
            said = [piece for segment in cut_at_headers(list(block.lines), True) for piece in segment if piece]
            if said and without_footers(said):
                kept.append(block)
        last_ours = max((n for n, b in enumerate(kept) if self._is_quoted(b)), default=-1)
        first_ours = next((n for n, b in enumerate(kept) if self._is_quoted(b)), len(kept))
        top = self._plain(kept[:first_ours])
        end = self._plain(kept[last_ours + 1 :]) if last_ours >= 0 else []
        return [*top, *kept[first_ours : last_ours + 1], *end]

    def _is_quoted(self, block: _Block) -> bool:
        # « Bonjour » and « Cordialement » stand in our letters too
        return len(block.words.split()) >= 5 and f" {block.words} " in f" {self.ours} "

    def _plain(self, blocks: Sequence[_Block]) -> list[_Block]:
        """What is said outside the draft, without the grammar of letters around it."""
        lines = [line for block in blocks for line in (*block.lines, "")]
        said: list[_Block] = []
        for segment in cut_at_headers(lines, True):
            left = without_opening(without_disclaimer(without_footers(segment)))
            left = split_signature(left, self.sender)[0]
            for paragraph in "\n".join(left).split("\n\n"):
                written = tuple(line for line in paragraph.split("\n") if line)
                text = " ".join(written).strip()
                if re.search(r"\w", text) and not all(map(is_cover_note, sentences(text))):
                    said.append(_Block(text, " ".join(words_of(text)), 0, written))
        return said

    def _paragraph_of(self, block: _Block, place: dict[int, int]) -> int:
        if not block.words:
            return -1
        if block.words in self.keys:
            return next((i for i, key in enumerate(self.keys) if key == block.words and i not in place), -1)
        if f" {block.words} " in f" {self.ours} ":
            return -1
        size = len(block.words.split())
        quoted = bool(place) or block.depth > 0
        best = process.extractOne(block.words, self.keys, scorer=fuzz.ratio, score_cutoff=60 if quoted else 85)
        if best is not None:
            index = best[2]
            if (len(self.keys[index].split()) >= 4 or best[1] >= 80) and index not in place:
                return index
        for index, key in enumerate(self.keys):
            if (
                index not in place
                and len(key.split()) >= 5
                and size > 5
                and f" {key} " in f" {block.words} "
                and quoted
            ):
                return index
        return -2

    def _edits(self, blocks: Sequence[_Block], kinds: Sequence[int], place: dict[int, int]) -> None:
        context = -1
        for number, (block, kind) in enumerate(zip(blocks, kinds, strict=True)):
            if kind >= 0:
                context = kind
                if block.words != self.keys[kind]:
                    paragraph = self.paragraphs[kind]
                    self._add(ProposedChange(paragraph.id, Change.REPLACE, paragraph.text, block.text))
            elif kind == -2:
                following = context + 1
                replaced = (
                    context >= 0
                    and following < len(self.paragraphs)
                    and following not in place
                    and number + 1 < len(kinds)
                    and kinds[number + 1] == following + 1
                    and (block.depth > 0 or blocks[number - 1].depth == 0)
                    and not REMARK.search(straight(block.text))
                )
                if replaced:
                    paragraph = self.paragraphs[following]
                    self._add(ProposedChange(paragraph.id, Change.REPLACE, paragraph.text, block.text))
                    place[following] = number
                else:
                    for item in items_of(block.lines):
                        self._remark(item, self.paragraphs[context] if context >= 0 else None)

    def _deletions(self, kinds: Sequence[int], quoted: Sequence[bool]) -> None:
        """Paragraphs that are gone from between two that stand, or from between one and the rest of our letter."""
        present = [kind for kind in kinds if kind >= 0]
        if len(set(present)) < 0.6 * len(self.paragraphs) or len(self.paragraphs) < 3:
            return
        changed = {change.paragraph for change in self.changes}
        ours = [kind == -1 and said for kind, said in zip(kinds, quoted, strict=True)]
        places = [number for number, kind in enumerate(kinds) if kind >= 0]
        neighbours = [(before, after) for before, after in pairwise(kinds) if before >= 0 and after >= 0]
        if any(ours[places[-1] :]):
            neighbours.append((kinds[places[-1]], len(self.paragraphs)))
        if any(ours[: places[0]]):
            neighbours.append((-1, kinds[places[0]]))
        for before, after in neighbours:
            if before + 1 < after <= before + 3:
                for missing in range(before + 1, after):
                    paragraph = self.paragraphs[missing]
                    if missing not in present and paragraph.id not in changed:
                        self._add(ProposedChange(paragraph.id, Change.DELETE, paragraph.text, ""))

    def _add(self, change: ProposedChange) -> None:
        if change not in self.changes:
            self.changes.append(change)

    def _remark(self, text: str, context: Paragraph | None) -> None:
        if context is None and agrees(text):
            self.intents.append(Intent(IntentKind.NOTHING_TO_REPORT, text))
            return
        found = intents_in(text)
        if context is None and found and len(text) < 600 and not CITED.search(text):
            self.intents.extend(found)
            quiet = all(
                i.kind in (IntentKind.NOTHING_TO_REPORT, IntentKind.THANKS, IntentKind.FINISHED, IntentKind.CLOSED)
                for i in found
            )
            if quiet or any(i.kind in (IntentKind.HANDOVER, IntentKind.REFUSAL) for i in found):
                return
        statements = statements_of(text) if len(text) < _LONGEST_REMARK else []
        told = [self.commands.command(statement, context) for statement in statements]
        if not any(told):
            change = self.commands.command(text, context) if statements else None
            self._add(change or self._comment(text, context))
            return
        # several changes in one paragraph, and what is said between them
        beside: list[str] = []
        for statement, change in [*zip(statements, told, strict=True), ("", None)]:
            if statement and change is None:
                beside.append(statement)
                continue
            if beside and not all(map(is_cover_note, beside)):
                self._add(self._comment(" ".join(beside), context))
            beside = []
            if change is not None:
                self._add(change)

    def _comment(self, text: str, context: Paragraph | None) -> ProposedChange:
        about = self.commands.about(text, context)
        if context is not None and not REMARK.search(straight(text)):
            return ProposedChange(context.id, Change.INSERT, "", text)
        return ProposedChange(about.id if about else "", Change.COMMENT, about.text if about else "", text)
