"""Reads a questionnaire written in TOML: the value, or every fault in it with its line, its key and its mend."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Sequence
from decimal import Decimal

from questionnaires.coherence import coherence_findings, tables, text, texts
from questionnaires.fault import Fault
from questionnaires.inspection import Finding, Table, shape_findings
from questionnaires.lines import Path, key_lines, line_of, open_text_line
from questionnaires.model import (
    Check,
    Choice,
    Condition,
    Document,
    Field,
    Kind,
    Probe,
    Profile,
    Question,
    Questionnaire,
    Section,
    Term,
)
from questionnaires.typography import typeset

# A questionnaire is a few tens of kilobytes; more is a mistake, and would only keep the machine busy.
LONGEST = 2_000_000
# No one mends more at once, and a wrong file can hold a fault on each line.
MOST_FAULTS = 100

_STRANGE = "une clé s’écrit sans accent ni espace, comme « title »."
_STRANGE_KEY = re.compile(r"\s*([^\s=\[\]\"'#][^=\[\]\"'#]{0,40}?)\s*=")
_AT_LINE = re.compile(r"\(at line (\d+), column (\d+)\)")
# What tomllib says (English), and what an author can do about it.
_SYNTAX = (
    ("Cannot overwrite a value", "cette clé est donnée deux fois : gardez-en une seule."),
    ("Duplicate inline table key", "cette clé est donnée deux fois : gardez-en une seule."),
    ("Cannot declare", "cette table est déclarée deux fois : doublez les crochets [[…]] si elle se répète."),
    ("Cannot mutate", "cette table est déjà complète : regroupez ses clés au même endroit."),
    ("Cannot redefine", "cette table est déjà définie : regroupez ses clés au même endroit."),
    ("Expected '='", "il manque le signe = entre la clé et sa valeur."),
    ("Expected newline", "il y a quelque chose en trop après la valeur : passez à la ligne, ou fermez les guillemets."),
    ("Expected ']", "il manque le crochet fermant d’un titre de table."),
    ("Unterminated string", "des guillemets ouverts ne sont pas fermés."),
    ("Expected", "des guillemets ouverts ne sont pas fermés."),
    ("Unclosed array", "il manque une virgule ou le crochet fermant ] d’une liste."),
    ("Unclosed inline table", "il manque une virgule ou l’accolade fermante } d’une table."),
    ("Invalid initial character", _STRANGE),
    ("Invalid statement", "une ligne commence par une clé sans accent, un titre [[…]] ou un dièse #."),
    ("Illegal character '\\n'", 'des guillemets ouverts ne sont pas fermés ; un texte long en prend trois (""").'),
    ("Illegal character", "un caractère de contrôle se trouve ici : effacez-le."),
    ("Found invalid character", "un caractère de contrôle se trouve ici : effacez-le."),
    ("Unescaped", "une barre oblique inverse « \\ » s’écrit deux fois dans un texte entre guillemets."),
    ("Escaped character", "une barre oblique inverse « \\ » s’écrit deux fois dans un texte entre guillemets."),
    ("Invalid hex", "une barre oblique inverse « \\ » s’écrit deux fois dans un texte entre guillemets."),
    ("Invalid date", "cette date n’existe pas, ou n’est pas de la forme 2026-03-01."),
    ("Invalid value", 'cette valeur n’est pas lisible : un texte s’écrit entre guillemets droits "…".'),
)
# What the line itself tells about the slip.
_SLIPS = (
    ("Cannot overwrite", re.compile(r"^\s*\["), "ce titre est donné deux fois : doublez ses crochets [[…]]."),
    ("Invalid value", re.compile(r"=\s*(?:oui|non|vrai|faux|yes|no|true|false)\b", re.I), "écrivez true ou false."),
    ("Expected newline", re.compile(r"=\s*[-+]?\d+,\d"), "un nombre décimal s’écrit avec un point : 0.5."),
)


def parse(source: str, where: str) -> Questionnaire | tuple[Fault, ...]:
    """The questionnaire written in this TOML text; or its faults, in the order of their lines.

    `where` is the file's name, for the faults. Never raises.
    """
    source = source.removeprefix("\ufeff")
    if len(source) > LONGEST:
        return (Fault(where, f"le fichier est trop long ({len(source)} caractères) pour un questionnaire."),)
    try:
        data: Table = tomllib.loads(source)
        findings = list(_distinct([*shape_findings(data), *coherence_findings(data)]))
        if findings:
            return _placed(findings, source, where)
    except tomllib.TOMLDecodeError as error:
        return (_syntax_fault(str(error), source, where),)
    except (ValueError, RecursionError):
        # tomllib lets a number of 5,000 digits and thousands of nested brackets through to the interpreter's limits
        return (Fault(where, "une valeur est démesurée (nombre trop long, ou crochets trop imbriqués)."),)
    return _questionnaire(data)


def _distinct(findings: Iterable[Finding]) -> Iterable[Finding]:
    """One finding per place: the first says what to mend."""
    seen: set[Path] = set()
    for finding in findings:
        if finding.path not in seen:
            seen.add(finding.path)
            yield finding


def _placed(findings: Sequence[Finding], source: str, where: str) -> tuple[Fault, ...]:
    lines = key_lines(source)
    faults = []
    for finding in findings:
        key = next((part for part in reversed(finding.path) if isinstance(part, str)), "")
        faults.append(Fault(where, typeset(finding.sentence), line_of(lines, finding.path) or 1, key))
    return tuple(sorted(faults, key=lambda fault: fault.line)[:MOST_FAULTS])


def _syntax_fault(message: str, source: str, where: str) -> Fault:
    place = _AT_LINE.search(message)
    line = int(place[1]) if place else open_text_line(source) or source.rstrip("\n").count("\n") + 1
    written = source.split("\n")[line - 1 : line]
    if written and (strange := _STRANGE_KEY.match(written[0])) and message.startswith("Expected '='"):
        return Fault(where, typeset(_STRANGE), line, strange[1])
    sentence = next((french for english, french in _SYNTAX if message.startswith(english)), "")
    if written:
        sentence = next(
            (
                better
                for start, line_of_it, better in _SLIPS
                if message.startswith(start) and line_of_it.search(written[0])
            ),
            sentence,
        )
    key = re.match(r"\s*([A-Za-z0-9_.-]+)\s*=", written[0]) if written else None
    return Fault(where, typeset(sentence or "cette ligne n’est pas du TOML lisible."), line, key[1] if key else "")


def _questionnaire(data: Table) -> Questionnaire:
    records = data.get("records")
    shared = {name: _fields(records, name) for name in records} if isinstance(records, dict) else {}
    return Questionnaire(
        id=text(data, "id"),
        version=text(data, "version"),
        title=_prose(data, "title"),
        context=_prose(data, "context"),
        instructions=_prose(data, "instructions"),
        sections=tuple(_section(section, shared) for _, section in tables(data, "sections")),
        documents=tuple(Document(_prose(d, "title"), text(d, "file")) for _, d in tables(data, "documents")),
        checks=tuple(
            Check(_texts(c, "codes"), text(c, "relation"), text(c, "total"), _prose(c, "message"))
            for _, c in tables(data, "checks")
        ),
        profiles=tuple(Profile(text(p, "code"), _prose(p, "label")) for _, p in tables(data, "profiles")),
        organisations=text(data, "organisations"),
        comparison=data.get("comparison") is not False,
        glossary=_glossary(data.get("glossary")),
    )


def _glossary(words: object) -> tuple[Term, ...]:
    table = words if isinstance(words, dict) else {}
    return tuple(Term(str(word).strip(), typeset(str(meaning).strip())) for word, meaning in table.items())


def _section(section: Table, shared: dict[str, tuple[Field, ...]]) -> Section:
    code = text(section, "code")
    return Section(
        code=code,
        title=_prose(section, "title"),
        introduction=_prose(section, "introduction"),
        questions=tuple(_question(q, code, shared) for _, q in tables(section, "questions")),
    )


def _question(question: Table, section: str, shared: dict[str, tuple[Field, ...]]) -> Question:
    condition = question.get("condition")
    return Question(
        code=text(question, "code"),
        kind=Kind(text(question, "kind")),
        text=_prose(question, "text"),
        section=section,
        short=_prose(question, "short"),
        help=_prose(question, "help"),
        examples=tuple(typeset(example) for example in _texts(question, "examples")),
        optional=question.get("optional") is True,
        probes=tuple(Probe(typeset(probe)) for probe in _texts(question, "probes")),
        unit=_prose(question, "unit"),
        minimum=_bound(question.get("minimum")),
        maximum=_bound(question.get("maximum")),
        whole=question.get("whole") is True,
        choices=_choices(question),
        other=question.get("other") is True,
        fields=_all_fields(question, shared),
        condition=Condition(text(condition, "code"), _texts(condition, "values"))
        if isinstance(condition, dict)
        else None,
        profiles=_texts(question, "profiles"),
        prefill=text(question, "prefill"),
    )


def _all_fields(question: Table, shared: dict[str, tuple[Field, ...]]) -> tuple[Field, ...]:
    """The question's own fields and those of the records it names, in the order in which they are written."""
    single = text(question, "fields")
    if single:
        return shared[single]
    fields: list[Field] = []
    named, own = (
        dict(texts(question, "fields")),
        dict(zip([i for i, _ in tables(question, "fields")], _fields(question, "fields"), strict=True)),
    )
    for index in sorted({*named, *own}):
        fields += shared[named[index]] if index in named else [own[index]]
    return tuple(fields)


def _fields(table: Table, key: str) -> tuple[Field, ...]:
    return tuple(
        Field(
            code=text(field, "code"),
            label=_prose(field, "label"),
            kind=Kind(text(field, "kind") or Kind.TEXT),
            choices=_choices(field),
            other=field.get("other") is True,
            help=_prose(field, "help"),
            aliases=_texts(field, "aliases"),
        )
        for _, field in tables(table, key)
    )


def _choices(table: Table) -> tuple[Choice, ...]:
    choices = table.get("choices")
    if not isinstance(choices, list):
        return ()
    return tuple(
        Choice(typeset(c.strip())) if isinstance(c, str) else Choice(_prose(c, "label"), _texts(c, "aliases"))
        for c in choices
    )


def _prose(table: Table, key: str) -> str:
    return typeset(text(table, key))


def _texts(table: Table, key: str) -> tuple[str, ...]:
    return tuple(item for _, item in texts(table, key))


def _bound(value: object) -> Decimal | None:
    return Decimal(str(value)) if isinstance(value, int | float) else None
