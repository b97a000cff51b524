"""Where things stand, as the chat says it: the list, the answers to read again, what will be handed in. French."""

from __future__ import annotations

from datetime import date
from zlib import crc32

from questionnaires.asking import day, one_line, quoted, stopped
from questionnaires.model import Kind, Question
from questionnaires.scene import Offer, Scene
from questionnaires.talk import ALL_SHOWN
from questionnaires.typography import NBSP
from questionnaires.understood import Standing
from questionnaires.values import spoken, understand

_CHOSEN = (Kind.CHOICE, Kind.CHOICES)
_ONE_VALUE = (Kind.NUMBER, Kind.AMOUNT, Kind.DATE, *_CHOSEN)
READ_AGAIN = 300  # characters of an answer when all are read again
MOST_NEWS = 4
NEWS = "Déjà répondu"


def summary_lines(scene: Scene) -> list[str]:
    """What is noted and what is missing, one line per question."""
    head = f"Récapitulatif{f' pour {scene.whom}' if scene.organisation else ''}{NBSP}:"
    return [head, *_answers(scene, 60, nothing=True), *_loose_files(scene)]


def reread_lines(scene: Scene) -> list[str]:
    """Every answer at length: the person's own, what colleagues said, what came with them."""
    told = [*_answers(scene, READ_AGAIN, nothing=False), *_loose_files(scene)]
    return [f"Ce qui est noté{NBSP}:", *told] if told else ["Rien n’est noté pour l’instant."]


def list_lines(scene: Scene) -> list[str]:
    """The questions in short, each with its state."""
    return [
        f"Les questions{NBSP}:",
        *(
            f"{_mark(scene, q)} [{q.code}] {quoted_label(q)}{_state(scene, q)}"
            for q in scene.questions
            if not q.prefill
        ),
    ]


def where_lines(scene: Scene) -> list[str]:
    """How much is done, what is left, until when."""
    counted = [q for q in scene.questions if not q.optional]
    missing = scene.missing
    count = len(counted) - len(missing)
    lines = [f"{count} réponse{'s' if count > 1 else ''} sur {len(counted)}."]
    if missing:
        lines.append(f"Il reste{NBSP}: " + f"{NBSP}; ".join(_left(scene, q) for q in missing) + ".")
    optional = [f"[{q.code}]" for q in scene.questions if q.optional and not q.prefill and not scene.about(q.code).own]
    if optional:
        lines.append(f"Facultatif{NBSP}: {', '.join(optional)}.")
    return [*lines, limit_line(scene)]


def limit_line(scene: Scene) -> str:
    """The deadline, as a sentence."""
    if scene.over_since is not None:
        return f"Le recueil est clos depuis le {day(scene.over_since)}."
    if scene.last_day is None:
        return "Il n’y a pas de date limite."
    if scene.today > scene.last_day:
        return f"La date limite ({day(scene.last_day)}) est passée{NBSP}; votre réponse compte tout de même."
    return f"Retour attendu au plus tard le {day(scene.last_day)}."


def settled_marks(scene: Scene) -> tuple[str, ...]:
    """What `Talk.shown` holds once this person knows of everything that was answered."""
    marks: list[str] = []
    for code, known in scene.known.items():
        if known.is_settled:
            marks.append(code)
            marks += [_mark_of(code, name, words) for name, words in known.others]
    return tuple(marks)


def _mark_of(code: str, name: str, words: str) -> str:
    return f"{code}:{crc32(f'{name}/{words}'.encode()):x}"


def news_lines(scene: Scene, but: str = "") -> list[str]:
    """What was answered elsewhere since this person last looked: it is shown, and not asked again.

    What a colleague says where this person has answered too is told once as well.
    """
    told: list[str] = []
    beside: list[str] = []
    if ALL_SHOWN in scene.talk.shown or not any(k.others or k.by_mail for k in scene.known.values()):
        return []
    for question in scene.questions:
        known = scene.about(question.code)
        if question.code == but or question.prefill:
            continue
        if question.code in scene.talk.shown:
            for name, words in known.others if known.own else ():
                if _mark_of(question.code, name, words) not in scene.talk.shown:
                    who = f"{name or 'Un collègue'} a répondu aussi à [{question.code}]"
                    latest = words.rpartition("\n\n")[2]
                    beside.append(stopped(f"{who}{NBSP}: {quoted(latest, 80)}"))
            continue
        for name, words in known.others:
            told.append(stopped(f"[{question.code}] {name or 'un collègue'} a répondu{NBSP}: {quoted(words, 80)}"))
        if known.by_mail and known.own and known.standing is not Standing.LATER:
            told.append(stopped(f"[{question.code}] vous avez répondu par courriel{NBSP}: {quoted(known.own, 80)}"))
    left = len(beside) - MOST_NEWS
    also = [
        *beside[:MOST_NEWS],
        *([f"… et {left} autre{'s' if left > 1 else ''} sur vos réponses."] if left > 0 else []),
    ]
    if not told:
        return also
    more = len(told) - MOST_NEWS
    rest = [f"… et {more} autre{'s' if more > 1 else ''} («{NBSP}relire{NBSP}» montre tout)."] if more > 0 else []
    return [f"{NEWS}{NBSP}:", *told[:MOST_NEWS], *rest, *also]


def who_answered_lines(scene: Scene) -> list[str]:
    """Who of the organisation has answered what."""
    said: dict[str, list[str]] = {}
    for question in scene.questions:
        known = scene.about(question.code)
        who = ["vous"] if known.own and known.standing is not Standing.LATER else []
        for name in dict.fromkeys([*who, *(name or "un collègue" for name, _ in known.others)]):
            said.setdefault(name, []).append(f"[{question.code}]")
    if not said:
        return [f"Personne n’a encore répondu pour {scene.whom}."]
    told = f"{NBSP}; ".join(f"{name} ({', '.join(codes)})" for name, codes in said.items())
    return [f"{'Ont' if len(said) > 1 else 'A'} répondu pour {scene.whom}{NBSP}: {told}."]


def to_confirm_lines(scene: Scene) -> list[str]:
    """What will be handed in, to be confirmed."""
    return [
        f"Toutes les questions ont une réponse. Merci{NBSP}!",
        f"Voici ce qui sera transmis pour {scene.whom}{NBSP}:",
        *_answers(scene, READ_AGAIN, nothing=False),
        *_loose_files(scene),
        f"\nEst-ce bon{NBSP}? Vous pourrez encore corriger ou rouvrir jusqu’à la clôture.",
    ]


def closing_lines(scene: Scene) -> list[str]:
    """Where things stand when no question is left to ask."""
    missing = scene.missing
    if scene.is_closed:
        lines = [f"Le retour est complet pour {scene.whom}. Merci{NBSP}!"]
        if missing:
            lines.append(f"Restent sans réponse{NBSP}: {', '.join(f'[{q.code}]' for q in missing)}.")
    elif not missing:
        lines = [f"Toutes les questions ont une réponse. Merci{NBSP}!"]
    else:
        left = ", ".join(_left(scene, q, short=True) for q in missing)
        lines = [f"Il reste sans réponse{NBSP}: {left}. Écrivez un code pour y aller."]
    again = f"«{NBSP}rouvrir{NBSP}» reprend le questionnaire, " if scene.is_closed else ""
    more = f"{again}«{NBSP}récapitulatif{NBSP}» montre tout."
    return [*lines, f"Vous pouvez encore corriger ou compléter{NBSP}; {more}"]


def closing_offers(scene: Scene) -> list[Offer]:
    offers = [Offer(f"Répondre à {q.code}", q.code) for q in scene.missing[:6]]
    if not scene.missing and not scene.is_closed:
        offers = [Offer("Tout est bon", "tout est bon"), Offer("Corriger", "corriger")]
    if not scene.is_finished and not scene.is_closed:
        offers.append(Offer("J’ai fini ma partie", "j’ai fini ma partie"))
    if not scene.is_closed and scene.missing:
        offers.append(Offer(f"J’ai fini pour {scene.ours}", f"j’ai fini pour {scene.ours}"))
    if scene.is_closed:
        offers.append(Offer("Rouvrir", "rouvrir"))
    return [*offers, Offer("Récapitulatif", "récapitulatif")]


def over_lines(scene: Scene) -> list[str]:
    """The polite sentence after the closing of a round."""
    return [f"{limit_line(scene)} Merci{NBSP}! Ce que vous écrivez encore est gardé et montré à la coordination."]


def quoted_label(question: Question) -> str:
    label = one_line(question.label)
    return label if len(label) <= 90 else f"{label[:89].rstrip()}…"


def _answers(scene: Scene, most: int, nothing: bool) -> list[str]:
    lines: list[str] = []
    for question in scene.questions:
        known = scene.about(question.code)
        parts = [f"{quoted(known.own, most)}{_read_as(question, known.own, scene.today)}"] if known.own else []
        parts += [f"{name or 'un collègue'}{NBSP}: {quoted(words, most)}" for name, words in known.others]
        if question.prefill == "organisation" and not parts and scene.organisation:
            parts = [scene.organisation]
        files = scene.talk.files_of(question.code)
        if files:
            parts.append(f"joint{NBSP}: {', '.join(files)}")
        if not parts and nothing:
            parts = ["facultative, sans réponse" if question.optional else "pas encore de réponse"]
        if parts:
            lines.append(f"[{question.code}] {f'{NBSP}; '.join(parts)}")
    return lines


def _read_as(question: Question, own: str, today: date) -> str:
    """How an answer that holds one value was understood, behind it: « trente-cinq » (35)."""
    if question.kind not in _ONE_VALUE:
        return ""
    understood = understand(question, own, today)
    if understood.standing is not Standing.ANSWER:
        return ""
    if understood.value is None and question.kind in _CHOSEN:
        return " (choix à préciser)"
    if understood.value is None:
        return " (date à préciser)" if question.kind is Kind.DATE else " (chiffre à préciser)"
    read = spoken(question, understood, own)
    return f" ({read})" if read else ""


def _loose_files(scene: Scene) -> list[str]:
    files = scene.talk.files_of("")
    return [f"Fichiers reçus{NBSP}: {', '.join(files)}."] if files else []


def _mark(scene: Scene, question: Question) -> str:
    return "✓" if scene.about(question.code).is_settled else "·"


def _state(scene: Scene, question: Question) -> str:
    if scene.about(question.code).is_settled:
        return ""
    to = scene.talk.handed_to(question.code)
    if to:
        return f" (confiée à {to})"
    return " (facultative)" if question.optional else ""


def _left(scene: Scene, question: Question, short: bool = False) -> str:
    to = scene.talk.handed_to(question.code)
    name = f"[{question.code}]" if short else f"[{question.code}] {quoted_label(question)}"
    return f"{name} (confiée à {to})" if to else name
