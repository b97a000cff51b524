"""The examples of the guide for authors are real."""

from __future__ import annotations

import re
from pathlib import Path

import questionnaires
from questionnaires.definition import parse
from questionnaires.model import Kind, Questionnaire

GUIDE = (Path(questionnaires.__file__).parent.parent / "docs" / "questionnaires.md").read_text(encoding="utf-8")


def test_the_example_of_the_guide_is_a_right_questionnaire() -> None:
    example = re.findall(r"```toml\n(.*?)```", GUIDE, re.DOTALL)[0]
    assert isinstance(parse(example, "guide"), Questionnaire)


def test_the_guide_names_every_kind() -> None:
    assert all(f"`{kind}`" in GUIDE for kind in Kind)
