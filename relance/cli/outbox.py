"""`relance outbox`: what has not left, why, and sending again what was given up."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from questionnaires.typography import counted
from relance.cli.context import installation, options, print_json, run, say
from relance.clock import PARIS
from usecases.messages import Delivery, Outgoing
from usecases.outbox import Outage, Outbox, awaiting, name_of, outbox, send_again, short_id
from usecases.ports import BadInput

app = typer.Typer(no_args_is_help=True, help="La boîte d’envoi : ce qui attend, ce qui a échoué.")
Json = Annotated[bool, typer.Option("--json", help="Un document JSON sur la sortie standard.")]


@app.command("list")
def list_(
    context: typer.Context,
    campaign: Annotated[str, typer.Option("--campaign", help="D’une campagne seulement.")] = "",
    json: Json = False,
) -> None:
    """Ce qui attend de partir et ce qui a été abandonné, avec les raisons."""

    async def work() -> Outbox:
        given = options(context)
        async with (
            installation(given, writing=False, holder="outbox list") as house,
            house.store.reading() as reading,
        ):
            return await outbox(reading, given.clock(), campaign)

    found = run(work)
    if json:
        print_json(as_json(found))
        return
    if found.outage:
        say(outage_sentence(found.outage))
    if not found.waiting and not found.failed:
        say("Rien n’attend, rien n’a échoué.")
    for message in found.failed:
        say(f"{short_id(message)}  échec    {message.to}  {name_of(message)}\n            {message.error}")
    for message in found.waiting:
        tried = f", {counted(message.attempts, 'essai')} : {message.error}" if message.attempts else ""
        due = f"{message.due_at.astimezone(PARIS):%d/%m/%Y à %H:%M}"
        say(f"{short_id(message)}  attend   {message.to}  {name_of(message)}, pas avant le {due}{tried}")


@app.command()
def retry(
    context: typer.Context,
    ids: Annotated[list[str] | None, typer.Argument(metavar="[ID]...", help="Ceux que « list » montre.")] = None,
    all: Annotated[bool, typer.Option("--all", help="Tous les messages abandonnés.")] = False,
    json: Json = False,
) -> None:
    """Remettre en attente des messages abandonnés : ils partent au prochain passage."""

    async def work() -> list[Outgoing]:
        if bool(ids) == all:
            raise BadInput("Donnez les identifiants des messages à renvoyer, ou bien « --all » pour tous.")
        given = options(context)
        async with installation(given, writing=True, holder="outbox retry") as house:
            return await send_again(house, ids or [], given.clock())

    again = run(work)
    if json:
        print_json([_message(message) for message in again])
        return
    for message in again:
        say(f"{short_id(message)}  {message.to}  {name_of(message)} : remis en attente.")
    if not again:
        say("Rien à renvoyer.")


def outage_sentence(outage: Outage) -> str:
    """« Serveur d’envoi injoignable depuis … »."""
    since = outage.since.astimezone(PARIS)
    return (
        f"Rien ne part depuis le {since:%d/%m/%Y à %H:%M} : {outage.reason}. {awaiting(outage.waiting)} ; "
        "rien n’est perdu, et l’envoi reprend de lui-même."
    )


def as_json(found: Outbox) -> dict[str, Any]:
    """The outbox as JSON."""
    outage = found.outage
    return {
        "outage": {"since": outage.since.isoformat(), "reason": outage.reason, "waiting": outage.waiting}
        if outage
        else None,
        "messages": [_message(message) for message in (*found.failed, *found.waiting)],
    }


def _message(message: Outgoing) -> dict[str, Any]:
    waits = message.state is Delivery.QUEUED
    return {
        "id": short_id(message),
        "message_id": message.message_id,
        "campaign": message.campaign,
        "to": message.to,
        "kind": message.kind.value,
        "step": message.step,
        "channel": message.channel.value,
        "state": message.state.value,
        "attempts": message.attempts,
        "due_at": message.due_at.isoformat() if waits else None,
        "reason": message.error,
    }
