"""What the demonstration shows while it runs, and the table with which it ends."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path
from shutil import which

from rich.console import Console

from campaigns.tracking import Tracking
from relance.cli.tables import status_table
from relance.clock import PARIS
from usecases.launch_campaign import Launched
from usecases.tick import Ticked


class Show:
    """Lines on standard output, each with the day on which it happens."""

    def __init__(self) -> None:
        self._console = Console(highlight=False)
        self._day = ""

    def happens(self, moment: datetime, text: str) -> None:
        """One line, in the time of Paris; the day is written once."""
        moment = moment.astimezone(PARIS)
        day = f"{moment:%d/%m}"
        shown, self._day = ("" if day == self._day else day), day
        self._console.print(f"[dim]{shown:>5}  {moment:%H:%M}[/dim]  {text}", soft_wrap=True)

    def launched(self, launched: Launched) -> None:
        organisations = len({contact.organisation for contact in launched.invited})
        self._console.print(f"[bold]{launched.campaign.title}[/bold]")
        self._console.print(
            f"{organisations} ARS, {len(launched.invited)} contacts invités ; "
            f"retour demandé pour le {launched.round.last_day:%d/%m/%Y}.\n"
        )

    def ticked(self, moment: datetime, done: Ticked) -> None:
        """What a pass did, when it did something."""
        counted = (
            (done.received, "message reçu", "messages reçus"),
            (done.sent, "message envoyé", "messages envoyés"),
            (done.failed, "adresse refusée", "adresses refusées"),
            (done.retried, "message à réessayer", "messages à réessayer"),
        )
        parts = [f"{number} {many if number > 1 else one}" for number, one, many in counted if number]
        if parts:
            self.happens(moment, f"[dim]Relance : {', '.join(parts)}[/dim]")
        for trouble in done.troubles:
            self.happens(moment, f"[red]{trouble}[/red]")

    def circulated(self, moment: datetime, readers: int) -> None:
        self.happens(moment, f"[bold]le projet de synthèse part en relecture auprès de {readers} personnes[/bold]")

    def sent(self, moment: datetime) -> None:
        self.happens(moment, "[bold]la synthèse finale part auprès de ses relecteurs[/bold]")

    def decided(self, moment: datetime, author: str) -> None:
        self.happens(moment, f"la coordination intègre l’ajout de [bold]{author}[/bold]")

    def printed(self, moment: datetime, name: str) -> None:
        self.happens(moment, f"{name}.docx, .html et .pdf sont écrits")

    def ended(self, tracking: Tracking, folder: Path) -> None:
        """The table of returns, and where the files are."""
        self._console.print()
        status_table(tracking)
        self._console.print(f"\nTout est dans {folder}/ :", soft_wrap=True)
        for name, what in (
            ("synthese-finale.pdf", "la synthèse (aussi en .docx et .html)"),
            ("synthese-projet.docx", "le projet qui a circulé (aussi en .pdf et .html)"),
            ("answers.xlsx", "toutes les réponses"),
            ("status.json", "l’état des retours"),
            ("contacts.csv", "les contacts (un modèle pour les vôtres)"),
            ("data/", "les données, que toutes les commandes savent lire :"),
        ):
            self._console.print(f"  {name:<22} {what}")
        self._console.print(
            f"  {_program()} --data {folder / 'data'} campaign status {tracking.campaign}", soft_wrap=True
        )


def _program() -> str:
    """The program as it was called, so that a line can be copied."""
    return "relance" if which("relance") else sys.argv[0]
