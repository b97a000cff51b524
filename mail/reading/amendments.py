"""Amendments by mail: remarks on top, remarks between the quoted paragraphs, changes typed in them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise

from rapidfuzz import fuzz, process

from mail.reading.agreeing import agrees, praises
from mail.reading.announcing import is_cover_note
from mail.reading.blocks import Block, Blocks
from mail.reading.citing import skeleton
from mail.reading.commands import Commands
from mail.reading.intents import intents_in
from mail.reading.itemising import announces, is_request, items_of, places_what_follows, starts_anew, statements_of
from mail.reading.lines import Line, straight, words_of
from mail.reading.sent import SentText
from mail.reading.whereabouts import HEADINGS
from synthesis.draft import Change, Draft, Paragraph
from usecases.replies import Intent, IntentKind, ProposedChange

_ALIKE, _QUITE_ALIKE = 70, 85  # per cent: from there a paragraph of theirs is a new wording of ours, a short one
_LONGEST_REMARK = 6_000  # characters; a longer one is no command, and a remark on the whole


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
        self.changes: list[ProposedChange] = []
        self.intents: list[Intent] = []

    def run(self, lines: list[Line], page: bool) -> tuple[list[ProposedChange], list[Intent]]:
        layout = self.blocks.layout(lines, page)
        self._outside(layout.above)
        place: dict[int, int] = {}  # paragraph -> block
        kinds: list[int] = []  # the paragraph that a block is, -1: ours otherwise, -2: theirs
        for number, block in enumerate(layout.within):
            found = self._paragraph_of(block, place)
            kinds.append(found)
            if found >= 0:
                place.setdefault(found, number)
        self._edits(layout.within, kinds, place)
        self._close_placed()
        self._deletions(kinds, [self.blocks.is_quoted(block) for block in layout.within])
        self._outside(layout.below)
        if self.changes:
            self.intents = [i for i in self.intents if i.kind is not IntentKind.NOTHING_TO_REPORT]
        return self.changes, self.intents

    def _outside(self, blocks: Sequence[Block]) -> None:
        """What is said above or below our letter; a paragraph that was copied there is what the next remark is"
        " about."""
        context: Paragraph | None = None
        for block in blocks:
            if block.words not in self.keys and " " in block.words and f" {block.words} " in f" {self.ours} ":
                continue  # « Bonjour Marie Dupont, » below the header of our letter
            copied = self._copied(block)
            if copied is not None and copied.style not in HEADINGS:
                self._close_placed()
                context = copied
                if block.words != " ".join(words_of(copied.text)):
                    self._add(ProposedChange(copied.id, Change.REPLACE, copied.text, block.text))
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

    def _paragraph_of(self, block: Block, place: dict[int, int]) -> int:
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

    def _edits(self, blocks: Sequence[Block], kinds: Sequence[int], place: dict[int, int]) -> None:
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
                    and not is_request(block.text)
                )
                if replaced:
                    paragraph = self.paragraphs[following]
                    self._add(ProposedChange(paragraph.id, Change.REPLACE, paragraph.text, block.text))
                    place[following] = number
                else:
                    self._remarks(block, self.paragraphs[context] if context >= 0 else None)

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

    def _remarks(self, block: Block, context: Paragraph | None) -> None:
        """What one block says beside the draft: each item of a list, each below the line that says where."""
        items = items_of(block.lines)
        if context is not None or starts_anew(items[0]):
            self._close_placed()
        placed = self.placed
        for number, item in enumerate(items):
            if len(items) > 1 and not number and announces(item):
                continue
            where = self.commands.targets.where.scope(straight(skeleton(item).text))
            is_last = number == len(items) - 1
            if context is None and places_what_follows(item, where.is_known) and (len(items) == 1 or not is_last):
                placed = item
                if len(items) == 1:
                    self._close_placed()
                    self.placed = item
                continue
            self._remark(item, context, placed)
            if placed == self.placed:
                self.used = True

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
        found = intents_in(text)
        if context is None and found and len(text) < 600 and not skeleton(text).cited:
            self.intents.extend(found)
            quiet = all(
                i.kind in (IntentKind.NOTHING_TO_REPORT, IntentKind.THANKS, IntentKind.FINISHED, IntentKind.CLOSED)
                for i in found
            )
            if quiet or any(i.kind in (IntentKind.HANDOVER, IntentKind.REFUSAL) for i in found):
                return
        statements = statements_of(text) if len(text) < _LONGEST_REMARK else []
        lead = placed
        told: list[list[ProposedChange]] = []
        for statement in statements:
            is_placed = self.commands.targets.where.scope(skeleton(statement).text).is_known
            told.append(self.commands.changes(statement, context, "" if is_placed else lead))
            lead = statement if is_placed else lead
        if not any(told):
            changes = self.commands.changes(text, context, placed) if len(statements) > 1 else []
            for change in changes or [self._comment(text, context, placed)]:
                self._add(change)
            return
        # several changes in one paragraph, and what is said between them
        beside: list[str] = []
        for statement, changes in [*zip(statements, told, strict=True), ("", [])]:
            if statement and not changes:
                beside.append(statement)
                continue
            if beside and not all(map(_adds_nothing, beside)):
                self._add(self._comment(" ".join(beside), context, placed))
            beside = []
            for change in changes:
                self._add(change)

    def _comment(self, text: str, context: Paragraph | None, placed: str = "") -> ProposedChange:
        about = self.commands.about(text, context, placed)
        if context is not None and fuzz.ratio(text.casefold(), context.text.casefold()) >= _ALIKE:
            return ProposedChange(context.id, Change.REPLACE, context.text, text)
        if context is not None and not is_request(text):
            return ProposedChange(context.id, Change.INSERT, "", text)
        said = f"{placed} {text}" if placed and context is None else text
        return ProposedChange(about.id if about else "", Change.COMMENT, about.text if about else "", said)


_PART = re.compile(r"\b(?:l'|la |le )?(?:axe|partie|section|chapitre|point)s?\s?\d(?:(?:,| et| [àa])\s?\d)*\b", re.I)


def _adds_nothing(statement: str) -> bool:
    """Whether a sentence beside a change announces it, thanks, or approves what it does not change."""
    return is_cover_note(statement) or announces(statement) or praises(_PART.sub("le texte", statement))
