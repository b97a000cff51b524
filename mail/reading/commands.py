"""Changes said in words: « remplacer « A » par « B » », « supprimer ce paragraphe », and which paragraph is meant."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mail.reading.lines import straight, words_of
from synthesis.draft import Change, Draft, Paragraph
from usecases.replies import ProposedChange

_QUOTED = (
    r"(?:«\s*(?P<{0}a>[^«»]{{1,2000}}?)\s*»|\"\s*(?P<{0}b>[^\"]{{1,2000}}?)\s*\"|“\s*(?P<{0}c>[^“”]{{1,2000}}?)\s*”)"
)
_REPLACE = re.compile(
    rf"\b(?:remplacer|remplacez"
    rf"|substituer)\b.{{0,60}}?{_QUOTED.format('o')}.{{0,30}}?\bpar\b.{{0,30}}?{_QUOTED.format('n')}",
    re.I | re.S,
)
_INSTEAD = re.compile(
    rf"\b(?:lire|lisez|[ée]crire|mettre|indiquer"
    rf"|pr[ée]f[ée]rer)\b.{{0,30}}?{_QUOTED.format('n')}.{{0,30}}?\b(?:au lieu de|plut[ôo]t que|[àa] la place de"
    rf"|et non)\b.{{0,30}}?{_QUOTED.format('o')}",
    re.I | re.S,
)
# « Au lieu de « A », mettre « B » », « « A » : lire « B » », « « A » → « B » »
_REVERSED = re.compile(
    rf"\bau lieu de\b.{{0,20}}?{_QUOTED.format('o')}.{{0,20}}?\b(?:lire|lisez|[ée]crire|mettre|indiquer)\b.{{0,20}}?"
    rf"{_QUOTED.format('n')}",
    re.I | re.S,
)
_ARROW = re.compile(
    rf"{_QUOTED.format('o')}\s*(?:→|➔|-+>|=+>|:?\s*(?:lire|est [àa] remplacer par|[àa] remplacer par|remplac[ée] par"
    rf"|devient))\s*:?\s*{_QUOTED.format('n')}",
    re.I | re.S,
)
# without quotation marks, where the words stand in the draft
_BARE = re.compile(
    r"^\W*(?:(?:merci de |bien vouloir |il faut |nous proposons de )?remplac(?:er|ez)\s+(?P<o>[^«»\"“”]{2,80}?)"
    r"\s+par\s+"
    r"(?P<n>[^«»\"“”.;]{1,80}?)(?=\s+(?:dans|au|[àa] la|en) |\s*[.;]|\s*$)"
    r"|(?P<oa>[^«»\"“”→>=]{2,80}?)\s*(?:→|➔|-+>|=+>)\s*(?P<na>[^«»\"“”]{1,80}?)\s*[.;]?$)",
    re.I,
)
_DELETE = re.compile(
    rf"\b(?:supprimer|supprimez|retirer|retirez|enlever|enlevez)\b.{{0,60}}?{_QUOTED.format('o')}", re.I | re.S
)
_DELETE_THIS = re.compile(
    r"\b(?:supprimer|supprimez|retirer|retirez|enlever|enlevez|[àa] supprimer)\b.{0,30}(?:\b(?:ce|le|cet|tout le"
    r"|ci-dessus)\b.{0,20}(?:paragraphe|alin[ée]a|passage|texte|point|phrase)|ci-dessus)|^\W*(?:paragraphe |phrase "
    r"|passage )?[àa] supprimer\W*$",
    re.I,
)
_ADD = re.compile(
    rf"\b(?:ajouter|ajoutez|ins[ée]rer|ins[ée]rez|rajouter"
    rf"|compl[ée]ter par)\b.{{0,80}}?{_QUOTED.format('n')}(?P<rest>.{{0,200}})",
    re.I | re.S,
)
_AFTER = re.compile(rf"\bapr[èe]s\b.{{0,30}}?{_QUOTED.format('o')}", re.I | re.S)
_ADD_BELOW = re.compile(
    r"^\W*(?:ajouter|ajoutez|ajout|[àa] ajouter|ins[ée]rer|rajouter|texte [àa] ajouter|nouveau paragraphe)(?: (?:ici"
    r"|un paragraphe|le paragraphe suivant|la phrase suivante|ce qui suit|:))*\s*:\s*(?P<text>.+)$",
    re.I | re.S,
)
_REPLACE_THIS = re.compile(
    r"^\W*(?:remplacer(?: ce paragraphe| par)*|nouvelle r[ée]daction|r[ée]daction propos[ée]e"
    r"|proposition de r[ée]daction|proposition)(?: par| propos[ée]e| suivante)*\s*:\s*(?P<text>.+)$",
    re.I | re.S,
)
REMARK = re.compile(
    r"\?|\b(?:remarques?|commentaires?|observations?|propos(?:e|ons|ition)|sugg[èe]r\w+|suggestion|supprimer|ajouter"
    r"|remplacer|corriger|pr[ée]ciser|pr[ée]cision|reformuler|modifier|v[ée]rifier|il (?:faut|faudrait|manque"
    r"|convient|serait|conviendrait)|pourquoi|attention|erreur|inexact\w*|faux|fausse|d'accord|pas clair|[àa] revoir"
    r"|merci de|nous souhait\w+|je souhait\w+|manque|phrase|paragraphe|plut[ôo]t|ok)\b"
    r"|^\W*(?:merci de |bien |[àa] )?(?:citer|mentionner|nuancer|d[ée]velopper|d[ée]tailler|[ée]voquer|rappeler"
    r"|souligner|insister|indiquer|mettre|d[ée]placer|fusionner|revoir|clarifier|compl[ée]ter|harmoniser|retirer|enlever|inverser"
    r"|regrouper|distinguer|expliciter|illustrer|valoriser|[ée]viter|veiller|noter)\b",
    re.I,
)
CITED = re.compile(_QUOTED.format("q"))
_NUMBERED = re.compile(r"(?:\bparagraphe|§|\balin[ée]a)\s*(?:n°\s*)?(\d{1,3})\b", re.I)


class Commands:
    """Reads remarks about one draft."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.paragraphs = [p for p in draft.paragraphs if p.text.strip()]

    def command(self, text: str, context: Paragraph | None) -> ProposedChange | None:
        flat = straight(text)
        for pattern in (_REPLACE, _INSTEAD, _REVERSED, _ARROW):
            if found := pattern.search(flat):
                original, proposed = _named(found, text, "o"), _named(found, text, "n")
                if holder := self._holding(original, context):
                    return ProposedChange(holder.id, Change.REPLACE, original, proposed)
        if found := _BARE.match(flat):
            place = "oa" if found["oa"] else "o"
            original, proposed = (text[slice(*found.span(name))].strip() for name in (place, place.replace("o", "n")))
            if holder := self._holding(original, context):
                return ProposedChange(holder.id, Change.REPLACE, original, proposed)
        if found := _DELETE.search(flat):
            original = _named(found, text, "o")
            if holder := self._holding(original, context):
                return ProposedChange(holder.id, Change.DELETE, original, "")
        if context is not None and _DELETE_THIS.search(flat):
            return ProposedChange(context.id, Change.DELETE, context.text, "")
        if found := _ADD.search(flat):
            added = _named(found, text, "n")
            after = _AFTER.search(flat)
            if after and (holder := self._holding(_named(after, text, "o"), context)):
                place = _named(after, text, "o")
                return ProposedChange(holder.id, Change.REPLACE, place, f"{place} {added}")
            about = context or self.about(flat[found.end("rest") - len(found["rest"]) :], None)
            if about is not None:
                return ProposedChange(about.id, Change.INSERT, "", added)
        if context is not None:
            if found := _ADD_BELOW.match(flat):
                return ProposedChange(context.id, Change.INSERT, "", text[found.start("text") :].strip(' «»"\xa0'))
            if found := _REPLACE_THIS.match(flat):
                return ProposedChange(
                    context.id, Change.REPLACE, context.text, text[found.start("text") :].strip(' «»"\xa0')
                )
        return None

    def _holding(self, words: str, context: Paragraph | None) -> Paragraph | None:
        """The paragraph that holds these words: the one at hand, else the only one."""
        wanted = " ".join(straight(words).casefold().split())
        if not re.search(r"\w", wanted):
            return None
        holders = [p for p in self.paragraphs if wanted in " ".join(straight(p.text).casefold().split())]
        if context is not None and context in holders:
            return context
        return holders[0] if len(holders) == 1 else None

    def about(self, text: str, context: Paragraph | None) -> Paragraph | None:
        if context is not None:
            return context
        for found in CITED.finditer(text):
            cited = found["qa"] or found["qb"] or found["qc"] or ""
            if len(words_of(cited)) >= 2 and (holder := self._holding(cited, None)):
                return holder
        if found_number := _NUMBERED.search(text):
            texts = [p for p in self.paragraphs if p.style.value in ("text", "item", "quote")]
            number = int(found_number[1])
            if self.draft.paragraph(f"p{number}") is not None:
                return self.draft.paragraph(f"p{number}")
            if 1 <= number <= len(texts):
                return texts[number - 1]
        return None


def _named(found: re.Match[str], text: str, prefix: str) -> str:
    """The quoted words, with the apostrophes as they were written."""
    for letter in "abc":
        if found[f"{prefix}{letter}"] is not None:
            start, end = found.span(f"{prefix}{letter}")
            return text[start:end].strip()
    return ""


_ITEM = re.compile(r"^\s*(?:[-–—•*·]|\d{1,2}\s?[.)°/-]|[a-z]\s?\))\s+(?=\S)", re.I)
_STATED = re.compile(r"(?<=[.!?;])\s+(?=[A-ZÀ-Ý«\"“])")


def items_of(lines: Sequence[str]) -> list[str]:
    """The items of a list of remarks, each on one line and without its sign; otherwise the lines as one text."""
    starts = [number for number, line in enumerate(lines) if _ITEM.match(line)]
    if len(starts) < 2:
        return [_ITEM.sub("", " ".join(lines).strip())]
    ends = [*starts[1:], len(lines)]
    items = [" ".join(lines[: starts[0]]).strip()]
    items += [_ITEM.sub("", " ".join(lines[start:end]).strip()) for start, end in zip(starts, ends, strict=True)]
    return [item for item in items if item]


def statements_of(text: str) -> list[str]:
    """The sentences of a remark; one that stands within quotation marks ends none."""
    done: list[str] = []
    for piece in _STATED.split(text):
        if done and (done[-1].count("«") > done[-1].count("»") or done[-1].count('"') % 2):
            done[-1] = f"{done[-1]} {piece}"
        else:
            done.append(piece)
    return done
