"""One organisation's return: per question who said what, when, through which channel, and what stands of it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from operator import attrgetter

from campaigns.agreement import agreed, comparable, complemented
from campaigns.contribution import Channel, Contribution, Manner, Return, Settlement
from questionnaires import applicable as conditions
from questionnaires.model import Kind, Question, Questionnaire
from questionnaires.remembered import remembered
from questionnaires.understood import Standing, Understood, Value

_IN_TURN = attrgetter("received_at", "id")


@dataclass(frozen=True)
class Part:
    """What one person's answer to one question is now. `contributions` are those it is made of, in order.

    `said` is everything that they said of it.

    `unclear` marks a person whose own complements do not add up to one value.
    """

    contact: str
    text: str
    value: Value
    approximate: bool
    standing: Standing
    contributions: tuple[Contribution, ...]
    precision: str = ""
    unclear: bool = False
    said: tuple[Contribution, ...] = ()

    @cached_property
    def understood(self) -> Understood:
        return Understood(self.standing, self.value, self.approximate, precision=self.precision)

    @property
    def said_at(self) -> datetime:
        return self.contributions[-1].received_at

    @property
    def channel(self) -> Channel:
        return self.contributions[-1].channel


@dataclass(frozen=True)
class MergedAnswer:
    """An organisation's answer to one question.

    `parts` is one per person, the first to speak first; `history` every contribution, replaced ones included, by time.
    `value` is None where nothing was understood or while `conflict` is True; `settled` is the decision that stands.
    `standing` is LATER when nobody has said more than that.
    """

    question: str
    text: str
    value: Value
    approximate: bool
    standing: Standing
    parts: tuple[Part, ...]
    history: tuple[Contribution, ...]
    conflict: bool = False
    settled: Settlement | None = None
    precision: str = ""

    @cached_property
    def understood(self) -> Understood:
        """What stands, as one understood answer."""
        return Understood(self.standing, self.value, self.approximate, precision=self.precision)

    @property
    def missing(self) -> bool:
        """« Plus tard » is no answer yet; every other standing is one."""
        return self.standing is Standing.LATER

    @property
    def replaced(self) -> frozenset[str]:
        """The ids of the contributions that a correction of their author replaced."""
        return frozenset(c.id for c in self.history) - {c.id for part in self.parts for c in part.contributions}


def merge(
    questionnaire: Questionnaire,
    contributions: Iterable[Contribution],
    return_: Return | None = None,
    earlier: Mapping[str, MergedAnswer] | None = None,
) -> Mapping[str, MergedAnswer]:
    """What stands of everything that one organisation's people said in one round, by question code.

    In the order of the questionnaire; a code that it does not know (another version's) is kept, at the end.
    Contributions count in the order of `received_at`, then `id`, however they are given. `earlier` is what was merged
    before with the same questionnaire: answers to which nothing was added are taken from there.
    """
    by_code: dict[str, list[Contribution]] = {}
    codes: dict[str, str] = {}
    for contribution in sorted(contributions, key=_IN_TURN):
        said_of = contribution.question
        code = codes.get(said_of)
        if code is None:
            question = questionnaire.question(said_of)
            code = codes[said_of] = question.code if question is not None else said_of
        by_code.setdefault(code, []).append(contribution)
    order = [code for code in questionnaire.codes if code in by_code]
    if len(order) < len(by_code):
        order += [code for code in by_code if code not in set(order)]
    settlements = return_.settlements if return_ is not None else ()
    merged: dict[str, MergedAnswer] = {}
    for code in order:
        decided = [s for s in settlements if s.question == code]
        before = earlier.get(code) if earlier else None
        if before is not None and not decided and before.settled is None and before.history == tuple(by_code[code]):
            merged[code] = before
        else:
            known_parts = {part.contact: part for part in before.parts} if before is not None else {}
            merged[code] = _answer(code, questionnaire.question(code), by_code[code], decided, known_parts)
    return merged


def _answer(
    code: str,
    question: Question | None,
    history: Sequence[Contribution],
    settlements: Sequence[Settlement],
    before: Mapping[str, Part],
) -> MergedAnswer:
    kind = question.kind if question is not None else Kind.TEXT
    by_person: dict[str, list[Contribution]] = {}
    for contribution in history:
        by_person.setdefault(contribution.contact, []).append(contribution)
    parts = tuple(_part(kind, person, tuple(said), before.get(person)) for person, said in by_person.items())
    answered = [part for part in parts if part.standing is not Standing.LATER]
    settled = _standing_settlement(kind, parts, settlements)
    if settled is not None:
        chosen, decision = settled
        u = chosen.understood
        return MergedAnswer(
            code, chosen.text, u.value, u.approximate, u.standing, parts, tuple(history), False, decision, u.precision
        )
    together = agreed(kind, [part.understood for part in answered])
    conflict = together.differ or any(part.unclear for part in answered)
    return MergedAnswer(
        question=code,
        text=side_by_side(part.text for part in answered or parts),
        value=None if conflict else together.value,
        approximate=together.approximate and not conflict,
        standing=_overall(answered),
        parts=parts,
        history=tuple(history),
        conflict=conflict,
        precision="" if conflict else together.precision,
    )


def side_by_side(texts: Iterable[str]) -> str:
    """Texts one below the other, each once."""
    written = [text for text in texts if text and not text.isspace()]
    if len(written) < 2:
        return "".join(written)
    kept: dict[str, str] = {}
    for text in written:
        kept.setdefault(_in_one_form(text), text)
    return "\n\n".join(kept.values())


@remembered(most=1024, longest=4_000)  # with each word of one colleague, those of the others are compared again
def _in_one_form(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _part(kind: Kind, person: str, said: tuple[Contribution, ...], before: Part | None) -> Part:
    """What stands of one person's contributions: corrections replace, complements add, « plus tard » takes nothing."""
    if before is not None and before.said == said:
        return before
    current: list[Contribution] = []
    for contribution in said:
        later = contribution.understood.standing is Standing.LATER
        if current and later and current[-1].understood.standing is not Standing.LATER:
            continue  # an answer that was given stays until there is another
        if contribution.manner is Manner.ADD and current and current[-1].understood.standing is not Standing.LATER:
            current.append(contribution)
        else:
            current = [contribution]
    answers = [c for c in current if c.understood.standing is Standing.ANSWER] or current
    own = complemented(kind, [c.understood for c in answers])
    return Part(
        contact=person,
        text=side_by_side(c.text for c in current),
        value=own.value,
        approximate=own.approximate,
        standing=answers[-1].understood.standing,
        contributions=tuple(current),
        precision=own.precision,
        unclear=own.differ,
        said=said,
    )


def _standing_settlement(
    kind: Kind, parts: Sequence[Part], settlements: Sequence[Settlement]
) -> tuple[Contribution, Settlement] | None:
    """The latest decision, as long as what it chose still stands and nobody has said otherwise since."""
    current = [c for part in parts for c in part.contributions]
    for settlement in sorted(settlements, key=lambda s: s.at, reverse=True):
        chosen = next((c for c in current if c.id == settlement.contribution), None)
        if chosen is None:
            continue
        wanted = comparable(kind, chosen.understood.value)
        since = [c.understood.value for c in current if c.received_at > settlement.at]
        if all(value is None or comparable(kind, value) == wanted for value in since):
            return chosen, settlement
    return None


def _overall(answered: Sequence[Part]) -> Standing:
    """One word for everybody's: an answer goes before « néant » and the like, these before « plus tard »."""
    if not answered:
        return Standing.LATER
    if any(part.standing is Standing.ANSWER for part in answered):
        return Standing.ANSWER
    known = [part.standing for part in answered if part.standing is not Standing.UNKNOWN]
    return known[-1] if known else Standing.UNKNOWN


def missing_codes(
    questionnaire: Questionnaire, merged: Mapping[str, MergedAnswer], profile: str = ""
) -> tuple[str, ...]:
    """The codes still without a contribution, among the questions that are not optional and apply, in order.

    With a profile, those that this profile is asked; without one, everybody's.
    """
    return tuple(
        question.code
        for question in applicable(questionnaire, merged, (profile,) if profile else ())
        if not question.optional and is_missing(merged, question.code)
    )


def is_missing(merged: Mapping[str, MergedAnswer], code: str) -> bool:
    """Whether nobody has answered this question, in whatever way."""
    answer = merged.get(code)
    return answer is None or answer.missing


def applicable(
    questionnaire: Questionnaire, merged: Mapping[str, MergedAnswer], profiles: Iterable[str] = ()
) -> tuple[Question, ...]:
    """The questions that are asked of people of these profiles (none: of everybody), given what was answered so far.

    A question with a condition is asked once the earlier answer is known to meet it.
    """
    so_far: dict[str, Understood] = {}
    if questionnaire.is_conditional:
        so_far = {code: answer.understood for code, answer in merged.items() if not answer.missing}
    asked = {q.code for profile in set(profiles) or {""} for q in conditions.applicable(questionnaire, so_far, profile)}
    return tuple(question for question in questionnaire.questions() if question.code in asked)
