"""What we sent, prepared for comparison: the letters to a person, and the questionnaire that they ask."""

from __future__ import annotations

from functools import cached_property, lru_cache

from mail.reading.alike import letter_of
from mail.reading.bodies import readable
from mail.reading.lines import words_of
from mail.reading.parts import parsed
from mail.reading.sent import SentText, sent_text
from mail.reading.vocabulary import Wording
from questionnaires.model import Question, Questionnaire
from usecases.replies import SentLetter

MAX_LETTERS = 8


class SentMail:
    """What was sent to a person, each flavour prepared when it is first compared with; `ids` are Message-IDs."""

    def __init__(self, sent: tuple[SentLetter, ...], questionnaire: ByIdentity) -> None:
        self.ids = frozenset(letter.message_id.strip().casefold() for letter in sent)
        self._wording = _wording(questionnaire)
        letters = [parsed(letter.raw) for letter in sent[:MAX_LETTERS]]
        self._pages = [readable(mail, "text/html")[1] for mail in letters]
        self._plain = [letter_of(readable(mail, "text/plain")[0]) for mail in letters]
        self._vocabularies = [letter.vocabulary(self._wording) for letter in self._plain]

    @cached_property
    def text(self) -> SentText:
        """The text parts."""
        return sent_text(self._plain, self._vocabularies, self._wording, wrapped=True)

    @cached_property
    def html(self) -> SentText:
        """The pages."""
        pages = [letter_of(pages) for pages in self._pages]
        self._pages.clear()  # they take more room than what is made of them
        return sent_text(pages, self._vocabularies, self._wording, wrapped=False)

    @cached_property
    def _words(self) -> str:
        return " ".join(self.text.words)

    def says(self, text: str) -> bool:
        """Whether these words stand in a text part of ours: what a receipt gave back does."""
        return " ".join(words_of(text)) in self._words


@lru_cache(maxsize=256)
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
def _wording(questionnaire: ByIdentity) -> Wording:
    questions = list(questionnaire.value.questions())
    return Wording(
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
