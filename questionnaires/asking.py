"""What the chat says: a question with its progress and buttons, help, examples, what was noted. French."""

from __future__ import annotations

import re
from datetime import date
from decimal import Decimal
from itertools import pairwise

from questionnaires.model import Kind, Question
from questionnaires.scene import LONG, Known, Mode, Offer, Scene
from questionnaires.talk import ALL_SHOWN
from questionnaires.typography import NBSP
from questionnaires.understood import Standing, Understood
from questionnaires.values import spoken
from questionnaires.values.counts import written
from questionnaires.values.echo import day as date_alone
from questionnaires.values.quantities import is_range, quantities

DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
NOTED = ("Noté pour", "Ajouté à")  # how the line begins that echoes an answer
QUOTED = 160  # characters of an answer that are echoed back

STANDINGS = {
    Standing.NOTHING: "néant",
    Standing.NOTHING_TO_REPORT: "rien à signaler",
    Standing.NOT_CONCERNED: "non concerné",
    Standing.UNKNOWN: "ne sait pas",
    Standing.LATER: "plus tard",
}
_BLANKS = re.compile(r"[^\S\u00a0\u202f]+")
GIVING_NONE = ("Rien à signaler", "Plus tard")
RARER = ("Néant", "Non concerné", "Je ne sais pas")  # one tap further
WHERE = Offer("Où en suis-je ?".replace(" ?", f"{NBSP}?"), "où en suis-je")


def day(moment: date) -> str:
    """« vendredi 29 septembre 2017 »."""
    return f"{DAYS[moment.weekday()]} {date_alone(moment)}"


def quoted(text: str, most: int = QUOTED) -> str:
    """The beginning of a text between French quotation marks, its lines one behind the other."""
    flat = " / ".join([one_line(line) for line in text.splitlines() if line.strip()])
    return f"«{NBSP}{flat if len(flat) <= most else flat[:most].rstrip() + '…'}{NBSP}»"


def one_line(text: str) -> str:
    """The text on one line, single spaces between its words; those that must not break stay."""
    return _BLANKS.sub(" ", text).strip()


def stopped(sentence: str) -> str:
    """A sentence that ends with a quotation: its full stop, unless the words quoted have one already."""
    return sentence if sentence.rstrip(f"»{NBSP}").endswith((".", "!", "?", "…")) else f"{sentence}."


def noted(question: Question, text: str, understood: Understood, adds: bool, replaces: str) -> str:
    """One line that echoes what was recorded and how it was understood."""
    code = f"[{question.code}]"
    if understood.standing is Standing.LATER:
        return f"{code} est mise de côté."
    if understood.standing is not Standing.ANSWER:
        line = f"Noté pour {code}{NBSP}: {STANDINGS[understood.standing]}."
    elif adds:
        line = stopped(f"Ajouté à {code}{NBSP}: {quoted(text)}")
    elif replaces and replaces != text:
        line = stopped(f"Noté pour {code}, à la place de {quoted(replaces, 60)}{NBSP}: {quoted(text)}")
    else:
        line = stopped(f"Noté pour {code}{NBSP}: {quoted(text)}")
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
        lines.append(stopped(f"{name or 'Un collègue'} a déjà répondu{NBSP}: {quoted(words)}"))
    if known.own and known.standing is not Standing.LATER:
        what = _what_it_does(scene, question)
        own = stopped(f"Votre réponse{NBSP}: {quoted(known.own, 400)}")
        lines.append(f"{own} Ce que vous écrivez maintenant la {what}.")
    for position, choice in enumerate(question.choices, 1):
        lines.append(f"{position}. {choice.label}")
    return lines


def place(scene: Scene, question: Question) -> str:
    """« Question 3 sur 10 »; optional questions are said to be so and do not count."""
    number = place_number(scene, question)
    count = len([q for q in scene.questions if not q.optional])
    return f"Question {number} sur {count}" if number else "Question facultative"


def place_number(scene: Scene, question: Question) -> int:
    """The number under which the question is asked, 0 for an optional one."""
    counted = [q.code for q in scene.questions if not q.optional]
    return counted.index(question.code) + 1 if question.code in counted else 0


def title_of(scene: Scene, question: Question) -> str:
    return next((s.title for s in scene.questionnaire.sections if s.code == question.section), "")


def reminder_lines(scene: Scene, question: Question) -> list[str]:
    """The question that is still asked, in short: its wording was shown before."""
    known = scene.about(question.code)
    # answered since it was asked
    others = known.others[:3] if {question.code, ALL_SHOWN}.isdisjoint(scene.talk.shown) else ()
    return [
        f"Nous en sommes à{NBSP}:",
        f"[{question.code}] {question.label}",
        *(stopped(f"{name or 'Un collègue'} a répondu{NBSP}: {quoted(words)}") for name, words in others),
        *effect_lines(scene, question),
        *(f"{position}. {choice.label}" for position, choice in enumerate(question.choices, 1)),
    ]


def effect_lines(scene: Scene, question: Question) -> list[str]:
    """What the next words do to the answer that stands, where there is one."""
    known = scene.about(question.code)
    if not known.own or known.standing is Standing.LATER:
        return []
    return [f"Ce que vous écrivez maintenant {_what_it_does(scene, question)} votre réponse."]


def _what_it_does(scene: Scene, question: Question) -> str:
    """What the next words do to the answer that stands: an addition makes sense to an answer in words only."""
    adds = question.kind in LONG and scene.talk.mode != Mode.CORRECTING and scene.about(question.code).has_own_answer
    return "complète" if adds else "remplace"


def question_offers(question: Question, known: Known) -> list[Offer]:
    """The buttons of a question: its choices, the usual ways of giving none, an example, where things stand."""
    offers = [Offer(c.label, f"/choix {question.code} {i}") for i, c in enumerate(question.choices, 1)]
    labels = {offer.label.casefold() for offer in offers}
    offers += [Offer(w, f"{question.code} : {w}") for w in GIVING_NONE if w.casefold() not in labels]
    if known.has_own_answer:
        offers.append(Offer("Remplacer ma réponse", f"corriger {question.code}"))
        offers.append(Offer("Question suivante", f"passer {question.code}"))
    else:
        offers.append(Offer("Passer", f"passer {question.code}"))
    if question.examples:
        offers.append(Offer("Exemple", f"exemple {question.code}"))
    return [*offers, WHERE, Offer("Autres réponses", f"autres réponses {question.code}")]


def rarer_offers(question: Question) -> list[Offer]:
    """The rarer ways of giving no answer, and the sub-fields of an action one by one."""
    labels = {choice.label.casefold() for choice in question.choices}
    offers = [Offer(w, f"{question.code} : {w}") for w in RARER if w.casefold() not in labels]
    if question.kind is Kind.ACTIONS and question.fields:
        offers.append(detail_offer(question.code))
    return offers


def detail_offer(code: str) -> Offer:
    return Offer(f"Détailler {code}", f"détailler {code}")


def greeting(scene: Scene) -> list[str]:
    """The first words of a conversation, or of its resumption."""
    hello = f"Bonjour {scene.person}" if scene.person else "Bonjour"
    whom = f" pour {scene.whom}" if scene.organisation else ""
    count = len([q for q in scene.questions if not q.optional])
    missing = len(scene.missing)
    if missing == count:
        state = f"{count} questions" if count > 1 else "une seule question"
    elif missing:
        wait = "attendent" if missing > 1 else "attend"
        state = f"{missing} question{'s' if missing > 1 else ''} sur {count} {wait} encore une réponse"
    else:
        state = "toutes les questions ont une réponse"
    limit = ""
    if scene.last_day and scene.over_since is None and scene.today > scene.last_day:
        limit = f"{NBSP}; la date limite ({day(scene.last_day)}) est passée, votre réponse compte tout de même"
    elif scene.last_day and scene.over_since is None:
        limit = f"{NBSP}; retour attendu au plus tard le {day(scene.last_day)}"
    lines = [f"{hello}. Voici le questionnaire {quoted(scene.questionnaire.title)}{whom}{NBSP}: {state}{limit}."]
    if scene.over_since is None:
        lines.append(
            "Chaque message est enregistré aussitôt. Vous pouvez vous arrêter quand vous voulez, reprendre ici ou par "
            f"courriel{NBSP}; «{NBSP}aide{NBSP}» dit tout ce que vous pouvez écrire."
        )
    for code in scene.talk.first:
        question = scene.questionnaire.question(code)
        if question is not None and scene.is_open(code):
            lines.append(f"Un collègue vous confie [{code}] ({question.label}){NBSP}: commençons par là.")
    return lines


def help_lines(scene: Scene, question: Question | None) -> list[str]:
    """What can be written, and the help of the question that is asked."""
    lines = [question.help] if question and question.help else []
    counted = (q.code for q in scene.questions if not q.prefill and not q.optional)
    example = question.code if question else next(counted, "Q1")
    marked = [
        (f"{example}{NBSP}: …", "répondre à cette question, à tout moment"),
        (f"modifier {example}", "remplacer votre réponse (ou modifiez votre message)"),
        ("+ …", "compléter votre dernière réponse"),
        (f"c’était pour {example}", "votre dernière réponse allait ailleurs"),
        ("passer, retour", "la question suivante, la précédente"),
        ("exemple, glossaire, contexte", "des exemples, les sigles, pourquoi ces questions"),
        ("liste, relire", "les questions et ce qui manque, toutes vos réponses"),
        (
            f"collègue {example} nom@adresse",
            f"confier une question (sans code{NBSP}: tout) à quelqu’un, qui est invité",
        ),
        (f"difficulté{NBSP}: …", "le dire à la coordination"),
        ("j’ai fini ma partie", f"vos collègues peuvent continuer pour {scene.yours}"),
        (f"j’ai fini pour {scene.ours}", f"le retour est complet{NBSP}; «{NBSP}rouvrir{NBSP}» le reprend"),
        ("stop", "plus de messages ni de rappels ici"),
    ]
    lines.append(
        "Écrivez votre réponse, en un ou plusieurs messages, et joignez-y des fichiers si vous voulez. "
        f"Vous pouvez aussi écrire{NBSP}:"
    )
    return [*lines, *(f"«{NBSP}{what}{NBSP}»{NBSP}: {why}" for what, why in marked)]


FILES_HELP = (
    f"Envoyez-le simplement ici{NBSP}: il ira avec la question dont vous écrivez le code en légende, sinon je vous "
    "propose celle qui est posée."
)


def kind_example(question: Question, text: str) -> str:
    """How such an answer is written, for words without a figure where one is asked; "" otherwise."""
    if any(c.isdigit() for c in text):
        return ""
    return {
        Kind.NUMBER: f" Par exemple{NBSP}: «{NBSP}34{NBSP}» ou «{NBSP}environ 30{NBSP}».",
        Kind.AMOUNT: f" Par exemple{NBSP}: «{NBSP}45{NBSP}000{NBSP}€{NBSP}» ou «{NBSP}45{NBSP}k€{NBSP}».",
    }.get(question.kind, "")


def number_offers(question: Question, text: str) -> list[Offer]:
    """The figures of an answer that holds several, and what they make together, as buttons to choose by."""
    if question.kind not in (Kind.NUMBER, Kind.AMOUNT):
        return []
    found = [q for q in quantities(text) if len(q.values) == 1 and not q.percent]
    values = list(dict.fromkeys(q.values[0] for q in found))
    if len(found) < 2 or len(values) > 4 or any(is_range(text, a, b) for a, b in pairwise(found)):
        return []
    unit = f"{NBSP}€" if question.kind is Kind.AMOUNT else ""
    offers = [Offer(f"{written(value)}{unit}", f"{question.code} : {written(value)}{unit}") for value in values]
    total = sum((q.values[0] for q in found), Decimal(0))
    if _TOGETHER.search(text) and total not in values:
        offers.append(Offer(f"{written(total)}{unit} en tout", f"{question.code} : {written(total)}{unit}"))
    return offers


def proposed(ask: str) -> str:
    """The one answer that this question back proposes (« faut-il retenir 3 ? »), or ""."""
    found = _PROPOSED.search(ask)
    return found[1].strip(f"{NBSP} ") if found else ""


_TOGETHER = re.compile(r"\+|\bet\b|;|,\s", re.IGNORECASE)
_PROPOSED = re.compile(rf"(?:faut-il (?:bien )?retenir|bien répondre)(?: la date)?[ {NBSP}]([^?(]+?)[ {NBSP}]?\?")


def example_lines(question: Question | None) -> list[str]:
    if question is None or not question.examples:
        return ["Il n’y a pas d’exemple pour cette question."]
    start = f"Par exemple{NBSP}:" if len(question.examples) == 1 else f"Des exemples{NBSP}:"
    return [start, *(f"– {example}" for example in question.examples)]
