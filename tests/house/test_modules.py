"""How modules are written: one responsibility, said at the top, and short enough to be read in one go."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.house.tree import PACKAGES, modules, name_of, parsed

LIMIT = 300
NAMES_OF_NOTHING = {"utils", "util", "helpers", "helper", "common", "base", "manager", "managers", "misc", "tools"}


@pytest.mark.parametrize("path", modules(*PACKAGES), ids=name_of)
def test_a_module_is_named_said_and_short(path: Path) -> None:
    assert path.stem not in NAMES_OF_NOTHING
    said = ast.get_docstring(parsed(path))
    assert said, "a module opens with its one responsibility"
    assert len(said.splitlines()) <= 12
    lines = len(path.read_text(encoding="utf-8").splitlines())
    assert lines <= LIMIT, f"{lines} lines: look for the seam"


@pytest.mark.parametrize("path", [p for p in modules("tests") if p.name.startswith("test_")], ids=name_of)
def test_a_test_file_asserts_something(path: Path) -> None:
    found = [node for node in ast.walk(parsed(path)) if isinstance(node, ast.Assert)]
    assert found, "a test without an assert shows nothing"


def test_there_are_tests_for_every_package() -> None:
    folders = {path.parent.name for path in modules("tests") if path.name.startswith("test_")}
    assert {package for package in PACKAGES if package != "relance"} - folders == set()
