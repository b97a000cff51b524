"""`relance chat`: the conversation in the terminal, on the same code as the messaging one."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from bot.terminal import talk_in_terminal
from relance.cli.context import installation, options, run, say
from usecases.find import campaign_named, contact_named, round_named


def chat(
    context: typer.Context,
    campaign: str,
    email: str,
    round: Annotated[str, typer.Option("--round", help="Le tour (par défaut le tour en cours).")] = "",
) -> None:
    """Répondre dans le terminal : une ligne est un message, un bouton se choisit par son libellé."""

    async def work() -> None:
        given = options(context)
        async with installation(given, writing=True, holder="chat") as house:
            async with house.store.reading() as reading:
                found = await campaign_named(reading, campaign)
                contact = await contact_named(reading, found, email)
                talked_about = round_named(found, round).id if round else ""
            await talk_in_terminal(house, contact, sys.stdin, say, given.clock, talked_about)

    run(work)
