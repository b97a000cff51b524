"""Thin answers get one optional probe at most, and never a refusal."""

from __future__ import annotations

import pytest

from questionnaires.model import Question
from questionnaires.thin import probe, remarks
from questionnaires.understood import Understood
from questionnaires.values import understand
from tests.questionnaires.questions import TODAY
from tests.questionnaires.test_catalogue import GUIDE, PNSP, ask

SCOPE, DATE, ACTOR, FIR = "combien de structures", "quelle date", "quel pilote", "montant FIR"
ASPECTS = (SCOPE, DATE, ACTOR, FIR)


def follow_up(question: Question, text: str) -> str:
    return probe(question, text, understand(question, text, TODAY))


@pytest.mark.parametrize(
    ("text", "missing"),
    [
        ("Sensibilisation à la sécurité", ASPECTS),
        ("Sensibilisation à la sécurité en 2016", (SCOPE, ACTOR, FIR)),
        ("Sensibilisation avec la SRA", (SCOPE, DATE, FIR)),
        ("Sensibilisation de 42 équipes depuis 2014", (ACTOR, FIR)),
        ("Sensibilisation de tous les EHPAD en mars 2016 avec l’URPS", (FIR,)),
        ("Sensibilisation de tous les EHPAD en 2016 avec l’URPS, FIR : 45 000 €", ()),
        ("Sensibilisation de tous les EHPAD en 2016 avec l’URPS, sans financement FIR", ()),
        ("Nature : formation\nPilote : quelqu’un\nFIR : non", (SCOPE, DATE)),
        ("Néant", ()),
        ("Ne sait pas, voyez Mme Durand", ()),
        ("Plus tard", ()),
    ],
    ids=str,
)
def test_a_probe_asks_only_for_what_an_action_does_not_say(text: str, missing: tuple[str, ...]) -> None:
    said = follow_up(ask(PNSP, "Q1a"), text)
    assert tuple(aspect for aspect in ASPECTS if aspect in said) == missing
    assert said.count("?") == bool(missing)


def test_a_short_opinion_is_asked_how() -> None:
    question = ask(PNSP, "Q5")
    assert follow_up(question, "Oui")
    assert not follow_up(question, "Oui : le programme a donné un cadre commun et des priorités aux équipes.")
    assert not follow_up(ask(PNSP, "Q6"), "Former les équipes")


def test_the_guide_offers_its_own_first_follow_up() -> None:
    assert follow_up(ask(GUIDE, "1.6"), "Oui") == "Qui bâtit ce programme\u00a0?"
    assert not follow_up(ask(GUIDE, "5.1"), "Deux personnes")


def test_a_question_that_is_asked_back_already_gets_no_probe() -> None:
    question = ask(PNSP, "Q1a")
    assert not probe(question, "Formation (FIR : 45.000 €)", Understood(ask="Combien ?"))


def test_a_theme_with_one_action_only_is_remarked() -> None:
    answers = {
        "Q1a": "Semaine de la sécurité.",
        "Q2a": "- Colloque\n- Portail",
        "Q3a": "Centre.",
        "Q3b": "Réseau.",
        "Q4a": "Néant",
    }
    (said,) = remarks(PNSP, answers)
    assert "Q1" in said
    assert remarks(PNSP, {**answers, "Q1b": "Journée régionale."}) == ()
    assert remarks(PNSP, {"Q5": "Oui"}) == ()
