"""What a correction or a complement changes: « lire 43 au lieu de 42 », « à ajouter : … », « remplacer 10 par 12 »."""

from __future__ import annotations

import re

from campaigns.contribution import Manner
from mail.reading.trimming import without_head
from questionnaires.model import Kind, Question

_INSTEAD = re.compile(r"\bau lieu de\b|\b[àa] la place de\b|\bet (?:non|pas)\b(?: pas\b)?|\bplut[ôo]t que\b", re.I)
_READ = re.compile(
    r"^\W*(?:et (?:de )?)?(?:il (?:faut|fallait|convient de) |veuillez |merci de |bien vouloir )*"
    r"(?:lire|lisez|(?:l[ae]s? )?remplacer (?:(?:ma"
    r"|notre|la|cette) )?(?:r[ée]ponse )?par"
    r"|corriger en|c['’]est (?:bien )?|par(?=\s?:|\s[«\"\d]|\s(?:oui|non|n[ée]ant)\b))\s?:?\s*",
    re.I,
)
_ADDED = re.compile(r"^\W*(?:en )?compl[ée]ment\s?:\s*|^\W*[àa] ajouter\s?:\s*|^\W*ajouter\s?:\s*", re.I)
_STATED = re.compile(r"\b(?:par|lire|lisez|mettre|indiquer|retenir)\s+(?P<value>\d+(?:[\s.,]\d+)*)", re.I)
# « Q6 : lire davantage les rapports » corrects nothing; « lire : … », « lire 12 », « lire non » do
_LIRE = re.compile(r"^\W*(?:lire|lisez)\s+(?![:«\"\d]|(?:oui|non|n[ée]ant|ras)\b)", re.I)
_SWAP = re.compile(r"^\W*remplacer\s+(?P<old>[^\n]{1,200}?)\s+par\s*:?\s+(?P<new>[^\n]{1,200})$", re.I)
_CLOSED = re.compile(r"oui|non|n[ée]ant|ras|sans objet|\d[\d .,]*", re.I)
_ONE_VALUE = (Kind.NUMBER, Kind.AMOUNT, Kind.DATE)


def corrected(text: str, manner: Manner, question: Question | None) -> tuple[str, Manner]:
    """What the answer is to be, and how it is to be taken."""
    if swap := _SWAP.match(text):
        closed = all(_CLOSED.fullmatch(swap[side].strip(' .«»"')) for side in ("old", "new"))
        if closed or (question is not None and question.kind in _ONE_VALUE):
            return swap["new"].strip().strip('«»" .'), manner
        return text, Manner.ADD
    read = text if _LIRE.match(text) and not _INSTEAD.search(text) else without_head(_READ, text)
    partial = _INSTEAD.search(read)
    if partial is None:
        return read, manner
    if question is not None and question.kind in _ONE_VALUE:
        return read[: partial.start()].strip().strip('«»" ,'), manner
    # part of a longer answer is corrected: the rest of that answer must stay
    return text, Manner.ADD


def added(text: str) -> str:
    """A complement without the word that says so."""
    return _ADDED.sub("", text)


def stated_before(key: str, question: Question | None) -> str:
    """The number in a key with nothing behind it, « remplacer 10 par 12 pour l’indicateur I3 »; or ""."""
    found = _STATED.search(key) if question is not None and question.kind in (Kind.NUMBER, Kind.AMOUNT) else None
    return found["value"] if found else ""
