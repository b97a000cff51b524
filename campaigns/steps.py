"""The calendar of a round as people write it: its steps (« J-30, J-7, J+2 ») and their hour (« 9 h 30 »)."""

from __future__ import annotations

import re
from datetime import time

from campaigns.zones import FIRST_HOUR, LAST_HOUR
from questionnaires.fault import Fault

FURTHEST = 365  # days before or after the deadline
_STEP = re.compile(r"j? ?([+-]) ?(\d{1,4})|j|0")
_HOUR = re.compile(r"(\d{1,2}) ?(?:h|:) ?(\d{2})?(?: ?min)?")
_DASHES = str.maketrans("‐‑‒–—−﹣-", "--------")
_HOW = "écrivez par exemple « J-30, J-7, J+2 »"


def parse_steps(text: str) -> tuple[int, ...] | Fault:
    """Days from the deadline, in order: « J-7, -2 ; J+1 » gives -7, -2, 1; « J » is the day itself, « aucun » none."""
    plain = re.sub(r"[\s\u00a0\u202f]+", " ", text.casefold().translate(_DASHES)).strip()
    if plain in ("aucun", "aucune"):
        return ()
    if not plain:
        return Fault("", f"il manque les étapes ; {_HOW}, ou « aucun ».")
    found: set[int] = set()
    for part in re.split(r" ?[,;/] ?| et | (?=j)", plain):
        step = _STEP.fullmatch(part.strip())
        if step is None:
            return Fault("", f"cette étape n’est pas lisible ; {_HOW}.", key=part.strip() or text)
        days = int(step[2]) * (-1 if step[1] == "-" else 1) if step[2] else 0
        if abs(days) > FURTHEST:
            return Fault(
                "", f"cette étape est à plus de {FURTHEST} jours de la date limite ; {_HOW}.", key=part.strip()
            )
        found.add(days)
    return tuple(sorted(found))


def parse_hour(text: str) -> time | Fault:
    """The hour of the day, where the recipient is; from 08:00, before 19:00, as everything that leaves."""
    found = _HOUR.fullmatch(re.sub(r"[\s\u00a0\u202f]+", " ", text.casefold()).strip())
    hours, minutes = (int(found[1]), int(found[2] or 0)) if found else (24, 0)
    if hours > 23 or minutes > 59:
        return Fault(
            "", "cette heure n’est pas lisible ; écrivez par exemple « 09:00 » ou « 9 h 30 ».", key=text.strip()
        )
    hour = time(hours, minutes)
    if not FIRST_HOUR <= hour < LAST_HOUR:
        sentence = f"rien ne part à cette heure ; choisissez entre {FIRST_HOUR:%H:%M} et 18:59."
        return Fault("", sentence, key=text.strip())
    return hour
