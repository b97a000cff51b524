"""The chat in a review round: the passages about the reader's organisation first, then the whole; changes, approval."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from questionnaires.anew import replace
from questionnaires.asides import Courtesy, ForPeople, bare
from questionnaires.asking import day, quoted
from questionnaires.commands import Command, Order
from questionnaires.politeness import unwrapped
from questionnaires.scene import Effect, Offer
from questionnaires.speech import Words, hear
from questionnaires.talk import Talk
from questionnaires.typography import NBSP, with_article
from questionnaires.understood import Standing
from questionnaires.values.standings import standing_of
from synthesis.concerning import passages_about
from synthesis.draft import Change, Draft, Paragraph, Style
from synthesis.remarks.agreeing import praises
from usecases.chat.proposals import NTH, changes_said, told
from usecases.chat.verdict import approves, approves_the_whole, decides_nothing, has_remarks_to_come
from usecases.replies import ProposedChange

_HEADINGS = (Style.TITLE, Style.HEADING, Style.SUBHEADING)
SHOWN = 3000  # characters that are shown at once
MOST_BUTTONS = 8
REPLACING, INSERTING = "replacing", "inserting"  # how the next words are taken; otherwise they are a remark
_ON_PARAGRAPH = re.compile(
    r"\s*(?P<verb>/?remplacer|modifier|supprimer|ajouter(?:\s+apr[èe]s)?|ins[ée]rer(?:\s+apr[èe]s)?"
    r"|remarque(?:\s+sur)?|lire)?\s*\[?(?P<id>[a-z]{1,3}\d{1,7})\]?\s*(?:[:–—]\s*(?P<text>.+))?",
    re.IGNORECASE | re.DOTALL,
)
_KINDS = {
    "remplacer": Change.REPLACE,
    "modifier": Change.REPLACE,
    "supprimer": Change.DELETE,
    "ajouter": Change.INSERT,
    "inserer": Change.INSERT,
}
_PASSAGES = re.compile(r"^\(([a-z]{1,3}\d{1,7})\) ", re.MULTILINE)
_DONE = Offer("J’ai fini ma relecture", "j’ai fini ma partie")
_APPROVE = Offer("Approuver tel quel", "approuver")
_WHOLE = Offer("Tout le projet", "parties")


@dataclass(frozen=True)
class ReviewTurn:
    """What one message leads to in a review round. `effect` is what the coordinators should see beside it."""

    talk: Talk
    lines: tuple[str, ...]
    offers: tuple[Offer, ...] = ()
    changes: tuple[ProposedChange, ...] = ()
    effect: Effect = Effect.NONE
    words: str = ""


@dataclass(frozen=True)
class Reader:
    """Who reads, for which organisation, what it had answered, and until when."""

    person: str = ""
    organisation: str = ""
    said: tuple[str, ...] = ()
    last_day: date | None = None


def review(draft: Draft | None, talk: Talk, typed: str, reader: Reader | None = None) -> ReviewTurn:
    """What follows from one message about this draft. `talk.asked` is the id of the passage that is being read."""
    reader = reader or Reader()
    if draft is None:
        soon = "Le projet de synthèse n’est pas encore là. Ce que vous écrivez est transmis à la coordination."
        return ReviewTurn(talk, (soon,), effect=Effect.UNPLACED if typed.strip() else Effect.NONE, words=typed)
    heard = hear(typed, [p.id for p in draft.paragraphs], ["oui", "non"])
    words = bare(typed)
    accepts = approves(typed) and talk.mode not in (REPLACING, INSERTING)
    if isinstance(heard, Command) and not heard.is_guess and not accepts:  # what is nearly an order may be a remark
        told = _ordered(draft, talk, heard, reader)
        if told is not None:
            return told
    if accepts and talk.asked and not approves_the_whole(typed):
        line = f"Rien à changer ici{NBSP}: entendu. Pour approuver tout le projet, écrivez «{NBSP}approuver{NBSP}»."
        return ReviewTurn(_at_rest(talk), (line,), (_APPROVE, _WHOLE, _DONE))
    if accepts:
        thanks = f"Merci{NBSP}! Le projet est approuvé tel qu’il est. {_until(reader)}"
        return ReviewTurn(_at_rest(talk), (thanks,), (_WHOLE,), effect=Effect.APPROVED, words=draft.id)
    if talk.mode not in (REPLACING, INSERTING):
        if decides_nothing(typed):
            line = f"Pour approuver le projet, écrivez «{NBSP}approuver{NBSP}»{NBSP}; sinon, écrivez votre remarque."
            return ReviewTurn(talk, (line,), (_APPROVE, _WHOLE, _DONE))
        if has_remarks_to_come(typed):
            return _contents(draft, talk, [f"Nous vous écoutons{NBSP}:", *_how()])
    if isinstance(heard, Courtesy) or not typed.strip() or (praises(typed) and not talk.mode):
        is_thanks = praises(typed) or (isinstance(heard, Courtesy) and heard.thanks)
        greets = isinstance(heard, Courtesy) and heard.greets
        return _contents(draft, talk, [f"Merci{NBSP}!" if is_thanks else f"Bonjour{NBSP}!" if greets else ""])
    if talk.mode not in (REPLACING, INSERTING):
        later = standing_of(typed)
        if later is not None and later.standing is Standing.LATER:
            return _paused(talk)
    if words in ("parties", "les parties du projet", "sommaire", "tout le projet", "tout", "la suite"):
        return _contents(draft, _at_rest(talk), [])
    if words in ("nos passages", "mes passages", "ce qui nous concerne"):
        return _passages(draft, _at_rest(talk), reader, [])
    chosen = _part_named(headings(draft), typed)
    if chosen is not None and talk.mode not in (REPLACING, INSERTING):
        return _read(draft, chosen, talk)
    on_one = _ON_PARAGRAPH.fullmatch(typed) or _ON_PARAGRAPH.fullmatch(unwrapped(typed))
    paragraph = draft.paragraph(on_one["id"].casefold()) if on_one else None
    if on_one and paragraph is not None:
        return _on_paragraph(draft, talk, paragraph, bare(on_one["verb"] or ""), (on_one["text"] or "").strip())
    about = draft.paragraph(talk.asked) if talk.asked else None
    if about is not None and talk.mode in (REPLACING, INSERTING):
        kind = Change.REPLACE if talk.mode == REPLACING else Change.INSERT
        return _changed(talk, about, kind, typed.strip())
    if isinstance(heard, ForPeople):
        turn = _contents(draft, talk, ["C’est transmis à la coordination."])
        return replace(turn, effect=Effect(heard.matter.value), words=heard.text)
    about, text = _numbered(draft, reader, typed.strip()) or (about, typed.strip())
    return _said(draft, talk, about, text)


def on_passage(said: str, text: str) -> str:
    """The words with the id of the one passage that stands in our message which they answer."""
    ids = _PASSAGES.findall(said)
    is_order = _ON_PARAGRAPH.fullmatch(text) or not isinstance(hear(text, ()), Words)
    return f"{ids[0]} : {text}" if len(ids) == 1 and not is_order and not approves(text) else text


def _numbered(draft: Draft, reader: Reader, typed: str) -> tuple[Paragraph, str] | None:
    """« au passage 2 : … » as the second of the passages that were shown, and what is said of it."""
    found = NTH.fullmatch(typed)
    passages = passages_about(draft, reader.organisation, reader.said) if found else []
    number = int(found["number"]) if found else 0
    return (passages[number - 1], found["text"]) if found and 0 < number <= len(passages) else None


def headings(draft: Draft) -> list[Paragraph]:
    """The parts that can be chosen: every heading, or the first paragraphs of a draft without one."""
    found = [p for p in draft.paragraphs if p.style in _HEADINGS and p.text.strip()]
    return found or [p for p in draft.paragraphs if p.text.strip()][:20]


def _ordered(draft: Draft, talk: Talk, command: Command, reader: Reader) -> ReviewTurn | None:
    """What an order means in a review; None for those that name a passage."""
    match command.order:
        case Order.FINISHED | Order.CLOSED | Order.WHICH_END:
            thanks = f"Merci pour votre relecture{NBSP}! {_until(reader)}"
            return ReviewTurn(_at_rest(talk), (thanks,), effect=Effect.FINISHED)
        case Order.DEADLINE | Order.WHERE:
            return ReviewTurn(talk, (_until(reader),), (_WHOLE, _APPROVE, _DONE))
        case Order.START | Order.RESUME:
            return _passages(draft, _at_rest(talk), reader, _welcome(draft, reader))
        case Order.PAUSE:
            return _paused(talk)
        case Order.STOP:
            line = (
                f"C’est entendu{NBSP}: plus de messages ni de rappels ici. Pour continuer, écrivez «{NBSP}reprendre"
                f"{NBSP}». Vous pouvez aussi répondre par courriel, comme avant."
            )
            return ReviewTurn(_at_rest(talk), (line,), (Offer("Reprendre", "reprendre"),), effect=Effect.QUIET)
        case Order.DIFFICULTY if command.text:
            turn = _contents(draft, talk, ["C’est transmis à la coordination."])
            return replace(turn, effect=Effect.DIFFICULTY, words=command.text)
        case Order.CANCEL | Order.BACK | Order.ENOUGH | Order.SKIP:
            return _contents(draft, _at_rest(talk), [])
        case Order.CONFIRM | Order.GO | Order.CORRECT | Order.COMPLETE:
            return None
        case _:
            return _contents(draft, talk, _how())


def _paused(talk: Talk) -> ReviewTurn:
    line = f"Entendu, vos remarques sont enregistrées. Revenez quand vous voulez{NBSP}: «{NBSP}reprendre{NBSP}»."
    return ReviewTurn(talk, (line,), (Offer("Reprendre", "reprendre"),))


def _until(reader: Reader) -> str:
    until = f"jusqu’au {day(reader.last_day)}" if reader.last_day else "jusqu’à la clôture"
    return f"Vous pouvez encore écrire {until}."


def _part_named(parts: Sequence[Paragraph], typed: str) -> Paragraph | None:
    words = bare(typed)
    if words.isdigit() and 0 < int(words) <= len(parts):
        return parts[int(words) - 1]
    return next((p for p in parts if bare(p.text) == words or f"lire {p.id}" == words), None)


def _welcome(draft: Draft, reader: Reader) -> list[str]:
    until = f" jusqu’au {day(reader.last_day)}" if reader.last_day else ""
    return [
        f"Bonjour{f' {reader.person}' if reader.person else ''}. Voici le projet de synthèse, version {draft.number}.",
        f"Vous pouvez proposer des ajouts et des modifications{until}, ou l’approuver tel qu’il est.",
    ]


def _how() -> list[str]:
    return [
        f"Choisissez un passage ou une partie, puis écrivez simplement votre remarque, ou{NBSP}:",
        f"«{NBSP}remplacer p12{NBSP}: nouveau texte{NBSP}», «{NBSP}ajouter p12{NBSP}: texte{NBSP}» (après ce "
        f"paragraphe), «{NBSP}supprimer p12{NBSP}», «{NBSP}p12{NBSP}: remarque{NBSP}», «{NBSP}approuver{NBSP}».",
    ]


def _passages(draft: Draft, talk: Talk, reader: Reader, lines: Sequence[str]) -> ReviewTurn:
    """The passages about the reader's organisation; where there is none, the parts of the whole."""
    found = passages_about(draft, reader.organisation, reader.said)
    if not found:
        return _contents(draft, talk, [*lines, *_how()])
    shown: list[str] = []
    for passage in found:
        if shown and sum(map(len, shown)) + len(passage.text) > SHOWN:
            shown.append(f"… et d’autres, dans «{NBSP}tout le projet{NBSP}».")
            break
        shown.append(f"({passage.id}) {passage.text.replace(chr(9), ' · ')}")
    offers = tuple(Offer(f"Sur {p.id}", f"lire {p.id}") for p in found[: min(len(shown), MOST_BUTTONS)])
    about = (
        f"Ce qui concerne {with_article(reader.organisation)}{NBSP}:" if reader.organisation else f"Vos passages{NBSP}:"
    )
    return ReviewTurn(talk, (*lines, about, *shown, *_how()), (*offers, _WHOLE, _APPROVE))


def _contents(draft: Draft, talk: Talk, lines: Sequence[str]) -> ReviewTurn:
    parts = headings(draft)
    shown = [f"{position}. {quoted(p.text, 90)}" for position, p in enumerate(parts, 1)]
    offers = tuple(Offer(f"{i}. {p.text[:40]}", f"lire {p.id}") for i, p in enumerate(parts, 1))[:20]
    told = tuple(line for line in lines if line)
    return ReviewTurn(talk, (*told, f"Les parties du projet{NBSP}:", *shown), (*offers, _APPROVE, _DONE))


def _read(draft: Draft, part: Paragraph, talk: Talk) -> ReviewTurn:
    """A passage; a heading with all that stands below it, to the next of the same level or above."""
    rank = {style: level for level, style in enumerate(_HEADINGS)}
    start = next(i for i, p in enumerate(draft.paragraphs) if p.id == part.id)
    shown: list[str] = []
    for paragraph in draft.paragraphs[start:] if part.style in rank else [part]:
        after = paragraph is not part and paragraph.style in rank
        if after and rank[paragraph.style] <= rank[part.style]:
            break
        shown.append(f"({paragraph.id}) {paragraph.text.replace(chr(9), ' · ')}")
        if sum(map(len, shown)) > SHOWN:
            shown.append("… (la suite est dans le document joint au courriel)")
            break
    is_one = part.style not in rank
    ask = f"Votre remarque sur {'ce passage' if is_one else 'cette partie'}{NBSP}?"
    own = (
        (Offer(f"Remplacer {part.id}", f"remplacer {part.id}"), Offer(f"Supprimer {part.id}", f"supprimer {part.id}"))
        if is_one
        else ()
    )
    return ReviewTurn(replace(talk, asked=part.id, mode=""), (*shown, ask), (*own, _WHOLE, _APPROVE, _DONE))


def _on_paragraph(draft: Draft, talk: Talk, paragraph: Paragraph, verb: str, text: str) -> ReviewTurn:
    kind = _KINDS.get(verb.split(" ")[0], Change.COMMENT)
    if text and kind is Change.COMMENT:
        return _said(draft, talk, paragraph, text)
    if text or kind is Change.DELETE:
        return _changed(talk, paragraph, kind, "" if kind is Change.DELETE else text)
    if kind is Change.COMMENT:
        return _read(draft, paragraph, talk)
    mode = REPLACING if kind is Change.REPLACE else INSERTING
    what = "qui remplace" if kind is Change.REPLACE else "à ajouter après"
    ask = f"Écrivez le texte {what} ({paragraph.id}){NBSP}: {quoted(paragraph.text, 400)}"
    return ReviewTurn(replace(talk, asked=paragraph.id, mode=mode), (ask,), (Offer("Annuler", "annuler"),))


def _changed(talk: Talk, paragraph: Paragraph, kind: Change, text: str) -> ReviewTurn:
    change = ProposedChange(paragraph.id, kind, "" if kind is Change.INSERT else paragraph.text, text)
    return _thanked(talk, (change,), told(change))


def _said(draft: Draft, talk: Talk, about: Paragraph | None, text: str) -> ReviewTurn:
    """A remark in words: what it orders, each on the passage that it names, or as it is for the coordinators."""
    changes = changes_said(draft, about, text)
    first = changes[0]
    if len(changes) == 1 and first.kind is Change.COMMENT:
        meant = draft.paragraph(first.paragraph)
        name = "la partie" if meant is not None and meant in headings(draft) else "le passage"
        where = f"{name} {quoted(meant.text, 60)}" if meant else "l’ensemble du projet"
        return _thanked(talk, changes, f"remarque sur {where}{NBSP}: {quoted(text)}")
    return _thanked(talk, changes, f"{NBSP}; ".join(map(told, changes)))


def _thanked(talk: Talk, changes: Sequence[ProposedChange], what: str) -> ReviewTurn:
    """The passage that was read stays the one that the next remark is about."""
    noted = "Vos propositions sont notées" if len(changes) > 1 else "Votre proposition est notée"
    line = f"{noted} ({what}). La coordination décidera et vous dira pourquoi."
    offers = (Offer("Nos passages", "nos passages"), _WHOLE, _DONE)
    return ReviewTurn(replace(talk, mode=""), (line,), offers, changes=tuple(changes))


def _at_rest(talk: Talk) -> Talk:
    return replace(talk, asked="", mode="")
