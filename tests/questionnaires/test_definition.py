"""A questionnaire file is read whole, or every fault in it is told with its line, its key and its mend."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import questionnaires
from questionnaires.definition import parse
from questionnaires.fault import Fault
from questionnaires.model import Choice, Condition, Kind, Questionnaire

CATALOGUE = Path(questionnaires.__file__).parent / "catalogue"

SMALL = """\
id = "essai-2026"
version = "1"
title = "Un essai"

[[profiles]]
code = "dg"
label = "Directeur général"

[[records.action]]
code = "nature"
label = "Nature"

[[sections]]
code = "1"
title = "Première partie"

[[sections.questions]]
code = "Q1"
kind = "choice"
text = "Avez-vous agi ?"
choices = ["Oui", { label = "Non", aliases = ["jamais"] }]

[[sections.questions]]
code = "Q2"
kind = "number"
text = "Combien de fois ?"
unit = "fois"
minimum = 0
maximum = 10.5
whole = true
condition = { code = "Q1", values = ["oui"] }

[[sections.questions]]
code = "Q3"
kind = "actions"
text = "Lesquelles ?"
fields = "action"
profiles = ["dg"]

[[sections.questions]]
code = "Q4"
kind = "number"
text = "Combien en tout ?"

[[checks]]
codes = ["Q2"]
relation = "<="
total = "Q4"
message = "Q2 dépasse Q4"
"""


def faults(source: str) -> Sequence[Fault]:
    result = parse(source, "essai.toml")
    assert isinstance(result, tuple), "no fault was found"
    return result


def read(source: str) -> Questionnaire:
    result = parse(source, "essai.toml")
    assert isinstance(result, Questionnaire), [str(fault) for fault in result]
    return result


def line(source: str, words: str) -> int:
    """The line of the first of these words, from 1."""
    return source[: source.index(words)].count("\n") + 1


def test_a_right_file_becomes_a_questionnaire() -> None:
    questionnaire = read(SMALL)
    assert questionnaire.codes == ("Q1", "Q2", "Q3", "Q4")
    first, second, third, _ = questionnaire.questions()
    assert first.kind is Kind.CHOICE
    assert first.choices == (Choice("Oui"), Choice("Non", ("jamais",)))
    assert (second.minimum, second.maximum, second.whole) == (Decimal(0), Decimal("10.5"), True)
    assert second.condition == Condition("Q1", ("oui",))
    assert third.fields[0].code == "nature"
    assert third.section == "1"
    assert questionnaire.checks[0].total == "Q4"
    assert questionnaire.comparison


def test_french_typography_is_put_right() -> None:
    questionnaire = read(SMALL.replace("Avez-vous agi ?", "L'ARS a-t-elle « agi » ?"))
    assert next(questionnaire.questions()).text == "L’ARS a-t-elle «\u00a0agi\u00a0»\u00a0?"


def test_a_byte_order_mark_and_windows_line_ends_are_no_fault() -> None:
    assert read("\ufeff" + SMALL.replace("\n", "\r\n")) == read(SMALL)


def test_fields_of_several_records_stand_in_order() -> None:
    more = '[[records.autre]]\ncode = "pilote"\nlabel = "Pilote"\n\n[[sections]]'
    source = SMALL.replace("[[sections]]", more, 1).replace(
        'fields = "action"', 'fields = ["autre", "action", { code = "date", label = "Date", kind = "date" }]'
    )
    question = read(source).question("q3")
    assert question is not None
    assert [field.code for field in question.fields] == ["pilote", "nature", "date"]


@pytest.mark.parametrize(
    ("old", "new", "at", "key", "says"),
    [
        ('kind = "choice"', 'kinde = "choice"', "kinde", "kinde", "«\u00a0kind\u00a0»"),
        ('kind = "choice"', 'kind = "choise"', "choise", "kind", "«\u00a0choice\u00a0»"),
        ('title = "Un essai"', "title = 12", "title = 12", "title", "guillemets"),
        ('version = "1"', "version = 1", "version", "version", "guillemets"),
        ("whole = true", 'whole = "oui"', "whole", "whole", "true ou false"),
        ('kind = "number"\ntext = "Combien de', 'kind = "nombre"\ntext = "Combien de', "nombre", "kind", "number"),
        ('text = "Avez-vous agi ?"', 'text = " "', 'text = " "', "text", "écrivez un texte."),
        ("minimum = 0", 'minimum = "0"', "minimum", "minimum", "nombre"),
        ("minimum = 0", "minimum = nan", "minimum", "minimum", "nombre"),
        ("minimum = 0", "minimum = 20", "minimum", "minimum", "inversées"),
        ('code = "Q2"', 'code = "q1"', 'code = "q1"', "code", "sert déjà"),
        ('code = "Q2"\n', "", "[[sections.questions]]\nkind", "code", "il manque la clé"),
        ('choices = ["Oui", { label = "Non", aliases = ["jamais"] }]\n', "", "[[sections.q", "choices", "ses choix"),
        ('"Oui", {', '"Non", {', "choices", "choices", "désigne déjà un choix"),
        ('["Oui", {', '["Oui", 3, {', "choices", "choices", "libellés"),
        ('code = "Q1", values', 'code = "Q9", values', "condition", "code", "n’existe pas"),
        ('code = "Q1", values', 'code = "Q4", values', "condition", "code", "plus haut"),
        ('code = "Q1", values', 'code = "Q2", values', "condition", "code", "plus haut"),
        ('values = ["oui"]', 'values = ["oiu"]', "condition", "values", "«\u00a0Oui\u00a0»"),
        ('values = ["oui"]', "values = []", "condition", "values", "au moins une réponse"),
        ('fields = "action"', 'fields = "acton"', "acton", "fields", "«\u00a0action\u00a0»"),
        ('fields = "action"\n', "", 'code = "Q3"', "fields", "sous-champs"),
        ('profiles = ["dg"]', 'profiles = ["dgg"]', "dgg", "profiles", "«\u00a0dg\u00a0»"),
        ('total = "Q4"', 'total = "Q5"', "total", "total", "n’existe pas"),
        ('total = "Q4"', 'total = "Q1"', "total", "total", "ni un nombre"),
        ('total = "Q4"', 'total = "Q2"', "total", "total", "elle-même"),
        ('relation = "<="', 'relation = "=<"', "relation", "relation", "«\u00a0<=\u00a0»"),
        ('unit = "fois"', 'choices = ["a"]', 'choices = ["a"]', "choices", "ne va qu’avec"),
        ('unit = "fois"', 'unit = ""', "unit", "unit", "vide"),
        ('id = "essai-2026"', 'id = "Essai 2026"', "id", "id", "identifiant"),
        ('code = "Q2"', 'code = "[Q2]"', "[Q2]", "code", "n’est pas un code"),
        (
            'title = "Première partie"',
            'title = "P"\nintroduction = "[Q1] oui"',
            "introduction",
            "introduction",
            "crochets",
        ),
        ('code = "nature"', 'code = "Nature !"', "Nature !", "code", "minuscules"),
        ('"Avez-vous agi ?"', '"Avez-vous\\u0007 agi ?"', "u0007", "text", "caractère de contrôle"),
        ('["Oui", {', '["Oui\\u000b", {', "choices", "choices", "caractère de contrôle"),
        ("[[profiles]]", "[[questions]]\na = 1\n[[profiles]]", "[[questions]]", "questions", "[[sections.questions]]"),
    ],
    ids=lambda value: str(value)[:30],
)
def test_a_fault_names_its_line_its_key_and_its_mend(old: str, new: str, at: str, key: str, says: str) -> None:
    source = SMALL.replace(old, new, 1)
    assert source != SMALL
    found = faults(source)
    told = next((fault for fault in found if fault.key == key), None)
    assert told is not None, [str(fault) for fault in found]
    question = line(source, 'code = "Q1"') - 1 if at == "[[sections.q" else line(source, at)
    expected = question if at != 'code = "Q3"' else question - 1
    assert told.line == expected
    assert says in told.sentence
    assert told.where == "essai.toml"
    assert str(told).startswith(f"essai.toml, ligne {told.line}, «")


@pytest.mark.parametrize(
    ("source", "at", "says"),
    [
        ('id = "a', 1, "guillemets"),
        ('id = "a"\ntitle = "b\nversion = "1"', 2, "guillemets"),
        ('id = "a"\nid = "b"', 2, "deux fois"),
        ("id\n", 1, "signe ="),
        ('id = "a" b', 1, "en trop"),
        ('id = "a"\nx = [1, 2\ny = 1', 3, "crochet"),
        ("titre été = 1", 1, "sans accent"),
        ("é = 1", 1, "sans accent"),
        ("x = oui", 1, "écrivez true ou false"),
        ("x = True", 1, "écrivez true ou false"),
        ("x = essai", 1, "guillemets droits"),
        ("x = 0,5", 1, "avec un point"),
        ("[[s]]\n[[s.q]]\na = 1\n[s.q]\na = 1", 4, "crochets [[…]]"),
        ("[a]\n[a]", 2, "deux fois"),
        ("x = 2026-02-31", 1, "date"),
        ('x = "\\q"', 1, "barre oblique"),
        ("[a\nb = 1", 1, "crochet"),
    ],
    ids=lambda value: repr(value)[:30],
)
def test_what_is_not_toml_is_told_with_its_line(source: str, at: int, says: str) -> None:
    (fault,) = faults(source)
    assert fault.line == at
    assert says in fault.sentence


def test_an_open_long_text_is_told_where_it_opens() -> None:
    (fault,) = faults('id = "a"\ncontext = """\nun\ndeux\n')
    assert (fault.line, fault.key) == (2, "context")


def test_several_faults_are_told_at_once_in_the_order_of_their_lines() -> None:
    source = (
        SMALL.replace('version = "1"', "version = 1")
        .replace('"choice"', '"choise"')
        .replace('"Q4"\nkind', '"Q3"\nkind')
    )
    found = faults(source)
    assert len(found) >= 3
    assert [fault.line for fault in found] == sorted(fault.line for fault in found)


def test_one_slip_is_one_fault() -> None:
    for old, new in (('kind = "number"', 'kind = "nombre"'), ("values = [", "value = ["), ("title =", "titre =")):
        assert len(faults(SMALL.replace(old, new, 1))) == 1


@pytest.mark.parametrize("source", ["", "# rien\n", "x = 1"])
def test_an_empty_file_misses_its_first_keys(source: str) -> None:
    assert {"id", "version", "title", "sections"} <= {fault.key for fault in faults(source)}


@pytest.mark.parametrize("source", ["x = " + "[" * 50_000, "x = " + "9" * 5_000, "x = '" + "a" * 3_000_000 + "'"])
def test_what_is_out_of_all_measure_is_a_fault_too(source: str) -> None:
    assert faults(source)


@settings(max_examples=100)
@given(st.data())
def test_a_mutated_file_never_raises(data: st.DataObject) -> None:
    source = SMALL
    for _ in range(data.draw(st.integers(1, 4))):
        start = data.draw(st.integers(0, len(source)))
        end = min(len(source), start + data.draw(st.integers(0, 30)))
        new = data.draw(
            st.sampled_from(["", '"', "'", "[", "]", "{", "}", "\n", "=", "1", "true", '""', "[[x]]\n", ",", "é"])
        )
        source = source[:start] + new + source[end:]
    result = parse(source, "essai.toml")
    if isinstance(result, tuple):
        assert result
        for fault in result:
            assert fault.sentence
            assert 0 <= fault.line <= source.count("\n") + 1


@settings(max_examples=60)
@given(st.data())
def test_any_line_may_be_missing_or_doubled(data: st.DataObject) -> None:
    lines = SMALL.split("\n")
    place = data.draw(st.integers(0, len(lines) - 1))
    twice = data.draw(st.booleans())
    changed = lines[:place] + [lines[place]] * (2 if twice else 0) + lines[place + 1 :]
    parse("\n".join(changed), "essai.toml")


@pytest.mark.parametrize("path", sorted(CATALOGUE.glob("*.toml")), ids=lambda path: path.stem)
def test_every_key_of_the_catalogue_has_its_line(path: Path) -> None:
    """Break each line that holds a key: the first fault is told on that very line."""
    source = path.read_text(encoding="utf-8")
    lines = source.split("\n")
    broken = [n for n, written in enumerate(lines) if written.startswith(("kind =", "code =", "title ="))]
    for place in broken[:: max(1, len(broken) // 12)]:
        key = lines[place].split(" =")[0]
        changed = [*lines[:place], f"{key} = 12", *lines[place + 1 :]]
        assert (place + 1, key) in {(fault.line, fault.key) for fault in faults("\n".join(changed))}


def test_a_key_with_an_accent_is_told_as_such() -> None:
    (fault,) = faults('id = "x"\nunité = "lits"\n')
    assert (fault.line, fault.key) == (2, "unité")
    assert "sans accent" in fault.sentence
