"""`relance demo`: the 2017 campaign of the seeds, from the sending to the final report."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer

from relance.cli.context import run
from usecases.ports import BadInput


def demo(
    dir: Annotated[Path, typer.Option(help="Le dossier où écrire.")] = Path("demo"),
    serve: Annotated[
        bool, typer.Option("--serve/--no-serve", help="Servir les pages à la fin, sur un terminal.")
    ] = True,
) -> None:
    """Jouer la campagne de 2017 sur des serveurs embarqués, avec une horloge accélérée."""
    try:
        # The demonstration's own servers are an extra: no other command needs them, nor pays for their import.
        from relance.demo.pages import show_pages
        from relance.demo.play import play
    except ModuleNotFoundError as missing:
        raise BadInput(f"la démonstration a besoin de {missing.name} : « make install » l’installe.") from None

    run(lambda: play(dir))
    if serve and sys.stdin.isatty() and sys.stdout.isatty():
        run(lambda: show_pages(dir))
