"""`relance unmatched`: the messages that wait for a person."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from relance.cli.context import installation, options, print_json, run, say
from usecases.assign_unmatched import assign_unmatched, waiting_messages
from usecases.messages import Received, Unmatched
from usecases.pen import unmatched_named

app = typer.Typer(no_args_is_help=True, help="Les messages à trier.")
Json = Annotated[bool, typer.Option("--json", help="Un document JSON sur la sortie standard.")]


@app.command("list")
def list_(context: typer.Context, json: Json = False) -> None:
    """Ce qui attend une personne, le plus ancien d’abord."""

    async def work() -> list[Unmatched]:
        async with (
            installation(options(context), writing=False, holder="unmatched list") as house,
            house.store.reading() as reading,
        ):
            return await waiting_messages(reading)

    waiting = run(work)
    if json:
        print_json([as_json(one) for one in waiting])
        return
    if not waiting:
        say("Rien n’attend.")
    for one in waiting:
        say(f"{one.id}  {one.received_at:%d/%m/%Y %H:%M}  {one.sender}  {one.subject}\n          {one.reason}")


@app.command()
def show(context: typer.Context, id: str, json: Json = False) -> None:
    """Un message à trier, avec les places probables."""

    async def work() -> Unmatched:
        async with (
            installation(options(context), writing=False, holder="unmatched show") as house,
            house.store.reading() as reading,
        ):
            return await unmatched_named(reading, id)

    one = run(work)
    if json:
        print_json(as_json(one))
        return
    say(f"De : {one.sender}\nObjet : {one.subject}\nReçu le {one.received_at:%d/%m/%Y à %H:%M}\nMotif : {one.reason}\n")
    say(one.extract)
    for place in one.places:
        say(f"Place probable : {place.campaign}, {place.organisation}, {place.contact} ({place.why})")


@app.command()
def assign(
    context: typer.Context,
    id: str,
    email: str,
    campaign: Annotated[str, typer.Option(help="La campagne, si l’adresse figure dans plusieurs.")] = "",
    json: Json = False,
) -> None:
    """Ranger un message auprès d’un contact ; l’expéditeur est reconnu la fois suivante."""

    async def work() -> Received:
        given = options(context)
        async with installation(given, writing=True, holder="unmatched assign") as house:
            return await assign_unmatched(house, id, email, given.clock(), campaign)

    received = run(work)
    if json:
        print_json({"id": id, "outcome": received.outcome.value, "answers": received.answers})
        return
    codes = ", ".join(received.answers) or "aucune réponse enregistrée"
    say(f"Le message est rangé auprès de {received.contact} ({received.organisation}) : {codes}.")


def as_json(one: Unmatched) -> dict[str, Any]:
    """One waiting message as JSON."""
    return {
        "id": one.id,
        "reference": one.reference,
        "received_at": one.received_at.isoformat(),
        "sender": one.sender,
        "subject": one.subject,
        "extract": one.extract,
        "reason": one.reason,
        "state": one.state,
        "attachments": list(one.attachments),
        "places": [
            {"campaign": p.campaign, "organisation": p.organisation, "contact": p.contact, "why": p.why}
            for p in one.places
        ],
    }
