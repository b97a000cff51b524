"""The help in French: what the command-line library says of its own, around our words, in ours."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

# typer exports neither of them from its copy of click, and has no other way to another language than a .mo file
from typer._click.core import Context
from typer._click.formatting import HelpFormatter

if TYPE_CHECKING:
    from typing import Any

_HEADINGS = {"Commands": "Commandes"}
_USAGE = (("COMMAND [ARGS]...", "COMMANDE [ARGUMENTS]…"), ("...", "…"))
_KINDS = (
    ("<str>", "<texte>"),
    ("<float>", "<nombre>"),
    ("<int>", "<nombre>"),
    ("<path>", "<chemin>"),
    ("<list[str]>", "<texte>…"),
    ("<list[Path]>", "<chemin>…"),
    ("...", "…"),
)
_TOLD = (
    (re.compile(r"\.\.\."), "…"),
    (re.compile(r"Show this message and exit\."), "Montrer cette aide."),
    (re.compile(r"\[required\]"), "[obligatoire]"),
    (re.compile(r"\[default: ([^]]*)\]"), r"[par défaut : \1]"),
)


class FrenchHelp(HelpFormatter):
    """Lays out the help of a command, as the library does, with French words."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """How the command is written."""
        super().write_usage(prog, _put(args, _USAGE), prefix or "Emploi : ")

    def write_heading(self, heading: str) -> None:
        """What follows: options, arguments, commands."""
        super().write_heading(_HEADINGS.get(heading, heading) + "\N{NO-BREAK SPACE}")

    def write_dl(self, rows: Sequence[tuple[str, str]], *args: Any, **settings: Any) -> None:
        """Names, and what each means."""
        super().write_dl([(_put(name, _KINDS), _told(means)) for name, means in rows], *args, **settings)


def speak_french() -> None:
    """From now on every command's help is in French."""
    Context.formatter_class = FrenchHelp


def _put(text: str, words: Sequence[tuple[str, str]]) -> str:
    for theirs, ours in words:
        text = text.replace(theirs, ours)
    return text


def _told(text: str) -> str:
    for theirs, ours in _TOLD:
        text = theirs.sub(ours, text)
    return text
