"""Wrong usage in one French sentence, whatever words the command-line library has for it."""

from __future__ import annotations

import re
from collections.abc import Sequence

import typer

from usecases.ports import BadInput

# The options whose empty value would silently mean something else.
_NEVER_EMPTY = {
    "--config": "un fichier",
    "--data": "un dossier",
    "--now": "un moment",
    "--output": "un chemin",
    "-o": "un chemin",
    "--contacts": "un fichier CSV",
}
HELP = " ; « relance --help » montre comment faire"


def sentence_for(error: typer.TyperException) -> str:
    """What is wrong with the command as typed, naming the option, the argument or the value."""
    name = type(error).__name__
    option = str(getattr(error, "option_name", "") or "")
    if name == "NoSuchOption":
        near = getattr(error, "possibilities", None) or []
        return f"l’option « {option} » n’existe pas" + (f", peut-être « {near[0]} »" if near else HELP) + "."
    if name == "NoArgsIsHelpError":
        return f"il manque la commande{_command(error)}{HELP}."
    parameter = getattr(error, "param", None)
    shown = _shown(parameter)
    if name == "MissingParameter":
        return f"il manque {shown}{_command(error)}{HELP}."
    if name == "BadParameter":
        return f"{shown} : {_what_is_wrong(error.format_message())}."
    message = error.format_message()
    if message.startswith("No such command"):
        wanted = message.split("'")[1] if "'" in message else ""
        return f"la commande « {wanted} » n’existe pas{HELP}."
    if message.startswith("Got unexpected extra argument"):
        extra = message.removeprefix("Got unexpected extra argument").removeprefix("(s)").strip(" ().")
        return f"il y a un argument de trop : « {extra} »{HELP}."
    if message.startswith("Missing command"):
        return f"il manque la commande{_command(error)}{HELP}."
    if option and "does not take a value" in message:
        return f"l’option « {option} » s’écrit seule, sans valeur{HELP}."
    if option:
        return f"l’option « {option} » attend une valeur{HELP}."
    return f"la commande est mal écrite ({message}){HELP}."


def refuse_empty(arguments: Sequence[str]) -> None:
    """Refuse `--data ""` and its like: a variable that is not set must not mean « here » or « now »."""
    for option, value in zip(arguments, (*arguments[1:], None), strict=True):
        if not option.startswith("-"):
            continue
        name, equals, joined = option.partition("=")
        if name in _NEVER_EMPTY and (joined if equals else value) == "":
            raise BadInput(f"{name} : la valeur est vide ; donnez {_NEVER_EMPTY[name]}, ou retirez l’option.")


def _what_is_wrong(message: str) -> str:
    """Why a value does not suit: what the library says of choices and numbers, in French."""
    choice = re.search(r"'([^']*)' is not one of ('.*')", message)
    if choice:
        known = ", ".join(f"« {one} »" for one in re.findall(r"'([^']*)'", choice[2]))
        return f"« {choice[1]} » n’en est pas une valeur ; choisissez parmi {known}"
    if "number" in message or "integer" in message:
        return "il faut un nombre"
    refused = re.search(r"'([^']+)' is not (readable|writable)", message)
    if refused:
        return f"« {refused[1]} » ne peut pas être ouvert (l’accès est refusé)"
    return f"cette valeur ne convient pas ({message})"


def _shown(parameter: object) -> str:
    options = list(getattr(parameter, "opts", None) or [])
    if options and str(options[0]).startswith("-"):
        return f"l’option « {options[0]} »"
    name = str(getattr(parameter, "human_readable_name", "") or getattr(parameter, "name", "") or "un argument")
    return f"« {name.upper()} »"


def _command(error: typer.TyperException) -> str:
    context = getattr(error, "ctx", None)
    return f" après « {context.command_path} »" if context is not None else ""
