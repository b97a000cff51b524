"""The JSON Schema of a questionnaire file, for editors that complete and check TOML while it is typed."""

from __future__ import annotations

from typing import TypeAlias

from questionnaires.shape import QUESTIONNAIRE, Key, Shape, Sort

Json: TypeAlias = "str | int | bool | list[Json] | dict[str, Json]"


def json_schema() -> dict[str, Json]:
    """The schema (draft 2020-12) as a value that `json.dumps` takes."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Questionnaire de Relance",
        **_table(QUESTIONNAIRE),
    }


def _table(shape: Shape) -> dict[str, Json]:
    properties: dict[str, Json] = {key.name: {"description": key.purpose, **_value(key)} for key in shape.keys}
    required: list[Json] = [key.name for key in shape.keys if key.required]
    return {"type": "object", "additionalProperties": False, "properties": properties, "required": required}


def _value(key: Key) -> dict[str, Json]:
    tables: dict[str, Json] = {"type": "array", "items": _table(key.table)} if key.table else {}
    match key.sort:
        case Sort.TEXT:
            return {"type": "string", "enum": list(key.values)} if key.values else {"type": "string"}
        case Sort.TEXTS:
            return {"type": "array", "items": {"type": "string"}}
        case Sort.FLAG:
            return {"type": "boolean"}
        case Sort.NUMBER:
            return {"type": "number"}
        case Sort.TABLE:
            assert key.table is not None
            return _table(key.table)
        case Sort.TABLES:
            return tables
        case Sort.MIXED:
            return _mixed(key)
        case Sort.FIELDS:
            return {"anyOf": [{"type": "string"}, _mixed(key)]}
        case Sort.RECORDS:
            return {"type": "object", "additionalProperties": tables}
        case Sort.WORDS:
            return {"type": "object", "additionalProperties": {"type": "string"}}


def _mixed(key: Key) -> dict[str, Json]:
    assert key.table is not None
    return {"type": "array", "items": {"anyOf": [{"type": "string"}, _table(key.table)]}}
