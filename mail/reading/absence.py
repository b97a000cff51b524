"""Until when someone is away, where an absence message says so."""

from __future__ import annotations

import re
from datetime import date, datetime, timedelta

from mail.reading.lines import straight

_NAMES = (
    "janvier janv january jan", "fevrier fevr february feb", "mars march mar", "avril avr april apr", "mai may",
    "juin june jun", "juillet juil july jul", "aout august aug", "septembre sept september sep", "octobre oct october",
    "novembre nov november", "decembre dec december",
)  # fmt: skip
_MONTHS = {name: number for number, names in enumerate(_NAMES, 1) for name in names.split()}
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_WEEK = (
    ("lundi", "monday"), ("mardi", "tuesday"), ("mercredi", "wednesday"), ("jeudi", "thursday"),
    ("vendredi", "friday"), ("samedi", "saturday"), ("dimanche", "sunday"),
)  # fmt: skip
_DAY = (
    rf"(?:(?P<week>{'|'.join(name for names in _WEEK for name in names)})\s+)?(?:the\s+)?"
    rf"(?:(?P<d>\d{{1,2}})(?:er|st|nd|rd|th|\.)?\s+(?:of\s+)?(?P<m>{_MONTH})(?![a-z])\.?(?:\s+(?P<y>\d{{4}}))?"
    rf"|(?P<em>{_MONTH})\s+(?P<ed>\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s+(?P<ey>\d{{4}}))?"
    r"|(?P<nd>\d{1,2})[/.-](?P<nm>\d{1,2})(?:[/.-](?P<ny>\d{4}|\d{2}))?|(?P<iy>\d{4})-(?P<im>\d\d)-(?P<id>\d\d)"
    r"|(?P<wd>\d{1,2})(?=\s*(?:[.,;!)\n]|inclus|compris|au (?:matin|soir)|\Z)))(?!\d)"
)
_LAST_DAY = re.compile(
    rf"(?:jusqu'?\s?(?:au|a)|until|till|\bto\b|\bau|through|bis(?: zum)?)\s+(?:(?:and including|inclus|soir du"
    rf"|matin du)\s+)?{_DAY}(?P<incl>\s*(?:inclus|compris))?"
)
_BACK = re.compile(
    rf"(?:de retour|retour|reprendrai\S*|repren(?:ds|ons)|reprise|ab dem|rentrerai|reviendrai|joignable|disponible"
    rf"|back|return(?:ing)?|prochain acces|a compter|a partir)\b[^.\n\d]{{0,60}}?"
    rf"(?:a partir du|a compter du|des le|le|au|du|on|by|from)?\s*{_DAY}"
)
# « absente le 2 août », « en formation les 2 et 3 août »
_ON = re.compile(
    rf"\b(?:absente?|absence|en (?:formation|deplacement|conges?|rtt|reunion))\b[^.\n\d]{{0,30}}?"
    rf"\b(?:le|les (?:\d{{1,2}}(?:er)?(?:,| et) ){{1,4}})\s?{_DAY}"
)
_ARROW = re.compile(rf"\d[^.\n]{{0,20}}?(?:->|=>|→)\s?{_DAY}")
_NOT_UNTIL = re.compile(rf"\bnot (?:return|be back)\b[^.\n]{{0,20}}?\b(?:un)?till?\s+{_DAY}")
_AWAY_FROM = re.compile(r"(?:absen|conge|indisponib|ferm)[^.\n]{0,40}$")
_RANGE = re.compile(rf"\b(?:du|from)\s+[^.\n]{{3,40}}?\s+(?:au|to|until)\s+{_DAY}")


def return_date(text: str, received_at: datetime) -> date | None:
    """The last day of an absence, as written in it; « de retour le 29 » means away until the 28th."""
    flat = straight(text[:6000]).casefold().replace("\xa0", " ")
    for accented, plain in (("é", "e"), ("è", "e"), ("û", "u"), ("à", "a"), ("ê", "e")):
        flat = flat.replace(accented, plain)
    flat = re.sub(r"[ \t]+", " ", flat)
    today = received_at.date()
    patterns = ((_NOT_UNTIL, -1), (_LAST_DAY, 0), (_RANGE, 0), (_ARROW, 0), (_BACK, -1), (_ON, 0))
    for pattern, shift in patterns:
        for found in pattern.finditer(flat):
            starts = found[0].startswith(("a partir", "a compter"))
            if starts and _AWAY_FROM.search(flat[max(0, found.start() - 60) : found.start()]):
                continue  # from then on, and not until then
            day = _date(found, today)
            if day is not None and day + timedelta(days=shift) >= today - timedelta(days=1):
                return day + timedelta(days=shift)
    return None


def _date(found: re.Match[str], today: date) -> date | None:
    part = found.groupdict()
    if part["wd"]:
        return _on_that_weekday(int(part["wd"]), part["week"] or "", today)
    day = int(part["d"] or part["ed"] or part["nd"] or part["id"])
    named = part["m"] or part["em"]
    month = _MONTHS[named] if named else int(part["nm"] or part["im"])
    written = part["y"] or part["ey"] or part["ny"] or part["iy"]
    year = int(written) if written else today.year
    year += 2000 if year < 100 else 0
    try:
        result = date(year, month, day)
        if not written and result < today - timedelta(days=60):
            result = date(year + 1, month, day)
    except ValueError:
        return None
    return result


def _on_that_weekday(number: int, weekday: str, today: date) -> date | None:
    """« lundi 21 »: the day of the next two months that is both; None without a weekday."""
    known = next((at for at, names in enumerate(_WEEK) if weekday in names), -1)
    days = (today + timedelta(days=ahead) for ahead in range(-7, 62))
    return next((day for day in days if day.day == number and day.weekday() == known), None)
