"""How dates, delays and counts read in French, where the coordinators are (Europe/Paris)."""

from __future__ import annotations

import re
from datetime import date, datetime
from zoneinfo import ZoneInfo

from babel.dates import format_date

from questionnaires.typography import NBSP

PARIS = ZoneInfo("Europe/Paris")


def day(value: date | datetime) -> str:
    """« vendredi 29 septembre 2017 », « dimanche 1er octobre 2017 »."""
    return _first(value, "EEEE d MMMM y")


def short_day(value: date | datetime) -> str:
    """« 29 sept. 2017 »."""
    return _first(value, "d MMM y")


def day_of_year(value: date | datetime) -> str:
    """« 29 septembre », for where the year goes without saying."""
    return _first(value, "d MMMM")


def moment(value: datetime) -> str:
    """« 29 sept. 2017 à 14 h 05 »; no line breaks within the hour."""
    local = value.astimezone(PARIS)
    return f"{short_day(local)} à {local.hour}{NBSP}h{NBSP}{local.minute:02d}"


def remaining(last_day: date, today: date) -> str:
    """How far the last day is: « encore 12 jours », « dernier jour », « terminé depuis 3 jours »."""
    days = (last_day - today).days
    if days == 0:
        return "dernier jour"
    if days > 0:
        return f"encore {count(days, 'jour')}"
    return f"terminé depuis {count(-days, 'jour')}"


def count(number: int, singular: str, plural: str = "") -> str:
    """« 1 retour », « 13 retours »; zero is singular in French."""
    return f"{number} {singular if number < 2 else plural or singular + 's'}"


def _first(value: date | datetime, pattern: str) -> str:
    """The date in French; the first of a month is « 1er »."""
    there = value.astimezone(PARIS).date() if isinstance(value, datetime) else value
    text = format_date(there, pattern, locale="fr")
    text = text.replace("1 ", "1er ", 1) if there.day == 1 else text
    # no line breaks between the day and its month
    return re.sub(r"(\d(?:er)?) (?=[^\W\d])", rf"\1{NBSP}", text, count=1)
