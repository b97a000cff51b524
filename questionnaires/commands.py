"""The orders of the conversation, however they are written: with a slash, in plain words, with or without accents."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import get_close_matches
from enum import StrEnum

from questionnaires.asides import bare
from questionnaires.values.standings import standing_of


class Order(StrEnum):
    """What the person wants of the conversation itself."""

    START = "start"
    HELP = "help"
    FILES = "files"  # how to send one
    CONTEXT = "context"
    EXAMPLE = "example"
    OTHERS = "others"  # the rarer ways of giving no answer
    SKIP = "skip"
    BACK = "back"
    WHERE = "where"  # où en suis-je ?
    LIST = "list"
    REREAD = "reread"
    SUMMARY = "summary"
    RESUME = "resume"  # also opens again what was finished
    DEADLINE = "deadline"
    GO = "go"  # to the question `code`
    CORRECT = "correct"
    COMPLETE = "complete"
    CONTINUE = "continue"  # the answer to `code` goes on, over as many messages as it takes
    ENOUGH = "enough"  # c'est tout
    DETAIL = "detail"  # the sub-fields of `code`, one by one
    MOVE = "move"  # the last answer was meant for `code`
    CHOOSE = "choose"  # choice `number` of `code`
    ALL = "all"  # `text` answers all that is left
    MINE = "mine"  # what was held is my answer, to `code` if given
    CONFIRM = "confirm"  # tout est bon
    FINISHED = "finished"  # j'ai fini ma partie
    CLOSED = "closed"  # j'ai fini pour mon ARS
    WHICH_END = "which-end"  # j'ai fini : quoi ?
    COLLEAGUE = "colleague"
    DIFFICULTY = "difficulty"
    ASK = "ask"  # a question to people, not told yet
    GLOSSARY = "glossary"
    CANCEL = "cancel"
    STOP = "stop"
    MISTAKEN = "mistaken"  # the last answer is wrong, or stands in the wrong place
    REPEAT = "repeat"  # the question again, in full
    WHO = "who"  # who is talking?
    READERS = "readers"  # who reads what is said here?
    BY_MAIL = "by-mail"  # rather by mail than here
    ANSWERED = "answered"  # who has answered so far?
    BIND = "bind"  # a group; in private it only says where
    PAUSE = "pause"  # that is all for today
    WHICH_CODE = "which-code"  # « modifier Q1 » where there are Q1a and Q1b: `code` holds them all, `text` the verb
    NO_SUCH = "no-such"  # a code that is none here: `text`
    UNKNOWN = "unknown"  # a slash and a word that is no command of ours, or what is nearly one


@dataclass(frozen=True)
class Command:
    """An order; `code` is a question's code as the questionnaire writes it, or "". `number` counts from 1.

    `text` is what was written after it (« /difficulte le lien ne marche pas »). `is_guess`: it was not quite what was
    written, which stands in `text`.
    """

    order: Order
    code: str = ""
    number: int = 0
    text: str = ""
    is_guess: bool = False


# What a messenger proposes when a slash is typed: (command, what it does), the most useful first.
COMMANDS: tuple[tuple[str, str], ...] = (
    ("aide", "ce que vous pouvez écrire"),
    ("liste", "les questions, et où vous en êtes"),
    ("relire", "toutes vos réponses"),
    ("modifier", "changer une réponse : /modifier Q3a"),
    ("exemple", "des exemples de réponse"),
    ("passer", "la question suivante"),
    ("retour", "la question précédente"),
    ("glossaire", "les sigles du questionnaire"),
    ("collegue", "confier une question, ou tout, à quelqu’un"),
    ("difficulte", "signaler ce qui vous gêne"),
    ("terminer", "votre partie, ou pour votre organisme"),
    ("reprendre", "continuer, ou rouvrir ce qui est terminé"),
    ("stop", "plus de messages ni de rappels ici"),
)

# Whole messages, in bare words (no accents, capitals or punctuation); each is also a command after a slash.
PHRASES: dict[Order, tuple[str, ...]] = {
    Order.START: ("start", "commencer", "continuer", "debut"),
    Order.HELP: (
        "aide",
        "help",
        "aidez moi",
        "aide moi",
        "help me",
        "comment ca marche",
        "comment faire",
        "explique",
        "expliquez",
        "explique moi",
        "expliquez moi",
    ),
    Order.CONTEXT: ("contexte", "le contexte", "instructions", "consignes"),
    Order.EXAMPLE: ("exemple", "exemples", "un exemple", "des exemples", "voir un exemple", "donnez moi un exemple"),
    Order.OTHERS: ("autres reponses",),
    Order.SKIP: ("passer", "passe", "suivant", "suivante", "question suivante", "je passe", "next", "skip"),
    Order.BACK: ("retour", "precedent", "precedente", "question precedente", "revenir", "en arriere"),
    Order.WHERE: ("ou en suis je", "ou en sommes nous", "ou en est on", "mon avancement", "avancement"),
    Order.LIST: ("liste", "la liste", "liste des questions", "les questions", "toutes les questions"),
    Order.REREAD: ("relire", "mes reponses", "voir mes reponses", "relire mes reponses"),
    Order.PAUSE: ("pause", "faire une pause", "a demain", "a plus tard", "a la semaine prochaine"),
    Order.SUMMARY: ("recapitulatif", "recap", "resume"),
    Order.RESUME: ("reprendre", "rouvrir", "reouvrir", "on reprend", "on continue", "je reprends"),
    Order.CORRECT: ("corriger", "modifier", "correction", "modification"),
    Order.COMPLETE: ("completer", "ajouter", "complement"),
    Order.CONTINUE: ("je continue", "j ai une suite", "a suivre"),
    Order.ENOUGH: ("c est tout", "voila c est tout", "c est tout merci", "fin de la reponse"),
    Order.DETAIL: ("detailler", "rubrique par rubrique"),
    Order.DEADLINE: ("date limite", "quelle est la date limite", "pour quand est ce", "c est pour quand", "echeance"),
    Order.MINE: ("c est ma reponse",),
    Order.CONFIRM: ("tout est bon", "c est tout bon", "tout est correct", "je confirme", "je valide", "valider"),
    Order.WHICH_END: ("terminer", "finir"),
    Order.COLLEAGUE: ("collegue", "un collegue", "une collegue", "collegues", "confier"),
    Order.DIFFICULTY: ("difficulte", "une difficulte", "signaler une difficulte", "probleme", "un probleme"),
    Order.GLOSSARY: ("glossaire", "sigles", "les sigles"),
    Order.MISTAKEN: (
        *("oups", "oops", "erreur", "supprimer", "effacer", "mauvaise question", "pas la bonne question"),
        *("c est une erreur", "c etait une erreur"),
    ),
    Order.WHO: ("qui etes vous", "vous etes qui", "qui est ce", "t es qui", "qui es tu", "qui parle"),
    Order.BIND: ("lier", "lier le groupe"),
    Order.CANCEL: ("annuler", "annule", "laisser tomber", "laissez tomber"),
    Order.STOP: ("stop", "stopper", "desinscription", "se desinscrire"),
}
_ORDER_OF = {phrase: order for order, phrases in PHRASES.items() for phrase in phrases}

# What a slip of the finger may be taken for: orders that change nothing are carried out, the others asked about.
_CHANGES_NOTHING = (
    Order.HELP,
    Order.CONTEXT,
    Order.EXAMPLE,
    Order.SKIP,
    Order.BACK,
    Order.WHERE,
    Order.LIST,
    Order.REREAD,
    Order.SUMMARY,
    Order.GLOSSARY,
    Order.CORRECT,
    Order.DEADLINE,
)
GUESSED = {p: order for p, order in _ORDER_OF.items() if order in _CHANGES_NOTHING}
ASKED_ABOUT = ("stop", "terminer", "collegue", "difficulte", "reprendre")
VERBS = ("modifier", "corriger", "completer", "changer", "remplacer", "supprimer", "passer", "detailler", "repondre")

_SLASH = re.compile(r"/(?P<name>[^\W\d][\w-]*)(?:@\w+)?(?:[ \t:]+(?P<rest>\S.*))?\s*", re.DOTALL)
# « collègue Q3a maud@… », « difficulté : … », « glossaire FIR » without a slash: only where nothing else can be meant
_TOLD = re.compile(
    r"(?:(?P<colleague>coll[èe]gue|confier)\s*:?\s*(?=(?:\S{1,8}\s*:?\s+)?\S+@)|(?P<difficulty>difficult[ée])\s*:\s*"
    r"|(?P<glossary>glossaire)\s*:?\s+(?=\S{1,20}(?:\s\S{1,20})?$))(?P<rest>\S.{0,400})",
    re.IGNORECASE | re.DOTALL,
)

_EVERYTHING = re.compile(r"tout le reste\s*:\s*(?P<rest>\S.{0,60})", re.IGNORECASE)
_DONE = r"(?:voila )?(?:j ai|nous avons|on a|c est) (?:bien |tout )?(?:fini|termine)"
_CLOSED = re.compile(
    rf"(?:{_DONE} (?:le questionnaire )?pour|terminer(?: pour)?) (?:toute? )?"
    r"(?:l |la |le |mon |notre |mes |l ensemble de l )?"
    r"(?:ars|organisme|agence|region|structure|etablissement)(?: \w+){0,6}"
)
_FINISHED = re.compile(
    rf"(?:(?:{_DONE}|terminer) )?(?:avec )?(?:pour )?(?:ma|mes|notre) (?:part|partie|parties|questions)(?: merci)?"
    rf"|(?:{_DONE}|c est tout|c est bon) (?:pour (?:moi|ma part|mes questions)|de mon cote)"
)
_WHICH_END = re.compile(
    rf"(?:{_DONE}|(?:deja )?(?:fini|termine))(?: (?:le questionnaire|de repondre|merci))*"
    r"|(?:j ai|nous avons|on a) repondu a (?:tout|toutes (?:les|mes|vos) questions)"
)


def order_of(text: str, words: str) -> Command | None:
    """The order that a whole message is, codes aside; `words` are its bare words."""
    slash = _SLASH.fullmatch(text)
    if slash:
        return _after_slash(slash["name"], (slash["rest"] or "").strip())
    if words in _ORDER_OF:
        return Command(_ORDER_OF[words])
    if _CLOSED.fullmatch(words):
        return Command(Order.CLOSED)
    if _FINISHED.fullmatch(words):
        return Command(Order.FINISHED)
    if _WHICH_END.fullmatch(words):
        return Command(Order.WHICH_END)
    everything = _EVERYTHING.fullmatch(text)
    if everything and standing_of(everything["rest"]):
        return Command(Order.ALL, text=everything["rest"])
    told = _TOLD.fullmatch(text)
    if told:
        order = next(o for o in (Order.COLLEAGUE, Order.DIFFICULTY, Order.GLOSSARY) if told[o.value])
        return Command(order, text=told["rest"].strip())
    return None


def _meant(name: str) -> str:
    """The command of the menu that a mistyped one is nearly, or ""."""
    near = get_close_matches(name, [command for command, _ in COMMANDS], 1, 0.75)
    return near[0] if near and near[0] != name else ""


def mended(command: Command) -> str:
    """What an unknown command was probably meant to be, as it can be said (« modifier Q1a »), or ""."""
    name, _, rest = command.text.partition(" ")
    near = _meant(bare(name))
    return f"{near} {rest}".strip() if near else ""


def _after_slash(written: str, rest: str) -> Command | None:
    """A command of the menu and what follows it; None for one with a code, which the caller looks for."""
    name = bare(written).replace(" ", "")
    order = _ORDER_OF.get(name)
    if order is Order.START:
        return Command(Order.START)
    if order is Order.WHICH_END and rest:
        ending = bare(f"terminer {rest}")
        for end, rule in ((Order.CLOSED, _CLOSED), (Order.FINISHED, _FINISHED)):
            if rule.fullmatch(ending):
                return Command(end)
    if order in (Order.COLLEAGUE, Order.DIFFICULTY, Order.GLOSSARY):
        return Command(order, text=rest)
    if order is not None and not rest:
        return Command(order)
    if order is None and name != "choix" and (not rest or _meant(name)):
        return Command(Order.UNKNOWN, text=f"{written} {rest}".strip())
    return None
