"""What someone says of our reminders in the chat: none any more, again, later, somebody else."""

from __future__ import annotations

from campaigns.wishes import Wish, wish_in
from questionnaires.anew import replace
from questionnaires.asides import bare
from questionnaires.commands import PHRASES, Command, Order
from questionnaires.handing import to_colleague
from questionnaires.politeness import unwrapped
from questionnaires.scene import Effect, Scene, Turn
from questionnaires.turns import go_on
from questionnaires.typography import typeset
from usecases.intentions import REMARKS
from usecases.replies import IntentKind

LATER = typeset("Entendu : un rappel viendra plus tard. Vous pouvez reprendre quand vous voulez.")
_OUR_STOP = PHRASES[Order.STOP]


def wished(scene: Scene, text: str) -> Turn | None:
    """The turn of a message that is a wish about the reminders and nothing else. « stop » alone is about this chat."""
    wish = wish_in(text)
    if wish is None or bare(text) in _OUR_STOP or bare(unwrapped(text)) in _OUR_STOP:
        return None
    if wish is Wish.CHANGE:
        return to_colleague(scene, Command(Order.COLLEAGUE, text=text))
    if wish is Wish.STOP:
        return replace(go_on(scene, [REMARKS[IntentKind.STOP]]), effect=Effect.NO_REMINDERS)
    if wish is Wish.RESUME:
        return replace(go_on(scene, [REMARKS[IntentKind.RESUME]]), effect=Effect.REMINDERS)
    return go_on(scene, [LATER])
