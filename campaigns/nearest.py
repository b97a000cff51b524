"""The nearest known word to one that is not known, so that a fault can propose it; and words folded for comparing."""

from __future__ import annotations

import difflib
import unicodedata
from collections.abc import Iterable


def folded(text: str) -> str:
    """The text without accents, case and runs of blanks or punctuation: « Prénom / Nom » gives "prenom nom"."""
    plain = unicodedata.normalize("NFKD", text.replace("œ", "oe").replace("Œ", "OE"))
    kept = "".join(c if c.isalnum() else " " for c in plain if not unicodedata.combining(c))
    return " ".join(kept.casefold().split())


def nearest(word: str, known: Iterable[str], likeness: float = 0.6) -> str:
    """The known word that looks most like this one, or "" when none is at least so alike (0 to 1)."""
    by_folded = {folded(candidate): candidate for candidate in known}
    found = difflib.get_close_matches(folded(word), list(by_folded), n=1, cutoff=likeness)
    return by_folded[found[0]] if found else ""


def proposed(word: str, known: Iterable[str]) -> str:
    """The end of a French sentence that proposes the nearest word, or ""."""
    found = nearest(word, known)
    return f" Vouliez-vous dire « {found} » ?" if found else ""
