"""Does a questionnaire file hold the right keys with the right types? Every deviation, with its place and its mend."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from rapidfuzz import fuzz, process

from questionnaires.lines import Path
from questionnaires.shape import EXPECTED, QUESTIONNAIRE, Key, Shape, Sort

# What tomllib gives, as far as we look at it.
Table: TypeAlias = Mapping[str, object]

# What no document, mail or page can show; an escape like \\u0007 brings it in.
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")
_CONTROLLED = "ce texte contient un caractère de contrôle : effacez-le."
# Keys that are right elsewhere: the table where they stand, their name, and where they belong.
_PLACED = {
    ("questionnaire", "questions"): "rangez les questions dans une section, sous des titres [[sections.questions]]."
}


@dataclass(frozen=True)
class Finding:
    """Something wrong at a place of the file; `sentence` is French and says how to mend it."""

    path: Path
    sentence: str


def shape_findings(data: Table) -> Iterator[Finding]:
    """Unknown, missing and wrongly typed keys of the whole file."""
    yield from _table(data, QUESTIONNAIRE, ())


def nearest(wrong: str, known: Sequence[str]) -> str:
    """The known word that was probably meant, or ""."""
    found = process.extractOne(wrong.casefold()[:100], known, scorer=fuzz.ratio, score_cutoff=60)
    return found[0] if found else ""


def did_you_mean(wrong: str, known: Sequence[str]) -> str:
    """« écrivez « x » ? », or the list of what is possible where nothing is near."""
    near = nearest(wrong, known)
    if near:
        return f"vouliez-vous écrire « {near} » ?"
    return "les possibilités sont : " + ", ".join(f"« {word} »" for word in dict.fromkeys(known)) + "."


def _table(table: Table, shape: Shape, path: Path) -> Iterator[Finding]:
    names = tuple(key.name for key in shape.keys)
    misspelt: set[str] = set()
    for name, value in table.items():
        key = shape.key(name)
        if key is None:
            misspelt.add(nearest(name, names))
            mend = _PLACED.get((shape.name, name)) or did_you_mean(name, names)
            yield Finding((*path, name), f"clé inconnue dans une table « {shape.name} » : {mend}")
        else:
            yield from _value(value, key, (*path, name))
    for key in shape.keys:
        if key.required and key.name not in table and key.name not in misspelt:
            yield Finding(
                (*path, key.name), f"il manque la clé « {key.name} » ({shape.name}) : ajoutez {EXPECTED[key.sort]}."
            )


def _value(value: object, key: Key, path: Path) -> Iterator[Finding]:
    match key.sort:
        case Sort.TEXT:
            yield from _text(value, key, path)
        case Sort.TEXTS:
            if not isinstance(value, list):
                yield _wrong(key, path)
            else:
                for index, item in enumerate(value):
                    yield from _text(item, key, (*path, index))
        case Sort.FLAG:
            if not isinstance(value, bool):
                yield _wrong(key, path)
        case Sort.NUMBER:
            if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
                yield _wrong(key, path)
        case Sort.TABLE:
            assert key.table is not None
            if isinstance(value, dict):
                yield from _table(value, key.table, path)
            else:
                yield _wrong(key, path)
        case Sort.TABLES:
            yield from _tables(value, key, path)
        case Sort.MIXED:
            yield from _tables(value, key, path, words=True)
        case Sort.FIELDS:
            if isinstance(value, str):
                yield from _text(value, key, path)
            else:
                yield from _tables(value, key, path, words=True)
        case Sort.RECORDS:
            if isinstance(value, dict):
                for name, fields in value.items():
                    yield from _tables(fields, key, (*path, name))
            else:
                yield _wrong(key, path)
        case Sort.WORDS:
            yield from _words(value, key, path)


def _words(value: object, key: Key, path: Path) -> Iterator[Finding]:
    if not isinstance(value, dict):
        yield _wrong(key, path)
        return
    for word, meaning in value.items():
        if not isinstance(meaning, str):
            yield Finding((*path, word), f"« {word} » attend un texte entre guillemets : ce que ce mot veut dire.")
        elif not meaning.strip() or not word.strip():
            yield Finding((*path, word), f"« {word} » est vide : écrivez ce que ce mot veut dire, ou supprimez-le.")
        elif _CONTROL.search(word + meaning):
            yield Finding((*path, word), _CONTROLLED)


def _text(value: object, key: Key, path: Path) -> Iterator[Finding]:
    if not isinstance(value, str):
        yield _wrong(key, path)
    elif not value.strip():
        mend = "écrivez un texte." if key.required else "écrivez un texte ou supprimez la clé."
        yield Finding(path, f"« {key.name} » est vide : {mend}")
    elif _CONTROL.search(value):
        yield Finding(path, _CONTROLLED)
    elif key.values and value not in key.values:
        yield Finding(path, f"« {value} » ne convient pas pour « {key.name} » : {did_you_mean(value, key.values)}")


def _tables(value: object, key: Key, path: Path, words: bool = False) -> Iterator[Finding]:
    assert key.table is not None
    if not isinstance(value, list):
        yield _wrong(key, path)
        return
    for index, item in enumerate(value):
        place = (*path, index)
        if isinstance(item, dict):
            yield from _table(item, key.table, place)
        elif not words or not isinstance(item, str):
            yield _wrong(key, place)
        elif not item.strip():
            yield Finding(place, "ce texte est vide : écrivez-le ou supprimez-le.")
        elif _CONTROL.search(item):
            yield Finding(place, _CONTROLLED)


def _wrong(key: Key, path: Path) -> Finding:
    return Finding(path, f"« {key.name} » attend {EXPECTED[key.sort]}.")
