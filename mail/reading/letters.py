"""What we sent, prepared for comparison: its lines, its words, and which question each line belongs to."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import accumulate, takewhile

from mail.reading.bodies import bodies
from mail.reading.lines import Line, spans_of, text_lines, words_of
from mail.reading.markup import html_lines
from mail.reading.parts import parse
from questionnaires.model import Question, Questionnaire
from usecases.replies import SentLetter

MAX_LETTERS = 8
_CODE = re.compile(r"\[\s*([A-Za-z]{0,3}\d+(?:\.\d+)*[a-z]?)\s*\]")
_KNOWN = re.compile(r"([A-Za-z]{0,3}\d+(?:\.\d+)*[a-z]?)\s[–—-]\s")
_ITEM = re.compile(r"[–—•*·-]\s|==|\d+[.)]\s")


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
                key = tuple(self.words[line.first : min(line.first + 3, line.stop)])
                self.starts.setdefault(key, []).append(number)
                self.openers.add(key[0])


class SentMail:
    """What was sent to a person, each flavour prepared when it is first compared with; `ids` are Message-IDs."""

    def __init__(self, sent: tuple[SentLetter, ...], questionnaire: ByIdentity) -> None:
        self.ids = frozenset(letter.message_id.strip().casefold() for letter in sent)
        self._questionnaire = questionnaire
        self._letters = [parse(letter.raw) for letter in sent[:MAX_LETTERS]]
        self._plain = [
            [line for body in bodies(mail, "text/plain")[0] for line in text_lines(body)] for mail in self._letters
        ]

    @cached_property
    def text(self) -> SentText:
        """The text parts."""
        return self._prepared(self._plain, wrapped=True)

    @cached_property
    def html(self) -> SentText:
        """The pages."""
        pages = [[line for body in bodies(mail, "text/html")[1] for line in html_lines(body)] for mail in self._letters]
        return self._prepared(pages, wrapped=False)

    @cached_property
    def known(self) -> str:
        """All words of the text parts: what a receipt gave back stands among them."""
        return " ".join(self.text.words)

    def _prepared(self, letters: list[list[Line]], wrapped: bool) -> SentText:
        sent = SentText()
        wording, about = _wording(self._questionnaire)
        for number, lines in enumerate(letters):
            _add(sent, lines, _Vocabulary(about, self._plain[number]), wording, number, wrapped)
        sent.close()
        return sent


@lru_cache(maxsize=64)
def sent_mail(sent: tuple[SentLetter, ...], questionnaire: ByIdentity) -> SentMail:
    """The letters prepared; kept, as many replies answer the same ones."""
    return SentMail(sent, questionnaire)


class ByIdentity:
    """A questionnaire as a key: comparing the whole value at each reply would cost more than reading it."""

    __slots__ = ("codes", "key", "questions", "value")

    def __init__(self, value: Questionnaire) -> None:
        self.value = value
        self.questions = {question.code: question for question in value.questions()}
        self.codes = tuple(self.questions)
        self.key = (value.id, value.version, self.codes)

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ByIdentity) and self.key == other.key


_seen: dict[int, ByIdentity] = {}  # by id(); each entry keeps its questionnaire alive, so that no id is used twice


def identity(questionnaire: Questionnaire) -> ByIdentity:
    """The key of this very questionnaire, with its codes and questions at hand; the last few are kept."""
    found = _seen.get(id(questionnaire))
    if found is None:
        if len(_seen) >= 32:
            _seen.clear()
        found = _seen[id(questionnaire)] = ByIdentity(questionnaire)
    return found


def prepared(sent: tuple[SentLetter, ...], questionnaire: Questionnaire) -> SentMail:
    """What was sent, ready to be compared with a reply."""
    return sent_mail(sent, identity(questionnaire))


@lru_cache(maxsize=16)
def _wording(questionnaire: ByIdentity) -> tuple[dict[str, list[str]], dict[str, tuple[str, frozenset[str]]]]:
    """By code the words of each question as it is asked; by folded code the code and every word about it."""
    questions = list(questionnaire.value.questions())
    return (
        {q.code: words_of(f"{q.code} {q.text}") for q in questions},
        {q.code.casefold(): (q.code, frozenset(_question_words(q))) for q in questions},
    )


def _question_words(question: Question) -> set[str]:
    words = set(words_of(f"{question.code} {question.text} {question.short} {question.help}"))
    for text in (*question.examples, *(p.text for p in question.probes), *(c.label for c in question.choices)):
        words.update(words_of(text))
    for entry in question.fields:
        words.update(words_of(f"{entry.label} {entry.help}"))
    return words


class _Vocabulary:
    """Every word that stands in a question or in its block of the text part, by the question's code."""

    def __init__(self, about: dict[str, tuple[str, frozenset[str]]], plain: list[Line]) -> None:
        self.about = about
        self._blocks: dict[str, list[list[str]]] = {}
        owner = ""
        block: list[str] = []
        for line in plain:
            key = line.key
            if not key:
                owner = ""
            elif found := _CODE.match(key) if key[0] == "[" else _KNOWN.match(key):
                owner = found[1].casefold()
                block = [key]
                self._blocks.setdefault(owner, []).append(block)
            elif owner:
                block.append(key)

    def knows(self, folded: str, words: tuple[str, ...]) -> bool:
        """Whether nearly all of these words are about this question."""
        known = self.about[folded][1]
        blocks = [_block_words(tuple(block)) for block in self._blocks.get(folded, ())]
        count = sum(word in known or any(word in block for block in blocks) for word in words)
        return count >= 0.8 * len(words)


@lru_cache(maxsize=2048)
def _block_words(keys: tuple[str, ...]) -> frozenset[str]:
    return frozenset(word for key in keys for word, _, _ in spans_of(key))


def _add(
    sent: SentText,
    lines: list[Line],
    vocabulary: _Vocabulary,
    wording: dict[str, list[str]],
    letter: int,
    wrapped: bool,
) -> None:
    about = vocabulary.about
    owner, echo, blank = "", False, True
    last_words = 0
    for line in lines:
        if not line.key:
            blank = True
            sent.spaced.append("")
            if echo:
                owner, echo = "", False
            continue
        asks = False
        words, gaps, code, given, item = _taken_apart(line.text, line.key)
        if code in about:
            owner, asks, echo = about[code][0], True, False
        elif given in about:
            owner, asks, echo = about[given][0], True, True
        elif owner and (blank or not wrapped) and not vocabulary.knows(owner.casefold(), words):
            # below a blank line of the text part, and anywhere in a page, our own words may begin again
            owner, echo = "", False
        begins = not wrapped or blank or asks or last_words == 0 or item
        first = len(sent.words)
        sent.words += words
        number = len(sent.lines)
        sent.line_at += [number] * len(words)
        sent.gaps += gaps
        solid = 0
        if asks and not echo:
            asked = wording.get(owner, ())
            solid = first + sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(asked, words, strict=False)))
            solid = first + len(asked) if solid == first + len(words) < first + len(asked) else 0
        sent.place.append(len(sent.spaced))
        sent.spaced.append(line.key)
        sent.lines.append(
            SentLine(line.key, owner, asks, echo, begins, first, len(sent.words), solid=solid, letter=letter)
        )
        blank = False
        last_words = len(words)


# Most lines are the same in the letters to everybody.
@lru_cache(maxsize=4096)
def _taken_apart(text: str, key: str) -> tuple[tuple[str, ...], tuple[str, ...], str, str, bool]:
    """The words of a line, what stands after each, the folded code it asks or gives back, whether it is an item."""
    spans = spans_of(text)
    following = [*(start for _, start, _ in spans[1:]), len(text)]
    asked = _CODE.match(key)
    given = None if asked else _KNOWN.match(key)
    return (
        tuple(word for word, _, _ in spans),
        tuple(text[end:start] for (_, _, end), start in zip(spans, following, strict=False)),
        asked[1].casefold() if asked else "",
        given[1].casefold() if given else "",
        bool(_ITEM.match(key)),
    )
