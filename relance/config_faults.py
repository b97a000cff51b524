"""What is said about a wrong configuration: the place, what should stand there, and the nearest key."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence

from pydantic import BaseModel
from pydantic_core import ErrorDetails

from questionnaires.fault import Fault


def fault_of(error: ErrorDetails, model: type[BaseModel], file: str = "", text: str = "") -> Fault:
    """The first error of the validation as a sentence; without a file it comes from the environment."""
    names = [str(part) for part in error["loc"] if isinstance(part, str)]
    if not names:  # the library could not take a variable apart; it says so in prose
        variable = str(model.model_config.get("env_prefix", "")) + "".join(re.findall(r'field "(\w+)"', error["msg"]))
        return Fault(f"variable {variable.upper()}", "la valeur ne convient pas ; écrivez-la dans config.toml.")
    key = " ".join(".".join(names).splitlines())
    where = file or "variable " + str(model.model_config.get("env_prefix", "")) + "__".join(names).upper()
    if error["type"] == "extra_forbidden":
        sentence = _unknown(names, model)
    elif error["type"] == "model_type" or (len(names) == 1 and error["type"].endswith("_type")):
        sentence = f"il faut une section « [{names[0]}] », et non une simple valeur."
    else:
        sentence = f"{_expected(error)}{_instead(names, error.get('input'))}."
    return Fault(where, sentence, _line(text, names), key if file else "")


def _unknown(names: Sequence[str], model: type[BaseModel]) -> str:
    """That a section or key does not exist, and the nearest one that does."""
    sections = model.model_fields
    if len(names) == 1:
        known: list[str] = list(sections)
        what, fallback = "section inconnue", "les sections possibles sont : "
    else:
        section = sections[names[0]].annotation
        assert isinstance(section, type)
        assert issubclass(section, BaseModel)
        known = list(section.model_fields)
        what, fallback = "clé inconnue", f"les clés possibles de « [{names[0]}] » sont : "
    near = difflib.get_close_matches(names[-1].casefold(), known, n=1, cutoff=0.5)
    return f"{what} ; " + (f"vouliez-vous dire « {near[0]} » ?" if near else fallback + ", ".join(known) + ".")


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
    if names[-1].endswith(("password", "token")) or isinstance(value, dict | BaseModel):
        return ""
    return f", et non « {' '.join(str(value).splitlines())} »"


def _line(text: str, names: Sequence[str]) -> int:
    """The line where this key (or section) is written, 0 when it cannot be told."""
    section = ""
    for number, line in enumerate(text.splitlines(), start=1):
        if header := re.match(r"\s*\[+\s*([\w.-]+)\s*\]", line):
            section = header[1]
            if names == [section]:
                return number
        elif (key := re.match(r"\s*[\"']?([\w-]+)[\"']?\s*=", line)) and names in ([section, key[1]], [key[1]]):
            return number
    return 0
