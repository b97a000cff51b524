"""How far an organisation has come in a round: what it said, merged once, what it still misses, and its state."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from functools import cached_property

from campaigns.calendar import has_happened, in_time
from campaigns.contribution import Contribution, Return
from campaigns.returns import MergedAnswer, applicable, is_missing, merge
from questionnaires.model import Questionnaire
from questionnaires.understood import Standing


class State(StrEnum):
    """Where an organisation or a contact stands, as the command line prints it."""

    WAITING = "waiting"
    STARTED = "started"  # opened or heard from, no answer yet
    PARTIAL = "partial"
    RETURNED = "returned"
    LATE = "late"  # first answer after the deadline; counts as returned
    DECLINED = "declined"

    @property
    def is_return(self) -> bool:
        return self in (State.RETURNED, State.LATE)


@dataclass(frozen=True)
class Told:
    """What one organisation's people have said in one round; what follows from it is worked out once."""

    questionnaire: Questionnaire
    said: tuple[Contribution, ...]
    return_: Return | None = None
    before: Mapping[str, MergedAnswer] | None = field(default=None, compare=False, repr=False)

    @cached_property
    def merged(self) -> dict[str, MergedAnswer]:
        """What stands, by question code; answers to which nothing was added are taken from what stood `before`."""
        return dict(merge(self.questionnaire, self.said, self.return_, self.before))

    @cached_property
    def answers(self) -> tuple[Contribution, ...]:
        """What counts as an answer: « plus tard » is none, nor what we filled in ourselves when it comes back."""
        prefilled = {q.code for q in self.questionnaire.questions() if q.prefill}
        return tuple(
            c for c in self.said if c.understood.standing is not Standing.LATER and c.question not in prefilled
        )

    @cached_property
    def first(self) -> datetime | None:
        """When the first answer came."""
        return min((c.received_at for c in self.answers), default=None)

    @cached_property
    def newest(self) -> datetime | None:
        """When the last word came."""
        return max((c.received_at for c in self.said), default=None)

    @cached_property
    def _missing(self) -> dict[frozenset[str], tuple[str, ...]]:
        return {}

    def missing(self, profiles: Iterable[str] = ()) -> tuple[str, ...]:
        """The codes still awaited of people of these profiles, in order; of everybody where one has no profile."""
        asked = frozenset(profiles)
        wanted = frozenset[str]() if "" in asked else asked
        known = self._missing.get(wanted)
        if known is None:
            questions = applicable(self.questionnaire, self.merged, wanted)
            known = tuple(q.code for q in questions if not q.optional and is_missing(self.merged, q.code))
            self._missing[wanted] = known
        return known

    def state(self, profiles: Iterable[str], limit: datetime, heard: bool, now: datetime) -> State:
        """Where the organisation stands; `heard`: one of its people opened what we sent, or was heard from."""
        closed = self.return_.closed_at if self.return_ and has_happened(self.return_.closed_at, now) else None
        # What opened the return: the first answer, or the word that there is nothing more to come.
        begun = self.first or closed
        if begun is not None and (closed or not in_time(now, limit) or not self.missing(profiles)):
            return State.RETURNED if in_time(begun, limit) else State.LATE
        if self.return_ is not None and self.return_.declined:
            return State.DECLINED
        if self.first is not None:
            return State.PARTIAL
        return State.STARTED if heard else State.WAITING


class Remembered:
    """What organisations have said, kept from one look to the next: a memory, never a source.

    What is told is always what follows from the contributions given; of what was told before, only what was added is
    merged. `most` is how many returns are kept, those looked at last (0: all).
    """

    def __init__(self, most: int = 0) -> None:
        self._most = most
        self._told: OrderedDict[str, Told] = OrderedDict()

    def told(self, questionnaire: Questionnaire, id: str, said: Sequence[Contribution], return_: Return | None) -> Told:
        """What stands under this return id."""
        known = self._told.get(id)
        if known is not None and known.questionnaire is not questionnaire:
            known = None
        everything = tuple(said)
        # Stored values stay the same objects until they change: most of this comparison is of identities.
        if known is None or known.said != everything or known.return_ != return_:
            known = self._told[id] = Told(questionnaire, everything, return_, known.merged if known else None)
        self._told.move_to_end(id)
        if self._most and len(self._told) > self._most:
            self._told.popitem(last=False)
        return known
