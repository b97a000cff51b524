"""Tables for a person at a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Console
from rich.table import Table

from campaigns.tracking import Tracking
from usecases.export import STATES


def status_table(tracking: Tracking) -> None:
    """Who has returned, who has not, and what is missing."""
    table = Table(title=f"{tracking.returned} retours sur {tracking.invited} organismes interrogés")
    for column in ("Code", "Organisme", "État", "Réponses", "Il manque"):
        table.add_column(column)
    for organisation in tracking.organisations:
        state = STATES[organisation.state.value]
        missing = "" if organisation.state.value in ("returned", "late") else " ".join(organisation.missing)
        table.add_row(organisation.code, organisation.name, state, str(organisation.answered), missing)
    Console().print(table)


def plan_table(rows: Sequence[dict[str, str]]) -> None:
    """What leaves when, to whom."""
    table = Table(title=f"{len(rows)} messages prévus")
    for column in ("Quand", "Organisme", "Contact", "Message", "Étape"):
        table.add_column(column)
    kinds = {"invitation": "envoi", "reminder": "rappel", "overdue": "après la date limite"}
    for row in rows:
        when = row["when"][:16].replace("T", " ")
        table.add_row(when, row["organisation"], row["contact"], kinds.get(row["kind"], row["kind"]), row["step"])
    Console().print(table)
