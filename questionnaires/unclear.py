"""What is said to an order that is unknown, half told, or meant for elsewhere, and to « qui êtes-vous ? »."""

from __future__ import annotations

from questionnaires.anew import replace
from questionnaires.asking import quoted
from questionnaires.commands import Command, mended
from questionnaires.scene import Offer, Scene, Turn
from questionnaires.turns import go_on, turn_of
from questionnaires.typography import NBSP


def who(scene: Scene, _: Command) -> Turn:
    line = (
        "Je suis l’automate qui recueille les réponses à ce questionnaire. Ce que je ne comprends pas, une personne de "
        f"la coordination le lit{NBSP}; «{NBSP}difficulté{NBSP}: …{NBSP}» lui parle."
    )
    return go_on(scene, [line])


def readers(scene: Scene, _: Command) -> Turn:
    line = (
        "Vos réponses vont, avec votre nom, à la coordination de ce questionnaire. Les collègues qui répondent avec "
        f"vous pour {scene.yours} les voient aussi{NBSP}; les autres organismes ne lisent que ce que la synthèse en "
        "reprend."
    )
    return go_on(scene, [line])


def by_mail(scene: Scene, _: Command) -> Turn:
    line = (
        "Entendu. Répondez simplement à votre courriel d’invitation, en une ou plusieurs fois. Ce que vous avez écrit "
        f"ici est gardé{NBSP}; «{NBSP}stop{NBSP}» arrête les messages ici."
    )
    return turn_of(scene, [line], [Offer("Reprendre", "reprendre")])


def bind(scene: Scene, _: Command) -> Turn:
    """What is said in a group only."""
    line = (
        f"«{NBSP}/lier{NBSP}» s’écrit dans un groupe{NBSP}: ajoutez-moi à celui de vos collègues, écrivez-y "
        f"«{NBSP}/lier{NBSP}», et chacun pourra m’y répondre pour {scene.whom}."
    )
    return go_on(scene, [line])


def unknown(scene: Scene, command: Command) -> Turn:
    typed = command.text if command.is_guess else f"/{command.text}"
    talk = replace(scene.talk, unfinished=(typed,)) if not scene.talk.held else scene.talk
    line = f"Je ne connais pas la commande «{NBSP}/{command.text}{NBSP}»{NBSP}; «{NBSP}aide{NBSP}» les montre."
    meant = mended(command)
    if not meant:
        return go_on(replace(scene, talk=talk), [line])
    ask = f"Je ne connais pas {quoted(typed)}. Vouliez-vous écrire «{NBSP}/{meant}{NBSP}»{NBSP}?"
    offers = [Offer(f"/{meant}", f"/{meant}")]
    if scene.talk.asked and not scene.talk.held and (" " in command.text or command.is_guess):
        offers.append(Offer("C’est ma réponse", f"ma réponse à {scene.talk.asked}"))
    turn = go_on(replace(scene, talk=talk), [ask], offers)
    first = [*offers[:1], *(offer for offer in turn.offers if offer not in offers[:1])]
    return replace(turn, offers=tuple(first), choices=1)


def no_such(scene: Scene, command: Command) -> Turn:
    line = f"Cette question n’existe pas ici{NBSP}; «{NBSP}liste{NBSP}» les montre."
    asked = scene.asked
    if asked is None or scene.talk.held:
        return go_on(scene, [line])
    mine = Offer("C’est ma réponse", f"ma réponse à {asked.code}")
    return go_on(replace(scene, talk=replace(scene.talk, unfinished=(command.text,))), [line], [mine])


_ACCENTED = {"completer": "compléter", "detailler": "détailler", "repondre": "répondre", "deplacer": "déplacer"}


def which_code(scene: Scene, command: Command) -> Turn:
    """« modifier Q1 » where there are Q1a and Q1b."""
    found = [q for q in scene.questions if q.code in command.code.split()]
    verb = f"{_ACCENTED.get(command.text, command.text)} " if command.text else ""
    lines = [f"De quelle question s’agit-il{NBSP}?", *(f"[{q.code}] {q.label}" for q in found)]
    offers = [Offer(f"{verb}{q.code}"[:1].upper() + f"{verb}{q.code}"[1:], f"{verb}{q.code}") for q in found]
    return replace(turn_of(scene, lines, offers), choices=len(offers))
