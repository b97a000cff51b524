"""`relance synthesis` and `relance export`: what the returns say, as documents and as data."""

from __future__ import annotations

import json
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from relance.cli.context import installation, options, run, say, write_bytes
from usecases.export import Export, as_json, rows, sheets
from usecases.export import export as everything_returned
from usecases.installation import Installation
from usecases.reports import ReportOrder
from usecases.synthesise import draft_synthesis, final_synthesis

app = typer.Typer(no_args_is_help=True, help="La synthèse : projet et version finale.")
Folder = Annotated[Path, typer.Option("-o", "--output", help="Le dossier où écrire.")]


class Format(StrEnum):
    """The formats of an export."""

    JSON = "json"
    CSV = "csv"
    XLSX = "xlsx"


@app.command()
def draft(context: typer.Context, campaign: str, output: Folder) -> None:
    """Écrire le projet de synthèse à partir des retours."""

    async def work() -> dict[str, bytes]:
        given = options(context)
        async with installation(given, writing=True, holder="synthesis draft") as house:
            return printed(house, await draft_synthesis(house, campaign, given.clock()))

    _write(run(work), output, "synthese-projet")


@app.command()
def final(
    context: typer.Context,
    campaign: str,
    output: Folder,
    send: Annotated[bool, typer.Option(help="L’envoyer aussi aux relecteurs.")] = False,
) -> None:
    """Écrire la version finale, avec les amendements décidés."""

    async def work() -> dict[str, bytes]:
        given = options(context)
        async with installation(given, writing=True, holder="synthesis final") as house:
            return printed(house, await final_synthesis(house, campaign, given.clock(), send))

    _write(run(work), output, "synthese-finale")


def printed(house: Installation, order: ReportOrder) -> dict[str, bytes]:
    """The three files of a synthesis, by ending."""
    return {
        "docx": house.reports.docx(order),
        "html": house.reports.html(order),
        "pdf": house.reports.pdf(order),
    }


def export(
    context: typer.Context,
    campaign: str,
    format: Annotated[Format, typer.Option(help="json, csv ou xlsx.")],
    output: Annotated[Path, typer.Option("-o", "--output", help="Le fichier à écrire.")],
    round: Annotated[str, typer.Option("--round", help="Le tour (par défaut le premier recueil).")] = "",
) -> None:
    """Écrire toutes les réponses dans un fichier de données."""

    async def work() -> Export:
        given = options(context)
        async with installation(given, writing=False, holder="export") as house:
            return await everything_returned(house.store, house.catalogue, campaign, given.clock(), round)

    # XlsxWriter, which only an export needs
    from documents.tables import csv_bytes, xlsx_bytes

    exported = run(work)
    if format is Format.JSON:
        content = (json.dumps(as_json(exported), ensure_ascii=False, indent=1) + "\n").encode()
    elif format is Format.CSV:
        content = csv_bytes(rows(exported))
    else:
        content = xlsx_bytes(sheets(exported), exported.title)
    write_bytes(output, content)
    say(f"Les réponses sont dans {output}.")


def _write(files: dict[str, bytes], folder: Path, name: str) -> None:
    for ending, content in files.items():
        write_bytes(folder / f"{name}.{ending}", content)
        say(str(folder / f"{name}.{ending}"))
