"""The cases: what a person writes with which client, and what a careful reader makes of it."""

# ruff: noqa: E501 -- a message or a case is easier to read, and to compare with real mail, on one line

from __future__ import annotations

from dataclasses import dataclass, field

from campaigns.contribution import Manner
from usecases.replies import IntentKind

SIGNATURE = "\n\nCordialement,\n\nMarie Dupont\nChargée de mission qualité\nARS – Direction de l’offre de soins\nTél. 02 61 91 00 00"


@dataclass(frozen=True)
class Case:
    """`said` stands on top, `inline` under the questions. Of `leftover` each text must be shown, and nothing else.

    `answers` is what must be placed, exactly; by default what stands inline.
    """

    id: str
    client: str
    said: str = ""
    inline: dict[str, str] = field(default_factory=dict)
    answers: dict[str, str] | None = None
    suggested: dict[str, str] = field(default_factory=dict)
    leftover: tuple[str, ...] = ()
    intents: tuple[IntentKind, ...] = ()
    manners: dict[str, Manner] = field(default_factory=dict)
    open: tuple[str, ...] | None = None
    questionnaire: str = "pnsp-2017"


INLINE = {
    "Q1a": "Semaine de la sécurité : 42 établissements.\nUne affiche régionale.",
    "Q2b": "Néant",
    "Q5": "Oui : un cadre commun.\n\nCordialement est le nom du bulletin.",
    "Q6": "Élargir à la ville.",
}
FLAT = {code: "\n".join(line for line in text.split("\n") if line) for code, text in INLINE.items()}
KEYED = "Bonjour,\n\nQ1a : 42 établissements\nQ2a : néant\nQ5 : un levier, certes modeste."
KEYED_ANSWERS = {"Q1a": "42 établissements", "Q2a": "néant", "Q5": "un levier, certes modeste."}

_TEXT = (
    "thunderbird-text", "gmail-text", "gmail-android", "iphone-text", "outlook-2010-text", "outlook-365-text", "zimbra-text", "roundcube",
    "sogo", "lotus-notes", "orange", "laposte", "k9", "samsung", "mutt", "evolution", "protonmail", "groupwise", "the-bat",
)  # fmt: skip
_HTML = (
    "thunderbird-html", "gmail-web", "iphone-html", "apple-mail", "outlook-365-html", "outlook-web", "outlook-mobile", "outlook-mac",
    "yahoo-html", "windows-mail", "em-client", "bluemind",
)  # fmt: skip

CASES: tuple[Case, ...] = (
    *(Case(f"inline {client}", client, "Bonjour,\n\nNos réponses sont dans le texte.", INLINE) for client in _TEXT),
    *(Case(f"inline {client}", client, "Bonjour,\n\nNos réponses sont dans le texte.", FLAT) for client in _HTML),
    *(Case(f"on top {client}", client, KEYED + SIGNATURE, answers=KEYED_ANSWERS) for client in (*_TEXT, *_HTML)),
    # manners of naming the question
    Case(
        "question n°",
        "outlook-365-html",
        "Question n° 5 : oui, tout à fait." + SIGNATURE,
        answers={"Q5": "oui, tout à fait."},
    ),
    Case(
        "réponse à la question",
        "gmail-web",
        "Réponse à la question 1a : trois réunions.\nRéponse à la question 6 : rien de plus.",
        answers={"Q1a": "trois réunions.", "Q6": "rien de plus."},
    ),
    Case(
        "several answers in one paragraph",
        "outlook-365-html",
        "Bonjour, pour la Q1a nous avons tenu trois réunions. Pour la Q1b, néant. Pour la Q2a, une charte." + SIGNATURE,
        answers={"Q1a": "nous avons tenu trois réunions.", "Q1b": "néant.", "Q2a": "une charte."},
    ),
    Case(
        "lower-case keys in a row",
        "iphone-text",
        "q1a trois réunions; q1b néant; q2a charte",
        answers={"Q1a": "trois réunions", "Q1b": "néant", "Q2a": "charte"},
    ),
    Case(
        "a key behind thanks",
        "samsung",
        "Merci de votre relance. Q5 : oui.",
        answers={"Q5": "oui."},
        intents=(IntentKind.THANKS,),
    ),
    Case(
        "a table drawn with bars",
        "mutt",
        "| Q1a | trois réunions |\n| Q1b | néant |",
        answers={"Q1a": "trois réunions", "Q1b": "néant"},
    ),
    Case(
        "excuses above the one answer",
        "outlook-web",
        "Bonjour,\n\nDésolée pour le retard.\n\nTous les CH ont des RMM.",
        answers={"Q4b": "Tous les CH ont des RMM."},
        open=("Q4b",),
    ),
    Case("spaced code", "mutt", "Q 1 a : trois réunions", answers={"Q1a": "trois réunions"}),
    Case("lower case", "mutt", "q1a: trois réunions\nq6: rien", answers={"Q1a": "trois réunions", "Q6": "rien"}),
    Case(
        "code on its own line",
        "outlook-web",
        "Q1a\nTrois réunions.\n\nQ5\nOui.",
        answers={"Q1a": "Trois réunions.", "Q5": "Oui."},
    ),
    Case("two codes, one answer", "roundcube", "Q1a et Q1b : néant", answers={"Q1a": "néant", "Q1b": "néant"}),
    Case(
        "a range of codes",
        "roundcube",
        "Q1a à Q2b : RAS",
        answers={"Q1a": "RAS", "Q1b": "RAS", "Q2a": "RAS", "Q2b": "RAS"},
    ),
    Case(
        "all on one line",
        "gmail-text",
        "Q1a : néant ; Q1b : néant ; Q5 : oui",
        answers={"Q1a": "néant", "Q1b": "néant", "Q5": "oui"},
    ),
    Case(
        "a number that names two questions",
        "outlook-365-text",
        "Question 1 : deux journées régionales.",
        answers={},
        suggested={"Q1a": "deux journées régionales.", "Q1b": "deux journées régionales."},
    ),
    Case(
        "sub-letters under a number",
        "outlook-365-text",
        "Question 1 :\na) deux journées\nb) rien",
        answers={"Q1a": "deux journées", "Q1b": "rien"},
    ),
    Case(
        "numbers that are ours",
        "thunderbird-text",
        "Bonjour,\n\nVoici nos réponses :\n\n5) oui, un levier\n6) rien",
        answers={"Q5": "oui, un levier", "Q6": "rien"},
    ),
    Case(
        "a list inside a keyed answer",
        "thunderbird-text",
        "Q5 : trois effets :\n1. un cadre\n2. un budget\n3. un réseau\nQ6 : aucune",
        answers={"Q5": "trois effets :\n1. un cadre\n2. un budget\n3. un réseau", "Q6": "aucune"},
    ),
    Case(
        "a list that is the answer's own",
        "apple-mail",
        "Nous avons mené trois actions dans la région :\n1. une journée\n2. un film\n3. un guide",
        answers={},
        leftover=("Nous avons mené trois actions dans la région :\n1. une journée\n2. un film\n3. un guide",),
    ),
    Case(
        "an answer that mentions another question",
        "iphone-html",
        "Q5 : oui, voir aussi Q6 pour la suite.",
        answers={"Q5": "oui, voir aussi Q6 pour la suite."},
    ),
    Case(
        "header look-alikes in an answer",
        "outlook-365-text",
        "",
        {"Q1a": "De : 12 à 42 lits\nÀ : 87 %\nObjet : convention"},
    ),
    Case(
        "a farewell inside an answer",
        "thunderbird-text",
        "",
        {"Q5": "Le courrier finit ainsi :\nCordialement,\nle directeur\net il est resté sans réponse."},
    ),
    Case(
        "a date and « a écrit » inside an answer",
        "thunderbird-text",
        "",
        {"Q1b": "Le 3 mars 2016, la fédération a écrit à ses membres."},
    ),
    Case(
        "a question's sentence inside an answer",
        "thunderbird-html",
        "",
        {"Q5": "Pour vous, le PNSP a-t-il été un levier ? Oui, sans hésiter."},
    ),
    # one question open
    Case(
        "one open, free text",
        "gmail-web",
        "Bonjour,\n\nNous proposons une journée nationale." + SIGNATURE,
        answers={"Q6": "Nous proposons une journée nationale."},
        open=("Q6",),
    ),
    Case(
        "one open, a list",
        "iphone-text",
        "1. un guide\n2. un film",
        answers={"Q6": "1. un guide\n2. un film"},
        open=("Q6",),
    ),
    Case(
        "several open, free text",
        "gmail-web",
        "Bonjour,\n\nNous proposons une journée nationale.",
        answers={},
        leftover=("Nous proposons une journée nationale.",),
    ),
    # corrections and complements
    Case(
        "a correction",
        "outlook-365-html",
        "Bonjour,\n\nPour la Q5, lire : un levier majeur." + SIGNATURE,
        answers={"Q5": "un levier majeur."},
    ),
    Case(
        "a correction by its name",
        "evolution",
        "Correction de la question 6 : aucune proposition",
        answers={"Q6": "aucune proposition"},
    ),
    Case(
        "part of an answer corrected",
        "evolution",
        "Pour la Q5, lire 43 au lieu de 42",
        answers={"Q5": "lire 43 au lieu de 42"},
        manners={"Q5": Manner.ADD},
    ),
    Case(
        "a complement",
        "roundcube",
        "Complément à la Q1a : un film a été tourné.",
        answers={"Q1a": "un film a été tourné."},
        manners={"Q1a": Manner.ADD},
    ),
    Case(
        "an addition for a question",
        "k9",
        "Q1a (complément) : un film.",
        answers={"Q1a": "un film."},
        manners={"Q1a": Manner.ADD},
    ),
    Case(
        "a correction within a sentence",
        "outlook-web",
        "Bonjour, concernant la question 5, merci de remplacer ma réponse par : un levier majeur.",
        answers={"Q5": "un levier majeur."},
    ),
    Case(
        "a correction announced",
        "k9",
        "Je souhaite corriger la Q1a : 43 établissements.",
        answers={"Q1a": "43 établissements."},
    ),
    Case("bold lost as stars", "mutt", "*Q5* : oui\n*Q6* : non", answers={"Q5": "oui", "Q6": "non"}),
    Case(
        "an answer, then a question to us",
        "gmail-web",
        "Q5 : oui\n\nPar ailleurs, pouvez-vous préciser la Q6 ?" + SIGNATURE,
        answers={"Q5": "oui"},
        intents=(IntentKind.DIFFICULTY,),
    ),
    # what is no answer
    Case(
        "nothing to report",
        "outlook-mobile",
        "Bonjour,\n\nRien à signaler pour notre région." + SIGNATURE,
        answers={},
        intents=(IntentKind.NOTHING_TO_REPORT,),
    ),
    Case("RAS", "iphone-text", "RAS", answers={}, intents=(IntentKind.NOTHING_TO_REPORT,)),
    Case(
        "a refusal",
        "outlook-365-html",
        "Bonjour,\n\nNous ne souhaitons pas participer à cette enquête." + SIGNATURE,
        answers={},
        intents=(IntentKind.REFUSAL,),
    ),
    Case(
        "a handover",
        "zimbra-text",
        "Bonjour,\n\nJe transmets à ma collègue Sophie Martin (sophie.martin@ars.example), qui suit ce sujet."
        + SIGNATURE,
        answers={},
        intents=(IntentKind.HANDOVER,),
    ),
    Case(
        "no longer in charge",
        "outlook-web",
        "Bonjour, je ne suis plus en charge de ce dossier, merci de contacter Paul Petit : paul.petit@ars.example."
        + SIGNATURE,
        answers={},
        intents=(IntentKind.HANDOVER,),
    ),
    Case(
        "a difficulty",
        "gmail-android",
        "Bonjour,\n\nJe n’arrive pas à ouvrir le formulaire." + SIGNATURE,
        answers={},
        intents=(IntentKind.DIFFICULTY,),
    ),
    Case(
        "more time",
        "outlook-2010-text",
        "Bonjour,\n\nPourriez-vous nous accorder un délai supplémentaire jusqu’au 15 octobre ?" + SIGNATURE,
        answers={},
        intents=(IntentKind.DIFFICULTY,),
    ),
    Case(
        "finished, mine",
        "gmail-web",
        "Bonjour,\n\nJ’ai terminé, c’est tout pour ma part." + SIGNATURE,
        answers={},
        intents=(IntentKind.FINISHED,),
    ),
    Case(
        "finished, for all",
        "gmail-web",
        "Bonjour,\n\nNotre retour est complet pour l’ARS, vous pouvez clore." + SIGNATURE,
        answers={},
        intents=(IntentKind.CLOSED,),
    ),
    Case(
        "thanks and nothing more",
        "iphone-html",
        "Bien reçu, merci !\n\nMarie Dupont",
        answers={},
        intents=(IntentKind.THANKS,),
    ),
    Case(
        "a promise", "outlook-mobile", "Bonjour,\n\nNous vous répondrons avant la fin du mois." + SIGNATURE, answers={}
    ),
    Case(
        "see attachment",
        "outlook-365-html",
        "Bonjour,\n\nVeuillez trouver ci-joint notre réponse au questionnaire." + SIGNATURE,
        answers={},
    ),
    Case(
        "answers and a handover",
        "thunderbird-text",
        "Bonjour,\n\nJe transmets la suite à mon collègue Luc Blanc, luc.blanc@ars.example.",
        {"Q5": "Oui."},
        intents=(IntentKind.HANDOVER,),
    ),
    Case(
        "answers here and there",
        "thunderbird-text",
        "Bonjour,\n\nQ6 : aucune.",
        {"Q5": "Oui."},
        answers={"Q6": "aucune.", "Q5": "Oui."},
    ),
    # edges
    Case(
        "a disclaimer below",
        "outlook-365-text",
        "Q6 : aucune."
        + SIGNATURE
        + "\n\nCe message et toutes les pièces jointes sont confidentiels et destinés exclusivement à leurs destinataires. Si vous avez reçu ce message par erreur, merci de le détruire.",
        answers={"Q6": "aucune."},
    ),
    Case("a banner above", "outlook-web", "[EXTERNE]\nQ6 : aucune.", answers={"Q6": "aucune."}),
    Case("nothing said", "outlook-web", "", answers={}),
)
