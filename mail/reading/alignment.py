"""Aligns a reply with what was sent: what matches is ours, the rest theirs, and it is known where it stands.

One pass over the lines of the reply, with the place in our text where its next words are expected. A line that
equals one of ours costs one look-up; only the others are compared word by word. A match begins at the start of a
paragraph of ours (a code in brackets may begin anywhere on a line) and goes on over line breaks, so re-wrapping,
quote marks, lost formatting and damaged accents do not matter, while a sentence of ours inside an answer stays theirs.
"""

from __future__ import annotations

from bisect import bisect_left
from itertools import compress, count
from operator import ne

from rapidfuzz import fuzz

from mail.reading.headers import names_a_writer
from mail.reading.lines import Line, Spans, spans_of
from mail.reading.matching import Matcher
from mail.reading.regions import SAYS, Alignment, Region
from mail.reading.sent import SentLine, SentText

_BLOCK = 64  # lines that are compared at once
_NUMBERS = range(_BLOCK)


def align(lines: list[Line], sent: SentText, marks: bool = True) -> Alignment:
    """Compare the lines of a reply with one flavour of what was sent; `marks`: quoted lines may carry `>`."""
    return _Aligner(lines, sent, marks).aligned()


class _Aligner(Matcher):
    def __init__(self, lines: list[Line], sent: SentText, marks: bool) -> None:
        super().__init__(lines, sent)
        self.regions: list[Region] = []
        self.region: Region | None = None
        self.blank = False
        self.blanks: list[int] = []  # the depths of the blank lines behind the region, which are its own if it goes on
        self.asked: set[str] = set()
        self.next_line = 0
        self.struck = False  # this line was struck: it may be ours, but says nothing of theirs
        self.midway = False  # the last match ended within a paragraph, on the line before
        self.first_marked = len(lines)
        self.last_marked = -1
        self.keys = [line.key for line in lines]
        depths = [line.depth for line in lines] if marks else []
        self.marked = self._is_marked(depths)
        # where the quoted text carries marks, a line without them (0) is none of our very next ones
        self.depths = depths if self.marked else [1] * len(lines)

    def _is_marked(self, depths: list[int]) -> bool:
        """Whether the quoted text carries marks: then an unmarked line inside it is never ours."""
        known = (number for number in compress(count(), depths) if self.looks_ours(self.lines[number]))
        first = next(known, -1)
        if first < 0 or next(known, -1) < 0:
            return False
        self.first_marked = first
        backwards = compress(count(len(depths) - 1, -1), reversed(depths))
        self.last_marked = next(number for number in backwards if self.looks_ours(self.lines[number]))
        return True

    def aligned(self) -> Alignment:
        number, size = 0, len(self.lines)
        while number < size:
            line = self.lines[number]
            self.struck = line.struck
            if self.region is None and self.matched and (not line.key or self._is_our_next(number)):
                number = self._run(number)
                continue
            if not line.key:
                self.blank = True
                self.midway = False
                if self.region is not None:
                    self.blanks.append(line.depth)
            elif not self._allowed(number, line):
                if self.region is not None or SAYS.search(line.text) or line.text == "--":
                    self._theirs(line.text, line.depth, beside=False)
                self.midway = False
            elif not self._whole(number, line):
                self._words(number, line)
            number += 1
        self._close(None, touches=False)
        return Alignment(self.regions, self.marked, self.asked, self.matched)

    def _is_our_next(self, number: int) -> bool:
        at, known = self.next_line, self.sent.keys
        return at < len(known) and known[at] == self.keys[number] and self.depths[number] > 0

    def _run(self, number: int) -> int:
        """Pass over what nearly all quoted lines are, our very next ones; the number of the first line that is not."""
        sent, keys, depths = self.sent, self.keys, self.depths
        at = first = self.next_line
        size, blank, end = len(sent.keys), self.blank, len(keys)
        while number < end:
            key = keys[number]
            if not key:
                blank = True
                number += 1
            elif at < size and sent.keys[at] == key and depths[number]:
                # as they stood, blank lines included: many at once
                place = sent.place[at]
                theirs, known = keys[number : number + _BLOCK], sent.spaced[place : place + _BLOCK]
                same = next(compress(_NUMBERS, map(ne, theirs, known)), min(len(theirs), len(known)))
                if 0 in depths[number : number + same]:
                    same = depths.index(0, number) - number
                number += same
                at = sent.line_after[place + same]
                blank = not keys[number - 1]
            else:
                break
        if at > first:
            self.used.update(range(first, at))
            for asking in sent.asking[bisect_left(sent.asking, first) : bisect_left(sent.asking, at)]:
                self.asked.add(sent.lines[asking].owner)
            self.matched += at - first
            self.last = sent.lines[at - 1]
            self.expected = self.last.end
            self.midway = self.expected < self.last.stop
            self.next_line = at
        if blank:
            self.midway = False
        self.blank = blank
        return number

    def _allowed(self, number: int, line: Line) -> bool:
        if not self.marked or line.depth or not (self.first_marked < number < self.last_marked):
            return True
        # the end of a quoted line that a client broke, left without its mark
        return self.midway and self.region is None

    # --- whole lines

    def _whole(self, number: int, line: Line) -> bool:
        """Take the line as ours when it equals one of our lines at a place where that makes sense."""
        hits = self.sent.exact.get(line.key)
        if hits is None:
            return False
        chosen = self._choose(hits, number, line)
        if chosen < 0 or (chosen in self.used and self._goes_on_to_the_end(line)):
            return False
        self._accept(chosen)
        self.expected = self.sent.lines[chosen].end
        self.midway = self.expected < self.sent.lines[chosen].stop
        return True

    def _choose(self, hits: list[int], number: int, line: Line) -> int:
        sent = self.sent
        best = hits[0]
        if len(hits) > 1:
            best = next((hit for hit in hits if sent.lines[hit].first >= self.expected), best)
            if not self._is_next(best):
                best = self._with_best_follower(hits, number, best)
        known = sent.lines[best]
        size = known.end - known.first
        if known.asks and (size >= 3 or self._is_next(best) or self.follows(number, best)):
            return best
        if self.marked and line.depth:
            return best
        if self._is_next(best) and (size >= 3 or self.follows(number, best)):
            return best
        if not known.begins:
            return best if size >= 4 and self.follows(number, best) else -1
        if known.owner and (self.last is None or self.last.owner != known.owner) and not self.follows(number, best):
            return best if size >= 8 and best not in self.used else -1
        if best in self.used or size < 4:
            return best if self.follows(number, best) else -1
        return best

    def _goes_on_to_the_end(self, line: Line) -> bool:
        # two paragraphs of ours may begin alike: then the one that is expected is meant
        spans = spans_of(line.text)
        return self.length_from(spans, 0, self.expected) == len(spans)

    def _is_next(self, number: int) -> bool:
        return self.sent.lines[number].first == self.expected and (self.matched > 0 or number == 0)

    def _with_best_follower(self, hits: list[int], number: int, default: int) -> int:
        if self.follows(number, default):
            return default
        return next((hit for hit in hits if self.follows(number, hit)), default)

    # --- word by word

    def _words(self, number: int, line: Line) -> None:
        spans = spans_of(line.text) if self.may_hold_ours(line) and not names_a_writer(line.text) else ()
        if not spans:
            if SAYS.search(line.text) or line.text == "--" or (self.region is not None and self.region.lines):
                self._theirs(line.text, line.depth, beside=False)
            self.midway = False
            return
        position, start, anything = 0, 0, False
        theirs_from = 0
        while position < len(spans):
            found = self.match(spans, position, number, line)
            if found is None:
                nxt = self.next_start(spans, position, line)
                if nxt is None:
                    break
                position = nxt
                found = self.match(spans, position, number, line)
                if found is None:
                    position += 1
                    continue
            at, length = found
            if position > theirs_from:
                self._between(line, spans, theirs_from, position, start, at)
            self._accept(self.sent.line_at[at])
            for passed in range(self.sent.line_at[at], self.sent.line_at[at + length - 1] + 1):
                self.last = self.sent.lines[passed]
                if self.last.asks:
                    self.asked.add(self.last.owner)
            # a line that was only begun may go on
            self.next_line = passed + 1 if at + length >= self.sent.lines[passed].end else len(self.sent.lines)
            anything = True
            self.expected = at + length
            position += length
            theirs_from = position
            start = self._gap_end(line, spans, position, at + length - 1)
        self.midway = False
        if theirs_from >= len(spans):
            if anything and self.last is not None:
                self.midway = self.expected < self.last.stop
            return
        if anything and self.marked and line.depth:
            upcoming = [span[0] for span in spans[theirs_from:]]
            if upcoming == self.sent.words[self.expected : self.expected + len(upcoming)]:
                # the first words of our next paragraph, at the end of a quoted line
                self._accept(self.sent.line_at[self.expected])
                self.expected, self.next_line = self.expected + len(upcoming), len(self.sent.lines)
                return
        rest = line.text[start:].strip()
        if rest and (anything or not self.is_damaged(line)):
            self._theirs(rest, line.depth, beside=anything)

    def _gap_end(self, line: Line, spans: Spans, position: int, word: int) -> int:
        """Where their text begins after our word: the punctuation that is ours is passed over."""
        begin = spans[position - 1][2]
        end = spans[position][1] if position < len(spans) else len(line.text)
        ours = "".join(self.sent.gaps[word].split())
        taken = 0
        for offset in range(begin, end):
            character = line.text[offset]
            if character.isspace():
                continue
            if taken < len(ours) and character == ours[taken]:
                taken += 1
                begin = offset + 1
            else:
                break
        return begin

    def _between(self, line: Line, spans: Spans, first: int, position: int, start: int, at: int) -> None:
        """Their words between two runs of ours on one line (or before the first)."""
        theirs = " ".join(span[0] for span in spans[first:position])
        if first and self.last is not None and self.expected <= at:
            ours = " ".join(self.sent.words[max(self.expected - 3, 0) : at])
            if theirs and theirs in ours:
                return
        elif first and fuzz.ratio(theirs, " ".join(self.sent.words[max(at - position + first, 0) : at])) >= 60:
            return
        text = line.text[start : spans[position][1]].rstrip()
        text = text.removesuffix("[").rstrip()
        if text.strip():
            self._theirs(text.strip(), line.depth, beside=first > 0)

    # --- regions

    def _accept(self, number: int) -> None:
        known = self.sent.lines[number]
        self._close(known, touches=not self.blank)
        self.last = known
        self.used.add(number)
        self.next_line = number + 1
        self.matched += 1
        if known.asks:
            self.asked.add(known.owner)
        self.blank = False

    def _theirs(self, text: str, depth: int, beside: bool) -> None:
        if self.struck:
            return
        if self.region is None:
            self.within = True
            self.region = Region(before=self.last, beside=beside, touches_before=beside or not self.blank)
        if self.blanks:
            self.region.lines += [""] * len(self.blanks)
            self.region.depths += self.blanks
            self.blanks.clear()
        self.region.lines.append(text)
        self.region.depths.append(depth)
        self.blank = False

    def _close(self, after: SentLine | None, touches: bool) -> None:
        if self.region is not None:
            self.region.after = after
            self.region.touches_after = touches
            self.regions.append(self.region)
            self.region = None
            self.within = False
            self.blanks.clear()
