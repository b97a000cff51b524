"""Questions of every kind, for the tests of values."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from questionnaires.model import Choice, Field, Kind, Question

TODAY = date(2017, 9, 1)

TEXT = Question("T1", Kind.TEXT, "Qu’en pensez-vous ?", "S")
NUMBER = Question("N1", Kind.NUMBER, "Combien ?", "S")
COUNT = Question(
    "N2", Kind.NUMBER, "Combien d’établissements ?", "S", unit="établissements", minimum=Decimal(0), whole=True
)
SHARE = Question("N3", Kind.NUMBER, "Quelle part ?", "S", unit="%", minimum=Decimal(0), maximum=Decimal(100))
AMOUNT = Question("M1", Kind.AMOUNT, "Quel montant ?", "S", minimum=Decimal(0))
DATE = Question("D1", Kind.DATE, "Quand ?", "S")
YES_NO = Question("C1", Kind.CHOICE, "Avez-vous agi ?", "S", choices=(Choice("Oui"), Choice("Non")))
STRUCTURES = (
    Choice("Établissement de santé", ("ES",)),
    Choice("Établissement médico-social", ("EMS",)),
    Choice("Ville", ("V",)),
)
ONE_STRUCTURE = Question("C2", Kind.CHOICE, "Quelle structure ?", "S", choices=STRUCTURES)
SECTORS = Question("C3", Kind.CHOICES, "Quels secteurs ?", "S", choices=STRUCTURES, other=True)
CLOSED_SECTORS = Question("C4", Kind.CHOICES, "Quels secteurs ?", "S", choices=STRUCTURES)
PEOPLE = Question("P1", Kind.PEOPLE, "Qui ?", "S")
FILES = Question("F1", Kind.FILES, "Quels documents ?", "S")
ACTIONS = Question(
    "A1",
    Kind.ACTIONS,
    "Quelles actions ?",
    "S",
    fields=(
        Field("nature", "Nature"),
        Field("sector", "Secteur ciblé", Kind.CHOICES, STRUCTURES, aliases=("Secteur",)),
        Field("pilot", "Pilote"),
        Field("partners", "Partenaires", aliases=("Partenariat",)),
        Field("since", "Date de début", Kind.DATE, aliases=("Date",)),
        Field("fir", "Financement FIR ?", Kind.CHOICE, (Choice("oui"), Choice("non")), aliases=("FIR",)),
        Field("fir_amount", "Montant FIR", Kind.AMOUNT, aliases=("Montant",)),
    ),
)
EVERY_KIND = (TEXT, NUMBER, COUNT, SHARE, AMOUNT, DATE, YES_NO, ONE_STRUCTURE, SECTORS, PEOPLE, FILES, ACTIONS)
