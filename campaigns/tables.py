"""Reads a CSV file as people save it: comma, semicolon or tab, UTF-8 or Windows-1252, headers in French or English."""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from campaigns.nearest import folded, nearest
from questionnaires.fault import Fault

LARGEST = 20_000_000  # bytes; a list of contacts never comes near
_SEPARATORS = (";", ",", "\t", "|")


@dataclass(frozen=True)
class Column:
    """A column by its name here; `names` are the other headers that mean it, compared without accents or case."""

    name: str
    names: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True)
class Line:
    """One record: the line of the file where it starts (from 1), and its cells by column name, stripped."""

    number: int
    cells: Mapping[str, str]

    def __getitem__(self, name: str) -> str:
        return self.cells.get(name, "")


def read_lines(content: bytes, where: str, columns: Sequence[Column]) -> tuple[Line, ...] | tuple[Fault, ...]:
    """Every record that is not blank, or every fault of the file's shape. An empty file is a fault."""
    text = _text(content, where)
    if isinstance(text, Fault):
        return (text,)
    skipped, text, separator = _shape(text)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    records: list[tuple[int, list[str]]] = []
    start = 1
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                records.append((start + skipped, [_cell(cell) for cell in cells]))
            start = reader.line_num + 1
    except csv.Error:
        return (
            Fault(where, "cette ligne n’est pas du CSV lisible ; enregistrez le fichier de nouveau.", start + skipped),
        )
    if not records:
        return (Fault(where, "le fichier est vide ; il faut une ligne d’en-tête puis une ligne par entrée."),)
    number, header = records[0]
    placed, faults = _placed(header, where, number, columns)
    if faults:
        return tuple(faults)
    if len(records) == 1:
        return (Fault(where, "le fichier n’a qu’une ligne d’en-tête ; il faut au moins une ligne de données.", number),)
    lines: list[Line] = []
    for number, cells in records[1:]:
        if any(cells[len(header) :]):
            faults.append(
                Fault(
                    where,
                    f"la ligne a {len(cells)} cellules, l’en-tête en a {len(header)} ; "
                    "mettez entre guillemets droits les textes qui contiennent le séparateur.",
                    number,
                )
            )
            continue
        lines.append(Line(number, {name: cells[i] for i, name in placed.items() if i < len(cells)}))
    return tuple(faults) or tuple(lines)


def _text(content: bytes, where: str) -> str | Fault:
    """The bytes as text: UTF-8 (with or without mark), UTF-16 with its mark, else Windows-1252."""
    if len(content) > LARGEST:
        return Fault(where, f"le fichier dépasse {LARGEST // 1_000_000} Mo ; ce n’est pas une liste.")
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return Fault(
            where,
            "c’est un classeur, pas un fichier CSV ; enregistrez-le au format « CSV (séparateur : point-virgule) ».",
        )
    if content.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return content.decode("utf-16", errors="replace")
    if b"\0" in content:
        return Fault(where, "ce n’est pas un fichier texte ; enregistrez-le au format CSV.")
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError:
        # The few bytes that Windows-1252 leaves undefined become the replacement sign, not an error.
        return content.decode("cp1252", errors="replace")


def _shape(text: str) -> tuple[int, str, str]:
    """How many lines to skip (Excel's « sep=; »), the text, and the separator that the header uses most."""
    first, _, rest = text.partition("\n")
    if first.strip().casefold().startswith("sep=") and len(first.strip()) == 5:
        return 1, rest, first.strip()[4]
    header = next((line for line in text.splitlines() if line.strip()), "")
    counts = {separator: header.count(separator) for separator in _SEPARATORS}
    best = max(counts, key=lambda separator: counts[separator])
    return 0, text, best if counts[best] else ","


def _cell(text: str) -> str:
    return text.replace("\u00a0", " ").replace("\u200b", "").replace("\ufeff", "").strip()


def _placed(
    header: Sequence[str], where: str, number: int, columns: Sequence[Column]
) -> tuple[dict[int, str], list[Fault]]:
    """Which column each header names, and the faults of the header."""
    known = {
        folded(name): (column.name, rank)
        for column in columns
        for rank, name in reversed(list(enumerate((column.name, *column.names))))
    }
    faults: list[Fault] = []
    found: dict[str, tuple[int, int]] = {}
    unknown: list[str] = []
    for i, cell in enumerate(header):
        name, rank = known.get(folded(cell), ("", 0))
        # Where several headers could mean one column, the most telling is it: « code » before « région ».
        best = found.get(name, (rank + 1, i))[0]
        if not name:
            unknown.append(cell)
        elif rank == best:
            faults.append(Fault(where, "cette colonne est là deux fois ; gardez-en une.", number, cell))
        elif rank < best:
            found[name] = (rank, i)
    placed = {i: name for name, (_, i) in found.items()}
    absent = [column for column in columns if column.name not in placed.values()]
    for cell in unknown:
        # A column of the user's own is left alone; one that looks like a missing column of ours is a slip.
        slip = cell and (_alike(cell, [c for c in absent if c.required], 0.7) or _alike(cell, absent, 0.8))
        if slip:
            faults.append(Fault(where, f"colonne inconnue ; vouliez-vous dire « {slip} » ?", number, cell))
    if not faults:
        faults.extend(
            Fault(where, f"il manque la colonne « {column.name} » ; l’en-tête doit la nommer.", number, column.name)
            for column in absent
            if column.required
        )
    return placed, faults


def _alike(cell: str, columns: Sequence[Column], likeness: float) -> str:
    return nearest(cell, [name for column in columns for name in (column.name, *column.names)], likeness)
