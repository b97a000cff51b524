"""How modules are written: one responsibility, said at the top, and short enough to be read in one go."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

from tests.house.tree import PACKAGES, modules, name_of, parsed

LIMIT = 300
# Where the seam would cut one thought in two: how long the module may be, and why.
LONGER = {
    "mail/reading/alignment.py": (480, "one algorithm, with the measures that tune it beside it"),
    "mail/reading/closing.py": (400, "one table of the ways in which a mail ends, and the rule over it"),
    "mail/reading/placing.py": (400, "one decision: to which question a piece of text belongs"),
}
NAMES_OF_NOTHING = {"utils", "util", "helpers", "helper", "common", "base", "manager", "managers", "misc", "tools"}


@pytest.mark.parametrize("path", modules(*PACKAGES), ids=name_of)
def test_a_module_is_named_said_and_short(path: Path) -> None:
    assert path.stem not in NAMES_OF_NOTHING
    said = ast.get_docstring(parsed(path))
    assert said, "a module opens with its one responsibility"
    assert len(said.splitlines()) <= 12
    lines = len(path.read_text(encoding="utf-8").splitlines())
    allowed, _ = LONGER.get(name_of(path), (LIMIT, ""))
    assert lines <= allowed, f"{lines} lines: look for the seam"


@pytest.mark.parametrize("path", [p for p in modules("tests") if p.name.startswith("test_")], ids=name_of)
def test_a_test_file_asserts_something(path: Path) -> None:
    found = [node for node in ast.walk(parsed(path)) if isinstance(node, ast.Assert)]
    assert found, "a test without an assert shows nothing"


def test_there_are_tests_for_every_package() -> None:
    folders = {path.parent.name for path in modules("tests") if path.name.startswith("test_")}
    assert {package for package in PACKAGES if package != "relance"} - folders == set()
