"""Questionnaires and lists: what is shipped, what an installation adds, and faults only for whoever asks."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from campaigns.people import Organisation
from storage.catalogue import ShippedCatalogue
from usecases.ports import BadInput

TOML = """
id = "essai"
version = "{version}"
title = "{title}"
context = "Un essai."
instructions = "Répondez."

[[sections]]
code = "A"
title = "Partie A"

[[sections.questions]]
code = "Q1"
kind = "text"
text = "Que faites-vous ?"
"""


@pytest.fixture
def extra(tmp_path: Path) -> Path:
    (tmp_path / "questionnaires").mkdir()
    (tmp_path / "lists").mkdir()
    return tmp_path


def add(extra: Path, name: str, version: str, title: str = "Essai") -> None:
    (extra / "questionnaires" / name).write_text(TOML.format(version=version, title=title), encoding="utf-8")


def test_what_is_shipped_is_there() -> None:
    catalogue = ShippedCatalogue()
    shipped = catalogue.questionnaire("pnsp-2017")
    assert shipped is not None
    assert shipped in catalogue.questionnaires()
    assert catalogue.questionnaire("pnsp-2017", shipped.version) is shipped
    assert catalogue.questionnaire("pnsp-2017", "no such version") is None
    organisations = catalogue.organisations("ars-2017")
    assert organisations is not None
    assert len(organisations) == 17


def test_what_is_unknown_is_none() -> None:
    catalogue = ShippedCatalogue()
    assert catalogue.questionnaire("essai") is None
    assert catalogue.organisations("essai") is None
    assert catalogue.organisations("../lists/ars-2017") is None


@pytest.mark.parametrize(
    ("versions", "newest"), [(["1", "2", "10"], "10"), (["2017-09", "2018-01"], "2018-01"), (["1.9", "1.10"], "1.10")]
)
def test_the_newest_version_is_asked_and_the_others_stay(extra: Path, versions: list[str], newest: str) -> None:
    for version in versions:
        add(extra, f"essai-{version}.toml", version)
    catalogue = ShippedCatalogue(extra)
    for version in versions:
        found = catalogue.questionnaire("essai", version)
        assert found is not None
        assert found.version == version
    found = catalogue.questionnaire("essai")
    assert found is not None
    assert found.version == newest
    assert [q.version for q in catalogue.questionnaires() if q.id == "essai"] == versions


def test_a_file_that_changes_is_read_again(extra: Path) -> None:
    catalogue = ShippedCatalogue(extra)
    add(extra, "essai.toml", "1", "Avant")
    before = catalogue.questionnaire("essai")
    add(extra, "essai.toml", "1", "Ensuite")
    after = catalogue.questionnaire("essai")
    assert before is not None
    assert after is not None
    assert (before.title, after.title) == ("Avant", "Ensuite")


def test_a_file_that_does_not_change_is_read_once(extra: Path) -> None:
    add(extra, "essai.toml", "1")
    catalogue = ShippedCatalogue(extra)
    assert catalogue.questionnaire("essai") is catalogue.questionnaire("essai")


def test_a_version_that_was_asked_for_before_is_looked_at_again_when_its_file_or_folder_changes(extra: Path) -> None:
    folder, ours = extra / "questionnaires", "Ajouté"
    catalogue = ShippedCatalogue(extra)
    shipped = catalogue.questionnaire("pnsp-2017")
    assert shipped is not None

    def titles() -> list[str | None]:
        for path in (*folder.iterdir(), folder):
            os.utime(path, (1_500_000_000, 1_500_000_000 + path.stat().st_size))
        asked = (("essai", "1"), ("pnsp-2017", shipped.version))
        twice = [[q.title if q else None for q in (catalogue.questionnaire(*one) for one in asked)] for _ in range(2)]
        assert twice[0] == twice[1]
        return twice[0]

    assert titles() == [None, shipped.title]
    add(extra, "essai.toml", "1", "Avant")
    assert titles() == ["Avant", shipped.title]
    add(extra, "essai.toml", "1", "Ensuite")
    assert titles() == ["Ensuite", shipped.title]
    text = TOML.format(version=shipped.version, title=ours).replace('"essai"', '"pnsp-2017"')
    (folder / "autre.toml").write_text(text, encoding="utf-8")
    os.utime(folder, (1_500_000_001, 1_500_000_001))
    assert [q.title for q in [catalogue.questionnaire("pnsp-2017", shipped.version)] if q] == [ours]
    (folder / "autre.toml").unlink()
    (folder / "essai.toml").unlink()
    os.utime(folder, (1_500_000_002, 1_500_000_002))
    assert titles() == [None, shipped.title]


def test_a_version_that_was_asked_for_is_looked_at_again_when_it_is_time(extra: Path) -> None:
    def asked(look_every: float) -> list[str]:
        catalogue = ShippedCatalogue(extra, look_every)
        found: list[str] = []
        for title in ("Avant", "Ensuite"):
            add(extra, "essai.toml", "1", title)
            for path in (extra / "questionnaires" / "essai.toml", extra / "questionnaires"):
                os.utime(path, (1_500_000_000, 1_500_000_000 + len(title)))
            questionnaire = catalogue.questionnaire("essai", "1")
            found += [questionnaire.title] if questionnaire else []
        return found

    assert asked(0.0) == ["Avant", "Ensuite"]
    assert asked(3600.0) == ["Avant", "Avant"]


FAULTY = [
    pytest.param(b'id = "essai"\ntitle = ', id="no TOML"),
    pytest.param(b'id = "essai"\nversion = "1"\nno_such_key = 1\n', id="unknown key"),
    pytest.param('id = "essai"\ntitle = "été"\n'.encode("latin-1"), id="not UTF-8"),
    pytest.param(b"", id="empty"),
]


@pytest.mark.parametrize("content", FAULTY)
def test_a_faulty_questionnaire_is_told_only_to_whoever_asks_for_it(extra: Path, content: bytes) -> None:
    (extra / "questionnaires" / "essai.toml").write_bytes(content)
    catalogue = ShippedCatalogue(extra)
    assert catalogue.questionnaire("pnsp-2017") is not None
    assert "essai" not in [q.id for q in catalogue.questionnaires()]
    with pytest.raises(BadInput, match=r"essai\.toml") as bad:
        catalogue.questionnaire("essai")
    assert "\n" not in bad.value.sentence


def test_what_is_no_file_is_told_only_to_whoever_asks_for_it(extra: Path) -> None:
    (extra / "questionnaires" / "essai.toml").mkdir()
    (extra / "lists" / "essai.csv").mkdir()
    catalogue = ShippedCatalogue(extra)
    assert catalogue.questionnaire("pnsp-2017", "1") is not None
    assert catalogue.organisations("ars-2017") is not None
    for ask in (catalogue.questionnaire, catalogue.organisations):
        with pytest.raises(BadInput, match=r"essai\.\w+.: ce fichier ne peut pas être lu \(c’est un dossier\)"):
            ask("essai")


def test_a_faulty_newer_version_is_not_passed_over_in_silence(extra: Path) -> None:
    add(extra, "essai-1.toml", "1")
    (extra / "questionnaires" / "essai-2.toml").write_text('id = "essai"\nversion = "2"\n', encoding="utf-8")
    catalogue = ShippedCatalogue(extra)
    assert catalogue.questionnaire("essai", "1") is not None
    with pytest.raises(BadInput, match="essai-2"):
        catalogue.questionnaire("essai")


def test_an_added_list_stands_beside_the_shipped_ones(extra: Path) -> None:
    (extra / "lists" / "deux.csv").write_text("code,name,zone,holidays\n1,Un,,\n2,Deux,,\n", encoding="utf-8")
    (extra / "lists" / "faulty.csv").write_text("code;nom\n", encoding="utf-8")
    catalogue = ShippedCatalogue(extra)
    assert [o.code for o in catalogue.organisations("deux") or ()] == ["1", "2"]
    assert all(isinstance(o, Organisation) for o in catalogue.organisations("ars-2020") or ())
    with pytest.raises(BadInput, match=r"faulty\.csv"):
        catalogue.organisations("faulty")
