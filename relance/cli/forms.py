"""`relance forms`: the Word or Excel form of one contact."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from relance.cli.context import installation, options, run, say, write_bytes
from usecases.form_for import form_for

app = typer.Typer(no_args_is_help=True, help="Les formulaires à remplir hors ligne.")
Output = Annotated[Path, typer.Option("-o", "--output", help="Le fichier à écrire.")]
RoundLabel = Annotated[str, typer.Option("--round", help="Le tour (par défaut le premier recueil).")]


@app.command()
def docx(context: typer.Context, campaign: str, email: str, output: Output, round: RoundLabel = "") -> None:
    """Le formulaire Word."""
    _write(context, campaign, email, "docx", output, round)


@app.command()
def xlsx(context: typer.Context, campaign: str, email: str, output: Output, round: RoundLabel = "") -> None:
    """Le formulaire Excel."""
    _write(context, campaign, email, "xlsx", output, round)


def _write(context: typer.Context, campaign: str, email: str, format: str, output: Path, round: str) -> None:
    async def work() -> bytes:
        given = options(context)
        async with installation(given, writing=False, holder="forms") as house:
            return await form_for(house, campaign, email, format, given.clock(), round)

    write_bytes(output, run(work))
    say(f"Le formulaire est dans {output}.")
