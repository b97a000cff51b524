"""The four shipped questionnaires, counted: against facts always, and against the sources' own text where they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import questionnaires
from questionnaires.definition import parse
from questionnaires.model import Kind, Question, Questionnaire

CATALOGUE = Path(questionnaires.__file__).parent / "catalogue"
SEEDS = Path(questionnaires.__file__).resolve().parents[2] / "shared" / "seeds"


def load(name: str) -> Questionnaire:
    result = parse((CATALOGUE / f"{name}.toml").read_text(encoding="utf-8"), name)
    assert isinstance(result, Questionnaire), [str(fault) for fault in result]
    return result


PNSP, REX = load("pnsp-2017"), load("rex-2014")
GUIDE, ROADMAP = load("guide-entretien-2015"), load("feuille-de-route-2023")
ALL = (PNSP, REX, GUIDE, ROADMAP)


def ask(questionnaire: Questionnaire, code: str) -> Question:
    question = questionnaire.question(code)
    assert question is not None
    return question


def words(questionnaire: Questionnaire) -> Iterator[str]:
    """Every text that a person reads."""
    yield from (questionnaire.title, questionnaire.context, questionnaire.instructions)
    yield from (document.title for document in questionnaire.documents)
    for section in questionnaire.sections:
        yield from (section.title, section.introduction)
    for question in questionnaire.questions():
        yield from (question.text, question.short, question.help, *question.examples)
        yield from (probe.text for probe in question.probes)
        yield from (text for field in question.fields for text in (field.label, field.help))


def test_the_pnsp_asks_six_questions_in_two_parts_after_its_header() -> None:
    assert PNSP.codes == (*("H1", "H2", "H3"), *("Q1a", "Q1b", "Q2a", "Q2b", "Q3a", "Q3b", "Q4a", "Q4b"), "Q5", "Q6")
    assert [section.code for section in PNSP.sections] == ["H", "1", "2"]
    assert len({code[:2] for code in PNSP.codes if code.startswith("Q")}) == 6
    assert [question.code for question in PNSP.questions() if question.optional] == ["H1", "H2", "H3"]
    assert ask(PNSP, "H1").prefill == "organisation"
    assert ask(PNSP, "H2").kind is ask(PNSP, "H3").kind is Kind.PEOPLE
    assert all(ask(PNSP, code).kind is Kind.ACTIONS for code in PNSP.codes if re.fullmatch(r"Q[1-4][ab]", code))
    assert ask(PNSP, "Q5").kind is ask(PNSP, "Q6").kind is Kind.TEXT
    assert PNSP.organisations == "ars-2017"


def test_the_pnsp_actions_hold_what_the_instructions_ask_for() -> None:
    base = {"nature", "sector", "actors", "pilot", "partners", "results", "evaluation", "continuation", "extension"}
    funded = base | {"fir", "fir_amount"}
    for code in ("Q1a", "Q2a", "Q3a"):
        assert {field.code for field in ask(PNSP, code).fields} == funded
    for code in ("Q1b", "Q2b", "Q3b"):
        assert {field.code for field in ask(PNSP, code).fields} == funded | {"pilot_contact"}
    theme = ask(PNSP, "Q4a").fields[0]
    assert theme.code == "theme"
    assert [choice.label for choice in theme.choices] == [
        "recherche sur la sécurité des soins",
        "sécurité du participant aux essais cliniques",
    ]
    sectors = next(field for field in ask(PNSP, "Q1a").fields if field.code == "sector")
    assert [choice.label for choice in sectors.choices] == ["V", "ES", "EMS"]


def test_the_pnsp_keeps_every_example_and_the_fir_list() -> None:
    assert [len(ask(PNSP, code).examples) for code in PNSP.codes if code[1] in "1234" and code[0] == "Q"] == [
        *(2, 1, 1, 1, 2, 0, 0, 0)
    ]
    assert len(re.findall(r"(?m)^- .*\((?:2013|à/c)", PNSP.instructions)) == 6
    assert len(PNSP.documents) == 4


def test_no_private_contact_of_the_source_is_shipped() -> None:
    for questionnaire in ALL:
        assert not any("@" in text or re.search(r"\b0[1-9](?:[ .]\d\d){4}\b", text) for text in words(questionnaire))


def test_rex_counts_five_indicators_the_fifth_in_four_categories() -> None:
    assert REX.codes == ("I1", "I2", "I3", "I4", "I5a", "I5b", "I5c", "I5d")
    assert all(question.kind is Kind.NUMBER and question.whole for question in REX.questions())
    for code, risk in (
        ("I5a", "médicament"),
        ("I5b", "chirurgie"),
        ("I5c", "risque infectieux"),
        ("I5d", "autre risque"),
    ):
        assert ask(REX, code).text.endswith(risk)
    (check,) = REX.checks
    assert (check.codes, check.relation, check.total) == (("I5a", "I5b", "I5c", "I5d"), "<=", "I4")
    assert REX.organisations == "ars-2014"
    assert "16\u00a0M€" in REX.context or "16 M€" in REX.context


def test_the_guide_asks_17_questions_in_5_themes_with_43_follow_ups() -> None:
    assert [len(section.questions) for section in GUIDE.sections] == [6, 3, 2, 3, 3]
    assert [len(question.probes) for question in GUIDE.questions()] == [
        *(5, 8, 5, 2, 3, 4),
        *(3, 4, 0),
        *(3, 2),
        *(2, 0, 0),
        *(0, 2, 0),
    ]
    assert sum(len(question.probes) for question in GUIDE.questions()) == 43
    assert not GUIDE.comparison
    assert all(questionnaire.comparison for questionnaire in ALL if questionnaire is not GUIDE)


def test_the_guide_chooses_its_questions_per_profile() -> None:
    assert len(GUIDE.profiles) == 11
    asked = {profile.code: [q.code for q in GUIDE.questions(profile.code)] for profile in GUIDE.profiles}
    assert all(3 <= len(codes) <= 17 for codes in asked.values())
    assert "2.3" not in asked["soignant"]
    assert "2.3" in asked["usagers"]
    assert all("1.4" in codes for codes in asked.values())
    assert set().union(*asked.values()) == set(GUIDE.codes)


def test_the_roadmap_asks_one_question_per_axis() -> None:
    assert ROADMAP.codes == ("A1", "A2", "A3", "A4", "A5")
    for question in ROADMAP.questions():
        assert question.kind is Kind.ACTIONS
        assert question.fields[0].code == "progress"
        assert len(question.fields[0].choices) == 4


@pytest.mark.parametrize("questionnaire", ALL, ids=lambda questionnaire: questionnaire.id)
def test_the_texts_hold_no_broken_word(questionnaire: Questionnaire) -> None:
    for text in words(questionnaire):
        assert "  " not in text
        assert "'" not in text
        assert not re.search(r" [:;?!»]|« ", text), text
        # a lone consonant is the remnant of a word that was cut in two
        assert not re.search(r"(?<![\w’./-])[bcdfghjklmnpqrstvwxz](?=[ ,][a-zéèà])", text), text


seeds = pytest.mark.skipif(not SEEDS.is_dir(), reason="the sources are not beside the project")


def seed(number: str) -> str:
    (path,) = SEEDS.glob(f"{number}_*.txt")
    return re.sub(r"[ \u00a0]+", " ", path.read_text(encoding="utf-8"))


def squeezed(text: str) -> str:
    """Letters and digits alone: what an extraction cannot break."""
    return re.sub(r"[\W_]", "", text.replace("œ", "oe")).casefold()


@seeds
def test_the_pnsp_has_the_questions_of_its_source() -> None:
    source = seed("000")
    asked = source[source.index("4. L’enquête") :]
    assert len(set(re.findall(r"(?m)^\s*Q\. (\d)", asked))) == 6
    assert len(re.findall(r"(?m)^\s*A l’initiative", asked)) == len(
        [q for q in PNSP.questions() if q.fields and q.code[0] == "Q"]
    )
    assert len(re.findall(r"(?m)^\s*Ex : ", asked)) == sum(len(question.examples) for question in PNSP.questions())
    bare = squeezed(source)
    for question in PNSP.questions():
        for text in (*question.examples, *(question.text.split(" – ") if question.code[:2] != "Q4" else ())):
            assert squeezed(text) in bare, text
    for text in (PNSP.context, *PNSP.instructions.split("\n"), *PNSP.sections[1].introduction.split("\n")):
        if "4 axes" not in text and not text.startswith("Les instructions") and "FIR :" not in text:
            assert squeezed(text) in bare or squeezed(text).removesuffix("s") in bare, text


@seeds
def test_rex_has_the_indicators_of_its_source() -> None:
    source = seed("003")
    listed = source[source.index("les indicateurs identifiés étaient") : source.index("vise à préciser")]
    indicators = re.findall(r"–\s+(le nombre [^;.]+)", listed)
    assert len(indicators) == 5
    categories = re.search(r"\(([^)]*)\)", indicators[4])
    assert categories is not None
    assert len(categories[1].split(",")) == 4
    for indicator, code in zip(indicators[:4], ("I1", "I2", "I3", "I4"), strict=True):
        assert squeezed(ask(REX, code).text) == squeezed(indicator)
    bare = squeezed(source)
    for text in (*REX.context.split("\n"), *(document.title for document in REX.documents)):
        known = squeezed(re.sub(r"d’accompagnement,", "d’accompagnement 1, 2,", text))
        assert known in bare, text


@seeds
def test_the_guide_has_the_questions_and_follow_ups_of_its_source() -> None:
    source = seed("004")
    start = source.index("1.1 Pouvez-vous me présenter")
    asked = source[start : source.index("Informations complémentaires", start)]
    assert re.findall(r"(?m)^\s*(\d\.\d) ", asked) == list(GUIDE.codes)
    follow_ups = [text for text in re.findall(r"(?m)^\s*• *(.*)$", asked) if text.strip()]
    assert len(follow_ups) == 43
    assert len(re.findall(r"(?m)^\s*•\s*$", asked)) == 1
    bare = squeezed(source)
    for question in GUIDE.questions():
        for text in (question.text, *(probe.text for probe in question.probes)):
            assert squeezed(text) in bare, text
    listed = source[source.index("Exemples de professionnels ressources") : source.index("Notions utiles")]
    assert len(re.findall(r"(?m)^\s*- ", listed)) == len(GUIDE.profiles) - 1


@seeds
def test_the_roadmap_has_the_axes_of_its_sources() -> None:
    source = seed("001")
    listed = source[source.index("Les 5 axes de la feuille de route") : source.index("Parmi les actions réalisées")]
    axes = [re.sub(r"^Et ", "", axis).strip(" .").casefold() for axis in re.findall(r"•\s*(.*)", listed)]
    assert len(axes) == 5
    for axis, question in zip(axes, ROADMAP.questions(), strict=True):
        assert squeezed(axis) == squeezed(question.text.split("\u00a0:")[0])
    assert len(re.findall(r"(?m)^- [^:\n]+ : (?:coordonné|piloté|porté)", seed("002"))) == 5
