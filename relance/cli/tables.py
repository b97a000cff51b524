"""Tables for a person at a terminal, readable at 80 columns."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

from campaigns.tracking import State, Tracking
from questionnaires.typography import counted
from relance.cli.context import say
from usecases.follow import STATES
from usecases.plan import KINDS

if TYPE_CHECKING:
    from rich.table import Table

# Missing questions are named while they fit beside the rest; beyond, they are counted.
_NAMED = 4
# In a file there is no window to fit into: nothing is folded before this width.
_PAPER = 140


def status_table(tracking: Tracking) -> None:
    """Who has returned, who has not, and what is missing."""
    table = _table(f"{counted(tracking.returned, 'retour')} sur {counted(tracking.invited, 'organisme interrogé')}")
    table.add_column("Code", no_wrap=True)
    table.add_column("Organisme")
    table.add_column("État", no_wrap=True)
    table.add_column("Réponses", justify="right", no_wrap=True)
    table.add_column("Il manque")
    for organisation in tracking.organisations:
        state = organisation.state
        missing = "" if state in (State.RETURNED, State.LATE) else _listed(organisation.missing, organisation.answered)
        shown = STATES[state] if organisation.invited else "sans contact"
        table.add_row(organisation.code, organisation.name, shown, str(organisation.answered), missing)
    _print(table)
    lost = [person for organisation in tracking.organisations for person in organisation.contacts if person.unreachable]
    if lost:
        say("Adresses qui ne reçoivent pas :")
    for person in lost:
        say(f"  {person.email} : {person.unreachable}")


def plan_table(rows: Sequence[dict[str, str]]) -> None:
    """What leaves when, to whom."""
    table = _table(f"{counted(len(rows), 'message')} au calendrier")
    table.add_column("Quand", no_wrap=True)
    table.add_column("Code", no_wrap=True)
    table.add_column("Contact", overflow="fold")
    table.add_column("Message", no_wrap=True)
    for row in rows:
        when = f"{row['when'][8:10]}/{row['when'][5:7]}/{row['when'][:4]} {row['when'][11:16]}"
        kind = KINDS[row["kind"]]
        message = f"{kind} {row['step']}" if row["step"] and row["kind"] != "invitation" else kind
        table.add_row(when, row["organisation"], row["contact"], message)
    _print(table)


def _listed(codes: Sequence[str], answered: int) -> str:
    """« Q2a Q3b », « Q1a Q1b Q2a + 6 » when there are many, « tout » when nothing was answered."""
    if codes and not answered:
        return "tout"
    if len(codes) <= _NAMED:
        return " ".join(codes)
    return f"{' '.join(codes[: _NAMED - 1])} + {len(codes) - _NAMED + 1}"


def _table(title: str) -> Table:
    # rich takes a tenth of a second to import, which a command that prints JSON does not need
    from rich import box
    from rich.table import Table

    return Table(
        title=title,
        title_justify="left",
        title_style="bold",
        box=box.SIMPLE_HEAD,
        show_edge=False,
        pad_edge=False,
        collapse_padding=True,
    )


def _print(table: Table) -> None:
    from rich.console import Console

    Console(width=None if sys.stdout.isatty() else _PAPER).print(table)
