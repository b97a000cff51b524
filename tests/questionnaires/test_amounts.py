"""Amounts in euros as people write them."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaires.understood import Standing, Understood
from questionnaires.values import spoken, understand
from tests.questionnaires.questions import AMOUNT, TODAY


def read(text: str) -> Understood:
    return understand(AMOUNT, text, TODAY)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("45", 45),
        ("45 000", 45_000),
        ("45 000 €", 45_000),
        ("45000€", 45_000),
        ("45\u202f000\u00a0€", 45_000),
        ("€ 3000", 3000),
        ("€3000", 3000),
        ("EUR 3000", 3000),
        ("3000 EUR", 3000),
        ("2 000 euros", 2000),
        ("45 k€", 45_000),
        ("45 K€", 45_000),
        ("45k€", 45_000),
        ("45 KE", 45_000),
        ("45 keuros", 45_000),
        ("1,5 k€", 1500),
        ("16 M€", 16_000_000),
        ("16 m€", 16_000_000),
        ("1,234 M€", 1_234_000),
        ("1,5 M", 1_500_000),
        ("2 M d’€", 2_000_000),
        ("1,2 million d’euros", 1_200_000),
        ("3 Md€", 3_000_000_000),
        ("3 milliards d’euros", 3_000_000_000),
        ("3000 € TTC", 3000),
        ("3000 € HT", 3000),
        ("12,50 €", 12.5),
        ("12.50 €", 12.5),
        ("45.000,50 €", 45_000.5),
        ("quinze mille euros", 15_000),
        ("deux cents euros", 200),
        ("FIR : oui, 45 000 €", 45_000),
        ("FIR 2016 : 45 000 €", 45_000),
        ("45 000 € pour 3 établissements", 45_000),
        ("45 000 € en 2016", 45_000),
        ("2 000 € (deux mille euros)", 2000),
        ("0 €", 0),
    ],
    ids=str,
)
def test_an_amount_is_read_in_euros(text: str, value: float) -> None:
    assert read(text) == Understood(value=value)


@pytest.mark.parametrize(
    ("text", "value"), [("environ 45 k€", 45_000), ("~2 M€", 2_000_000), ("une dizaine de milliers d’euros", 10_000)]
)
def test_an_approximate_amount_is_marked(text: str, value: int) -> None:
    assert read(text) == Understood(value=value, approximate=True)


@pytest.mark.parametrize(
    "text",
    [
        "45.000 €",
        "1,234 €",
        "1.234",
        "12 000 € en 2015 et 8 000 € en 2016",
        "12 k€ + 8 k€",
        "10 000 à 12 000 €",
        "12 000 et 8 000 €",
        "plus de 45 000 €",
        "45 000 € par an",
        "45 000 €/an",
        "15 000 €/ES",
        "500 € par jour",
        "15 000 € x 3",
        "3 x 15 000 €",
        "30 000 € dont 10 000 € de FIR",
        "1/2 M€",
        "45 €50",
        "300 $",
        "300 CHF",
        "12 %",
        "-45 €",
        "oui",
        "la moitié du budget",
    ],
    ids=str,
)
def test_an_ambiguous_amount_gives_one_question_back(text: str) -> None:
    assert read(text).value is None
    assert read(text).ask


def test_two_amounts_are_asked_back_with_their_sum() -> None:
    assert "20\u00a0000\u00a0€" in read("12 000 € en 2015 et 8 000 € en 2016").ask


@pytest.mark.parametrize("text", ["non", "Aucun financement", "pas de financement FIR", "néant", "non financé"])
def test_no_funding_is_nothing_and_no_blank(text: str) -> None:
    assert read(text) == Understood(standing=Standing.NOTHING)


@given(st.decimals(min_value=0, max_value=10**11, places=2))
def test_what_is_said_back_is_what_was_understood(amount: Decimal) -> None:
    value = int(amount) if amount == amount.to_integral_value() else float(amount)
    for understood in (Understood(value=value), Understood(value=value, approximate=True)):
        assert read(spoken(AMOUNT, understood)) == understood
