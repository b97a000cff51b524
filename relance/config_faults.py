"""What is said about a wrong configuration: the place, what should stand there, and the nearest key."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import get_args

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from questionnaires.fault import Fault


def fault_of(error: ErrorDetails, model: type[BaseModel], file: str = "", text: str = "") -> Fault:
    """The first error of the validation as a sentence; without a file it comes from the environment."""
    names = [str(part) for part in error["loc"] if isinstance(part, str)]
    place = next((part for part in error["loc"] if isinstance(part, int)), 0)
    if not names:  # the library could not take a variable apart; it says so in prose
        variable = str(model.model_config.get("env_prefix", "")) + "".join(re.findall(r'field "(\w+)"', error["msg"]))
        return Fault(f"variable {variable.upper()}", "la valeur ne convient pas ; écrivez-la dans config.toml.")
    key = " ".join(".".join(names).splitlines())
    where = file or "variable " + str(model.model_config.get("env_prefix", "")) + "__".join(names).upper()
    if error["type"] == "extra_forbidden":
        sentence = _unknown(names, model)
    elif error["type"] == "model_type" or (len(names) == 1 and error["type"].endswith("_type")):
        sentence = f"il faut une section « [{names[0]}] », et non une simple valeur."
    elif names[-1] == "boxes" and error["type"] == "tuple_type":
        sentence = "il faut des tables, chacune sous un titre entre doubles crochets « [[mail.boxes]] »."
    else:
        sentence = f"{_expected(error)}{_instead(names, error.get('input'))}."
    return Fault(where, sentence, _line(text, names, place), key if file else "")


def stray_variable(variables: Iterable[str], model: type[BaseModel]) -> Fault | None:
    """The first variable RELANCE_SECTION__KEY whose section does not exist: nobody else would notice it."""
    prefix = str(model.model_config.get("env_prefix", ""))
    for name in sorted(variables):
        section, between, _ = name.upper().removeprefix(prefix).partition("__")
        if name.upper().startswith(prefix) and between and section.lower() not in model.model_fields:
            return Fault(f"variable {name}", _unknown([section.lower()], model))
    return None


def _unknown(names: Sequence[str], model: type[BaseModel]) -> str:
    """That a section or key does not exist, and the nearest one that does."""
    known = list(_table(names[:-1], model).model_fields)
    if len(names) == 1:
        what, fallback = "section inconnue", "les sections possibles sont : "
    else:
        what, fallback = "clé inconnue", f"les clés possibles de « [{'.'.join(names[:-1])}] » sont : "
    near = difflib.get_close_matches(names[-1].casefold(), known, n=1, cutoff=0.5)
    return f"{what} ; " + (f"vouliez-vous dire « {near[0]} » ?" if near else fallback + ", ".join(known) + ".")


def _table(names: Sequence[str], model: type[BaseModel]) -> type[BaseModel]:
    """The table that stands at these names, or of which there may be several."""
    for name in names:
        said = model.model_fields[name].annotation
        model = next(one for one in (said, *get_args(said)) if isinstance(one, type) and issubclass(one, BaseModel))
    return model


_EXPECTED: Mapping[str, str] = {
    "int": "il faut un nombre entier",
    "string": "il faut un texte entre guillemets",
    "bool": "il faut true ou false",
    "tuple": "il faut une liste, comme [1, 2]",
}


def _expected(error: ErrorDetails) -> str:
    """What should stand there."""
    context = error.get("ctx", {})
    match error["type"]:
        case "missing":
            return "cette clé manque"
        case "string_too_short":
            return "il faut un texte qui n’est pas vide"
        case "french":
            return error["msg"]
        case "literal_error":
            return f"il faut l’un de : {str(context['expected']).replace(' or ', ', ')}"
        case "greater_than_equal":
            return f"il faut au moins {context['ge']}"
        case "less_than_equal":
            return f"il faut au plus {context['le']}"
        case other:
            return _EXPECTED.get(other.split("_")[0], "cette valeur ne convient pas")


def _instead(names: Sequence[str], value: object) -> str:
    """What stands there now; never a secret."""
    if names[-1].endswith(("password", "token", "secret")) or isinstance(value, dict | BaseModel):
        return ""
    return f", et non « {' '.join(str(value).splitlines())} »"


def _line(text: str, names: Sequence[str], place: int = 0) -> int:
    """The line where this key (or section, the one at this place of several) is written, 0 when it cannot be told."""
    section, before = "", 0
    wanted = ".".join(names)
    missing = 0
    for number, line in enumerate(text.splitlines(), start=1):
        if header := re.match(r"\s*\[+\s*([\w.-]+)\s*\]", line):
            section = header[1]
            if line.lstrip().startswith("[[") and wanted.startswith(f"{section}."):
                before, missing = before + 1, number if before == place else missing
            if wanted == section:
                return number
        elif (
            (key := re.match(r"\s*[\"']?([\w-]+)[\"']?\s*=", line))
            and before in (0, place + 1)
            and wanted in (f"{section}.{key[1]}", key[1])
        ):
            return number
    return missing
