"""The lists of organisations, shipped or brought."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.lists import parse_organisations
from campaigns.people import Organisation
from questionnaires.fault import Fault
from tests.campaigns.scene import LISTS, listed

# The regions of France by their INSEE codes: metropolitan before 2016, metropolitan since, overseas.
BEFORE_2016 = [
    "11",
    "21",
    "22",
    "23",
    "24",
    "25",
    "26",
    "31",
    "41",
    "42",
    "43",
    "52",
    "53",
    "54",
    "72",
    "73",
    "74",
    "82",
    "83",
    "91",
    "93",
    "94",
]
SINCE_2016 = ["11", "24", "27", "28", "32", "44", "52", "53", "75", "76", "84", "93", "94"]


@pytest.mark.parametrize(
    ("name", "codes"),
    [
        ("ars-2014", [*BEFORE_2016, "01", "02", "03", "OI"]),
        ("ars-2017", [*SINCE_2016, "01", "02", "03", "OI"]),
        ("ars-2020", [*SINCE_2016, "01", "02", "03", "04", "06"]),
    ],
)
def test_a_shipped_list_has_every_agency_of_its_time(name: str, codes: list[str]) -> None:
    organisations = listed(name)
    assert sorted(o.code for o in organisations) == sorted(codes)
    assert len(organisations) == {"ars-2014": 26, "ars-2017": 17, "ars-2020": 18}[name]
    assert all(o.name.startswith("ARS ") for o in organisations)
    assert len({o.name for o in organisations}) == len(organisations)


@pytest.mark.parametrize(
    ("name", "code", "zone", "holidays"),
    [
        ("ars-2017", "53", "Europe/Paris", ""),
        ("ars-2017", "01", "America/Guadeloupe", "971"),
        ("ars-2017", "02", "America/Martinique", "972"),
        ("ars-2017", "03", "America/Cayenne", "973"),
        ("ars-2017", "OI", "Indian/Reunion", "974"),
        ("ars-2020", "04", "Indian/Reunion", "974"),
        ("ars-2020", "06", "Indian/Mayotte", "976"),
        ("ars-2014", "42", "Europe/Paris", "6AE"),
        ("ars-2014", "41", "Europe/Paris", ""),
        ("ars-2017", "44", "Europe/Paris", ""),
    ],
)
def test_an_agency_lives_in_its_zone_with_its_holidays(name: str, code: str, zone: str, holidays: str) -> None:
    organisation = next(o for o in listed(name) if o.code == code)
    assert (organisation.zone, organisation.holidays) == (zone, holidays)


def test_every_file_of_the_folder_is_a_list() -> None:
    assert sorted(p.stem for p in LISTS.iterdir()) == ["ars-2014", "ars-2017", "ars-2020"]


LIST = "code,name,zone,holidays\n53,ARS Bretagne,,\n01,ARS Guadeloupe,America/Guadeloupe,971\n"


@pytest.mark.parametrize(
    "content",
    [
        LIST.encode(),
        LIST.encode("utf-8-sig"),
        LIST.replace(",", ";").encode("cp1252"),
        LIST.replace(",", "\t").encode("utf-16"),
        ("sep=;\r\n" + LIST.replace(",", ";").replace("\n", "\r\n")).encode(),
        LIST.replace("code,name,zone,holidays", "Code INSEE,Nom,Fuseau horaire,Jours fériés").encode("cp1252"),
        LIST.replace("971", "Guadeloupe").encode(),
        LIST.replace("971", "FR-971").encode(),
        ("\n\n" + LIST + ",,,\n\n").encode(),
    ],
    ids=["utf-8", "mark", "windows", "utf-16", "excel", "french", "name of holidays", "iso", "blank lines"],
)
def test_a_list_is_read_however_it_was_saved(content: bytes) -> None:
    assert parse_organisations(content, "liste.csv") == (
        Organisation("53", "ARS Bretagne"),
        Organisation("01", "ARS Guadeloupe", "America/Guadeloupe", "971"),
    )


@pytest.mark.parametrize(
    ("content", "line", "key", "words"),
    [
        ("", 0, "", "vide"),
        ("\n \n", 0, "", "vide"),
        ("code,name\n", 1, "", "une ligne d’en-tête"),
        ("name,zone\nA,B\n", 1, "code", "il manque la colonne"),
        ("code,nmae\n53,A\n", 1, "nmae", "vouliez-vous dire « name »"),
        ("code,nom,Nom\n53,A,B\n", 1, "Nom", "deux fois"),
        ("code,name\n53,A\n53,B\n", 3, "53", "déjà à la ligne 2"),
        ("code,name\n,A\n", 2, "code", "il manque le code"),
        ("code,name\n53,\n", 2, "name", "il manque le nom"),
        ("code,name\n5/3,A\n", 2, "5/3", "barre oblique"),
        ("code,name,zone\n53,A,Europe/Pari\n", 2, "Europe/Pari", "Vouliez-vous dire « Europe/Paris »"),
        ("code,name,zone\n53,A,../../etc/passwd\n", 2, "../../etc/passwd", "n’existe pas"),
        ("code,name,holidays\n53,A,Guadloupe\n", 2, "Guadloupe", "Vouliez-vous dire « Guadeloupe »"),
        ("code,name\n53,ARS Centre, Val de Loire\n", 2, "", "guillemets"),
    ],
)
def test_a_faulty_list_says_where_and_why(content: str, line: int, key: str, words: str) -> None:
    faults = parse_organisations(content.encode(), "liste.csv")
    assert len(faults) == 1
    fault = faults[0]
    assert isinstance(fault, Fault)
    assert (fault.where, fault.line, fault.key) == ("liste.csv", line, key)
    assert words in fault.sentence.replace("\u00a0", " ")


def test_all_faults_are_told_at_once() -> None:
    faults = parse_organisations(b"code,name,zone\n,A,\n53,,Mars/Base\n", "liste.csv")
    assert [(f.line, f.key) for f in faults if isinstance(f, Fault)] == [(2, "code"), (3, "name"), (3, "Mars/Base")]


@pytest.mark.parametrize(
    "content", [b"PK\x03\x04rest", b"\xd0\xcf\x11\xe0rest", b"a\0b"], ids=["xlsx", "xls", "binary"]
)
def test_a_workbook_is_not_taken_for_a_list(content: bytes) -> None:
    (fault,) = parse_organisations(content, "liste.xlsx")
    assert isinstance(fault, Fault)
    assert "CSV" in fault.sentence


@given(st.binary(max_size=400))
def test_any_bytes_give_organisations_or_faults(content: bytes) -> None:
    found = parse_organisations(content, "liste.csv")
    assert found
    assert all(isinstance(thing, (Organisation, Fault)) for thing in found)


def test_the_shipped_lists_are_plain_utf8() -> None:
    for path in Path(LISTS).iterdir():
        assert path.read_bytes().decode("utf-8").startswith("code,name,zone,holidays\n")
