"""Several remarks in one text: the items of a list, its sentences, and what only announces or places them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from synthesis.remarks.citing import skeleton, straight
from synthesis.remarks.orders import CONTINUES, OPENS

_SIGN = re.compile(r"^\s*(?:[-–—•*·]|[=-]+>|→|\(?\d{1,2}\s?[.)°/-]|\(?[a-z]\s?\))\s+(?=\S)", re.I)
_STATED = re.compile(r"(?<=[.!?;])\s+(?=[A-ZÀ-Ý«\"“\ue000-\ue18f])")
_VERBS = (
    r"(?:remplac|supprim|ajout|rajout|ins[ée]r|retir|enlev|substitu|corrig|modifi|chang|compl[ée]t)(?:er|ez|ons)"
    r"|lire|[ée]crire|mettre|lisez"
)
_CONJOINED = re.compile(
    rf"\s*[,;]\s+(?:et |puis )?(?=(?:de |d')?(?:{_VERBS})\b)|\s(?:et|puis)\s(?=(?:de |d')?(?:{_VERBS})\b)", re.I
)
_INLINE = re.compile(r"(?:(?<=[\s:;.,])|^)\(?(?P<number>\d{1,2}|[a-h])\s?(?:\)|°/?|\.(?=\s)|/)\s*(?=\S)")
_ANNOUNCED = re.compile(
    r"\b(?:remarques?|modifications?|ajouts?|corrections?|propositions?|amendements?|observations?|pr[ée]cisions?"
    r"|[ée]l[ée]ments?|changements?|commentaires?|suggestions?|demandes?|points?|compl[ée]ments?|suppressions?)\b",
    re.I,
)


def without_sign(line: str) -> str:
    """« - Citer la Corse », « => Citer la Corse »."""
    return _SIGN.sub("", line)


def items_of(lines: Sequence[str]) -> list[str]:
    """The items of a list of remarks, each on one line and without its sign; otherwise the lines as one text."""
    signed = [_SIGN.match(line) is not None for line in lines]
    starts = [
        number
        for number, line in enumerate(lines)
        # « Conclusion : » among the items says where the next ones belong
        if signed[number]
        or (line.rstrip().endswith(":") and len(line) < 80 and True in signed[number + 1 : number + 2])
    ]
    if len(starts) < 2 and not (starts and starts[0] > 0):
        return _inline(without_sign(" ".join(lines).strip()))
    ends = [*starts[1:], len(lines)]
    items = [" ".join(lines[: starts[0]]).strip()]
    items += [without_sign(" ".join(lines[start:end]).strip()) for start, end in zip(starts, ends, strict=True)]
    return [part for item in items if item for part in _inline(item)]


def _inline(text: str) -> list[str]:
    """« Deux ajouts : 1) … ; 2) … », the numbers in their order and outside of citations."""
    bones = skeleton(text)
    found = list(_INLINE.finditer(bones.text))
    for first in ("1", "a"):
        row = []
        wanted = ord(first) if first == "a" else 1
        for match in found:
            if match["number"] == (chr(wanted) if first == "a" else str(wanted)):
                row.append(match)
                wanted += 1
        if len(row) > 1:
            edges = [*(m.start() for m in row), len(bones.text)]
            pieces = [bones.text[: edges[0]], *(bones.text[m.end() : e] for m, e in zip(row, edges[1:], strict=True))]
            return [whole for piece in pieces if (whole := bones.whole(piece).strip().rstrip(";").strip())]
    return [text]


def statements_of(text: str) -> list[str]:
    """The sentences of a remark, and two orders that one sentence joins; a citation is never cut."""
    bones = skeleton(text)
    sentences: list[str] = []
    for sentence in _STATED.split(bones.text):
        # « Texte actuel : … » is nothing without its « Texte proposé : … »
        if sentences and CONTINUES.search(straight(sentence)) and OPENS.search(straight(sentences[-1])):
            sentences[-1] = f"{sentences[-1]} {sentence}"
        else:
            sentences.append(sentence)
    return [bones.whole(piece) for sentence in sentences for piece in _clauses(sentence) if piece.strip()]


def _clauses(sentence: str) -> list[str]:
    """« Remplacer « A » par « B » et supprimer « C » »: two orders. Each must cite something of its own."""
    pieces: list[str] = []
    rest = sentence
    while found := _first_cut(rest):
        pieces.append(rest[: found.start()])
        rest = rest[found.end() :]
    return [*pieces, rest]


def _first_cut(text: str) -> re.Match[str] | None:
    cites = re.compile("[\ue000-\ue18f\\d]")
    verb = re.compile(rf"\b(?:{_VERBS})\b", re.I)
    for found in _CONJOINED.finditer(straight(text)):
        before, after = text[: found.start()], text[found.end() :]
        if verb.search(before) and cites.search(before) and cites.search(after):
            return found
    return None


def announced_order(text: str) -> str:
    """What the remarks below an announcement ask for where they do not say it: « deux ajouts : »."""
    flat = straight(text)
    if re.search(r"\b(?:ajouts?|compl[ée]ments?|insertions?)\b", flat, re.I):
        return (
            "" if re.search(r"\b(?:suppressions?|modifications?|corrections?|remarques?)\b", flat, re.I) else "ajouter"
        )
    return "supprimer" if re.search(r"\bsuppressions?\b", flat, re.I) else ""


def announces(text: str) -> bool:
    """Whether this only announces remarks that follow: « Nous proposons deux ajouts : », « Voici nos remarques »."""
    bones = skeleton(text)
    flat = straight(text)
    return bool(
        len(flat) < 160
        and not bones.cited
        and flat.rstrip().endswith(":")
        and _ANNOUNCED.search(flat)
        and not re.search(r"\d{2}|\b(?:concernant|relati\w+|sur (?:la|le|les|l')|pour (?:la|le|l'))\b", flat)
    )


_REQUEST = re.compile(
    r"\?|\b(?:remarques?|commentaires?|observations?|propos(?:e|ons|ition)|sugg[èe]r\w+|suggestion|supprimer|ajouter"
    r"|remplacer|corriger|pr[ée]ciser|pr[ée]cision|reformuler|modifier|v[ée]rifier|il (?:faut|faudrait|manque"
    r"|convient|serait|conviendrait)|pourquoi|attention|erreur|inexact\w*|faux|fausse|d'accord|pas clair|[àa] revoir"
    r"|merci de|trop|selon (?:nous|nos|moi)|d'apr[èe]s (?:nous|nos)|ci-dessus|ce (?:tableau|chiffre|titre|point|passage"
    r"|mot|terme|bilan)|cette (?:partie|section|formulation|liste|date|action)|[àa] (?:nuancer|v[ée]rifier|compl[ée]ter"
    r"|pr[ée]ciser|corriger|reprendre|supprimer|modifier|d[ée]velopper)|nous souhait\w+|je souhait\w+|manque|phrase"
    r"|paragraphe|plut[ôo]t|ok)\b"
    r"|^\W*(?:merci de |bien |[àa] )?(?:citer|mentionner|nuancer|d[ée]velopper|d[ée]tailler|[ée]voquer|rappeler"
    r"|souligner|insister|indiquer|mettre|d[ée]placer|fusionner|revoir|clarifier|compl[ée]ter|harmoniser|retirer"
    r"|enlever"
    r"|inverser|regrouper|distinguer|expliciter|illustrer|valoriser|[ée]viter|veiller|noter)\b",
    re.I,
)


# nobody speaks in a synthesis but those whom it quotes
_SPEAKS = re.compile(r"\b(?:nous|notre|nos|vous|votre|vos|je|mon|mes)\b|\bj'|^\W*(?:[A-Z]{2,4}|ARS [\w' -]{3,40}?)\s*:")


def is_request(text: str, quotes: bool = False) -> bool:
    """Whether this asks or says something about a paragraph, rather than being text to stand below it.

    `quotes`: the paragraph carries somebody's own words, and so may what stands below it.
    """
    flat = straight(text)
    return _REQUEST.search(flat) is not None or (not quotes and _SPEAKS.search(flat) is not None)


_PLACING = re.compile(
    r"\b(?:page|pp?|paragraphe|alin[ée]a|phrase|axe|partie|section|chapitre|tableau|ligne|colonne|titre|point|tiret"
    r"|puce"
    r"|annexe|rubrique|th[èe]me|volet|niveau)s?\b(?:\s*(?:n°)?\s*\d{1,3}(?:er|[èe]me|e)?\b)?|§\s*\d{0,2}"
    r"|\b(?:\d{1,2}(?:er|[èe]re|[èe]me|[èe]|nde?)|premi\w+|derni\w+|avant|seconde?|(?:deux|trois|quatr|cinqu)i[èe]me)\b"
    r"|\b(?:sur|dans|concernant|pour|au|[àa]|en|de|du|la|le|les|l|d|des|et|relati\w+|s'agissant|quant)\b",
    re.I,
)
_ANEW = re.compile(
    r"^\W*(?:par ailleurs|de (?:mani[èe]re|fa[çc]on) (?:plus )?g[ée]n[ée]rale|plus g[ée]n[ée]ralement|globalement"
    r"|d'une (?:mani[èe]re|fa[çc]on) g[ée]n[ée]rale|sur l'ensemble|remarques? g[ée]n[ée]rales?|enfin|pour finir)\b",
    re.I,
)


def starts_anew(text: str) -> bool:
    """Whether this turns away from what was spoken of: « Par ailleurs, … », « De manière générale, … »."""
    return _ANEW.match(straight(text)) is not None


def places_what_follows(text: str, known: bool) -> bool:
    """Whether this line only says where the remarks below it belong: « Axe 2 : », « Page 3, § 2 ».

    `known`: it names a passage of the draft.
    """
    flat = straight(text).strip()
    if len(flat) > 150 or re.search(r"[.!?;]\s*$|:\s*\S", flat):
        return False
    left = re.sub(r"\W+", " ", _PLACING.sub(" ", flat)).split()
    if any(any(c.isdigit() for c in word) for word in left):
        return False
    return not left or (known and len(left) <= (12 if flat.endswith(":") else 2))
