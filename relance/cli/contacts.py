"""`relance contacts`: what a coordinator does for one person."""

from __future__ import annotations

import typer

from questionnaires.typography import counted
from relance.cli.context import installation, options, run, say
from usecases.chat.revoke import Revoked, revoke_chat

app = typer.Typer(no_args_is_help=True, help="Les contacts d’une campagne.")


@app.callback()
def contacts() -> None:
    """Les contacts d’une campagne."""


@app.command()
def disconnect(context: typer.Context, campaign: str, email: str) -> None:
    """Retirer à une personne son accès à la messagerie : le prochain courriel donne un autre lien."""

    async def work() -> Revoked:
        given = options(context)
        async with installation(given, writing=True, holder="contacts disconnect") as house:
            return await revoke_chat(house, campaign, email)

    done = run(work)
    devices = "aucun appareil n’était connecté" if not done.devices else counted(done.devices, "appareil déconnecté")
    say(f"Le lien de {done.contact.name or done.contact.email} ne vaut plus rien ; {devices}.")
