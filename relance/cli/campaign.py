"""`relance campaign`: launch, follow, and arrange for one organisation."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from relance.cli.context import installation, options, print_json, read_bytes, run, say
from relance.cli.tables import plan_table, status_table
from usecases.arrange import arrange
from usecases.follow import follow
from usecases.launch_campaign import CampaignOrder, Launched, launch_campaign, launch_wave
from usecases.plan import plan as planned

app = typer.Typer(no_args_is_help=True, help="Les campagnes : lancer, suivre, aménager.")
Json = Annotated[bool, typer.Option("--json", help="Un document JSON sur la sortie standard.")]
RoundLabel = Annotated[str, typer.Option("--round", help="Le tour (par défaut le premier recueil).")]
Reason = Annotated[str, typer.Option(help="Le motif, gardé dans l’historique.")]
Until = Annotated[str, typer.Option(help="Jusqu’à quelle date.")]


@app.command()
def create(
    context: typer.Context,
    questionnaire: str,
    id: Annotated[str, typer.Option(help="L’identifiant de la campagne.")],
    contacts: Annotated[Path, typer.Option(help="Le fichier CSV des contacts.")],
    opens: Annotated[str, typer.Option(help="La date d’ouverture.")],
    deadline: Annotated[str, typer.Option(help="La date limite.")],
    organisations: Annotated[str, typer.Option(help="Une liste connue, ou un fichier CSV.")] = "",
    strict: Annotated[bool, typer.Option(help="« avant le » : le jour dit est déjà trop tard.")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Vérifier et compter, sans rien écrire.")] = False,
    json: Json = False,
) -> None:
    """Lancer une campagne : le premier passage à l’ouverture envoie."""
    own_list = Path(organisations) if organisations and _is_a_file(organisations) else None
    order = CampaignOrder(
        id=id,
        questionnaire=questionnaire,
        contacts=read_bytes(contacts, "--contacts"),
        contacts_file=str(contacts),
        opens=opens,
        deadline=deadline,
        strict=strict,
        organisations=read_bytes(own_list, "--organisations") if own_list else organisations,
        organisations_file=organisations,
    )

    async def work() -> Launched:
        given = options(context)
        async with installation(given, writing=not dry_run, holder="campaign create") as house:
            return await launch_campaign(house, order, given.clock(), dry_run)

    launched = run(work)
    if json:
        print_json(_launched_json(launched, dry_run))
        return
    _say_launched(launched, dry_run)


@app.command()
def wave(
    context: typer.Context,
    campaign: str,
    label: Annotated[str, typer.Option(help="Le nom du tour.")],
    opens: Annotated[str, typer.Option(help="La date d’ouverture.")],
    deadline: Annotated[str, typer.Option(help="La date limite.")],
    strict: Annotated[bool, typer.Option(help="« avant le » : le jour dit est déjà trop tard.")] = False,
) -> None:
    """Ajouter un tour de recueil avec les mêmes questions."""

    async def work() -> Launched:
        given = options(context)
        async with installation(given, writing=True, holder="campaign wave") as house:
            return await launch_wave(house, campaign, label, opens, deadline, strict, given.clock())

    _say_launched(run(work), dry_run=False)


@app.command()
def plan(context: typer.Context, id: str, json: Json = False, round: RoundLabel = "") -> None:
    """Tous les messages que le calendrier prévoit, dans l’ordre."""

    async def work() -> list[dict[str, str]]:
        async with installation(options(context), writing=False, holder="campaign plan") as house:
            return await planned(house.store, id, round)

    rows = run(work)
    if json:
        print_json(rows)
    else:
        plan_table(rows)


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


def _arrange(
    context: typer.Context, campaign: str, organisation: str, what: str, until: str, reason: str, round: str
) -> None:
    async def work() -> None:
        given = options(context)
        async with installation(given, writing=True, holder=f"campaign {what}") as house:
            await arrange(house, campaign, organisation, what, until, reason, given.clock(), round)

    run(work)
    say(f"C’est noté pour l’organisme {organisation} de la campagne {campaign}.")


def _is_a_file(text: str) -> bool:
    return text.lower().endswith(".csv") or "/" in text or Path(text).is_file()


def _launched_json(launched: Launched, dry_run: bool) -> dict[str, object]:
    return {
        "campaign": launched.campaign.id,
        "round": launched.round.label,
        "dry_run": dry_run,
        "opens": launched.round.opens.isoformat(),
        "last_day": launched.round.last_day.isoformat(),
        "invited": [{"organisation": c.organisation, "email": c.email} for c in launched.invited],
        "without_contact": [o.code for o in launched.silent],
    }


def _say_launched(launched: Launched, dry_run: bool) -> None:
    verb = "serait lancée" if dry_run else "est lancée"
    organisations = len({c.organisation for c in launched.invited})
    say(
        f"La campagne {launched.campaign.id}, tour « {launched.round.label} », {verb} : "
        f"{len(launched.invited)} messages à {organisations} organismes, à partir du {launched.round.opens:%d/%m/%Y} "
        f"à {launched.round.opens:%H:%M} ; dernier jour : {launched.round.last_day:%d/%m/%Y}."
    )
    if dry_run:
        for contact in launched.invited:
            say(f"  {contact.organisation}  {contact.email}")
    if launched.silent:
        say("Sans contact à inviter : " + ", ".join(f"{o.code} {o.name}" for o in launched.silent) + ".")
