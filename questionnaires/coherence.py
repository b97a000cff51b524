"""Does a questionnaire make sense? Codes, conditions, choices, bounds and checks that contradict each other.

Looks at the raw tables, so that these faults are reported together with the wrong types; what is wrongly typed is
passed over here.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from questionnaires.inspection import Finding, Table, did_you_mean
from questionnaires.lines import Path
from questionnaires.model import Kind
from questionnaires.shape import KINDS

CODE = re.compile(r"[A-Za-z]{0,3}[0-9]{1,3}(?:\.[0-9]{1,3})?[a-z]?")
_ID = re.compile(r"[a-z0-9]+(?:-[a-z0-9]+)*")
_FIELD_CODE = re.compile(r"[a-z][a-z0-9_]*")
_BRACKETED = re.compile(r"(?m)^\s*\[[A-Za-z]{0,3}[0-9]{1,3}(?:\.[0-9]{1,3})?[a-z]?\]")
_CHOSEN = (Kind.CHOICE, Kind.CHOICES)
_COUNTED = (Kind.NUMBER, Kind.AMOUNT)
_RECORDED = (Kind.ACTIONS, Kind.PEOPLE)
_YES_NO = ("oui", "non")


@dataclass(frozen=True)
class _Asked:
    """A question as far as its table can be read; `kind` is "" where it is none that we know."""

    table: Table
    path: Path
    code: str
    kind: str


def coherence_findings(data: Table) -> Iterator[Finding]:
    """Every contradiction in the file."""
    yield from _identity(data)
    questions = [asked for asked in _questions(data) if asked.code]
    if not any(True for _ in _questions(data)) and isinstance(data.get("sections"), list):
        yield Finding(("sections",), "aucune question : ajoutez au moins une table [[sections.questions]].")
    profiles = [text(profile, "code") for _, profile in tables(data, "profiles")]
    records = data.get("records")
    names = list(records) if isinstance(records, dict) else []
    yield from _repeated(questions)
    yield from _repeated_codes(data)
    for asked in _questions(data):
        yield from _question(asked, profiles, names)
    for place, asked in enumerate(questions):
        yield from _condition(asked, questions[:place], questions)
    if isinstance(records, dict):
        for name in names:
            yield from _fields(records, name, ("records",))
    yield from _checks(data, questions)
    yield from _bracketed(data, ())


def text(table: Table, key: str) -> str:
    """The text under this key, or "" when it is missing or something else."""
    value = table.get(key)
    return value.strip() if isinstance(value, str) else ""


def texts(table: Table, key: str) -> list[tuple[int, str]]:
    """The texts under this key with their places in the list."""
    value = table.get(key)
    if not isinstance(value, list):
        return []
    return [(index, item.strip()) for index, item in enumerate(value) if isinstance(item, str)]


def tables(table: Table, key: str) -> list[tuple[int, Table]]:
    """The tables under this key with their places in the list."""
    value = table.get(key)
    if not isinstance(value, list):
        return []
    return [(index, item) for index, item in enumerate(value) if isinstance(item, dict)]


def _questions(data: Table) -> Iterator[_Asked]:
    for s, section in tables(data, "sections"):
        for q, question in tables(section, "questions"):
            path: Path = ("sections", s, "questions", q)
            kind = text(question, "kind")
            yield _Asked(question, path, text(question, "code"), kind if kind in KINDS else "")


def _identity(data: Table) -> Iterator[Finding]:
    identity = text(data, "id")
    if identity and not _ID.fullmatch(identity):
        yield Finding(
            ("id",),
            f"« {identity} » n’est pas un identifiant : minuscules, chiffres et traits d’union, « bilan-2026 ».",
        )
    version = text(data, "version")
    if version and not re.fullmatch(r"[0-9A-Za-z][0-9A-Za-z.-]*", version):
        yield Finding(("version",), f"« {version} » n’est pas une version : écrivez par exemple « 1 » ou « 2026.1 ».")
    for s, section in tables(data, "sections"):
        if isinstance(section.get("questions"), list) and not section["questions"]:
            yield Finding(
                ("sections", s, "questions"), "section sans question : ajoutez-en une ou supprimez la section."
            )


def _repeated(questions: Sequence[_Asked]) -> Iterator[Finding]:
    seen: dict[str, str] = {}
    for asked in questions:
        if asked.code.casefold() in seen:
            yield Finding(
                (*asked.path, "code"),
                f"le code « {asked.code} » sert déjà à une autre question : donnez un code différent à chacune.",
            )
        seen.setdefault(asked.code.casefold(), asked.code)


def _repeated_codes(data: Table) -> Iterator[Finding]:
    for key, name in (("sections", "une autre section"), ("profiles", "un autre profil")):
        yield from _repeated_in(data, key, "code", (), name)


def _repeated_in(table: Table, key: str, named: str, path: Path, name: str) -> Iterator[Finding]:
    seen: set[str] = set()
    for index, item in tables(table, key):
        code = text(item, named)
        if code and code.casefold() in seen:
            yield Finding((*path, key, index, named), f"« {code} » désigne déjà {name} : choisissez un autre nom.")
        seen.add(code.casefold())


def _question(asked: _Asked, profiles: Sequence[str], records: Sequence[str]) -> Iterator[Finding]:
    table, path = asked.table, asked.path
    if asked.code and not CODE.fullmatch(asked.code):
        yield Finding(
            (*path, "code"),
            f"« {asked.code} » n’est pas un code : des lettres, un numéro, une lettre, comme « Q1a » ou « 1.2 ».",
        )
    yield from _choices(table, asked.kind, path)
    yield from _bounds(table, asked.kind, path)
    if "fields" in table and asked.kind and asked.kind not in _RECORDED:
        yield Finding(
            (*path, "fields"), "les sous-champs sont réservés aux questions « actions » et « people » : supprimez-les."
        )
    single = text(table, "fields")
    for place, named in [(("fields",), single)] if single else [(("fields", i), n) for i, n in texts(table, "fields")]:
        if named and named not in records:
            mend = did_you_mean(named, records) if records else f"ajoutez des tables [[records.{named}]]."
            yield Finding((*path, *place), f"le modèle de sous-champs « {named} » n’existe pas : {mend}")
    if asked.kind == Kind.ACTIONS and not table.get("fields"):
        yield Finding(
            (*path, "fields"),
            'une question « actions » décrit ses sous-champs : ajoutez « fields », ou choisissez kind = "text".',
        )
    yield from _fields(table, "fields", path)
    for index, profile in texts(table, "profiles"):
        if profile and profile not in profiles:
            mend = did_you_mean(profile, profiles) if profiles else "ajoutez une table [[profiles]]."
            yield Finding((*path, "profiles", index), f"le profil « {profile} » n’existe pas : {mend}")


def _choices(table: Table, kind: str, path: Path) -> Iterator[Finding]:
    closed = kind in _CHOSEN
    for key in ("choices", "other"):
        if key in table and kind and not closed:
            yield Finding((*path, key), f'« {key} » ne va qu’avec kind = "choice" ou "choices" : supprimez cette clé.')
    choices = table.get("choices")
    if closed and (choices is None or choices == []):
        yield Finding((*path, "choices"), 'une question à choix a besoin de ses choix : ajoutez choices = ["…", "…"].')
    if not isinstance(choices, list):
        return
    seen: set[str] = set()
    for index, choice in enumerate(choices):
        table = choice if isinstance(choice, dict) else {"label": choice}
        label = text(table, "label")
        for word in (label, *(alias for _, alias in texts(table, "aliases"))):
            if word and word.casefold() in seen:
                yield Finding(
                    (*path, "choices", index), f"« {word} » désigne déjà un choix : chaque mot n’en désigne qu’un seul."
                )
            seen.add(word.casefold())


def _bounds(table: Table, kind: str, path: Path) -> Iterator[Finding]:
    for key in ("minimum", "maximum"):
        if key in table and kind and kind not in _COUNTED:
            yield Finding((*path, key), f"« {key} » ne va qu’avec un nombre ou un montant : supprimez cette clé.")
    for key in ("unit", "whole"):
        if key in table and kind and kind != Kind.NUMBER:
            yield Finding((*path, key), f'« {key} » ne va qu’avec kind = "number" : supprimez cette clé.')
    low, high = table.get("minimum"), table.get("maximum")
    if isinstance(low, int | float) and isinstance(high, int | float) and low > high:
        yield Finding((*path, "minimum"), f"les bornes sont inversées ({low} > {high}) : échangez minimum et maximum.")


def _fields(table: Table, key: str, path: Path) -> Iterator[Finding]:
    yield from _repeated_in(table, key, "code", path, "un autre sous-champ")
    for index, field in tables(table, key):
        place: Path = (*path, key, index)
        code = text(field, "code")
        if code and not _FIELD_CODE.fullmatch(code):
            yield Finding(
                (*place, "code"), f"« {code} » ne convient pas : minuscules sans accent, chiffres et « _ », « pilote »."
            )
        if code == "text":
            yield Finding(
                (*place, "code"), "« text » est réservé au texte libre d’une action : choisissez un autre code."
            )
        yield from _choices(field, text(field, "kind") or Kind.TEXT, place)


def _condition(asked: _Asked, earlier: Sequence[_Asked], everything: Sequence[_Asked]) -> Iterator[Finding]:
    condition = asked.table.get("condition")
    if not isinstance(condition, dict):
        return
    path: Path = (*asked.path, "condition")
    code = text(condition, "code")
    if not code:
        return
    found = next((a for a in earlier if a.code.casefold() == code.casefold()), None)
    if found is None:
        later = any(a.code.casefold() == code.casefold() for a in everything)
        if later:
            sentence = (
                f"« {code} » n’est pas encore posée à cet endroit : une condition porte sur une question plus haut."
            )
        elif earlier:
            sentence = f"la question « {code} » n’existe pas : {did_you_mean(code, [a.code for a in earlier])}"
        else:
            sentence = f"la question « {code} » n’existe pas : une condition porte sur une question posée plus haut."
        yield Finding((*path, "code"), sentence)
        return
    values = texts(condition, "values")
    if condition.get("values") == []:
        yield Finding((*path, "values"), 'indiquez au moins une réponse, comme values = ["oui"].')
    possible = _possible(found)
    if possible is None:
        return
    for index, value in values:
        if value and value.casefold() not in {word.casefold() for word in possible}:
            yield Finding(
                (*path, "values", index),
                f"« {value} » n’est pas une réponse de « {found.code} » : {did_you_mean(value, possible)}",
            )


def _possible(asked: _Asked) -> list[str] | None:
    """The words a condition on this question may name; None when its choices cannot be read."""
    if asked.kind not in _CHOSEN:
        return list(_YES_NO)
    choices = asked.table.get("choices")
    if not isinstance(choices, list) or not choices:
        return None
    words = [text(c, "label") if isinstance(c, dict) else c for c in choices if isinstance(c, dict | str)]
    words += [alias for _, choice in tables(asked.table, "choices") for _, alias in texts(choice, "aliases")]
    return [*words, "autre"] if asked.table.get("other") is True else words


def _checks(data: Table, questions: Sequence[_Asked]) -> Iterator[Finding]:
    kinds = {asked.code: asked.kind for asked in questions}
    for index, check in tables(data, "checks"):
        path: Path = ("checks", index)
        total = text(check, "total")
        named = [((*path, "codes", place), code) for place, code in texts(check, "codes")]
        for place, code in [*named, ((*path, "total"), total)]:
            if code and code not in kinds:
                mend = did_you_mean(code, list(kinds)) if kinds else "ajoutez-la."
                yield Finding(place, f"la question « {code} » n’existe pas : {mend}")
            elif code and kinds[code] not in (*_COUNTED, Kind.DATE, ""):
                yield Finding(
                    place, f"« {code} » n’est ni un nombre, ni un montant, ni une date : retirez-la du contrôle."
                )
            elif code and kinds[code] == Kind.DATE and len(named) > 1:
                yield Finding(
                    place, f"« {code} » est une date, qui ne s’additionne pas : comparez deux dates seulement."
                )
        if total and total in {code for _, code in named}:
            yield Finding((*path, "total"), f"« {total} » ne peut pas être comparée avec elle-même.")
        if check.get("codes") == []:
            yield Finding((*path, "codes"), "indiquez au moins un code de question.")


def _bracketed(value: object, path: Path) -> Iterator[Finding]:
    """A line that starts with a bracketed code would be taken for a question in a mail or in a form."""
    if isinstance(value, str):
        if found := _BRACKETED.search(value):
            yield Finding(
                path,
                f"une ligne commence par « {found[0].strip()} », ce qui est réservé aux questions : ôtez les crochets.",
            )
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _bracketed(item, (*path, key))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _bracketed(item, (*path, index))
