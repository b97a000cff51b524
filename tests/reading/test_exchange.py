"""With one question open, a mail about the exchange itself, or about another question, is not its answer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mail.reading import read_reply
from tests.mails.cases import SIGNATURE
from tests.mails.clients import CLIENTS
from tests.reading.letters import invited
from tests.reading.manners import bodies_of
from usecases.replies import IntentKind, Reply

ONE_OPEN = replace(invited(), open=("Q6",))
NOBODYS = (
    "Notre réponse est en cours de validation par la direction générale.",
    "Réponse en cours.",
    "En attente de validation hiérarchique.",
    "Nous transmettrons notre réponse la semaine prochaine.",
    "Le directeur général doit valider notre réponse avant envoi.",
    "Nous avons déjà répondu la semaine dernière.",
    "C’est fait.",
    "Veuillez ignorer mon mail précédent.",
    "Je suis en congé du 1er au 15 août. En mon absence, écrivez à paul.petit@ars.example.",
    "Je vous appelle demain.",
    "Claire,\nPeux-tu t’en charger ?",
    "@Claire pour réponse",
    "Marie a réagi à votre message : 👍",
)
ASKED = (
    "Quel est le délai ?",
    "Avez-vous reçu ma réponse du 12 septembre ?",
    "Peut-on répondre après le 29 septembre ?",
)
ANSWERS = (
    "Oui",
    "Nous avons répondu à 12 appels à projets l’année dernière.",
    "Une charte est en cours de validation.",
    "La réponse graduée aux événements graves est en cours de déploiement.",
    "Nous enverrons un questionnaire aux établissements.",
    "Une équipe mobile est joignable le lundi.",
    "Ce sujet est suivi par le CHU.",
    "Nous transmettons à la préfecture chaque déclaration.",
    "Comme indiqué à la Q5, nous proposons une journée nationale.",
    "Nous proposons une journée nationale (cf. Q5).",
    "Pourquoi pas une journée nationale ?",
    "Nous sommes en formation continue toute l’année.",
)
ANOTHERS = (
    ("Merci de supprimer ma réponse à la question 5.", "Q5"),
    ("Je retire ma réponse à la Q5.", "Q5"),
    ("Notre avis à la Q5 reste le même.", "Q5"),
)


def read(said: str) -> Reply:
    message = CLIENTS["outlook-365-html"](f"Bonjour,\n\n{said}{SIGNATURE}", {}, bodies_of(ONE_OPEN))
    return read_reply(message.as_bytes(), ONE_OPEN)


@pytest.mark.parametrize("said", NOBODYS)
def test_what_speaks_of_the_exchange_is_shown_and_answers_nothing(said: str) -> None:
    reply = read(said)
    assert (reply.answers, reply.suggested) == ((), ())
    assert reply.leftover


@pytest.mark.parametrize("said", ASKED)
def test_what_is_asked_of_us_waits_for_a_person(said: str) -> None:
    reply = read(said)
    assert (reply.answers, reply.suggested) == ((), ())
    assert [intent.kind for intent in reply.intents] == [IntentKind.DIFFICULTY]


@pytest.mark.parametrize("said", ANSWERS)
def test_what_speaks_of_the_matter_is_the_answer(said: str) -> None:
    assert [(p.code, p.text) for p in read(said).answers] == [("Q6", said)]


@pytest.mark.parametrize(("said", "code"), ANOTHERS)
def test_what_names_another_question_is_suggested_there(said: str, code: str) -> None:
    reply = read(said)
    assert not reply.answers
    assert [(p.code, p.text) for p in reply.suggested] == [(code, said)]


def test_a_request_is_no_courtesy() -> None:
    reply = read("Merci de bien vouloir supprimer mon premier envoi.")
    assert not reply.answers
    assert reply.leftover == ("Merci de bien vouloir supprimer mon premier envoi.",)


@pytest.mark.parametrize("said", ["OK merci", "Parfait, merci beaucoup !", "Bien reçu, merci."])
def test_courtesies_in_a_row_are_none_but_courtesies(said: str) -> None:
    reply = read(said)
    assert (reply.answers, reply.suggested, reply.leftover) == ((), (), ())


@pytest.mark.parametrize(
    "said", ["Merci de supprimer mon adresse de votre liste.", "Veuillez nous retirer de cette liste de diffusion."]
)
def test_whoever_wants_off_the_list_gets_no_more_reminders(said: str) -> None:
    assert [intent.kind for intent in read(said).intents] == [IntentKind.STOP]
