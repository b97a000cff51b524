"""Cover notes are courtesy; the same words with something of their own are somebody's answer."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mail.reading import read_reply
from mail.reading.announcing import is_cover_note
from mail.reading.closing import is_closing, is_introduction
from tests.mails.clients import CLIENTS
from tests.reading.letters import invited
from tests.reading.manners import bodies_of

NOTES = (
    "Nos réponses sont dans le corps du message.",
    "Voici nos réponses dans le corps du message",
    "Vous trouverez nos réponses en bleu ci-dessous.",
    "Voir pièce jointe.",
    "Voir PJ",
    "cf. pièce jointe",
    "Ci-joint le questionnaire complété.",
    "Un ajout dans le texte ci-dessous.",
    "Veuillez trouver ci-joint notre contribution.",
    "Veuillez trouver ci-joint le questionnaire « Bilan du PNSP 2013-2017 » complété par l’ARS Île-de-France.",
    "Réponses en rouge",
    "Réponses dans le texte.",
    "Réponses aux questions 1 à 4 ci-dessous",
    "Je vous prie de trouver ci-joint le formulaire renseigné.",
    "Je vous adresse les éléments de réponse de l’ARS Bretagne.",
    "Suite à votre relance du 15 septembre, nos réponses ci-dessous.",
    "Nos remarques sont dans le document joint, en suivi de modifications.",
    "En réponse à votre courriel, vous trouverez ci-dessous nos éléments de réponse :",
    "Nous vous prions de trouver ci-après notre retour.",
    "Je me permets de vous transmettre nos réponses dans le fil du message.",
)
ANSWERS = (
    "Nos réponses sont coordonnées par la SRA",
    "Vous trouverez ci-dessous nos éléments : trois réunions et une charte.",
    "Vous trouverez nos réponses ci-dessous, la simulation étant portée par le CHU.",
    "Nous avons 12 réponses ci-jointes",
    "Voir le réseau régional de simulation",
    "Voir avec le CHU",
    "Par courriel.",
    "Un ajout : le CHU de Brest.",
    "La contribution des usagers est en cours",
    "Les réponses des établissements sont dans le tableau de bord régional.",
    "Aucune réponse à ce jour",
    "Un bilan est en cours.",
    "Merci de noter que 42 établissements ont participé",
)
ONE_OPEN = replace(invited(), open=("Q2a",))


@pytest.mark.parametrize("note", NOTES)
def test_a_sentence_that_only_announces_is_a_cover_note(note: str) -> None:
    assert is_cover_note(note)


@pytest.mark.parametrize("answer", ANSWERS)
def test_a_sentence_with_something_of_its_own_is_none(answer: str) -> None:
    assert not is_cover_note(answer)
    assert not is_introduction(answer)


@pytest.mark.parametrize("client", ["thunderbird-text", "outlook-365-html", "gmail-web"])
@pytest.mark.parametrize("note", NOTES)
def test_a_cover_note_above_answers_leaves_nothing_for_a_person(note: str, client: str) -> None:
    asked = invited()
    message = CLIENTS[client](f"Bonjour,\n\n{note}\n\nCordialement,", {"Q1a": "Trois réunions."}, bodies_of(asked))
    reply = read_reply(message.as_bytes(), asked)
    assert [(p.code, p.text) for p in reply.answers] == [("Q1a", "Trois réunions.")]
    assert not reply.suggested
    assert not reply.leftover


@pytest.mark.parametrize("note", NOTES)
def test_a_cover_note_alone_is_no_answer_even_with_one_question_open(note: str) -> None:
    message = CLIENTS["mutt"](f"Bonjour,\n\n{note}\n\nCordialement,\n\nMarie Dupont", {}, bodies_of(ONE_OPEN))
    reply = read_reply(message.as_bytes(), ONE_OPEN)
    assert not reply.answers
    assert not reply.leftover


@pytest.mark.parametrize("said", [*NOTES, *ANSWERS])
def test_under_its_question_any_sentence_is_an_answer(said: str) -> None:
    asked = invited()
    message = CLIENTS["thunderbird-text"]("Bonjour,", {"Q2a": said}, bodies_of(asked))
    assert [(p.code, p.text) for p in read_reply(message.as_bytes(), asked).answers] == [("Q2a", said)]


@pytest.mark.parametrize("said", [*NOTES, *ANSWERS])
def test_behind_its_code_any_sentence_is_an_answer(said: str) -> None:
    asked = invited()
    message = CLIENTS["mutt"](f"Bonjour,\n\nQ2a : {said}", {}, bodies_of(asked))
    assert [p.code for p in read_reply(message.as_bytes(), asked).answers] == ["Q2a"]


@pytest.mark.parametrize("said", ANSWERS)
def test_on_top_with_one_question_open_what_informs_is_the_answer(said: str) -> None:
    message = CLIENTS["outlook-365-html"](f"Bonjour,\n\n{said}", {}, bodies_of(ONE_OPEN))
    reply = read_reply(message.as_bytes(), ONE_OPEN)
    assert [(p.code, p.how) for p in reply.answers] == [("Q2a", "single")]
    assert reply.answers[0].text in said


def test_what_announces_an_answer_in_the_same_breath_is_left_out_of_it() -> None:
    message = CLIENTS["mutt"]("Bonjour,\n\nVoici notre réponse : 42 établissements.", {}, bodies_of(ONE_OPEN))
    assert read_reply(message.as_bytes(), ONE_OPEN).answers[0].text == "42 établissements."


def test_excuses_close_a_letter() -> None:
    assert is_closing("Avec toutes nos excuses pour le retard,")


def test_a_signature_below_the_quoted_letter_is_no_answer() -> None:
    asked = invited()
    mail = CLIENTS["thunderbird-text"]("Bonjour,", {"Q1a": "Trois réunions."}, bodies_of(asked))
    mail.set_content(f"{mail.get_content().rstrip()}\n\n-- \nMarie Dupont\nAgence régionale de santé\n")
    reply = read_reply(mail.as_bytes(), asked)
    assert [p.code for p in reply.answers] == ["Q1a"]
    assert not reply.leftover
