"""Writes the plan of a campaign as an iCalendar file (RFC 5545), for the diary of a coordinator."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from icalendar import Calendar, Event

from usecases.plan import Diary
from usecases.plan import Event as Planned

PRODUCT = "-//Relance//Calendrier de campagne//FR"
# How long a sending is shown in a diary.
_SHOWN = timedelta(minutes=15)


def diary_bytes(diary: Diary) -> bytes:
    """The .ics file: moments in UTC, last days as whole days, UIDs that stay the same from one export to the next."""
    calendar = Calendar()
    calendar.add("prodid", PRODUCT)
    calendar.add("version", "2.0")
    calendar.add("calscale", "GREGORIAN")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", diary.title)
    for planned in diary.events:
        calendar.add_component(_event(planned, diary))
    return bytes(calendar.to_ical())


def _event(planned: Planned, diary: Diary) -> Event:
    event = Event()
    event.add("uid", planned.uid)
    event.add("dtstamp", diary.now.astimezone(UTC).replace(microsecond=0))
    event.add("sequence", diary.revision)
    event.add("summary", planned.title)
    if isinstance(planned.start, datetime):
        event.add("dtstart", planned.start.astimezone(UTC))
        event.add("dtend", planned.start.astimezone(UTC) + _SHOWN)
    else:
        event.add("dtstart", planned.start)
        event.add("dtend", planned.start + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    if planned.description:
        event.add("description", planned.description)
    return event
