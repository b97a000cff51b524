"""What we sent, prepared for comparison: its lines, its words, and which question each line belongs to."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import takewhile

from mail.reading.lines import Line, spans_of, text_lines, words_of
from mail.reading.markup import html_lines
from mail.reading.parts import Part, parse
from questionnaires.model import Question, Questionnaire
from usecases.replies import SentLetter

MAX_LETTERS = 8
_CODE = re.compile(r"\[\s*([A-Za-z]{0,3}\d+(?:\.\d+)*[a-z]?)\s*\]")
_KNOWN = re.compile(r"([A-Za-z]{0,3}\d+(?:\.\d+)*[a-z]?)\s[–—-]\s")
_READABLE = frozenset({"text/plain", "text/html", "text/enriched", "text/richtext"})
_COMMAND = re.compile(r"<param>[^<]*</param>|<(?!<)/?[a-z-]+>", re.I)
_PAGE = re.compile(r"\s*(?:<\?xml[^>]*>\s*)?<(?:!doctype\s+html|html|body)\b", re.I)
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

    def close(self) -> None:
        """Fill the indexes once all lines stand."""
        stop = len(self.words)
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


@dataclass(frozen=True)
class SentMail:
    """Both flavours of what was sent to a person, and the words of the answers that receipts gave back."""

    text: SentText
    html: SentText
    ids: frozenset[str]
    known: str


@lru_cache(maxsize=64)
def sent_mail(sent: tuple[SentLetter, ...], questionnaire: ByIdentity) -> SentMail:
    """The letters prepared; kept, as many replies answer the same ones."""
    text, html = SentText(), SentText()
    wording, about = _wording(questionnaire)
    for number, letter in enumerate(sent[:MAX_LETTERS]):
        texts, pages = bodies(parse(letter.raw))
        plain = [line for body in texts for line in text_lines(body)]
        page = [line for body in pages for line in html_lines(body)]
        vocabulary = _vocabulary(about, plain)
        _add(text, plain, vocabulary, wording, number, wrapped=True)
        _add(html, page, vocabulary, wording, number, wrapped=False)
    text.close()
    html.close()
    return SentMail(
        text, html, frozenset(letter.message_id.strip().casefold() for letter in sent), " ".join(text.words)
    )


class ByIdentity:
    """A questionnaire as a key: comparing the whole value at each reply would cost more than reading it."""

    __slots__ = ("key", "value")

    def __init__(self, value: Questionnaire) -> None:
        self.value = value
        self.key = (value.id, value.version, value.codes)

    def __hash__(self) -> int:
        return hash(self.key)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, ByIdentity) and self.key == other.key


def prepared(sent: tuple[SentLetter, ...], questionnaire: Questionnaire) -> SentMail:
    """What was sent, ready to be compared with a reply."""
    return sent_mail(sent, ByIdentity(questionnaire))


def bodies(mail: Part) -> tuple[list[str], list[str]]:
    """The text parts and the HTML parts of a message that are meant to be read, in order."""
    texts: list[str] = []
    pages: list[str] = []
    named: list[Part] = []
    for part in mail.walk():
        if part.media_type not in _READABLE or part.children:
            continue
        if part.header("content-disposition") and part.disposition == "attachment":
            continue
        if part.file_name:
            named.append(part)
            continue
        _add_body(part, texts, pages)
    if not texts and not pages and len(named) == 1 and named[0].disposition != "attachment":
        _add_body(named[0], texts, pages)
    return texts, pages


def _add_body(part: Part, texts: list[str], pages: list[str]) -> None:
    """One text part: a page where it is one, whatever it was declared."""
    text = part.text()
    if part.media_type in ("text/enriched", "text/richtext"):
        text = _COMMAND.sub("", text[:200_000])
    is_page = part.media_type == "text/html" or (text.lstrip()[:1] == "<" and bool(_PAGE.match(text)))
    (pages if is_page else texts).append(text)


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


def _vocabulary(about: dict[str, tuple[str, frozenset[str]]], plain: list[Line]) -> dict[str, tuple[str, set[str]]]:
    """Per folded code: the code, and every word that stands in its question or in its block of the text part."""
    known = {folded: (code, set(words)) for folded, (code, words) in about.items()}
    owner = ""
    for line in plain:
        if found := _CODE.match(line.key) or _KNOWN.match(line.key):
            owner = found[1].casefold()
        elif not line.key:
            owner = ""
        if owner in known:
            known[owner][1].update(word for word, _, _ in spans_of(line.key))
    return known


def _add(
    sent: SentText,
    lines: list[Line],
    vocabulary: dict[str, tuple[str, set[str]]],
    wording: dict[str, list[str]],
    letter: int,
    wrapped: bool,
) -> None:
    owner, echo, blank = "", False, True
    last_words = 0
    for line in lines:
        if not line.key:
            blank = True
            if echo:
                owner, echo = "", False
            continue
        asks = False
        words, gaps, code, given, item = _taken_apart(line.text, line.key)
        if code in vocabulary:
            owner, asks, echo = vocabulary[code][0], True, False
        elif given in vocabulary:
            owner, asks, echo = vocabulary[given][0], True, True
        if owner and not asks:
            known = vocabulary[owner.casefold()][1]
            if sum(word in known for word in words) < 0.8 * len(words):
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
