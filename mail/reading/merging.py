"""Several candidates for one question become one answer: what was written last wins, nothing said is dropped."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from campaigns.contribution import Manner
from mail.reading.lines import straight
from usecases.replies import Placed


@dataclass(slots=True)
class Candidate:
    """An answer that may be taken: `depth` is how deep it was quoted (0: written now), `sure` whether it is placed."""

    code: str
    text: str
    how: str
    depth: int = 0
    manner: Manner = Manner.REPLACE
    sure: bool = True


def merged(
    candidates: list[Candidate], open_codes: Sequence[str], is_ours: Callable[[str], bool]
) -> tuple[list[Placed], list[Placed]]:
    """Answers and suggestions: what was written last wins, what an earlier message said counts where nothing stands."""
    own = {c.code for c in candidates if c.how != "rest" and c.sure}
    candidates = [c for c in candidates if c.how != "rest" or c.code not in own]
    answers: dict[str, Placed] = {}
    depths: dict[str, int] = {}
    suggested: list[Placed] = []
    for one in sorted(candidates, key=lambda c: c.depth):
        placed = Placed(one.code, one.text, one.manner, one.how)
        if not one.sure:
            suggested.append(placed)
            continue
        standing = answers.get(one.code)
        if one.depth and one.code not in open_codes:
            if standing is None and not is_ours(one.text):
                suggested.append(placed)
        elif standing is None:
            answers[one.code] = placed
            depths[one.code] = one.depth
        elif depths[one.code] == one.depth and straight(standing.text) != straight(one.text):
            answers[one.code] = _joined(standing, placed)
        elif standing.text != one.text and not one.depth:
            suggested.append(placed)
    order = {code: number for number, code in enumerate(dict.fromkeys(c.code for c in candidates))}
    return sorted(answers.values(), key=lambda p: order[p.code]), suggested


def _joined(first: Placed, second: Placed) -> Placed:
    """Two things said now to one question: both count, in the order in which they stand."""
    if second.text in first.text:
        return first
    manner = (
        Manner.ADD if Manner.ADD in (first.manner, second.manner) and first.manner == second.manner else first.manner
    )
    return Placed(first.code, f"{first.text}\n{second.text}", manner, first.how)
