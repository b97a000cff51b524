"""More cases: several questions answered in one sentence, before or behind what names them, by number or by rank."""

# ruff: noqa: E501 -- a message or a case is easier to read, and to compare with real mail, on one line

from __future__ import annotations

from campaigns.contribution import Manner
from tests.mails.cases import SIGNATURE, Case
from usecases.replies import IntentKind

REX = "rex-2014"
ROADMAP = "feuille-de-route-2023"
_YES_NO = {"Q5": "oui", "Q6": "non"}
_ONE_SENTENCE = {
    "by their numbers": "Et pour la 5 : oui, et pour la 6 : non",
    "by their numbers, without a sign": "pour la 5 oui, pour la 6 non",
    "by their numbers, without a preposition": "La 5 : oui, la 6 : non",
    "in front": "oui à la question 5 et non à la question 6",
    "in front, below a lead": "En réponse à votre mail : oui pour la 5, non pour la 6.",
    "by bare numbers": "5 : oui / 6 : non",
    "by bare numbers with brackets": "5) oui, 6) non",
    "by their ranks": "Pour la cinquième question : oui\nPour la sixième : non",
    "with other words in between": "Q6 : non, et pour la Q5 : oui",
}
_COLUMN = dict(
    zip(
        ("I1", "I2", "I3", "I4", "I5a", "I5b", "I5c", "I5d"), ("45", "320", "12", "88", "4", "5", "6", "7"), strict=True
    )
)
_ALL = ("Q1a", "Q1b", "Q2a", "Q2b", "Q3a", "Q3b", "Q4a", "Q4b")

CLAUSES: tuple[Case, ...] = (
    *(Case(f"two answers {name}", "gmail-web", said + SIGNATURE, answers=_YES_NO) for name, said in _ONE_SENTENCE.items()),
    Case("two sentences by number", "gmail-web", "À la 5 : oui. À la 6 : non." + SIGNATURE, answers={"Q5": "oui.", "Q6": "non."}),
    Case("one answer in front of two questions", "gmail-web", "Oui pour les questions 5 et 6" + SIGNATURE, answers={"Q5": "Oui", "Q6": "Oui"}),
    Case("a range in front, two keys behind", "gmail-web", "Néant de Q1a à Q4b, Q5 oui, Q6 non." + SIGNATURE, answers=dict.fromkeys(_ALL, "Néant") | _YES_NO),
    Case("a noun in front of a question, beside « néant »", "gmail-web", "Néant à la Q5, et des formations pour la Q6" + SIGNATURE, answers={"Q5": "Néant", "Q6": "des formations"}),
    Case("what is done about questions answers none", "gmail-web", "Besoin d’aide pour la Q5, un doute pour la Q6" + SIGNATURE, answers={}, leftover=("Besoin d’aide pour la Q5, un doute pour la Q6",)),
    Case("« oui » to a question that is two", "gmail-web", "Oui à la question 1" + SIGNATURE, answers={}, leftover=("Oui à la question 1",)),
    Case("nothing of some questions is not said of all", "gmail-web", "Rien à signaler pour les axes 3 et 4" + SIGNATURE, answers={}, leftover=("Rien à signaler pour les axes 3 et 4",)),
    Case("letters in a row", "gmail-web", "Q1 a) affiches b) néant\nQ2 a) portail b) néant" + SIGNATURE, answers={"Q1a": "affiches", "Q1b": "néant", "Q2a": "portail", "Q2b": "néant"}),
    Case("ranks that count their own", "gmail-web", "Q6 : deux idées. La première : former. La seconde : informer." + SIGNATURE, answers={"Q6": "deux idées. La première : former. La seconde : informer."}),
    Case("codes in brackets in a row", "gmail-web", "(I1) 45 (I2) 320 (I3) 12" + SIGNATURE, answers={"I1": "45", "I2": "320", "I3": "12"}, questionnaire=REX),
    Case("indicators by their ranks", "gmail-web", "1er indicateur : 45, 2e indicateur : 320" + SIGNATURE, answers={"I1": "45", "I2": "320"}, questionnaire=REX),
    Case("a key and an excuse", "gmail-web", "Nous n’avons pas fini la Q6, elle suivra. Pour la Q5, c’est oui." + SIGNATURE, answers={"Q5": "c’est oui."}, suggested={"Q6": "Nous n’avons pas fini la Q6, elle suivra."}),
    Case("a name below « -- » between two answers", "gmail-web", "Q5 : oui\n--\nMarie Dupont\nQ6 : non", answers={"Q5": "oui", "Q6": "non"}),
    Case("a thumb alone", "gmail-web", "👍", answers={}, leftover=("👍",)),
    Case("a thumb behind a key, a dash behind another", "gmail-web", "Q5 : 👍\nQ6 : -", answers={"Q5": "👍", "Q6": "-"}),
    # several values for several questions
    Case("values for codes in a row", "gmail-web", "I1, I2, I3 : 45, 320, 12" + SIGNATURE, answers={"I1": "45", "I2": "320", "I3": "12"}, questionnaire=REX),
    Case("values « respectivement »", "gmail-web", "Les indicateurs I1 et I2 sont respectivement de 45 et 320." + SIGNATURE, answers={"I1": "45", "I2": "320"}, questionnaire=REX),
    Case("labels and numbers behind a shared key", "gmail-web", "I5 : médicament 4, chirurgie 5, risque infectieux 6, autre 7" + SIGNATURE, answers={"I5a": "4", "I5b": "5", "I5c": "6", "I5d": "7"}, questionnaire=REX),
    Case("a list of labels below a heading", "gmail-web", "Axe 1 :\n- ARS : affiches\n- Autres acteurs : RAS" + SIGNATURE, answers={"Q1a": "affiches", "Q1b": "RAS"}),
    Case("a bare column, one value for each open question", "gmail-web", "\n".join(map(str, _COLUMN.values())) + SIGNATURE, answers={}, suggested=_COLUMN, questionnaire=REX),
    Case("a row that says to keep our order", "gmail-web", "Voici nos chiffres dans l’ordre : " + ", ".join(_COLUMN.values()) + SIGNATURE, answers=_COLUMN, questionnaire=REX),
    Case("a bare column that is too short", "gmail-web", "45\n320\n12" + SIGNATURE, answers={}, leftover=("45\n320\n12",), questionnaire=REX),
    Case("titles that are so many", "gmail-web", "Le nombre d’établissements engagés est de 45. Le nombre de séances est de 12." + SIGNATURE, answers={"I1": "45.", "I3": "12."}, questionnaire=REX),
    # corrections and what stands behind answers
    Case("a correction with « par : »", "gmail-web", "Merci de remplacer la réponse à la Q5 par : oui, en partie." + SIGNATURE, answers={"Q5": "oui, en partie."}),
    Case("a colleague answers the rest", "gmail-web", "Q5 : oui. Pour le reste, mon collègue Paul Martin (paul.martin@ars-nord.example) vous répondra.", answers={"Q5": "oui."}, intents=(IntentKind.HANDOVER,)),
    Case("a delay for some, an answer to one", "gmail-web", "Serait-il possible d’avoir un délai pour les questions 1 à 4 ? Pour la Q5, notre réponse est oui." + SIGNATURE, answers={"Q5": "oui."}, intents=(IntentKind.DIFFICULTY,)),
    Case("a swap of one word", "gmail-web", "À la Q5, remplacer oui par non." + SIGNATURE, answers={"Q5": "non"}),
    Case("a swap within an answer is added to it", "gmail-web", "Dans la Q1a, remplacer « 12 affiches » par « 21 affiches »." + SIGNATURE, answers={"Q1a": "remplacer « 12 affiches » par « 21 affiches »."}, manners={"Q1a": Manner.ADD}),
    Case("an answer that was wrong", "gmail-web", "Ma réponse à la question 6 était erronée : il faut lire « 3 réseaux »." + SIGNATURE, answers={"Q6": "« 3 réseaux »."}),
    Case("an error admitted in front of two keys", "gmail-web", "Bonjour, on s’est trompé : à la Q5 c’est non et à la Q6 c’est un réseau." + SIGNATURE, answers={"Q5": "c’est non", "Q6": "c’est un réseau."}),
    Case("leave is taken on the line of the last answer", "gmail-web", "Q5 oui ; Q6 non. Cordialement, Marie Dupont", answers={"Q5": "oui", "Q6": "non."}),
    # more ways to write keys
    Case("two letters of one question", "gmail-web", "Q4 a et b : sans objet\nQ1 (a et b) : néant" + SIGNATURE, answers={"Q4a": "sans objet", "Q4b": "sans objet", "Q1a": "néant", "Q1b": "néant"}),
    Case("« néant » of a question that is two", "gmail-web", "Question 1 : néant\nQuestion 5 : oui" + SIGNATURE, answers={"Q1a": "néant", "Q1b": "néant", "Q5": "oui"}),
    Case("dots up to the answer", "gmail-web", "Q5 ............ oui\nQ6…non" + SIGNATURE, answers=_YES_NO),
    Case("codes in brackets behind", "gmail-web", "Affiches (Q1a) ; néant (Q1b) ; portail (Q2a)" + SIGNATURE, answers={"Q1a": "Affiches", "Q1b": "néant", "Q2a": "portail"}),
    Case("a colon in a row of dashes", "gmail-web", "Q1a - Affiches / Q1b - Néant / Q5 - Oui" + SIGNATURE, answers={"Q1a": "Affiches", "Q1b": "Néant", "Q5": "Oui"}),
    Case("titles above codes", "gmail-web", "Axe 1 : affiches\nQ5 : oui" + SIGNATURE, answers={"Q5": "oui"}, suggested={"Q1a": "affiches", "Q1b": "affiches"}),
    # what questions are called
    Case("axes in one line", "gmail-web", "Axe 1 : NC, axe 2 : NC, axe 3 : 12 CREX" + SIGNATURE, answers={"A1": "NC", "A2": "NC", "A3": "12 CREX"}, questionnaire=ROADMAP),
    Case("sentences about axes", "gmail-web", "L’axe 1 est décliné dans 12 établissements. L’axe 2 n’est pas commencé." + SIGNATURE, answers={"A1": "est décliné dans 12 établissements.", "A2": "n’est pas commencé."}, questionnaire=ROADMAP),
    Case("actions within an axis are its own", "gmail-web", "A1 : action 1 : PACTE ; action 2 : SAED\nA2 : action 1 : portail" + SIGNATURE, answers={"A1": "action 1 : PACTE ; action 2 : SAED", "A2": "action 1 : portail"}, questionnaire=ROADMAP),
    Case("a range of axes with a dash", "gmail-web", "Axes 3-5 : non démarrés" + SIGNATURE, answers={"A3": "non démarrés", "A4": "non démarrés", "A5": "non démarrés"}, questionnaire=ROADMAP),
    Case("a heading between two answers", "gmail-web", "1.2 logiciel\nPartie 2\n2.1 bons résultats" + SIGNATURE, answers={"1.2": "logiciel", "2.1": "bons résultats"}, questionnaire="guide-entretien-2015"),
    # what looks like a courtesy and says something
    Case("a promise that counts", "gmail-web", "Je vous réponds sur la formation : 12 sessions en 2016." + SIGNATURE, answers={}, leftover=("Je vous réponds sur la formation : 12 sessions en 2016.",)),
    Case("what will be done", "gmail-web", "Nous ferons une campagne d’affichage." + SIGNATURE, answers={}, leftover=("Nous ferons une campagne d’affichage.",)),
    Case("a receipt of something else", "gmail-web", "Nous avons bien reçu 45 signalements." + SIGNATURE, answers={}, leftover=("Nous avons bien reçu 45 signalements.",)),
    Case("« RAS » above a paragraph", "gmail-web", "RAS.\n\nLa campagne d’affichage a bien marché." + SIGNATURE, answers={}, leftover=("RAS.\n\nLa campagne d’affichage a bien marché.",)),
    Case("a question to us below an answer", "gmail-web", "Q5 : Oui\nMerci de nous préciser ce que recouvre la Q6." + SIGNATURE, answers={"Q5": "Oui"}, intents=(IntentKind.DIFFICULTY,)),
    Case("who answers what, by service", "gmail-web", "Réponse de la DSP : Q1a : affiches\nDOS : Q2a : portail" + SIGNATURE, answers={"Q1a": "affiches", "Q2a": "portail"}),
    Case("an attachment for many, an answer to one", "gmail-web", "cf. PJ pour Q1 à Q2b. Q5 : oui" + SIGNATURE, answers=dict.fromkeys(_ALL[:4], "cf. PJ") | {"Q5": "oui"}),
    Case("a day is no question", "gmail-web", "Le 5 : réunion. Le 6 : colloque." + SIGNATURE, answers={}, leftover=("Le 5 : réunion. Le 6 : colloque.",)),
    Case("« lire » that corrects nothing", "gmail-web", "Q6 : lire davantage les rapports" + SIGNATURE, answers={"Q6": "lire davantage les rapports"}),
    Case("two words for two questions", "gmail-web", "Q5 et Q6 : oui, non" + SIGNATURE, answers=_YES_NO),
    Case("numbers that name no question", "gmail-web", "Formation pour 5 agents, information pour 6 autres" + SIGNATURE, answers={}, leftover=("Formation pour 5 agents, information pour 6 autres",)),
    Case("labels and numbers behind the title that they share", "gmail-web", "Actions d’amélioration : médicament 4, chirurgie 5, risque infectieux 6, autre 7" + SIGNATURE, answers={"I5a": "4", "I5b": "5", "I5c": "6", "I5d": "7"}, questionnaire=REX),
    Case("a total below a list", "gmail-web", "I5a : 4\nI5b : 5\nI5c : 6\nTotal : 15" + SIGNATURE, answers={"I5a": "4", "I5b": "5", "I5c": "6"}, leftover=("Total : 15",), questionnaire=REX),
    Case("the rest will follow", "gmail-web", "I1 : 45\nLes autres indicateurs vous seront transmis en septembre." + SIGNATURE, answers={"I1": "45"}, questionnaire=REX),
    Case("years above a table", "gmail-web", "2013\t2014\nI1\t43\t45\nI2\t280\t320" + SIGNATURE, answers={"I1": "43\t45", "I2": "280\t320"}, leftover=("2013\t2014",), questionnaire=REX),
)  # fmt: skip
