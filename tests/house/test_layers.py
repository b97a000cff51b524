"""Imports go down only: the contracts hold on the tree, and each breach of them is noticed."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.house.tree import PACKAGES, ROOT

LINT = "from importlinter.cli import lint_imports_command; lint_imports_command()"


def lint(tree: Path) -> subprocess.CompletedProcess[str]:
    """import-linter on the packages of this tree, wherever others of the same name may be installed."""
    code = f"import sys; sys.path.insert(0, {str(tree)!r}); {LINT}"
    return subprocess.run([sys.executable, "-c", code, "--no-cache"], cwd=tree, capture_output=True, text=True)


BREACHES = {
    "upwards": ("campaigns/upwards.py", "import storage", "campaigns.upwards -> storage"),
    "to the root": ("usecases/to_root.py", "from relance import cli", "usecases.to_root -> relance"),
    "from edge to edge": ("mail/sideways.py", "import bot", "mail.sideways -> bot"),
    "an edge library in a use case": ("usecases/tiny.py", "import tinydb", "usecases.tiny -> tinydb"),
    "the network in a pure package": ("mail/reading/net.py", "import socket", "mail.reading.net -> socket"),
}


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> subprocess.CompletedProcess[str]:
    """What is said of a copy of the tree with every breach in it."""
    copy = tmp_path_factory.mktemp("copy")
    for package in PACKAGES:
        shutil.copytree(ROOT / package, copy / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", copy)
    for module, line, _ in BREACHES.values():
        (copy / module).write_text(f'"""Breaks a rule."""\n\n{line}\n', encoding="utf-8")
    return lint(copy)


def test_the_tree_keeps_its_layers() -> None:
    result = lint(ROOT)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize("breach", BREACHES)
def test_a_breach_is_noticed(broken: subprocess.CompletedProcess[str], breach: str) -> None:
    assert broken.returncode == 1
    assert BREACHES[breach][2] in broken.stdout
