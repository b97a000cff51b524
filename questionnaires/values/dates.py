"""Reads a date as people write it, day first: « 12/09/2017 », « 1er mars 2016 », « fin septembre 2016 », « T3 2026 ».

A period without a day becomes its first day (« fin … » its last, « mi-… » its middle), approximate, and says so.
"""

from __future__ import annotations

import calendar
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from questionnaires.understood import Understood
from questionnaires.values.numerals import RUN
from questionnaires.values.words import folded, plain, squeezed

MONTHS = {
    "janvier": 1,
    "fevrier": 2,
    "mars": 3,
    "avril": 4,
    "mai": 5,
    "juin": 6,
    "juillet": 7,
    "aout": 8,
    "septembre": 9,
    "octobre": 10,
    "novembre": 11,
    "decembre": 12,
    "janv": 1,
    "jan": 1,
    "fevr": 2,
    "fev": 2,
    "avr": 4,
    "juil": 7,
    "sept": 9,
    "oct": 10,
    "nov": 11,
    "dec": 12,
}
_WEEKDAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_MONTH = r"(?P<{0}>" + "|".join(MONTHS) + r")\b\.?"
_YEAR = r"(?P<{0}>(?:19|20|21)\d\d)(?!\d)"
_EDGE = r"(?P<edge>fin|debut|mi|milieu|courant)(?: |-|(?<=milieu) de | de | du )?"
_ORDINAL = r"(?P<{0}>premier|deuxieme|second|troisieme|quatrieme|dernier|[1-4] ?(?:er|re|e|eme|nd|nde)?)"
_DATE = re.compile(
    r"(?<![\w/.-])(?:"
    rf"(?P<iso_year>(?:19|20|21)\d\d)[-/.](?P<iso_month>\d{{1,2}})[-/.](?P<iso_day>\d{{1,2}})(?![\d/-])(?:t\d\d:\S*)?"
    r"|(?P<day>\d{1,2}) ?[/. -] ?(?P<month>\d{1,2}) ?[/. -] ?(?P<year>\d{4}|\d{2})(?![\d/-])"
    rf"|(?:(?P<weekday>{'|'.join(_WEEKDAYS)})\.?,? (?:le )?)?"
    rf"(?P<named_day>\d{{1,2}}|premier) ?(?:er\b)? ?-?{_MONTH.format('named')}"
    r"(?:[ ,-]+(?P<named_year>\d{4}|'?\d{2})(?![\d:h]| h))?"
    rf"|{_EDGE}(?P<of>.{{0,3}}?){_MONTH.format('edge_month')}[ -]?(?:{_YEAR.format('edge_year')})?"
    rf"|{_MONTH.format('only_month')}[ -]{_YEAR.format('only_year')}"
    rf"|(?P<number_month>0?[1-9]|1[0-2]) ?[/-] ?{_YEAR.format('number_year')}(?![/-])"
    rf"|{_YEAR.format('year_first')}-(?P<month_last>0[1-9]|1[0-2])(?![\d/-])"
    r"|(?:(?P<part_edge>fin|debut|mi)[ -](?:du |de )?)?"
    rf"(?:(?P<letter>[tsq]) ?(?P<rank>[1-4])|{_ORDINAL.format('ordinal')} "
    rf"(?P<part>trimestre|trim\.?|semestre|sem\.?|t|s)(?![a-z]))"
    rf"[ /,-]*(?:de |d'|en )?(?:l'annee )?{_YEAR.format('part_year')}"
    rf"|{_YEAR.format('part_year_first')}[ /-]*(?P<letter_last>[tsq]) ?(?P<rank_last>[1-4])\b"
    rf"|(?:(?P<year_edge>fin|debut|mi|milieu|courant)[ -](?:de )?(?:d'|l'|)(?:annee )?)?{_YEAR.format('only')}"
    r")(?![\w])"
)
_RELATIVE = {
    "aujourd'hui": 0,
    "ce jour": 0,
    "hier": -1,
    "avant-hier": -2,
    "avant hier": -2,
    "demain": 1,
    "apres-demain": 2,
}
_NEAR = re.compile(
    r"\b(?:vers|environ|autour du|aux alentours du|approximativement|a peu pres|courant|a confirmer"
    r"|a verifier|previsionnelle?|sous reserve)\b|~|≈"
)
_BOUND = re.compile(r"\b(?:avant|au plus tard|d'ici|apres|au plus tot|jusqu'(?:au|en|a))\b")
_DOUBT = re.compile(r"\b(?:ou|soit|sinon)\b")
_NO_YEAR = re.compile(rf"(?<![\w/.-])(?:(?P<d>\d{{1,2}})[/.-](?P<m>\d{{1,2}})(?![\d/.-])|{_MONTH.format('n')})")
# What makes a date one end of a period (« du 12 au … », « 2016-… »), or the rest of one that was not read whole.
_FROM = re.compile(
    rf"\b(?:t|s|q|trim\w*|sem\w*) ?\d ?$|\b\d{{1,2}} ?$|\b(?:{'|'.join(MONTHS)})\.? ?$|{RUN} $"
    rf"|(?:\b\d{{1,2}}|\b(?:{'|'.join(MONTHS)})\.?) ?(?:au|a|et|-|ou|/|,) ?(?:le )?$"
)
_TO = re.compile(rf" ?(?:(?:au|a|et|-|ou|/) ?)(?:le )?(?!\d\d? ?h)(?:\d|{'|'.join(MONTHS)})")
_MOST_WORDS = 15
_MOST_LETTERS = 300


@dataclass(frozen=True)
class _Found:
    """A date in the text; `when` is None where the calendar has no such day or the year is missing."""

    when: date | None
    written: str
    approximate: bool = False
    precision: str = ""
    ask: str = ""


def understand_date(text: str, today: date) -> Understood:
    """The date that the text says, or one question back. `today` settles years of two digits and « hier »."""
    low = squeezed(folded(text))
    composed = squeezed(plain(text))
    if len(low) > _MOST_LETTERS:
        return Understood(ask="Nous n’avons pas trouvé de date sûre dans ce texte : quelle date faut-il retenir ?")
    word = low.strip(" .!")
    if word in _RELATIVE:
        return Understood(value=(today + timedelta(days=_RELATIVE[word])).isoformat())
    found = list(_dates(low, composed, today))
    if not found:
        return Understood(ask=_no_date(low))
    distinct = {(one.when, one.precision) for one in found}
    if len(distinct) > 1:
        listed = " et ".join(f"« {one.written} »" for one in found[:3])
        return Understood(ask=f"Votre réponse contient plusieurs dates ({listed}) : laquelle faut-il retenir ?")
    one = found[0]
    if one.when is None:
        return Understood(ask=one.ask)
    if _BOUND.search(low):
        return Understood(ask=f"« {composed} » donne une limite : quelle date précise faut-il retenir ?")
    if _DOUBT.search(low) or len(low.split()) > _MOST_WORDS:
        return Understood(ask=f"Faut-il bien retenir la date « {one.written} » ?")
    approximate = one.approximate or _NEAR.search(low) is not None
    return Understood(value=one.when.isoformat(), approximate=approximate, precision=one.precision)


def _no_date(low: str) -> str:
    missing = _NO_YEAR.search(low)
    if missing is not None:
        return (
            f"De quelle année s’agit-il ? Écrivez la date en entier, comme « 12/09/2017 » (vous avez écrit « {low} »)."
        )
    return "Nous n’avons pas trouvé de date dans votre réponse : pouvez-vous l’écrire comme « 12/09/2017 » ?"


def _dates(low: str, composed: str, today: date) -> Iterator[_Found]:
    for match in _DATE.finditer(low):
        written = composed[match.start() : match.end()].strip()
        if _FROM.search(low[: match.start()]) or _TO.match(low, match.end()):
            yield _Found(None, written, ask=f"« {composed} » : quelle date faut-il retenir ?")
            continue
        parts = {name: value for name, value in match.groupdict().items() if value}
        yield _read(parts, written, today)


def _read(parts: dict[str, str], written: str, today: date) -> _Found:
    if "iso_year" in parts:
        return _day(parts["iso_year"], parts["iso_month"], parts["iso_day"], written, today)
    if "day" in parts:
        return _day(parts["year"], parts["month"], parts["day"], written, today)
    if "named" in parts:
        return _named(parts, written, today)
    if "edge" in parts:
        year = parts.get("edge_year")
        if year is None:
            return _Found(None, written, ask=f"De quelle année s’agit-il, pour « {written} » ?")
        return _edge(parts["edge"], *_month_span(int(year), MONTHS[parts["edge_month"]]), written, "month")
    if "only_month" in parts:
        return _period(*_month_span(int(parts["only_year"]), MONTHS[parts["only_month"]]), written, "month")
    if "number_month" in parts:
        return _period(*_month_span(int(parts["number_year"]), int(parts["number_month"])), written, "month")
    if "year_first" in parts:
        return _period(*_month_span(int(parts["year_first"]), int(parts["month_last"])), written, "month")
    if "part_year" in parts or "part_year_first" in parts:
        return _part(parts, written)
    only = int(parts["only"])
    return _edge(parts.get("year_edge", ""), date(only, 1, 1), date(only, 12, 31), written, "year")


def _day(year: str, month: str, day: str, written: str, today: date) -> _Found:
    try:
        return _Found(date(_full_year(year, today), int(month), int(day)), written)
    except ValueError:
        if int(month) > 12 and int(day) <= 12:
            sentence = (
                f"« {written} » se lit jour puis mois, et il n’y a pas de mois {int(month)} : quelle date est-ce ?"
            )
        else:
            sentence = f"Le {written} n’existe pas dans le calendrier : quelle date faut-il retenir ?"
        return _Found(None, written, ask=sentence)


def _full_year(year: str, today: date) -> int:
    """Two digits mean the last hundred years up to twenty years from today."""
    digits = year.strip("'")
    if len(digits) == 4:
        return int(digits) if 1900 <= int(digits) < 2200 else 0
    full = today.year // 100 * 100 + int(digits)
    return full - 100 if full > today.year + 20 else full


def _named(parts: dict[str, str], written: str, today: date) -> _Found:
    day = "1" if parts["named_day"] == "premier" else parts["named_day"]
    if "named_year" not in parts:
        return _Found(None, written, ask=f"De quelle année s’agit-il, pour « {written} » ?")
    found = _day(parts["named_year"], str(MONTHS[parts["named"]]), day, written, today)
    weekday = parts.get("weekday")
    if found.when is not None and weekday is not None and _WEEKDAYS[found.when.weekday()] != weekday:
        real = _WEEKDAYS[found.when.weekday()]
        sentence = f"« {written} » : cette date tombe un {real}, pas un {weekday}. Quelle date faut-il retenir ?"
        return _Found(None, written, ask=sentence)
    return found


def _part(parts: dict[str, str], written: str) -> _Found:
    year = int(parts.get("part_year") or parts["part_year_first"])
    letter = parts.get("letter") or parts.get("letter_last") or parts["part"][0]
    rank_word = parts.get("rank") or parts.get("rank_last") or parts["ordinal"]
    months, last = (6, 2) if letter == "s" else (3, 4)
    words = {"premier": 1, "deuxieme": 2, "second": 2, "troisieme": 3, "quatrieme": 4, "dernier": last}
    rank = words[rank_word] if rank_word in words else int(rank_word[0])
    if rank > last:
        return _Found(
            None, written, ask=f"« {written} » n’existe pas : quelle date ou quelle période faut-il retenir ?"
        )
    start = date(year, (rank - 1) * months + 1, 1)
    end = _month_span(year, rank * months)[1]
    return _edge(parts.get("part_edge", ""), start, end, written, "quarter" if months == 3 else "half")


def _month_span(year: int, month: int) -> tuple[date, date]:
    return date(year, month, 1), date(year, month, calendar.monthrange(year, month)[1])


def _edge(edge: str, start: date, end: date, written: str, precision: str) -> _Found:
    if edge == "fin":
        return _Found(end, written, approximate=True)
    if edge == "debut":
        return _Found(start, written, approximate=True)
    if edge in ("mi", "milieu"):
        middle = start.replace(day=15) if precision == "month" else start + (end - start) // 2
        if precision == "year":
            middle = start.replace(month=7)
        return _Found(middle, written, approximate=True)
    return _period(start, end, written, precision)


def _period(start: date, end: date, written: str, precision: str) -> _Found:
    assert start < end
    return _Found(start, written, approximate=True, precision=precision)
