"""Whatever a person types: a value, a standing or a question back, in bounded time, and never an exception."""

from __future__ import annotations

import json
import time
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from questionnaires.model import Kind, Question
from questionnaires.thin import probe
from questionnaires.understood import Standing, Understood
from questionnaires.values import spoken, understand
from tests.questionnaires.questions import (
    ACTIONS,
    AMOUNT,
    DATE,
    EVERY_KIND,
    FILES,
    NUMBER,
    PEOPLE,
    SECTORS,
    TEXT,
    TODAY,
    YES_NO,
)

PIECES = (
    *(
        "environ ",
        "plus de ",
        "entre ",
        " et ",
        " ou ",
        " à ",
        "-",
        " / ",
        ",",
        ".",
        ";",
        "\n",
        "(",
        ")",
        "dont ",
        "pas ",
    ),
    *("12", "1.234", "1 234", "30", "2016", "31/02/2017", "12/09", "T3 2026", "45 k€", "16 M€", "12 %", "½", "3/4"),
    *("deux", "cent", "vingt", "mille", "une trentaine", "millions", "la moitié", "un", "neuf"),
    *("mars", "sept.", "fin ", "mardi ", "1er ", "néant", "RAS", "voyez Mme X", "je ne sais pas", "plus tard"),
    *(
        "oui",
        "non",
        "plutôt ",
        "autre : ",
        "ES",
        "ville",
        "Pilote : ",
        "FIR : ",
        "Nom : ",
        "Marie Dupont",
        "a@b.example",
    ),
    *("\u00a0", "\u202f", "’", "–", "€", "☒", "e\u0301", "\x00", "😀", "ﬁ", "İ", "٣", "①"),
)
MESSY = st.lists(st.sampled_from(PIECES), min_size=1, max_size=12).map("".join)
ANYTHING = st.one_of(st.text(min_size=1, max_size=200), MESSY)


def check(question: Question, text: str, today: date) -> None:
    understood = understand(question, text, today)
    assert isinstance(understood, Understood)
    json.dumps(understood.value)
    assert isinstance(spoken(question, understood, text), str)
    assert isinstance(probe(question, text, understood), str)
    assert "\n" not in understood.ask or "\n" in text
    if understood.standing is not Standing.ANSWER:
        assert understood.value is None
        assert not understood.ask
    if understood.ask and question.kind is not Kind.ACTIONS:
        assert understood.value is None
    assert understand(question, text, today) == understood


@settings(max_examples=150)
@given(ANYTHING, st.sampled_from(EVERY_KIND), st.dates(min_value=date(2000, 1, 1), max_value=date(2100, 1, 1)))
def test_no_text_breaks_the_reading(text: str, question: Question, today: date) -> None:
    check(question, text, today)


@settings(max_examples=100)
@given(MESSY, st.sampled_from(EVERY_KIND))
def test_spaces_around_change_nothing(text: str, question: Question) -> None:
    stripped = text.strip()
    if stripped:
        bare, spaced = understand(question, stripped, TODAY), understand(question, f"  {stripped} \n", TODAY)
        assert replace(spaced, ask="") == replace(bare, ask="")
        assert bool(spaced.ask) == bool(bare.ask)


@pytest.mark.parametrize(
    "piece",
    [
        *(
            "Le ",
            "a ",
            "1 ",
            "1.",
            "1,",
            "12/",
            "12 ",
            "deux ",
            "cent ",
            "et ",
            "- ",
            "(",
            ")",
            "« ",
            "voyez ",
            "aucune action ",
            "en attente de ",
            "pour ",
        ),
        *(
            "néant ",
            "Pilote : ",
            "FIR : 1 € ",
            "a@",
            "a.",
            "@a.b",
            "\n",
            "\n- x",
            "\n\n",
            "oui ",
            "ES, ",
            "Marie Dupont ",
        ),
        *(
            "Nom : x\n",
            "01 23 45 ",
            "T3 ",
            "mars ",
            "plus de ",
            "dont ",
            "x-1",
            "1/2 ",
            "€ ",
            "M€ ",
            "e\u0301",
            ".docx ",
        ),
    ],
    ids=repr,
)
def test_long_repetitions_take_no_time(piece: str) -> None:
    text = piece * (12_000 // len(piece))
    for question in (TEXT, NUMBER, AMOUNT, DATE, YES_NO, SECTORS, PEOPLE, FILES, ACTIONS):
        start = time.process_time()
        for length in (12_000, 900, 240):
            understood = understand(question, text[:length], TODAY)
            probe(question, text[:length], understood)
        assert time.process_time() - start < 2, question.kind
