"""Wrong usage in one French sentence, whatever words the command-line library has for it."""

from __future__ import annotations

import typer

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
        return f"{shown} : cette valeur ne convient pas ({error.format_message()})."
    message = error.format_message()
    if message.startswith("No such command"):
        wanted = message.split("'")[1] if "'" in message else ""
        return f"la commande « {wanted} » n’existe pas{HELP}."
    if message.startswith("Got unexpected extra argument"):
        extra = message.partition("(")[2].rstrip(").")
        return f"il y a un argument de trop : « {extra} »{HELP}."
    if message.startswith("Missing command"):
        return f"il manque la commande{_command(error)}{HELP}."
    if option:
        return f"l’option « {option} » attend une valeur{HELP}."
    return f"la commande est mal écrite ({message}){HELP}."


def _shown(parameter: object) -> str:
    options = list(getattr(parameter, "opts", None) or [])
    if options and str(options[0]).startswith("-"):
        return f"l’option « {options[0]} »"
    name = str(getattr(parameter, "human_readable_name", "") or getattr(parameter, "name", "") or "un argument")
    return f"« {name.upper()} »"


def _command(error: typer.TyperException) -> str:
    context = getattr(error, "ctx", None)
    return f" après « {context.command_path} »" if context is not None else ""
