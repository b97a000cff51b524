"""More cases: keys in every spelling, answers dictated, named by the question's words, or given for many at once."""

# ruff: noqa: E501 -- a message or a case is easier to read, and to compare with real mail, on one line

from __future__ import annotations

from campaigns.contribution import Manner
from tests.mails.cases import SIGNATURE, Case
from usecases.replies import IntentKind

_PAIR = {"Q1a": "trois réunions", "Q5": "oui"}
_SPELLINGS = {
    "direction marks": "\u200fQ1a\u200e : trois réunions\n\u200fQ5 : oui",
    "zero-width spaces": "Q\u200b1\u200ba : trois réunions\nQ5\u200b : oui",
    "soft hyphens": "Q1\u00ada : trois réunions\nQ\u00ad5 : oui",
    "no-break spaces": "Q\u00a01\u00a0a\u00a0: trois réunions\nQ\u202f5\u202f: oui",
    "mixed case": "q1A : trois réunions\nq5 : oui",
    "a point inside": "Q1.a : trois réunions\nQ.5 : oui",
    "a dash inside": "Q1-a : trois réunions\nQ-5 : oui",
    "a slash inside": "Q1/a : trois réunions\nQ5 : oui",
    "a degree sign": "1° a) trois réunions\n5° oui",
    "numbers with brackets": "1 a) trois réunions\n5) oui",
    "quoted codes": '« Q1a » : trois réunions\n"Q5" : oui',
    "a bullet lost": "o Q1a : trois réunions\no\tQ5 : oui",
    "stars around the key": "**Q1a :** trois réunions\n**Q5 :** oui",
    "a wide colon": "Q1a： trois réunions\nQ5： oui",
    "semicolons": "Q1a ; trois réunions\nQ5 ; oui",
    "R as in réponse": "R1a : trois réunions\nR5 : oui",
    "an abbreviation": "Ques. 1a : trois réunions\nQst 5 : oui",
    "equal signs": "Q1a=trois réunions, Q5=oui",
    "arrows": "Q1a ➔ trois réunions\nQ5 ==> oui",
    "in front of the verb": "S’agissant de la Q1a : trois réunions\nQuant à la Q5 : oui",
}

_REX = {"I1": "45", "I2": "320", "I3": "12", "I4": "88"}
_REX_SPELLINGS = {
    "titles": "Établissements engagés : 45\nProfessionnels formés : 320\nSéances organisées : 12\nÉvénements analysés : 88",
    "question texts": "Nombre d'établissements engagés : 45\nNombre de professionnels formés : 320\nNombre de séances de retour d'expérience organisées : 12\nNombre d'événements analysés = 88",
    "codes and blanks": "I1 45\nI2 320\nI3 12\nI4 88",
    "on one line": "I1=45, I2=320, I3=12, I4=88",
    "what an indicator is called": "Indicateur 1 : 45\nIndicateur 2 : 320\nIndicateur 3 : 12\nIndicateur 4 : 88",
    "in an order of their own": "1. Professionnels formés : 320\n2. Établissements engagés : 45\n3. Événements analysés : 88\n4. Séances organisées : 12",
}
_ALL = ("Q1a", "Q1b", "Q2a", "Q2b", "Q3a", "Q3b", "Q4a", "Q4b", "Q5", "Q6")


def _all_but(words: str, **answers: str) -> dict[str, str]:
    return dict.fromkeys(_ALL, words) | answers


WORDINGS: tuple[Case, ...] = (
    *(Case(name, "outlook-365-text", said + SIGNATURE, answers=_PAIR) for name, said in _SPELLINGS.items()),
    *(
        Case(f"numbers by {name}", "gmail-web", said + SIGNATURE, answers=_REX, questionnaire="rex-2014")
        for name, said in _REX_SPELLINGS.items()
    ),
    Case("numbered keys with lists below", "iphone-text", "1a)\n1. Bus\n2. Expo\n1b)\n1. Film\n5) oui", answers={"Q1a": "1. Bus\n2. Expo", "Q1b": "1. Film", "Q5": "oui"}),
    # dictated, without any sign
    Case("dictated", "iphone-text", "bonjour pour la question 1 a nous avons tenu trois réunions question 1 b néant question 5 oui c'est un levier", answers={"Q1a": "nous avons tenu trois réunions", "Q1b": "néant", "Q5": "oui c'est un levier"}),
    Case("dictated, numbers as words", "iphone-text", "question un a nous avons tenu trois réunions question cinq oui", answers={"Q1a": "nous avons tenu trois réunions", "Q5": "oui"}),
    Case("dictated, broken at the margin", "samsung", "bonjour pour la question 1 a nous avons organisé une semaine de la\nsécurité avec 42 établissements question 1 b néant question 2 a le portail\nrégional a été ouvert en 2015 question 5 oui", answers={"Q1a": "nous avons organisé une semaine de la sécurité avec 42 établissements", "Q1b": "néant", "Q2a": "le portail régional a été ouvert en 2015", "Q5": "oui"}),
    Case("codes without signs", "iphone-text", "Q1a trois réunions Q1b néant Q5 oui", answers={"Q1a": "trois réunions", "Q1b": "néant", "Q5": "oui"}),
    Case("a question mentioned in brackets", "iphone-text", "Q1a : trois réunions (détail Q5 ci-dessous)", answers={"Q1a": "trois réunions (détail Q5 ci-dessous)"}),
    Case("a question that was dealt with", "iphone-text", "La question 1 a été traitée par la SRA.", answers={}, leftover=("La question 1 a été traitée par la SRA.",)),
    # one word for many questions
    Case("nothing but one", "gmail-web", "Néant sauf Q5 : oui, un levier." + SIGNATURE, answers=_all_but("Néant", Q5="oui, un levier.")),
    Case("nothing for all but one, in a sentence", "outlook-web", "Bonjour,\n\nRAS pour toutes les questions sauf la 3a où nous avons ouvert un centre de simulation." + SIGNATURE, answers=_all_but("RAS", Q3a="nous avons ouvert un centre de simulation.")),
    Case("nothing but what follows", "mutt", "Rien à signaler hormis les questions Q2a et Q5, ci-dessous :\nQ2a : un portail\nQ5 : oui", answers=_all_but("Rien à signaler", Q2a="un portail", Q5="oui")),
    Case("the others too", "outlook-365-html", "Q5 : oui\nPour les autres questions : néant" + SIGNATURE, answers=_all_but("néant", Q5="oui")),
    Case("the rest", "outlook-365-html", "Q5 : oui.\nRAS pour le reste." + SIGNATURE, answers=_all_but("RAS", Q5="oui.")),
    Case("nothing for some", "roundcube", "Néant pour les questions Q1a à Q4b. Q5 : oui", answers=dict.fromkeys(_ALL[:8], "Néant") | {"Q5": "oui"}),
    Case("the others, only where they are open", "gmail-web", "Q5 : oui\nAutres questions : RAS", answers={"Q5": "oui", "Q6": "RAS"}, open=("Q5", "Q6")),
    Case("references stay as they are", "zimbra-text", "Q1a : trois réunions\nQ1b : idem Q1a\nQ2a : voir réponse Q1a\nQ2b : cf. pièce jointe" + SIGNATURE, answers={"Q1a": "trois réunions", "Q1b": "idem Q1a", "Q2a": "voir réponse Q1a", "Q2b": "cf. pièce jointe"}),
    Case("nothing but some establishments", "gmail-web", "Néant sauf 3 établissements du sud.", answers={}, leftover=("Néant sauf 3 établissements du sud.",)),
    Case("nothing else, within an answer", "gmail-web", "Q1a : deux actions\n- un bus\nAutres : néant", answers={"Q1a": "deux actions\n- un bus\nAutres : néant"}),
    Case("nothing but, under a question", "roundcube", "", {"Q1a": "Néant, sauf au CHU (voir Q5)."}),
    Case("nothing but something else", "gmail-web", "Q5 : oui\n\n" + SIGNATURE.strip(), answers={"Q5": "oui"}),
    Case("nothing, with an exception that names no question", "gmail-web", "Aucune action sauf la formation des agents." + SIGNATURE, answers={}, leftover=("Aucune action sauf la formation des agents.",)),
    Case("nothing but, with a verb", "gmail-web", "Nous n’avons rien à déclarer hormis pour la question 5 : un levier.", answers=_all_but("Nous n’avons rien à déclarer", Q5="un levier.")),
    Case("numbers and blanks", "iphone-text", "1a néant\n1b néant\n5 oui", answers={"Q1a": "néant", "Q1b": "néant", "Q5": "oui"}),
    Case("a postscript", "outlook-365-text", "Q5 : oui.\n\nCordialement,\nMarie Dupont\n\nPS : pour la Q6, une journée nationale.", answers={"Q5": "oui.", "Q6": "une journée nationale."}),
    Case("at your disposal", "gmail-web", "Q5 : oui.\n\nN'hésitez pas à me contacter au 02 61 91 00 00." + SIGNATURE, answers={"Q5": "oui."}),
    # named by the question's words
    Case("titles", "gmail-web", "Propositions à compter de 2018 : une journée nationale.\nLe PNSP, un levier ? Oui." + SIGNATURE, answers={"Q6": "une journée nationale.", "Q5": "Oui."}),
    Case("words of titles", "gmail-web", "Levier : oui\nPropositions : une journée", answers={"Q5": "oui", "Q6": "une journée"}),
    Case("questions typed again", "lotus-notes", "Bonjour,\n\nPour vous, le PNSP a-t-il été un levier pour agir en matière de sécurité des patients ? Comment ?\nOui, clairement.\n\nAvez-vous des propositions à faire en vue d’un Programme ou autre\ndispositif pour la sécurité des patients à compter de 2018 ?\nUne journée nationale." + SIGNATURE, answers={"Q5": "Oui, clairement.", "Q6": "Une journée nationale."}),
    Case("a title that two questions share", "mutt", "Axe 2 : un portail", answers={}, suggested={"Q2a": "un portail", "Q2b": "un portail"}),
    Case("titles below a title", "mutt", "Axe 1\nA l'initiative de l'ARS : trois réunions\nA l'initiative d'autres acteurs : néant\n\nAxe 2\n- A l'initiative de l'ARS :\nUn portail", answers={"Q1a": "trois réunions", "Q1b": "néant", "Q2a": "Un portail"}),
    Case("titles of an interview", "thunderbird-text", "Réclamations : 45 en 2014\nIntérimaires : oui\nMoyens dédiés : 2 ETP" + SIGNATURE, answers={"3.1": "45 en 2014", "5.2": "oui", "5.1": "2 ETP"}, questionnaire="guide-entretien-2015"),
    Case("headings of an answer's own", "thunderbird-text", "Formation : 45 agents\nBudget : 2 000 €", answers={}, leftover=("Formation : 45 agents\nBudget : 2 000 €",)),
    Case("one open, its own headings", "iphone-text", "Réclamation type : un retard\nBudget : 2 000 €", answers={"5.1": "Réclamation type : un retard\nBudget : 2 000 €"}, open=("5.1",), questionnaire="guide-entretien-2015"),
    Case("one open, but another is meant", "gmail-web", "Il y a une erreur, le nombre d’établissements engagés est de 45 et non 54." + SIGNATURE, answers={}, suggested={"I1": "Il y a une erreur, le nombre d’établissements engagés est de 45 et non 54."}, open=("I2",), questionnaire="rex-2014"),
    # numbers with a point
    Case("codes with a point", "gmail-web", "1.1 Un comité de pilotage se réunit.\n1.2 Un logiciel.\n5.2 - Oui", answers={"1.1": "Un comité de pilotage se réunit.", "1.2": "Un logiciel.", "5.2": "Oui"}, questionnaire="guide-entretien-2015"),
    Case("codes with a dash or a comma", "gmail-web", "1-1 : Un comité\n1,2 : Un logiciel\nQ1.3 : 45 déclarations", answers={"1.1": "Un comité", "1.2": "Un logiciel", "1.3": "45 déclarations"}, questionnaire="guide-entretien-2015"),
    Case("amounts that look like codes", "gmail-web", "1.2 M€ de crédits\n3.1 ETP", answers={}, leftover=("1.2 M€ de crédits\n3.1 ETP",), questionnaire="guide-entretien-2015"),
    Case("axes", "gmail-web", "Pour l'axe 1 nous avons un film. Pour l'axe 3, rien." + SIGNATURE, answers={"A1": "nous avons un film.", "A3": "rien."}, questionnaire="feuille-de-route-2023"),
    Case("« à » and a number", "gmail-web", "A 5 reprises les EHPAD ont été réunis." + SIGNATURE, answers={}, leftover=("A 5 reprises les EHPAD ont été réunis.",), questionnaire="feuille-de-route-2023"),
    Case("two indicators in a sentence", "gmail-web", "L'indicateur 1 est de 45 et l'indicateur 2 de 320." + SIGNATURE, answers={"I1": "est de 45", "I2": "de 320."}, questionnaire="rex-2014"),
    Case("read one number for another", "gmail-web", "I1 : lire 45 et non 54", answers={"I1": "45"}, open=("I2",), questionnaire="rex-2014"),
    Case("nothing at all", "gmail-web", "Bonjour,\n\nNéant." + SIGNATURE, answers={}, intents=(IntentKind.NOTHING_TO_REPORT,)),
    Case("several codes joined by a dash", "mutt", "Q1a/Q2a : action commune\nQ5-Q6 : idem", answers={"Q1a": "action commune", "Q2a": "action commune", "Q5": "idem", "Q6": "idem"}),
    Case("titles below a number", "mutt", "Q1\nA l'initiative de l'ARS : trois réunions\nA l'initiative d'autres acteurs : néant", answers={"Q1a": "trois réunions", "Q1b": "néant"}),
    Case("letters below a title", "mutt", "1) Information du patient\na) trois réunions\nb) néant\n2) Déclaration\na) un portail\nb) le CHU", answers={"Q1a": "trois réunions", "Q1b": "néant", "Q2a": "un portail", "Q2b": "le CHU"}),
    Case("one word of a title", "mutt", "AXE 1\nInitiative ARS : semaine\nActeurs : CHU\nAutres : néant\nAXE 2\nARS : portail\nAutres : rien", answers={"Q1a": "semaine\nActeurs : CHU", "Q1b": "néant", "Q2a": "portail", "Q2b": "rien"}),
    Case("an axis and one word of a title", "mutt", "Axe 1 - ARS : semaine\nAxe 1 - autres : néant", answers={"Q1a": "semaine", "Q1b": "néant"}),
    Case("titles behind a number", "gmail-web", "I5 : médicament 4, chirurgie 5, risque infectieux 6, autre risque 7" + SIGNATURE, answers={"I5a": "4", "I5b": "5", "I5c": "6", "I5d": "7"}, questionnaire="rex-2014"),
    Case("titles in a row", "gmail-web", "Médicament 4 / chirurgie 5 / risque infectieux 6 / autre risque 7" + SIGNATURE, answers={"I5a": "4", "I5b": "5", "I5c": "6", "I5d": "7"}, questionnaire="rex-2014"),
    Case("a question named within a sentence", "gmail-web", "Bonjour,\n\nJ'ai oublié de préciser à la question 1a que le CHU y a participé." + SIGNATURE, answers={}, suggested={"Q1a": "J'ai oublié de préciser à la question 1a que le CHU y a participé."}),
    Case("a key behind another sentence", "gmail-web", "OK pour nous. Pour la Q6 : une journée.", answers={"Q6": "une journée."}, leftover=("OK pour nous.",)),
    Case("what will follow", "gmail-web", "La Q3 sera complétée par ma collègue la semaine prochaine.\n\nQ5 : oui", answers={"Q5": "oui"}),
    Case("a greeting on the line of a promise", "iphone-text", "Bonjour, je vous réponds lundi.", answers={}),
    Case("an answer that looks like a promise", "iphone-text", "Les bilans seront transmis aux usagers en 2018.", answers={"Q6": "Les bilans seront transmis aux usagers en 2018."}, open=("Q6",)),
    # named in a sentence of their own
    Case("« pour la 5 » below several", "gmail-web", "Concernant les questions 4a et 4b, nous n'avons pas d'élément.\nPour la 5, le programme a aidé." + SIGNATURE, answers={"Q4a": "nous n'avons pas d'élément.", "Q4b": "nous n'avons pas d'élément.", "Q5": "le programme a aidé."}),
    Case("« pour la 2 » of an address", "gmail-web", "Q1a : La mobilisation des 12 équipes.\nPour la 2, rue de la Paix, un local." + SIGNATURE, answers={"Q1a": "La mobilisation des 12 équipes.\nPour la 2, rue de la Paix, un local."}),
    Case("numbers and letters with a point", "outlook-365-text", "1.a Nous avons tenu trois réunions.\n1.b Rien.\n2.a Oui." + SIGNATURE, answers={"Q1a": "Nous avons tenu trois réunions.", "Q1b": "Rien.", "Q2a": "Oui."}),
    Case("« voici ma réponse à la question »", "iphone-text", "Voici ma réponse à la question 5 : le programme a aidé.", answers={"Q5": "le programme a aidé."}),
    Case("« je réponds aux questions »", "iphone-text", "Je réponds aux questions 5 et 6 : oui.", answers={"Q5": "oui.", "Q6": "oui."}),
    Case("« nous répondons lundi »", "iphone-text", "Nous répondons à la question 5 lundi.", answers={}, suggested={"Q5": "Nous répondons à la question 5 lundi."}),
    Case("« je complète ma réponse »", "iphone-text", "Je complète ma réponse à Q2a : il y avait aussi un colloque.", answers={"Q2a": "il y avait aussi un colloque."}, manners={"Q2a": Manner.ADD}),
    Case("one word behind « toutes les questions »", "iphone-text", "Pour toutes les questions : néant." + SIGNATURE, answers=dict.fromkeys(_ALL, "néant")),
    # who wrote it
    Case("a colleague's first name below", "outlook-365-text", "Voici nos éléments.\n\nQ5 : oui\nQ6 : une journée nationale\n\nSophie", answers={"Q5": "oui", "Q6": "une journée nationale"}),
    Case("a first name below our letter", "thunderbird-text", "Réponses ci-dessous.\n\nJean-Luc", {"Q5": "Oui."}),
    Case("one open, a first name below", "iphone-text", "Non, rien de plus à ce stade, mais nous restons intéressés.\n\nSophie", answers={"Q6": "Non, rien de plus à ce stade, mais nous restons intéressés."}, open=("Q6",)),
    Case("a list of names is an answer", "iphone-text", "Q4a : les référents sont\nPaul Petit\nSophie Martin", answers={"Q4a": "les référents sont\nPaul Petit\nSophie Martin"}),
    Case("names in brackets before the answers", "outlook-365-html", "Mes réponses sont précédées de [Marie Dupont].", {"Q1a": "[Marie Dupont] trois réunions", "Q5": "[DUPONT, Marie] oui", "Q6": "[MD] néant"}, answers={"Q1a": "trois réunions", "Q5": "oui", "Q6": "néant"}),
    Case("initials before the answers", "roundcube", "", {"Q1a": "MD : trois réunions", "Q5": "Marie : oui"}, answers={"Q1a": "trois réunions", "Q5": "oui"}),
    Case("brackets that are the answer's", "roundcube", "", {"Q1a": "[Action phare] un bus", "Q5": "SRA : oui"}),
    Case("completed by a colleague", "gmail-android", "Je complète : Q6 : une journée\n\nLuc", answers={"Q6": "une journée"}),
    Case("a table with headings", "outlook-web", "Code\nQuestion\nRéponse\nQ5\noui\nQ6\nnon", answers={"Q5": "oui", "Q6": "non"}),
    Case("answers in a column beside", "outlook-365-html", "Bonjour, nos réponses sont à droite.", {"Q5": "Oui."}),
    Case("brackets on one line", "mutt", "[Q1a] affichage [Q1b] néant [Q5] oui (cf. Q1a)", answers={"Q1a": "affichage", "Q1b": "néant", "Q5": "oui (cf. Q1a)"}),
    Case("stars on one line", "mutt", "**Q5** Oui **Q6** Non", answers={"Q5": "Oui", "Q6": "Non"}),
    Case("numbers above words of the question", "mutt", "5) Le PNSP, un levier ?\n=> Oui.\n6) Avez-vous des idées ?\n=> Non.", answers={"Q5": "Oui.", "Q6": "Avez-vous des idées ?\n=> Non."}),
    Case("headings underlined", "mutt", "QUESTION 5\n----------\nOui\n\nQUESTION 6\n==========\nNon", answers={"Q5": "Oui", "Q6": "Non"}),
    Case("cancelled and replaced", "mutt", "Merci d'annuler ma réponse à la Q5 et de la remplacer par : oui, en partie.", answers={"Q5": "oui, en partie."}),
    Case("brackets that only mention", "mutt", "[Q1a] Voir le détail en [Q2a] pour le portail\n[Q2a] portail ouvert", answers={"Q1a": "Voir le détail en [Q2a] pour le portail", "Q2a": "portail ouvert"}),
    Case("« voici pour la Q1a et la Q1b »", "iphone-text", "Voici pour la Q1a et la Q1b : néant", answers={"Q1a": "néant", "Q1b": "néant"}),
    Case("« à la 5 » on a wrapped line", "mutt", "Q6 : Étendre le dispositif\nà la 5 : non", answers={"Q6": "Étendre le dispositif\nà la 5 : non"}),
    Case("a notice between two answers", "mutt", "Q5 : oui\nCe message et ses pièces jointes sont confidentiels et destinés à l'usage exclusif du destinataire.\nQ6 : néant", answers={"Q5": "oui\nCe message et ses pièces jointes sont confidentiels et destinés à l'usage exclusif du destinataire.", "Q6": "néant"}),
    Case("a list below a title", "mutt", "Propositions à compter de 2018 :\n5) un réseau national\n6) une journée annuelle", answers={"Q6": "5) un réseau national\n6) une journée annuelle"}),
    Case("an item of a list like a title", "mutt", "Axe 1\nARS :\n- affichage\n- autres : une brochure", answers={}, suggested={"Q1a": "ARS :\n- affichage\n- autres : une brochure", "Q1b": "ARS :\n- affichage\n- autres : une brochure"}),
    Case("more days of training", "gmail-web", "Oui. Nous aimerions trois jours de plus de formation des référents.", answers={"Q6": "Oui. Nous aimerions trois jours de plus de formation des référents."}, open=("Q6",)),
    Case("a notice right below the answer", "mutt", "Q5 : oui\n*************\nCe message est confidentiel et destiné à l'usage exclusif de son destinataire.", answers={"Q5": "oui"}),
    Case("an answer about confidential data", "mutt", "Q5 : les données sont confidentielles et destinées à l'usage exclusif du destinataire des signalements.", answers={"Q5": "les données sont confidentielles et destinées à l'usage exclusif du destinataire des signalements."}),
    Case("a German client", "mutt", "Q5 : oui\n\nMit freundlichen Grüßen\nMarie Dupont\n\nAm 17.07.2017 um 09:00 schrieb DGOS:\n", answers={"Q5": "oui"}),
    Case("thanks in English", "mutt", "Q5 : oui\n\nThanks,\nMarie", answers={"Q5": "oui"}),
    Case("a header drawn as a table", "mutt", "Q5 : oui\n\n|------------>\n| De :       |\n|------------>\n  >----------------------------|\n  |DGOS <pnsp@dgos.example>     |\n  >----------------------------|", answers={"Q5": "oui"}),
)  # fmt: skip
