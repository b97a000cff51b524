"""What people wish of the reminders, by one word: none any more, again, later, another correspondent, a pause.

A wish is read only where it is all that somebody says; what might be an answer is never taken for one.
"""

from __future__ import annotations

import calendar
import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from campaigns.dates import MONTHS, parse_day
from questionnaires.asides import bare

# The words of our links and buttons.
STOP = "ne plus me relancer"
RESUME = "reprendre les rappels"
LATER = "me le rappeler plus tard"
CHANGE = "changer de correspondant"


class Wish(StrEnum):
    """What one word can ask for."""

    STOP = "stop"
    RESUME = "resume"
    LATER = "later"
    CHANGE = "change"


_REMINDED = (
    r"(?:(?:de |d |des |les |vos |ces |mes |aucun |aucune |tout |toute )?"
    r"(?:rappel|relance|message|mail|e mail|courriel|sms|notification)s?)"
)
_CALLED = (
    rf"(?:relancer|rappeler|contacter|solliciter|ecrire|deranger|envoyer {_REMINDED}|recevoir {_REMINDED}"
    r"|etre (?:relance|rappele|contacte|sollicite)e?s?)"
)
_ME = r"(?:me |m |nous )?"
_STOP = re.compile(
    rf"stop(?: (?:svp|a?ux )?{_REMINDED})?|stop (?:s il vous plait|svp|tout)"
    rf"|(?:(?:de |veuillez |vous pouvez |je vous (?:prie|demande) de )?ne (?:plus|pas|jamais) {_ME}{_CALLED})"
    rf"|(?:je|nous) (?:ne )?(?:souhait\w+|desir\w+|veux|voulons) (?:plus|pas) {_ME}{_CALLED}"
    r"|(?:laissez|fichez|foutez) (?:moi|nous) (?:tranquilles?|en paix|la paix)"
    r"|ne (?:me |m |nous )(?:relanc|rappel|contact|sollicit|ecriv)\w+ plus"
    rf"|(?:arret\w+|cess\w+) (?:de {_ME}{_CALLED}|{_REMINDED})|plus {_REMINDED}"
    r"|(?:me |nous )?(?:desinscription|desinscrire|desinscrivez moi|desabonnement|desabonner|desabonnez moi|unsubscribe"
    r"|opt out|remove me)(?: me| moi)?"
    r"|(?:de |veuillez |vous pouvez )?(?:me |nous )?(?:supprime|retire|enleve|effac|rayer|raye|ote)[rz]?(?: moi| nous)?"
    r" (?:(?:mon|notre|cette) (?:adresse|nom|mail|e mail|contact)(?: (?:mail|e mail|electronique))? )?"
    r"(?:de|des|d) (?:votre|vos|la|cette|ce|ces|l)?\s?(?:listes?|fichiers?|bases?|diffusion|destinataires|envois)"
    r"(?: de (?:diffusion|contacts?|destinataires))?"
)
_RESUME = re.compile(
    r"(?:vous pouvez |de |veuillez )?(?:reprendre|reprenez|reactiver|reactivez|retablir|retablissez|recommencer)"
    rf" {_REMINDED}|relancez (?:moi|nous)(?: a nouveau)?|reabonnement|resubscribe"
)
_LATER = re.compile(r"(?:me |nous )?(?:le )?rappel\w+(?: moi| nous)?(?: le)? plus tard")
_CHANGE = re.compile(
    r"chang(?:er|ement) (?:de |d )(?:correspondante?|interlocuteur|interlocutrice|contact|destinataire)\b"
)
_POLITE = re.compile(
    r"^(?:(?:bonjour|bonsoir|madame|monsieur|merci|svp|s il vous plait|cordialement|bien|a vous|d avance|et)\b ?)+"
    r"|(?: ?\b(?:merci|svp|s il vous plait|cordialement|bien a vous|par avance|d avance|bonne journee))+$"
)
_LONGEST = 120


def wish_in(text: str) -> Wish | None:
    """The wish that is all of this text; « changer de correspondant » may be followed by the person's name."""
    if len(text) > 4 * _LONGEST:
        return None
    words = bare(text)
    if _CHANGE.match(words):
        return Wish.CHANGE
    if not words or len(words) > _LONGEST:
        return None
    words = _POLITE.sub("", words).strip()
    for wish, rule in ((Wish.STOP, _STOP), (Wish.RESUME, _RESUME), (Wish.LATER, _LATER)):
        if rule.fullmatch(words):
            return wish
    return None


@dataclass(frozen=True)
class Pause:
    """A pause that somebody asked for: to the end of `until`, or (None) until somebody lifts it."""

    until: date | None = None


_ASKS = re.compile(
    r"\b(?:delai|report|sursis|prolong\w*|repouss\w+|decal\w+|rallong\w+|reporter|temps supplementaire|plus de temps"
    r"|ne (?:pourr|ser)\w+ .*\bavant|impossible .*\bavant|jusqu au?|d ici (?:au|le|la|fin)"
    r"|(?:repondr|enverr|reviendr|transmettr|adresser|retourner)(?:ai|ons|a|ont|ais|ions))\b"
)
_SUSPENDS = re.compile(
    r"\b(?:suspen\w+|interromp\w+|paus\w+|mettre en pause|arret\w+|cess\w+|stopp\w+|differ\w+)\b"
    rf".{{0,40}}\b(?:{_REMINDED})"
)
_MONTH = "|".join(bare(month) for month in MONTHS)
_DAY = re.compile(rf"\b(\d{{1,2}}(?:er)?|premier) (?:{_MONTH}|janv|fevr|avr|juil|sept|oct|nov|dec)\b(?: \d{{4}})?")
_SLASHED = re.compile(r"\b\d{1,2}/\d{1,2}(?:/\d{2,4})?\b|\b\d{4}-\d\d-\d\d\b")
_PART = re.compile(rf"\b(debut|mi|fin)(?: de| du mois de| d)? ({_MONTH})\b")
_COUNTS = {"un": 1, "une": 1, "deux": 2, "trois": 3, "quatre": 4, "huit": 8, "dix": 10, "quinze": 15}
_SPAN = re.compile(rf"\b(\d{{1,2}}|{'|'.join(_COUNTS)}) (jours?|semaines?|mois)\b")


def pause_asked(text: str, today: date) -> Pause | None:
    """The pause that these words ask for: a time to answer that they name, or that the reminders stop for a while."""
    words = bare(text)
    suspends = bool(_SUSPENDS.search(words))
    if not suspends and not _ASKS.search(words):
        return None
    until = _until(text, words, today)
    if until is not None and until >= today:
        return Pause(until)
    return Pause() if suspends else None


def _until(text: str, words: str, today: date) -> date | None:
    """The last day that is named: of several, the latest that makes sense."""
    days = [day for found in _SLASHED.finditer(text) if (day := _day(found[0], today))]
    days += [day for found in _DAY.finditer(words) if (day := _day(found[0], today))]
    for found in _PART.finditer(words):
        month = [bare(name) for name in MONTHS].index(found[2]) + 1
        year = today.year + (month < today.month - 1)
        last = calendar.monthrange(year, month)[1]
        days.append(date(year, month, {"debut": 10, "mi": 15, "fin": last}[found[1]]))
    if not days and re.search(r"\bfin (?:du|de ce) mois\b", words):
        days.append(today.replace(day=calendar.monthrange(today.year, today.month)[1]))
    if not days and re.search(r"\bsemaine prochaine\b", words):
        days.append(today + timedelta(days=11 - today.weekday()))
    if not days:
        for found in _SPAN.finditer(words):
            count = _COUNTS.get(found[1]) or int(found[1])
            days.append(today + timedelta(days=count * {"j": 1, "s": 7, "m": 30}[found[2][0]]))
    return max(days, default=None)


def _day(written: str, today: date) -> date | None:
    """The day that is meant; without a year, the nearest one: what was last week is not next year's."""
    day = parse_day(written, today)
    if not isinstance(day, date):
        return None
    if not re.search(r"\d{4}|/\d\d?/\d\d", written) and day - today > timedelta(days=240):
        return None
    return day
