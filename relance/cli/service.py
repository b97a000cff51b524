"""`relance serve` and `relance tick`: the service, or one pass of it for cron."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from questionnaires.typography import counted
from relance.cli.context import installation, options, print_json, run, say
from relance.wiring import open_post
from usecases.ports import BadInput
from usecases.tick import Ticked
from usecases.tick import tick as one_tick

# Between two passes, in seconds.
SHORTEST, LONGEST = 0.01, 86_400.0


def tick(
    context: typer.Context,
    json: Annotated[bool, typer.Option("--json", help="Un document JSON sur la sortie standard.")] = False,
) -> None:
    """Un passage : faire entrer le courrier, ouvrir, rappeler, envoyer, puis finir (pour cron)."""

    async def work() -> Ticked:
        given = options(context)
        config = given.settings()
        async with (
            installation(given, writing=True, holder="tick") as house,
            open_post(config, given.folder(config), house) as post,
        ):
            return await one_tick(house, post, given.clock)

    done = run(work)
    if json:
        for trouble in done.troubles:  # standard output is the document and nothing else
            sys.stderr.write(trouble + "\n")
        print_json(
            {
                "received": done.received,
                "opened": done.opened,
                "sent": done.sent,
                "failed": done.failed,
                "retried": done.retried,
            }
        )
        return
    say(
        f"{counted(done.received, 'message reçu')}, {counted(done.opened, 'tour ouvert')}, "
        f"{counted(done.sent, 'envoi')}, {counted(done.failed, 'échec')}, {done.retried} à réessayer."
    )
    for trouble in done.troubles:
        say(trouble)


def serve(
    context: typer.Context,
    every: Annotated[float, typer.Option(help="Secondes entre deux passages.")] = 30.0,
) -> None:
    """Le service : calendrier, courrier, messagerie et pages, jusqu’à Ctrl-C."""
    if not SHORTEST <= every <= LONGEST:
        raise BadInput(f"--every : il faut un nombre de secondes, de 0,01 à {LONGEST:.0f} (un jour).")

    # the libraries of the pages and the logs, which no other command needs
    from relance.logs import configure_logs
    from relance.service import serve as run_service

    async def work() -> None:
        given = options(context)
        config = given.settings()
        configure_logs(config.log)
        await run_service(config, given.folder(config), given.clock, every)

    run(work)
