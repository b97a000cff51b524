"""« Néant », « RAS », « non concerné », « ne sait pas » and « plus tard » are five different things."""

from __future__ import annotations

import pytest

from questionnaires.model import Question
from questionnaires.understood import Standing, Understood
from questionnaires.values import spoken, understand
from questionnaires.values.standings import standing_of
from tests.questionnaires.questions import ACTIONS, AMOUNT, COUNT, DATE, EVERY_KIND, TEXT, TODAY, YES_NO

SAID = {
    Standing.NOTHING: (
        "Néant",
        "néant.",
        "NEANT",
        "neant",
        "(néant)",
        "Néant !",
        "Rien",
        "Aucune action",
        "Aucune action à ce jour",
        "Pas d’action menée à ce jour",
        "Néant pour notre région",
        "Axe 4 : néant",
        "Bonjour, néant. Merci",
        "pas de proposition",
        "Rien n’a été fait",
        "néant (pas d’action)",
        "Aucune action n’a été menée",
        "Nous n’avons pas mené d’action sur ce thème",
        "Il n’y a pas eu d’action",
    ),
    Standing.NOTHING_TO_REPORT: (
        "RAS",
        "ras",
        "R.A.S.",
        "« RAS »",
        "RAS pour l’instant",
        "Rien à signaler",
        "rien à signaler pour notre ARS",
        "Rien de particulier",
        "pas de remarque",
        "Aucune observation",
        "Rien de particulier à signaler",
        "Nous n’avons pas d’observation",
    ),
    Standing.NOT_CONCERNED: (
        "Non concerné",
        "non concernée.",
        "Non concerné(e)",
        "Pas concernés",
        "Sans objet",
        "N.A.",
        "NA",
        "n/a",
        "S.O.",
        "Non applicable",
        "Nous ne sommes pas concernés",
        "Non concernée (pas de CHU)",
        "Non concerné car pas d’établissement",
        "L’ARS n’est pas concernée par cette question",
    ),
    Standing.UNKNOWN: (
        "Ne sait pas",
        "NSP",
        "je ne sais pas",
        "Nous ne savons pas",
        "Je l’ignore",
        "Aucune idée",
        "Donnée non disponible",
        "Nous n’avons pas cette information",
        "Information non connue",
        "Nous ne sommes pas en mesure de répondre à cette question",
        "Je ne connais pas la réponse",
        "ND",
    ),
    Standing.LATER: (
        "Plus tard",
        "plus tard, merci",
        "Je complèterai",
        "je compléterai la semaine prochaine",
        "À venir",
        "à compléter",
        "Réponse à venir",
        "Je vous répondrai plus tard",
        "Nous reviendrons vers vous",
        "Données en cours de consolidation",
        "seront transmis ultérieurement",
        "en attente",
        "en attente de retour de la SRA",
        "Les chiffres ne sont pas encore disponibles",
        "on y reviendra",
    ),
}


@pytest.mark.parametrize(
    ("standing", "text"), [(standing, text) for standing, texts in SAID.items() for text in texts], ids=str
)
def test_each_of_the_five_is_recognised_in_its_small_variations(standing: Standing, text: str) -> None:
    for question in (TEXT, COUNT, DATE, ACTIONS):
        assert understand(question, text, TODAY) == Understood(standing=standing)


def test_the_five_are_said_back_in_five_ways() -> None:
    said = {spoken(TEXT, Understood(standing=standing)) for standing in SAID}
    assert said == {"néant", "rien à signaler", "non concerné", "ne sait pas", "réponse à venir"}


@pytest.mark.parametrize("question", EVERY_KIND, ids=lambda question: question.code)
@pytest.mark.parametrize("standing", list(SAID))
def test_what_is_said_back_is_recognised_for_every_kind(question: Question, standing: Standing) -> None:
    understood = Understood(standing=standing)
    assert understand(question, spoken(question, understood), TODAY) == understood


@pytest.mark.parametrize(
    ("text", "refer"),
    [
        ("Ne sait pas, voyez Mme Durand", "Mme Durand"),
        ("ne sait pas (voir Paul Martin)", "Paul Martin"),
        ("Je ne sais pas, voir avec Paul Martin.", "Paul Martin"),
        ("Je ne sais pas. Demandez à la direction de la qualité.", "la direction de la qualité"),
        ("NSP, voir avec l’OMEDIT", "l’OMEDIT"),
        ("Voyez le coordonnateur de la gestion des risques", "le coordonnateur de la gestion des risques"),
        ("Voir Mme X", "Mme X"),
        ("NSP voir DOS", "DOS"),
        ("Voir mon collègue Paul Martin", "mon collègue Paul Martin"),
        ("Voyez avec le service qualité svp", "le service qualité"),
        ("À voir avec le Dr Martin", "le Dr Martin"),
        ("je ne sais pas, c’est Paul Martin qui suit ce dossier", "Paul Martin"),
        ("Je ne sais pas, voyez M. Paul Martin (paul@ars.example)", "M. Paul Martin (paul@ars.example)"),
    ],
    ids=str,
)
def test_who_knows_is_named(text: str, refer: str) -> None:
    assert understand(TEXT, text, TODAY) == Understood(standing=Standing.UNKNOWN, refer=refer)


@pytest.mark.parametrize(
    "text",
    [
        "Néant pour 2015, 3 actions en 2016",
        "Je ne sais pas mais environ 30",
        "Voir PJ",
        "voir annexe 2",
        "Voir le rapport joint",
        "voir ci-dessus",
        "Plus tard dans l’année 2016, une formation a été organisée avec la SRA",
        "Rien n’aurait été possible sans le PNSP",
        "Semaine de la sécurité des patients",
        "Nous avons demandé à la SRA de former les équipes",
        "Voir les choses en face",
        "En cours",
        "Non concerné, mais une action en ville",
        "Aucun impact",
        "Aucune action en 2015, une en 2016",
        "Nous n’avons pas attendu le PNSP",
        "RAS. Très bon programme",
        "voir notre rapport d’activité",
    ],
    ids=str,
)
def test_an_answer_that_says_more_is_an_answer(text: str) -> None:
    assert standing_of(text) is None


@pytest.mark.parametrize("text", ["-", "–", "?", "/", "...", "x", "NC", "n.c."])
def test_a_bare_mark_could_be_any_of_the_five_and_is_asked(text: str) -> None:
    understood = understand(TEXT, text, TODAY)
    assert understood.standing is Standing.ANSWER
    assert understood.ask


def test_a_choice_that_is_worded_like_a_standing_is_a_choice() -> None:
    question = Question(
        "C", YES_NO.kind, "?", "S", choices=(*YES_NO.choices, YES_NO.choices[0].__class__("Sans objet"))
    )
    assert understand(question, "sans objet", TODAY).value == ["Sans objet"]
    assert understand(YES_NO, "sans objet", TODAY) == Understood(standing=Standing.NOT_CONCERNED)


def test_nothing_counts_no_euro_and_is_no_zero() -> None:
    assert understand(AMOUNT, "Néant", TODAY).value is None
    assert understand(AMOUNT, "0 €", TODAY).value == 0
