"""What an order about a draft is about: cited words, a sentence, a paragraph, wherever they stand only once."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from rapidfuzz import fuzz

from synthesis.draft import Change, Draft, Paragraph, ProposedChange, Style
from synthesis.remarks.citing import CITED, Skeleton, places_of, sentences_in, straight
from synthesis.remarks.whereabouts import Scope, Whereabouts

_ALIKE = 70.0  # per cent: below, a new wording is that of no paragraph
_WORDS = (
    r"(?:mots?|termes?|expressions?|chiffres?|nombres?|dates?|mentions?|passages?|taux|montants?|groupes? de mots"
    r"|membres? de phrase|parenth[èe]se)"
)
_LEAD = re.compile(
    rf"^[\s:,]*(?:(?:les?|la|l'|ce|cette|ces|cet|du|de la|des|d')\s*)?{_WORDS}\s*:?\s+(?:de |d'|entre )?", re.I
)
_SENTENCE = re.compile(r"\bphrases?\b", re.I)
_PARAGRAPH = re.compile(
    r"\b(?:paragraphe|alin[ée]a|point|tiret|puce|item|ligne|titre|intitul[ée]|sous-titre|bloc)s?\b|§", re.I
)
_THROUGH = re.compile(
    rf"(?:\bde(?:puis)?\s+)?(?P<first>{CITED})\s*,?\s*(?:jusqu'(?:[àa]|au)|[àa]|et (?:finissant|se terminant"
    rf"|termin\w+) par"
    rf"|(?:finissant|se terminant) par)\s+(?P<last>{CITED})",
    re.I,
)
_BARE_CUT = re.compile(
    r"\s*[,(]?\s*\b(?:dans|au|aux|[àa] la|[àa] l'|en page|page|p\.|de la liste|du tableau|qui|car|puisque|parce|afin"
    r"|pour"
    r"|de la page|du paragraphe|de la phrase|sur)\b.*$",
    re.I | re.S,
)
_ARTICLE = re.compile(r"^(?:les?|la|l'|un|une|des|du|de la|de l'|de|d')\s*", re.I)


@dataclass(frozen=True)
class Target:
    """Words of one paragraph, as they stand there. `cited` are those that were looked for, as they were written."""

    paragraph: Paragraph
    words: str
    cited: str = ""

    @property
    def is_whole(self) -> bool:
        """Whether they are all of it, but for how it ends."""
        return len(self.words.strip(" .;:")) >= len(self.paragraph.text.strip(" .;:"))

    def fitted(self, new: str) -> str:
        """New words with the capital of those that they replace, where only the citation had none."""
        lowered = self.cited[:1].islower() and self.words[:1].isupper() and new[:1].islower()
        new = new[:1].upper() + new[1:] if lowered else new
        behind = self.paragraph.text.partition(self.words)[2]
        if new[-1:] in (*".;:,",) and behind.lstrip()[:1] in (*".;:,",) and not self.words.endswith(new[-1]):
            new = new[:-1].rstrip()
        # « 14 ARS et non 13 » where « 13 ARS » stands
        figure = re.match(r"(\d[\d\s.,]*\d|\d)\s+(\D+)$", new) if re.fullmatch(r"\d[\d\s.,]*", self.words) else None
        goes_on = figure is not None and behind.lstrip().casefold().startswith(figure[2].casefold().strip())
        return figure[1] if figure is not None and goes_on else new


class Targets:
    """Finds them in one draft."""

    def __init__(self, draft: Draft) -> None:
        self.where = Whereabouts(draft)
        self.paragraphs = self.where.paragraphs

    def words(self, cited: str, scope: Scope, *, several: bool = False) -> Target | None:
        """These words where they stand only once: in the scope, else in the whole draft."""
        for among in (scope.paragraphs, self.paragraphs):
            found = [(p, places) for p in among if (places := places_of(cited, p.text))]
            if len(found) == 1:
                paragraph, places = found[0]
                if len(places) == 1 or several:
                    start, end = places[0]
                    return Target(paragraph, paragraph.text[start:end], cited)
                return None
            if found and among is self.paragraphs:
                whole = [p for p, places in found if places[0] == (0, len(p.text))]
                return Target(whole[0], whole[0].text, cited) if len(whole) == 1 else None
        return None

    def everywhere(self, cited: str, new: str) -> Iterator[ProposedChange]:
        """Every paragraph that holds these words, with all of them replaced."""
        for paragraph in self.paragraphs:
            places = places_of(cited, paragraph.text)
            text = paragraph.text
            for start, end in reversed(places):
                fitted = Target(paragraph, text[start:end], cited).fitted(new)
                text = text[:start] + fitted + text[end:]
            if places:
                yield ProposedChange(paragraph.id, Change.REPLACE, paragraph.text, " ".join(text.split(" ")))

    def meant(self, bones: Skeleton, piece: str, scope: Scope) -> Target | None:
        """What a piece of an order means: « la phrase commençant par « A » », « le 2e paragraphe », « 12 »."""
        flat = straight(piece)
        if through := _THROUGH.search(flat):
            first, last = bones.words(through["first"]), bones.words(through["last"])
            return self.words(f"{first} … {last}", scope)
        cites = re.search(CITED, piece)
        if cites is not None:
            lead = flat[: cites.start()]
            if len(lead) > 120:
                return None
            target = self.words(bones.words(cites[0]), scope, several=bool(re.search(_WORDS, lead)) is False)
            if target is None:
                return None
            if scope.phrase and re.search(r"\bphrases?\b.*(?:paragraphe|alin[ée]a|passage|point)", lead, re.I):
                return self._counted("phrase", replace(scope, exact=target.paragraph))
            sentence = _SENTENCE.search(lead)
            if sentence is not None and not re.search(rf"\b{_WORDS}\b", lead[sentence.end() :], re.I):
                return _sentence_around(target)
            if _PARAGRAPH.search(lead) and not re.search(rf"\b{_WORDS}\b", lead, re.I):
                return Target(target.paragraph, target.paragraph.text)
            return target if len(places_of(bones.words(cites[0]), target.paragraph.text)) == 1 else None
        return self._counted(flat, scope) or self._bare(bones.whole(piece), scope)

    def _counted(self, flat: str, scope: Scope) -> Target | None:
        """« la 2e phrase », « le dernier paragraphe de la conclusion », « ce paragraphe »."""
        if scope.exact is None or not (_SENTENCE.search(flat) or _PARAGRAPH.search(flat)):
            return None
        if len(flat.split()) > 14:
            return None
        whole = scope.exact.text
        if _SENTENCE.search(flat):
            spans = list(sentences_in(whole))
            number = scope.phrase or (1 if len(spans) == 1 else 0)
            place = number - 1 if number > 0 else len(spans) + number
            if not number or not 0 <= place < len(spans):
                return None
            return Target(scope.exact, whole[slice(*spans[place])])
        return Target(scope.exact, whole)

    def _bare(self, piece: str, scope: Scope) -> Target | None:
        """Words without quotation marks, if the draft holds them."""
        words = _LEAD.sub("", piece).strip(" \t\u00a0\u202f.,;:()")
        if figure := re.match(r"(?:les?|la)\s+(\d[\d.,]*)(?!\S)", words, re.I):
            words = words[figure.start(1) :]
        tries = dict.fromkeys((words, _BARE_CUT.sub("", words).strip(" .,;:()")))
        for wanted in tries:
            if wanted and len(wanted.split()) <= 40 and (target := self.words(wanted, scope)) is not None:
                return target
        return None

    def of_figures(self, text: str) -> Paragraph | None:
        """The one paragraph in which a figure of this text stands; years stand anywhere."""
        for figure in re.findall(r"(?<![\w,.])\d[\d ]*\d(?:,\d+)?(?![\w,.]*\d)", text):
            found = [p for p in self.paragraphs if places_of(figure, p.text)]
            if len(found) == 1 and not re.fullmatch(r"(?:19|20)\d\d", figure):
                return found[0]
        return None

    def beside(self, paragraph: Paragraph, added: str, before: bool) -> ProposedChange:
        """A new paragraph after this one, or before it."""
        if not before:
            return ProposedChange(paragraph.id, Change.INSERT, "", added)
        place = self.paragraphs.index(paragraph)
        return ProposedChange(self.paragraphs[place - 1].id if place else "", Change.INSERT, "", added)

    def insertion(self, scope: Scope, flat: str) -> Paragraph | None:
        """After which paragraph something new goes in the part that is meant; a new item goes below the last item."""
        items = [p for p in scope.paragraphs if p.style is Style.ITEM]
        if items and re.search(r"\b(?:point|tiret|puce|item)s?\b", flat, re.I):
            return items[-1]
        if re.search(r"\bd[ée]but\b", flat, re.I) and scope.anchor is not None:
            return scope.anchor
        return self.where.section_end(scope)

    def alike(self, new: str, scope: Scope) -> Paragraph | None:
        """The one paragraph of which this is a new wording."""
        scored = sorted(
            (
                (fuzz.ratio(new.casefold(), p.text.casefold()), n)
                for n, p in enumerate(scope.paragraphs or self.paragraphs)
            ),
            reverse=True,
        )
        among = scope.paragraphs or self.paragraphs
        if scored and scored[0][0] >= _ALIKE and (len(scored) == 1 or scored[0][0] - scored[1][0] > 5):
            return among[scored[0][1]]
        return self.alike(new, Scope()) if scope.paragraphs else None


def _sentence_around(target: Target) -> Target:
    """The sentence, or sentences, in which these words stand."""
    text = target.paragraph.text
    start = text.find(target.words)
    end = start + len(target.words)
    spans = [(a, b) for a, b in sentences_in(text) if a < end and b > start]
    return Target(target.paragraph, text[spans[0][0] : spans[-1][1]]) if spans else target
