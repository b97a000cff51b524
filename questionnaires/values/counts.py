"""Reads the answer to a question that wants one number or one amount: that number, or one question back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from questionnaires.model import Kind, Question
from questionnaires.typography import NBSP, typeset
from questionnaires.understood import Standing, Understood
from questionnaires.values.candidates import (
    candidates,
    is_percent,
    may_be_a_year,
    names_a_part,
    unwrapped,
    without_what_is_denied,
)
from questionnaires.values.numerals import in_words
from questionnaires.values.quantities import Quantity, is_range, without_what_is_no_quantity
from questionnaires.values.words import folded, plain, squeezed

_MOST_LETTERS = 1000
_MOST_WORDS = 15
_APPROXIMATE = re.compile(
    r"\b(?:environ|env\b|approximatif|approximativ\w+|a peu pres|estimation|estimes?|estimees?|grosso modo|sauf erreur"
    r"|a verifier|a confirmer|a affiner|provisoire|ordre de grandeur)|~|≈|\?\s*\)?\s*$"
)
_NO = re.compile(r"\b(?:ne|n'|pas|neant|aucune?|sauf|jamais|ni)\b|\bn'")
_EACH = re.compile(
    r"(?:€|euros?|eur) ?/ ?[a-z]"
    r"|(?:€|euros?|eur) par (?!(?:le|la|les|l|un|une|notre|nos|fir|ars|dgos|convention|arrete)\b)"
    r"|(?:\bpar|/) ?(?:an|mois|trimestre|semestre|etablissement|structure|personne|projet)s?\b"
    r"|\bchacune?\b|\bannuels?\b|\bmensuels?\b"
)
# « 2 x 12 », « 12 par mois »: not that number
_TIMES = re.compile(
    r"\d ?[x×*] ?\d|\b(?:par|/) ?(?:mois|semaine|jour|trimestre|semestre|etablissement|structure|personne|agent)s?\b"
)
_MORE = re.compile(
    r"\W*?\+ ?\d|(?:a )?r?ajout\w+\b|(?:il (?:en )?)?manque\b"
)  # « + 2 séances »: told of the number before
_COUNTS_SOMETHING = re.compile(
    r" (?!(?:euros?|ht|ttc|fir|environ|env|soit|pour|par|sur|dont|dans|avec|sous|hors|puis|mais|brut|net|cpom|total"
    r"|maximum|minimum|provisoires?|previsionnels?|annuels?|estimes?|accordes?|notifies?|verses?|alloues?|en|de|du|au|et|la|le)\b)"
    r"[a-z]{3,}"
)
_AS_FAR_AS_KNOWN = re.compile(
    r"\bsauf (?:erreur|omission)(?: (?:ou|et) (?:erreur|omission))?(?: de (?:ma|notre) part)?"
)
_IN_BRACKETS = re.compile(r"\([^()]*\)")
_FREE = re.compile(
    r"(?:(?:c'est |action |mise? a disposition )?(?:a titre )?(?:gratuit|gratuite|gratuitement|gracieux|benevole)"
    r"|(?:sans|aucun|pas de|nul) (?:cout|frais|depense|surcout)s?(?: specifiques?| supplementaires?| direct)?)"
)
_FRACTION = re.compile(r"\b(?:moitie|tiers|quarts?|demie?)\b|(?<!\d)\d+ ?/ ?\d+(?!\d)")
_OF = re.compile(r"^\s*(?:[\w'-]+ ){0,3}(?:sur|/|parmi)\s*(?:les |un total de )?$")
_UNFUNDED = re.compile(
    r"non|non finance[es]*|sans financement|(?:pas de|aucun) (?:financement|montant|credits?|fir|fonds)(?: fir)?"
    r"|(?:fir|financement)(?: fir)? ?:? ?(?:non|neant|aucun)"
)
_SOON = re.compile(
    r"(?:(?:reponse|retour|envoi|chiffres?|donnees?|transmis\w*|envoye\w*|communique\w*) )?(?:sous|d'ici|dans)"
    r"(?: (?:a|une?|la|les|\d{1,2}|deux|trois|huit|quinze|quelques|prochaine?s?)){0,3}"
    r" (?:jours?|semaines?|mois|quinzaine|huitaine|peu)(?: ouvres| prochaine?s?)?"
)
_FORMULA = re.compile(r"=(?![\s\d.,]+\Z).*|#[a-z0-9/]+[!?]?", re.DOTALL)  # of a sheet, not computed or wrong
_NONE_OF_THEM = re.compile(r"(?:aucune?|zero|0) [\w' -]{2,60}")


def understand_count(question: Question, text: str) -> Understood:
    """One number (or amount in euros) with its doubts. Never guesses between two readings."""
    money = question.kind is Kind.AMOUNT
    thing = "montant" if money else "nombre"
    low = squeezed(folded(text))
    if len(low) > _MOST_LETTERS:
        return _ask(f"Nous n’avons pas trouvé de {thing} sûr dans ce texte : quel {thing} faut-il retenir ?")
    bare = low.strip(" .!")
    if money and _UNFUNDED.fullmatch(bare):
        return Understood(standing=Standing.NOTHING)
    if money and _FREE.fullmatch(bare):
        return Understood(value=0)
    if not money and _NONE_OF_THEM.fullmatch(bare) and len(bare.split()) <= 6:
        return Understood(value=0)
    if _FORMULA.fullmatch(low):
        return _ask(f"« {squeezed(plain(text))[:60]} » est une formule sans résultat : quel {thing} faut-il retenir ?")
    if _SOON.fullmatch(bare):
        return Understood(standing=Standing.LATER)
    composed = without_what_is_denied(unwrapped(squeezed(plain(text))))
    found = candidates(question, composed)
    if not found:
        return _ask(_nothing_found(composed, thing, question))
    if len(found) > 1:
        return _ask(_several(composed, found, thing))
    return _one(question, composed, found[0])


def _one(question: Question, text: str, quantity: Quantity) -> Understood:
    money = question.kind is Kind.AMOUNT
    thing = "montant" if money else "nombre"
    low = folded(text)
    if not quantity.values:
        return _ask(f"Nous n’arrivons pas à lire « {quantity.written} » : quel {thing} faut-il retenir ?")
    values = _readings(question, quantity)
    if len(values) > 1:
        return _ask(_two_readings(quantity, values))
    if quantity.foreign:
        return _ask(f"« {quantity.written} » n’est pas en euros : quel montant en euros faut-il retenir ?")
    if sentence := _wrong_unit(question, quantity):
        return _ask(sentence)
    if quantity.bound:
        return _ask(f"« {text} » donne une limite : quel {thing}, même approché, faut-il retenir ?")
    share = _IN_BRACKETS.sub(" ", low) if quantity.percent else low  # « 80 % (36/45) »
    if _FRACTION.search(without_what_is_no_quantity(share)):
        return _ask(f"« {text} » donne une part : quel {thing} faut-il retenir ?")
    if money and not quantity.currency and not quantity.scaled and _COUNTS_SOMETHING.match(low, quantity.end):
        return _ask(_nothing_found(text, thing, question))
    if money and _EACH.search(low):
        return _ask(f"« {text} » : quel est le montant total, en euros ?")
    if (not money and _TIMES.search(low)) or _MORE.match(low):
        return _ask(f"« {text} » : quel est le {thing} total{', en euros' if money else ''} ?")
    if (
        len(low.split()) > _MOST_WORDS
        or (values[0] and _NO.search(_AS_FAR_AS_KNOWN.sub("", low)))
        or (may_be_a_year(low, quantity))
    ):
        return _ask(f"Faut-il bien retenir « {quantity.written} » ?")
    value = values[0]
    if sentence := _out_of_bounds(question, value):
        return _ask(sentence)
    if question.whole and value != value.to_integral_value():
        return _ask(f"« {quantity.written} » n’est pas un nombre entier : quel nombre faut-il retenir ?")
    approximate = quantity.approximate or _APPROXIMATE.search(low) is not None
    return Understood(value=as_json(value), approximate=approximate)


def _readings(question: Question, quantity: Quantity) -> tuple[Decimal, ...]:
    """A comma is the French decimal sign; only a count of whole things or euros makes three decimals doubtful."""
    if quantity.comma and question.kind is Kind.NUMBER and not question.whole:
        return quantity.values[:1]
    return quantity.values


def _two_readings(quantity: Quantity, values: Sequence[Decimal]) -> str:
    other, whole = values[0], values[-1]
    spelled = f" ({in_words(int(whole))})" if 0 <= whole < 10**9 else ""
    return (
        f"« {quantity.written} » peut se lire {written(whole)}{spelled} ou {written(other)} : lequel faut-il retenir ?"
    )


def _wrong_unit(question: Question, quantity: Quantity) -> str:
    if question.kind is Kind.AMOUNT:
        return (
            f"Vous donnez un pourcentage (« {quantity.written} ») : quel montant en euros faut-il retenir ?"
            if quantity.percent
            else ""
        )
    unit = folded(question.unit)
    if quantity.currency and not re.search(r"€|euro", unit):
        return f"Vous donnez un montant (« {quantity.written} ») : quel nombre{_of_unit(question)} faut-il retenir ?"
    if quantity.percent and unit and not is_percent(unit):
        return (
            f"Vous donnez un pourcentage (« {quantity.written} ») : quel nombre{_of_unit(question)} faut-il retenir ?"
        )
    return ""


def _of_unit(question: Question) -> str:
    if not question.unit:
        return ""
    return f" d’{question.unit}" if folded(question.unit)[:1] in "aeiouyh" else f" de {question.unit}"


def _out_of_bounds(question: Question, value: Decimal) -> str:
    low, high = question.minimum, question.maximum
    if low is not None and value < low:
        return (
            f"{written(value)} est plus petit que le minimum possible ({written(low)}) : quel nombre faut-il retenir ?"
        )
    if high is not None and value > high:
        return (
            f"{written(value)} est plus grand que le maximum possible ({written(high)}) : quel nombre faut-il retenir ?"
        )
    return ""


def _several(text: str, found: Sequence[Quantity], thing: str) -> str:
    listed = ", ".join(q.written for q in found[:4])
    if len(found) == 2:
        first, second = found
        if is_range(text, first, second):
            shown = text if len(text) <= 60 else text[first.start : second.end].strip()
            return f"Vous donnez une fourchette (« {shown} ») : quel {thing} faut-il retenir ?"
        if _OF.match(folded(text)[first.end : second.start]):
            return f"« {text} » : faut-il retenir {first.written} ?"
    if thing == "montant" and not names_a_part(text) and all(len(q.values) == 1 and q.currency for q in found):
        total = sum((q.values[0] for q in found), Decimal(0))
        return (
            f"Votre réponse contient plusieurs montants ({listed}) : quel est le montant total ? "
            f"(leur somme est {written(total)} €)"
        )
    return f"Votre réponse contient plusieurs nombres ({listed}) : lequel faut-il retenir ?"


def _nothing_found(text: str, thing: str, question: Question) -> str:
    if _FRACTION.search(folded(text)):
        return f"« {text} » donne une part : quel {thing} faut-il retenir ?"
    unit = _of_unit(question) if thing == "nombre" else " en euros"
    return f"Nous n’avons pas trouvé de {thing} dans votre réponse : quel {thing}{unit} faut-il retenir ?"


def written(value: Decimal) -> str:
    """The number as French writes it: « 1 234,5 », with no-break spaces."""
    shown = f"{value:,f}"
    whole, _, rest = shown.partition(".")
    rest = rest.rstrip("0")
    return whole.replace(",", NBSP) + ("," + rest if rest else "")


def as_json(value: Decimal) -> int | float:
    """An int where there are no decimals, else a float."""
    return int(value) if value == value.to_integral_value() else float(value)


def _ask(sentence: str) -> Understood:
    return replace(Understood(), ask=typeset(sentence))
