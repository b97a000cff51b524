"""Several mailboxes in the configuration: what they become, and one clear sentence for what is wrong in them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from relance.boxes import imap_boxes
from relance.config import load_config
from usecases.ports import BadInput

TWO = """
[mail]
imap_host = "imap.dgos.example"
imap_user = "enquete@dgos.example"
imap_password = "motdepasse1"
imap_folders = ["Indésirables", "INBOX"]
imap_processed = "Traités"
imap_since = 2017-07-01

[[mail.boxes]]
host = "imap.ars.example"
port = 143
tls = "starttls"
user = "copie@ars.example"
password_variable = "MOT_DE_PASSE_ARS"
shared = true

[[mail.boxes]]
host = "imap.autre.example"
oauth_command = "/usr/bin/jeton"
"""


def written(folder: Path, text: str) -> Path:
    file = folder / "config.toml"
    file.write_text(text, encoding="utf-8")
    return file


def test_each_folder_and_each_table_is_a_box(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MOT_DE_PASSE_ARS", "motdepasse2")
    config = load_config(written(tmp_path, TWO))
    first, junk, ars, other = imap_boxes(config)
    assert [(box.host, box.folder, box.processed) for box in (first, junk)] == [
        ("imap.dgos.example", "INBOX", "Traités"),
        ("imap.dgos.example", "Indésirables", "Traités"),
    ]
    assert (ars.port, ars.tls, ars.password, ars.shared, first.shared) == (143, "starttls", "motdepasse2", True, False)
    assert other.tokens is not None
    assert {box.since for box in (first, ars)} == {date(2017, 7, 1)}
    assert "motdepasse" not in repr(config) + repr(imap_boxes(config))


def test_without_a_server_there_is_no_box(tmp_path: Path) -> None:
    assert imap_boxes(load_config(written(tmp_path, "[mail]\nimap_user = 'x'\n"))) == []


def test_a_variable_that_is_not_set_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("MOT_DE_PASSE_ARS", raising=False)
    with pytest.raises(BadInput, match="MOT_DE_PASSE_ARS"):
        imap_boxes(load_config(written(tmp_path, TWO)))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        pytest.param(
            '[[mail.boxes]]\nhost = "a"\n[[mail.boxes]]\nhost = "b"\nhots = "c"\n',
            "config.toml, ligne 5, « mail.boxes.hots » : clé inconnue ; vouliez-vous dire « host » ?",
            id="a key that does not exist, in the second",
        ),
        pytest.param(
            '[[mail.boxes]]\nhost = "a"\nport = 1\n[[mail.boxes]]\nhost = "b"\nport = 0\n',
            "config.toml, ligne 6, « mail.boxes.port » : il faut au moins 1, et non « 0 ».",
            id="a value out of bounds, in the second",
        ),
        pytest.param(
            '[[mail.boxes]]\nuser = "a"\n',
            "config.toml, ligne 1, « mail.boxes.host » : cette clé manque.",
            id="no host",
        ),
        pytest.param(
            '[mail]\nboxes = "a"\n',
            "config.toml, ligne 2, « mail.boxes » : il faut des tables, chacune sous un titre entre doubles crochets "
            "« [[mail.boxes]] ».",
            id="no table",
        ),
        pytest.param(
            '[mail]\nimap_since = "hier"\n',
            "config.toml, ligne 2, « mail.imap_since » : il faut une date comme « 2017-07-01 », et non « hier ».",
            id="no date",
        ),
        pytest.param(
            '[mail]\nimap_since = "2017-02-30"\n',
            "config.toml, ligne 2, « mail.imap_since » : il faut une date comme « 2017-07-01 », et non « 2017-02-30 ».",
            id="no day of the calendar",
        ),
        pytest.param(
            '[mail]\nimap_folder = "Retours"\nimap_processed = "Retours"\n',
            "config.toml, ligne 3, « mail.imap_processed » : il faut un autre dossier que celui qui est relevé, "
            "et non « Retours ».",
            id="filed away where it is read",
        ),
    ],
)
def test_what_is_wrong_is_one_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(BadInput) as raised:
        load_config(written(tmp_path, text))
    said = raised.value.sentence.replace(str(tmp_path) + "/", "").replace("\N{NO-BREAK SPACE}", " ")
    assert said == sentence
