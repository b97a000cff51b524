"""Tables of remarks in a page, « Page | Texte actuel | Proposition », each cell a line: one remark a row."""

from __future__ import annotations

import re
from collections.abc import Sequence

from mail.reading.lines import straight

_CURRENT = re.compile(
    r"^(?:(?:texte|r[ée]daction|version|formulation|libell[ée]|phrase|passage|extrait)s?"
    r"(?: (?:initiale?s?|actuel(?:le)?s?|d'origine|originale?s?|du projet|de la synth[èe]se|concern[ée]e?s?|en cours"
    r"|vis[ée]e?s?))?"
    r"|avant|au lieu de|existant)$",
    re.I,
)
_PROPOSED = re.compile(
    r"^(?:(?:texte|r[ée]daction|version|formulation)s? (?:propos[ée]e?s?|modifi[ée]e?s?|souhait[ée]e?s?|corrig[ée]e?s?)"
    r"|(?:propositions?|modifications?|corrections?|amendements?)(?: .{0,40})?|nouve(?:au|lle) .{3,20}|apr[èe]s|lire"
    r"|remplacer par|[àa] remplacer par)$",
    re.I,
)
_NOTE = re.compile(
    r"^(?:commentaires?|remarques?|observations?|justifications?|motifs?|argument\w*|explications?)(?: .{0,30})?$", re.I
)
_PLACE = re.compile(
    r"^(?:pages?|p\.?|n°(?: .{2,20})?|num[ée]ro|paragraphes?|§|parties?|sections?|chapitres?|lignes?"
    r"|r[ée]f[ée]rences?|axes?"
    r"|localisation|emplacement|page ?/ ?.{2,20}|organismes?|r[ée]gions?|ars|auteurs?|r[ée]dacteurs?|titre)$",
    re.I,
)
_MARKS = ' «»"“”\u00a0\u202f'
_MOST = 7  # columns


def with_rows(lines: Sequence[str]) -> list[tuple[str, ...]]:
    """The lines, each alone, or the one line that a row of a table of remarks comes to.

    A table whose empty cells left no line cannot be cut into rows: it comes as one text.
    """
    done: list[tuple[str, ...]] = []
    number = 0
    while number < len(lines):
        width = _width(lines[number : number + _MOST])
        if not width:
            done.append((lines[number],))
            number += 1
            continue
        heads = lines[number : number + width]
        cells = lines[number + width :]
        if len(cells) % width:
            done.append((" | ".join([*heads, *cells]),))
        else:
            done += [(_said(heads, cells[at : at + width]),) for at in range(0, len(cells), width)]
        return done
    return done


def _width(lines: Sequence[str]) -> int:
    """How many of these lines are the head of a table of remarks, or 0."""
    heads = 0
    known = (_CURRENT, _PROPOSED, _NOTE, _PLACE)
    while heads < len(lines) and any(pattern.match(straight(lines[heads]).strip(" :")) for pattern in known):
        heads += 1
    kinds = [straight(line).strip(" :") for line in lines[:heads]]
    tells = any(_PROPOSED.match(kind) or _NOTE.match(kind) for kind in kinds)
    names = any(_CURRENT.match(kind) or _PLACE.match(kind) for kind in kinds)
    return heads if heads > 1 and tells and names else 0


def _said(heads: Sequence[str], cells: Sequence[str]) -> str:
    current = proposed = ""
    places: list[str] = []
    notes: list[str] = []
    for head, cell in zip(heads, cells, strict=True):
        kind, said = straight(head).strip(" :"), cell.strip()
        if not re.search(r"\w", said):
            continue
        if _CURRENT.match(kind) and not current:
            current = said.strip(_MARKS)
        elif _PROPOSED.match(kind) and not proposed:
            proposed = said
        elif _PLACE.match(kind):
            places.append(said if re.search(r"[^\W\d]", said) else f"{head.strip(' :')} {said}")
        else:
            notes.append(said)
    lead = f"{', '.join(places)} : " if places else ""
    if current and proposed and not re.match(r"(?:supprim|retir|enlev|ajout|ins[ée]r|remplac)", proposed, re.I):
        said = f"remplacer « {current} » par « {proposed.strip(_MARKS)} »"
    elif current and proposed:
        said = f"« {current} » : {proposed}"
    else:
        said = current or proposed
    return f"{lead}{said}{' – ' if said and notes else ''}{' ; '.join(notes)}"
