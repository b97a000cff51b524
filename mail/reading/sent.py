"""One flavour of what we sent, as a sequence of words that knows its lines and their questions.

The letters to the people of one campaign differ in a few lines only, those with a name or a token: a letter is
copied from one that was prepared before, and only the lines that differ are put in anew.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import accumulate, chain, compress, count, takewhile
from operator import is_not
from typing import TypeVar

from mail.reading.alike import Letter
from mail.reading.vocabulary import Taken, Vocabulary, Wording

_MOST_MODELS = 32
_MOST_CHANGED = 40  # lines; more are no letter alike


@dataclass(slots=True)
class SentLine:
    """One line of ours. `owner` is the code of the question it belongs to, or "".

    `asks` marks the line that begins a question, `echo` a line that gives an answer back (in a receipt).
    `first` and `end` are positions in the words of the whole; `stop` is where its paragraph ends, `solid` how far
    a match must go to be no accident: to the end of the question's own words.
    """

    key: str
    owner: str
    asks: bool
    echo: bool
    begins: bool
    first: int
    end: int
    stop: int = 0
    solid: int = 0
    letter: int = 0

    def reading(self, key: str) -> SentLine:
        """A line with other words at this place."""
        return SentLine(
            key, self.owner, self.asks, self.echo, self.begins,
            self.first, self.end, self.stop, self.solid, self.letter,
        )  # fmt: skip


@dataclass
class SentText:
    """One flavour (text or HTML) of several letters, newest first, as one sequence of words."""

    lines: list[SentLine] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    line_at: list[int] = field(default_factory=list)  # word position -> line
    gaps: list[str] = field(default_factory=list)  # what stands after each word, up to the next on its line
    exact: dict[str, list[int]] = field(default_factory=dict)
    starts: dict[tuple[str, ...], list[int]] = field(default_factory=dict)
    openers: set[str] = field(default_factory=set)  # the first word of every paragraph
    keys: list[str] = field(default_factory=list)  # of every line
    asking: list[int] = field(default_factory=list)  # the lines that begin a question
    spaced: list[str] = field(default_factory=list)  # the keys with the blank lines between them, as they stood
    place: list[int] = field(default_factory=list)  # line -> where it stands in `spaced`
    line_after: list[int] = field(default_factory=list)  # place in `spaced` -> the line that stands there or next

    def close(self) -> None:
        """Fill the indexes once all lines stand."""
        stop = len(self.words)
        self.keys = [line.key for line in self.lines]
        self.asking = [number for number, line in enumerate(self.lines) if line.asks]
        self.line_after = list(accumulate(map(bool, self.spaced), initial=0))
        for number in range(len(self.lines) - 1, -1, -1):
            line = self.lines[number]
            line.stop = max(stop, line.end)
            if line.begins:
                stop = line.first
            line.solid = line.end if not line.solid else min(line.solid, line.stop)
        for number, line in enumerate(self.lines):
            self.exact.setdefault(line.key, []).append(number)
            if line.begins and line.end > line.first:
                key = self.start_of(line)
                self.starts.setdefault(key, []).append(number)
                self.openers.add(key[0])

    def start_of(self, line: SentLine) -> tuple[str, ...]:
        """The words that a paragraph begins with, three at most."""
        return tuple(self.words[line.first : min(line.first + 3, line.stop)])


@dataclass
class _Model:
    """A flavour that was prepared, with what others alike are copied from."""

    taken: list[Taken]
    vocabularies: Sequence[Vocabulary]
    text: SentText = field(default_factory=SentText)
    numbers: list[int] = field(default_factory=list)  # line as it stood, blank ones too -> line of the text, or -1
    asked: dict[int, tuple[int, str, bool]] = field(default_factory=dict)  # line as it stood -> letter, code, whether
    # its words are known to be about that question

    def copied(self, taken: list[Taken], vocabularies: Sequence[Vocabulary]) -> SentText | None:
        """The same text with these lines of the same shapes, or None where more than words would change."""
        changed = list(compress(count(), map(is_not, self.taken, taken)))
        if len(changed) > _MOST_CHANGED:
            return None
        if any(taken[at].asks or taken[at].gives for at in changed):
            return None
        others = [theirs.unlike(mine) for mine, theirs in zip(self.vocabularies, vocabularies, strict=True)]
        for at, (letter, owner, known) in self.asked.items():
            doubtful = owner in others[letter] or at in changed
            if doubtful and vocabularies[letter].knows(owner, taken[at].words) is not known:
                return None
        return self._with(changed, taken)

    def _with(self, changed: list[int], taken: list[Taken]) -> SentText:
        old = self.text
        new = replace(
            old, lines=old.lines.copy(), words=old.words.copy(), gaps=old.gaps.copy(), exact=old.exact.copy(),
            keys=old.keys.copy(), spaced=old.spaced.copy(),
        )  # fmt: skip
        begun: dict[int, None] = {}
        for at in changed:
            number, line = self.numbers[at], taken[at]
            known = old.lines[number]
            new.lines[number] = known.reading(line.key)
            new.words[known.first : known.end] = line.words
            new.gaps[known.first : known.end] = line.gaps
            new.keys[number] = new.spaced[old.place[number]] = line.key
            _move(new.exact, number, known.key, line.key)
            while number and not old.lines[number].begins:
                number -= 1
            begun[number] = None
        starts = old.starts.copy()
        for number in begun:
            known = old.lines[number]
            if known.begins and known.end > known.first:
                _move(starts, number, old.start_of(known), new.start_of(known))
        if starts != old.starts:
            new.starts, new.openers = starts, {key[0] for key in starts}
        return new


K = TypeVar("K", str, tuple[str, ...])


def _move(index: dict[K, list[int]], number: int, old: K, new: K) -> None:
    """Have the line of this number under another key; the lists of an index are shared, and replaced."""
    if old == new:
        return
    left = [other for other in index[old] if other != number]
    if left:
        index[old] = left
    else:
        del index[old]
    index[new] = sorted([*index.get(new, ()), number])


_models: OrderedDict[object, _Model] = OrderedDict()  # by wording, flavour and the shapes of all lines


def sent_text(
    letters: Sequence[Letter], vocabularies: Sequence[Vocabulary], wording: Wording, wrapped: bool
) -> SentText:
    """The lines of one flavour of these letters, prepared; `wrapped`: it is the text part, broken at a margin."""
    flat = list(chain.from_iterable([letter.lines for letter in letters]))
    shape = (wording, wrapped, tuple([letter.shape() for letter in letters]))
    model = _models.get(shape)
    if model is not None:
        _models.move_to_end(shape)
        copied = model.copied(flat, vocabularies)
        if copied is not None:
            return copied
    model = _Model(flat, vocabularies)
    for number, letter in enumerate(letters):
        _add(model, letter.lines, wording, number, wrapped)
    model.text.close()
    _models[shape] = model
    if len(_models) > _MOST_MODELS:
        _models.popitem(last=False)
    return model.text


def _add(model: _Model, lines: list[Taken], wording: Wording, letter: int, wrapped: bool) -> None:
    about, sent, vocabulary = wording.about, model.text, model.vocabularies[letter]
    owner, echo, blank = "", False, True
    last_words = 0
    for line in lines:
        words = line.words
        if not line.key:
            blank = True
            sent.spaced.append("")
            model.numbers.append(-1)
            if echo:
                owner, echo = "", False
            continue
        asks = False
        if line.asks in about:
            owner, asks, echo = about[line.asks][0], True, False
        elif line.gives in about:
            owner, asks, echo = about[line.gives][0], True, True
        elif owner and (blank or not wrapped):
            # below a blank line of the text part, and anywhere in a page, our own words may begin again
            known = vocabulary.knows(owner.casefold(), words)
            model.asked[len(model.numbers)] = letter, owner.casefold(), known
            if not known:
                owner, echo = "", False
        begins = not wrapped or blank or asks or last_words == 0 or line.item
        first = len(sent.words)
        sent.words += words
        number = len(sent.lines)
        sent.line_at += [number] * len(words)
        sent.gaps += line.gaps
        solid = 0
        if asks and not echo:
            asked = wording.asked.get(owner, ())
            solid = first + sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(asked, words, strict=False)))
            solid = first + len(asked) if solid == first + len(words) < first + len(asked) else 0
        model.numbers.append(number)
        sent.place.append(len(sent.spaced))
        sent.spaced.append(line.key)
        sent.lines.append(
            SentLine(line.key, owner, asks, echo, begins, first, len(sent.words), solid=solid, letter=letter)
        )
        blank = False
        last_words = len(words)
