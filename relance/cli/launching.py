"""`relance campaign create` and `wave`: launch a round, after a look at how many messages go to whom."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Annotated

import typer

from campaigns.calendar import step_name, steps_of
from campaigns.people import Contact, Role
from questionnaires.typography import counted
from relance.cli.context import installation, options, print_json, read_bytes, run, say
from usecases.launch_campaign import CampaignOrder, Launched, launch_campaign, launch_wave
from usecases.messages import Attachment
from usecases.ports import BadInput
from usecases.rounds import RoundOrder

Opens = Annotated[str, typer.Option(help="La date d’ouverture.")]
Deadline = Annotated[str, typer.Option(help="La date limite : « 29 septembre », « avant le 26 juin », 2017-09-29.")]
Strict = Annotated[bool, typer.Option(help="« avant le » : le jour dit est déjà trop tard.")]
Steps = Annotated[str, typer.Option(help="Les rappels, comme « J-21, J-7, J+2 » ; « aucun » : pas de rappel.")]
Hour = Annotated[str, typer.Option(help="L’heure d’envoi chez chacun, comme 09:00, entre 08:00 et 18:59.")]
CoverLetter = Annotated[Path | None, typer.Option("--letter", help="La lettre d’accompagnement, jointe en premier.")]
Documents = Annotated[list[Path] | None, typer.Option("--document", help="Un document à joindre (répétable).")]
DryRun = Annotated[bool, typer.Option("--dry-run", help="Vérifier et compter, sans rien écrire.")]
Confirm = Annotated[bool, typer.Option("--confirm", help="Montrer qui recevra quoi et demander avant de lancer.")]
Json = Annotated[bool, typer.Option("--json", help="Un document JSON sur la sortie standard.")]

ROLES = {
    Role.ADDRESSEE: ("destinataire", "destinataires"),
    Role.RESPONDENT: ("correspondant", "correspondants"),
    Role.RESOURCE: ("personne ressource", "personnes ressources"),
    Role.COORDINATOR: ("coordonnateur", "coordonnateurs"),
}
NOT_LAUNCHED = 1


def create(
    context: typer.Context,
    questionnaire: str,
    id: Annotated[str, typer.Option(help="L’identifiant de la campagne.")],
    contacts: Annotated[Path, typer.Option(help="Le fichier CSV des contacts.")],
    opens: Opens,
    deadline: Deadline,
    organisations: Annotated[str, typer.Option(help="Une liste connue, ou un fichier CSV.")] = "",
    strict: Strict = False,
    steps: Steps = "",
    hour: Hour = "",
    letter: CoverLetter = None,
    document: Documents = None,
    confirm: Confirm = False,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Lancer une campagne : le premier passage à l’ouverture envoie."""
    own_list = Path(organisations) if organisations and _is_a_file(organisations) else None
    order = CampaignOrder(
        id=id,
        questionnaire=questionnaire,
        contacts=read_bytes(contacts, "--contacts"),
        contacts_file=str(contacts),
        round=_round(opens, deadline, strict, steps, hour, letter, document),
        organisations=read_bytes(own_list, "--organisations") if own_list else organisations,
        organisations_file=organisations,
    )

    async def launch(only_checking: bool) -> Launched:
        given = options(context)
        async with installation(given, writing=not only_checking, holder="campaign create") as house:
            return await launch_campaign(house, order, given.clock(), only_checking)

    _launch(launch, confirm, dry_run, json)


def wave(
    context: typer.Context,
    campaign: str,
    label: Annotated[str, typer.Option(help="Le nom du tour.")],
    opens: Opens,
    deadline: Deadline,
    strict: Strict = False,
    steps: Steps = "",
    hour: Hour = "",
    letter: CoverLetter = None,
    document: Documents = None,
    confirm: Confirm = False,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Ajouter un tour de recueil avec les mêmes questions."""
    order = _round(opens, deadline, strict, steps, hour, letter, document)

    async def launch(only_checking: bool) -> Launched:
        given = options(context)
        async with installation(given, writing=not only_checking, holder="campaign wave") as house:
            return await launch_wave(house, campaign, label, order, given.clock(), only_checking)

    _launch(launch, confirm, dry_run, json)


def _round(
    opens: str, deadline: str, strict: bool, steps: str, hour: str, letter: Path | None, documents: list[Path] | None
) -> RoundOrder:
    cover = _attachment(letter, "--letter") if letter else None
    enclosed = tuple(_attachment(path, "--document") for path in documents or ())
    return RoundOrder(opens, deadline, strict, steps, hour, cover, enclosed)


def _launch(launch: Callable[[bool], Awaitable[Launched]], confirm: bool, dry_run: bool, json: bool) -> None:
    if confirm and not dry_run:
        if not sys.stdin.isatty():
            raise BadInput(
                "--confirm : il n’y a personne à qui demander, l’entrée n’est pas un terminal ; "
                "lancez sans --confirm, ou regardez d’abord avec --dry-run."
            )
        for line in described(run(lambda: launch(True)), dry_run=True):
            sys.stderr.write(line + "\n")
        if not _agreed():
            sys.stderr.write("Rien n’est lancé.\n")
            raise typer.Exit(NOT_LAUNCHED)
    launched = run(lambda: launch(dry_run))
    if json:
        print_json(_as_json(launched, dry_run))
        return
    for line in described(launched, dry_run):
        say(line)


def _agreed() -> bool:
    """Whether the person at the terminal says yes; anything but « oui » or « non » is asked again, twice."""
    for _ in range(3):
        sys.stderr.write("Lancer ? Écrivez « oui » ou « non » : ")
        sys.stderr.flush()
        answer = sys.stdin.readline()
        if answer.strip().casefold() in ("oui", "o"):
            return True
        if not answer or answer.strip().casefold() in ("non", "n"):
            break
    return False


def described(launched: Launched, dry_run: bool) -> list[str]:
    """What was launched, or would be, line by line: how many messages, to whom, when, and what is remarkable."""
    round = launched.round
    verb = "serait lancée" if dry_run else "est lancée"
    organisations = len({c.organisation for c in launched.invited})
    lines = [
        f"La campagne {launched.campaign.id}, tour « {round.label} », {verb} : "
        f"{counted(len(launched.invited), 'message')} à {counted(organisations, 'organisme')}, "
        f"à partir du {round.opens:%d/%m/%Y} à {round.opens:%H:%M} ; dernier jour : {round.last_day:%d/%m/%Y}.",
        f"À qui : {_by_role(Counter(c.role for c in launched.invited))}.",
    ]
    if launched.spared:
        lines.append(f"Ne reçoivent rien : {_by_role(Counter(c.role for c in launched.spared))}.")
    lines.append(_calendar(launched))
    if launched.enclosed:
        names = ", ".join(f"« {one.name} »" for one in launched.enclosed)
        lines.append(f"Joints à l’envoi, avec le formulaire : {names}.")
    if dry_run:
        lines += _to_whom(launched)
    if launched.silent:
        lines.append("Sans contact à inviter : " + ", ".join(f"{o.code} {o.name}" for o in launched.silent) + ".")
    return [*lines, *(f"Attention : {remark}" for remark in launched.remarks)]


def _calendar(launched: Launched) -> str:
    names = ", ".join(step_name(days) for days in launched.round.steps)
    if not names:
        return "Aucun rappel n’est prévu."
    hour = f"{launched.round.hour:%H:%M}"
    return f"Rappels : {names}, à {hour} chez chacun ; {counted(_foreseen(launched), 'message')} au plus en tout."


def _foreseen(launched: Launched) -> int:
    """How many messages the calendar foresees if nobody ever answers."""
    organisations = {o.code: o for o in launched.campaign.organisations}
    return sum(len(steps_of(launched.round, organisations[c.organisation], None, c)) for c in launched.invited)


def _to_whom(launched: Launched) -> list[str]:
    """Each organisation with its messages, in the order of the list."""
    lines = []
    by_organisation: dict[str, list[Contact]] = {}
    for contact in launched.invited:
        by_organisation.setdefault(contact.organisation, []).append(contact)
    for organisation in launched.campaign.organisations:
        people = by_organisation.get(organisation.code)
        if people:
            lines.append(f"  {organisation.code} {organisation.name} : {_by_role(Counter(c.role for c in people))}")
            for person in people:
                named = f" — {person.name}" if person.name else ""
                lines.append(f"    {person.email}{named} ({ROLES[person.role][0]})")
    return lines


def _by_role(counts: Counter[Role]) -> str:
    """« 1 destinataire, 3 correspondants », in the order of the roles."""
    return ", ".join(f"{counts[role]} {words[counts[role] > 1]}" for role, words in ROLES.items() if counts[role])


def _as_json(launched: Launched, dry_run: bool) -> dict[str, object]:
    counts = Counter(c.role for c in launched.invited)
    return {
        "campaign": launched.campaign.id,
        "round": launched.round.label,
        "dry_run": dry_run,
        "opens": launched.round.opens.isoformat(),
        "last_day": launched.round.last_day.isoformat(),
        "strict": launched.round.strict,
        "steps": [step_name(days) for days in launched.round.steps],
        "hour": f"{launched.round.hour:%H:%M}",
        "messages": len(launched.invited),
        "messages_by_role": {role.value: counts[role] for role in ROLES if counts[role]},
        "foreseen": _foreseen(launched),
        "invited": [{"organisation": c.organisation, "email": c.email, "role": c.role.value} for c in launched.invited],
        "not_written_to": [
            {"organisation": c.organisation, "email": c.email, "role": c.role.value} for c in launched.spared
        ],
        "without_contact": [o.code for o in launched.silent],
        "attachments": [one.name for one in launched.enclosed],
        "remarks": list(launched.remarks),
    }


def _attachment(path: Path, option: str) -> Attachment:
    return Attachment(path.name, "", read_bytes(path, option))


def _is_a_file(text: str) -> bool:
    return text.lower().endswith(".csv") or "/" in text or Path(text).is_file()
