"""Banners above, signatures and notices below: none of them stands in an answer, none is shown; look-alikes stay."""

# ruff: noqa: E501 -- a message or a case is easier to read, and to compare with real mail, on one line

from __future__ import annotations

from dataclasses import replace

import pytest

from mail.reading import read_reply
from tests.mails.clients import CLIENTS
from tests.reading.letters import invited
from tests.reading.manners import bodies_of
from usecases.replies import Asked, Reply

INLINE = {"Q1a": "Trois réunions régionales.", "Q5": "Oui, clairement.", "Q6": "Une journée nationale."}
KEYED = {"Q1a": "trois réunions", "Q5": "oui", "Q6": "une journée"}
CLIENT = {"keyed": "outlook-365-html", "inline": "thunderbird-text", "single": "gmail-web"}

BANNERS = (
    "[ATTENTION : ce courriel provient d'un expéditeur externe. Ne cliquez pas sur les liens.]",
    "⚠ Ce message provient de l'extérieur de l'organisation ⚠",
    "Ce message a été envoyé depuis une adresse externe. Soyez vigilant.",
    "CAUTION: External email. Do not click links.",
    "EXTERNAL EMAIL - be careful",
    "MESSAGE EXTERNE",
    "Vous n’obtenez pas souvent d’e-mail à partir de marie@ars.example. Pourquoi c’est important<https://aka.example/Learn>",
    "Certaines personnes qui ont reçu ce message ne reçoivent pas souvent des courriers de marie@ars.example.",
    "Classification : Interne",
    "C1 - Interne",
)
SIGNATURES = (
    "Bien cordialement,\n\nMarie DUPONT\nChargée de mission\n\n17-19 place de l'Argonne – CS 40001 – 75019 Paris cedex 19\nTél. : 01 44 02 00 00 | Port. : 06 00 00 00 00\nwww.ars.example\n\n[cid:image001.png@01D2F0]",
    "Marie Dupont (elle)\nARS Bretagne\nEnvoyé de mon mobile, merci d'excuser les fautes",
    "Restant à votre disposition,\nMarie",
    "Pour le directeur général et par délégation,\nLa directrice de l'offre de soins\nMarie DUPONT",
    "___________________\nMarie Dupont\nARS",
    "Marie Dupont | Chargée de mission | ARS Bretagne | 02 22 06 00 00",
    "Cordialement.\n\nMarie Dupont\nAgence régionale de santé\n\nAfin de respecter l'environnement, merci de n'imprimer ce mail qu'en cas de nécessité.\n\nL'intégrité de ce message n'étant pas assurée sur Internet, l'ARS ne peut être tenue responsable de son contenu.",
    "Belle journée à vous\n\nMarie",
    "Bon week-end à tous,\nMarie Dupont",
    "Mes horaires de travail peuvent être différents des vôtres, ne vous sentez pas obligé de répondre.\n\nMarie Dupont",
    "En vous souhaitant bonne réception, je vous prie de croire, Madame, Monsieur, en l'assurance de ma considération distinguée.\n\nMarie DUPONT",
    "Sent from Workspace ONE Boxer",
    "Absente le mercredi.\nMarie Dupont",
    "Bonne fin de semaine.\nMarie\nEnvoyé depuis l'application Mail Orange",
    "Cdlt\nMD",
    "Marie Dupont\nMédecin coordonnateur\nHôpital Nord\n1, rue des Lilas\n29000 Quimper",
)
# how an answer may well end
ENDINGS = (
    "Un réseau :\n-----\nÉtablissements\nProfessionnels",
    "Un plan de communication.\nDiffusion : affiches",
    "Une affiche.\nAttention : message aux visiteurs",
    "Des règles.\n\nToute utilisation de dispositifs non stériles est interdite dans les établissements de la région.",
    "Une charte.\nL'hôpital s'engage pour le développement durable.",
    "Une permanence, avec la sage-femme\nPaul Petit | référent",
    "Un bilan.\nEnvoyé depuis le portail régional chaque trimestre.",
)


def read(mode: str, above: str = "", below: str = "") -> tuple[Reply, dict[str, str]]:
    asked: Asked = invited()
    above, below = f"{above}\n\n" if above else "", f"\n\n{below}" if below else ""
    if mode == "keyed":
        said = f"{above}Bonjour,\n\nQ1a : trois réunions\nQ5 : oui\nQ6 : une journée{below}"
        wanted, inline = KEYED, {}
    elif mode == "inline":
        said, wanted, inline = f"{above}Bonjour,\n\nNos réponses sont dans le texte.{below}", INLINE, INLINE
    else:
        said, wanted, inline = (
            f"{above}Bonjour,\n\nNous proposons un film.{below}",
            {"Q6": "Nous proposons un film."},
            {},
        )
        asked = replace(asked, open=("Q6",))
    return read_reply(CLIENTS[CLIENT[mode]](said, inline, bodies_of(asked)).as_bytes(), asked), wanted


@pytest.mark.parametrize("mode", list(CLIENT))
@pytest.mark.parametrize("banner", BANNERS, ids=[banner[:30] for banner in BANNERS])
def test_a_banner_above_is_nobodys(banner: str, mode: str) -> None:
    reply, wanted = read(mode, above=banner)
    assert {p.code: p.text for p in reply.answers} == wanted
    assert (reply.suggested, reply.leftover) == ((), ())


@pytest.mark.parametrize("mode", list(CLIENT))
@pytest.mark.parametrize("signature", SIGNATURES, ids=[signature[:30] for signature in SIGNATURES])
def test_a_signature_below_is_no_answer(signature: str, mode: str) -> None:
    reply, wanted = read(mode, below=signature)
    assert {p.code: p.text for p in reply.answers} == wanted
    assert (reply.suggested, reply.leftover) == ((), ())


@pytest.mark.parametrize("answer", ENDINGS, ids=[answer[-20:] for answer in ENDINGS])
def test_an_answer_that_ends_like_one_is_kept_whole(answer: str) -> None:
    asked = invited()
    for said, inline in ((f"Bonjour,\n\nQ6 : {answer}\n\nCordialement,\nMarie Dupont", {}), ("", {"Q6": answer})):
        reply = read_reply(CLIENTS["thunderbird-text"](said, inline, bodies_of(asked)).as_bytes(), asked)
        assert {p.code: p.text for p in reply.answers} == {"Q6": answer}


def test_a_signature_alone_below_all_that_is_quoted_is_no_answer_and_not_shown() -> None:
    asked = invited()
    signature = "Marie Dupont\nChargée de mission\n1 rue de la Paix\n75000 Paris\nTél : 01 02 03 04 05"
    said = f"Réponses dans le texte.\n\n{bodies_of(asked).text}\n\n{signature}"
    message = CLIENTS["mutt"](said, {}, bodies_of(asked))
    message.replace_header("From", "Marie Dupont <marie@ars.example>")
    reply = read_reply(message.as_bytes(), asked)
    assert (reply.answers, reply.suggested, reply.leftover) == ((), (), ())
