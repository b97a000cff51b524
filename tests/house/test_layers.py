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


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A copy of the tree that may be broken."""
    for package in PACKAGES:
        shutil.copytree(ROOT / package, tmp_path / package, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_tree_keeps_its_layers() -> None:
    result = lint(ROOT)
    assert result.returncode == 0, result.stdout + result.stderr


@pytest.mark.parametrize(
    ("module", "line", "said"),
    [
        pytest.param("campaigns/broken.py", "import storage", "campaigns.broken -> storage", id="upwards"),
        pytest.param("usecases/broken.py", "from relance import cli", "usecases.broken -> relance", id="to-the-root"),
        pytest.param("mail/broken.py", "import bot", "mail.broken -> bot", id="from-edge-to-edge"),
        pytest.param(
            "usecases/broken.py", "import tinydb", "usecases.broken -> tinydb", id="edge-library-in-a-use-case"
        ),
        pytest.param("mail/reading/broken.py", "import socket", "mail.reading.broken -> socket", id="network-in-pure"),
    ],
)
def test_a_breach_is_noticed(copy: Path, module: str, line: str, said: str) -> None:
    (copy / module).write_text(f'"""Breaks a rule."""\n\n{line}\n', encoding="utf-8")
    result = lint(copy)
    assert result.returncode == 1
    assert said in result.stdout
