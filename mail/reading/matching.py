"""Where words of ours may begin in a reply, how far they go on, and what makes a match no accident."""

from __future__ import annotations

import re

from rapidfuzz import fuzz

from mail.reading.lines import Line, Spans, first_word, spans_of
from mail.reading.sent import SentLine, SentText

BRACKETED = re.compile(r"\[\s*[A-Za-z]{0,3}\d+(?:\.\d+)*[a-z]?\s*\]")


class Matcher:
    """The place in our text that a reply has reached, and the matches that are possible from there.

    `expected` is the position of our next word, `last` our line that was found last, `used` all that were found;
    `within` says that their words stand between the last match and here.
    """

    def __init__(self, lines: list[Line], sent: SentText) -> None:
        self.lines = lines
        self.sent = sent
        self.expected = 0
        self.last: SentLine | None = None
        self.used: set[int] = set()
        self.matched = 0
        self.marked = False
        self.within = False

    def may_hold_ours(self, line: Line) -> bool:
        """A cheap look before words are compared: most lines of an answer hold nothing of ours."""
        if "[" in line.text or len(line.text) > 400 or (self.last is not None and self.expected < self.last.stop):
            return True
        opener = first_word(line.text)
        expected = self.sent.words[self.expected] if self.expected < len(self.sent.words) else ""
        return opener == expected or opener in self.sent.openers

    def looks_ours(self, line: Line) -> bool:
        """Whether this quoted line is one of ours, or begins like one."""
        if not line.depth or not line.key:
            return False
        if line.key in self.sent.exact or BRACKETED.match(line.key):
            return True
        words = tuple(word for word, _, _ in spans_of(line.text[:200])[:3])
        return len(words) == 3 and words in self.sent.starts

    def follows(self, number: int, chosen: int) -> bool:
        """Whether the next line of the reply is our next line too (or both end here)."""
        following = chosen + 1
        if following >= len(self.sent.lines):
            return True
        for line in self.lines[number + 1 : number + 4]:
            if line.key:
                wanted = self.sent.lines[following]
                if line.key == wanted.key:
                    return True
                mine = [word for word, _, _ in spans_of(line.text[:400])]
                ours = self.sent.words[wanted.first : wanted.first + len(mine)]
                return len(ours) >= 2 and mine[: len(ours)] == ours
        return False

    def match(self, spans: Spans, position: int, number: int, line: Line) -> tuple[int, int] | None:
        """Our words that stand at this place of the line: (position in our words, how many)."""
        words = self.sent.words
        goes_on = self.length_from(spans, position, self.expected)
        if goes_on and self._goes_on(spans, position, goes_on, number):
            return self.expected, goes_on
        key = tuple(span[0] for span in spans[position : position + 3])
        candidates = self.sent.starts.get(key, [])
        if not candidates and position + len(key) == len(spans):
            candidates = self.sent.starts.get(key[:2], []) or self.sent.starts.get(key[:1], [])
        best: tuple[int, int] | None = None
        for candidate in candidates:
            known = self.sent.lines[candidate]
            length = self.length_from(spans, position, known.first)
            if not self._may_begin(spans, position, known, length, line, candidate):
                continue
            if best is None or length > best[1] or (length == best[1] and best[0] < self.expected <= known.first):
                best = (known.first, length)
        if best is not None:
            return best
        if position == 0 and self.last is not None and self.expected < self.last.stop and not self.within:
            return self._resume(spans, position, words)
        return None

    def length_from(self, spans: Spans, position: int, at: int) -> int:
        words, length = self.sent.words, 0
        limit = min(len(spans) - position, len(words) - at)
        while length < limit and spans[position + length][0] == words[at + length]:
            length += 1
        if length > 1:
            # a word or two of the next paragraph may just as well be the first of an answer
            last = self.sent.lines[self.sent.line_at[at + length - 1]]
            if last.begins and last.first > at and at + length < min(last.first + 3, last.end):
                length = last.first - at
        return length

    def _goes_on(self, spans: Spans, position: int, length: int, number: int) -> bool:
        if self.last is None and self.expected > 0:
            return False
        if self.matched == 0 and length < 3:
            return False
        end = self.expected + length
        if self.matched == 0 and length < 6 and position + length < len(spans):
            # our title is the subject too, which stands in the headers of quoted mails
            return self._begins_ours(spans, position + length)
        midway = self.last is not None and self.expected < self.last.stop
        reaches_end = self.last is not None and end >= self.last.stop
        if midway and not self.within:
            return length >= 3 or reaches_end or position + length == len(spans)
        if length >= 4:
            return True
        covers = position == 0 and length == len(spans)
        at_end_of_line = end == self.sent.lines[self.sent.line_at[end - 1]].end
        return covers and at_end_of_line and self.follows(number, self.sent.line_at[end - 1])

    def _may_begin(self, spans: Spans, position: int, known: SentLine, length: int, line: Line, candidate: int) -> bool:
        whole = known.first + length >= known.stop
        covers = position + length == len(spans)
        if known.asks:
            if known.echo:
                return position == 0 and length >= 4
            # a question, as far as its line goes: an answer may well begin with some words of its question
            if known.first + length >= known.solid or covers:
                return length >= 4 or (covers and (length >= 3 or whole))
            if length < 3 or (length < 0.5 * (known.solid - known.first) and not (self.marked and line.depth)):
                return False
            return bool(self.marked and line.depth) or self._goes_on_later(spans, position + length, known, length)
        if position > 0:
            return not known.owner and length >= 6 and (whole or covers) and candidate not in self.used
        if not covers and length < 6 and not (whole and self._begins_ours(spans, position + length)):
            return False
        if known.owner and (self.last is None or self.last.owner != known.owner):
            return length >= 8 and candidate not in self.used
        if candidate in self.used and not (self.marked and line.depth):
            return False
        return length >= 4 or (length >= 2 and self.marked and line.depth > 0)

    def _begins_ours(self, spans: Spans, position: int) -> bool:
        return tuple(span[0] for span in spans[position : position + 3]) in self.sent.starts

    def _goes_on_later(self, spans: Spans, position: int, known: SentLine, length: int) -> bool:
        """Whether the question goes on behind a changed word."""
        rest = self.sent.words[known.first + length : known.solid]
        theirs = [span[0] for span in spans[position : position + len(rest) + 6]]
        ours = {tuple(rest[i : i + 3]) for i in range(len(rest) - 2)}
        return any(tuple(theirs[i : i + 3]) in ours for i in range(len(theirs) - 2))

    def _resume(self, spans: Spans, position: int, words: list[str]) -> tuple[int, int] | None:
        """Our paragraph goes on after some words of it were taken away or changed."""
        assert self.last is not None
        for at in range(self.expected + 1, min(self.expected + 40, self.last.stop - 2)):
            if words[at] == spans[position][0] and (length := self.length_from(spans, position, at)) >= 4:
                return at, length
        return None

    def next_start(self, spans: Spans, position: int, line: Line) -> int | None:
        """The next place on this line where words of ours may begin: a code in brackets, or our paragraph goes on."""
        nearest: int | None = None
        found = BRACKETED.search(line.text, spans[position][1])
        if found:
            nearest = next((i for i in range(position + 1, len(spans)) if spans[i][1] > found.start()), None)
        stop = min(len(spans) if nearest is None else nearest, position + 60)
        if self.last is not None and self.expected < self.last.stop:
            upcoming = self.sent.words[self.expected : min(self.last.stop, self.expected + 60)]
            for i in range(position + 1, stop):
                for offset, word in enumerate(upcoming):
                    if word == spans[i][0] and offset + 1 < len(upcoming):
                        length = self.length_from(spans, i, self.expected + offset)
                        if length >= 3 and self._alike(spans, position, i, offset):
                            self.expected += offset
                            return i
        # a client that threw all line breaks away: our paragraphs may begin anywhere on an endless line
        if not self.marked and len(line.text) > 400:
            for i in range(position + 1, stop):
                if tuple(span[0] for span in spans[i : i + 3]) in self.sent.starts:
                    return i
        return nearest

    def _alike(self, spans: Spans, start: int, end: int, offset: int) -> bool:
        """Whether the words in between are ours, a little changed, and not an answer put there."""
        theirs = " ".join(span[0] for span in spans[start:end])
        ours = " ".join(self.sent.words[self.expected : self.expected + offset])
        return bool(ours) and abs(end - start - offset) <= 2 and fuzz.ratio(theirs, ours) >= 60

    def is_damaged(self, line: Line) -> bool:
        """Whether a marked line is one of our next lines, changed a little by a client (a rewritten link)."""
        if not (self.marked and line.depth) or len(line.key) < 20 or self.last is None or "/" not in line.key:
            return False
        number = self.sent.line_at[self.expected - 1] if self.expected else 0
        return any(fuzz.ratio(line.key, known.key) >= 90 for known in self.sent.lines[number : number + 4])
