"""Machines that only their words give away, and people who use the same words."""

# ruff: noqa: E501 -- a message is easier to read, and to compare with real mail, on one line

from __future__ import annotations

from datetime import date

import pytest

from tests.mails.machines import LOST, mail
from tests.reading.test_machine import machine
from usecases.messages import MachineKind

REPLIES = "In-Reply-To: <invitation-1@dgos.example>"

NOTES = [
    ("lotus", mail("Marie Dupont est absent(e) du bureau.", "Je serai absent(e) du bureau à partir du 24/07/2017 jusqu'au 14/08/2017.\n\nRemarque : il s'agit d'une réponse automatique à votre message", "Marie Dupont <m@ars.example>"), MachineKind.ABSENCE, date(2017, 8, 14)),
    ("no header, a title", mail("Absence du 1er au 15 août", "Je suis en congé du 1er au 15 août 2017. En mon absence, écrivez à paul.petit@ars.example.", "Marie <m@ars.example>"), MachineKind.ABSENCE, date(2017, 8, 15)),
    ("no header, a word", mail("Bilan", "Bonjour, je suis absente jusqu'au 20 août inclus. Ceci est une réponse automatique.", "Marie <m@ars.example>", REPLIES), MachineKind.ABSENCE, date(2017, 8, 20)),
    ("a ticket", mail("[#12345] Votre demande", "Bonjour,\n\nVotre demande a bien été enregistrée sous le numéro 12345. Un agent vous répondra.", "support@ars.example", REPLIES), MachineKind.ABSENCE, None),
    ("an acknowledgement", mail("Accusé de réception : Bilan", "Nous accusons réception de votre message.\nCe message est envoyé automatiquement.", "contact@ars.example"), MachineKind.RECEIPT, None),
    ("a meeting accepted without a calendar", mail("Accepté : Point", "", "m@ars.example", "Content-class: urn:content-classes:calendarmessage"), MachineKind.CALENDAR, None),
    ("above our letter", mail("Re: Bilan", "Ceci est un message automatique, votre courriel sera lu lundi.\n\nDe : DGOS\nObjet : Bilan\n\n[Q1a] Réalisations : lesquelles ?", "m@ars.example", REPLIES), MachineKind.ABSENCE, None),
]  # fmt: skip


@pytest.mark.parametrize(("raw", "kind", "until"), [n[1:] for n in NOTES], ids=[n[0] for n in NOTES])
def test_a_note_that_says_to_be_automatic_is(raw: str, kind: MachineKind, until: date | None) -> None:
    found = machine(raw)
    assert found is not None
    assert (found.kind, found.until) == (kind, until)


CHALLENGES = [
    mail("Votre message est en attente", f"Votre message adressé à {LOST} est en attente de votre authentification. Cliquez sur le lien : https://filtre.example/x", "Filtre <noreply@filtre.example>", REPLIES),
    mail("Re: Bilan", "Merci de vous authentifier en cliquant ici afin que votre e-mail soit délivré. https://filtre.example/x", f"Perdu <{LOST}>", REPLIES),
    mail("Quarantaine", f"Votre message a été mis en quarantaine par le filtre du destinataire {LOST}.", "postmaster@filtre.example"),
    mail("**Message you sent blocked by our bulk email filter**", f"Your message to: {LOST}\nwas blocked by our Spam Firewall.", "postmaster@ars.example"),
]  # fmt: skip


@pytest.mark.parametrize("raw", CHALLENGES)
def test_a_server_that_holds_our_mail_back_has_not_delivered_it_yet(raw: str) -> None:
    found = machine(raw)
    assert found is not None
    assert (found.kind, found.address, found.hard) == (MachineKind.BOUNCE, LOST, False)


PEOPLE = [
    mail("Absence", "Je suis absente du 1er au 15 août, voici nos réponses avant mon départ : oui partout.", "Marie <m@ars.example>"),
    mail("Congés", "Je suis en congés demain.\nQ5 : oui", "Marie <m@ars.example>"),
    mail("RE: Bilan", "J'ai reçu une réponse automatique de votre boîte, je vous renvoie donc ce qui suit.\nOui pour tout.", "Marie <m@ars.example>", REPLIES),
    mail("RE: Bilan", "Q5 : oui\n\nCeci est un message automatique du support, merci de ne pas y répondre.", "support@ars.example", REPLIES),
    mail("RE: Bilan", "Nous proposons une journée nationale.\n\n> Ceci est un message automatique.\n> [Q6] Avez-vous des propositions ?", "Marie <m@ars.example>", REPLIES),
    mail("RE: Bilan", "Le secrétariat est absent cette semaine, mais le CHU participe.", "Marie <m@ars.example>", REPLIES),
    mail("Le docteur Petit est absent", "Nous avons ouvert un centre de simulation.", "Marie <m@ars.example>"),
    mail("RE: Bilan", "Nous avons confirmé aux établissements que leur message a été reçu.", "Marie <m@ars.example>", REPLIES),
]  # fmt: skip


@pytest.mark.parametrize("raw", PEOPLE)
def test_people_who_use_such_words_are_people(raw: str) -> None:
    assert machine(raw) is None
