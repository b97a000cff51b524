"""Days and moments as people write them."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.dates import WrittenDeadline, in_words, parse_day, parse_deadline, parse_moment
from questionnaires.fault import Fault

TODAY = date(2017, 7, 10)
PARIS = ZoneInfo("Europe/Paris")


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("2017-09-29", date(2017, 9, 29)),
        ("29 septembre 2017", date(2017, 9, 29)),
        ("29 septembre", date(2017, 9, 29)),
        ("vendredi 29 septembre 2017", date(2017, 9, 29)),
        ("Vendredi 29 Septembre", date(2017, 9, 29)),
        ("29/09/2017", date(2017, 9, 29)),
        ("29/9/17", date(2017, 9, 29)),
        ("29.09.2017", date(2017, 9, 29)),
        ("29-09-2017", date(2017, 9, 29)),
        ("29/09", date(2017, 9, 29)),
        ("29 sept. 2017", date(2017, 9, 29)),
        ("le 29 septembre 2017", date(2017, 9, 29)),
        ("au plus tard le 29 septembre 2017", date(2017, 9, 29)),
        ("  29\u00a0septembre   2017 ", date(2017, 9, 29)),
        ("1er mai 2018", date(2018, 5, 1)),
        ("1 mai 2018", date(2018, 5, 1)),
        ("premier mai", date(2018, 5, 1)),
        ("15 AOÛT", date(2017, 8, 15)),
        ("15 aout 2017", date(2017, 8, 15)),
        ("3 déc. 2017", date(2017, 12, 3)),
        ("10 juillet", date(2017, 7, 10)),
        ("9 juillet", date(2018, 7, 9)),
        ("29 février", date(2020, 2, 29)),
        ("29 février 2016", date(2016, 2, 29)),
        ("lundi 1er janvier 2018", date(2018, 1, 1)),
        ("20170929", date(2017, 9, 29)),
        ("29 09 2017", date(2017, 9, 29)),
        ("ven. 29 sept. 2017", date(2017, 9, 29)),
        ("ven 29/09/2017", date(2017, 9, 29)),
        ("1ᵉʳ octobre 2017", date(2017, 10, 1)),
        ("1 er octobre", date(2017, 10, 1)),
        ("2 oct.2017", date(2017, 10, 2)),
        ("« 29 septembre 2017 »", date(2017, 9, 29)),
        ("'29/09/2017'", date(2017, 9, 29)),
    ],
)
def test_a_day_is_read(text: str, day: date) -> None:
    assert parse_day(text, TODAY) == day


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "il manque la date"),
        ("   ", "il manque la date"),
        ("bientôt", "n’est pas lisible"),
        ("29", "n’est pas lisible"),
        ("29 brumaire 2017", "n’est pas lisible"),
        ("31 juin 2017", "le mois de juin 2017 a 30 jours"),
        ("31 juin", "le mois de juin a 30 jours"),
        ("31 avril", "le mois d’avril a 30 jours"),
        ("30 février 2017", "le mois de février 2017 a 28 jours"),
        ("29 février 2017", "le mois de février 2017 a 28 jours"),
        ("30 février", "le mois de février a 29 jours"),
        ("0 mai 2017", "n’existe pas"),
        ("2017-13-01", "le mois 13 n’existe pas"),
        ("2017-02-30", "a 28 jours"),
        ("29/13/2017", "le mois 13 n’existe pas"),
        ("0217-09-29", "l’année 217 n’est pas plausible"),
        ("jeudi 29 septembre 2017", "est un vendredi, pas un jeudi"),
        ("jeu. 29 septembre", "est un vendredi, pas un jeudi"),
        ("20171301", "le mois 13 n’existe pas"),
        ("jeudi 29 septembre", "le 29 septembre 2017 est un vendredi, pas un jeudi"),
        ("fin 29 septembre 2017", "n’est pas un jour de la semaine"),
        ("avant le 26 juin", "--strict"),
    ],
)
def test_a_date_that_does_not_exist_has_a_clear_sentence(text: str, words: str) -> None:
    fault = parse_day(text, TODAY)
    assert isinstance(fault, Fault)
    assert words in fault.sentence.replace("\u00a0", " ")
    assert fault.key == (text if text.strip() else "")


OPENS = date(2017, 7, 17)


@pytest.mark.parametrize(
    ("text", "day", "strict"),
    [
        ("29 septembre", date(2017, 9, 29), None),
        ("25 avril", date(2018, 4, 25), None),
        ("26 juin", date(2018, 6, 26), None),
        ("17 juillet", date(2018, 7, 17), None),
        ("18 juillet", date(2017, 7, 18), None),
        ("29 février", date(2020, 2, 29), None),
        ("avant le 26 juin", date(2018, 6, 26), True),
        ("Avant le 26 juin 2018.", date(2018, 6, 26), True),
        ("avant le mardi 26 juin 2018", date(2018, 6, 26), True),
        ("avant 26/06/2018", date(2018, 6, 26), True),
        ("strictement avant le 26 juin", date(2018, 6, 26), True),
        ("au plus tard le 26 juin", date(2018, 6, 26), False),
        ("le 26 juin au plus tard", date(2018, 6, 26), False),
        ("pour le vendredi 29 septembre 2017, délai de rigueur", date(2017, 9, 29), False),
        ("29 septembre 2017 (dernier délai)", date(2017, 9, 29), False),
        ("29 septembre 17", date(2017, 9, 29), None),
        ("2017/09/29", date(2017, 9, 29), None),
        ("jusqu’au 26 juin inclus", date(2018, 6, 26), False),
        ("avant le 26 juin (inclus)", date(2018, 6, 26), False),
        ("26 juin exclu", date(2018, 6, 26), True),
        ("26 juin non compris", date(2018, 6, 26), True),
        ("le 29/09/2017", date(2017, 9, 29), None),
        ("pour le 29 septembre", date(2017, 9, 29), None),
        ("fin septembre 2017", date(2017, 9, 30), None),
        ("fin septembre", date(2017, 9, 30), None),
        ("à la fin du mois de février", date(2018, 2, 28), None),
        ("avant la fin de septembre", date(2017, 9, 30), None),
        ("fin avril", date(2018, 4, 30), None),
        ("2017-07-17", date(2017, 7, 17), None),
    ],
)
def test_a_deadline_says_its_day_and_whether_it_counts(text: str, day: date, strict: bool | None) -> None:
    assert parse_deadline(text, OPENS) == WrittenDeadline(day, strict)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "il manque la date"),
        ("avant le", "n’est pas lisible"),
        ("fin brumaire", "n’est pas lisible"),
        ("mi-septembre", "n’est pas lisible"),
        ("31 avril", "le mois d’avril a 30 jours"),
        ("29 septembre à minuit", "la date limite est un jour entier"),
        ("avant le 29 février 2027", "le mois de février 2027 a 28 jours"),
        ("2017-09-29T18:00", "sans l’heure"),
        ("29 septembre 2017 à 18 h", "sans l’heure"),
        ("avant le jeudi 29 septembre 2017", "est un vendredi"),
    ],
)
def test_a_deadline_that_cannot_be_understood_has_a_clear_sentence(text: str, words: str) -> None:
    fault = parse_deadline(text, OPENS)
    assert isinstance(fault, Fault)
    assert words in fault.sentence
    assert fault.key == text


@given(st.text(max_size=40))
def test_any_text_is_a_deadline_or_one_sentence(text: str) -> None:
    found = parse_deadline(text, OPENS)
    assert isinstance(found, Fault | WrittenDeadline)
    assert not isinstance(found, Fault) or "\n" not in found.sentence


@given(st.dates(date(2000, 1, 1), date(2150, 12, 31)), st.booleans(), st.sampled_from(["words", "iso", "slash"]))
def test_every_day_comes_back_from_the_way_it_is_written(day: date, weekday: bool, manner: str) -> None:
    text = {"words": in_words(day, weekday), "iso": day.isoformat(), "slash": f"{day:%d/%m/%Y}"}[manner]
    assert parse_day(text, TODAY) == day


@given(st.dates(date(2000, 1, 1), date(2090, 12, 31)), st.dates(date(2000, 1, 1), date(2090, 12, 31)))
def test_a_day_without_a_year_is_the_next_one(today: date, day: date) -> None:
    found = parse_day(in_words(day).rpartition(" ")[0], today)
    assert isinstance(found, date)
    assert (found.day, found.month) == (day.day, day.month)
    assert today <= found < today + timedelta(days=8 * 366 + 1)
    if (day.day, day.month) != (29, 2):
        assert found < today + timedelta(days=367)


@given(st.text(max_size=40))
def test_any_text_is_a_day_or_a_fault(text: str) -> None:
    assert isinstance(parse_day(text, TODAY), date | Fault)
    assert isinstance(parse_moment(text, TODAY), datetime | Fault)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("2017-07-17", datetime(2017, 7, 17, 9, tzinfo=PARIS)),
        ("17 juillet", datetime(2017, 7, 17, 9, tzinfo=PARIS)),
        ("17 juillet à midi", datetime(2017, 7, 17, 12, 0, tzinfo=PARIS)),
        ("17 juillet 2017 à 9 heures 30", datetime(2017, 7, 17, 9, 30, tzinfo=PARIS)),
        ("17 juillet 2017 à 14 h 30", datetime(2017, 7, 17, 14, 30, tzinfo=PARIS)),
        ("17 juillet 2017 à 14h", datetime(2017, 7, 17, 14, tzinfo=PARIS)),
        ("17/07/2017 8:05", datetime(2017, 7, 17, 8, 5, tzinfo=PARIS)),
        ("2017-07-17T14:30", datetime(2017, 7, 17, 14, 30, tzinfo=PARIS)),
        ("2017-07-17 14:30:15", datetime(2017, 7, 17, 14, 30, 15, tzinfo=PARIS)),
        ("2017-07-17T14:30:00+04:00", datetime(2017, 7, 17, 12, 30, tzinfo=PARIS)),
        ("2017-07-17T12:30:00Z", datetime(2017, 7, 17, 14, 30, tzinfo=PARIS)),
    ],
)
def test_a_moment_is_read_and_a_bare_day_begins_at_nine_in_paris(text: str, moment: datetime) -> None:
    found = parse_moment(text, TODAY)
    assert found == moment
    assert isinstance(found, datetime)
    assert found.tzinfo is not None


@pytest.mark.parametrize("text", ["17 juillet à 25 h", "17 juillet 2017 14:75", "", "à 14 h", "2017-07-17T25:00"])
def test_a_moment_that_does_not_exist_is_a_fault(text: str) -> None:
    assert isinstance(parse_moment(text, TODAY), Fault)


def test_today_may_be_a_moment() -> None:
    assert parse_day("29 septembre", datetime(2017, 7, 10, 8, tzinfo=PARIS)) == date(2017, 9, 29)
