"""Reads a CSV file as people save it: comma, semicolon or tab, UTF-8 or Windows-1252, headers in French or English."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from campaigns.nearest import folded, nearest
from campaigns.saved_text import text_of
from questionnaires.fault import Fault
from questionnaires.typography import counted

LARGEST = 20_000_000  # bytes; a list of contacts never comes near
_SEPARATORS = (";", ",", "\t", "|")
# So many lines may stand above the header: a title, a date.
_TITLES = 6
# What is sometimes given in place of a list, by the first bytes.
_OTHERS = re.compile(
    rb"\s*(?:(?P<pdf>%PDF-)|(?P<html><(?:!doctype|html|table|\?xml))|(?P<json>[\[{]\s*[{\"])|(?P<cards>BEGIN:VCARD))",
    re.I,
)
_OTHER = {"pdf": "un PDF", "html": "une page web", "json": "du JSON", "cards": "un carnet d’adresses (vCard)"}
_BLANKS = re.compile("[\u00a0\u202f\u2007]")
_INVISIBLE = re.compile("[\x01-\x08\x0b\x0c\x0e-\x1f\x7f\u200b-\u200f\u2060\ufeff\u00ad]")
_KEPT_AS_TEXT = re.compile('="([^"]*)"|\'(\\d+)')


@dataclass(frozen=True)
class Column:
    """A column by its name here; `names` are the other headers that mean it, compared without accents or case."""

    name: str
    names: tuple[str, ...] = ()
    required: bool = False


@dataclass(frozen=True)
class Line:
    """One record: the line of the file where it starts (from 1), and its cells by column name, stripped.

    `headers` are the headers as they stand in the file, by column name.
    """

    number: int
    cells: Mapping[str, str]
    headers: Mapping[str, str] = field(default_factory=dict)

    def __getitem__(self, name: str) -> str:
        return self.cells.get(name, "")

    def says(self, column: str, sentence: str) -> str:
        """The sentence of a fault, with the column where it is, as the file names it."""
        header = self.headers.get(column, "")
        return f"dans la colonne « {header} », {sentence}" if header else sentence


def read_lines(content: bytes, where: str, columns: Sequence[Column]) -> tuple[Line | Fault, ...]:
    """Every record that is not blank, in order; a fault stands where a record cannot be told apart.

    Where the file itself, its header, or its emptiness is at fault, there are only faults.
    """
    text = _text(content, where)
    if isinstance(text, Fault):
        return (text,)
    skipped, text, separator = _shape(text, columns)
    records, broken = _records(text, where, separator, skipped)
    if not records and broken:
        return broken
    if not records:
        return (Fault(where, "le fichier est vide ; il faut une ligne d’en-tête puis une ligne par entrée."),)
    top, placed, faults = _header(records, where, columns)
    if faults:
        return tuple(faults)
    number, header = records[top]
    if len(records) == top + 1 and not broken:
        return (Fault(where, "le fichier n’a qu’une ligne d’en-tête ; il faut au moins une ligne de données.", number),)
    headers = {name: header[i] for i, name in placed.items()}
    lines: list[Line | Fault] = []
    for number, cells in records[top + 1 :]:
        if any(cells[len(header) :]):
            lines.append(
                Fault(
                    where,
                    f"la ligne a {counted(len(cells), 'cellule')}, l’en-tête en a {len(header)} ; "
                    "mettez entre guillemets droits les textes qui contiennent le séparateur.",
                    number,
                )
            )
            continue
        if _swallowed(cells, separator, len(header)):
            lines.append(Fault(where, _UNCLOSED, number))
            continue
        lines.append(Line(number, {name: cells[i] for i, name in placed.items() if i < len(cells)}, headers))
    return (*lines, *broken)


def _records(
    text: str, where: str, separator: str, skipped: int
) -> tuple[list[tuple[int, list[str]]], tuple[Fault, ...]]:
    """Every record that is not blank, with the line where it starts; and the fault that ends the file early."""
    records: list[tuple[int, list[str]]] = []
    broken: tuple[Fault, ...] = ()
    start = 1
    # The strict reader alone notices a quote that is still open at the end; it is too strict for the rest.
    if (opened := _open_at_the_end(text, separator)) is not None:
        broken = (Fault(where, _UNCLOSED, opened + skipped),)
        text = "".join(list(io.StringIO(text, newline=""))[: opened - 1])
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    try:
        for cells in reader:
            if any(cell.strip() for cell in cells):
                records.append((start + skipped, [_cell(cell) for cell in cells]))
            start = reader.line_num + 1
    except csv.Error:
        sentence = "cette ligne n’est pas du CSV lisible ; enregistrez le fichier de nouveau."
        return records, (Fault(where, sentence, start + skipped),)
    return records, broken


_UNCLOSED = "un guillemet droit est ouvert et n’est pas refermé sur cette ligne ; refermez-le ou supprimez-le."


def _open_at_the_end(text: str, separator: str) -> int | None:
    """The line of the record in which a quote stays open until the end of the file, or None."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True)
    start = 1
    try:
        for _ in reader:
            start = reader.line_num + 1
    except csv.Error as error:
        return start if "unexpected end of data" in str(error) else None
    return None


def _swallowed(cells: Sequence[str], separator: str, columns: int) -> bool:
    """Whether a cell of several lines holds what looks like other records: its quote was closed too late."""
    lines = (line for cell in cells if "\n" in cell or "\r" in cell for line in cell.splitlines())
    return any("@" in line and line.count(separator) >= max(1, columns - 2) for line in lines)


def _header(
    records: Sequence[tuple[int, list[str]]], where: str, columns: Sequence[Column]
) -> tuple[int, dict[int, str], list[Fault]]:
    """Which record is the header: the first, or the first complete one under a few lines of title."""
    first = _placed(records[0][1], where, records[0][0], columns)
    if not first[1]:
        return (0, *first)
    for index, (number, cells) in enumerate(records[1:_TITLES], 1):
        placed, faults = _placed(cells, where, number, columns)
        if not faults:
            return index, placed, faults
    return (0, *first)


def _text(content: bytes, where: str) -> str | Fault:
    """The bytes as text, or what they are instead."""
    if len(content) > LARGEST:
        return Fault(where, f"le fichier dépasse {LARGEST // 1_000_000} Mo ; ce n’est pas une liste.")
    if content.startswith((b"PK\x03\x04", b"\xd0\xcf\x11\xe0")):
        return Fault(
            where,
            "c’est un classeur, pas un fichier CSV ; enregistrez-le au format « CSV (séparateur : point-virgule) ».",
        )
    if other := _OTHERS.match(content):
        return Fault(where, f"c’est {_OTHER[str(other.lastgroup)]}, pas un fichier CSV ; enregistrez la liste en CSV.")
    text = text_of(content)
    return Fault(where, "ce n’est pas un fichier texte ; enregistrez-le au format CSV.") if text is None else text


def _shape(text: str, columns: Sequence[Column]) -> tuple[int, str, str]:
    """How many lines to skip (Excel's « sep=; »), the text, and the separator with which the header names most."""
    first, _, rest = text.partition("\n")
    if first.strip().casefold().startswith("sep=") and len(first.strip()) == 5:
        return 1, rest, first.strip()[4]
    known = _known(columns)

    def telling(separator: str) -> tuple[int, int]:
        beginning = "\n".join(text.splitlines()[:_TITLES])
        try:
            rows = list(csv.reader(io.StringIO(beginning, newline=""), delimiter=separator))
        except csv.Error:
            return 0, 0
        named = max((sum(_bare(cell) in known for cell in row) for row in rows), default=0)
        return named, max((len(row) for row in rows), default=0)

    # « , » where nothing tells: a file of one column
    return 0, text, max((",", *_SEPARATORS), key=telling)


def _cell(text: str) -> str:
    """A cell without what programs put around it: odd blanks, ="01" and '01, which keep Excel from making a number."""
    plain = _BLANKS.sub(" ", _INVISIBLE.sub("", text)).strip()
    if kept := _KEPT_AS_TEXT.fullmatch(plain):
        return kept[1] if kept[1] is not None else kept[2]
    return plain


def _known(columns: Sequence[Column]) -> dict[str, tuple[str, int]]:
    """Each way of writing a header: the column that it means, and how telling it is (0 most)."""
    return {
        _bare(name): (column.name, rank)
        for column in columns
        for rank, name in reversed(list(enumerate((column.name, *column.names))))
    }


def _bare(header: str) -> str:
    """A header as it is compared: « E-mail (obligatoire) * » is « e mail »."""
    return folded(re.sub(r"\([^)]*\)", "", header)) or folded(header)


def _placed(
    header: Sequence[str], where: str, number: int, columns: Sequence[Column]
) -> tuple[dict[int, str], list[Fault]]:
    """Which column each header names, and the faults of the header."""
    known = _known(columns)
    faults: list[Fault] = []
    found: dict[str, tuple[int, int]] = {}
    unknown: list[str] = []
    for i, cell in enumerate(header):
        name, rank = known.get(_bare(cell), ("", 0))
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
