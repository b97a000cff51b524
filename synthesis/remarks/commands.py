"""Changes said in words: « remplacer « A » par « B » », « supprimer la 2e phrase », « ajouter après « A » : « B » »."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from synthesis.draft import Change, Draft, Paragraph, ProposedChange
from synthesis.remarks.citing import CITED, Skeleton, sentences_in, skeleton, straight
from synthesis.remarks.orders import (
    ADDS,
    ALL,
    BEHIND,
    COURTESY,
    CUTS,
    DESCRIBES,
    ENDS,
    JUST_PUT,
    LEAD_WORDS,
    MORE,
    MOST_AT_ONCE,
    PART,
    RECAST,
    REPLACES,
    REWRITE,
    STARTS,
    THIS,
)
from synthesis.remarks.targets import Target, Targets
from synthesis.remarks.whereabouts import HEADINGS, Scope


class Commands:
    """Reads remarks about one draft."""

    def __init__(self, draft: Draft) -> None:
        self.targets = Targets(draft)
        self.paragraphs = self.targets.paragraphs

    def changes(self, text: str, context: Paragraph | None, placed: str = "") -> list[ProposedChange]:
        """The changes that one statement orders. `context` is the paragraph at hand, `placed` a line that says"
        " where."""
        bones = skeleton(text)
        flat = straight(bones.text)
        scope = self.scope(f"{placed} {flat}" if placed else flat, context)
        whole = text if not placed else f"{placed} {text}"
        found = list(self._replaced(bones, flat, scope, context))
        for read in (self._added, self._cut, self._rewritten):
            if not found:
                found = list(read(bones, flat, scope, context))
        return [replace(change, said=whole) for change in found]

    def scope(self, flat: str, context: Paragraph | None) -> Scope:
        """Where a statement without its citations looks: in the paragraph at hand, else where it says."""
        said = self.targets.where.scope(flat)
        if context is None:
            return said
        return Scope((context,), context, context, said.phrase)

    def about(self, text: str, context: Paragraph | None, placed: str = "") -> Paragraph | None:
        """The paragraph that a remark is about, or None: the whole."""
        if context is not None:
            return context
        bones = skeleton(text)
        scope = self.scope(straight(f"{placed} {bones.text}"), None)
        for cited in bones.cited:
            target = (
                self.targets.words(cited, scope, several=False) if len(cited.split()) > 1 or scope.is_known else None
            )
            if target is not None:
                return target.paragraph
        return scope.exact or scope.anchor or self.targets.of_figures(bones.text)

    def _replaced(self, bones: Skeleton, flat: str, scope: Scope, _: Paragraph | None) -> Iterator[ProposedChange]:
        for pattern in REPLACES:
            for match in pattern.finditer(flat):
                old, new = (bones.text[slice(*match.span(name))] for name in ("o", "n"))
                if ALL.search(flat) and (cites := re.search(CITED, old)):
                    yield from self.targets.everywhere(bones.words(cites[0]), self._new(bones, new)[0])
                    return
                given, rest = self._new(bones, new)
                target = self._numbered(given, old, scope) or self._meant(bones, old, scope)
                if target is None or self._is_of_another_unit(given, old, target, scope):
                    continue
                figures = re.match(r"\d[\d.,]*(?=\s)", given) if _is_bare_figure(old, target) else None
                given = figures[0].rstrip(".,") if figures else given
                if not given or _is_reference(given):
                    continue
                yield self._swap(target, given)
                while more := MORE.match(rest):
                    other = self.targets.words(bones.words(more["o"]), scope)
                    if other is not None:
                        yield self._swap(other, bones.words(more["n"]))
                    rest = rest[more.end() :]
                return

    def _numbered(self, given: str, old: str, scope: Scope) -> Target | None:
        """« 13 régions et non 12 »: « 12 régions » where it stands."""
        figure, unit = re.fullmatch(r"\W*(\d[\d.,\s]*)\W*", old), re.match(r"\d[\d.,\s]*\s(\D+)$", given)
        return self.targets.words(f"{figure[1].strip()} {unit[1]}", scope) if figure and unit else None

    def _is_of_another_unit(self, given: str, old: str, target: Target, scope: Scope) -> bool:
        """Whether a bare figure was found where nobody looked, and counts something else there."""
        counted = re.fullmatch(r"\W*\d[\d.,\s]*\W*", old) and re.match(r"\d[\d.,\s]*\s\D+$", given)
        elsewhere = target.fitted(given) == given and target.paragraph not in scope.paragraphs
        return bool(counted) and " " not in target.words and elsewhere

    def _swap(self, target: Target, new: str) -> ProposedChange:
        return ProposedChange(target.paragraph.id, Change.REPLACE, target.words, target.fitted(new))

    def _cut(self, bones: Skeleton, flat: str, scope: Scope, context: Paragraph | None) -> Iterator[ProposedChange]:
        for pattern in CUTS:
            for match in pattern.finditer(flat):
                piece = bones.text[slice(*match.span("o"))]
                cites = re.search(CITED, piece)
                if cites and ALL.search(flat):
                    yield from self.targets.everywhere(bones.words(cites[0]), "")
                    return
                target = self._meant(bones, piece, scope)
                if target is not None and target.is_whole and PART.search(flat):
                    below = self.targets.where.below(target.paragraph)
                    if len(below) <= MOST_AT_ONCE:
                        yield from (ProposedChange(p.id, Change.DELETE, p.text, "") for p in below)
                    return
                if target is not None:
                    yield ProposedChange(target.paragraph.id, Change.DELETE, target.words, "")
                    return
                if context is not None and THIS.search(straight(piece)) and not skeleton_cites(piece):
                    yield ProposedChange(context.id, Change.DELETE, context.text, "")
                    return
        if context is not None and re.match(
            r"^\W*(?:(?:paragraphe|phrase|passage|point|ligne|tiret) )?(?:[àa] )?supprimer\W*$", flat, re.I
        ):
            yield ProposedChange(context.id, Change.DELETE, context.text, "")

    def _added(self, bones: Skeleton, flat: str, scope: Scope, context: Paragraph | None) -> Iterator[ProposedChange]:
        for pattern in ADDS:
            match = pattern.search(flat)
            if match is None:
                continue
            added, _ = self._new(bones, bones.text[slice(*match.span("n"))])
            target = self._meant(bones, bones.text[slice(*match.span("o"))], scope)
            if target is None or not added:
                continue
            before = re.search(r"avant|devant|d[ée]but|t[êe]te", match["side"], re.I) is not None
            if re.search(r"fin|d[ée]but|t[êe]te", match["side"], re.I):
                if target.paragraph.style in HEADINGS:
                    continue
                joined = _joined(added, target.words) if before else _ended(target.words, added)
                yield ProposedChange(target.paragraph.id, Change.REPLACE, target.words, joined)
            elif target.is_whole:
                yield self.targets.beside(target.paragraph, added, before)
            else:
                joined = _joined(added, target.words) if before else _joined(target.words, added)
                yield ProposedChange(target.paragraph.id, Change.REPLACE, target.words, joined)
            return
        yield from self._put(bones, flat, scope, context)

    def _put(self, bones: Skeleton, flat: str, scope: Scope, context: Paragraph | None) -> Iterator[ProposedChange]:
        """What is to stand at the end of a paragraph or part, or below the paragraph at hand."""
        found = JUST_PUT.search(flat)
        if found is None:
            return
        rest = bones.text[slice(*found.span("rest"))]
        cites = re.search(CITED, rest)
        lead, colon, said = rest.partition(":")
        if cites and (not colon or cites.start() <= len(lead)):
            added = bones.words(cites[0])
        elif colon and said.strip():
            added = self._new(bones, said)[0]
            if not re.search(CITED, said[:40]) and DESCRIBES.search(straight(added)[:80]):
                return
        else:
            return
        outside = flat.replace(straight(added), " ") if added else flat
        paragraph_end = ENDS.search(outside) or re.search(r"\bfin\b", outside)
        exact = scope.exact
        if exact is not None and context is None and (paragraph_end or STARTS.search(outside)):
            text = _joined(added, exact.text) if STARTS.search(outside) else _joined(exact.text, added)
            yield ProposedChange(exact.id, Change.REPLACE, exact.text, text)
            return
        place = context or self.targets.insertion(scope, flat)
        if place is not None:
            yield ProposedChange(place.id, Change.INSERT, "", added)

    def _rewritten(
        self, bones: Skeleton, flat: str, scope: Scope, context: Paragraph | None
    ) -> Iterator[ProposedChange]:
        found = REWRITE.search(flat)
        if found is None:
            if recast := RECAST.search(flat):
                new = self._new(bones, bones.text[slice(*recast.span("text"))])[0]
                if len(new.split()) > 4 and (place := self.targets.alike(new, scope)) is not None:
                    yield ProposedChange(place.id, Change.REPLACE, place.text, new)
            return
        new = self._new(bones, bones.text[slice(*found.span("text"))])[0]
        place = context or scope.exact or self.targets.alike(new, scope)
        if place is None or not new:
            return
        original = place.text
        if scope.phrase:
            spans = list(sentences_in(place.text))
            at = scope.phrase - 1 if scope.phrase > 0 else len(spans) + scope.phrase
            original = place.text[slice(*spans[at])] if 0 <= at < len(spans) else original
        yield ProposedChange(place.id, Change.REPLACE, original, new)

    def _meant(self, bones: Skeleton, piece: str, scope: Scope) -> Target | None:
        return self.targets.meant(bones, piece, scope)

    def _new(self, bones: Skeleton, piece: str) -> tuple[str, str]:
        """The words that are to come, and what stands behind them."""
        while found := LEAD_WORDS.match(straight(piece)):
            piece = piece[found.end() :]
        piece = piece.lstrip(" \t\u00a0\u202f:,")
        first = re.search(CITED, piece[:80])
        if first is not None and piece[: first.start()].rstrip().endswith(":"):
            piece = piece[first.start() :]
        if (
            re.match(CITED, piece)
            and len(re.findall(r"\w{4,}", piece[1:])) <= 3 * len(bones.words(piece[0]).split()) + 6
        ):
            return bones.words(piece[0]), piece[1:]
        bare = piece
        if behind := BEHIND.search(straight(bare)):
            is_place = behind.start() > 0 and self.targets.where.scope(behind[0]).is_known
            bare = bare[: behind.start()] if is_place or re.search(r"\bpage\b|\bp\.\s?\d", behind[0]) else bare
        whole = COURTESY.sub("", bones.whole(bare))
        whole = whole.strip()
        is_sentence = len(re.findall(r"\w+", whole)) > 3 and whole[:1].isupper()
        return (whole if is_sentence else whole.rstrip(" .;,)")), ""


def skeleton_cites(piece: str) -> bool:
    """Whether a piece of a skeleton cites something."""
    return re.search(CITED, piece) is not None


def _is_reference(words: str) -> bool:
    """« par ce qui suit », « par la phrase suivante », with nothing behind."""
    return bool(re.match(r"^(?:ce qui suit|(?:la|le) \w+ suivante?|celle-ci|celui-ci)\W*$", straight(words), re.I))


def _ended(text: str, added: str) -> str:
    """A text with something at its end: before its last mark, unless what is added is a sentence."""
    if text[-1:] in (*".;:!?…",) and added[-1:] not in (*".;:!?…",) and not added[:1].isupper():
        return f"{_joined(text[:-1], added)}{text[-1]}"
    return _joined(text, added)


def _joined(first: str, second: str) -> str:
    """Two pieces of a text, with a blank between them where French wants one."""
    if first and second and (second[0] in ",.)…" or first[-1] in "(’'\t"):
        return first + second
    return f"{first} {second}".strip()


def _is_bare_figure(old: str, target: Target) -> bool:
    """« 12 » without quotation marks, nor the word that it counts: « corriger le 12 en 13 dans … »."""
    return re.fullmatch(r"\W*(?:les?\s|la\s)?\d[\d.,]*\W*", old) is not None and " " not in target.words
