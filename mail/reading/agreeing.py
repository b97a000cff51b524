"""Whoever has nothing to change in a draft: « Validé sans réserve », « D’accord avec le projet »."""

from __future__ import annotations

import re

from mail.reading.closing import REQUESTS
from mail.reading.lines import straight

_WHO = (
    r"(?:(?:l'ars|l'agence|notre (?:agence|ars|[ée]quipe|service|direction)|la direction)"
    r"(?: (?-i:[A-ZÀ-Ý])[\w'-]+){0,4}|nous|je|on|(?:ce|le|votre) (?:projet|document|texte|draft)(?: de \w+)?"
    r"|la synth[èe]se|tout)"
)
_ACCEPTS = (
    r"(?:ok|d'accord|valid(?:e|ons|[ée]e?s?)|approuv(?:e|ons|[ée]e?s?)|(?:avis )?favorable|conforme|bon pour accord"
    r"|convient|rien [àa] (?:redire|changer|modifier|corriger)|parfait|tr[èe]s bien|lu et approuv[ée])"
)
_AGREES = re.compile(
    rf"^\W*(?:{_WHO} )?"
    r"(?:(?:n'avons|n'ai|n'a|sommes|suis|est|donnons un|[ée]mettons un|me|nous|vous|le|la|l'|y)\s?){0,3}"
    rf"{_ACCEPTS}\b(?: (?:pour|avec|sur|[àa]|de|du|le|la|ce|cette|au|sans|en|l')[^.,;:«\d]{{0,60}})?\W*$",
    re.I,
)
_THANKS = re.compile(rf"^\W*(?:un grand )?merci\b(?!{REQUESTS})[^\d:«]{{0,80}}$", re.I)
_UNLESS = re.compile(
    r"\b(?:sauf|mais|hormis|toutefois|cependant|pas|non|(?:sous|avec) r[ée]serve|[àa] condition|except\w*|ajout\w*"
    r"|modif(?!ier\b)\w*)\b",
    re.I,
)


def agrees(text: str) -> bool:
    """Whether every clause of this text accepts the draft as it is, or thanks for it; one at least must accept."""
    clauses = [clause for clause in re.split(r"[.!;,]\s+", straight(text)) if clause]
    if _UNLESS.search(straight(text)):
        return False
    accepting = [clause for clause in clauses if _AGREES.match(clause)]
    return bool(accepting) and all(clause in accepting or _THANKS.match(clause) for clause in clauses)
