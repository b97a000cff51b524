"""From what is theirs and where it stands to answers on their questions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from campaigns.contribution import Manner
from mail.reading.closing import (
    is_closing,
    is_introduction,
    is_substantial,
    without_late_greeting,
    without_opening,
)
from mail.reading.codes import names_a_code
from mail.reading.columns import in_order, is_heading, shares_of, without_total
from mail.reading.correcting import added, corrected, stated_before
from mail.reading.first_names import is_first_name
from mail.reading.footers import without_disclaimer, without_footers
from mail.reading.fronted import says_nothing
from mail.reading.headers import cut_at_headers, header_words, is_greeting, names_in
from mail.reading.keyed import Entry, Keyed, keyed
from mail.reading.layout import by_depth, stand_above
from mail.reading.letters import identity
from mail.reading.lines import words_of
from mail.reading.merging import Candidate
from mail.reading.naming import named
from mail.reading.regions import SAYS, Alignment, Region
from mail.reading.running import on_lines, without_bars
from mail.reading.signatures import ends_letter, is_only_signature, split_signature
from mail.reading.sweeping import swept
from mail.reading.trimming import (
    is_rest_of,
    trimmed,
    without_address,
    without_common_mark,
    without_dash,
    without_heading,
    without_label,
    without_question,
    without_speaker,
    without_verb,
)
from mail.reading.worded import split_below
from questionnaires.model import Kind
from usecases.replies import Asked

_LONGEST_SIGNATURE = 14
MOST_LINES = 3_000
_MARK = re.compile(r"[-–—?/∅]{1,3}")  # « Q3a : - », « Q3b : ? »: said, whatever it means
_LINK = re.compile(r"^\W*(?:<?(?:https?://|mailto:|www\.)\S+>?\W*)+$", re.I)


@dataclass
class Placing:
    """Everything found in one body. `free` is text without a question, with its depth."""

    candidates: list[Candidate] = field(default_factory=list)
    free: list[tuple[str, int]] = field(default_factory=list)
    said: list[str] = field(default_factory=list)  # all text of theirs outside the questions, for intents
    signatures: list[str] = field(default_factory=list)
    keyed: bool = False  # keys were found, with or without an answer behind them


def place(alignment: Alignment, asked: Asked, sender: str) -> Placing:
    """Place every region; what stands under a question is its answer, the rest is searched for keys."""
    return _Placer(alignment, asked, sender).run()


class _Placer:
    def __init__(self, alignment: Alignment, asked: Asked, sender: str) -> None:
        self.alignment = alignment
        known = identity(asked.questionnaire)
        self.codes = known.codes
        self.open = asked.open
        self.asked = asked.questionnaire
        self.questions = known.questions
        self.sender = sender
        self.result = Placing()
        self.header_words = header_words("\n".join([line for region in alignment.regions for line in region.lines]))
        self.above = stand_above(alignment, self.codes)
        self.answered = {r.before.owner for r in alignment.regions if r.before is not None and r.before.owner}

    def run(self) -> Placing:
        regions = self.alignment.regions
        for number, region in enumerate(regions):
            last = number == len(regions) - 1
            for depth, lines in by_depth(region, self.alignment.marked):
                self._region(region, lines, depth, last)
        without_common_mark(self.result.candidates)
        return self.result

    def _region(self, region: Region, lines: list[str], depth: int, last: bool) -> None:
        ours_follow = region.after is not None
        if len(lines) > MOST_LINES:
            # nobody writes that much in a mail: what stands further down is shown, not searched for keys
            self.result.free.append((trimmed(lines[MOST_LINES:]), depth))
            lines = lines[:MOST_LINES]
        segments = cut_at_headers(lines, ours_follow, self.header_words)
        if len(segments) > 1:
            # whoever wrote the messages below signs what is quoted of them
            self.sender = f"{self.sender} {' '.join(names_in(lines))}"
        owner = self._owner(region)
        for number, segment in enumerate(segments):
            if owner and number == 0:
                self._under(region, owner, segment, depth, last, len(segments) > 1)
            else:
                # after a second header the words are those of an earlier message
                nested = depth + max(0, number - 1) if depth == 0 else depth
                below = last and region is not self.alignment.regions[0]
                if not (below and len(self.open) > 1 and self._signed_off(segment)):
                    self._free(segment, nested)

    def _owner(self, region: Region) -> str:
        if self.above:
            return region.after.owner if region.after is not None and region.after.asks else ""
        return region.before.owner if region.before is not None else ""

    # --- under a question

    def _under(self, region: Region, owner: str, lines: list[str], depth: int, last: bool, cut: bool) -> None:
        if last or cut or region.after is None:
            lines = without_disclaimer(without_footers(lines))
            lines, signature = split_signature(lines, self.sender, strict=region.after is not None and not cut)
            self.result.signatures += signature
        text = trimmed(lines) if len(lines) > 1 else lines[0].strip() if lines else ""
        if not SAYS.search(text) or (region.beside and _LINK.match(text)):
            return
        if (region.beside or depth or not self.alignment.marked) and is_rest_of(text, self.questions.get(owner)):
            return
        if region.beside:
            text = without_dash(text)
        text = without_label(text)
        text = without_speaker(text, self.sender)
        if region.before is not None and region.before.echo:
            self._add(owner, text, "correction", depth)
            return
        if not names_a_code(text, self.codes):
            self._placed_under(region, owner, text, depth)
            return
        found = keyed(text.split("\n"), self.codes)
        mine = [entry for entry in found.entries if entry.codes == (owner,) and entry.how != "number"]
        others = [
            entry
            for entry in found.entries
            if entry.codes != (owner,)
            and not self.answered.intersection(entry.codes)
            and not entry.collapsed
            and entry.how != "number"
        ]
        keyed_here = bool(others or (mine and found.entries[0] is mine[0])) and not found.unsure
        if not keyed_here or len(others) + len(mine) < len(found.entries):
            self._placed_under(region, owner, text, depth)
            return
        if before := trimmed(without_opening(found.before)):
            self._add(owner, before, "under", depth)
        self._entries(found.entries, depth)

    def _placed_under(self, region: Region, owner: str, text: str, depth: int) -> None:
        how = "above" if self.above else "beside" if region.beside else "under"
        self._add(owner, text, how, depth, sure=self.above is not None or region.beside)

    # --- anywhere else

    def _signed_off(self, lines: list[str]) -> bool:
        """Whether this is only the sender's signature, which some clients put below all that is quoted."""
        alone = is_only_signature(lines, self.sender)
        self.result.signatures += lines if alone else []
        return alone

    def _free(self, lines: list[str], depth: int) -> None:
        lines = without_disclaimer(without_footers(lines))
        if not any(SAYS.search(line) for line in lines):
            return
        if not any(SAYS.search(line) for line in without_opening(lines)):
            self.result.said.append("\n".join(lines))  # « Bonjour, nos réponses sont dans le texte. »
            return
        lines = self._without_sweeps(without_bars(lines), depth)
        found = named(on_lines(lines, self.codes), self.asked, self.open)
        if found.entries:
            for entry in found.entries[:-1]:
                tail = entry.lines[-_LONGEST_SIGNATURE:]
                if any(map(ends_letter, tail)) and any(map(self._is_sender, tail)):
                    # a postscript answers below the signature
                    entry.lines, signature = split_signature(entry.lines, self.sender, strict=True)
                    self.result.signatures += signature
                entry.lines = without_heading(entry.lines)
            if total := without_total(found.entries):
                self.result.free.append((total, depth))
            last = found.entries[-1]
            last.lines, addressed = without_address(last.lines)
            if addressed:
                self.result.said.append(addressed)
                self.result.free.append((addressed, depth))
            said, signature = split_signature(without_late_greeting(last.lines), self.sender)
            if any(line.strip() for line in said) or self._signs(last, signature):
                last.lines = said
                self.result.signatures += signature
            numbered = found.entries[0].how == "number"
            one_open = len(self.open) == 1 and [entry.codes for entry in found.entries] != [tuple(self.open)]
            found.unsure = found.unsure or (numbered and (one_open or not _is_only_opening(found.before)))
        if found.unsure and found.entries[0].how == "title":
            # what is only like a question's title is shown on it
            for entry in found.entries:
                self._suggest(entry, depth)
            found = Keyed(found.before, [])
            lines = found.before
        elif found.unsure and not any(entry.codes for entry in found.entries if entry.how != "number"):
            rest = split_signature(lines, self.sender)[0]
            text = trimmed(without_opening(rest))
            self.result.said.append(text)
            if text and not self._in_order(text, depth):
                self.result.free.append((text, depth))
            return
        rest = found.before if found.entries else lines
        rest, signature = split_signature(rest, self.sender)
        self.result.signatures += signature
        self.result.said.append("\n".join(rest))
        text = trimmed(without_opening(rest))
        known = (
            self._in_order(text, depth)
            or (len(self.open) > 1 and is_first_name(text))
            or (found.entries and is_heading(text))
        )
        if text and is_substantial(text) and not known:
            self.result.free.append((text, depth))
        self._entries(found.entries, depth)

    def _in_order(self, text: str, depth: int) -> bool:
        values, sure = in_order(text.split("\n"), [self.questions[code] for code in self.open])
        for code, value in values:
            self._add(code, value, "order", depth, sure=sure)
        return bool(values)

    def _signs(self, last: Entry, signature: list[str]) -> bool:
        """Whether only a signature stands below the last key, which is left without an answer."""
        if not signature or is_closing(signature[0]):
            return any(line.strip() for line in signature[1:])  # « Cordialement » alone may be an answer
        people = any(self.questions[code].kind is Kind.PEOPLE for code in last.codes)
        return not people and not last.lines[0].strip() and self._is_sender(signature[0])

    def _is_sender(self, line: str) -> bool:
        """Whether this line is the sender's name in full, and nothing else."""
        name = words_of(self.sender.partition("<")[0])
        return len(name) > 1 and sorted(words_of(line)) == sorted(name)

    def _without_sweeps(self, lines: list[str], depth: int) -> list[str]:
        """The lines without « Néant pour toutes les questions sauf Q5 », which answers all the others."""
        found = swept(lines, self.codes)
        for said, codes in found.named:
            for code in codes:
                self._add(code, said, "whole", depth)
        if found.rest:
            asked = [code for code in self.open if code not in found.but and not self.questions[code].optional]
            for code in asked:
                self._add(code, found.rest, "rest", depth)
        return found.lines

    def _suggest(self, entry: Entry, depth: int) -> None:
        for code, mine in shares_of(entry):
            self._add(code, trimmed(mine.lines), entry.how, depth, sure=False)

    def _entries(self, entries: Sequence[Entry], depth: int) -> None:
        self.result.keyed = self.result.keyed or bool(entries)
        for entry in entries:
            if entry.collapsed and not says_nothing(trimmed(entry.lines)):
                if below := split_below(entry.lines, entry.codes, self.asked):
                    self._entries(below, depth)
                else:
                    self._suggest(entry, depth)
                continue
            for code, mine in shares_of(entry):
                self._keyed_entry(code, mine, depth)

    def _keyed_entry(self, code: str, entry: Entry, depth: int) -> None:
        text = trimmed(without_question(entry.lines, self.questions.get(code)))
        text = without_verb(without_dash(text)).rstrip(" ;")
        manner, question = entry.manner, self.questions.get(code)
        if entry.how in ("correction", "complement") and not re.search(r"\w", text):
            # « Merci de corriger la Q5. »: nothing stands behind the key
            stated = stated_before(entry.key, question)
            self._add(code, stated or entry.key.strip(), entry.how, depth, sure=bool(stated))
            return
        if entry.how == "correction":
            text, manner = corrected(text, manner, question)
        elif entry.how == "complement":
            text = added(text)
        self._add(code, text, entry.how, depth, manner)

    def _add(
        self, code: str, text: str, how: str, depth: int, manner: Manner = Manner.REPLACE, sure: bool = True
    ) -> None:
        if SAYS.search(text) or (how in ("code", "question") and _MARK.fullmatch(text)):
            self.result.candidates.append(Candidate(code, text, how, depth, manner, sure))


def _is_only_opening(lines: list[str]) -> bool:
    return all(not line.strip() or is_greeting(line) or is_introduction(line) for line in lines)
