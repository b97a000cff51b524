"""`relance questionnaires`: what can be asked, and whether a file of one's own is right."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from questionnaires.definition import parse
from questionnaires.fault import Fault
from questionnaires.model import Questionnaire
from questionnaires.typography import counted
from relance.cli.context import catalogue, print_json, read_bytes, say
from usecases.find import questionnaire_named
from usecases.ports import BadInput

app = typer.Typer(no_args_is_help=True, help="Les questionnaires du catalogue.")
Json = Annotated[bool, typer.Option("--json", help="Un document JSON sur la sortie standard.")]


@app.command("list")
def list_(context: typer.Context, json: Json = False) -> None:
    """Les questionnaires connus."""
    found = catalogue(context).questionnaires()
    if json:
        print_json([{"id": q.id, "version": q.version, "title": q.title} for q in found])
    for questionnaire in () if json else found:
        say(f"{questionnaire.id} ({questionnaire.version}) — {questionnaire.title}")


@app.command()
def show(context: typer.Context, id: str, json: Json = False) -> None:
    """Un questionnaire, question par question."""
    questionnaire = questionnaire_named(catalogue(context), id)
    if json:
        print_json(as_json(questionnaire))
        return
    say(f"{questionnaire.title}\n")
    for section in questionnaire.sections:
        say(section.title)
        for question in section.questions:
            say(f"  [{question.code}] {question.text}" + (" (facultatif)" if question.optional else ""))
        say("")


@app.command()
def check(context: typer.Context, file: Path, json: Json = False) -> None:
    """Vérifier un fichier TOML : chaque faute avec sa ligne, sa clé et le moyen de la corriger."""
    try:
        text = read_bytes(file, "FILE").decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadInput(f"{file} : ce fichier n’est pas en UTF-8 ; enregistrez-le dans cet encodage.") from None
    found = parse(text, str(file))
    faults = found if isinstance(found, tuple) else _list_fault(context, found, str(file))
    if json:
        print_json([{"line": f.line, "key": f.key, "message": f.sentence} for f in faults])
    elif isinstance(found, Questionnaire) and not faults:
        count = counted(len(found.codes), "question")
        say(f"{file} : le questionnaire « {found.id} » version {found.version} est bien écrit ({count}).")
    if faults and json:
        raise typer.Exit(2)
    if faults:
        raise BadInput("\n".join(str(fault) for fault in faults))


def _list_fault(context: typer.Context, questionnaire: Questionnaire, where: str) -> tuple[Fault, ...]:
    """What is wrong with the list of organisations that the questionnaire names; what the file alone cannot tell."""
    wanted, known = questionnaire.organisations, catalogue(context)
    if not wanted or known.organisations(wanted) is not None:
        return ()
    sentence = f"« {wanted} » n’est pas une liste connue (ars-2014, ars-2017, ars-2020) ; corrigez ou retirez la clé."
    return (Fault(where, sentence, key="organisations"),)


def as_json(questionnaire: Questionnaire) -> dict[str, Any]:
    """The shape that `questionnaires show --json` promises."""
    return {
        "id": questionnaire.id,
        "version": questionnaire.version,
        "title": questionnaire.title,
        "profiles": [{"code": profile.code, "label": profile.label} for profile in questionnaire.profiles],
        "questions": [
            {
                "code": question.code,
                "kind": question.kind.value,
                "section": section.title,
                "text": question.text,
                "optional": question.optional,
                "probes": [probe.text for probe in question.probes],
                "profiles": list(question.profiles),
            }
            for section in questionnaire.sections
            for question in section.questions
        ],
    }
