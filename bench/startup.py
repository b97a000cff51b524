"""Short commands as processes, from compiled files: beside Python importing nothing but the command-line library."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

from bench.rows import Row, in_turn

_ROOT = Path(__file__).parents[1]


def measure() -> Iterator[Row]:
    """One row a command; the library alone is the limit."""
    library = _process("-c", "import typer")
    with tempfile.TemporaryDirectory() as folder:
        relance = ("-m", "relance", "--data", folder)
        for name, command in (
            ("--help", ("-m", "relance", "--help")),
            ("questionnaires list", (*relance, "questionnaires", "list")),
            ("tick on an empty folder", (*relance, "tick")),
        ):
            run = _process(*command)
            run()  # compiles what was not
            yield in_turn(f"relance {name} (the limit: importing typer)", {"relance": run, "typer alone": library})


def _process(*arguments: str) -> Callable[[], int]:
    environment = {key: value for key, value in os.environ.items() if key != "PYTHONDONTWRITEBYTECODE"}

    def run() -> int:
        subprocess.run([sys.executable, *arguments], env=environment, cwd=_ROOT, check=True, stdout=subprocess.DEVNULL)
        return 1

    return run
