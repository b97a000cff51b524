"""Closed questions: by label, number, acronym, near spelling; two equally near give a question."""

from __future__ import annotations

import pytest

from questionnaires.model import Choice, Kind, Question
from questionnaires.understood import Understood
from questionnaires.values import spoken, understand
from tests.questionnaires.questions import CLOSED_SECTORS, ONE_STRUCTURE, SECTORS, TODAY, YES_NO

HEALTH, CARE, TOWN = "Établissement de santé", "Établissement médico-social", "Ville"


def read(question: Question, text: str) -> Understood:
    return understand(question, text, TODAY)


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("Oui", "Oui"),
        ("OUI !", "Oui"),
        ("oui.", "Oui"),
        ("ouii", "Oui"),
        ("☒ Oui", "Oui"),
        ("☒ Oui ☐ Non", "Oui"),
        ("☐ Oui\n☒ Non", "Non"),
        ("Oui ☐ Non ☑", "Non"),
        ("[ ] Oui [x] Non", "Non"),
        ("1", "Oui"),
        ("la 2e", "Non"),
        ("le 1er", "Oui"),
        ("2.", "Non"),
        ("2)", "Non"),
        ("choix 2", "Non"),
        ("réponse n° 2", "Non"),
        ("la deuxième", "Non"),
        ("Oui, mais pas partout", "Oui"),
        ("Oui : le programme a donné un cadre", "Oui"),
        ("Non, pas encore", "Non"),
        ("Je dirais oui", "Oui"),
        ("(X) Oui ( ) Non", "Oui"),
        ("Oui ( )  Non (x)", "Non"),
        ("- [ ] Oui\n- [x] Non", "Non"),
        ("X Oui\n  Non", "Oui"),
        ("Oui :\nNon : x", "Non"),
        ("OUI / NON : OUI", "Oui"),
        ("Tout à fait", "Oui"),
        ("Absolument.", "Oui"),
        ("Bien sûr, depuis 2015", "Oui"),
        ("Absolument pas", "Non"),
        ("Négatif", "Non"),
        ("Pas encore", "Non"),
        ("Pas à ce jour.", "Non"),
    ],
    ids=str,
)
def test_yes_and_no_are_read(text: str, label: str) -> None:
    assert read(YES_NO, text) == Understood(value=[label])


@pytest.mark.parametrize(
    ("text", "label"),
    [("oui plutôt", "Oui"), ("plutôt non", "Non"), ("globalement oui", "Oui"), ("pas vraiment", "Non")],
)
def test_a_nuance_is_kept_as_approximate(text: str, label: str) -> None:
    understood = read(YES_NO, text)
    assert understood == Understood(value=[label], approximate=True)
    assert spoken(YES_NO, understood) == f"plutôt {label.lower()}"


def test_a_nuance_that_is_a_choice_of_its_own_is_that_choice() -> None:
    labels = ("Oui", "Plutôt oui", "Plutôt non", "Non")
    question = Question("C", Kind.CHOICE, "?", "S", choices=tuple(Choice(label) for label in labels))
    assert read(question, "oui plutôt").value == ["Plutôt oui"]
    assert read(question, "plutot non").value == ["Plutôt non"]
    assert read(question, "oui").value == ["Oui"]
    assert read(question, "tout à fait").value == ["Oui"]
    assert read(question, "pas vraiment").ask
    assert read(question, "pas encore").ask


@pytest.mark.parametrize(
    "text",
    [
        "oui et non",
        "oui ou non",
        "peut-être",
        "3",
        "0",
        "ça dépend",
        "ni oui ni non",
        "oui/non",
        "☐ Oui ☐ Non",
        "oui x non",
        "( ) Oui ( ) Non",
        "Oui x\nNon x",
        "En effet, aucune action",
        "Tout à fait, hormis pour les cliniques",
        "Pas encore, en cours",
    ],
    ids=str,
)
def test_an_unclear_choice_gives_one_question_back(text: str) -> None:
    assert read(YES_NO, text).value is None
    assert read(YES_NO, text).ask


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("ES", HEALTH),
        ("e.s.", None),
        ("EMS", CARE),
        ("établissement de sante", HEALTH),
        ("etablisement de santé", HEALTH),
        ("médico-social", CARE),
        ("v", TOWN),
        ("vile", TOWN),
        ("établissement", None),
        ("clinique", None),
    ],
    ids=str,
)
def test_acronyms_and_near_spellings_are_read_and_doubt_is_asked(text: str, label: str | None) -> None:
    understood = read(ONE_STRUCTURE, text)
    assert understood.value == ([label] if label else None)
    assert bool(understood.ask) is (label is None)


@pytest.mark.parametrize(
    ("text", "labels"),
    [
        ("ES, EMS", [HEALTH, CARE]),
        ("EMS et ES", [HEALTH, CARE]),
        ("ES/ville", [HEALTH, TOWN]),
        ("1 et 3", [HEALTH, TOWN]),
        ("1, 2, 3", [HEALTH, CARE, TOWN]),
        ("- ES\n- Ville", [HEALTH, TOWN]),
        ("☒ ES\n☐ EMS\n☒ Ville", [HEALTH, TOWN]),
        ("tous", [HEALTH, CARE, TOWN]),
        ("Établissement de santé ; Ville", [HEALTH, TOWN]),
        ("etablissements médico sociaux", [CARE]),
        ("ville ; autre : PTA", [TOWN, "Autre : PTA"]),
        ("Autre : les écoles d’infirmières", ["Autre : les écoles d’infirmières"]),
        ("autre (PTA)", ["Autre : PTA"]),
        ("ES, prisons", [HEALTH, "Autre : prisons"]),
        ("ES, les enfants", [HEALTH, "Autre : enfants"]),
        ("ville ; environnement", [TOWN, "Autre : environnement"]),
    ],
    ids=str,
)
def test_several_choices_are_read_in_the_order_of_the_question(text: str, labels: list[str]) -> None:
    assert read(SECTORS, text) == Understood(value=labels)


@pytest.mark.parametrize(
    "text", ["autre", "  ville ; autre :  \n", "tous sauf la ville", "établissement", "4"], ids=str
)
def test_unclear_choices_give_one_question_back(text: str) -> None:
    assert read(SECTORS, text).value is None
    assert read(SECTORS, text).ask


def test_what_is_no_choice_is_named_where_nothing_else_is_allowed() -> None:
    understood = read(CLOSED_SECTORS, "ES, prisons")
    assert understood.value is None
    assert "prisons" in understood.ask
    assert "1. Établissement de santé" in understood.ask


def test_a_number_is_no_choice_where_the_labels_are_numbers() -> None:
    labels = ("1 à 5", "6 à 10", "plus de 10")
    question = Question("C", Kind.CHOICE, "?", "S", choices=tuple(Choice(label) for label in labels))
    assert read(question, "3").value is None
    assert read(question, "choix 3").value == ["plus de 10"]
    assert read(question, "6 à 10").value == ["6 à 10"]


def test_an_acronym_that_two_choices_share_means_neither() -> None:
    choices = (Choice("Centre hospitalier"), Choice("Clinique haute"))
    question = Question("C", Kind.CHOICE, "?", "S", choices=choices)
    assert read(question, "CH").value is None


@pytest.mark.parametrize("label", [HEALTH, CARE, TOWN])
def test_what_is_said_back_is_what_was_understood(label: str) -> None:
    understood = Understood(value=[label])
    assert read(ONE_STRUCTURE, spoken(ONE_STRUCTURE, understood)) == understood
    assert read(SECTORS, spoken(SECTORS, understood)) == understood


@pytest.mark.parametrize(
    ("text", "places"),
    [
        ("les 2 premiers", [0, 1]),
        ("les deux dernières", [1, 2]),
        ("1 2 3", [0, 1, 2]),
        ("de 1 à 3", [0, 1, 2]),
        ("1-2", [0, 1]),
        ("tous sauf le 2", [0, 2]),
        ("le premier et le dernier", [0, 2]),
        ("n°2", [1]),
    ],
)
def test_choices_are_named_by_their_places(text: str, places: list[int]) -> None:
    labels = ("urgences", "bloc", "maternité")
    question = Question("C", Kind.CHOICES, "?", "S", choices=tuple(Choice(label) for label in labels), other=True)
    assert read(question, text).value == [labels[place] for place in places]


@pytest.mark.parametrize("text", ["1-3", "4", "1, 4"])
def test_places_that_may_mean_two_things_or_nothing_are_asked_about(text: str) -> None:
    labels = ("urgences", "bloc", "maternité")
    question = Question("C", Kind.CHOICES, "?", "S", choices=tuple(Choice(label) for label in labels), other=True)
    assert read(question, text).ask
    assert read(question, text).value is None
