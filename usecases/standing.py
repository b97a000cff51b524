"""What stood of the returns that were looked at last: merged again, only what was added is merged."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from campaigns.contribution import Contribution, Return
from campaigns.returns import MergedAnswer, merge
from questionnaires.model import Questionnaire

# Of so many returns: all of a campaign are often answered in turn.
KEPT = 500


@dataclass(frozen=True)
class _Known:
    """What stood of one return, and what it was merged from."""

    questionnaire: Questionnaire
    contributions: Sequence[Contribution]
    closing: Return | None
    merged: Mapping[str, MergedAnswer]


class Standings:
    """A memory, never a source: what is told is always what the contributions given would be merged to."""

    def __init__(self, most: int = KEPT) -> None:
        self._most = most
        self._known: OrderedDict[str, _Known] = OrderedDict()

    def of(
        self,
        return_id: str,
        questionnaire: Questionnaire,
        contributions: Sequence[Contribution],
        closing: Return | None,
    ) -> Mapping[str, MergedAnswer]:
        """What stands of a return, by question code, from all its contributions and what was settled in it."""
        known = self._known.get(return_id)
        if known is not None and known.questionnaire is not questionnaire:
            known = None
        # Stored values stay the same objects until they change: most of this comparison is of identities.
        if known is None or known.contributions != contributions or known.closing != closing:
            merged = merge(questionnaire, contributions, closing, known.merged if known else None)
            known = self._known[return_id] = _Known(questionnaire, contributions, closing, merged)
        self._known.move_to_end(return_id)
        if len(self._known) > self._most:
            self._known.popitem(last=False)
        return known.merged
