"""What a mail does beside answering, in many wordings, with the person whom it names."""

from __future__ import annotations

import pytest

from mail.reading.intents import intents_in
from usecases.replies import IntentKind

SAID = [
    ("Notre agence n’est pas concernée par cette enquête.", IntentKind.REFUSAL, "", ""),
    ("Nous n’avons malheureusement pas les ressources pour répondre.", IntentKind.REFUSAL, "", ""),
    ("Je suis au regret de vous dire que nous ne pourrons pas contribuer.", IntentKind.REFUSAL, "", ""),
    ("Nous ne souhaitons pas participer à cette enquête, faute de temps avant l’été.", IntentKind.REFUSAL, "", ""),
    ("Nous ne pourrons pas répondre avant le 15 octobre.", IntentKind.DIFFICULTY, "", ""),
    ("Je ne peux pas répondre, je transmets à ma collègue.", IntentKind.HANDOVER, "", ""),
    ("Transmis à Claire Fontaine pour suite à donner.", IntentKind.HANDOVER, "Claire Fontaine", ""),
    ("Ce dossier est suivi par Claire Fontaine que je mets en copie.", IntentKind.HANDOVER, "Claire Fontaine", ""),
    ("Je mets Claire Fontaine en copie, elle vous répondra.", IntentKind.HANDOVER, "Claire Fontaine", ""),
    (
        "Je ne travaille plus ici. Ma remplaçante est Claire Fontaine, c.fontaine@ars.example.",
        IntentKind.HANDOVER,
        "Claire Fontaine",
        "c.fontaine@ars.example",
    ),
    (
        "Je vous mets en relation avec le Dr Paul Petit (p.petit@chu.example).",
        IntentKind.HANDOVER,
        "Paul Petit",
        "p.petit@chu.example",
    ),
    (
        "Je ne suis pas concernée, voyez avec mon collègue Paul Petit, p.petit@ars.example",
        IntentKind.HANDOVER,
        "Paul Petit",
        "p.petit@ars.example",
    ),
    (
        "Le référent est désormais Paul Petit : p.petit@ars.example",
        IntentKind.HANDOVER,
        "Paul Petit",
        "p.petit@ars.example",
    ),
    (
        "Ce dossier est suivi par le Dr Paul Petit p.petit@ars.example",
        IntentKind.HANDOVER,
        "Paul Petit",
        "p.petit@ars.example",
    ),
    (
        "Votre interlocuteur est M. Petit (p.petit@ars.example)",
        IntentKind.HANDOVER,
        "",
        "p.petit@ars.example",
    ),
    ("Adressez-vous à p.petit@ars.example", IntentKind.HANDOVER, "", "p.petit@ars.example"),
    ("Claire Fontaine, en copie, vous répondra.", IntentKind.HANDOVER, "Claire Fontaine", ""),
    ("Ce n’est plus moi, contactez Claire Fontaine.", IntentKind.HANDOVER, "Claire Fontaine", ""),
    ("Je transmets à qui de droit.", IntentKind.HANDOVER, "", ""),
    ("Quelle est la date limite ?", IntentKind.DIFFICULTY, "", ""),
    ("Peut-on répondre après le 29 septembre ?", IntentKind.DIFFICULTY, "", ""),
    ("Nous avons besoin de deux semaines de plus.", IntentKind.DIFFICULTY, "", ""),
    ("Je n’ai pas compris la question 3a.", IntentKind.DIFFICULTY, "", ""),
    ("C’est tout pour nous.", IntentKind.FINISHED, "", ""),
    ("Pas de contribution de notre part.", IntentKind.NOTHING_TO_REPORT, "", ""),
    ("Aucune réponse à apporter.", IntentKind.NOTHING_TO_REPORT, "", ""),
    ("Rien de neuf.", IntentKind.NOTHING_TO_REPORT, "", ""),
]


@pytest.mark.parametrize(("text", "kind", "name", "email"), SAID, ids=[said[0][:50] for said in SAID])
def test_an_intent_is_heard(text: str, kind: IntentKind, name: str, email: str) -> None:
    assert [(i.kind, i.name, i.email) for i in intents_in(text)] == [(kind, name, email)]


@pytest.mark.parametrize(
    "text",
    [
        "Nous ne pouvons pas répondre à la question 3.",
        "Nous ne répondrons pas à la Q3.",
        "Nous ne pourrons pas répondre à toutes les questions.",
        "Ce programme est suivi par Claire Fontaine au CHU.",
        "Nous transmettons à la préfecture chaque déclaration.",
        "Les établissements n’ont pas les moyens de former leurs agents.",
        "Les équipes peuvent contacter la structure d’appui (appui@chu.example) et son référent.",
        "Le référent régional est Paul Petit (p.petit@chu.example).",
        "Un numéro et une adresse (signaler@ars.example) permettent de joindre le correspondant.",
        "Six mois supplémentaires ont été nécessaires au déploiement.",
        "Pourquoi pas une journée nationale ?",
    ],
)
def test_what_concerns_a_part_or_the_matter_is_no_intent(text: str) -> None:
    assert intents_in(text) == ()
