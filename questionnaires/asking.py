"""What the chat says: a question with its progress and buttons, help, examples, the summary, what was noted. French."""

from __future__ import annotations

from datetime import date

from questionnaires.model import Question
from questionnaires.scene import LONG, Known, Mode, Offer, Scene
from questionnaires.typography import NBSP
from questionnaires.understood import Standing, Understood
from questionnaires.values import spoken
from questionnaires.values.echo import day as date_alone

DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
QUOTED = 160  # characters of an answer that are echoed back

STANDINGS = {
    Standing.NOTHING: "néant",
    Standing.NOTHING_TO_REPORT: "rien à signaler",
    Standing.NOT_CONCERNED: "non concerné",
    Standing.UNKNOWN: "ne sait pas",
    Standing.LATER: "plus tard",
}
GIVING_NONE = ("Néant", "Non concerné", "Je ne sais pas", "Plus tard")


def day(moment: date) -> str:
    """« vendredi 29 septembre 2017 »."""
    return f"{DAYS[moment.weekday()]} {date_alone(moment)}"


def quoted(text: str, most: int = QUOTED) -> str:
    """The beginning of a text between French quotation marks."""
    flat = " ".join(text.split())
    return f"«{NBSP}{flat if len(flat) <= most else flat[:most].rstrip() + '…'}{NBSP}»"


def noted(question: Question, text: str, understood: Understood, adds: bool, replaces: str) -> str:
    """One line that echoes what was recorded and how it was understood."""
    code = f"[{question.code}]"
    if understood.standing is Standing.LATER:
        return f"{code} est mise de côté."
    if understood.standing is not Standing.ANSWER:
        line = f"Noté pour {code}{NBSP}: {STANDINGS[understood.standing]}."
    elif adds:
        line = f"Ajouté à {code}{NBSP}: {quoted(text)}."
    elif replaces and replaces != text:
        line = f"Noté pour {code}, à la place de {quoted(replaces, 60)}{NBSP}: {quoted(text)}."
    else:
        line = f"Noté pour {code}{NBSP}: {quoted(text)}."
    read = spoken(question, understood, text) if understood.standing is Standing.ANSWER else ""
    if read:
        line += f" Compris{NBSP}: {read}."
    if understood.refer:
        line += f" Vous renvoyez vers {understood.refer}{NBSP}: c’est noté aussi."
    return line


def question_lines(scene: Scene, question: Question) -> list[str]:
    """The question as it is asked: where we are, its code and wording, and what is already known."""
    lines = [
        f"{place(scene, question)} · {title_of(scene, question)}".rstrip(" ·"),
        f"[{question.code}] {question.text}",
    ]
    known = scene.about(question.code)
    for name, words in known.others[:3]:
        lines.append(f"{name or 'Un collègue'} a déjà répondu{NBSP}: {quoted(words)}")
    if known.own and known.standing is not Standing.LATER:
        replaces = question.kind not in LONG or scene.talk.mode == Mode.CORRECTING
        what = "la remplace" if replaces else "la complète"
        lines.append(f"Votre réponse{NBSP}: {quoted(known.own, 400)}. Ce que vous écrivez maintenant {what}.")
    for position, choice in enumerate(question.choices, 1):
        lines.append(f"{position}. {choice.label}")
    return lines


def place(scene: Scene, question: Question) -> str:
    """« Question 3 sur 10 »; optional questions are said to be so and do not count."""
    counted = [q.code for q in scene.questions if not q.optional]
    if question.code in counted:
        return f"Question {counted.index(question.code) + 1} sur {len(counted)}"
    return "Question facultative"


def title_of(scene: Scene, question: Question) -> str:
    return next((s.title for s in scene.questionnaire.sections if s.code == question.section), "")


def question_offers(question: Question, known: Known) -> list[Offer]:
    """The buttons of a question: its choices, the ways of giving none, an example."""
    offers = [Offer(c.label, f"/choix {question.code} {i}") for i, c in enumerate(question.choices, 1)]
    labels = {offer.label.casefold() for offer in offers}
    offers += [Offer(w, f"{question.code} : {w}") for w in GIVING_NONE if w.casefold() not in labels]
    if question.examples:
        offers.append(Offer("Exemple", "exemple"))
    if known.has_own_answer:
        offers.append(Offer("Remplacer ma réponse", f"corriger {question.code}"))
        offers.append(Offer("Question suivante", "passer"))
    return offers


def greeting(scene: Scene) -> list[str]:
    """The first words of a conversation, or of its resumption."""
    hello = f"Bonjour {scene.person}" if scene.person else "Bonjour"
    whom = f" pour {scene.organisation}" if scene.organisation else ""
    count = len([q for q in scene.questions if not q.optional])
    missing = len(scene.missing)
    state = (
        f"{count} questions" if missing == count else f"{missing} questions sur {count} attendent encore une réponse"
    )
    limit = ""
    if scene.last_day and scene.today > scene.last_day:
        limit = f"{NBSP}; la date limite ({day(scene.last_day)}) est passée, votre réponse compte tout de même"
    elif scene.last_day:
        limit = f"{NBSP}; retour attendu au plus tard le {day(scene.last_day)}"
    return [
        f"{hello}. Voici le questionnaire {quoted(scene.questionnaire.title)}{whom}{NBSP}: {state}{limit}.",
        "Chaque message est enregistré aussitôt. Vous pouvez vous arrêter quand vous voulez, reprendre ici ou par "
        f"courriel{NBSP}; «{NBSP}aide{NBSP}» dit tout ce que vous pouvez écrire.",
    ]


def help_lines(scene: Scene, question: Question | None) -> list[str]:
    lines = [question.help] if question and question.help else []
    example = (question or next(iter(scene.questions), None)) and (question or scene.questions[0]).code
    marked = [
        ("exemple", "des exemples de réponse"),
        ("passer", "la question suivante"),
        ("retour", "la question précédente"),
        (str(example or "Q1"), "aller à cette question"),
        (f"{example or 'Q1'} : …", "répondre à cette question, à tout moment"),
        (f"corriger {example or 'Q1'}", "remplacer votre réponse"),
        ("+ …", "compléter votre dernière réponse"),
        (f"c’était pour {example or 'Q1'}", "votre dernière réponse allait ailleurs"),
        ("récapitulatif", "ce qui est noté et ce qui manque"),
        ("contexte", "pourquoi ces questions"),
        ("j’ai fini ma partie", f"vos collègues peuvent continuer pour {scene.ours}"),
        (f"j’ai fini pour {scene.ours}", "le retour est complet"),
    ]
    lines.append(f"Écrivez votre réponse, en un ou plusieurs messages. Vous pouvez aussi écrire{NBSP}:")
    return [*lines, *(f"«{NBSP}{what}{NBSP}»{NBSP}: {why}" for what, why in marked)]


def example_lines(question: Question | None) -> list[str]:
    if question is None or not question.examples:
        return ["Il n’y a pas d’exemple pour cette question."]
    start = f"Par exemple{NBSP}:" if len(question.examples) == 1 else f"Des exemples{NBSP}:"
    return [start, *(f"– {example}" for example in question.examples)]


def summary_lines(scene: Scene) -> list[str]:
    """What is noted and what is missing, one line per question."""
    lines = [f"Récapitulatif{f' pour {scene.organisation}' if scene.organisation else ''}{NBSP}:"]
    for question in scene.questions:
        known = scene.about(question.code)
        parts = [quoted(known.own, 60)] if known.own else []
        parts += [f"{name or 'un collègue'}{NBSP}: {quoted(words, 60)}" for name, words in known.others]
        if question.prefill == "organisation" and not parts and scene.organisation:
            parts = [scene.organisation]
        nothing = "facultative, sans réponse" if question.optional else "pas encore de réponse"
        lines.append(f"[{question.code}] {f'{NBSP}; '.join(parts) if parts else nothing}")
    return lines


def closing_lines(scene: Scene) -> list[str]:
    """Where things stand when no question is left to ask."""
    missing = scene.missing
    if scene.is_closed:
        lines = [f"Le retour est complet pour {scene.organisation or scene.ours}. Merci{NBSP}!"]
    elif not missing:
        lines = [f"Toutes les questions ont une réponse. Merci{NBSP}!"]
    else:
        codes = ", ".join(f"[{q.code}]" for q in missing)
        lines = [f"Il reste sans réponse{NBSP}: {codes}. Écrivez un code pour y aller."]
    return [*lines, f"Vous pouvez encore corriger ou compléter ({quoted('récapitulatif')} montre tout)."]


def closing_offers(scene: Scene) -> list[Offer]:
    offers = [Offer(f"Répondre à {q.code}", q.code) for q in scene.missing[:6]]
    if not scene.is_finished:
        offers.append(Offer("J’ai fini ma partie", "j’ai fini ma partie"))
    if not scene.is_closed:
        offers.append(Offer(f"J’ai fini pour {scene.ours}", f"j’ai fini pour {scene.ours}"))
    return [*offers, Offer("Récapitulatif", "récapitulatif")]
