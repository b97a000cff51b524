"""How the answers stand among what we asked: above or below their questions, now or in an earlier message."""

from __future__ import annotations

from mail.reading.closing import without_opening
from mail.reading.headers import cut_at_headers
from mail.reading.keyed import keyed
from mail.reading.regions import Alignment, Region


def by_depth(region: Region, marked: bool) -> list[tuple[int, list[str]]]:
    """The region cut where the depth of quoting changes: what is written now, and what an earlier message said."""
    if not marked or not any(region.depths):
        return [(0, region.lines)]
    pieces: list[tuple[int, list[str]]] = []
    for line, depth in zip(region.lines, region.depths, strict=True):
        if region.beside and not pieces:
            depth = 0
        if (not line and pieces) or (pieces and pieces[-1][0] == depth):
            pieces[-1][1].append(line)
        else:
            pieces.append((depth, [line]))
    return pieces


def stand_above(alignment: Alignment, codes: tuple[str, ...]) -> bool | None:
    """Whether the answers stand above their questions: one before the first, none after the last, and close to them.

    None when that cannot be told.
    """
    regions = [r for r in alignment.regions if r.after is not None and r.after.asks]
    if not regions or len(alignment.asked) < 1:
        return False
    first = regions[0]
    if first.before is not None and first.before.owner:
        return False
    said = [line for line in without_opening(cut_at_headers(first.lines, True)[-1]) if line.strip()]
    if not said or any(entry.how == "code" for entry in keyed(said, codes).entries):
        return False
    if any(
        r.before is not None and r.before.owner and (r.after is None or not r.after.asks) for r in alignment.regions
    ):
        return False
    close_after = sum(r.touches_after and not r.touches_before for r in regions)
    close_before = sum(r.touches_before and not r.touches_after for r in regions)
    if close_before > close_after:
        return False
    if close_after > 0 or len(regions) == len(alignment.asked) > 1:
        return True
    return None if len(regions) > 1 and close_before == 0 else False
