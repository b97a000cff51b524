"""The JSON Schema for editors is the one that the code generates, and it agrees with the check."""

from __future__ import annotations

import json
import tomllib
from pathlib import Path

import pytest

import questionnaires
from questionnaires.definition import parse
from questionnaires.model import Kind
from questionnaires.schema import Json, json_schema

CATALOGUE = Path(questionnaires.__file__).parent / "catalogue"


def test_the_shipped_schema_is_the_generated_one() -> None:
    shipped = (CATALOGUE / "questionnaire.schema.json").read_text(encoding="utf-8")
    assert shipped == json.dumps(json_schema(), ensure_ascii=False, indent=2) + "\n"


def accepts(schema: Json, value: object) -> bool:
    """The part of JSON Schema that we generate, checked by its own rules."""
    assert isinstance(schema, dict)
    if "anyOf" in schema:
        several = schema["anyOf"]
        assert isinstance(several, list)
        return any(accepts(one, value) for one in several)
    if "enum" in schema:
        possible = schema["enum"]
        assert isinstance(possible, list)
        return value in possible
    match schema["type"]:
        case "string":
            return isinstance(value, str)
        case "boolean":
            return isinstance(value, bool)
        case "number":
            return isinstance(value, int | float)
        case "array":
            return isinstance(value, list) and all(accepts(schema["items"], item) for item in value)
    required, properties = schema.get("required", []), schema.get("properties", {})
    assert isinstance(required, list)
    assert isinstance(properties, dict)
    if not isinstance(value, dict) or any(key not in value for key in required):
        return False
    others = schema["additionalProperties"]
    return all(
        accepts(properties[key], item) if key in properties else others is not False and accepts(others, item)
        for key, item in value.items()
    )


@pytest.mark.parametrize("path", sorted(CATALOGUE.glob("*.toml")), ids=lambda path: path.stem)
def test_every_shipped_questionnaire_follows_the_schema_and_names_it(path: Path) -> None:
    source = path.read_text(encoding="utf-8")
    assert source.startswith("#:schema ./questionnaire.schema.json\n")
    assert accepts(json_schema(), tomllib.loads(source))


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ('kind = "text"', 'kind = "texte"'),
        ('version = "1"', "version = 1"),
        ("optional = true", 'optional = "oui"'),
        ("short =", "shrot ="),
    ],
)
def test_what_the_schema_refuses_the_check_refuses_too(old: str, new: str) -> None:
    source = (CATALOGUE / "pnsp-2017.toml").read_text(encoding="utf-8").replace(old, new, 1)
    assert not accepts(json_schema(), tomllib.loads(source))
    assert isinstance(parse(source, "x"), tuple)


def test_the_schema_knows_every_kind() -> None:
    text = json.dumps(json_schema())
    assert all(f'"{kind}"' in text for kind in Kind)
