"""What the dialogue sees and what it decides: values, and which question comes next."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import cached_property

from questionnaires.anew import replace
from questionnaires.applicable import applicable
from questionnaires.model import Kind, Question, Questionnaire
from questionnaires.talk import Talk
from questionnaires.thin import probe
from questionnaires.typography import with_article
from questionnaires.understood import Standing, Understood
from questionnaires.values import understand

# Kinds whose answer is text: a further message adds to it. Other kinds hold one value: a further one replaces it.
LONG = (Kind.TEXT, Kind.ACTIONS, Kind.PEOPLE, Kind.FILES)
COUNTED = (Kind.NUMBER, Kind.AMOUNT)
MOST_PROBES = 3


class Mode(StrEnum):
    """How the next plain words are taken."""

    ASKING = ""
    CLARIFYING = "clarifying"  # we asked back what the answer means
    PROBING = "probing"  # the one optional follow-up of an answer
    CORRECTING = "correcting"
    COMPLETING = "completing"
    LISTENING = "listening"  # the answer goes on until « c’est tout »
    DETAILING = "detailing"  # the sub-field `talk.about` of the last action
    HANDING = "handing"  # to whom? what is handed over is in `talk.about`, "" for everything
    TELLING = "telling"  # what the difficulty is
    CONFIRMING = "confirming"  # is what will be handed in right?
    ENDING = "ending"  # for this person, or for their organisation? the mode before is in `talk.about`


class Effect(StrEnum):
    """What the turn means beyond its answers."""

    NONE = ""
    FINISHED = "finished"
    CLOSED = "closed"
    REFUSAL = "refusal"
    HANDOVER = "handover"
    SHARED = "shared"  # one question is handed to the colleague whose address is in `words`
    DIFFICULTY = "difficulty"
    QUESTION = "question"
    UNPLACED = "unplaced"  # words that no question was waiting for
    REOPENED = "reopened"
    APPROVED = "approved"  # the draft, as it is
    QUIET = "quiet"  # no more messages in this chat but replies to theirs
    SPOKEN = "spoken"  # messages again
    NO_REMINDERS = "stop"  # on no channel
    REMINDERS = "resume"


@dataclass(frozen=True)
class Known:
    """What stands for one question: this person's own words, and what colleagues said (name, words).

    `understood` is how the organisation's answer reads, None where nobody said anything. `by_mail`: this person
    last answered it by e-mail or in a form.
    """

    own: str = ""
    standing: Standing | None = None
    others: tuple[tuple[str, str], ...] = ()
    understood: Understood | None = None
    by_mail: bool = False

    @property
    def is_settled(self) -> bool:
        """Somebody of the organisation said something other than « plus tard »."""
        return bool(self.others) or (self.standing is not None and self.standing is not Standing.LATER)

    @property
    def has_own_answer(self) -> bool:
        return self.standing is Standing.ANSWER and bool(self.own)


NOTHING_KNOWN = Known()


@dataclass(frozen=True)
class Scene:
    """Everything that the dialogue needs to know of one person in one round.

    `ours` is how a person says whom they answer for (« mon ARS »), `organisation` its name. `address` is the person's
    own. `over_since` is the day on which the round was closed for everyone.
    `is_quiet`: this person wants no messages in this chat but replies to theirs.
    """

    questionnaire: Questionnaire
    known: Mapping[str, Known]
    talk: Talk
    today: date
    profile: str = ""
    person: str = ""
    organisation: str = ""
    ours: str = "mon organisme"
    last_day: date | None = None
    is_finished: bool = False
    is_closed: bool = False
    address: str = ""
    over_since: date | None = None
    is_quiet: bool = False

    @property
    def whom(self) -> str:
        """For whom this person answers, as it stands after « pour »: « l’ARS Bretagne », « votre ARS »."""
        return with_article(self.organisation) or self.yours

    @property
    def yours(self) -> str:
        """`ours` as we say it: « votre ARS »."""
        return f"votre {self.ours.removeprefix('mon ')}"

    @cached_property
    def questions(self) -> tuple[Question, ...]:
        """The questions that apply, in order."""
        answers = {code: k.understood for code, k in self.known.items() if k.understood is not None}
        return applicable(self.questionnaire, answers, self.profile)

    def about(self, code: str) -> Known:
        return self.known.get(code, NOTHING_KNOWN)

    def is_open(self, code: str) -> bool:
        """Whether this person is still to be asked: nobody has settled it, or a colleague handed it to them."""
        known = self.about(code)
        return not known.is_settled or (code in self.talk.first and known.standing is None)

    @property
    def asked(self) -> Question | None:
        """The question last asked, if it still exists."""
        return self.questionnaire.question(self.talk.asked) if self.talk.asked else None

    @property
    def missing(self) -> tuple[Question, ...]:
        """The questions that are not optional and that nobody of the organisation has settled."""
        return tuple(q for q in self.questions if not q.optional and not self.about(q.code).is_settled)


@dataclass(frozen=True)
class Saying:
    """One answer to record: its words as written; `adds` completes the earlier one, otherwise it replaces it."""

    code: str
    text: str
    adds: bool = False


@dataclass(frozen=True)
class Offer:
    """A button: what it shows, and what pressing it says."""

    label: str
    says: str


@dataclass(frozen=True)
class Turn:
    """What one message leads to: what to record, where the person now stands, what to say.

    `takes_held` is True where words that waited for their question have found it. `choices` is how many of the
    offers, from the first, answer what the turn asks: a number chooses among them.
    """

    talk: Talk
    lines: tuple[str, ...]
    offers: tuple[Offer, ...] = ()
    record: tuple[Saying, ...] = ()
    effect: Effect = Effect.NONE
    words: str = ""
    takes_held: bool = False
    choices: int = 0

    @property
    def text(self) -> str:
        return "\n".join(self.lines)


def next_question(scene: Scene) -> Question | None:
    """The first open question: those handed to this person, those that count before the optional ones, those put off
    once more at the end; those that this person handed to a colleague not at all.
    """
    talk = scene.talk
    waiting = [q for q in scene.questions if not q.prefill and scene.is_open(q.code) and not talk.handed_to(q.code)]
    for question in waiting:
        if question.code in talk.first and question.code not in talk.postponed:
            return question
    for optional in (False, True):
        for times in (0, 1):
            for question in waiting:
                if question.optional is optional and talk.postponed.count(question.code) == times:
                    return question
    return None


def next_probe(scene: Scene) -> tuple[Question, str] | None:
    """One optional follow-up about a thin answer of this person; each question once, a few in all."""
    if len(scene.talk.probed) >= MOST_PROBES or scene.is_finished:
        return None
    for question in scene.questions:
        known = scene.about(question.code)
        if question.code not in scene.talk.probed and known.has_own_answer:
            follow_up = probe(question, known.own, understand(question, known.own, scene.today))
            if follow_up:
                return question, follow_up
    return None


def said(scene: Scene, saying: Saying) -> tuple[Scene, Understood]:
    """The scene after one more answer, and how that answer reads by itself."""
    question = scene.questionnaire.question(saying.code)
    if question is None:
        raise KeyError(saying.code)
    understood = understand(question, saying.text, scene.today)
    before = scene.about(saying.code)
    if understood.standing is Standing.LATER and before.is_settled:
        return scene, understood  # « plus tard » takes nothing away
    own = f"{before.own}\n{saying.text}" if saying.adds and before.own else saying.text
    standing = Standing.ANSWER if saying.adds and before.has_own_answer else understood.standing
    known = replace(before, own=own, standing=standing, understood=understood)
    return replace(scene, known={**scene.known, saying.code: known}), understood
