"""Numbers as people write them: a right value, or one question back."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaires.model import Kind, Question
from questionnaires.understood import Standing, Understood
from questionnaires.values import spoken, understand
from questionnaires.values.numerals import in_words
from tests.questionnaires.questions import COUNT, NUMBER, SHARE, TODAY


def read(text: str, question: Question = NUMBER) -> Understood:
    return understand(question, text, TODAY)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", 0),
        ("42", 42),
        ("42.", 42),
        ("12 et non 10", 12),
        ("Il y en a 12 (et non pas 10).", 12),
        ("lire 12 au lieu de 10", 12),
        ("2016 : 42", 42),
        ("100 (y compris 10 nouveaux)", 100),
        ("1 234", 1234),
        ("1\u00a0234", 1234),
        ("1\u202f234", 1234),
        ("1'234", 1234),
        ("1’234", 1234),
        ("1234,5", 1234.5),
        ("1234.5", 1234.5),
        ("0,125", 0.125),
        ("0.125", 0.125),
        ("1.234.567", 1234567),
        ("1.234,5", 1234.5),
        ("1 234 567,89", 1234567.89),
        ("12 500 000", 12500000),
        ("１２", 12),
        ("2½", 2.5),
        ("-3", -3),
        ("moins 3", -3),
        ("−3", -3),
        ("- 42", 42),
        ("12 %", 12),
        ("12%", 12),
        ("12 pour cent", 12),
        ("12 ETP", 12),
        ("2,5 ETP", 2.5),
        ("16 millions", 16_000_000),
        ("1,5 million", 1_500_000),
        ("3 milliards", 3_000_000_000),
        ("12 mille", 12_000),
        ("zéro", 0),
        ("un", 1),
        ("Une", 1),
        ("Un établissement", 1),
        ("deux cent cinquante", 250),
        ("Deux-cent-cinquante", 250),
        ("soixante-dix", 70),
        ("soixante et onze", 71),
        ("septante", 70),
        ("huitante-deux", 82),
        ("quatre-vingt-dix-sept", 97),
        ("nonante-neuf", 99),
        ("vingt et un", 21),
        ("vingt-et-une actions", 21),
        ("mille neuf cent quatre-vingt-quatre", 1984),
        ("un million deux cent mille", 1_200_000),
        ("42 établissements engagés", 42),
        ("42 établissements, dont 12 publics", 42),
        ("42 (dont 12 publics)", 42),
        ("42 (12 publics et 30 privés)", 42),
        ("42 (quarante-deux)", 42),
        ("quarante-deux (42)", 42),
        ("42 en 2016", 42),
        ("42 au 31/12/2016", 42),
        ("42 pour l’année 2016", 42),
        ("42 (2016)", 42),
        ("En 2016, nous avons 42 établissements engagés", 42),
        ("Annexe 2 : 42", 42),
        ("aucun établissement", 0),
        ("2016", 2016),
        ("30 + 12 = 42", 42),
        ("public : 30, privé : 12, total : 42", 42),
        ("30 publics et 12 privés, soit 42", 42),
        ("Total : 42 (public 30 ; privé 12)", 42),
        ("42 au total", 42),
        ("1200 (mille deux cents)", 1200),
        ("« 42 »", 42),
        ("**42**", 42),
        ("12k", 12_000),
    ],
    ids=str,
)
def test_a_plain_number_is_read(text: str, value: float) -> None:
    understood = read(text)
    assert understood == Understood(value=value)
    assert type(understood.value) is type(value)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("environ 30", 30),
        ("environ 320 (dont 120 nouveaux)", 320),
        ("environ 320 dont 120", 320),
        ("Env. 30", 30),
        ("30 environ", 30),
        ("~30", 30),
        ("≈ 30", 30),
        ("+/- 30", 30),
        ("à peu près 30", 30),
        ("près de 30", 30),
        ("presque 30", 30),
        ("autour de 30", 30),
        ("de l’ordre de 30", 30),
        ("une trentaine", 30),
        ("une bonne trentaine", 30),
        ("Une centaine d’établissements", 100),
        ("une dizaine", 10),
        ("une douzaine", 12),
        ("un millier", 1000),
        ("30 (estimation)", 30),
        ("30 à confirmer", 30),
        ("environ deux cents", 200),
        ("une dizaine de milliers", 10_000),
        ("2 douzaines", 24),
        ("plus ou moins 30", 30),
        ("à peine 30", 30),
        ("une 30aine", 30),
        ("42 ?", 42),
    ],
    ids=str,
)
def test_an_approximate_number_is_read_and_marked(text: str, value: int) -> None:
    assert read(text) == Understood(value=value, approximate=True)


@pytest.mark.parametrize(
    "text",
    [
        "1.234",
        "12.500",
        "30 à 40",
        "de 40 à 42 (dont 2 nouveaux)",
        "30-40",
        "30 – 40",
        "entre 30 et 40",
        "de 30 à 40",
        "30 ou 40",
        "30/40",
        "trente à quarante",
        "30 ou plus",
        "plus de 30",
        "moins de 30",
        "au moins 30",
        "> 30",
        "30 minimum",
        "plus d’une centaine",
        "la moitié",
        "un tiers",
        "3/4",
        "13 ARS sur 17",
        "42 en 2015 et 58 en 2016",
        "12 publics + 30 privés",
        "12 34",
        "beaucoup",
        "une foule",
        "un grand nombre",
        "Un certain nombre d’établissements",
        "une bonne partie des EHPAD",
        "un peu plus de 30",
        "quelques dizaines",
        "oui",
        "en 2016",
        "Nous n’avons pas compté les 12 premiers",
        "1,2,3",
        "entre trente et quarante",
        "une vingtaine ou une trentaine",
        "vingt-trente",
        "40 max",
        "42, soit 70 %",
        "42/60",
        "1O",
        "Une quarantaine (42)",
        "9" * 40,
        "12 000 €",
    ],
    ids=str,
)
def test_an_ambiguous_number_gives_one_question_back(text: str) -> None:
    understood = read(text)
    assert understood.value is None
    assert understood.standing is Standing.ANSWER
    assert understood.ask.rstrip().endswith(("?", ")", "."))
    assert "\u00a0?" in understood.ask


def test_the_question_back_offers_both_readings() -> None:
    ask = read("1.234").ask
    assert "1\u00a0234 (mille deux cent trente-quatre)" in ask
    assert "1,234" in ask


def test_a_comma_is_decimal_except_where_things_are_counted() -> None:
    assert read("1,234").value == 1.234
    assert read("1,234", COUNT).value is None
    assert read("1,234", COUNT).ask


@pytest.mark.parametrize(
    ("text", "question"),
    [
        ("-3", COUNT),
        ("12,5", COUNT),
        ("12 %", COUNT),
        ("150 %", SHARE),
        ("101", SHARE),
        ("45 000 €", COUNT),
    ],
    ids=str,
)
def test_what_the_question_cannot_take_is_asked_again(text: str, question: Question) -> None:
    understood = read(text, question)
    assert understood.value is None
    assert understood.ask


def test_the_percent_beside_a_count_is_left_aside_and_the_other_way_round() -> None:
    assert read("42, soit 70 %", COUNT).value == 42
    assert read("42 établissements, soit 70 %", SHARE).value == 70


def test_a_long_text_with_one_number_is_not_taken_for_it() -> None:
    text = (
        "Le déploiement a commencé par un séminaire de 2 jours avec les équipes ; les chiffres sont en cours de "
        "consolidation et vous parviendront dès que possible."
    )
    assert read(text).value is None
    assert "2" in read(text).ask


@pytest.mark.parametrize("text", ["5", "5 %", "5 pour cent", "100", "0"])
def test_a_share_takes_its_percent(text: str) -> None:
    assert isinstance(read(text, SHARE).value, int)


@given(st.integers(min_value=0, max_value=999_999_999))
def test_every_whole_number_in_words_is_read_back(number: int) -> None:
    assert read(in_words(number)).value == number


@given(st.integers(min_value=0, max_value=999_999_999))
def test_every_whole_number_with_its_spaces_is_read_back(number: int) -> None:
    understood = Understood(value=number)
    assert read(spoken(NUMBER, understood)) == understood


@given(st.decimals(min_value=-(10**9), max_value=10**9, places=2))
def test_what_is_said_back_is_what_was_understood(number: Decimal) -> None:
    value = int(number) if number == number.to_integral_value() else float(number)
    for understood in (Understood(value=value), Understood(value=value, approximate=True)):
        assert read(spoken(NUMBER, understood)) == understood


BEDS = Question("I1", Kind.NUMBER, "Combien de lits ?", "I", unit="lits", whole=True)
MONTHS = Question("I2", Kind.NUMBER, "Quelle durée ?", "I", unit="mois", whole=True)


@pytest.mark.parametrize(
    ("text", "question", "value"),
    [
        ("42 en 3 mois", BEDS, 42),
        ("42 lits en 2 ans", BEDS, 42),
        ("3 mois", MONTHS, 3),
        ("12 mois", BEDS, None),
        ("néant pour 2012, 3 pour 2013", BEDS, None),
    ],
)
def test_a_time_counts_nothing_where_no_time_is_asked(text: str, question: Question, value: int | None) -> None:
    understood = read(text, question)
    assert understood.value == value
    assert bool(understood.ask) is (value is None)


@pytest.mark.parametrize(
    "text",
    ["sous 15 jours", "d’ici quinze jours", "Retour sous 8 jours.", "dans une semaine", "transmis ultérieurement"],
)
def test_a_time_to_wait_is_later_and_never_a_number(text: str) -> None:
    understood = read(text, BEDS)
    assert (understood.standing, understood.value) == (Standing.LATER, None)


@pytest.mark.parametrize("text", ["=1+1", "=SOMME(B2:B9)", "#DIV/0!", "#REF!"])
def test_a_formula_without_its_result_is_asked_back(text: str) -> None:
    understood = read(text, BEDS)
    assert understood.value is None
    assert "formule" in understood.ask


def test_an_equals_sign_before_a_number_is_no_formula() -> None:
    assert read("= 42", BEDS).value == 42
