"""Amendments by mail: remarks on top, remarks between the quoted paragraphs, changes typed in them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from rapidfuzz import fuzz, process

from mail.reading.announcing import is_cover_note
from mail.reading.blocks import Block, Blocks, together
from mail.reading.intents import intents_in
from mail.reading.lines import Line, straight, words_of
from mail.reading.retracing import MOVED, OURS, THEIRS, Matched, matched, touched_up
from mail.reading.sent import SentText
from synthesis.draft import Change, Draft, Paragraph, Style
from synthesis.remarks.agreeing import agrees, praises
from synthesis.remarks.citing import skeleton
from synthesis.remarks.commands import Commands
from synthesis.remarks.itemising import (
    announced_order,
    announces,
    is_request,
    items_of,
    places_what_follows,
    starts_anew,
    statements_of,
)
from synthesis.remarks.several import approves_a_part, changes_in, remark
from synthesis.remarks.whereabouts import HEADINGS
from usecases.replies import Intent, IntentKind, ProposedChange

_ALIKE, _QUITE_ALIKE = 70, 85  # per cent: from there a paragraph of theirs is a new wording of ours, a short one
_PART_STARTS = re.compile(r"(?:^|(?<=[.!;\n]) *|(?<=RAS) |(?<=OK) )(?=[A-ZÀ-Ý][\w ’'-]{2,40}?\s*:)")
_MOST_GONE = 6  # paragraphs in a row; more were left out by whoever quoted, not struck out


def changes_of(
    lines: list[Line], draft: Draft, sent: SentText, sender: str, page: bool = False
) -> tuple[list[ProposedChange], list[Intent]]:
    """The changes proposed in this reply and what else it says. The draft is quoted, changed or not, or not at all.

    `page`: the lines are those of a page, where a paragraph is one line and nothing need stand between two.
    """
    return _Review(draft, sent, sender).run(lines, page)


class _Review:
    def __init__(self, draft: Draft, sent: SentText, sender: str) -> None:
        self.ours = " ".join(sent.words)
        self.commands = Commands(draft)
        self.paragraphs = self.commands.paragraphs
        self.keys = [" ".join(words_of(p.text)) for p in self.paragraphs]
        self.blocks = Blocks(self.paragraphs, self.ours, sender)
        self.placed = ""  # the line that says where the remarks below it belong
        self.used = False
        self.announced = ""  # « ajouter », where additions were announced
        self.parts_approved = 0
        self.changes: list[ProposedChange] = []
        self.intents: list[Intent] = []

    def run(self, lines: list[Line], page: bool) -> tuple[list[ProposedChange], list[Intent]]:
        layout = self.blocks.layout(lines, page)
        self._outside(layout.above)
        pieces = matched(layout.within, self.keys, self.ours)
        self._edits(pieces)
        self._close_placed()
        self._deletions(pieces)
        self._outside(layout.below)
        if self.parts_approved > 1 and all(i.kind is IntentKind.THANKS for i in self.intents) and not self.changes:
            self.intents = [Intent(IntentKind.NOTHING_TO_REPORT, " ".join(i.text for i in self.intents))]
        if self.changes:
            self.intents = [i for i in self.intents if i.kind is not IntentKind.NOTHING_TO_REPORT]
        return self.changes, self.intents

    def _outside(self, blocks: Sequence[Block]) -> None:
        """What is said above or below our letter; a paragraph that was copied there is what the next remark is"
        " about."""
        context: Paragraph | None = None
        blocks = together(blocks)
        for number, block in enumerate(blocks):
            if _announces(block.text) and number + 1 < len(blocks):
                self.announced = announced_order(block.text)
                continue
            if block.words not in self.keys and " " in block.words and f" {block.words} " in f" {self.ours} ":
                continue  # « Bonjour Marie Dupont, » below the header of our letter
            copied = self._copied(block)
            if copied is not None and copied.style not in HEADINGS:
                self._close_placed()
                context = copied
                if block.words != " ".join(words_of(copied.text)):
                    self._add(ProposedChange(copied.id, Change.REPLACE, copied.text, _as_set(copied, block.text)))
                continue
            if starts_anew(block.text):
                context = None
            self._remarks(block, context)
        self._close_placed()

    def _copied(self, block: Block) -> Paragraph | None:
        """The paragraph of the draft that this block is, or of which it is a new wording."""
        if block.words in self.keys:
            return self.paragraphs[self.keys.index(block.words)]
        if len(items_of(block.lines)) > 1 or self.commands.changes(block.text, None):
            return None
        best = process.extract(block.words, self.keys, scorer=fuzz.ratio, limit=2)
        least = _ALIKE if len(block.words.split()) >= 8 else _QUITE_ALIKE
        clear = len(best) == 1 or (len(best) > 1 and best[0][1] - best[1][1] > 5)
        return self.paragraphs[best[0][2]] if best and best[0][1] >= least and clear else None

    def _edits(self, pieces: Sequence[Matched]) -> None:
        context = -1
        there = {piece.kind for piece in pieces}
        touched = self._touched_up(pieces)
        for number, piece in enumerate(pieces):
            block, following = piece.block, context + 1
            if piece.kind >= 0:
                context = piece.kind
                if block.words != self.keys[context] or number in touched:
                    self._reword(context, block)
            elif piece.kind == MOVED and context >= 0:
                self._add(ProposedChange(self.paragraphs[context].id, Change.INSERT, "", block.text))
            elif piece.kind in (THEIRS, MOVED):
                behind = pieces[number + 1].kind if number + 1 < len(pieces) else THEIRS
                is_last = following + 1 == len(self.keys)
                if (
                    context >= 0
                    and following < len(self.keys)
                    and following not in there
                    and (behind == following + 1 or (behind == OURS and is_last))
                    and (block.depth > 0 or pieces[number - 1].block.depth == 0)
                    and not is_request(block.text)
                ):
                    self._reword(following, block)
                    there.add(following)
                else:
                    self._remarks(block, self.paragraphs[context] if context >= 0 else None)

    def _touched_up(self, pieces: Sequence[Matched]) -> set[int]:
        """Where only accents or marks were changed; where they differ everywhere, a client did it and nobody else."""
        same = [n for n, p in enumerate(pieces) if p.kind >= 0 and p.block.words == self.keys[p.kind]]
        found = {n for n in same if touched_up(pieces[n].block.text, self.paragraphs[pieces[n].kind].text)}
        return found if len(found) <= max(1, len(same) // 4) else set()

    def _reword(self, number: int, block: Block) -> None:
        paragraph = self.paragraphs[number]
        self._add(ProposedChange(paragraph.id, Change.REPLACE, paragraph.text, _as_set(paragraph, block.text)))

    def _deletions(self, pieces: Sequence[Matched]) -> None:
        """Paragraphs that are gone from between two that stand, or from between one and the rest of our letter."""
        present = {piece.kind for piece in pieces if piece.kind >= 0}
        if len(present) < 0.6 * len(self.paragraphs) or len(self.paragraphs) < 3:
            return
        changed = {change.paragraph for change in self.changes if change.kind is not Change.INSERT}
        kinds = [piece.kind for piece in pieces]
        ours = [piece.kind == OURS and self.blocks.is_quoted(piece.block) for piece in pieces]
        places = [number for number, kind in enumerate(kinds) if kind >= 0]
        standing = [kind for kind in kinds if kind not in (THEIRS, MOVED)]
        neighbours = [(before, after) for before, after in pairwise(standing) if before >= 0 and after >= 0]
        if any(ours[places[-1] :]):
            neighbours.append((kinds[places[-1]], len(self.paragraphs)))
        if any(ours[: places[0]]):
            neighbours.append((-1, kinds[places[0]]))
        for before, after in neighbours:
            if before + 1 < after <= before + 1 + _MOST_GONE:
                for paragraph in self.paragraphs[before + 1 : after]:
                    if paragraph.id not in changed:
                        self._add(ProposedChange(paragraph.id, Change.DELETE, paragraph.text, ""))

    def _add(self, change: ProposedChange) -> None:
        if change not in self.changes:
            self.changes.append(change)

    def _remarks(self, block: Block, context: Paragraph | None) -> None:
        """What one block says beside the draft: each item of a list, each below the line that says where."""
        items = self._by_parts(items_of(block.lines))
        if context is not None or starts_anew(items[0]):
            self._close_placed()
        placed = self.placed
        for number, item in enumerate(items):
            if len(items) > 1 and not number and _announces(item):
                self.announced = announced_order(item)
                continue
            where = self.commands.targets.where.scope(straight(skeleton(item).text))
            is_last = number == len(items) - 1
            if context is None and places_what_follows(item, where.is_known) and (len(items) == 1 or not is_last):
                placed = item
                if len(items) == 1:
                    self._close_placed()
                    self.placed = item
                continue
            said = self._of_a_part(item) if context is None else ""
            if said and praises(said):
                self.intents.append(Intent(IntentKind.THANKS, item))
                self.parts_approved += 1
                continue
            self._remark(item, context, placed)
            if placed == self.placed:
                self.used = True

    def _by_parts(self, items: list[str]) -> list[str]:
        """« Axe 1 : RAS. Axe 2 : … »: one remark on each part."""
        found: list[str] = []
        for item in items:
            starts = [m.start() for m in _PART_STARTS.finditer(item) if self._of_a_part(item[m.start() :])]
            edges = [*starts, len(item)] if len(starts) > 1 and starts[0] == 0 else [0, len(item)]
            found += [item[a:b].strip() for a, b in pairwise(edges)]
        return found

    def _of_a_part(self, text: str) -> str:
        """What is said behind the name of a part: « Axe 1 : RAS »."""
        lead, colon, said = text.partition(":")
        return said if colon and self.commands.targets.where.scope(straight(lead)).is_known and len(lead) < 150 else ""

    def _close_placed(self) -> None:
        """A line that seemed to say where the next remarks belong, and had none below it, is a remark itself."""
        if self.placed and not self.used:
            self._remark(self.placed, None)
        self.placed, self.used = "", False

    def _remark(self, text: str, context: Paragraph | None, placed: str = "") -> None:
        if agrees(text):
            # said of one paragraph, it approves that one alone
            kind = IntentKind.NOTHING_TO_REPORT if context is None else IntentKind.THANKS
            self.intents.append(Intent(kind, text))
            return
        if praises(text):
            self.intents.append(Intent(IntentKind.THANKS, text))
            return
        # what is cited does nothing
        own = " ".join(s for s in statements_of(text) if not skeleton(s).cited) if len(text) < 600 else ""
        found = intents_in(own) if own and context is None else []
        if found:
            self.intents.extend(found)
            quiet = all(
                i.kind in (IntentKind.NOTHING_TO_REPORT, IntentKind.THANKS, IntentKind.FINISHED, IntentKind.CLOSED)
                for i in found
            )
            if quiet or any(i.kind in (IntentKind.HANDOVER, IntentKind.REFUSAL) for i in found):
                text = " ".join(filter(self._is_beside_intents, statements_of(text)))
                if not text:
                    return
        changes = changes_in(
            self.commands, text, context, placed, lambda said: self._comment(said, context, placed), _announces
        )
        if not changes and self.announced and context is None:
            ordered = changes_in(
                self.commands,
                f"{self.announced} {text}",
                context,
                placed,
                lambda said: self._comment(said, context, placed),
            )
            changes = [replace(change, said=text) for change in ordered if change.kind is not Change.COMMENT]
        for change in changes or [self._comment(text, context, placed)]:
            self._add(change)

    def _is_beside_intents(self, statement: str) -> bool:
        """Whether a sentence says something of the draft, next to « J’ai fini » or « Je transmets à … »."""
        if self.commands.changes(statement, None):
            return True
        return not (intents_in(statement) or "@" in statement or _announces(statement) or approves_a_part(statement))

    def _comment(self, text: str, context: Paragraph | None, placed: str = "") -> ProposedChange:
        if context is not None and fuzz.ratio(text.casefold(), context.text.casefold()) >= _ALIKE:
            return ProposedChange(context.id, Change.REPLACE, context.text, text)
        if context is not None and not is_request(text, quotes=context.style in (Style.QUOTE, Style.ITEM)):
            return ProposedChange(context.id, Change.INSERT, "", text)
        return remark(self.commands, text, context, placed)


def _as_set(paragraph: Paragraph, text: str) -> str:
    """The new text of a paragraph; a row of a table, shown with bars, has tabs between its cells."""
    if paragraph.style is Style.ROW and "\t" not in text:
        return "\t".join(cell.strip() for cell in text.split("|"))
    return text


def _announces(text: str) -> bool:
    return is_cover_note(text) or announces(text)
