"""The chat in a review round: show the draft piece by piece, and take remarks as amendments. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from questionnaires.asides import Courtesy, ForPeople, bare
from questionnaires.asking import day, quoted
from questionnaires.commands import Command, Order
from questionnaires.scene import Effect, Offer
from questionnaires.speech import hear
from questionnaires.talk import Talk
from questionnaires.typography import NBSP
from synthesis.draft import Change, Draft, Paragraph, Style
from usecases.replies import ProposedChange

_HEADINGS = (Style.TITLE, Style.HEADING, Style.SUBHEADING)
SHOWN = 3000  # characters of a part that are shown at once
_ON_PARAGRAPH = re.compile(
    r"\s*(?P<verb>remplacer|supprimer|ajouter(?:\s+apr[èe]s)?|ins[ée]rer(?:\s+apr[èe]s)?|remarque(?:\s+sur)?)?\s*"
    r"\[?(?P<id>[a-z]{1,3}\d{1,5})\]?\s*(?:[:–—]\s*(?P<text>.+))?",
    re.IGNORECASE | re.DOTALL,
)
_KINDS = {"remplacer": Change.REPLACE, "supprimer": Change.DELETE, "ajouter": Change.INSERT, "inserer": Change.INSERT}


@dataclass(frozen=True)
class ReviewTurn:
    """What one message leads to in a review round. `effect` is what the coordinators should see beside it."""

    talk: Talk
    lines: tuple[str, ...]
    offers: tuple[Offer, ...] = ()
    changes: tuple[ProposedChange, ...] = ()
    effect: Effect = Effect.NONE
    words: str = ""


def review(draft: Draft | None, talk: Talk, typed: str, person: str = "", last_day: date | None = None) -> ReviewTurn:
    """What follows from one message about this draft. `talk.asked` is the id of the part that is being read."""
    if draft is None:
        soon = "Le projet de synthèse n’est pas encore là. Ce que vous écrivez est transmis à la coordination."
        return ReviewTurn(talk, (soon,), effect=Effect.UNPLACED if typed.strip() else Effect.NONE, words=typed)
    parts = headings(draft)
    heard = hear(typed, [p.id for p in draft.paragraphs], ["oui", "non"])
    if isinstance(heard, Command) and heard.order in (Order.FINISHED, Order.CLOSED, Order.WHICH_END):
        thanks = f"Merci pour votre relecture{NBSP}! Vous pouvez encore écrire jusqu’à la date limite."
        return ReviewTurn(replace(talk, asked=""), (thanks,), effect=Effect.FINISHED)
    if isinstance(heard, Command) and heard.order in (Order.START, Order.RESUME):
        return _contents(draft, talk, _welcome(draft, person, last_day))
    if isinstance(heard, Command) and heard.order not in (Order.GO, Order.CORRECT, Order.COMPLETE):
        return _contents(draft, talk, _how())
    if isinstance(heard, Courtesy) or not typed.strip():
        return _contents(draft, talk, [f"Merci{NBSP}!" if isinstance(heard, Courtesy) and heard.thanks else ""])
    if bare(typed) in ("parties", "les parties du projet", "sommaire"):
        return _contents(draft, replace(talk, asked=""), [])
    chosen = _part_named(parts, typed)
    if chosen is not None:
        return _read(draft, chosen, talk)
    on_one = _ON_PARAGRAPH.fullmatch(typed)
    paragraph = draft.paragraph(on_one["id"].casefold()) if on_one else None
    if on_one and paragraph is not None:
        return _on_paragraph(draft, talk, paragraph, bare(on_one["verb"] or ""), (on_one["text"] or "").strip())
    if isinstance(heard, ForPeople):
        turn = _contents(draft, talk, ["C’est transmis à la coordination."])
        return replace(turn, effect=Effect(heard.matter.value), words=heard.text)
    about = draft.paragraph(talk.asked) if talk.asked else None
    return _remark(draft, talk, about, typed.strip())


def headings(draft: Draft) -> list[Paragraph]:
    """The parts that can be chosen: every heading, or the first paragraphs of a draft without one."""
    found = [p for p in draft.paragraphs if p.style in _HEADINGS and p.text.strip()]
    return found or [p for p in draft.paragraphs if p.text.strip()][:20]


def _part_named(parts: Sequence[Paragraph], typed: str) -> Paragraph | None:
    words = bare(typed)
    if words.isdigit() and 0 < int(words) <= len(parts):
        return parts[int(words) - 1]
    return next((p for p in parts if bare(p.text) == words or f"lire {p.id}" == words), None)


def _welcome(draft: Draft, person: str, last_day: date | None) -> list[str]:
    until = f" jusqu’au {day(last_day)}" if last_day else ""
    return [
        f"Bonjour{f' {person}' if person else ''}. Voici le projet de synthèse, version {draft.number}.",
        f"Vous pouvez proposer des ajouts et des modifications{until}.",
        *_how(),
    ]


def _how() -> list[str]:
    return [
        f"Choisissez une partie pour la lire. Puis écrivez simplement votre remarque, ou{NBSP}:",
        f"«{NBSP}remplacer p12{NBSP}: nouveau texte{NBSP}», «{NBSP}ajouter p12{NBSP}: texte{NBSP}» (après ce "
        f"paragraphe), «{NBSP}supprimer p12{NBSP}», «{NBSP}p12{NBSP}: remarque{NBSP}».",
    ]


def _contents(draft: Draft, talk: Talk, lines: Sequence[str]) -> ReviewTurn:
    parts = headings(draft)
    shown = [f"{position}. {quoted(p.text, 90)}" for position, p in enumerate(parts, 1)]
    offers = tuple(Offer(f"{i}. {p.text[:40]}", f"lire {p.id}") for i, p in enumerate(parts, 1))[:20]
    told = tuple(line for line in lines if line)
    return ReviewTurn(talk, (*told, f"Les parties du projet{NBSP}:", *shown), (*offers, _DONE))


_DONE = Offer("J’ai fini ma relecture", "j’ai fini ma partie")


def _read(draft: Draft, part: Paragraph, talk: Talk, lines: Sequence[str] = ()) -> ReviewTurn:
    """A part from its heading to the next of the same level or above."""
    rank = {style: level for level, style in enumerate(_HEADINGS)}
    start = next(i for i, p in enumerate(draft.paragraphs) if p.id == part.id)
    shown: list[str] = []
    for paragraph in draft.paragraphs[start:]:
        after = paragraph is not part and paragraph.style in rank
        if after and (part.style not in rank or rank[paragraph.style] <= rank[part.style]):
            break
        shown.append(f"({paragraph.id}) {paragraph.text}")
        if sum(map(len, shown)) > SHOWN:
            shown.append("… (la suite est dans le document joint au courriel)")
            break
    ask = f"Votre remarque sur cette partie{NBSP}? «{NBSP}parties{NBSP}» revient à la liste."
    offers = (Offer("Les parties du projet", "récapitulatif"), _DONE)
    return ReviewTurn(replace(talk, asked=part.id), (*lines, *shown, ask), offers)


def _on_paragraph(draft: Draft, talk: Talk, paragraph: Paragraph, verb: str, text: str) -> ReviewTurn:
    kind = _KINDS.get(verb.split(" ")[0], Change.COMMENT)
    if not text and kind is not Change.DELETE:
        return _read(draft, paragraph, talk)
    proposed = "" if kind is Change.DELETE else text
    change = ProposedChange(paragraph.id, kind, "" if kind is Change.INSERT else paragraph.text, proposed)
    what = {
        Change.REPLACE: f"remplacer {paragraph.id} par {quoted(text)}",
        Change.DELETE: f"supprimer {paragraph.id}",
        Change.INSERT: f"ajouter après {paragraph.id}{NBSP}: {quoted(text)}",
        Change.COMMENT: f"remarque sur {paragraph.id}{NBSP}: {quoted(text)}",
    }[kind]
    return _thanked(draft, talk, change, what)


def _remark(draft: Draft, talk: Talk, about: Paragraph | None, text: str) -> ReviewTurn:
    original = about.text if about else ""
    change = ProposedChange(about.id if about else "", Change.COMMENT, original, text)
    where = f"la partie {quoted(about.text, 60)}" if about else "l’ensemble du projet"
    return _thanked(draft, talk, change, f"remarque sur {where}{NBSP}: {quoted(text)}")


def _thanked(draft: Draft, talk: Talk, change: ProposedChange, what: str) -> ReviewTurn:
    line = f"Votre proposition est notée ({what}). La coordination décidera et vous dira pourquoi."
    turn = _contents(draft, talk, [line])
    return replace(turn, changes=(change,))
