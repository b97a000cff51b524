"""People as they are named in a header: one record each."""

from __future__ import annotations

import pytest

from questionnaires.understood import Understood
from questionnaires.values import spoken, understand
from tests.questionnaires.questions import PEOPLE, TODAY

MARIE = {"name": "Dupont", "first_name": "Marie"}
PAUL = {"name": "Martin", "first_name": "Paul"}


def read(text: str) -> Understood:
    return understand(PEOPLE, text, TODAY)


@pytest.mark.parametrize(
    ("text", "people"),
    [
        ("Marie Dupont", [MARIE]),
        ("Dupont Marie", [MARIE]),
        ("Dupont, Marie", [MARIE]),
        ("Mme Marie Dupont", [MARIE]),
        ("Mme Dupont", [{"name": "Dupont"}]),
        ("DUPONT Marie", [{"name": "DUPONT", "first_name": "Marie"}]),
        ("Jean-Pierre DE LA TOUR", [{"name": "DE LA TOUR", "first_name": "Jean-Pierre"}]),
        ("Marie Dupont, Paul Martin", [MARIE, PAUL]),
        ("Marie Dupont et Paul Martin", [MARIE, PAUL]),
        ("Marie Dupont / Paul Martin", [MARIE, PAUL]),
        ("Marie Dupont ; Paul Martin", [MARIE, PAUL]),
        ("- Marie Dupont\n- Paul Martin", [MARIE, PAUL]),
        ("1. Marie Dupont\n2. Paul Martin", [MARIE, PAUL]),
        ("Marie Dupont, directrice", [{**MARIE, "function": "directrice"}]),
        ("Marie Dupont (directrice de l’offre de soins)", [{**MARIE, "function": "directrice de l’offre de soins"}]),
        ("Marie Dupont – directrice", [{**MARIE, "function": "directrice"}]),
        ("Marie Dupont directrice qualité", [{**MARIE, "function": "directrice qualité"}]),
        (
            "Dupont, Marie, directrice / Martin, Paul, ingénieur qualité",
            [{**MARIE, "function": "directrice"}, {**PAUL, "function": "ingénieur qualité"}],
        ),
        (
            "Marie Dupont, directrice, tél. 01 23 45 67 89, marie@ars.example",
            [{**MARIE, "function": "directrice", "phone": "01 23 45 67 89", "email": "marie@ars.example"}],
        ),
        ("Marie Dupont <marie@ars.example>", [{**MARIE, "email": "marie@ars.example"}]),
        ("marie@ars.example", [{"email": "marie@ars.example"}]),
        (
            "Marie Dupont\nDirectrice qualité\nmarie@ars.example\n\nPaul Martin\nmédecin",
            [
                {**MARIE, "function": "Directrice qualité", "email": "marie@ars.example"},
                {**PAUL, "function": "médecin"},
            ],
        ),
        (
            "Nom : Dupont\nPrénom : Marie\nFonction : médecin\nTél. : 01.23.45.67.89\nMail : marie@ars.example",
            [{**MARIE, "function": "médecin", "phone": "01.23.45.67.89", "email": "marie@ars.example"}],
        ),
        ("Nom : Dupont\nPrénom : Marie\n\nNom : Martin\nPrénom : Paul", [MARIE, PAUL]),
        ("Mme le Dr Marie Dupont, conseillère", [{**MARIE, "function": "conseillère"}]),
        ("Marie Dupont (DOSA), Paul Martin (DSP)", [{**MARIE, "function": "DOSA"}, {**PAUL, "function": "DSP"}]),
        (
            "Marie Dupont – Directrice adjointe, Paul Martin – Médecin",
            [{**MARIE, "function": "Directrice adjointe"}, {**PAUL, "function": "Médecin"}],
        ),
        ("Claire d’Ormesson", [{"name": "d’Ormesson", "first_name": "Claire"}]),
        ("Contact : Marie Dupont", [MARIE]),
        ("1) Marie Dupont 2) Paul Martin", [MARIE, PAUL]),
        ("Nom Prénom Fonction\nDupont Marie médecin", [{**MARIE, "function": "médecin"}]),
        ("Dupont | Marie | médecin", [{**MARIE, "function": "médecin"}]),
        ("a@ars.example; b@ars.example", [{"email": "a@ars.example"}, {"email": "b@ars.example"}]),
        ("Dr Paul Martin, +33 1 23 45 67 89", [{**PAUL, "phone": "+33 1 23 45 67 89"}]),
    ],
    ids=str,
)
def test_people_are_made_out(text: str, people: list[dict[str, str]]) -> None:
    assert read(text) == Understood(value=people)


@pytest.mark.parametrize(
    "text",
    ["cf. mail", "les mêmes que l’an dernier", "voir l’organigramme", "La direction de l’offre de soins", "idem"],
)
def test_a_text_that_names_nobody_stands_as_it_is(text: str) -> None:
    assert read(text) == Understood()


def test_people_are_said_back_by_their_name() -> None:
    assert spoken(PEOPLE, read("Dupont, Marie, directrice / Paul Martin")) == (
        "Marie Dupont, directrice\u00a0; Paul Martin"
    )
