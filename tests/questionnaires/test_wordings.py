"""Values as they are worded in mail: changes, rates, years beside numbers, signs, choices told one by one, initials."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from questionnaires.model import Choice, Kind, Question
from questionnaires.understood import Standing, Value
from questionnaires.values import understand

TODAY = date(2017, 8, 1)
COUNT = Question("I1", Kind.NUMBER, "Combien ?", "s", unit="établissements", whole=True, minimum=Decimal(0))
SHARE = Question("I2", Kind.NUMBER, "Quelle part ?", "s", unit="%", minimum=Decimal(0), maximum=Decimal(100))
MONEY = Question("I3", Kind.AMOUNT, "Quel montant ?", "s")
YES_NO = Question("I4", Kind.CHOICE, "Est-ce le cas ?", "s", choices=(Choice("Oui"), Choice("Non")))
PARTLY = Question(
    "I5", Kind.CHOICE, "Est-ce le cas ?", "s", choices=(Choice("Oui"), Choice("Non"), Choice("En partie"))
)
SEVERAL = Question(
    "I6",
    Kind.CHOICES,
    "Lesquels ?",
    "s",
    choices=(Choice("Formation"), Choice("Communication"), Choice("Audit")),
    other=True,
)
PEOPLE = Question("I7", Kind.PEOPLE, "Qui ?", "s")
DAY = Question("I8", Kind.DATE, "Quand ?", "s")


@pytest.mark.parametrize(
    ("question", "text", "value"),
    [
        (COUNT, "45 = 20 + 25", 45),
        (COUNT, "passe de 21 à 12", 12),
        (COUNT, "est passé de 10 à 15", 15),
        (COUNT, "12 et pas 21", 12),
        (COUNT, "45 en 2016 contre 43 en 2015", 45),
        (COUNT, "45 selon la base régionale 2016", 45),
        (COUNT, "néant (0)", 0),
        (COUNT, "-> 45", 45),
        (SHARE, "80 % (36/45)", 80),
        (MONEY, "à titre gratuit", 0),
        (MONEY, "sans coût", 0),
        (YES_NO, "👍", ["Oui"]),
        (YES_NO, "❌", ["Non"]),
        (YES_NO, "bien évidemment", ["Oui"]),
        (YES_NO, "certainement pas", ["Non"]),
        (PARTLY, "partiellement", ["En partie"]),
        (PARTLY, "oui en partie", ["En partie"]),
        (SEVERAL, "formation : oui\ncommunication : non\naudit : oui", ["Formation", "Audit"]),
        (SEVERAL, "formation (oui), audit (non)", ["Formation"]),
        (PEOPLE, "Dr P. Martin", [{"name": "Martin", "first_name": "P."}]),
        (PEOPLE, "Durand (Mme)", [{"name": "Durand"}]),
        (PEOPLE, "M.Durand", [{"name": "Durand"}]),
        (PEOPLE, "Mme LE GOFF Marie-Pierre", [{"name": "LE GOFF", "first_name": "Marie-Pierre"}]),
        (
            PEOPLE,
            "Marie Durand, tél : 02 40 00 00 00, mél : m.durand@ars.example",
            [{"name": "Durand", "first_name": "Marie", "phone": "02 40 00 00 00", "email": "m.durand@ars.example"}],
        ),
    ],
    ids=lambda part: part if isinstance(part, str) else None,
)
def test_a_value_is_read_as_it_is_meant(question: Question, text: str, value: Value) -> None:
    understood = understand(question, text, TODAY)
    assert understood.value == value
    assert not understood.ask


@pytest.mark.parametrize("text", ["45 ±2", "sauf erreur 45", "45 (?)"])
def test_what_is_said_with_a_doubt_is_approximate(text: str) -> None:
    understood = understand(COUNT, text, TODAY)
    assert (understood.value, understood.approximate) == (45, True)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        (COUNT, "2x12"),
        (COUNT, "+ 2 établissements"),
        (COUNT, "ajouter 2"),
        (COUNT, "12 par mois"),
        (COUNT, "45 et +"),
        (COUNT, "idem 2015"),
        (COUNT, "2015 : 43 ; 2016 : 45"),
        (SHARE, "entre 70 et 80 %"),
        (MONEY, "12 ETP"),
        (MONEY, "450 000 F"),
    ],
)
def test_a_value_that_is_not_sure_is_asked_for(question: Question, text: str) -> None:
    understood = understand(question, text, TODAY)
    assert understood.value is None
    assert understood.ask


@pytest.mark.parametrize(
    ("question", "text", "standing"),
    [
        (COUNT, "NR", Standing.UNKNOWN),
        (COUNT, "pas encore de chiffre", Standing.LATER),
        (MONEY, "en cours de chiffrage", Standing.LATER),
        (MONEY, "montant à préciser", Standing.LATER),
        (DAY, "date à confirmer", Standing.LATER),
        (DAY, "pas encore fixée", Standing.LATER),
        (PEOPLE, "personne", Standing.NOTHING),
    ],
)
def test_no_value_yet_or_none_at_all_is_heard(question: Question, text: str, standing: Standing) -> None:
    assert understand(question, text, TODAY).standing is standing
