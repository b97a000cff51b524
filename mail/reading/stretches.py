"""A page by its bytes: what nobody read before is scanned, all else is looked up, stretch by stretch."""

from __future__ import annotations

from mail.reading.decoding import with_line_feeds
from mail.reading.lines import MAX_LINES, Line, plain_utf8
from mail.reading.markup import MAX_SOURCE, Scan, all_unmarked, without_comments

# Most of a page that answers ours is our own, quoted, and the same in all replies: what stands between two tags that
# touch a line break is looked up by its bytes in UTF-8 and its depth. With it goes how deep the page is behind it.
_stretches: dict[tuple[bytes, int], tuple[list[Line], int]] = {}
_MOST_KEPT = 8192
_LONGEST_KEPT = 2000


def stretches_of(data: bytes) -> list[bytes]:
    """A page cut where two tags touch a line break."""
    return without_comments(with_line_feeds(data), b"<!--", b"-->").split(b">\n<")


def lines_of_page(data: bytes, places: list[tuple[int, int]] | None = None) -> list[Line] | None:
    """The lines of a page in UTF-8, or None where it is not plainly that and has to be decoded as a whole.

    `places` gets, for each stretch, how many lines stand before it and how deep they are quoted there; -1 where more
    than quotes is open.
    """
    if len(data) > MAX_SOURCE:
        return None
    *stretches, last = stretches_of(data)
    scan = Scan()
    is_between = False  # what stands before the first tag is never looked up
    for number, stretch in enumerate(stretches):
        if places is not None:
            places.append((len(scan.lines), scan.depth if is_between else -1))
        known = _stretches.get((stretch, scan.depth)) if is_between else None
        if known is None:
            source = plain_utf8(stretch)
            if source is None:
                return None
            pieces = f"{source}>\n".split("<")
            if number == 0:
                scan.add(pieces.pop(0))
            known = _scanned(stretch, pieces, scan.depth) if is_between else None
        if known is None:
            scan.run(pieces)
            is_between = scan.is_between()
        else:
            lines, scan.depth = known
            if lines:
                scan.lines += lines if lines[0].text or scan.follows_text() else lines[1:]
    if places is not None:
        places.append((len(scan.lines), scan.depth if is_between else -1))
    source = plain_utf8(last)
    if source is None:
        return None
    pieces = source.split("<")
    if not stretches:
        scan.add(pieces.pop(0))
    scan.run(pieces)
    if len(scan.lines) >= MAX_LINES:
        return None
    scan.end_line()
    return all_unmarked(scan.lines)


def stretch_lines(stretch: bytes, before: int, after: int) -> list[Line] | None:
    """What a stretch of a page shows below another line, or None where it does not lead from this depth to that."""
    known = _stretches.get((stretch, before))
    if known is None and (source := plain_utf8(stretch)) is not None:
        known = _scanned(stretch, f"{source}>\n".split("<"), before)
    return known[0] if known is not None and known[1] == after else None


def _scanned(stretch: bytes, pieces: list[str], depth: int) -> tuple[list[Line], int] | None:
    """What this stretch of a page shows, kept; None where it leaves something open."""
    scan = Scan()
    scan.depth = depth
    scan.lines.append(Line("-", "-"))  # a blank line at the start shows below another line only
    scan.run(pieces)
    if not scan.is_between():
        return None
    known = scan.lines[1:], scan.depth
    if len(stretch) < _LONGEST_KEPT:
        if len(_stretches) > _MOST_KEPT:
            _stretches.clear()
        _stretches[stretch, depth] = known
    return known
