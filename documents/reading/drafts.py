"""A draft that comes back: what was changed in it, paragraph by paragraph, tracked or not, and the comments."""

from __future__ import annotations

from collections.abc import Container, Iterator, Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from documents.bookmarks import DRAFT_PROPERTY, OURS, by_bookmark
from documents.form_plan import FRAME_PROPERTY, digest, even
from documents.reading.package import Package
from documents.reading.revisions import Piece, Revisions, revisions
from documents.reading.word import custom_properties
from synthesis.draft import Change, Draft, Paragraph, Style
from usecases.replies import FormReading, ProposedChange

_NB = "\u00a0"
_ALIKE = 60.0  # per cent: below, a paragraph without a mark is a new one
_COMPARED = 4000  # characters
_MUCH = 6  # tenths of the paragraphs; whoever returns fewer has cut out what concerns them


def read_draft(package: Package, draft: Draft | None) -> FormReading | None:
    """What was changed in the draft, or None when this is no draft of ours."""
    properties = custom_properties(package)
    own = properties.get(DRAFT_PROPERTY, "")
    if own and (draft is None or own != draft.id):
        return FormReading(recognised=True, elsewhere=_elsewhere(own, draft), reference=own)
    if draft is None:
        return None
    found = revisions(package)
    frame = properties.get(FRAME_PROPERTY, "").split()
    found.pieces = [p for p in found.pieces if p.tracked or p.name or digest(p.after) not in frame]
    matching = _match(found.pieces, draft)
    _let_go(_moved(matching, draft), matching, found.pieces)
    if not own and not _enough(matching, draft):
        return None
    changes = (*_changes(found.pieces, matching, draft, framed=bool(frame)), *_remarks(found, matching, draft))
    return FormReading(recognised=True, changes=changes, reference=own)


def _elsewhere(own: str, draft: Draft | None) -> str:
    campaign, _, number = own.rpartition("/")
    if draft is not None and campaign == draft.campaign:
        return f"projet n°{_NB}{number} de la synthèse"
    return f"projet de synthèse n°{_NB}{number} de la campagne «{_NB}{campaign}{_NB}»"


@dataclass
class _Matching:
    """Which paragraph of the draft is which piece (its place in the file), and the other way round."""

    places: dict[str, int] = field(default_factory=dict)
    ids: dict[int, str] = field(default_factory=dict)

    def join(self, id: str, place: int) -> None:
        self.places[id], self.ids[place] = place, id


def _match(pieces: Sequence[Piece], draft: Draft) -> _Matching:
    """By bookmark; where the bookmark is gone, by the same text, then by the most similar one in the same gap."""
    names = by_bookmark(tuple(paragraph.id for paragraph in draft.paragraphs))
    found = _Matching()
    for place, piece in enumerate(pieces):
        id = names.get(piece.name, "")
        if id and id not in found.places:
            found.join(id, place)
    for pick in (_same, _most_alike):
        for number, paragraph in enumerate(draft.paragraphs):
            if paragraph.id not in found.places:
                picked = pick(paragraph.text, _gap(number, draft, found, pieces))
                if picked is not None:
                    found.join(paragraph.id, picked)
    return found


def _moved(matching: _Matching, draft: Draft) -> list[str]:
    """The paragraphs that stand elsewhere than in the draft: all but the longest run that is in its order."""
    ids = [paragraph.id for paragraph in draft.paragraphs if paragraph.id in matching.places]
    places = [matching.places[id] for id in ids]
    if places == sorted(places):
        return []
    best: list[tuple[int, int]] = []  # how many are in order up to here, and the one before
    for number in range(len(ids)):
        before = [(best[n][0], n) for n in range(number) if places[n] < places[number]]
        length, last = max(before, default=(0, -1))
        best.append((length + 1, last))
    at = max(range(len(ids)), key=lambda n: best[n][0], default=-1)
    kept: set[str] = set()
    while at >= 0:
        kept.add(ids[at])
        at = best[at][1]
    return [id for id in ids if id not in kept]


def _let_go(moved: Sequence[str], matching: _Matching, pieces: Sequence[Piece]) -> None:
    """A paragraph that was moved is gone from its place, and new where it stands."""
    for id in moved:
        place = matching.places.pop(id)
        del matching.ids[place]
        pieces[place].name, pieces[place].tracked = "", True


def _gap(number: int, draft: Draft, found: _Matching, pieces: Sequence[Piece]) -> dict[int, Piece]:
    """The pieces without a mark between the neighbours of this paragraph that were found."""
    places = [found.places.get(paragraph.id) for paragraph in draft.paragraphs]
    low = next((place for place in reversed(places[:number]) if place is not None), -1)
    high = next((place for place in places[number + 1 :] if place is not None), len(pieces))
    return {
        place: pieces[place]
        for place in range(low + 1, high)
        if place not in found.ids and not pieces[place].name and (pieces[place].before + pieces[place].after).strip()
    }


def _same(text: str, gap: dict[int, Piece]) -> int | None:
    wanted = even(text)
    return next((place for place, piece in gap.items() if wanted in (even(piece.before), even(piece.after))), None)


def _most_alike(text: str, gap: dict[int, Piece]) -> int | None:
    wanted = text[:_COMPARED]
    scored = [(fuzz.ratio(wanted, (piece.before or piece.after)[:_COMPARED]), -place) for place, piece in gap.items()]
    score, place = max(scored, default=(0.0, 0))
    return -place if score >= _ALIKE else None


def _enough(matching: _Matching, draft: Draft) -> bool:
    """Whether so much of the draft is in it that it must be the draft."""
    return len(matching.places) * 2 >= len(draft.paragraphs) > 0


def _changes(pieces: Sequence[Piece], matching: _Matching, draft: Draft, *, framed: bool) -> Iterator[ProposedChange]:
    """The changes in the order of the draft: each paragraph, then what was written after it."""
    new = _insertions(pieces, matching, ("",) if framed else ("", draft.paragraphs[0].id))
    # who sends back a part of the draft has taken nothing out of the rest
    is_part = len(matching.places) * 10 < len(draft.paragraphs) * _MUCH
    yield from _inserted("", new)
    for paragraph in draft.paragraphs:
        place = matching.places.get(paragraph.id)
        text = "" if place is None else _written(pieces[place].after, paragraph)
        added = [text for text, _ in new.get(paragraph.id, [])]
        if place is None and is_part:
            continue
        said = _signed(pieces[place].authors) if place is not None else ""
        if place is not None and even(" ".join([text, *added])) == even(paragraph.text):
            continue  # unchanged, or only cut into several paragraphs
        if not text:
            yield ProposedChange(paragraph.id, Change.DELETE, paragraph.text, "", said)
        elif even(text) != even(paragraph.text):
            yield ProposedChange(paragraph.id, Change.REPLACE, paragraph.text, text, said)
        yield from _inserted(paragraph.id, new)


def _insertions(
    pieces: Sequence[Piece], matching: _Matching, cover: Container[str]
) -> dict[str, list[tuple[str, list[str]]]]:
    """The new paragraphs and who wrote them, under the id of the paragraph that they follow ("": before them all).

    `cover`: after these ids stands what is printed around the title; only tracked insertions are theirs there.
    """
    new: dict[str, list[tuple[str, list[str]]]] = {}
    last = ""
    for place, piece in enumerate(pieces):
        last = matching.ids.get(place, last)
        # the cells of a new row stay apart
        text = "\t".join(" ".join(cell.split()) for cell in piece.after.strip(" \n").split("\t"))
        text = text if text.strip() else ""
        if place in matching.ids or not text or piece.name.startswith(OURS):
            continue
        if piece.tracked or last not in cover:
            new.setdefault(last, []).append((text, piece.authors))
    return new


def _inserted(id: str, new: dict[str, list[tuple[str, list[str]]]]) -> Iterator[ProposedChange]:
    if id in new:
        authors = dict.fromkeys(author for _, named in new[id] for author in named)
        yield ProposedChange(id, Change.INSERT, "", "\n".join(text for text, _ in new[id]), _signed(list(authors)))


def _signed(authors: Sequence[str]) -> str:
    return f"Suivi des modifications de {', '.join(authors)}." if authors else ""


def _written(text: str, paragraph: Paragraph) -> str:
    """The new text of a paragraph; only rows keep their tabs, and a paragraph its line ends."""
    if paragraph.style is Style.ROW:
        return "\t".join(" ".join(cell.split()) for cell in text.split("\t")).strip(" ")
    return "\n".join(" ".join(line.split()) for line in text.strip().split("\n"))


def _remarks(found: Revisions, matching: _Matching, draft: Draft) -> Iterator[ProposedChange]:
    """The comments, and what was changed in the annex, which nobody amends: remarks on the whole."""
    homes: dict[int, str] = {}
    last = ""
    for place, piece in enumerate(found.pieces):
        last = matching.ids.get(place, last)
        homes[id(piece)] = last
    for comment in found.comments:
        home = homes.get(id(comment.piece), "") if comment.piece is not None else ""
        paragraph = draft.paragraph(home) if home else None
        original = comment.anchor or (paragraph.text if paragraph else "")
        who = f"Commentaire de {comment.author}." if comment.author else ""
        settled = "Marqué comme résolu." if comment.resolved else ""
        yield ProposedChange(home, Change.COMMENT, original, comment.text, f"{who} {settled}".strip())
    for piece in (*found.annex, *found.elsewhere):
        if piece.tracked and piece.before.strip() != piece.after.strip():
            yield ProposedChange("", Change.COMMENT, piece.before.strip(), piece.after.strip())
