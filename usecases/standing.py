"""What stood of the returns that were looked at last: merged again, only what was added is merged."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterable, Mapping

from campaigns.contribution import Contribution, Return
from campaigns.returns import MergedAnswer, merge
from questionnaires.model import Questionnaire

# Of so many returns: all of a campaign are often answered in turn.
KEPT = 500


class Standings:
    """A memory, never a source: what is asked for is always merged from the contributions given."""

    def __init__(self, most: int = KEPT) -> None:
        self._most = most
        self._merged: OrderedDict[str, tuple[Questionnaire, Mapping[str, MergedAnswer]]] = OrderedDict()

    def of(
        self,
        return_id: str,
        questionnaire: Questionnaire,
        contributions: Iterable[Contribution],
        closing: Return | None,
    ) -> Mapping[str, MergedAnswer]:
        """What stands of a return, by question code, from all its contributions and what was settled in it."""
        asked, earlier = self._merged.get(return_id, (None, None))
        merged = merge(questionnaire, contributions, closing, earlier if asked is questionnaire else None)
        self._merged[return_id] = (questionnaire, merged)
        self._merged.move_to_end(return_id)
        if len(self._merged) > self._most:
            self._merged.popitem(last=False)
        return merged
