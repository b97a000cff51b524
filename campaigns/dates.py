"""Days and moments as people write them: ISO or French, with a clear sentence for a date that does not exist."""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from campaigns.zones import MORNING, PARIS
from questionnaires.fault import Fault
from questionnaires.values.dates import MONTHS as MONTH_NUMBERS

MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_EARLIEST, _LATEST = 1990, 2199
_HOW = "écrivez par exemple « 29 septembre 2017 », « 29/09/2017 » ou « 2017-09-29 »"

_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})|(\d{4})(\d\d)(\d\d)")
_SLASHED = re.compile(r"(?:([a-z]+) )?(\d{1,2})(?:[/.-](\d{1,2})(?:[/.-](\d{4}|\d{2}))?| (\d{1,2}) (\d{4}))")
_SPELT = re.compile(r"(?:([a-z]+) )?(\d{1,2}|1 ?er|premier) ([a-z]+)(?: (\d{4}|\d{2}))?")
_MONTH_END = re.compile(r"(?:la )?fin (?:du mois )?(?:de |d['’])?([a-z]+)(?: (\d{4}))?")
_BEFORE = re.compile(r"(?:strictement )?avant (?:le |la (?=fin))?")
_INCLUDED = re.compile(r" \(?(non |)(inclu|compri|exclu)[se]*\)?$")
_AT_LATEST = re.compile(r" \(?(?:au plus tard|dernier delai|delai de rigueur)\)?$")
_HOUR = re.compile(r"(?:(?<=\d)t| +a +| +)(\d{1,2}) ?(?:heures?|h|:) ?(\d{2})?(?: ?: ?(\d{2})(?:\.\d+)?)?$")
_NOON = re.compile(r"(?<=\w) +(?:a +)?midi$")
_MIDNIGHT = re.compile(r"(?<=\w) +(?:a +)?minuit$")


@dataclass(frozen=True)
class WrittenDeadline:
    """A deadline as it was written: the day that was named, and whether its words exclude that day.

    `strict` is True for « avant le 26 juin », False for « au plus tard le 26 juin », None for the date alone.
    """

    day: date
    strict: bool | None = None


def parse_deadline(text: str, opens: date) -> WrittenDeadline | Fault:
    """The deadline that is meant; one without a year is the next such day after the opening.

    « fin septembre » is the last day of the month.
    """
    words = _plain(text)
    strict: bool | None = False if words.startswith("au plus tard") else None
    if found := _AT_LATEST.search(words):
        strict, words = False, words[: found.start()]
    if found := _BEFORE.match(words):
        strict, words = True, words[found.end() :]
    if found := _INCLUDED.search(words):
        strict, words = (found[2] == "exclu") is not bool(found[1]), words[: found.start()]
    words = _bare(words)
    after = opens + timedelta(days=1)
    if found := _MONTH_END.fullmatch(words):
        # « avant la fin de septembre » leaves the 30th.
        return _month_end(text, found[1], int(found[2] or 0), after)
    day = parse_day(words, after)
    if not isinstance(day, Fault):
        return WrittenDeadline(day, strict)
    if words and not isinstance(parse_moment(_MIDNIGHT.sub("", words), after), Fault):
        return Fault("", "la date limite est un jour entier ; écrivez la date sans l’heure.", key=text)
    return Fault(day.where, day.sentence, key=text if words else "")


def _month_end(text: str, name: str, year: int, after: date) -> WrittenDeadline | Fault:
    month = MONTH_NUMBERS.get(name)
    if month is None or (year and not _EARLIEST <= year <= _LATEST):
        return Fault("", f"cette date n’est pas lisible ; {_HOW}.", key=text)
    years = (year,) if year else (after.year, after.year + 1)
    ends = [date(y, month, calendar.monthrange(y, month)[1]) for y in years]
    return WrittenDeadline(next((end for end in ends if end >= after), ends[-1]))


def parse_day(text: str, today: date) -> date | Fault:
    """The day that is meant; one without a year is the next such day, today included."""
    if isinstance(today, datetime):
        today = today.date()
    bare = _bare(text)
    if not bare:
        return Fault("", f"il manque la date ; {_HOW}.")
    if bare.startswith(("avant le ", "avant ")):
        return Fault("", "écrivez seulement la date ; « avant le » se dit avec --strict.", key=text)
    if found := _ISO.fullmatch(bare):
        year, month_of_year, day = (int(part) for part in found.groups() if part)
        return _day(text, day, month_of_year, year, "", today)
    if found := _SLASHED.fullmatch(bare):
        return _day(text, int(found[2]), int(found[3] or found[5]), _year(found[4] or found[6]), found[1] or "", today)
    if found := _SPELT.fullmatch(bare):
        month = MONTH_NUMBERS.get(found[3])
        if month:
            number = int(found[2]) if found[2].isdigit() else 1
            return _day(text, number, month, _year(found[4]), found[1] or "", today)
    return Fault("", f"cette date n’est pas lisible ; {_HOW}.", key=text)


def _year(written: str | None) -> int:
    """« 2017 » and « 17 »; 0 where none is written."""
    return 0 if not written else int(written) if len(written) == 4 else 2000 + int(written)


def parse_moment(text: str, today: date, hour: time = MORNING) -> datetime | Fault:
    """A day, or a day and an hour (« 2017-07-17T14:30 », « 17 juillet 2017 à 14 h »); aware, Paris unless it says.

    Without an hour it is `hour` in Paris.
    """
    try:
        moment = datetime.fromisoformat(text.strip())
    except ValueError:
        moment = None
    if moment is not None and len(text.strip()) > len("2017-07-17"):
        return moment if moment.tzinfo else moment.replace(tzinfo=PARIS)
    bare = _NOON.sub(" 12 h", _bare(text))
    found = _HOUR.search(bare)
    if found:
        hours, minutes, seconds = int(found[1]), int(found[2] or 0), int(found[3] or 0)
        if hours > 23 or minutes > 59 or seconds > 59:
            return Fault("", "cette heure n’existe pas ; écrivez par exemple « 14 h 30 ».", key=text)
        hour, bare = time(hours, minutes, seconds), bare[: found.start()]
    day = parse_day(bare, today)
    if isinstance(day, Fault):
        return Fault(day.where, day.sentence, key=text if bare else "")
    return datetime.combine(day, hour, PARIS)


def in_words(day: date, weekday: bool = False) -> str:
    """« 29 septembre 2017 », « vendredi 29 septembre 2017 », « 1er mai 2018 »."""
    words = f"{'1er' if day.day == 1 else day.day} {MONTHS[day.month - 1]} {day.year}"
    return f"{WEEKDAYS[day.weekday()]} {words}" if weekday else words


def _bare(text: str) -> str:
    """Small letters without accents, single blanks, and without what introduces a date."""
    return re.sub(r"^(au plus tard |jusqu['’]au |d['’]ici au |d['’]ici |pour )?(le |au |a )?", "", _plain(text))


def _plain(text: str) -> str:
    """Small letters without accents, single blanks."""
    plain = re.sub(r"[\s,\"«»\u00a0\u202f]+", " ", text.casefold().replace("ᵉʳ", "er")).strip(" '").rstrip(".")
    plain = plain.translate(str.maketrans("éèêëûüùàâôîï", "eeeeuuuaaoii"))
    return re.sub(r"(?<=[a-z])\. ?(?=\d)", " ", re.sub(r"(?<=[a-z])\.(?= |$)", "", plain))


def _day(text: str, day: int, month: int, year: int, weekday: str, today: date) -> date | Fault:
    """The date, or why there is none: checks that it exists, its year and its weekday."""
    if not 1 <= month <= 12:
        return Fault("", f"le mois {month} n’existe pas ; {_HOW}.", key=text)
    if year and not _EARLIEST <= year <= _LATEST:
        return Fault("", f"l’année {year} n’est pas plausible ; {_HOW}.", key=text)
    longest = 29 if month == 2 and not year else calendar.monthrange(year or 2000, month)[1]
    if not 1 <= day <= longest:
        when = f"{MONTHS[month - 1]} {year}" if year else MONTHS[month - 1]
        elided = "d’" if month in (4, 8, 10) else "de "
        return Fault("", f"ce jour n’existe pas : le mois {elided}{when} a {longest} jours.", key=text)
    found = date(year, month, day) if year else _next(day, month, today)
    if weekday:
        weekday = next((name for name in WEEKDAYS if weekday == name[:3]), weekday)
        if weekday not in WEEKDAYS:
            return Fault("", f"« {weekday} » n’est pas un jour de la semaine ; {_HOW}.", key=text)
        if WEEKDAYS[found.weekday()] != weekday:
            sentence = (
                f"le {in_words(found)} est un {WEEKDAYS[found.weekday()]}, pas un {weekday} ; corrigez l’un ou l’autre."
            )
            return Fault("", sentence, key=text)
    return found


def _next(day: int, month: int, today: date) -> date:
    """The first such day that is not before today; the 29th of February waits for its year."""
    year = today.year
    while True:
        if day <= calendar.monthrange(year, month)[1] and date(year, month, day) >= today:
            return date(year, month, day)
        year += 1
