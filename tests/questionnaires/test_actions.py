"""Actions: free text always stands; named sub-fields and FIR amounts are recognised."""

from __future__ import annotations

import pytest

from questionnaires.understood import Understood
from questionnaires.values import spoken, understand
from questionnaires.values.actions import items
from tests.questionnaires.questions import ACTIONS, TODAY


def read(text: str) -> Understood:
    return understand(ACTIONS, text, TODAY)


@pytest.mark.parametrize(
    "text",
    [
        "Semaine de la sécurité des patients : 42 établissements et 18 EHPAD ont participé en 2016.",
        "La SRA a formé 120 représentants des usagers.\nUne seconde session est prévue en 2018.",
        "- Semaine de la sécurité\n- Colloque régional",
        "Le FIR n’a pas été mobilisé.",
    ],
    ids=str,
)
def test_free_text_is_kept_whole(text: str) -> None:
    assert read(text) == Understood()


@pytest.mark.parametrize(
    ("text", "records"),
    [
        ("Pilote : SRA", [{"pilot": "SRA"}]),
        (
            "Colloque régional. Pilote : ARS ; Partenariat : SRA, URPS",
            [{"text": "Colloque régional.", "pilot": "ARS", "partners": "SRA, URPS"}],
        ),
        (
            "Nature : formation\nSecteur : ES et EMS\nPilote\u00a0: SRA\nDate : mars 2016\nFIR : oui, 45 000 €",
            [
                {
                    "nature": "formation",
                    "sector": ["Établissement de santé", "Établissement médico-social"],
                    "pilot": "SRA",
                    "since": "2016-03-01",
                    "fir": ["oui"],
                    "fir_amount": 45_000,
                }
            ],
        ),
        (
            "Nature : formation\nPilote : SRA\n\nNature : colloque\nPilote : URPS",
            [{"nature": "formation", "pilot": "SRA"}, {"nature": "colloque", "pilot": "URPS"}],
        ),
        (
            "1. Formation\nPilote : SRA\n2. Colloque\nPilote : URPS",
            [{"text": "Formation", "pilot": "SRA"}, {"text": "Colloque", "pilot": "URPS"}],
        ),
        ("• Pilote : SRA\n• Partenaires : URPS", [{"pilot": "SRA", "partners": "URPS"}]),
        ("Formation. Financement FIR ? : non", [{"text": "Formation.", "fir": ["non"]}]),
        ("Secteur : prisons\nPilote : SRA", [{"sector": "prisons", "pilot": "SRA"}]),
        (
            "Portail ouvert en 2015 (FIR : 45 000 €).",
            [{"text": "Portail ouvert en 2015", "fir": ["oui"], "fir_amount": 45_000}],
        ),
        (
            "Portail (FIR : 45 000 €) ouvert en 2015",
            [{"text": "Portail ouvert en 2015", "fir": ["oui"], "fir_amount": 45_000}],
        ),
        (
            "Portail ouvert en 2015, avec 45 000 € de FIR.",
            [{"text": "Portail ouvert en 2015, avec 45 000 € de FIR.", "fir": ["oui"], "fir_amount": 45_000}],
        ),
        (
            "- Bus : 12 ES (FIR : 10 k€)\n- Colloque (FIR : 5 k€)\n- Guide",
            [
                {"text": "Bus : 12 ES", "fir": ["oui"], "fir_amount": 10_000},
                {"text": "Colloque", "fir": ["oui"], "fir_amount": 5_000},
                {"text": "Guide"},
            ],
        ),
        ("FIR : 45000", [{"fir": ["oui"], "fir_amount": 45_000}]),
        ("FIR : 2015", [{"fir": "2015"}]),
        ("Secteur (V, ES, EMS) : ES", [{"sector": ["Établissement de santé"]}]),
        ("Financement FIR ? oui", [{"fir": ["oui"]}]),
        (
            "Nature 1 : Formation\nPilote : SRA\nNature 2 : Colloque\nPilote : ARS",
            [{"nature": "Formation", "pilot": "SRA"}, {"nature": "Colloque", "pilot": "ARS"}],
        ),
        ("Pilote : ARS\n- une\n- deux", [{"pilot": "ARS - une - deux"}]),
        ("Portail ; FIR 2016 : 12 k€", [{"text": "Portail", "fir": ["oui"], "fir_amount": 12_000}]),
        (
            "- Portail\n- Formation financée par le FIR à hauteur de 12 000 €",
            [
                {"text": "Portail"},
                {
                    "text": "Formation financée par le FIR à hauteur de 12 000 €",
                    "fir": ["oui"],
                    "fir_amount": 12_000,
                },
            ],
        ),
    ],
    ids=str,
)
def test_named_sub_fields_and_fir_amounts_are_recognised(text: str, records: list[object]) -> None:
    assert read(text).value == records


def test_a_doubtful_fir_amount_is_asked_and_the_record_stands() -> None:
    understood = read("Formation (FIR : 45.000 €)")
    assert understood.value == [{"text": "Formation", "fir": ["oui"]}]
    assert "45.000" in understood.ask


def test_an_approximate_fir_amount_is_marked() -> None:
    understood = read("Montant FIR : environ 45 k€")
    assert understood == Understood(value=[{"fir_amount": 45_000}], approximate=True)
    assert spoken(ACTIONS, understood) == "1 action\u00a0; Montant FIR\u00a0: environ 45\u00a0000\u00a0€"


def test_an_amount_without_the_fir_is_no_fir_amount() -> None:
    assert read("Un budget de 45 000 € a été voté par le conseil.").value is None


def test_actions_are_said_back_as_a_count_and_a_sum() -> None:
    text = "- Portail (FIR : 45 000 €)\n- Formation (FIR : 5 k€)"
    assert spoken(ACTIONS, read(text)) == "2 actions\u00a0; Montant FIR\u00a0: 50\u00a0000\u00a0€"


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Une action.", 1),
        ("Une action\nsur deux lignes.", 1),
        ("Une action.\n\nUne autre.", 2),
        ("- une\n- deux\n- trois", 3),
        ("Nos actions :\n1) une\n2) deux", 2),
        ("", 0),
    ],
    ids=str,
)
def test_the_actions_of_a_free_text_are_told_apart(text: str, count: int) -> None:
    assert len(items(text)) == count


@pytest.mark.parametrize(
    "points", [("1. ", "2. "), ("1) ", "2) "), ("1/ ", "2/ "), ("1 - ", "2 - "), ("1- ", "2- "), ("1°) ", "2°) ")]
)
def test_points_are_numbered_in_every_manner(points: tuple[str, str]) -> None:
    first, second = points
    assert items(f"{first}Bus des erreurs\n{second}Colloque") == ("Bus des erreurs", "Colloque")
    value = read(f"{first}Journée ; pilote : SRA\n{second}Formation").value
    assert value == [{"text": "Journée", "pilot": "SRA"}, {"text": "Formation"}]


def test_ranges_at_the_start_of_lines_are_no_points() -> None:
    assert len(items("Lits ouverts :\n12-15 en 2016\n30-40 en 2017")) == 1


def test_what_follows_an_aside_on_the_fund_keeps_its_full_stop() -> None:
    value = read("Colloque avec la SRA (Financement FIR : 2 000 euros).\nEt la suite.").value
    assert value == [{"text": "Colloque avec la SRA. Et la suite.", "fir": ["oui"], "fir_amount": 2000}]
