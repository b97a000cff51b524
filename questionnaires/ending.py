"""How a conversation ends: for today, for this person, for their organisation."""

from __future__ import annotations

import re

from questionnaires.anew import replace
from questionnaires.asides import bare
from questionnaires.commands import Command, Order
from questionnaires.offered import place_in
from questionnaires.recap import closing_lines, closing_offers, limit_line
from questionnaires.scene import COUNTED, Effect, Mode, Offer, Scene, Turn
from questionnaires.turns import go_on, moved, turn_of
from questionnaires.typography import NBSP
from questionnaires.understood import Standing
from questionnaires.values.standings import standing_of


def pause(scene: Scene, _: Command) -> Turn:
    """That is all for now: nothing is asked until they come back."""
    if scene.is_closed:
        return turn_of(scene, closing_lines(scene)[:1], closing_offers(scene))
    asked = scene.asked
    there = f" à [{asked.code}]" if asked is not None else ""
    kept = "Entendu, tout ce que vous avez écrit est enregistré."
    line = f"{kept} Revenez quand vous voulez{NBSP}: nous reprendrons{there}."
    return turn_of(scene, [line, limit_line(scene)], [Offer("Reprendre", "reprendre")])


def confirm(scene: Scene, _: Command) -> Turn:
    """« Tout est bon » ends the return where nothing is missing; earlier it can only be a word of approval."""
    if scene.is_closed or scene.asked is not None:
        return go_on(scene, ["Merci."])
    if scene.missing:
        return which_end(scene, _)
    return closed(scene, _)


def finished(scene: Scene, _: Command) -> Turn:
    done = moved(replace(scene, is_finished=True), asked="", mode=Mode.ASKING)
    if scene.is_closed:
        lines = ["Votre partie est terminée.", *closing_lines(done)]
    else:
        missing = ", ".join(f"[{q.code}]" for q in scene.missing)
        left = f" Pour {scene.yours}, il reste{NBSP}: {missing}{NBSP}; vos collègues peuvent y répondre."
        lines = [f"Merci, votre partie est terminée.{left if missing else ''}", *closing_lines(done)[1:]]
    return replace(turn_of(done, lines, closing_offers(done)), effect=Effect.FINISHED)


def closed(scene: Scene, _: Command) -> Turn:
    done = moved(replace(scene, is_finished=True, is_closed=True), asked="", mode=Mode.ASKING)
    return replace(turn_of(done, closing_lines(done), closing_offers(done)), effect=Effect.CLOSED)


# What was under way waits in `about` while we ask which end is meant; what asked for one precise word does not.
_UNDER_WAY = (Mode.CLARIFYING, Mode.PROBING, Mode.CORRECTING, Mode.COMPLETING, Mode.LISTENING, Mode.CONFIRMING)


_WHICH = "Avez-vous fini votre partie seulement, ou pour"
_ALSO = "Est-ce fini aussi pour"


def asks_which_end(said: str) -> bool:
    """Whether these words of ours ask for whom it is the end."""
    return _WHICH in said or _ALSO in said


def which_end(scene: Scene, _: Command) -> Turn:
    """Ask for whom it is the end, unless there is only one left, or none."""
    if scene.over_since is not None:
        return go_on(scene, [])
    if scene.is_closed:
        done = moved(scene, asked="", mode=Mode.ASKING)
        return turn_of(done, closing_lines(done), closing_offers(done))
    if scene.is_finished:
        lines = [f"Votre partie est déjà terminée. {_ALSO} {scene.yours}{NBSP}?"]
    else:
        lines = [f"{_WHICH} {scene.yours}{NBSP}?"]
    turn = go_on(scene, lines)
    ends = [Offer("J’ai fini ma partie", "j’ai fini ma partie")] if not scene.is_finished else []
    ends.append(Offer(f"J’ai fini pour {scene.ours}", f"j’ai fini pour {scene.ours}"))
    mode = turn.talk.mode
    talk = replace(turn.talk, mode=Mode.ENDING, about=mode if mode in _UNDER_WAY else "")
    return replace(turn, talk=talk, offers=tuple({o.label: o for o in (*ends, *turn.offers)}.values()))


_BEFORE = r"(?:(?:oui|non|alors|bon|juste|seulement|uniquement|simplement|que|pour|c est|j ai fini) )*"
_AFTER = r"(?: (?:seulement|uniquement|seule?|a moi|d abord|merci|svp|s il vous plait))*"
# What answers « votre partie seulement, ou pour votre ARS ? »; a bare « oui » ends what ends less.
_YES = re.compile(r"(?:oui ?)+" + _AFTER + r"|(?:oui )?(?:tout a fait|exact(?:ement)?|effectivement|c est (?:ca|cela))")
_MINE = re.compile(
    _BEFORE
    + r"(?:(?:que )?ma part(?:ie)?|la mienne|(?:que )?moi(?: meme)?|mes questions)"
    + _AFTER
    + r"|seulement|uniquement|seule?|moi j ai (?:tout )?fini"
)
_ALL = re.compile(
    _BEFORE
    + r"(?:(?:toute |tout |(?:l ensemble|la totalite) (?:de |du )|celle (?:de |du ))?"
    + r"(?:(?:l|la|le|mon|ma|notre|votre) "
    + r"(?:ars|agence(?: regionale de sante)?|region|organisme|etablissement|structure)|ars)"
    + r"(?: entiere?| complete?| au complet)?"
    + r"|tout(?: le monde| est (?:fini|termine|complet))?|tous|toutes|(?:tous |toutes )?les (?:deux|2)"
    + r"|l ensemble|nous tous|tous (?:ensemble|les collegues))"
    + _AFTER
)
_NEITHER = re.compile(
    r"(?:non )*(?:non|ni l un ni l autre|pas encore|aucune?(?: des deux)?|annule[rz]?|laisse[rz]? tomber"
    r"|(?:je n ai |on n a |nous n avons )?pas (?:encore |tout a fait )?(?:fini|termine)|(?:je|on) continue)" + _AFTER
)
_FEW = 2  # words that answer us, most likely
# « pour nous », « seulement pour mon service »: it answers us, most likely, and not the question that waits
_FOR_WHOM = re.compile(r"(?:(?:oui|non|juste|seulement|uniquement) )*pour(?: [^\W\d]+){1,3}")


def end_meant(scene: Scene, typed: str, is_plain: bool = False) -> Turn | None:
    """What was meant by the answer to `which_end`; None where it is about something else.

    `is_plain`: it is neither an order nor a courtesy nor an answer with its code.
    """
    words = bare(typed)
    if scene.organisation:
        name = re.escape(bare(scene.organisation))
        words = re.sub(rf"(?:\b(?:l|la|le|les|mon|ma|notre|votre) )?\b{name}\b", "l ars", words)
    said = standing_of(typed)
    if _NEITHER.fullmatch(words) or (said is not None and said.standing is Standing.UNKNOWN):
        return go_on(scene, ["Très bien, nous continuons."])
    if _ALL.fullmatch(words) or (scene.is_finished and _YES.fullmatch(words)):
        return closed(scene, Command(Order.CLOSED))
    if _MINE.fullmatch(words) or _YES.fullmatch(words):
        return finished(scene, Command(Order.FINISHED))
    place = place_in(typed)
    ends = (closed,) if scene.is_finished else (finished, closed)
    at = place.among(len(ends)) if place else 0
    may_count = (
        place is not None and place.is_number and scene.asked is not None and scene.asked.kind in COUNTED
    )  # « 1 » may be its answer
    if at and not may_count:
        return ends[at - 1](scene, Command(Order.FINISHED))
    is_short = is_plain and said is None and len(words.split()) <= _FEW and not any(c.isdigit() for c in words)
    return _again(scene, typed.strip()) if at or is_short or _FOR_WHOM.fullmatch(words) else None


def _again(scene: Scene, text: str) -> Turn:
    """Ask again; one tap says that the words were an answer after all."""
    turn = which_end(scene, Command(Order.WHICH_END))
    if scene.asked is None or scene.talk.held:
        return turn
    mine = Offer("C’est ma réponse", f"ma réponse à {scene.asked.code}")
    return replace(turn, offers=(*turn.offers, mine), talk=replace(turn.talk, unfinished=(text,)))


def as_before(scene: Scene) -> Scene:
    """The scene as it was when we asked which end is meant."""
    about = scene.talk.about
    return moved(scene, mode=Mode(about) if about in _UNDER_WAY else Mode.ASKING)
