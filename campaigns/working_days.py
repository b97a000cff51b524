"""Working days: which days are off for whom, as the `holidays` package knows France and its territories."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache

from campaigns.departments import departments
from campaigns.nearest import folded
from campaigns.people import Contact, Organisation
from campaigns.zones import FIRST_HOUR, local, may_leave, zone_of

ONE_DAY = timedelta(days=1)

# The subdivisions of France whose public holidays differ, as the package names them, and their French names.
SUBDIVISIONS: Mapping[str, str] = {
    "57": "Moselle",
    "6AE": "Alsace",
    "971": "Guadeloupe",
    "972": "Martinique",
    "973": "Guyane",
    "974": "La Réunion",
    "976": "Mayotte",
    "BL": "Saint-Barthélemy",
    "MF": "Saint-Martin",
    "NC": "Nouvelle-Calédonie",
    "PF": "Polynésie française",
    "PM": "Saint-Pierre-et-Miquelon",
    "TF": "Terres australes françaises",
    "WF": "Wallis-et-Futuna",
}

# The letters that ISO 3166 gives to the overseas departments.
_LETTERS: Mapping[str, str] = {"gp": "971", "mq": "972", "gf": "973", "re": "974", "yt": "976"}

# What a department means for the calendar: its subdivision, and its zone where it is not its organisation's.
_DEPARTMENTS: Mapping[str, tuple[str, str]] = {
    "57": ("57", ""),
    "67": ("6AE", ""),
    "68": ("6AE", ""),
    "6AE": ("6AE", ""),
    "971": ("971", "America/Guadeloupe"),
    "972": ("972", "America/Martinique"),
    "973": ("973", "America/Cayenne"),
    "974": ("974", "Indian/Reunion"),
    "975": ("PM", "America/Miquelon"),
    "976": ("976", "Indian/Mayotte"),
    "977": ("BL", "America/St_Barthelemy"),
    "978": ("MF", "America/Marigot"),
    "986": ("WF", "Pacific/Wallis"),
    "987": ("PF", "Pacific/Tahiti"),
    "988": ("NC", "Pacific/Noumea"),
}


def subdivision(written: str) -> str | None:
    """The subdivision that someone wrote (« 971 », « FR-971 », « Guadeloupe », « Alsace-Moselle »); None: unknown."""
    if not written.strip():
        return ""
    wanted = folded(written).removeprefix("fr ")
    if wanted in ("france", "fr", "metropole", "metropolitaine"):
        return ""
    if wanted in ("alsace moselle", "ges", "67", "68", "bas rhin", "haut rhin"):
        return "6AE"
    wanted = _LETTERS.get(wanted, wanted)
    for code, name in SUBDIVISIONS.items():
        if wanted in (code.casefold(), folded(name)):
            return code
    return "974" if wanted == "reunion" else None


@lru_cache(maxsize=4096)
def _department(written: str) -> tuple[str, str]:
    found = (_DEPARTMENTS[code] for code in departments(written) or () if code in _DEPARTMENTS)
    return next(found, ("", ""))


def place_of(organisation: Organisation, contact: Contact | None = None) -> tuple[str, str]:
    """The time zone and the holidays subdivision of a recipient: their own, their department's, their organisation's.

    A department says more than its region: 57, 67 and 68 keep Alsace-Moselle's holidays within Lorraine and
    Grand Est, 976 means Mayotte within Océan Indien.
    """
    if contact is None or not (contact.department or contact.zone):
        return organisation.zone, organisation.holidays
    own_subdivision, own_zone = _department(contact.department) if contact.department else ("", "")
    return contact.zone or own_zone or organisation.zone, own_subdivision or organisation.holidays


@lru_cache(maxsize=2048)
def public_holidays(subdivision: str, year: int) -> frozenset[date]:
    """The public holidays of a year in metropolitan France ("") or in one of its subdivisions."""
    # Imported at the first need: loading the package takes longer than most commands.
    from holidays import country_holidays

    return frozenset(country_holidays("FR", subdiv=subdivision or None, years=year, expand=False))


def is_working_day(day: date, subdivision: str) -> bool:
    """Monday to Friday, public holidays left out."""
    return day.weekday() < 5 and day not in public_holidays(subdivision, day.year)


def working_day_from(day: date, subdivision: str) -> date:
    """This day, or the next working day after it."""
    while not is_working_day(day, subdivision):
        day += ONE_DAY
    return day


def working_day_until(day: date, subdivision: str) -> date:
    """This day, or the last working day before it."""
    while not is_working_day(day, subdivision):
        day -= ONE_DAY
    return day


def may_start(now: datetime, zone: str, subdivision: str) -> bool:
    """Whether a message that answers nothing may leave now: at a decent hour of a working day where it goes."""
    return may_leave(now, zone) and is_working_day(now.astimezone(zone_of(zone)).date(), subdivision)


def next_start(now: datetime, zone: str, subdivision: str) -> datetime:
    """Now when such a message may leave now, else 08:00 of the next working day there; local to the zone."""
    there = now.astimezone(zone_of(zone))
    if may_start(now, zone, subdivision):
        return there
    day = there.date() if there.time() < FIRST_HOUR else there.date() + ONE_DAY
    return local(working_day_from(day, subdivision), FIRST_HOUR, zone)
