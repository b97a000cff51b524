"""Which passage of a draft a remark means: « axe 2, § 3 », « la conclusion », « ligne Bretagne du tableau », « le"
" titre »."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from synthesis.draft import Draft, Paragraph, Style
from synthesis.remarks.citing import straight

_RANKS = {Style.TITLE: 0, Style.HEADING: 1, Style.SUBHEADING: 2}
HEADINGS = frozenset(_RANKS)
_NUMBERED = r"(?:axe|partie|chapitre|section|th[èe]me|volet|objectif|question|point|action|annexe)"
_LABEL = re.compile(rf"\b({_NUMBERED})s?\s*(?:n°|no|num[ée]ro)?\s*(\d{{1,2}}|[ivx]{{1,4}})\b", re.I)
_PAGE = re.compile(r"\b(?:pages?|pp?\.?)\s*\d{1,3}\b", re.I)
_IN_TABLE = re.compile(r"\b(?:tableau|colonne|cellule|ligne)\b", re.I)
ORDINALS = {
    "premier": 1, "premiere": 1, "deuxieme": 2, "second": 2, "seconde": 2, "troisieme": 3, "quatrieme": 4,
    "cinquieme": 5, "sixieme": 6, "septieme": 7, "huitieme": 8, "neuvieme": 9, "dixieme": 10,
    "avant-dernier": -2, "avant-derniere": -2, "dernier": -1, "derniere": -1,
}  # fmt: skip
_ORDINAL_WORD = (
    r"avant-derni(?:er|[èe]re)|derni(?:er|[èe]re)|premi(?:er|[èe]re)|seconde?"
    r"|(?:deux|trois|quatr|cinqu|six|sept|huit|neuv|dix)i[èe]me"
)
_COUNTED = r"(?P<{0}>paragraphe|§|alin[ée]a|point|tiret|puce|item|phrase|ligne)s?"
_ORDINAL = re.compile(
    rf"(?:\b(?P<word>{_ORDINAL_WORD})|\b(?P<figure>\d{{1,2}})\s?(?:er|[èe]re|[èeE]|[èe]me|i[èe]me|nde?))\s+"
    rf"{_COUNTED.format('what')}(?!\w)",
    re.I,
)
_COUNT = re.compile(
    rf"(?<!\w){_COUNTED.format('what')}\s*(?:n°|no|num[ée]ro)?\s*(?P<figure>\d{{1,2}})\b(?!\s*(?:%|ARS))", re.I
)
_ID = re.compile(r"[\[(]?\b(p\d{3,7})\b[\])]?|[\[(](p\d{1,2})[\])]", re.I)
# who proposes is not where: « L'ARS Bretagne souhaite … »
_PROPOSER = re.compile(
    r"\b(?:l'|notre |nous, )?(?:ars|agence|r[ée]gion)(?: (?:de |du |d'|des )?(?:la |l')?[A-ZÀ-Ý][\w'-]*"
    r"(?:[ -](?:de |la |et )*[A-ZÀ-Ý][\w'-]*)*)? (?=(?:n'|vous |ne )?(?:propos|souhait|demand|sugg|valid|approuv|a "
    r"|n'a|"
    r"est |estime|consid|sollicit|pr[ée]cis|inform|confirm|rel[èe]ve|signal))",
    re.I,
)
_STOPS = "les des dans pour avec sans sous sur par une aux que qui est sont ses son leur leurs cette ces"
_STOP = frozenset(_STOPS.split())


@dataclass(frozen=True)
class Scope:
    """Where a remark looks: `paragraphs` first; `exact` is the one meant, `anchor` where a remark belongs.

    `phrase` is the number of the sentence meant in it (0: none said; -1: the last).
    """

    paragraphs: tuple[Paragraph, ...] = ()
    exact: Paragraph | None = None
    anchor: Paragraph | None = None
    phrase: int = 0

    @property
    def is_known(self) -> bool:
        return bool(self.paragraphs)


NOWHERE = Scope()


@dataclass(frozen=True)
class _Part:
    """A heading and what stands below it, or a row of a table."""

    label: Paragraph
    paragraphs: tuple[Paragraph, ...]
    words: tuple[str, ...]


class Whereabouts:
    """The parts of one draft."""

    def __init__(self, draft: Draft) -> None:
        self.draft = draft
        self.paragraphs = [p for p in draft.paragraphs if p.text.strip()]
        self.parts = list(self._parts())

    def _parts(self) -> list[_Part]:
        found: list[_Part] = []
        for number, paragraph in enumerate(self.paragraphs):
            if paragraph.style is Style.ROW:
                label = paragraph.text.partition("\t")[0]
                found.append(_Part(paragraph, (paragraph,), _content(label)))
            rank = _RANKS.get(paragraph.style, 0)
            if not rank:
                continue
            end = number + 1
            while end < len(self.paragraphs) and _RANKS.get(self.paragraphs[end].style, 9) > rank:
                end += 1
            found.append(_Part(paragraph, tuple(self.paragraphs[number:end]), _content(paragraph.text)))
        return found

    def scope(self, text: str) -> Scope:
        """What this text names, its citations left out."""
        flat = _PROPOSER.sub(" ", straight(text))
        if (named := _ID.search(flat)) and (known := self.draft.paragraph((named[1] or named[2]).casefold())):
            return Scope((known,), known, known)
        parts = self._named(flat)
        is_title = bool(re.search(r"\b(?:titre|intitul[ée])\b", flat, re.I))
        if is_title and not parts:
            titles = [p for p in self.paragraphs if p.style is Style.TITLE]
            return Scope((titles[0],), titles[0], titles[0]) if titles else NOWHERE
        if is_title:
            return Scope((parts[-1].label,), parts[-1].label, parts[-1].label)
        within = [p for part in parts for p in part.paragraphs]
        if not within and _IN_TABLE.search(flat):
            within = [p for p in self.paragraphs if p.style is Style.ROW]
        labels = [p.label for p in parts if p.label.style is not Style.ROW] or [p.label for p in parts]
        anchor = labels[0] if len(labels) == 1 else None
        if len(parts) == 1 and parts[0].label.style is Style.ROW and re.search(r"\bligne\b", flat, re.I):
            return Scope((parts[0].label,), parts[0].label, parts[0].label)
        phrase, exact = 0, None
        if within or not _PAGE.search(flat):
            phrase, exact = self._counted(flat, within)
        if exact is not None:
            return Scope((exact,), exact, exact, phrase)
        return Scope(tuple(within), None, anchor, phrase)

    def below(self, heading: Paragraph) -> tuple[Paragraph, ...]:
        """A heading with all that stands below it."""
        return next((p.paragraphs for p in self.parts if p.label is heading), (heading,))

    def section_end(self, scope: Scope) -> Paragraph | None:
        """The last paragraph of the part that is meant."""
        return scope.exact or (scope.paragraphs[-1] if scope.paragraphs else None)

    def _named(self, flat: str) -> list[_Part]:
        """The parts that are named, the widest first; a part within a named part is meant rather than the whole."""
        words = frozenset(tokens(flat))
        labels = {(_plain(m[1]), _arabic(m[2])) for m in _LABEL.finditer(flat)}
        found = [p for p in self.parts if _is_numbered(p.label.text, labels) or self._is_worded(p, flat, words)]
        headings = [p for p in found if p.label.style is not Style.ROW]
        inner = [
            part
            for part in found
            if not any(
                o is not part and o.label in part.paragraphs and len(o.paragraphs) < len(part.paragraphs) for o in found
            )
        ]
        if labels and len(headings) > 1 and not all(_is_numbered(p.label.text, labels) for p in inner):
            numbered = [p for p in headings if _is_numbered(p.label.text, labels)]
            inner = [p for p in inner if any(p.label in wide.paragraphs for wide in numbered)] or inner
        return inner

    def _is_worded(self, part: _Part, flat: str, words: frozenset[str]) -> bool:
        if not part.words or not words.issuperset(part.words):
            return False
        if len(part.words) > 1:
            return True
        word = part.words[0]
        spoken = " ".join(tokens(flat))
        if part.label.style is Style.ROW and not _IN_TABLE.search(flat):
            return re.match(rf"(?:pour )?(?:(?:l|la|le|ars|region) )*{re.escape(word)}\b", spoken) is not None
        lead = (
            r"(?:dans|en|pour|sur|a|au|aux|de|du|concernant|partie|paragraphe|section|rubrique|ligne|chapitre|page"
            r"|tableau|ars|fin|debut)"
        )
        small = r"(?:la|le|les|l|l ars|lars|ars|partie|paragraphe|section|rubrique|ligne|region|sur|de|du|des|tableau)"
        return bool(re.search(rf"(?:^|\b{lead} )(?:{small} ){{0,4}}l?{re.escape(word)}\b", spoken))

    def _counted(self, flat: str, within: list[Paragraph]) -> tuple[int, Paragraph | None]:
        """The sentence and the paragraph that are counted off: « 2e phrase du dernier paragraphe »."""
        phrase, exact = 0, None
        for found in (*_ORDINAL.finditer(flat), *_COUNT.finditer(flat)):
            what = straight(found["what"]).casefold()
            word = found.groupdict().get("word")
            number = ORDINALS[_plain(word)] if word else int(found["figure"])
            if what.startswith("phrase"):
                phrase = number
                continue
            if what.startswith("ligne") and not any(p.style is Style.ROW for p in within):
                continue
            exact = _at(number, self._countable(what, within)) or exact
        return phrase, exact

    def _countable(self, what: str, within: list[Paragraph]) -> list[Paragraph]:
        among = within or self.paragraphs
        if what.startswith("ligne"):
            return [p for p in among if p.style is Style.ROW][1:]
        items = [p for p in among if p.style is Style.ITEM]
        if what.startswith(("tiret", "puce", "item", "point")) and items:
            return items
        return [p for p in among if p.style in (Style.TEXT, Style.QUOTE, Style.ITEM)]


def _at(number: int, among: list[Paragraph]) -> Paragraph | None:
    place = number - 1 if number > 0 else len(among) + number
    return among[place] if 0 <= place < len(among) else None


def tokens(text: str) -> list[str]:
    """The words as they are compared here: without accents, « l’axe » in two."""
    return re.findall(r"[a-z0-9]+", _plain(text))


def _content(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(word for word in tokens(text) if len(word) > 3 and word not in _STOP))


def _plain(word: str) -> str:
    decomposed = unicodedata.normalize("NFD", word.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def _arabic(number: str) -> str:
    return {"i": "1", "ii": "2", "iii": "3", "iv": "4", "v": "5", "vi": "6", "vii": "7"}.get(number.casefold(), number)


def _is_numbered(heading: str, labels: set[tuple[str, str]]) -> bool:
    """Whether a heading carries one of these labels: « Axe 1 – … », or « 1. … » for a part."""
    own = {(_plain(m[1]), _arabic(m[2])) for m in _LABEL.finditer(straight(heading)[:60])}
    if own & labels:
        return True
    lead = re.match(r"\s*(\d{1,2}|[IVX]{1,4})\s?[.)–-]", heading)
    return bool(
        lead and not own and any(n == _arabic(lead[1]) for kind, n in labels if kind not in ("axe", "question"))
    )
