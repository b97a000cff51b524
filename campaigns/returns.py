"""One organisation's return: per question who said what, when, through which channel, and what stands of it."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from campaigns.contribution import Channel, Contribution, Manner, Return, Settlement
from questionnaires.model import Kind, Question, Questionnaire
from questionnaires.understood import Standing, Value

# Two people can differ on these; everything else stands side by side.
COMPARED = frozenset({Kind.NUMBER, Kind.AMOUNT, Kind.DATE, Kind.CHOICE, Kind.CHOICES})
_RECORDS = frozenset({Kind.ACTIONS, Kind.PEOPLE, Kind.FILES})


@dataclass(frozen=True)
class Part:
    """What one person's answer to one question is now. `contributions` are those it is made of, in order.

    `unclear` marks a person whose own complements do not add up to one value.
    """

    contact: str
    text: str
    value: Value
    approximate: bool
    standing: Standing
    contributions: tuple[Contribution, ...]
    unclear: bool = False

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

    @property
    def missing(self) -> bool:
        """« Plus tard » is no answer yet; every other standing is one."""
        return self.standing is Standing.LATER

    @property
    def replaced(self) -> frozenset[str]:
        """The ids of the contributions that a correction of their author replaced."""
        return frozenset(c.id for c in self.history) - {c.id for part in self.parts for c in part.contributions}


def merge(
    questionnaire: Questionnaire, contributions: Iterable[Contribution], return_: Return | None = None
) -> Mapping[str, MergedAnswer]:
    """What stands of everything that one organisation's people said in one round, by question code.

    In the order of the questionnaire; a code that it does not know (another version's) is kept, at the end.
    Contributions count in the order of `received_at`, then `id`, however they are given.
    """
    by_code: dict[str, list[Contribution]] = {}
    known = {code.casefold(): code for code in questionnaire.codes}
    for contribution in sorted(contributions, key=lambda c: (c.received_at, c.id)):
        by_code.setdefault(known.get(contribution.question.casefold(), contribution.question), []).append(contribution)
    order = [code for code in questionnaire.codes if code in by_code]
    order += [code for code in by_code if code not in set(order)]
    settlements = return_.settlements if return_ is not None else ()
    return {
        code: _answer(code, questionnaire.question(code), by_code[code], [s for s in settlements if s.question == code])
        for code in order
    }


def _answer(
    code: str, question: Question | None, history: Sequence[Contribution], settlements: Sequence[Settlement]
) -> MergedAnswer:
    kind = question.kind if question is not None else Kind.TEXT
    by_person: dict[str, list[Contribution]] = {}
    for contribution in history:
        by_person.setdefault(contribution.contact, []).append(contribution)
    parts = tuple(_part(kind, person, said) for person, said in by_person.items())
    answered = [part for part in parts if part.standing is not Standing.LATER]
    settled = _standing_settlement(kind, parts, settlements)
    if settled is not None:
        part, decision = settled
        return MergedAnswer(
            code, part.text, part.value, part.approximate, part.standing, parts, tuple(history), settled=decision
        )
    value, approximate, conflict = _together(kind, answered)
    return MergedAnswer(
        question=code,
        text=side_by_side(part.text for part in answered or parts),
        value=value,
        approximate=approximate,
        standing=_overall(answered),
        parts=parts,
        history=tuple(history),
        conflict=conflict,
    )


def side_by_side(texts: Iterable[str]) -> str:
    """Texts one below the other, each once."""
    kept: dict[str, str] = {}
    for text in texts:
        if text.strip():
            kept.setdefault(" ".join(unicodedata.normalize("NFC", text).split()), text)
    return "\n\n".join(kept.values())


def _part(kind: Kind, person: str, said: Sequence[Contribution]) -> Part:
    """What stands of one person's contributions: corrections replace, complements add, « plus tard » takes nothing."""
    current: list[Contribution] = []
    for contribution in said:
        later = contribution.understood.standing is Standing.LATER
        if current and later and current[-1].understood.standing is not Standing.LATER:
            continue  # an answer that was given stays until there is another
        if contribution.manner is Manner.ADD and current and current[-1].understood.standing is not Standing.LATER:
            current.append(contribution)
        else:
            current = [contribution]
    answers = [c for c in current if c.understood.standing is Standing.ANSWER]
    value, approximate, unclear = _own_value(kind, answers or current)
    return Part(
        contact=person,
        text=side_by_side(c.text for c in current),
        value=value,
        approximate=approximate,
        standing=(answers or current)[-1].understood.standing,
        contributions=tuple(current),
        unclear=unclear,
    )


def _own_value(kind: Kind, said: Sequence[Contribution]) -> tuple[Value, bool, bool]:
    """A person's value: their complements add to a list; two different numbers of theirs are unclear, not a sum."""
    valued = [c.understood for c in said if c.understood.value is not None]
    if not valued:
        return None, any(c.understood.approximate for c in said), False
    if kind is Kind.CHOICES or kind in _RECORDS:
        return _united([u.value for u in valued]), False, False
    if kind not in COMPARED:
        return (valued[0].value if len(valued) == 1 else None), valued[0].approximate, False
    if len({_comparable(kind, u.value) for u in valued}) > 1:
        return None, False, True
    return valued[-1].value, all(u.approximate for u in valued), False


def _together(kind: Kind, parts: Sequence[Part]) -> tuple[Value, bool, bool]:
    """The value of all people together, whether it is approximate, and whether they differ."""
    valued = [part for part in parts if part.value is not None]
    if any(part.unclear for part in parts):
        return None, False, True
    if kind in _RECORDS:
        return (_united([part.value for part in valued]) if valued else None), False, False
    if kind not in COMPARED:
        return (valued[0].value if len(valued) == 1 and len(parts) == 1 else None), False, False
    seen = {_comparable(kind, part.value) for part in valued}
    if kind in (Kind.NUMBER, Kind.AMOUNT) and any(
        part.value is None and part.standing is Standing.NOTHING for part in parts
    ):
        seen.add(("0",))  # « néant » beside a number is someone who counted none
    if len(seen) > 1:
        return None, False, True
    if not valued:
        return None, any(part.approximate for part in parts), False
    exact = next((part for part in valued if not part.approximate), None)
    chosen = exact or valued[-1]
    return chosen.value, chosen.approximate, False


def _standing_settlement(
    kind: Kind, parts: Sequence[Part], settlements: Sequence[Settlement]
) -> tuple[Part, Settlement] | None:
    """The latest decision, as long as what it chose still stands and nobody has said otherwise since."""
    for settlement in sorted(settlements, key=lambda s: s.at, reverse=True):
        for part in parts:
            chosen = next((c for c in part.contributions if c.id == settlement.contribution), None)
            if chosen is None:
                continue
            wanted = _comparable(kind, chosen.understood.value)
            since = [c for p in parts for c in p.contributions if c.received_at > settlement.at]
            if all(c.understood.value is None or _comparable(kind, c.understood.value) == wanted for c in since):
                u = chosen.understood
                only = Part(part.contact, chosen.text, u.value, u.approximate, u.standing, (chosen,))
                return only, settlement
    return None


def _overall(answered: Sequence[Part]) -> Standing:
    """One word for everybody's: an answer goes before « néant » and the like, these before « plus tard »."""
    if not answered:
        return Standing.LATER
    if any(part.standing is Standing.ANSWER for part in answered):
        return Standing.ANSWER
    known = [part.standing for part in answered if part.standing is not Standing.UNKNOWN]
    return known[-1] if known else Standing.UNKNOWN


def _united(values: Sequence[Value]) -> Value:
    """One list of everything that is in these lists, each thing once."""
    things: list[Value] = []
    for value in values:
        several = value if isinstance(value, Sequence) and not isinstance(value, str) else (value,)
        things.extend(thing for thing in several if thing not in things)
    return things


def _comparable(kind: Kind, value: Value) -> tuple[str, ...]:
    """A form in which equal values are equal, whatever their type or order."""
    if isinstance(value, Sequence) and not isinstance(value, str):
        return tuple(sorted(_written(kind, thing) for thing in value))
    return (_written(kind, value),)


def _written(kind: Kind, value: Value) -> str:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return format(value, ".12g") if kind in (Kind.NUMBER, Kind.AMOUNT) else str(value)
    return " ".join(str(value).casefold().split())


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
    wanted = set(profiles)
    asked: list[Question] = []
    for question in questionnaire.questions():
        if question.profiles and wanted and not wanted.intersection(question.profiles):
            continue
        condition = question.condition
        if condition is not None:
            earlier = questionnaire.question(condition.code)
            if earlier is None or not _meets(merged.get(earlier.code), condition.values):
                continue
        asked.append(question)
    return tuple(asked)


def _meets(answer: MergedAnswer | None, values: Sequence[str]) -> bool:
    if answer is None or answer.missing:
        return False
    said = answer.value
    several = said if isinstance(said, Sequence) and not isinstance(said, str) else (said,)
    words = {_word(thing) for thing in several}
    return any(_word(value) in words for value in values)


def _word(value: Value) -> str:
    if isinstance(value, bool):
        return "oui" if value else "non"
    return " ".join(format(value, ".12g").split() if isinstance(value, float) else str(value).casefold().split())
