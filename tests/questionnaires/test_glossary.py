"""The words of a questionnaire and what they mean."""

from __future__ import annotations

from pathlib import Path

import pytest

import questionnaires
from questionnaires.definition import parse
from questionnaires.fault import Fault
from questionnaires.model import Questionnaire, Term

CATALOGUE = Path(questionnaires.__file__).parent / "catalogue"
SMALL = """id = "essai"
version = "1"
title = "Un essai"

{glossary}

[[sections]]
code = "1"
title = "Une section"

[[sections.questions]]
code = "Q1"
kind = "text"
text = "Et le FIR ?"
"""


def parsed(glossary: str) -> Questionnaire | tuple[Fault, ...]:
    return parse(SMALL.replace("{glossary}", glossary), "essai.toml")


def test_a_glossary_is_read_in_its_order() -> None:
    found = parsed('[glossary]\nFIR = "fonds d\'intervention régional"\n"à/c" = "à compter de"')
    assert isinstance(found, Questionnaire)
    assert found.glossary == (Term("FIR", "fonds d’intervention régional"), Term("à/c", "à compter de"))


def test_a_questionnaire_needs_no_glossary() -> None:
    found = parsed("")
    assert isinstance(found, Questionnaire)
    assert found.glossary == ()


@pytest.mark.parametrize(
    ("glossary", "line", "word"),
    [
        ("[glossary]\nFIR = 12", 6, "FIR"),
        ('[glossary]\nFIR = ""', 6, "FIR"),
        ('glossary = "FIR"', 5, "glossary"),
        ('[[glossary]]\nFIR = "fonds"', 5, "glossary"),
    ],
    ids=["a number", "empty", "a text", "a list of tables"],
)
def test_a_wrong_glossary_is_told_with_its_line(glossary: str, line: int, word: str) -> None:
    found = parsed(glossary)
    assert isinstance(found, tuple)
    assert [fault.line for fault in found] == [line]
    assert word in found[0].sentence


@pytest.mark.parametrize("written", ["FIR", "fir", "F.I.R.", " Fir ?"])
def test_a_term_is_found_however_it_is_written(written: str) -> None:
    assert Term("FIR", "fonds d’intervention régional").means(written)


@pytest.mark.parametrize("path", sorted(CATALOGUE.glob("*.toml")), ids=lambda path: path.stem)
def test_every_shipped_questionnaire_explains_its_acronyms(path: Path) -> None:
    found = parse(path.read_text(encoding="utf-8"), path.name)
    assert isinstance(found, Questionnaire)
    assert {"ARS", "HAS"} & {term.word for term in found.glossary}
