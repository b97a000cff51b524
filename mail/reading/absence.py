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
_DAY = (
    r"(?:(?:lundi|mardi|mercredi|jeudi|vendredi|samedi|dimanche|monday|tuesday|wednesday|thursday|friday|saturday"
    r"|sunday)\s+)?(?:the\s+)?"
    rf"(?:(?P<d>\d{{1,2}})(?:er|st|nd|rd|th)?\s+(?:of\s+)?(?P<m>{_MONTH})\.?(?:\s+(?P<y>\d{{4}}))?"
    rf"|(?P<em>{_MONTH})\s+(?P<ed>\d{{1,2}})(?:st|nd|rd|th)?(?:,?\s+(?P<ey>\d{{4}}))?"
    r"|(?P<nd>\d{1,2})[/.-](?P<nm>\d{1,2})(?:[/.-](?P<ny>\d{4}|\d{2}))?|(?P<iy>\d{4})-(?P<im>\d\d)-(?P<id>\d\d))(?!\d)"
)
_LAST_DAY = re.compile(
    rf"(?:jusqu'?\s?(?:au|a)|until|till|\bto\b|\bau|through|bis (?:zum)?)\s+(?:(?:and including|inclus|soir du"
    rf"|matin du)\s+)?{_DAY}(?P<incl>\s*(?:inclus|compris))?"
)
_BACK = re.compile(
    rf"(?:de retour|retour|reprendrai\S*|reprise|rentrerai|reviendrai|joignable|disponible|back|return(?:ing)?"
    rf"|prochain acces|a compter|a partir)\b[^.\n\d]{{0,60}}?(?:a partir du|a compter du|des le|le|au|du|on|by"
    rf"|from)?\s*{_DAY}"
)
_RANGE = re.compile(rf"\b(?:du|from)\s+[^.\n]{{3,40}}?\s+(?:au|to|until)\s+{_DAY}")


def return_date(text: str, received_at: datetime) -> date | None:
    """The last day of an absence, as written in it; « de retour le 29 » means away until the 28th."""
    flat = straight(text[:6000]).casefold().replace("\xa0", " ")
    for accented, plain in (("é", "e"), ("è", "e"), ("û", "u"), ("à", "a"), ("ê", "e")):
        flat = flat.replace(accented, plain)
    flat = re.sub(r"[ \t]+", " ", flat)
    today = received_at.date()
    for pattern, shift in ((_LAST_DAY, 0), (_RANGE, 0), (_BACK, -1)):
        for found in pattern.finditer(flat):
            day = _date(found, today)
            if day is not None and day + timedelta(days=shift) >= today - timedelta(days=1):
                return day + timedelta(days=shift)
    return None


def _date(found: re.Match[str], today: date) -> date | None:
    part = found.groupdict()
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
