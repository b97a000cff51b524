"""`--help` speaks French for every command, also where the command-line library has words of its own."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import typer

from relance.cli.run import app
from tests.journeys.commands import Desk

THEIRS = re.compile(r"Usage|Commands|Show this|\brequired|\bdefault\b|\bARGS\b|<(str|path|list|int|float)\b|\.\.\.")


def commands(found: object, words: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The words of every command, groups included."""
    yield words
    for name in getattr(found, "commands", {}):
        yield from commands(found.commands[name], (*words, name))  # type: ignore[attr-defined]  # as `getattr` found


def test_every_help_is_in_french(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    called = list(commands(typer.main.get_command(app)))
    assert ("campaign", "create") in called
    for words in called:
        said = desk(*words, "--help")
        assert (said.code, said.errors) == (0, ""), words
        assert said.text.startswith("Emploi : ")
        assert "Montrer cette aide." in said.text
        assert not THEIRS.search(said.text), (words, THEIRS.search(said.text))
