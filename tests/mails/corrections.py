"""More cases: what was answered is corrected, completed or withdrawn; keys that were left empty or carry a title."""

# ruff: noqa: E501 -- a message or a case is easier to read, and to compare with real mail, on one line

from __future__ import annotations

from campaigns.contribution import Manner
from tests.mails.cases import SIGNATURE, Case
from usecases.replies import IntentKind

_ADDED = {"Q1a": "un film a été tourné."}
_COMPLEMENTS = (
    "J’ajoute à la Q1a : un film a été tourné.",
    "En complément de mon envoi de ce matin, voici un élément supplémentaire pour la Q1a : un film a été tourné.",
    "À noter également pour la Q1a : un film a été tourné.",
    "Additif à la Q1a : un film a été tourné.",
    "Nous complétons la Q1a : un film a été tourné.",
)
_TWELVE = (
    "Une coquille s’est glissée dans ma réponse à l’indicateur I3, c’est 12 et non pas 10.",
    "Merci de corriger : I3 = 12",
    "Merci de remplacer 10 par 12 pour l’indicateur I3.",
    "Je me suis trompée, I3 : 12",
    "Il y a une erreur sur I3 : 12 et non 10.",
    "Nos données étaient erronées, pour I3 lire 12 au lieu de 10.",
)

CORRECTIONS: tuple[Case, ...] = (
    *(Case(f"complement: {said[:30]}", "gmail-web", f"Bonjour,\n\n{said}{SIGNATURE}", answers=_ADDED, manners={"Q1a": Manner.ADD}, open=("Q6",)) for said in _COMPLEMENTS),
    *(Case(f"corrected: {said[:30]}", "outlook-365-html", f"Bonjour,\n\n{said}{SIGNATURE}", answers={"I3": "12"}, open=("I4",), questionnaire="rex-2014") for said in _TWELVE),
    Case("a slip owned up to", "mutt", "J’ai fait une erreur : la Q5 c’est non." + SIGNATURE, answers={"Q5": "non."}, open=("Q6",)),
    Case("a correction without its text", "gmail-web", "Merci de corriger la Q5." + SIGNATURE, answers={}, suggested={"Q5": "Merci de corriger la Q5."}),
    Case("a correction with its text below", "gmail-web", "Merci de corriger la Q5.\n\nOui, un levier majeur." + SIGNATURE, answers={"Q5": "Oui, un levier majeur."}),
    Case("words replaced by others", "gmail-web", "Merci de remplacer « oui » par « non » à la Q5." + SIGNATURE, answers={}, suggested={"Q5": "Merci de remplacer « oui » par « non » à la Q5."}),
    Case("a key left empty above the signature", "outlook-365-text", "Q1a : trois réunions\nQ5 :" + SIGNATURE, answers={"Q1a": "trois réunions"}),
    Case("keys left empty, and a page that lost its lines", "outlook-365-html", "Q1a :\nQ1b :\nQ5 :" + SIGNATURE, answers={}),
    Case("a key left empty above a name", "iphone-text", "Q5 : oui\nQ6 :\n\nMarie Dupont\nChargée de mission", answers={"Q5": "oui"}),
    Case("a name below its key", "iphone-text", "Q4a : le référent est\nMarie Dupont", answers={"Q4a": "le référent est\nMarie Dupont"}),
    Case("two codes and next to no words", "iphone-text", "q5 oui q6 non", answers={"Q5": "oui", "Q6": "non"}),
    Case("a code compared with", "iphone-text", "Q5 oui comme Q6 hier", answers={"Q5": "oui comme Q6 hier"}),
    Case("two numbers joined by a dash", "mutt", "1a-1b : néant\n5 : oui", answers={"Q1a": "néant", "Q1b": "néant", "Q5": "oui"}),
    Case("thanks and a correction", "k9", "Merci de bien vouloir prendre en compte la correction suivante :\nQ6 : une journée", answers={"Q6": "une journée"}, intents=(IntentKind.THANKS,)),
    # labels and marks in front of answers
    Case("labels with a point", "thunderbird-text", "", {"Q1a": "Rép. : trois réunions", "Q5": "Rép. : oui"}, answers={"Q1a": "trois réunions", "Q5": "oui"}),
    Case("labels with a name", "roundcube", "", {"Q1a": "Réponse de l’ARS Bretagne : trois réunions", "Q5": "Notre réponse : oui"}, answers={"Q1a": "trois réunions", "Q5": "oui"}),
    Case("an answer about answers", "roundcube", "", {"Q1a": "Réponse graduée : un plan", "Q5": "Non"}),
    Case("every answer marked alike", "thunderbird-text", "Nos réponses sont précédées de **.", {"Q1a": "** trois réunions\n** un film", "Q5": "** oui"}, answers={"Q1a": "trois réunions\nun film", "Q5": "oui"}),
    Case("every answer below a rule of signs", "outlook-365-text", "", {"Q1a": "==== trois réunions", "Q5": "==== oui"}, answers={"Q1a": "trois réunions", "Q5": "oui"}),
    Case("one answer with a mark", "thunderbird-text", "", {"Q1a": "** trois réunions", "Q5": "oui"}),
    Case("lists in every answer", "thunderbird-text", "", {"Q1a": "- un bus\n- un film", "Q5": "- un cadre\n- un budget"}),
    # a code, then the question's title
    Case("titles behind codes", "outlook-365-text", "Q1a – Axe 1, à l’initiative de l’ARS : trois réunions\nQ5 – Le PNSP, un levier ? : oui\nQ6 - Propositions à compter de 2018\nune journée" + SIGNATURE, answers={"Q1a": "trois réunions", "Q5": "oui", "Q6": "une journée"}),
    Case("a title that is part of the answer", "outlook-365-text", "Q5 : Le PNSP, un levier ? Oui, sans hésiter." + SIGNATURE, answers={"Q5": "Le PNSP, un levier ? Oui, sans hésiter."}),
    Case("codes and titles in columns", "outlook-web", "N°\nQuestion\nRéponse\nQ5\nLe PNSP, un levier ?\noui\nQ6\nPropositions à compter de 2018\nune journée", answers={"Q5": "oui", "Q6": "une journée"}),
    Case("stars around brackets", "mutt", "*[Q5]* oui\n*[Q6]* *une* journée", answers={"Q5": "oui", "Q6": "*une* journée"}),
    Case("semicolons without a blank", "mutt", "Q5;oui\nQ6;une journée", answers={"Q5": "oui", "Q6": "une journée"}),
)  # fmt: skip
