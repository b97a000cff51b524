"""Lists of organisations: the CSV files `code,name,zone,holidays` that are shipped or that someone brings."""

from __future__ import annotations

from campaigns.nearest import proposed
from campaigns.people import Organisation
from campaigns.tables import Column, Line, read_lines
from campaigns.working_days import SUBDIVISIONS, subdivision
from campaigns.zones import UNKNOWN_ZONE, USUAL_ZONES, is_zone
from questionnaires.fault import Fault

COLUMNS = (
    Column("code", ("code insee", "région", "code région", "identifiant"), required=True),
    Column("name", ("nom", "organisme", "libellé", "intitulé", "dénomination"), required=True),
    Column("zone", ("fuseau", "fuseau horaire", "time zone", "timezone")),
    Column("holidays", ("jours fériés", "fériés", "public holidays")),
)


def parse_organisations(content: bytes, where: str) -> tuple[Organisation, ...] | tuple[Fault, ...]:
    """The organisations of a CSV file in its order, or every fault with its line and column. `where` names the file."""
    lines = read_lines(content, where, COLUMNS)
    organisations: list[Organisation] = []
    faults = [line for line in lines if isinstance(line, Fault)]
    seen: dict[str, int] = {}
    for line in lines:
        if isinstance(line, Fault):
            continue
        organisation = _organisation(line, where, faults)
        key = organisation.code.casefold()
        if key and key in seen:
            faults.append(
                Fault(
                    where,
                    f"ce code est déjà à la ligne {seen[key]} ; un code ne sert qu’une fois.",
                    line.number,
                    organisation.code,
                )
            )
        seen.setdefault(key, line.number)
        organisations.append(organisation)
    return tuple(sorted(faults, key=lambda fault: fault.line)) or tuple(organisations)


def _organisation(line: Line, where: str, faults: list[Fault]) -> Organisation:
    if not line["code"]:
        faults.append(Fault(where, "il manque le code de l’organisme.", line.number, "code"))
    elif "/" in line["code"] or len(line["code"]) > 40:
        faults.append(Fault(where, "un code est court et ne contient pas de barre oblique.", line.number, line["code"]))
    if not line["name"]:
        faults.append(Fault(where, "il manque le nom de l’organisme.", line.number, "name"))
    if line["zone"] and not is_zone(line["zone"]):
        sentence = UNKNOWN_ZONE + proposed(line["zone"], USUAL_ZONES)
        faults.append(Fault(where, sentence, line.number, line["zone"]))
    holidays = subdivision(line["holidays"])
    if holidays is None:
        sentence = "ces jours fériés ne sont pas connus ; laissez vide pour la métropole ou écrivez un code parmi "
        sentence += ", ".join(SUBDIVISIONS) + "." + proposed(line["holidays"], SUBDIVISIONS.values())
        faults.append(Fault(where, sentence, line.number, line["holidays"]))
    return Organisation(line["code"], " ".join(line["name"].split()), line["zone"] or "Europe/Paris", holidays or "")
