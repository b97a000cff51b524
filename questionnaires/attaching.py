"""Files in the conversation: they go with the question that their words answer, that asks for files, or with none."""

from __future__ import annotations

import re
from collections.abc import Sequence

from questionnaires.anew import replace
from questionnaires.asides import Courtesy
from questionnaires.asking import NOTED, quoted
from questionnaires.commands import Command, Order
from questionnaires.dialogue import respond
from questionnaires.handing import LONGEST_NAMING
from questionnaires.model import Kind
from questionnaires.scene import LONG, Offer, Saying, Scene, Turn
from questionnaires.speech import hear
from questionnaires.turns import go_on, turn_of
from questionnaires.typography import NBSP
from questionnaires.values.words import folded


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
    typed = _for_the_last(scene, typed, names)
    known = scene.talk.album_of(album)
    if known is not None and not typed.strip():
        return _rest_of_album(scene, known[0], names, told)
    turn = _first(scene, typed, names, told, unseen, quick)
    if not names:
        turn = _with_what_it_names(scene, turn)
    code = turn.record[-1].code if turn.record else ""
    return replace(turn, talk=replace(turn.talk, album=f"{album} {code} {reference}")) if album else turn


_NAMES_ONE = re.compile(
    r"\b(?:ci[- ]?joint\w*|pieces?[- ]jointes?|pj|(?:en|voir) annexes?|(?:documents?|fichiers?|tableaux?) joints?"
    r"|en (?:attachement|attache)|je (?:vous )?(?:joins|l'envoie|le joins|la joins))\b"
)


def _names_one(text: str) -> bool:
    return len(text) <= LONGEST_NAMING and bool(_NAMES_ONE.search(folded(text)))


def _for_the_last(scene: Scene, typed: str, names: Sequence[str]) -> str:
    """Files without words that come behind « voir pièce jointe » go with that answer."""
    last = scene.questionnaire.question(scene.talk.last) if names and not typed.strip() and scene.talk.last else None
    is_theirs = last is not None and last.kind in LONG and _names_one(scene.talk.said)
    if last is None or not is_theirs or scene.talk.files_of(last.code):
        return typed
    return f"[{last.code}] + {_written(names)}"


def _with_what_it_names(scene: Scene, turn: Turn) -> Turn:
    """« voir pièce jointe »: the file that came just before goes with it; where none came, it is asked for."""
    saying = turn.record[0] if len(turn.record) == 1 else None
    question = scene.questionnaire.question(saying.code) if saying is not None else None
    if saying is None or question is None or not _names_one(saying.text) or scene.talk.files_of(saying.code):
        return turn
    if any(name and name in saying.text for name in (f.partition(" ")[2] for f in scene.talk.files)):
        return turn
    waits = "\n".join(scene.talk.unfinished)
    loose = [f for f in scene.talk.files if f.startswith(" ") and f.strip() in waits]
    if loose:
        line = f"{', '.join(quoted(f.strip()) for f in loose)} va avec [{saying.code}]."
        files = tuple(f"{saying.code}{f}" if f in loose else f for f in turn.talk.files)
        turn = replace(turn, talk=replace(turn.talk, files=files))
    elif scene.talk.files_of(""):
        return turn
    else:
        line = f"Je n’ai pas encore ce document{NBSP}: envoyez-le ici, il ira avec [{saying.code}]."
    at = next((n for n, said in enumerate(turn.lines, 1) if said.startswith(NOTED)), 0)
    return replace(turn, lines=(*turn.lines[:at], line, *turn.lines[at:]))


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
    if isinstance(heard, Courtesy):
        heard = None
    before = told
    if isinstance(heard, Command) and heard.order in (Order.GO, Order.MOVE, Order.MINE) and heard.code:
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
    if asked is None:  # one that asks for files, if there is any
        asked = next((q for q in scene.questions if q.kind is Kind.FILES), None)
    if asked is None or asked.kind not in LONG or scene.talk.held:
        return go_on(scene, told)
    turn = go_on(scene, told, [Offer(f"Joindre à {asked.code}", f"ma réponse à {asked.code}")])
    return replace(turn, talk=replace(turn.talk, unfinished=(written,)))
