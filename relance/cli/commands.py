"""The commands of the program by name: each family is imported when it is called, so that none pays for the others."""

from __future__ import annotations

from collections import UserDict
from importlib import import_module
from typing import Any

import typer
from typer.core import TyperGroup

# name: the module of `relance.cli`, what it holds, and the line that `relance --help` shows
_COMMANDS = {
    "questionnaires": ("questionnaires", "app", "Les questionnaires du catalogue."),
    "campaign": ("campaign", "app", "Les campagnes : lancer, suivre, aménager."),
    "contacts": ("contacts", "app", "Les contacts d’une campagne."),
    "mail": ("mail", "app", "Les courriels : montrer, faire entrer."),
    "unmatched": ("unmatched", "app", "Les messages à trier."),
    "outbox": ("outbox", "app", "La boîte d’envoi : ce qui attend, ce qui a échoué."),
    "forms": ("forms", "app", "Les formulaires à remplir hors ligne."),
    "review": ("amendments", "review_app", "Le tour de relecture."),
    "amendments": ("amendments", "app", "Les amendements proposés au projet de synthèse."),
    "synthesis": ("results", "app", "La synthèse : projet et version finale."),
    "export": ("results", "export", "Écrire toutes les réponses dans un fichier de données."),
    "chat": ("chat", "chat", "Répondre dans le terminal."),
    "tick": ("service", "tick", "Un passage : courrier, calendrier, envois, puis fin (pour cron)."),
    "serve": ("service", "serve", "Le service : calendrier, courrier, messagerie et pages."),
    "demo": ("demonstration", "demo", "Jouer la campagne de 2017 sur des serveurs embarqués."),
}


class _Loaded(UserDict[str, Any]):
    """The commands by name, each imported when it is looked up."""

    def __getitem__(self, name: str) -> Any:
        module, attribute, _ = self.data[name]
        found = getattr(import_module(f"relance.cli.{module}"), attribute)
        around = typer.Typer(add_completion=False, rich_markup_mode=None)
        if isinstance(found, typer.Typer):
            around.add_typer(found, name=name)
        else:
            around.command(name)(found)
        return typer.main.get_group(around).commands[name]


class Commands(TyperGroup):
    """The group at the top: knows the names and a line about each, and imports only the command that is called.

    `Any` stands for classes of the copy of click inside typer, which it does not export.
    """

    def __init__(self, **settings: Any) -> None:
        super().__init__(**settings)
        self.commands = _Loaded(_COMMANDS)

    def list_commands(self, ctx: Any) -> list[str]:  # noqa: ARG002 - the library calls this by its own signature
        """Every name, in the order of the help."""
        return list(_COMMANDS)

    def format_commands(self, ctx: Any, formatter: Any) -> None:  # noqa: ARG002 - the same
        """The list of commands in the help."""
        with formatter.section("Commands"):
            formatter.write_dl([(name, line) for name, (_, _, line) in _COMMANDS.items()])
