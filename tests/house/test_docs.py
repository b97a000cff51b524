"""The documents say what the program does: every command, option and key; and what they name exists."""

from __future__ import annotations

import ast
import re
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest
import typer
from pydantic import BaseModel

from relance.cli import app
from relance.config import Config
from tests.house.tree import ROOT, modules, parsed

REFERENCE = (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")
EXAMPLE = (ROOT / "config.example.toml").read_text(encoding="utf-8")
DOCUMENTS = [
    *sorted((ROOT / "docs").rglob("*.md")),
    ROOT / "README.md",
    ROOT / "CONTRIBUTING.md",
    ROOT / "CHANGELOG.md",
]


def commands() -> Iterator[tuple[str, tuple[tuple[str, ...], ...]]]:
    """Every command in full (« relance campaign create ») and the names of each of its options."""

    # typer brings its own copy of click, whose classes it does not export
    def walk(command: Any, words: tuple[str, ...]) -> Iterator[tuple[str, tuple[tuple[str, ...], ...]]]:
        inner = getattr(command, "commands", None)
        if inner is None:
            options = [p for p in command.params if p.param_type_name == "option"]
            yield " ".join(words), tuple((*p.opts, *p.secondary_opts) for p in options)
            return
        for name, one in inner.items():
            yield from walk(one, (*words, name))

    yield from walk(typer.main.get_command(app), ("relance",))


def keys() -> dict[str, object]:
    """Every configuration key (« mail.smtp_host ») and its default."""
    found = {}
    for section, field in Config.model_fields.items():
        model = field.annotation
        assert isinstance(model, type)
        assert issubclass(model, BaseModel)
        for key, default in model().model_dump(mode="json").items():
            found[f"{section}.{key}"] = default
    return found


def undocumented(reference: str) -> list[str]:
    """The commands and options that the reference does not have."""
    sections = dict(re.findall(r"^### `([^`]+)`\n(.*?)(?=^##|\Z)", reference, re.MULTILINE | re.DOTALL))
    missing = []
    for command, options in commands():
        if command not in sections:
            missing.append(command)
            continue
        said = sections[command]
        missing += [f"{command} {names[0]}" for names in options if not any(f"`{name}`" in said for name in names)]
    return missing


def test_every_command_and_option_is_in_the_reference() -> None:
    assert undocumented(REFERENCE) == []


def test_the_reference_has_no_command_that_is_gone() -> None:
    known = {command for command, _ in commands()}
    assert [name for name in re.findall(r"^### `([^`]+)`", REFERENCE, re.MULTILINE) if name not in known] == []


def test_a_missing_command_or_option_is_noticed() -> None:
    assert "relance campaign create" in undocumented(REFERENCE.replace("### `relance campaign create`", "### create"))
    assert undocumented(REFERENCE.replace("`--contacts`", "contacts")) == ["relance campaign create --contacts"]


def test_every_key_is_in_the_reference_with_its_default() -> None:
    rows = dict(re.findall(r"^\| `([a-z_.]+)` \| `([^`]*)` \|", REFERENCE, re.MULTILINE))
    assert {key: tomllib.loads(f"x = {value}")["x"] for key, value in rows.items()} == keys()


def test_the_example_configuration_holds_every_key_and_only_defaults() -> None:
    said = {
        f"{section}.{key}": value for section, table in tomllib.loads(EXAMPLE).items() for key, value in table.items()
    }
    assert said == keys()


def test_every_key_of_the_example_has_a_comment() -> None:
    commented, bare = False, []
    for line in EXAMPLE.splitlines():
        if line.startswith("#"):
            commented = True
        elif not line.strip() or line.startswith("["):
            commented = False
        elif not commented:
            bare.append(line)
    assert bare == []


def test_every_key_is_used_by_the_program() -> None:
    used = {
        node.attr for path in modules("relance") for node in ast.walk(parsed(path)) if isinstance(node, ast.Attribute)
    }
    assert [key for key in keys() if key.partition(".")[2] not in used] == []


def test_every_target_that_the_documents_name_is_in_the_makefile() -> None:
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    named = {
        name
        for path in DOCUMENTS
        for name in re.findall(r"(?m)(?:^|`)make ([a-z-]+)", path.read_text(encoding="utf-8"))
    }
    assert {"demo", "test"} <= named
    assert named - targets == set()


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_link_leads_somewhere(path: Any) -> None:
    links = re.findall(r"\]\(([^)#\s]+)(?:#[^)]*)?\)", path.read_text(encoding="utf-8"))
    assert [link for link in links if "://" not in link and not (path.parent / link).exists()] == []


def test_every_command_that_the_documents_show_exists() -> None:
    known = {command for command, _ in commands()}
    firsts = {command.split()[1] for command in known}
    wrong = []
    for path in DOCUMENTS:
        for words in re.findall(r"(?:^|`)relance ((?:[a-z]+ ?){1,2})", path.read_text(encoding="utf-8"), re.MULTILINE):
            first, *rest = words.split()
            full = " ".join(("relance", first, *rest))
            if first not in firsts or (f"relance {first}" not in known and full not in known and rest):
                wrong.append(f"{path.name}: {full}")
    assert wrong == []


def test_decisions_are_short() -> None:
    pages = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    assert pages
    assert [page.name for page in pages if len(page.read_text(encoding="utf-8").splitlines()) > 60] == []
