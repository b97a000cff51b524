"""What a reading process is asked and how it does it; also what both its ends keep, so that it is sent once."""

from __future__ import annotations

import re
from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import TypeAlias

from mail.reading import open_mail, read_reply
from mail.reading.opening import undecipherable
from mail.reading.reply import DIFFICULT
from mail.reading.settings import ReadingSettings
from questionnaires.model import Questionnaire
from questionnaires.values import understand
from usecases.messages import Incoming
from usecases.replies import Asked, Placed, Reply, SentLetter

# Letters and questionnaires that a process keeps, as many replies answer the same ones.
KEPT = 256
_OUTER = re.compile(rb'^Content-Type: multipart/mixed;\r?\n boundary="(=_tout_[0-9a-f]+)"', re.MULTILINE)


@dataclass(frozen=True)
class Open:
    """A mail to open."""

    raw: bytes
    received_at: datetime
    settings: ReadingSettings


@dataclass(frozen=True)
class Read:
    """A mail to read."""

    raw: bytes
    asked: Asked


@dataclass(frozen=True)
class Abridged:
    """A `Read` whose questionnaire and letters are named by keys; `new` holds those that the process lacks."""

    read: Read
    questionnaire: Key
    letters: tuple[Key, ...]
    new: dict[Key, Questionnaire | SentLetter]


Job: TypeAlias = Open | Read
Key: TypeAlias = tuple[str, int]


class Known:
    """What one process was given to keep. Parent and child do the same with theirs, so that both hold the same.

    The child keeps the things; the parent only questionnaires, so that the number that names one stays its own.
    """

    def __init__(self, most: int = KEPT) -> None:
        self._most = most
        self.things: OrderedDict[Key, Questionnaire | SentLetter | None] = OrderedDict()

    def use(self, keys: Sequence[Key], new: Mapping[Key, Questionnaire | SentLetter | None]) -> None:
        """Keep what is new, and let go what was not used for the longest time, but nothing of `keys`."""
        self.things.update(new)
        for key in keys:
            self.things.move_to_end(key)
        while len(self.things) > max(self._most, len(keys)):
            self.things.popitem(last=False)

    def abridge(self, job: Read) -> Abridged:
        """The parent's part: name what the child has."""
        asked = job.asked
        named: dict[Key, Questionnaire | SentLetter] = {("", id(asked.questionnaire)): asked.questionnaire}
        letters = tuple((letter.message_id, hash(letter.raw)) for letter in asked.sent)
        named.update(zip(letters, asked.sent, strict=True))
        new = {key: _slim(thing) for key, thing in named.items() if key not in self.things}
        self.use(tuple(named), {key: thing if isinstance(thing, Questionnaire) else None for key, thing in new.items()})
        bare = replace(asked, questionnaire=_NOTHING, sent=())
        return Abridged(Read(job.raw, bare), ("", id(asked.questionnaire)), letters, new)

    def whole(self, job: Abridged) -> Read:
        """The child's part: put in what was named."""
        self.use(tuple(dict.fromkeys((job.questionnaire, *job.letters))), job.new)
        questionnaire = self.things[job.questionnaire]
        letters = [self.things[key] for key in job.letters]
        assert isinstance(questionnaire, Questionnaire)
        sent = tuple(letter for letter in letters if isinstance(letter, SentLetter))
        return Read(job.read.raw, replace(job.read.asked, questionnaire=questionnaire, sent=sent))


_NOTHING = Questionnaire("", "", "", "", "", ())


def do(job: Job) -> Incoming | Reply:
    """Do one job; what goes wrong inside is the message's fault, and a person will see it."""
    try:
        if isinstance(job, Open):
            return open_mail(job.raw, job.received_at, job.settings)
        return _understood(read_reply(job.raw, job.asked), job.asked)
    except (Exception, MemoryError):  # noqa: BLE001 -- the border of the product: any message must end as a value
        return given_up(job)


def given_up(job: Job) -> Incoming | Reply:
    """What stands for a message that could not be read."""
    if isinstance(job, Open):
        return undecipherable(job.raw, job.received_at)
    return Reply(problems=(DIFFICULT,))


def _understood(reply: Reply, asked: Asked) -> Reply:
    """The answers understood as well, as of the day that is asked for: it takes as long as half of the reading."""
    if asked.day is None or not reply.answers:
        return reply
    return replace(reply, answers=tuple(_read(answer, asked.questionnaire, asked.day) for answer in reply.answers))


def _read(answer: Placed, questionnaire: Questionnaire, day: date) -> Placed:
    question = questionnaire.question(answer.code)
    if question is None or not answer.text.strip():
        return answer
    return replace(answer, understood=understand(question, answer.text, day))


def _without_files(raw: bytes) -> bytes:
    """A mail of ours without the files attached to it; anything else as it is."""
    head, _, _ = raw.partition(b"\n\n")
    found = _OUTER.search(head)
    if found is None:
        return raw
    mark = b"\n--" + found[1]
    first = raw.find(mark, len(head))
    second = raw.find(mark, first + 1) if first >= 0 else -1
    return raw[:second] + mark + b"--\n" if second >= 0 else raw


def _slim(thing: Questionnaire | SentLetter) -> Questionnaire | SentLetter:
    """A letter without the files that came with it: nothing of them is compared."""
    return SentLetter(thing.message_id, _without_files(thing.raw)) if isinstance(thing, SentLetter) else thing
