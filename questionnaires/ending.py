"""How a conversation ends: for today, for this person, for their organisation."""

from __future__ import annotations

import re

from questionnaires.anew import replace
from questionnaires.asides import bare
from questionnaires.commands import Command, Order
from questionnaires.recap import closing_lines, closing_offers, limit_line
from questionnaires.scene import Effect, Mode, Offer, Scene, Turn
from questionnaires.turns import go_on, moved, turn_of
from questionnaires.typography import NBSP


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
    missing = ", ".join(f"[{q.code}]" for q in scene.missing)
    left = f" Pour {scene.yours}, il reste{NBSP}: {missing}{NBSP}; vos collègues peuvent y répondre." if missing else ""
    lines = [f"Merci, votre partie est terminée.{left}"]
    return replace(turn_of(done, [*lines, *closing_lines(done)[1:]], closing_offers(done)), effect=Effect.FINISHED)


def closed(scene: Scene, _: Command) -> Turn:
    done = moved(replace(scene, is_finished=True, is_closed=True), asked="", mode=Mode.ASKING)
    return replace(turn_of(done, closing_lines(done), closing_offers(done)), effect=Effect.CLOSED)


def which_end(scene: Scene, _: Command) -> Turn:
    lines = [f"Avez-vous fini votre partie seulement, ou pour {scene.yours}{NBSP}?"]
    turn = go_on(scene, lines)
    ends = [
        Offer("J’ai fini ma partie", "j’ai fini ma partie"),
        Offer(f"J’ai fini pour {scene.ours}", f"j’ai fini pour {scene.ours}"),
    ]
    talk = replace(turn.talk, mode=Mode.ENDING) if turn.talk.mode == Mode.ASKING else turn.talk
    return replace(turn, talk=talk, offers=tuple({o.label: o for o in (*ends, *turn.offers)}.values()))


# What answers « votre partie seulement, ou pour votre ARS ? »; a bare « oui » ends what ends less.
_MINE = re.compile(
    r"(?:oui )?(?:seulement |juste |que |uniquement |pour )?(?:ma partie|la mienne|moi|moi seulement|mes questions)"
    r"(?: seulement| uniquement| seule)?|oui|seulement"
)
_ALL = re.compile(
    r"(?:oui )?(?:pour )?(?:(?:toute )?(?:l|notre|mon|la) ?(?:ars|agence|region|organisme|etablissement|structure)"
    r"|tout|tous|tout le monde|les deux|l ensemble|nous tous)"
)
_NEITHER = frozenset(("non", "ni l un ni l autre", "pas encore", "aucun", "aucune", "pas fini", "non pas encore"))


def end_meant(scene: Scene, typed: str) -> Turn | None:
    """What was meant by the answer to `which_end`; None where it is about something else."""
    words = bare(typed)
    if words in _NEITHER:
        return go_on(scene, ["Très bien, nous continuons."])
    if _MINE.fullmatch(words):
        return finished(scene, Command(Order.FINISHED))
    return closed(scene, Command(Order.CLOSED)) if _ALL.fullmatch(words) else None
