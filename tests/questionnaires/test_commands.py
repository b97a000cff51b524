"""Every command of the chat, however it is written."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaires.commands import COMMANDS, PHRASES, Command, Order
from questionnaires.pieces import announces_more, goes_on
from questionnaires.speech import Answers, WhichQuestion, Words, hear

CODES = ["Q1a", "Q1b", "Q3a", "1.1", "I1"]
MEANT = {
    "aide": Order.HELP,
    "liste": Order.LIST,
    "relire": Order.REREAD,
    "modifier": Order.CORRECT,
    "exemple": Order.EXAMPLE,
    "passer": Order.SKIP,
    "retour": Order.BACK,
    "glossaire": Order.GLOSSARY,
    "collegue": Order.COLLEAGUE,
    "difficulte": Order.DIFFICULTY,
    "terminer": Order.WHICH_END,
    "reprendre": Order.RESUME,
    "stop": Order.STOP,
}


def test_the_menu_is_what_a_messenger_takes() -> None:
    assert {name for name, _ in COMMANDS} == set(MEANT)
    for name, what in COMMANDS:
        assert re.fullmatch(r"[a-z0-9_]{1,32}", name)
        assert 3 <= len(what) <= 256


@pytest.mark.parametrize("form", ["/{}", "/{}@relance_bot", "{}", "  {} ", "/{} "])
@pytest.mark.parametrize("name", [name for name, _ in COMMANDS])
def test_a_command_is_heard_with_or_without_its_slash(form: str, name: str) -> None:
    for written in (name, name.capitalize(), name.upper(), name.replace("collegue", "collègue")):
        heard = hear(form.format(written), CODES)
        assert isinstance(heard, Command)
        assert heard.order is MEANT[name]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("/modifier Q3a", Command(Order.CORRECT, "Q3a")),
        ("/modifier@relance_bot q3A", Command(Order.CORRECT, "Q3a")),
        ("/Modifier 1.1", Command(Order.CORRECT, "1.1")),
        ("modifier Q3a", Command(Order.CORRECT, "Q3a")),
        ("/difficulté : rien ne marche", Command(Order.DIFFICULTY, text="rien ne marche")),
        ("/difficulte@relance_bot rien\nne marche", Command(Order.DIFFICULTY, text="rien\nne marche")),
        ("difficulté : rien ne marche", Command(Order.DIFFICULTY, text="rien ne marche")),
        ("/collègue Q3a maud@ars.example", Command(Order.COLLEAGUE, text="Q3a maud@ars.example")),
        ("collègue Q3a : maud@ars.example", Command(Order.COLLEAGUE, text="Q3a : maud@ars.example")),
        ("collegue maud@ars.example", Command(Order.COLLEAGUE, text="maud@ars.example")),
        ("/glossaire RMM", Command(Order.GLOSSARY, text="RMM")),
        ("glossaire RMM", Command(Order.GLOSSARY, text="RMM")),
        ("/terminer ma partie", Command(Order.FINISHED)),
        ("/terminer pour mon ARS", Command(Order.CLOSED)),
        ("/terminer mon organisme", Command(Order.CLOSED)),
        ("/rouvrir", Command(Order.RESUME)),
        ("Où en suis-je ?", Command(Order.WHERE)),
        ("Je continue Q1a", Command(Order.CONTINUE, "Q1a")),
        ("détailler Q1a", Command(Order.DETAIL, "Q1a")),
        ("passer Q1a", Command(Order.SKIP, "Q1a")),
        ("exemple Q1a", Command(Order.EXAMPLE, "Q1a")),
        ("autres réponses Q1a", Command(Order.OTHERS, "Q1a")),
        ("C’est tout !", Command(Order.ENOUGH)),
        ("Tout est bon.", Command(Order.CONFIRM)),
        ("/start abc", Command(Order.START)),
        ("/Déconnecter", Command(Order.UNKNOWN, text="Déconnecter")),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_order_with_its_words(typed: str, expected: Command) -> None:
    assert hear(typed, CODES) == expected


@pytest.mark.parametrize(
    "typed",
    [
        "Collègue Maud Even, cheffe du service, maud@ars.example",
        "Un collègue de la SRA : paul@sra.example",
        "Glossaire des événements indésirables distribué à tous les EHPAD",
        "La liste des centres de simulation",
        "Relire les fiches avec les équipes",
        "Stop à la banalisation : une campagne d’affiches",
        "Terminer le déploiement dans les cliniques",
        "Reprendre les revues en 2018",
        "/!\\ attention, chiffres provisoires",
        "/ 12 établissements",
        "Modifier les pratiques de prescription",
        "Difficultés de recrutement en EHPAD",
    ],
)
def test_what_may_be_an_answer_is_no_order(typed: str) -> None:
    assert hear(typed, CODES) == Words(typed)


WORDED = [
    ("où j'en suis", Command(Order.WHERE)),
    ("ou j en suis ?", Command(Order.WHERE)),
    ("je voudrais savoir où j’en suis", Command(Order.WHERE)),
    ("il me reste combien de questions ?", Command(Order.WHERE)),
    ("Qu’est-ce qu’il manque ?", Command(Order.WHERE)),
    ("je veux modifier la Q3a", Command(Order.CORRECT, "Q3a")),
    ("Je souhaiterais modifier ma réponse à la question 3a svp", Command(Order.CORRECT, "Q3a")),
    ("CORRIGER LA Q3 A", Command(Order.CORRECT, "Q3a")),
    ("Bonjour, puis-je relire mes réponses s’il vous plaît ?", Command(Order.REREAD)),
    ("passer à la question suivante", Command(Order.SKIP)),
    ("question suivante svp", Command(Order.SKIP)),
    ("passer à Q3a", Command(Order.GO, "Q3a")),
    ("je reviens sur la Q1a", Command(Order.GO, "Q1a")),
    ("Q 3a", Command(Order.GO, "Q3a")),
    ("c’était pour la question 1b", Command(Order.MOVE, "Q1b")),
    ("Q1", Command(Order.WHICH_CODE, "Q1a Q1b")),
    ("modifier la question 1", Command(Order.WHICH_CODE, "Q1a Q1b", text="modifier")),
    ("c’est quoi la date limite ?", Command(Order.DEADLINE)),
    ("pour quand faut-il répondre ?", Command(Order.DEADLINE)),
    ("On s’arrête là pour aujourd’hui, merci", Command(Order.PAUSE)),
    ("je reprendrai demain", Command(Order.PAUSE)),
    ("je confie la Q3a à maud@ars.example", Command(Order.COLLEAGUE, text="je confie la Q3a à maud@ars.example")),
    ("je veux confier la Q3a à une collègue", Command(Order.COLLEAGUE, text="confier la Q3a à une collègue")),
    ("Q1a et Q1b", Command(Order.WHICH_CODE, "Q1a Q1b")),
    ("finalement si", Command(Order.RESUME)),
    ("oups", Command(Order.MISTAKEN)),
    ("comment joindre un fichier ?", Command(Order.FILES)),
    ("je peux envoyer une photo ?", Command(Order.FILES)),
    ("À quoi sert ce questionnaire ?", Command(Order.CONTEXT)),
    ("pouvez-vous répéter la question ?", Command(Order.REPEAT)),
    ("vous avez bien reçu mon fichier ?", Command(Order.REREAD)),
    ("mes collègues ont-ils répondu ?", Command(Order.ANSWERED)),
    ("vous êtes un robot ?", Command(Order.WHO)),
    ("pasesr", Command(Order.SKIP, text="pasesr", is_guess=True)),
    ("Récapitualtif", Command(Order.SUMMARY, text="Récapitualtif", is_guess=True)),
    ("modifer Q3a", Command(Order.CORRECT, "Q3a", text="modifer Q3a", is_guess=True)),
    ("stpo", Command(Order.UNKNOWN, text="stpo", is_guess=True)),
]


@pytest.mark.parametrize(("typed", "expected"), WORDED, ids=[typed for typed, _ in WORDED])
def test_an_order_is_heard_in_the_words_of_whoever_gives_it(typed: str, expected: Command) -> None:
    assert hear(typed, CODES) == expected


@pytest.mark.parametrize(
    ("typed", "codes", "text"),
    [
        ("Q1a et Q1b : néant", ["Q1a", "Q1b"], "néant"),
        ("Q1a à Q3a : RAS", ["Q1a", "Q1b", "Q3a"], "RAS"),
        ("Questions Q1b, Q3a = rien", ["Q1b", "Q3a"], "rien"),
        ("*Q3a* : un centre", ["Q3a"], "un centre"),
        ("Concernant la Q3a, un centre", ["Q3a"], "un centre"),
        ("La réponse à Q3a est : un centre", ["Q3a"], "un centre"),
        ("Q3 a : un centre", ["Q3a"], "un centre"),
    ],
)
def test_an_answer_names_its_question_in_many_ways(typed: str, codes: list[str], text: str) -> None:
    heard = hear(typed, CODES)
    assert isinstance(heard, Answers)
    assert [(keyed.code, keyed.text) for keyed in heard.keyed] == [(code, text) for code in codes]


def test_a_code_that_does_not_exist_is_asked_about() -> None:
    assert hear("Q7 : un centre", CODES) == WhichQuestion((), "Q7 : un centre")
    assert hear("T3 : 12 séances", CODES) == Words("T3 : 12 séances")
    assert hear("Q1a et Q1b sont liées", CODES) == Words("Q1a et Q1b sont liées")


@pytest.mark.parametrize(
    "typed",
    [
        "Envoi de kits aux EHPAD, contact maud@sra.example",
        "Passer de 12 à 30 EHPAD",
        "Reste à évaluer",
        "Il manque un pilote en Côtes-d’Armor",
        "Pistes",
        "Nous souhaitons reprendre les revues en 2018",
        "Voir le rapport de la SRA",
        "Confier le pilotage à la SRA en 2018",
        "Bus « chambre des erreurs » au T3 2016",
        "Modification des pratiques",
    ],
)
def test_what_only_resembles_an_order_is_an_answer(typed: str) -> None:
    assert hear(typed, CODES) == Words(typed)


def test_no_phrase_means_two_things() -> None:
    phrases = [phrase for several in PHRASES.values() for phrase in several]
    assert len(phrases) == len(set(phrases))


@pytest.mark.parametrize(
    "text",
    ["Trois actions :", "Brest,", "(1/3) Un bus", "Un bus (2/3)", "[1/2] Un bus", "Un bus. À suivre", "a" * 4000],
    ids=["colon", "comma", "first", "second", "brackets", "said", "cut"],
)
def test_signs_that_more_comes(text: str) -> None:
    assert announces_more(text)


@pytest.mark.parametrize(
    "text",
    [
        "Un bus",
        "SRA…",
        "(3/3) Un bus",
        "2/3 des établissements",
        "oui ; non",
        "Pour la suite, nous verrons",
        "a" * 3999,
    ],
    ids=["plain", "dots", "last", "a share", "semicolon", "a sentence", "long"],
)
def test_no_sign_that_more_comes(text: str) -> None:
    assert not announces_more(text)


@given(st.text(max_size=60))
def test_anything_is_heard_as_something(typed: str) -> None:
    heard = hear(typed, CODES)
    if isinstance(heard, Words | Answers):
        assert heard
    assert isinstance(goes_on(typed), str)


@given(st.sampled_from([name for name, _ in COMMANDS]), st.text(max_size=40))
def test_a_slash_never_breaks_anything(name: str, rest: str) -> None:
    assert hear(f"/{name} {rest}", CODES) is not None
