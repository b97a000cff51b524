"""Dates as people write them, day first."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaires.understood import Understood
from questionnaires.values import spoken, understand
from tests.questionnaires.questions import DATE, TODAY


def read(text: str) -> Understood:
    return understand(DATE, text, TODAY)


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("12/09/2017", "2017-09-12"),
        ("12.09.17", "2017-09-12"),
        ("12-09-2017", "2017-09-12"),
        ("1/9/2017", "2017-09-01"),
        ("12 / 09 / 2017", "2017-09-12"),
        ("2017-09-12", "2017-09-12"),
        ("2017/09/12", "2017-09-12"),
        ("12 sept. 2017", "2017-09-12"),
        ("12 Septembre 2017", "2017-09-12"),
        ("1er mars 2016", "2016-03-01"),
        ("1 er mars 2016", "2016-03-01"),
        ("premier mars 2016", "2016-03-01"),
        ("le 12 août 2016", "2016-08-12"),
        ("mardi 12 septembre 2017", "2017-09-12"),
        ("le mardi 12 septembre 2017 à 14h", "2017-09-12"),
        ("à compter du 1er mars 2016", "2016-03-01"),
        ("12 mars 16", "2016-03-12"),
        ("01/01/98", "1998-01-01"),
        ("29/02/2016", "2016-02-29"),
        ("aujourd’hui", "2017-09-01"),
        ("hier", "2017-08-31"),
        ("demain", "2017-09-02"),
    ],
    ids=str,
)
def test_a_day_is_read(text: str, day: str) -> None:
    assert read(text) == Understood(value=day)


@pytest.mark.parametrize(
    ("text", "day", "precision", "said"),
    [
        ("mars 2016", "2016-03-01", "month", "mars 2016"),
        ("en mars 2016", "2016-03-01", "month", "mars 2016"),
        ("09/2016", "2016-09-01", "month", "septembre 2016"),
        ("2016-09", "2016-09-01", "month", "septembre 2016"),
        ("T3 2026", "2026-07-01", "quarter", "3e trimestre 2026"),
        ("3e trimestre 2026", "2026-07-01", "quarter", "3e trimestre 2026"),
        ("premier trimestre 2017", "2017-01-01", "quarter", "1er trimestre 2017"),
        ("2026 T4", "2026-10-01", "quarter", "4e trimestre 2026"),
        ("Q3 2026", "2026-07-01", "quarter", "3e trimestre 2026"),
        ("1er trim. 2016", "2016-01-01", "quarter", "1er trimestre 2016"),
        ("fin d’année 2016", "2016-12-31", "", "vers le 31 décembre 2016"),
        ("milieu 2017", "2017-07-01", "", "vers le 1er juillet 2017"),
        ("12 mars 2016 (à confirmer)", "2016-03-12", "", "vers le 12 mars 2016"),
        ("S2 2017", "2017-07-01", "half", "2e semestre 2017"),
        ("1er semestre 2017", "2017-01-01", "half", "1er semestre 2017"),
        ("2016", "2016-01-01", "year", "2016"),
        ("en 2016", "2016-01-01", "year", "2016"),
        ("fin septembre 2016", "2016-09-30", "", "vers le 30 septembre 2016"),
        ("début mars 2016", "2016-03-01", "", "vers le 1er mars 2016"),
        ("mi-mars 2016", "2016-03-15", "", "vers le 15 mars 2016"),
        ("fin 2016", "2016-12-31", "", "vers le 31 décembre 2016"),
        ("fin T3 2026", "2026-09-30", "", "vers le 30 septembre 2026"),
        ("vers le 12 mars 2016", "2016-03-12", "", "vers le 12 mars 2016"),
    ],
    ids=str,
)
def test_a_date_without_a_sure_day_is_approximate(text: str, day: str, precision: str, said: str) -> None:
    understood = read(text)
    assert understood == Understood(value=day, approximate=True, precision=precision)
    assert spoken(DATE, understood) == said


@pytest.mark.parametrize(
    "text",
    [
        "31/02/2017",
        "29/02/2017",
        "09/25/2017",
        "12/09",
        "12 septembre",
        "début mars",
        "lundi 12 septembre 2017",
        "du 12 au 16 septembre 2017",
        "12/09/2017 au 16/09/2017",
        "de mars à juin 2016",
        "2016-2017",
        "12/09/2017 ou 13/09/2017",
        "mars 2016 et juin 2016",
        "avant fin 2016",
        "au plus tard le 12/09/2017",
        "12092017",
        "T5 2026",
        "bientôt",
        "00/00/0000",
        "12/13 septembre 2017",
        "septembre-octobre 2017",
        "onze novembre 2016",
        "trimestre 3 2026",
        "12/09/0017",
        "13/13/2017",
    ],
    ids=str,
)
def test_a_doubtful_date_gives_one_question_back(text: str) -> None:
    assert read(text).value is None
    assert read(text).ask


def test_an_american_order_is_never_guessed() -> None:
    assert read("03/04/2017").value == "2017-04-03"
    assert "jour puis mois" in read("09/25/2017").ask


def test_years_of_two_digits_depend_on_today() -> None:
    assert understand(DATE, "01/01/37", date(2017, 9, 1)).value == "2037-01-01"
    assert understand(DATE, "01/01/38", date(2017, 9, 1)).value == "1938-01-01"


@given(st.dates(min_value=date(1900, 1, 1), max_value=date(2199, 12, 31)))
def test_a_day_is_read_back_in_every_writing(day: date) -> None:
    sure, near = Understood(value=day.isoformat()), Understood(value=day.isoformat(), approximate=True)
    assert read(f"{day:%d/%m/%Y}") == read(f"{day:%d.%m.%Y}") == read(day.isoformat()) == sure
    assert read(spoken(DATE, sure)) == sure
    assert read(spoken(DATE, near)) == near


@given(
    st.dates(min_value=date(1900, 1, 1), max_value=date(2199, 12, 31)), st.sampled_from(["month", "quarter", "year"])
)
def test_a_period_is_read_back(day: date, precision: str) -> None:
    month = {"month": day.month, "quarter": (day.month - 1) // 3 * 3 + 1, "year": 1}[precision]
    understood = Understood(value=day.replace(month=month, day=1).isoformat(), approximate=True, precision=precision)
    assert read(spoken(DATE, understood)) == understood
