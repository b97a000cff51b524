"""The dialogue as a function of state: whatever is typed, nothing is lost and there is always a next step."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaires.approving import BEGUN
from questionnaires.asides import Courtesy, ForPeople, Matter, bare
from questionnaires.commands import Command, Order
from questionnaires.dialogue import open_conversation, respond
from questionnaires.ending import asks_which_end, end_meant
from questionnaires.model import Choice, Condition, Kind, Question, Questionnaire, Section
from questionnaires.offered import pressed
from questionnaires.scene import Effect, Known, Mode, Scene, Turn, said
from questionnaires.speech import (
    Answers,
    Completion,
    WhichQuestion,
    Words,
    hear,
)
from questionnaires.talk import Talk
from questionnaires.understood import Standing

QUESTIONS = (
    Question("Q1a", Kind.TEXT, "Vos actions ?", "1", examples=("un colloque",), help="En quelques mots."),
    Question("Q1b", Kind.TEXT, "Celles des autres ?", "1"),
    Question("I1", Kind.NUMBER, "Combien de revues ?", "2", unit="revues", minimum=Decimal(0)),
    Question("D", Kind.CHOICE, "Un dispositif ?", "2", choices=(Choice("Oui"), Choice("Non"))),
    Question("D2", Kind.TEXT, "Lequel ?", "2", condition=Condition("D", ("oui",))),
    Question(
        "S", Kind.CHOICES, "Quels secteurs ?", "2", choices=(Choice("Ville"), Choice("ES"), Choice("EMS")), other=True
    ),
    Question("H2", Kind.PEOPLE, "Qui répond ?", "3", optional=True),
)
QUESTIONNAIRE = Questionnaire(
    "essai",
    "1",
    "Un essai",
    "Pour essayer.",
    "Répondez.",
    tuple(
        Section(code, title, questions=tuple(q for q in QUESTIONS if q.section == code))
        for code, title in (("1", "Actions"), ("2", "Chiffres"), ("3", "Contacts"))
    ),
)
TODAY = date(2017, 9, 4)


def scene(asked: str = "", **known: Known) -> Scene:
    return Scene(
        QUESTIONNAIRE,
        known,
        Talk(asked=asked),
        TODAY,
        person="Anne",
        organisation="ARS Bretagne",
        ours="mon ARS",
        last_day=date(2017, 9, 29),
    )


def after(before: Scene, turn: Turn) -> Scene:
    """The scene that the next message meets, as the store would give it."""
    now = before
    for saying in turn.record:
        now, _ = said(now, saying)
    done = turn.effect in (Effect.FINISHED, Effect.CLOSED)
    return replace(
        now,
        talk=turn.talk,
        is_finished=before.is_finished or done,
        is_closed=before.is_closed or turn.effect is Effect.CLOSED,
    )


def talk(*typed: str) -> tuple[Scene, Turn]:
    """The scene and the turn after these messages."""
    here = scene()
    turn = open_conversation(here)
    for words in typed:
        here = after(here, turn)
        turn = respond(here, words)
    return here, turn


def flat(turn: Turn) -> str:
    return " ".join(turn.text.replace("\u00a0", " ").split())


CODES = [q.code for q in QUESTIONS]


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("aide", Command(Order.HELP)),
        (" ? ", Command(Order.HELP)),
        ("/aide", Command(Order.HELP)),
        ("Un exemple", Command(Order.EXAMPLE)),
        ("PASSER", Command(Order.SKIP)),
        ("Récapitulatif", Command(Order.SUMMARY)),
        ("recap", Command(Order.SUMMARY)),
        ("q1A", Command(Order.GO, "Q1a")),
        ("[Q1a]", Command(Order.GO, "Q1a")),
        ("question 1a", Command(Order.GO, "Q1a")),
        ("Q1a :", Command(Order.GO, "Q1a")),
        ("corriger la question Q1b", Command(Order.CORRECT, "Q1b")),
        ("modifier", Command(Order.CORRECT)),
        ("compléter Q1a", Command(Order.COMPLETE, "Q1a")),
        ("C’était pour Q1a", Command(Order.MOVE, "Q1a")),
        ("/choix S 2", Command(Order.CHOOSE, "S", 2)),
        ("j'ai fini ma partie", Command(Order.FINISHED)),
        ("J’ai terminé pour ma part, merci", Command(Order.FINISHED)),
        ("J'ai fini pour mon ARS", Command(Order.CLOSED)),
        ("nous avons fini pour l'ARS", Command(Order.CLOSED)),
        ("J'ai fini", Command(Order.WHICH_END)),
        ("/start abc", Command(Order.START)),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_order_is_heard_however_it_is_written(typed: str, expected: Command) -> None:
    assert hear(typed, CODES) == expected


@pytest.mark.parametrize(
    "typed",
    [
        "J’ai fini ma partie du projet en 2016, avec les EHPAD de la région",
        "Aide aux établissements en 2016",
        "Merci : la SRA a organisé une journée",
        "rien",
        "non",
        "oui",
        "5",
        "1) un colloque\n2) un bus",
        "1.1 million d'euros",
        "Nous avons des difficultés à mobiliser la ville, et c’est le point faible du programme",
        "Les EHPAD ne souhaitent pas participer aux revues",
        "Exemple de la SRA : un bus",
        "passer à une culture de l’erreur apprenante",
        "Ma collègue de la SRA anime ce réseau",
        "Retour d’expérience en EHPAD",
        "Le plan prévoit-il la ville ? Oui, depuis 2016, avec les URPS et les maisons de santé",
        "Une suite : le bus de 2017",
        "bonne participation",
        "Nous n’arrivons pas à mobiliser la ville",
        "Nous ne pouvons pas mesurer l’effet de ces actions",
    ],
)
def test_what_may_be_an_answer_is_left_alone(typed: str) -> None:
    assert hear(typed, CODES) == Words(typed)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("Q1a : oui", [("Q1a", "oui", False)]),
        ("q1b - un bus", [("Q1b", "un bus", False)]),
        ("[Q1a] un bus", [("Q1a", "un bus", False)]),
        ("1a : un bus", [("Q1a", "un bus", False)]),
        ("Question 1a – un bus", [("Q1a", "un bus", False)]),
        ("Réponse à la question 1b : un bus", [("Q1b", "un bus", False)]),
        ("I1 34", [("I1", "34", False)]),
        ("I1 = 34", [("I1", "34", False)]),
        ("corriger Q1a : un bus", [("Q1a", "un bus", False)]),
        ("complément Q1a : un bus", [("Q1a", "un bus", True)]),
        ("Q1a + : un bus", [("Q1a", "un bus", True)]),
        ("Q1a : un bus\nen 2016\nI1 : 3", [("Q1a", "un bus\nen 2016", False), ("I1", "3", False)]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_an_answer_keyed_by_a_code_goes_there(typed: str, expected: list[tuple[str, str, bool]]) -> None:
    heard = hear(typed, CODES)
    assert isinstance(heard, Answers)
    assert [(k.code, k.text, k.adds) for k in heard.keyed] == expected


def test_a_code_that_could_be_two_is_asked_about() -> None:
    assert hear("Q1 : un bus", CODES) == WhichQuestion(("Q1a", "Q1b"), "Q1 : un bus")


@pytest.mark.parametrize("typed", ["Bonjour", "merci !", "Merci beaucoup, bonne journée", "ok", "👍", "…", "D’accord"])
def test_a_courtesy_is_no_answer(typed: str) -> None:
    assert isinstance(hear(typed, CODES), Courtesy)


@pytest.mark.parametrize("typed", ["+ un bus", "complément : un bus", "Suite : un bus", "j’ajoute : un bus"])
def test_a_completion_is_heard(typed: str) -> None:
    assert hear(typed, CODES) == Completion("un bus")


def test_a_label_of_the_question_goes_before_any_order() -> None:
    assert hear("Aide", CODES, ["Aide", "Conseil"]) == Words("Aide")


@pytest.mark.parametrize(
    ("typed", "matter"),
    [
        ("Je ne comprends pas la question", Matter.DIFFICULTY),
        ("je n’arrive pas à ouvrir le lien", Matter.DIFFICULTY),
        ("Bonjour, nous avons un problème technique", Matter.DIFFICULTY),
        ("Nous n’avons pas eu le temps", Matter.DIFFICULTY),
        ("Nous ne participerons pas à ce bilan", Matter.REFUSAL),
        ("Je ne suis pas la bonne personne", Matter.HANDOVER),
        ("je m’en occupe plus", Matter.HANDOVER),
        ("Bonjour, ce n'est plus moi qui suis ce dossier", Matter.HANDOVER),
        ("j’ai changé de poste", Matter.HANDOVER),
        ("Je suis à la retraite depuis juin", Matter.HANDOVER),
        ("Ma collègue Maud Even prend la suite", Matter.HANDOVER),
        ("À quoi servira la synthèse ?", Matter.QUESTION),
        ("Est-ce que nos réponses sont confidentielles ?", Matter.QUESTION),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_concerns_people_is_heard(typed: str, matter: Matter) -> None:
    assert hear(typed, CODES) == ForPeople(matter, typed)


def test_something_for_the_coordinators_about_one_question_is_an_answer() -> None:
    assert isinstance(hear("Je ne souhaite pas répondre à cette question", CODES), Words)
    assert isinstance(hear("Je ne souhaite pas répondre", CODES), ForPeople)


def test_each_question_shows_its_code_and_how_far_we_are() -> None:
    here, turn = talk()
    assert "Question 1 sur 5 · Actions\n[Q1a] Vos actions ?" in turn.text
    assert turn.talk.asked == "Q1a"
    assert len(here.questions) == 6


def test_a_condition_is_asked_once_it_is_met() -> None:
    here, turn = talk("néant", "néant", "12", "Oui")
    assert "[D2] Lequel ?" in turn.text
    assert "Question 5 sur 6" in turn.text
    _, without = talk("néant", "néant", "12", "Non")
    assert "[S] Quels secteurs ?" in without.text
    assert len(after(here, turn).questions) == 7


def test_an_ambiguous_number_is_asked_back_once_and_then_replaced() -> None:
    _, turn = talk("néant", "néant", "1.234")
    assert turn.talk.mode == Mode.CLARIFYING
    assert [(s.code, s.text) for s in turn.record] == [("I1", "1.234")]
    _, turn = talk("néant", "néant", "1.234", "1234")
    assert [(s.code, s.text, s.adds) for s in turn.record] == [("I1", "1234", False)]
    assert "1 234" in flat(turn)
    assert "[D]" in turn.text


def test_a_second_unclear_answer_is_kept_beside_the_first_and_not_asked_about_again() -> None:
    _, turn = talk("néant", "néant", "1.234", "comme vous voulez")
    assert [(s.text, s.adds) for s in turn.record] == [("comme vous voulez", True)]
    assert turn.talk.asked == "D"


def test_several_choices_are_tapped_one_after_another() -> None:
    here, turn = talk("néant", "néant", "12", "Non", "/choix S 1")
    assert [o.label for o in turn.offers][:2] == ["ES", "EMS"]
    turn = respond(after(here, turn), "/choix S 3")
    assert [(s.code, s.text) for s in turn.record] == [("S", "Ville ; EMS")]
    assert turn.offers[-1].says == "passer S"


def test_a_choice_by_number_label_or_button_is_the_same() -> None:
    for typed in ("1", "oui", "/choix D 1"):
        here, turn = talk("néant", "néant", "12", typed)
        assert "[D2]" in turn.text, typed
        assert here.talk.asked == "D"


def test_ok_is_an_answer_where_yes_or_no_is_asked_if_it_reads_as_one_and_never_lost() -> None:
    _, turn = talk("néant", "néant", "12", "ok")
    assert turn.record or "[D]" in turn.text


def test_a_question_put_off_comes_back_once_at_the_end() -> None:
    here, turn = talk(
        "plus tard",
        "néant",
        "12",
        "Non",
        "Ville",
    )
    assert turn.talk.asked == "Q1a"
    here = after(here, turn)
    turn = respond(here, "plus tard")
    assert turn.talk.asked == "H2"
    assert [(s.code, s.text) for s in turn.record] == [("Q1a", "plus tard")]


def test_later_takes_nothing_away() -> None:
    _, turn = talk("Un colloque", "corriger Q1a", "plus tard")
    assert turn.talk.asked == "Q1b"


def test_words_after_the_end_are_kept_for_a_person() -> None:
    _, turn = talk("j'ai fini pour mon ARS", "encore un colloque")
    assert turn.effect is Effect.UNPLACED
    assert turn.words == "encore un colloque"
    assert turn.talk.unfinished == ("encore un colloque",)
    assert "Réponse à Q1a" in [o.label for o in turn.offers]


def test_a_person_in_the_contacts_is_no_handover() -> None:
    here = scene(asked="H2")
    turn = respond(here, "Maud Even, qualité, maud@ars.example")
    assert [(s.code, s.text) for s in turn.record] == [("H2", "Maud Even, qualité, maud@ars.example")]


def test_at_most_one_probe_a_question() -> None:
    here, turn = talk("Q1a : Un colloque")
    for words in ("néant", "12", "Non", "Ville", "passer", "passer"):
        here = after(here, turn)
        turn = respond(here, words)
    probed = list(turn.talk.probed)
    for _ in range(6):
        here = after(here, turn)
        turn = respond(here, "passer")
        assert list(turn.talk.probed)[: len(probed)] == probed
        probed = list(turn.talk.probed)
    assert len(probed) == len(set(probed))


PHRASES = st.sampled_from(
    [
        *("aide", "exemple", "passer", "plus tard", "retour", "récapitulatif", "j'ai fini", "j'ai fini ma partie"),
        *("j'ai fini pour mon ARS", "merci", "bonjour", "ok", "?", "Q1", "Q1a", "Q1 : x", "Q1a : un bus", "corriger"),
        *(
            "corriger Q1b",
            "compléter Q1a",
            "+ encore",
            "c'était pour Q1a",
            "/choix S 1",
            "/choix D 9",
            "ma réponse à D",
        ),
        *("/start", "néant", "ras", "1.234", "12", "oui", "non", "Q1a : a\nQ1b : b\nzut", "Je n'arrive pas à ouvrir"),
        *("je ne souhaite pas répondre", "qui êtes-vous ?", "contexte", "", "  ", "\n", "C’est ma réponse", "30 à 40"),
        *("Un colloque", "en 2016", "je transmets à x@y.example", "déplacer vers H2", "complément : 3"),
    ]
)


@given(st.lists(st.one_of(PHRASES, st.text(max_size=60)), max_size=14), st.lists(st.booleans(), max_size=14))
def test_whatever_is_typed_nothing_is_lost_and_there_is_a_next_step(typed: list[str], unseen: list[bool]) -> None:
    here = scene()
    turn = open_conversation(here)
    for position, words in enumerate(typed):
        here = after(here, turn)
        turn = respond(here, words, position < len(unseen) and unseen[position])
        heard = hear(words, CODES, [c.label for c in here.asked.choices] if here.asked else [])
        kept = "\n".join([*(s.text for s in turn.record), turn.words, *turn.talk.unfinished])
        if here.talk.mode == Mode.CONFIRMING and bare(words) in ("oui", "non"):
            assert turn.effect is Effect.CLOSED or "Quelle réponse" in turn.text  # what our question asked for
        elif here.talk.mode == Mode.ENDING and end_meant(here, words, isinstance(heard, Words)) is not None:
            ended = turn.effect in (Effect.FINISHED, Effect.CLOSED)
            assert ended or "nous continuons" in turn.text or asks_which_end(turn.text)
        elif turn.lines[:1] in (("Merci.",), ("D’accord.",), ("Entendu, quand vous voudrez.",), ("Entendu.",)):
            assert len(words) < 40  # the end of something begun, or « plus tard » where nothing is asked
        elif here.asked is None and bare(words) in ("oui", "non"):
            assert "Bien reçu." in turn.text  # it answers nothing that was asked
        elif turn.lines and turn.lines[0].startswith("Je garde"):
            assert bare(words) in (bare(here.about(here.talk.asked).own), "oui", "ok")  # said again, and kept once
        elif pressed(here, words):
            assert turn.lines  # a button named by its place
        elif isinstance(heard, (Words, Completion, ForPeople, WhichQuestion)):
            assert heard.text.strip() in kept or not heard.text.strip()
        elif isinstance(heard, Answers):
            for text in (*(k.text for k in heard.keyed), heard.before):
                assert text in kept or not any(c.isalnum() for c in text) or isinstance(hear(text, CODES), Courtesy)
        elif isinstance(heard, Courtesy):
            assert words.strip() in kept or here.asked is None
        for saying in turn.record:
            assert QUESTIONNAIRE.question(saying.code) is not None
            assert saying.text.strip()
        asks = turn.talk.asked
        asks_else = turn.text.startswith("De quelle question") or turn.talk.mode in BEGUN
        assert (f"[{asks}]" in turn.text) if asks and not asks_else else (turn.offers and turn.lines)
        assert len({offer.label for offer in turn.offers}) == len(turn.offers)
        assert turn.text.strip()


@given(st.text(max_size=300))
def test_hearing_never_raises_and_never_gives_less_than_was_typed(typed: str) -> None:
    heard = hear(typed, CODES)
    if isinstance(heard, (Words, ForPeople, WhichQuestion)):
        assert heard.text == typed.strip()


def test_an_answer_that_was_nothing_is_replaced_by_words() -> None:
    here = scene(asked="Q1a", Q1a=Known("néant", Standing.NOTHING))
    turn = respond(here, "un bus")
    assert [(s.code, s.text, s.adds) for s in turn.record] == [("Q1a", "un bus", False)]
