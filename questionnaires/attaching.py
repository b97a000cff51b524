"""Files in the conversation: they go with the question that their words answer, that asks for files, or with none."""

from __future__ import annotations

from collections.abc import Sequence

from questionnaires.anew import replace
from questionnaires.commands import Command, Order
from questionnaires.dialogue import respond
from questionnaires.model import Kind
from questionnaires.scene import LONG, Offer, Saying, Scene, Turn
from questionnaires.speech import hear
from questionnaires.turns import go_on, turn_of
from questionnaires.typography import NBSP


def attach(
    scene: Scene,
    typed: str,
    names: Sequence[str],
    told: Sequence[str],
    unseen: bool,
    quick: bool,
    album: str = "",
    reference: str = "",
) -> Turn:
    """The turn of a message with files. `names` are those that were kept, `told` what is said of each of them.

    `quick`: it follows another one at once; then the question is not asked again. The rest of an `album` goes with
    its first file, and nothing more is said of it: the turn has no text.
    """
    known = scene.talk.album_of(album)
    if known is not None and not typed.strip():
        return _rest_of_album(scene, known[0], names, told)
    turn = _first(scene, typed, names, told, unseen, quick)
    code = turn.record[-1].code if turn.record else ""
    return replace(turn, talk=replace(turn.talk, album=f"{album} {code} {reference}")) if album else turn


def _rest_of_album(scene: Scene, code: str, names: Sequence[str], told: Sequence[str]) -> Turn:
    question = scene.questionnaire.question(code) if code else None
    files = tuple(dict.fromkeys((*scene.talk.files, *(f"{code} {name}" for name in names))))
    waits = scene.talk.unfinished if code or not scene.talk.unfinished else (*scene.talk.unfinished, _written(names))
    talk = replace(scene.talk, files=files, unfinished=waits if names else scene.talk.unfinished)
    asks_for_files = names and question is not None and question.kind is Kind.FILES
    record = (Saying(code, _written(names), adds=True),) if asks_for_files else ()
    return Turn(talk, tuple(told) if len(told) > len(names) else (), record=record)


def _written(names: Sequence[str]) -> str:
    many = "s" if len(names) > 1 else ""
    return f"Pièce{many} jointe{many}{NBSP}: {' ; '.join(names)}"


def _first(scene: Scene, typed: str, names: Sequence[str], told: Sequence[str], unseen: bool, quick: bool) -> Turn:
    if not names:
        if told and not typed.strip():
            return go_on(scene, told)
        turn = respond(scene, typed, unseen)
        return replace(turn, lines=(*told, *turn.lines)) if told else turn
    written = _written(names)
    asked = scene.asked
    heard = hear(typed, scene.questionnaire.codes) if typed.strip() else None
    before = told
    if isinstance(heard, Command) and heard.order is Order.GO and heard.code:
        turn = respond(scene, f"[{heard.code}] + {written}", unseen)
    elif heard is not None:
        turn = respond(scene, typed, unseen)
    elif asked is not None and asked.kind is Kind.FILES:
        turn = respond(scene, written, unseen)
    elif quick:
        turn = turn_of(scene, [], [])
    else:
        turn, before = _loose(scene, written, told), ()
    code = turn.record[-1].code if turn.record else ""
    files = (*turn.talk.files, *(f"{code} {name}" for name in names))
    return replace(turn, lines=(*before, *turn.lines), talk=replace(turn.talk, files=tuple(dict.fromkeys(files))))


def _loose(scene: Scene, written: str, told: Sequence[str]) -> Turn:
    """Kept with everything else; one tap says that it answers what is asked."""
    asked = scene.asked
    if asked is None or asked.kind not in LONG or scene.talk.held:
        return go_on(scene, told)
    turn = go_on(scene, told, [Offer(f"Joindre à {asked.code}", f"ma réponse à {asked.code}")])
    return replace(turn, talk=replace(turn.talk, unfinished=(written,)))
