"""Time zones by their IANA name, and the hours at which a message may leave: 08:00 to 19:00 where its recipient is."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

PARIS = ZoneInfo("Europe/Paris")
MORNING = time(9)  # when the calendar's messages leave
FIRST_HOUR = time(8)
LAST_HOUR = time(19)

# The zones of the French Republic's health agencies, to propose one when a name is mistyped.
UNKNOWN_ZONE = "ce fuseau horaire n’existe pas ; écrivez-le comme « Indian/Reunion », ou laissez vide."
USUAL_ZONES = (
    "Europe/Paris",
    "America/Guadeloupe",
    "America/Martinique",
    "America/Cayenne",
    "America/Miquelon",
    "America/Marigot",
    "America/St_Barthelemy",
    "Indian/Reunion",
    "Indian/Mayotte",
    "Pacific/Noumea",
    "Pacific/Tahiti",
    "Pacific/Wallis",
)


@lru_cache(maxsize=1024)
def is_zone(name: str) -> bool:
    """Whether this is the name of a time zone."""
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        # OSError: the name of a folder of the zone data, or one too long to be a file name.
        return False
    return True


def zone_of(name: str) -> ZoneInfo:
    """The zone of this name, Paris for one that is unknown or empty (it was checked when it came in)."""
    return ZoneInfo(name) if name and is_zone(name) else PARIS


def local(day: date, hour: time, zone: str) -> datetime:
    """This hour of this day in this zone, aware."""
    return datetime.combine(day, hour, zone_of(zone))


def may_leave(now: datetime, zone: str) -> bool:
    """Whether a message may leave now for someone in this zone: from 08:00, before 19:00."""
    return FIRST_HOUR <= now.astimezone(zone_of(zone)).time() < LAST_HOUR


def next_leave(now: datetime, zone: str) -> datetime:
    """Now when a message may leave now, else the next 08:00 there; local to the zone."""
    there = now.astimezone(zone_of(zone))
    if there.time() < FIRST_HOUR:
        return local(there.date(), FIRST_HOUR, zone)
    if there.time() < LAST_HOUR:
        return there
    return local(there.date() + timedelta(days=1), FIRST_HOUR, zone)
