"""The tree of the project as the house tests see it."""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = (
    "relance", "bot", "mail", "documents", "web", "storage", "usecases", "synthesis", "campaigns", "questionnaires",
)  # fmt: skip
PURE = ("questionnaires", "campaigns", "synthesis", "mail/reading")


def modules(*folders: str) -> list[Path]:
    """Every Python file in these folders of the project, by name."""
    return sorted(path for folder in folders for path in (ROOT / folder).rglob("*.py"))


def name_of(path: Path) -> str:
    """The path of a module as a person would write it."""
    return str(path.relative_to(ROOT))


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))
