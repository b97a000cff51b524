"""`relance review` and `relance amendments`: circulate the draft, and decide what is proposed."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from campaigns.campaign import Round
from campaigns.people import Contact
from questionnaires.typography import NBSP, counted
from relance.cli.context import installation, options, print_json, read_bytes, run, say
from synthesis.draft import Amendment, AmendmentState, Change
from usecases.correspond import DOCX, latest_draft
from usecases.find import campaign_named
from usecases.messages import Attachment
from usecases.review import conflicts, decide_amendment, open_review
from usecases.synthesise import amendments_of

app = typer.Typer(no_args_is_help=True, help="Les amendements proposés au projet de synthèse.")
review_app = typer.Typer(no_args_is_help=True, help="Le tour de relecture.")
Reason = Annotated[str, typer.Option(help="Le motif, gardé avec la décision.")]


@review_app.callback()
def review() -> None:
    """Le tour de relecture."""


@review_app.command("open")
def open_(
    context: typer.Context,
    campaign: str,
    deadline: Annotated[str, typer.Option(help="La date limite de relecture.")],
    draft: Annotated[Path | None, typer.Option(help="Un projet retouché (.docx), au lieu du projet écrit.")] = None,
) -> None:
    """Faire circuler le projet de synthèse auprès de ceux qui ont répondu et des personnes qu’ils nomment."""
    edited = Attachment(draft.name, DOCX, read_bytes(draft, "--draft")) if draft else None

    async def work() -> tuple[Round, tuple[Contact, ...]]:
        given = options(context)
        async with installation(given, writing=True, holder="review open") as house:
            return await open_review(house, campaign, deadline, given.clock(), edited)

    round, readers = run(work)
    who = counted(len(readers), "relecteur")
    say(f"Le tour « {round.label} » est ouvert jusqu’au {round.last_day:%d/%m/%Y} : {who}.")


@app.command("list")
def list_(
    context: typer.Context,
    campaign: str,
    json: Annotated[bool, typer.Option("--json", help="Un document JSON sur la sortie standard.")] = False,
) -> None:
    """Les amendements, dans l’ordre où ils sont arrivés."""

    async def work() -> tuple[list[Amendment], dict[str, tuple[str, ...]]]:
        async with (
            installation(options(context), writing=False, holder="amendments list") as house,
            house.store.reading() as reading,
        ):
            named = await campaign_named(reading, campaign)
            return await amendments_of(reading, named), await conflicts(reading, named)

    found, touching = run(work)
    if json:
        print_json([as_json(one, touching.get(one.id, ())) for one in found])
        return
    if not found:
        say("Aucun amendement.")
    for one in found:
        shown = as_json(one)
        where = f"  ({one.paragraph})" if one.paragraph else ""
        say(f"{shown['id']}  {shown['kind']}{where}  {shown['author']}  [{shown['state']}]")
        changes = (one.original, one.proposed) if one.kind in (Change.REPLACE, Change.DELETE) else (one.proposed,)
        say("      " + " → ".join(changes if changes[-1] else (changes[0], "(supprimé)")))
        if one.said:
            say(f"      Demandé ainsi{NBSP}: {one.said}")
        if one.id in touching:
            say(f"      Touche les mêmes mots que {', '.join(touching[one.id])}.")


@app.command()
def accept(context: typer.Context, campaign: str, id: str, reason: Reason) -> None:
    """Intégrer un amendement tel quel."""
    _decide(context, campaign, id, AmendmentState.ACCEPTED, reason)


@app.command()
def modify(
    context: typer.Context,
    campaign: str,
    id: str,
    reason: Reason,
    text: Annotated[str, typer.Option(help="La rédaction retenue.")] = "",
) -> None:
    """Intégrer un amendement dans une autre rédaction."""
    _decide(context, campaign, id, AmendmentState.MODIFIED, reason, text)


@app.command()
def reject(context: typer.Context, campaign: str, id: str, reason: Reason) -> None:
    """Ne pas intégrer un amendement."""
    _decide(context, campaign, id, AmendmentState.REJECTED, reason)


def _decide(context: typer.Context, campaign: str, id: str, state: AmendmentState, reason: str, text: str = "") -> None:
    async def work() -> tuple[Amendment, list[str], bool]:
        given = options(context)
        async with installation(given, writing=True, holder=f"amendments {state}") as house:
            decided = await decide_amendment(house, campaign, id, state, reason, given.clock(), text)
            async with house.store.reading() as reading:
                named = await campaign_named(reading, campaign)
                same = (await conflicts(reading, named)).get(decided.id, ())
                kept = {one.id.rpartition("/")[2] for one in await amendments_of(reading, named) if is_kept(one)}
                newest = await latest_draft(reading, named)
            return decided, [name for name in same if name in kept and is_kept(decided)], bool(newest and newest.final)

    decided, same, is_final = run(work)
    words = {"accepted": "intégré", "modified": "intégré dans une autre rédaction", "rejected": "écarté"}
    say(f"L’amendement {decided.id.rpartition('/')[2]} est {words[decided.state.value]}.")
    if same:
        say_aside(
            f"Attention{NBSP}: il touche les mêmes mots que {', '.join(same)}, déjà retenu. La version finale portera "
            f"les deux, « À trancher »{NBSP}: écartez l’un, ou donnez avec « modify --text » la rédaction commune."
        )
    if is_final:
        say_aside(f"La version finale est déjà écrite{NBSP}: « relance synthesis final {campaign} » l’écrit à nouveau.")


def say_aside(text: str) -> None:
    """A warning, beside what was asked for."""
    typer.echo(text, err=True)


def is_kept(one: Amendment) -> bool:
    """Whether it goes into the final version."""
    return one.state in (AmendmentState.ACCEPTED, AmendmentState.MODIFIED)


def as_json(one: Amendment, conflicts: tuple[str, ...] = ()) -> dict[str, Any]:
    """The shape that `amendments list --json` promises."""
    return {
        "id": one.id.rpartition("/")[2],
        "paragraph": one.paragraph,
        "kind": one.kind.value,
        "original": one.original,
        "proposed": one.proposed,
        "author": one.contact.partition("/")[2],
        "organisation": one.organisation,
        "channel": one.channel,
        "state": one.state.value,
        "reason": one.reason,
        "text": one.final_text,
        "said": one.said,
        "conflicts": list(conflicts),
    }
