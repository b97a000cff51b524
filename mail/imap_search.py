"""What is asked of an IMAP folder, and what is made of the answer."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from mail.imap_session import ImapSettings


def criteria_of(settings: ImapSettings, since: datetime | None) -> list[object]:
    """What may be for us: unseen, or (`since`: the first campaign) seen by a person since then."""
    criteria: list[object] = ["SINCE", settings.since] if settings.since else []
    if since is None:
        return [*criteria, "UNSEEN"]
    day = (since - timedelta(days=1)).date()  # days of IMAP are those of the server's own zone
    return [*criteria, "SINCE", day] if settings.shared else [*criteria, "OR", "UNSEEN", ["SINCE", day]]


def slices(things: Sequence[int], count: int) -> Iterable[Sequence[int]]:
    """The same in pieces of at most `count`: a command must not become too long."""
    return (things[start : start + count] for start in range(0, len(things), count))


def keep(found: dict[int, tuple[bytes, datetime]], uid: int, parts: dict[bytes, object], key: bytes) -> None:
    """Note the bytes under this key and the moment of their arrival, where the server gave them."""
    raw, moment = parts.get(key), parts.get(b"INTERNALDATE")
    if isinstance(raw, bytes):
        # Every server sends it; without it, the moment of the fetch is the nearest truth. imapclient's own time zone
        # cannot travel to a worker process.
        found[uid] = (raw, moment.astimezone(UTC) if isinstance(moment, datetime) else datetime.now(UTC))
