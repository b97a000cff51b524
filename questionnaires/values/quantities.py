"""Finds the quantities in a text: digits or words, how sure each is, and whether it carries a currency or a percent."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from questionnaires.values.dates import MONTHS
from questionnaires.values.numerals import RUN, numbers_in
from questionnaires.values.words import folded, plain

_COLLECTIVES = {
    "demi-douzaine": 6,
    "demi douzaine": 6,
    "huitaine": 8,
    "dizaine": 10,
    "douzaine": 12,
    "quinzaine": 15,
    "vingtaine": 20,
    "trentaine": 30,
    "quarantaine": 40,
    "cinquantaine": 50,
    "soixantaine": 60,
    "centaine": 100,
    "millier": 1000,
}
_COLLECTIVE = "(?:" + "|".join(_COLLECTIVES) + ")"
# « 2 douzaines », « trois centaines »
_GROUPS = {"dizaines": 10, "douzaines": 12, "vingtaines": 20, "cinquantaines": 50, "centaines": 100}
_SCALES = _GROUPS | {
    "mille": 1000,
    "millier": 1000,
    "milliers": 1000,
    "k": 1000,
    "m": 10**6,
    "million": 10**6,
    "millions": 10**6,
}
_BILLION = 10**9  # un milliard
# « une foule », « un certain nombre », « un peu plus de 30 »: this « un » counts nothing
_VAGUE = (
    r"(?:(?:tres |assez |trop |plus )?(?:(?:grande?|petite?|bonne?|certaine?|faible|large|importante?|moindre) )?"
    r"(?:nombre|quantite|partie|part|majorite|minorite|proportion)"
    r"|foule|multitude|poignee|serie|infinite|myriade|ribambelle|kyrielle|flopee|peu|tas)"
)
_CURRENCY = r"€|euros?\b|eur\b"
_OTHER_CURRENCY = r"\$|£|ff?\b(?!\w)|dollars?\b|usd\b|chf\b|francs?\b|livres? sterling|gbp\b"

_DIGITS = r"\d{1,3}(?:[ ']\d{3})+(?!\d)(?:[.,]\d+)?|\d+(?:[.,]\d+)*[½¼¾]?"
_CORE = re.compile(
    rf"(?P<sign>(?<![^\s(:])[-](?=\d)|(?<!au )(?<!ou )\bmoins (?=\d))?(?<!\w)(?<![\d][.,])(?P<digits>{_DIGITS})"
    rf"|(?P<article>(?:(?:une?|la|cette) )?(?:petite |bonne |grosse )?)(?<![a-z]){_COLLECTIVE}(?![a-z])"
    rf"|(?P<run>(?<![a-z'])(?!une? (?:\d|{_VAGUE}\b))(?!une? (?:petite |bonne |grosse )?{_COLLECTIVE}){RUN})"
)
_AFTER = re.compile(
    r"(?P<about>aines?\b)?"
    rf"\s*(?:(?:de )?(?P<scale>milliards?|millions?|milliers?|mille|{'|'.join(_GROUPS)}|mds?(?=\s*(?:d'|de )?(?:€|eur))"
    r"|k(?=\s*(?:€|eur|e\b))|k\b|m(?=\s*(?:d'|de )?(?:€|eur))|m(?=\s*(?:$|[.,;)]))))?"
    rf"\s*(?:d'|de )?(?:(?P<currency>{_CURRENCY}|(?<=k)e\b)|(?P<foreign>{_OTHER_CURRENCY})"
    r"|(?P<percent>%|pour ?cents?\b|pct\b))?"
)
_BEFORE_CURRENCY = re.compile(r"(?:€|\beur\b)\s*$")
_APPROXIMATE = re.compile(
    r"(?:\b(?:environ|env\.?|a peu pres|approximativement|autour d[e']|alentours d[e']|de l'ordre d[e']|pres d[e']"
    r"|presque|a peine|plus ou moins|quelques?|grosso modo|vers"
    r"|a la louche|dans les|estime\w* a|une petite|une bonne)|~|≈|±|\+/-)"
    r"\s*(?:une? |les |de |des |la )?$"
)
_BOUND = re.compile(
    r"(?:\b(?:plus d[e']|moins d[e']|au moins|au plus|au minimum|au maximum|minimum|maximum|mini|maxi|min\.?|max\.?"
    r"|jusqu'a|superieure?s? a|inferieure?s? a|a partir de|depasse|pas loin d[e'])|(?<![-=])>=?|<=?|≥|≤)"
    r"\s*(?:une? |d[e'] ?)?$"
)
_BOUND_AFTER = re.compile(
    r"\s*(?:(?:et )?\+(?!\s*\d|/)|(?:[\w'-]+ ){0,2}(?:ou plus|et plus|ou moins|au moins|au plus|minimum|maximum"
    r"|au minimum|au maximum|mini|maxi|min|max)\b)"
)
_TO = re.compile(r"\s*(?:[a-z€%.'-]+\s+){0,2}(?:a|-|/|ou|voire|jusqu'a)\s*(?:plus de\s*)?(?:une? )?")

_YEAR = r"(?:19[5-9]\d|20[0-4]\d)\b"
# « sept » alone is seven; with a full stop or a year it is September.
_MONTH = "(?:(?:" + "|".join(month for month in MONTHS if month != "sept") + rf")\b\.?|sept\.|sept(?= {_YEAR}))"
# What holds digits or numerals and is no quantity: blanked before looking.
_NOT_QUANTITIES = tuple(
    re.compile(pattern)
    for pattern in (
        r"\S{1,100}@\S{1,100}|https?://\S+|www\.\S+",
        r"(?<!\d)(?:\+33 ?|0)[1-9](?:[ .-]?\d{2}){4}(?!\d)",
        r"(?<!\d)\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2})(?!\d)|(?<!\d)\d{4}-\d{1,2}-\d{1,2}(?!\d)",
        rf"(?:\b(?:1er|\d{{1,2}}) )?\b{_MONTH}(?: {_YEAR})?",
        rf"\b(?:t[1-4]|s[12]) ?{_YEAR}|\b(?:1er|2e|2nd|3e|[1-4]e?me?) (?:trimestre|semestre)(?: {_YEAR})?",
        r"\b(?:en|depuis|fin|debut|courant|annees?|exercices?|au titre de|jusqu'en|d'ici|mi-?|avant|apres|des)"
        rf"(?: l'annee| l'exercice| fin| a fin)? ?{_YEAR}(?:[ ]?(?:-|/|et|a|,) ?{_YEAR})*(?! ?(?:{_CURRENCY}|k€|m€|%))",
        rf"\bpour (?:l'annee |l'exercice )?{_YEAR}(?=\s*(?:$|[.,;:)]))",
        rf"\(\s*{_YEAR}(?:\s*[-/]\s*{_YEAR})?\s*\)",
        r"\b\d{1,3}(?:er|ere|re|e|eme|nd|nde|emes)\b",
        r"\b\d{1,2} ?h ?(?:\d{2})?\b(?!\w)",
        r"(?<![a-z])(?:annexe|tableau|pages?|p\.|article|art\.|axes?|question|n°|numero|point|figure|onglet|ligne|vague"
        r"|version|pj|piece jointe|cf\.?|niveau|phase|tour)\s?(?:n° ?)?\d+(?:\.\d+)*",
        r"[a-z]+-\d[\w.-]*",
        r"(?<![\w])(?!\d{1,3}(?:\.\d{3})+(?!\.))\d+(?:\.\d+){2,}(?![\d,])",
        r"(?m)^[ \t]*\d{1,2}\)\s",
        r"24 ?h ?/ ?24|7 ?j ?/ ?7",
    )
)
# « 1O » typed for « 10 »
_GIVE_OR_TAKE = re.compile(r"\s*(?:±|\+ ?/ ?-) ?\d+(?:[.,]\d+)?")  # « 45 ± 2 »
_LETTER_FOR_DIGIT = re.compile(r"(?<=\d)[ol](?![a-z])")
_THOUSANDS_DOT = re.compile(r"\d{1,3}(?:\.\d{3})+")
_THOUSANDS_COMMA = re.compile(r"\d{1,3}(?:,\d{3})+")
_LONGEST_NUMBER = 30


@dataclass(frozen=True)
class Quantity:
    """One quantity at `start`..`end` of the text.

    `values` is one number; two where the writing can be read in two ways (« 1.234 »); none where it is unreadable.
    `comma` tells that a comma stands in it. `bound` is « plus de 30 ». `word` is the numeral where it is in words.
    """

    start: int
    end: int
    written: str
    values: tuple[Decimal, ...]
    approximate: bool = False
    bound: bool = False
    currency: bool = False
    foreign: bool = False
    percent: bool = False
    scaled: bool = False
    comma: bool = False
    word: str = ""


def quantities(text: str) -> list[Quantity]:
    """Every quantity of the text, in order."""
    return list(each_quantity(text))


def is_range(text: str, first: Quantity, second: Quantity) -> bool:
    """Do these two neighbours stand as « 30 à 40 », « 30-40 », « 30 ou 40 » or « entre 30 et 40 »?"""
    low = folded(text)
    between = low[first.end : second.start]
    if _TO.fullmatch(between):
        return True
    head = low[max(0, first.start - 12) : first.start]
    return between.strip().split(" ")[-1:] == ["et"] and re.search(r"\bentre\s*(?:une? )?$", head) is not None


def without_what_is_no_quantity(low: str) -> str:
    """The folded text with dates, telephone numbers, references and the like blanked, at the same length."""
    for pattern in _NOT_QUANTITIES:
        low = pattern.sub(lambda found: " " * len(found[0]) if "\n" not in found[0] else found[0], low)
    return low


def each_quantity(text: str) -> Iterator[Quantity]:
    """The same one by one, for whom the first may do."""
    low = without_what_is_no_quantity(folded(text))
    composed = plain(text)
    end = 0
    for found in _CORE.finditer(low):
        if found.start() < end:
            continue
        values, word = _values(found)
        if _LETTER_FOR_DIGIT.match(low, found.end()):
            values = ()
        after = _AFTER.match(low, found.end())
        assert after is not None
        stop = after.end() if after.end() > found.end() and after[0].strip() else found.end()
        scale = _scale(after["scale"] or "")
        before = low[max(end, found.start() - 40) : found.start()]
        currency = after["currency"] is not None or _BEFORE_CURRENCY.search(before) is not None
        if currency and after["currency"] is None:
            before = _BEFORE_CURRENCY.sub("", before)
        scaled = scale != 1
        around = _GIVE_OR_TAKE.match(low, stop)
        if scaled and len(values) > 1:
            # « 1,234 M€ » : nobody groups the thousands of millions with a comma
            values = values[:1] if "," in found[0] else values
        yield Quantity(
            start=found.start(),
            end=stop,
            written=composed[found.start() : stop].strip(" ,.;"),
            values=tuple(value * scale for value in values),
            approximate=_APPROXIMATE.search(before) is not None or _is_round(found, after) or around is not None,
            bound=_BOUND.search(before) is not None or _BOUND_AFTER.match(low, stop) is not None,
            currency=currency,
            foreign=after["foreign"] is not None,
            percent=after["percent"] is not None,
            scaled=scaled,
            comma="," in found[0],
            word=word,
        )
        end = around.end() if around else stop


def _is_round(found: re.Match[str], after: re.Match[str]) -> bool:
    """« une trentaine », « 30aine », « 2 dizaines »."""
    collective = found["digits"] is None and found["run"] is None
    return collective or after["about"] is not None or after["scale"] in _GROUPS


def _values(found: re.Match[str]) -> tuple[tuple[Decimal, ...], str]:
    if found["digits"] is not None:
        values = _digits(found["digits"])
        return (tuple(-value for value in values) if found["sign"] else values), ""
    if found["run"] is not None:
        numbers = numbers_in(found["run"])
        return ((Decimal(numbers[0]),) if len(numbers) == 1 else ()), found["run"]
    size = next(size for name, size in _COLLECTIVES.items() if name in found[0])
    return (Decimal(size),), found[0]


def _digits(written: str) -> tuple[Decimal, ...]:
    """The numbers that these digits can mean, the decimal reading first."""
    half = {"½": Decimal("0.5"), "¼": Decimal("0.25"), "¾": Decimal("0.75")}.get(written[-1])
    if half is not None:
        return tuple(value + half for value in _digits(written[:-1]))
    written = written.replace(" ", "").replace("'", "")
    if len(written) > _LONGEST_NUMBER:
        return ()
    dots, commas = written.count("."), written.count(",")
    if dots + commas == 0:
        return (Decimal(written),)
    if dots + commas == 1:
        decimal = Decimal(written.replace(",", "."))
        whole, _, rest = written.replace(",", ".").partition(".")
        if len(rest) == 3 and len(whole) <= 3 and not whole.startswith("0"):
            return (decimal, Decimal(whole + rest))
        return (decimal,)
    if (commas == 0 and _THOUSANDS_DOT.fullmatch(written)) or (dots == 0 and _THOUSANDS_COMMA.fullmatch(written)):
        return (Decimal(written.replace(".", "").replace(",", "")),)
    last = max(written.rfind("."), written.rfind(","))
    head, rest = written[:last], written[last + 1 :]
    grouped = _THOUSANDS_COMMA if written[last] == "." else _THOUSANDS_DOT
    if grouped.fullmatch(head):
        return (Decimal(head.replace(".", "").replace(",", "") + "." + rest),)
    return ()


def _scale(word: str) -> int:
    if word.startswith(("milliard", "md")):
        return _BILLION
    return _SCALES.get(word, 1)
