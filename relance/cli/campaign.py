"""`relance campaign`: launch, follow, and arrange for one organisation."""

from __future__ import annotations

import sys
from email import message_from_bytes, policy
from pathlib import Path
from textwrap import shorten
from typing import Annotated

import typer

from campaigns.contribution import Return
from relance.cli.context import installation, options, print_json, run, say, write_bytes
from relance.cli.launching import create, wave
from relance.cli.tables import plan_table, status_table
from usecases.arrange import arrange
from usecases.change_campaign import ChangeOrder, change_campaign
from usecases.follow import follow
from usecases.plan import Diary, diary
from usecases.plan import plan as planned
from usecases.ports import BadInput
from usecases.preview import preview as previewed
from usecases.settle import settle

app = typer.Typer(no_args_is_help=True, help="Les campagnes : lancer, suivre, aménager.")
Json = Annotated[bool, typer.Option("--json", help="Un document JSON sur la sortie standard.")]
RoundLabel = Annotated[str, typer.Option("--round", help="Le tour (par défaut le premier recueil).")]
Reason = Annotated[str, typer.Option(help="Le motif, gardé dans l’historique.")]
Until = Annotated[str, typer.Option(help="Jusqu’à quelle date.")]


app.command()(create)
app.command()(wave)


@app.command()
def preview(
    context: typer.Context,
    campaign: str,
    email: Annotated[str, typer.Argument(help="L’adresse d’un contact (par défaut un par rôle).")] = "",
    round: RoundLabel = "",
) -> None:
    """Montrer l’invitation telle qu’elle se lira : une par rôle, ou celle d’une personne."""

    async def work() -> list[tuple[str, bytes]]:
        given = options(context)
        async with installation(given, writing=False, holder="campaign preview") as house:
            return await previewed(house, campaign, email, given.clock(), round)

    for number, (_, raw) in enumerate(run(work)):
        if number:
            say("\n" + "─" * 72 + "\n")
        say(_legible(raw))


@app.command()
def plan(
    context: typer.Context,
    id: str,
    json: Json = False,
    round: RoundLabel = "",
    ics: Annotated[bool, typer.Option("--ics", help="Un agenda iCalendar : une entrée par étape et fuseau.")] = False,
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Avec --ics : le fichier à écrire.")] = None,
) -> None:
    """Tous les messages que le calendrier prévoit, dans l’ordre."""
    if json and ics:
        raise BadInput("Choisissez --json ou --ics, pas les deux.")
    if output and not ics:
        raise BadInput("-o : ce fichier est celui de l’agenda ; ajoutez --ics.")
    if ics:
        _write_diary(context, id, round, output)
        return

    async def work() -> list[dict[str, str]]:
        given = options(context)
        async with installation(given, writing=False, holder="campaign plan") as house:
            return await planned(house.store, house.catalogue, id, given.clock(), round)

    rows = run(work)
    if json:
        print_json(rows)
    else:
        plan_table(rows)


def _write_diary(context: typer.Context, id: str, round: str, output: Path | None) -> None:
    # a library that only this option needs
    from documents.diary import diary_bytes

    async def work() -> Diary:
        given = options(context)
        async with installation(given, writing=False, holder="campaign plan") as house:
            return await diary(house, id, given.clock(), round)

    content = diary_bytes(run(work))
    if output:
        write_bytes(output, content)
        say(f"L’agenda est dans {output}.")
    else:
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()


@app.command()
def status(context: typer.Context, id: str, json: Json = False, round: RoundLabel = "") -> None:
    """Qui a répondu, qui non, et ce qui manque."""
    from campaigns.tracking import Tracking, as_json

    async def work() -> Tracking:
        given = options(context)
        async with installation(given, writing=False, holder="campaign status") as house:
            return await follow(house.store, house.catalogue, id, given.clock(), round)

    tracking = run(work)
    if json:
        print_json(as_json(tracking))
    else:
        status_table(tracking)


@app.command("list")
def list_(context: typer.Context, json: Json = False) -> None:
    """Les campagnes."""
    from campaigns.campaign import Campaign

    async def work() -> list[Campaign]:
        async with (
            installation(options(context), writing=False, holder="campaign list") as house,
            house.store.reading() as reading,
        ):
            return await reading.find(Campaign)

    found = run(work)
    if json:
        print_json(
            [{"id": c.id, "questionnaire": c.questionnaire, "rounds": [r.label for r in c.rounds]} for c in found]
        )
    for one in () if json else found:
        say(f"{one.id} — {one.title} (tours : {', '.join(r.label for r in one.rounds)})")


@app.command()
def change(
    context: typer.Context,
    campaign: str,
    reason: Reason,
    round: RoundLabel = "",
    opens: Annotated[str, typer.Option(help="La nouvelle ouverture, tant que le tour n’est pas ouvert.")] = "",
    deadline: Annotated[str, typer.Option(help="La nouvelle date limite.")] = "",
    strict: Annotated[bool | None, typer.Option("--strict/--no-strict", help="« avant le », ou non.")] = None,
    steps: Annotated[str, typer.Option(help="Les rappels, comme « J-21, J-7, J+2 » ; « aucun » : pas de rappel.")] = "",
    hour: Annotated[str, typer.Option(help="L’heure d’envoi chez chacun, comme 09:00.")] = "",
    title: Annotated[str, typer.Option(help="Le nouveau titre de la campagne.")] = "",
) -> None:
    """Changer les dates, les rappels ou le titre d’une campagne lancée : ce qui reste à partir suit."""
    order = ChangeOrder(reason, round, opens, deadline, strict, steps, hour, title)

    async def work() -> tuple[str, ...]:
        given = options(context)
        async with installation(given, writing=True, holder="campaign change") as house:
            return await change_campaign(house, campaign, order, given.clock())

    for sentence in run(work):
        say(sentence)
    say("Les prochains messages suivront ; personne n’est prévenu à part.")


@app.command()
def extend(
    context: typer.Context, campaign: str, organisation: str, reason: Reason, until: Until = "", round: RoundLabel = ""
) -> None:
    """Donner plus de temps à un organisme."""
    _arrange(context, campaign, organisation, "extend", until, reason, round)


@app.command()
def pause(
    context: typer.Context, campaign: str, organisation: str, reason: Reason, until: Until = "", round: RoundLabel = ""
) -> None:
    """Suspendre les rappels à un organisme."""
    _arrange(context, campaign, organisation, "pause", until, reason, round)


@app.command()
def decline(
    context: typer.Context, campaign: str, organisation: str, reason: Reason, until: Until = "", round: RoundLabel = ""
) -> None:
    """Noter qu’un organisme ne participe pas."""
    _arrange(context, campaign, organisation, "decline", until, reason, round)


@app.command()
def resume(context: typer.Context, campaign: str, organisation: str, reason: Reason, round: RoundLabel = "") -> None:
    """Reprendre avec un organisme : fin de sa pause ou de son refus."""
    _arrange(context, campaign, organisation, "resume", "", reason, round)


@app.command("settle")
def settle_(
    context: typer.Context,
    campaign: str,
    organisation: str,
    code: str,
    email: Annotated[str, typer.Argument(help="L’adresse de la personne dont la réponse est retenue.")],
    reason: Reason,
    round: RoundLabel = "",
) -> None:
    """Départager des réponses qui diffèrent : celle d’une personne est retenue."""

    async def work() -> str:
        given = options(context)
        async with installation(given, writing=True, holder="campaign settle") as house:
            chosen = await settle(house, campaign, organisation, code, email, reason, given.clock(), round)
            return f"{chosen.question}, réponse retenue : « {shorten(chosen.text, 80, placeholder='…')} »."

    say(run(work))


def _arrange(
    context: typer.Context, campaign: str, organisation: str, what: str, until: str, reason: str, round: str
) -> None:
    async def work() -> Return:
        given = options(context)
        async with installation(given, writing=True, holder=f"campaign {what}") as house:
            return await arrange(house, campaign, organisation, what, until, reason, given.clock(), round)

    say(_arranged(run(work), what))
    if what == "decline" and until:
        say("La date de --until n’a pas servi : un refus tient jusqu’à « relance campaign resume ».")


def _arranged(standing: Return, what: str) -> str:
    """What holds now for the organisation."""
    who = f"l’organisme {standing.organisation}"
    if what == "extend":
        return f"L’organisme {standing.organisation} a jusqu’au {standing.extended_until:%d/%m/%Y} pour répondre."
    if what == "pause" and standing.paused_until:
        return f"Pas de rappel à {who} jusqu’au {standing.paused_until:%d/%m/%Y} compris."
    if what == "pause":
        return f"Plus de rappel à {who}, jusqu’à « relance campaign resume »."
    if what == "resume":
        return f"Les rappels à {who} reprennent."
    return f"C’est noté : {who} ne répondra pas, et n’est plus relancé."


def _legible(raw: bytes) -> str:
    """A mail as a person reads it: to whom, the subject, what is attached, the text."""
    message = message_from_bytes(raw, policy=policy.default)
    body = message.get_body(("plain",))
    attached = [f"« {part.get_filename()} »" for part in message.iter_attachments()]
    return "\n".join(
        [
            f"À : {message['To']}",
            f"Objet : {message['Subject']}",
            f"Joints : {', '.join(attached) or 'rien'}",
            "",
            str(body.get_content()).rstrip() if body is not None else "",
        ]
    )
