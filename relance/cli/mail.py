"""`relance mail`: show a mail as it is sent, and take in messages from files."""

from __future__ import annotations

import sys
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from mail.sources import messages
from relance.cli.context import installation, options, print_json, run, say
from usecases.compose_mail import compose_mail
from usecases.messages import LetterKind, Received
from usecases.ports import BadInput
from usecases.receive import receive_mail

app = typer.Typer(no_args_is_help=True, help="Les courriels : montrer, faire entrer.")


class Composed(StrEnum):
    """The kinds of mail that can be shown."""

    INVITATION = "invitation"
    REMINDER = "reminder"
    DRAFT = "draft"


@app.command()
def compose(
    context: typer.Context,
    campaign: str,
    email: str,
    kind: Annotated[Composed, typer.Option(help="Quel message.")] = Composed.INVITATION,
    round: Annotated[str, typer.Option("--round", help="Le tour (par défaut le premier).")] = "",
) -> None:
    """Écrire sur la sortie standard le message que ce contact a reçu ou recevrait."""

    async def work() -> bytes:
        given = options(context)
        async with installation(given, writing=False, holder="mail compose") as house:
            return await compose_mail(house, campaign, email, LetterKind(kind.value), given.clock(), round)

    sys.stdout.buffer.write(run(work))
    sys.stdout.buffer.flush()


@app.command()
def ingest(
    context: typer.Context,
    paths: Annotated[list[str], typer.Argument(metavar="PATH...", help="Fichiers .eml, mbox ou Maildir.")],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Dire ce qui serait compris, sans rien écrire.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Un document JSON sur la sortie standard.")] = False,
) -> None:
    """Faire entrer des messages comme s’ils venaient d’arriver."""

    async def work() -> list[tuple[str, Received]]:
        given = options(context)
        if not all(path.strip() for path in paths):
            raise BadInput("PATH est vide : donnez un fichier .eml, une mbox ou un dossier Maildir.")
        sources = [messages(Path(path)) for path in paths]
        async with installation(given, writing=not dry_run, holder="mail ingest") as house:
            taken = []
            for source in sources:
                for label, raw in source:
                    now = given.clock()
                    taken.append((label, await receive_mail(house, raw, now, now, dry_run)))
            return taken

    results = run(work)
    if json:
        print_json([_as_json(label, received) for label, received in results])
        return
    for label, received in results:
        answers = f" : {', '.join(received.answers)}" if received.answers else ""
        reason = f" — {received.reason}" if received.reason else ""
        say(f"{label} → {received.outcome.value}{answers}{reason}")


def _as_json(label: str, received: Received) -> dict[str, Any]:
    return {
        "file": label,
        "message_id": received.id.removeprefix("mail:"),
        "outcome": received.outcome.value,
        "organisation": received.organisation or None,
        "contact": received.contact or None,
        "answers": received.answers,
        "suggested": received.suggested,
        "attachments": list(received.attachments),
        "reason": received.reason,
        "found_by": received.found_by or None,
    }
