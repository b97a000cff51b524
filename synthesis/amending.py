"""Puts decided amendments into a draft; two that touch the same words are merged or shown, never dropped."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from synthesis.draft import Amendment, AmendmentState, Change, Draft, Paragraph, Style
from synthesis.merging import merged_words, same_words, words_of
from synthesis.sentences import amendments_sentence

_LONGEST_HEADING = 120  # characters
_HEADINGS = (Style.TITLE, Style.HEADING, Style.SUBHEADING)
_DECIDED = (AmendmentState.ACCEPTED, AmendmentState.MODIFIED)


@dataclass(frozen=True)
class Collision:
    """An accepted change that could not go in beside the others. `text` is the paragraph as it stands without it."""

    paragraph: str
    amendment: str
    text: str
    proposed: str


@dataclass(frozen=True)
class Integration:
    """A draft with what was decided, and what a coordinator must still bring together by hand."""

    draft: Draft
    collisions: tuple[Collision, ...] = ()


def integrate(draft: Draft, amendments: Iterable[Amendment]) -> Integration:
    """The same version with every accepted and modified change, in the order in which they were proposed."""
    decided = sorted((a for a in amendments if a.state in _DECIDED), key=lambda a: (a.received_at, _number(a), a.id))
    known = {paragraph.id for paragraph in draft.paragraphs}
    paragraphs: list[Paragraph] = []
    collisions: list[Collision] = []
    for paragraph in draft.paragraphs:
        own = [a for a in decided if a.paragraph == paragraph.id]
        text, collided = _reworded(paragraph, [a for a in own if not _is_addition(a)])
        collisions += collided
        if text.strip():
            paragraphs.append(replace(paragraph, text=text))
        paragraphs += _below(paragraph, own)
        paragraphs += [added for a in own if _is_addition(a) for added in _added(paragraph.style, paragraph.id, a)]
    for amendment in decided:
        if amendment.paragraph in known or not _new_text(amendment):
            continue
        if not amendment.paragraph or _is_addition(amendment):
            paragraphs += _added(Style.TEXT, amendment.paragraph or "fin", amendment)
        else:
            collisions.append(Collision(amendment.paragraph, amendment.id, "", _new_text(amendment)))
    return Integration(replace(draft, paragraphs=tuple(paragraphs)), tuple(collisions))


def apply(draft: Draft, amendments: Iterable[Amendment]) -> Draft:
    """The draft with what was decided; a change that collides stands below its paragraph, marked « À trancher »."""
    integration = integrate(draft, amendments)
    if not integration.collisions:
        return integration.draft
    paragraphs: list[Paragraph] = []
    waiting = list(integration.collisions)
    for paragraph in integration.draft.paragraphs:
        paragraphs.append(paragraph)
        paragraphs += [_to_settle(c) for c in waiting if c.paragraph == paragraph.id]
    there = {paragraph.id for paragraph in integration.draft.paragraphs}
    paragraphs += [_to_settle(c) for c in waiting if c.paragraph not in there]
    return replace(integration.draft, paragraphs=tuple(paragraphs))


def colliding(draft: Draft, amendments: Iterable[Amendment]) -> dict[str, list[str]]:
    """For each amendment that touches the same words as another, the ids of those others; rejected ones do not count.

    Both may still go in where the coordinators bring them together; as they stand, only one can.
    """
    by_paragraph: dict[str, list[Amendment]] = {}
    for amendment in amendments:
        if amendment.state is not AmendmentState.REJECTED and not _is_addition(amendment) and _changes_text(amendment):
            by_paragraph.setdefault(amendment.paragraph, []).append(amendment)
    found: dict[str, list[str]] = {}
    for paragraph in draft.paragraphs:
        own = by_paragraph.get(paragraph.id, [])
        for number, one in enumerate(own):
            for other in own[number + 1 :]:
                if _reworded(paragraph, [one])[1] or _reworded(paragraph, [other])[1]:
                    continue  # one that finds no place even alone collides with the text, not with the other
                if _reworded(paragraph, [one, other])[1]:
                    found.setdefault(one.id, []).append(other.id)
                    found.setdefault(other.id, []).append(one.id)
    return found


def final_version(draft: Draft, amendments: Iterable[Amendment], number: int, created_at: datetime) -> Draft:
    """What was decided goes in, and a sentence says how many changes were proposed and integrated."""
    given = list(amendments)
    body = apply(draft, given)
    ending = (
        Paragraph("p90", Style.HEADING, "Relecture"),
        Paragraph("p91", Style.TEXT, amendments_sentence(given)),
    )
    kept = tuple(p for p in body.paragraphs if p.id not in ("p90", "p91"))
    return Draft(f"{draft.campaign}/{number}", draft.campaign, number, created_at, kept + ending, final=True)


def _number(amendment: Amendment) -> int:
    """The number that ends an id (« A12 »), so that ten comes after nine."""
    digits = amendment.id.rpartition("/")[2].lstrip("Aa")
    return int(digits) if digits.isdecimal() else 0


def _is_addition(amendment: Amendment) -> bool:
    return amendment.kind is Change.INSERT


def _new_text(amendment: Amendment) -> str:
    """What goes in: the coordinator's wording where they modified the proposal; an accepted remark changes no text."""
    if amendment.state is AmendmentState.MODIFIED and amendment.final_text.strip():
        return amendment.final_text.strip()
    return "" if amendment.kind in (Change.COMMENT, Change.DELETE) else amendment.proposed.strip()


def _changes_text(amendment: Amendment) -> bool:
    return amendment.kind is not Change.COMMENT or bool(_new_text(amendment))


def _stands_below(paragraph: Paragraph, amendment: Amendment) -> bool:
    """Whether the answer to a remark on a part is text of that part, and no other heading."""
    text = _new_text(amendment)
    is_text = len(text) > _LONGEST_HEADING or text.endswith((".", "!", "?", "…"))
    return paragraph.style in _HEADINGS and amendment.kind is Change.COMMENT and is_text


def _below(paragraph: Paragraph, amendments: Sequence[Amendment]) -> list[Paragraph]:
    return [p for a in amendments if _stands_below(paragraph, a) for p in _added(paragraph.style, paragraph.id, a)]


def _added(style: Style, anchor: str, amendment: Amendment) -> list[Paragraph]:
    """An insertion as paragraphs of its own, set like the one it follows; below a title it is plain text."""
    name = amendment.id.rpartition("/")[2]
    lines = [line.strip(" ") for line in _new_text(amendment).splitlines() if line.strip()]
    return [
        Paragraph(f"{anchor}-{name}{f'-{number}' if number > 1 else ''}", _set_below(style, line), line)
        for number, line in enumerate(lines, 1)
    ]


def _set_below(style: Style, text: str) -> Style:
    plain = style in _HEADINGS or (style is Style.ROW and "\t" not in text)
    return Style.TEXT if plain else style


def _to_settle(collision: Collision) -> Paragraph:
    name = collision.amendment.rpartition("/")[2]
    proposed = f"« {collision.proposed} »" if collision.proposed else "suppression du paragraphe"
    text = f"À trancher ({name}, incompatible avec une autre modification retenue) : {proposed}"
    return Paragraph(f"{collision.paragraph}-{name}", Style.TEXT, text)


def _reworded(paragraph: Paragraph, changes: Sequence[Amendment]) -> tuple[str, list[Collision]]:
    """The paragraph's text after these changes, and those that found no place."""
    current = paragraph.text
    waiting: list[tuple[Amendment, str]] = []
    for amendment in changes:
        target = _target(paragraph, amendment)
        if target is not None and same_words(target, paragraph.text):
            continue
        together = None if target is None else merged_words(paragraph.text, current, target)
        if together is None:
            waiting.append((amendment, _new_text(amendment) if target is None else target))
        else:
            current = together
    return current, [Collision(paragraph.id, a.id, current, text) for a, text in waiting]


def _target(paragraph: Paragraph, amendment: Amendment) -> str | None:
    """What the paragraph becomes by this amendment alone, or None where its original is not to be found in it."""
    new = _new_text(amendment)
    if amendment.kind is Change.COMMENT and (not new or _stands_below(paragraph, amendment)):
        return paragraph.text
    if paragraph.style is Style.ROW and "\t" in paragraph.text and "\t" not in new:
        new = "\t".join(cell.strip() for cell in new.split("|"))
    original = amendment.original
    if not original.strip() or same_words(original, paragraph.text) or _is_whole(new, original, paragraph.text):
        return new
    found = _where(paragraph.text, original)
    if found is not None:
        start, end = found
        before, after = paragraph.text[:start], paragraph.text[end:]
        return before + new + after if new else _closed(before, after)
    # The paragraph has changed since: carry the change over where the words around it still stand.
    return merged_words(original, paragraph.text, new)


def _is_whole(new: str, original: str, text: str) -> bool:
    """Whether a coordinator wrote the whole paragraph anew though the proposal was about some words of it."""
    if len(new.split()) <= len(original.split()) or len(original) * 2 > len(text):
        return False
    return _likeness(new, text) > max(0.5, _likeness(new, original))


def _likeness(one: str, other: str) -> float:
    return difflib.SequenceMatcher(None, one.split(), other.split(), autojunk=False).ratio()


def _closed(before: str, after: str) -> str:
    """What is left where words were taken out: no comma without what it set apart, no blank too many."""
    before = before.rstrip(" ")
    if before[-1:] in (*"(:,;", "") and after.lstrip()[:1] in (",", ";"):
        after = after.lstrip()[1:].lstrip()
    if before.endswith((",", ";")) and (after.lstrip()[:1] in (*".;:)", "") or after.lstrip()[:3] in ("et ", "ou ")):
        before = before[:-1]
    needs_blank = before and after[:1] not in ("", " ", "\u00a0", *".,;:)") and not before.endswith("(")
    return f"{before} {after}" if needs_blank else before + after


def _where(text: str, part: str) -> tuple[int, int] | None:
    """Where a part stands in a text, compared word by word, if it stands there exactly once."""
    words = words_of(text)
    wanted = [word for _, _, word in words_of(part)]
    if not wanted:
        return None
    starts = [
        i for i in range(len(words) - len(wanted) + 1) if [word for _, _, word in words[i : i + len(wanted)]] == wanted
    ]
    return (words[starts[0]][0], words[starts[0] + len(wanted) - 1][1]) if len(starts) == 1 else None
