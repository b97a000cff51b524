"""Whatever is wrong with what a person gives: one clear sentence, exit code 2, and nothing half-written."""

from __future__ import annotations

import json
import os
import shlex
import subprocess
import sys
from pathlib import Path

import pytest

from tests.journeys.commands import CONTACTS, Desk

ROOT = Path(__file__).parents[2]

CREATE = ("--opens", "2017-07-17", "--deadline", "2017-09-29")


def create(desk: Desk, contacts: str, *dates: str, questionnaire: str = "pnsp-2017") -> tuple[int, str]:
    file = desk.folder / "contacts.csv"
    file.write_text(contacts, encoding="utf-8")
    said = desk(
        "campaign", "create", questionnaire, "--id", "pnsp", "--contacts", str(file), *(dates or CREATE)
    )  # fmt: skip
    return said.code, said.errors


@pytest.mark.parametrize(
    ("contacts", "words"),
    [
        pytest.param("", "vide", id="an empty file"),
        pytest.param("organisation,name\n53,X\n", "email", id="no column of addresses"),
        pytest.param("organisation,name,email,role\n53,Anne,,respondent\n", "ligne 2", id="a contact without address"),
        pytest.param("organisation,name,email,role\n53,Anne,anne(at)x,respondent\n", "ligne 2", id="no address"),
        pytest.param(
            "organisation,name,email,role\n53,A,a@x.example,respondent\n44,B,A@X.example,respondent\n",
            "ligne 3",
            id="the same address twice",
        ),
        pytest.param("organisation,name,email,role\n99,A,a@x.example,respondent\n", "99", id="an unknown organisation"),
        pytest.param("organisation,name,email,role\n53,A,a@x.example,boss\n", "boss", id="an unknown role"),
        pytest.param("organisation,name,email,role\n53,A,a@x.example,resource\n", "inviter", id="nobody to invite"),
    ],
)
def test_a_wrong_contacts_file_is_refused_with_its_place(tmp_path: Path, contacts: str, words: str) -> None:
    desk = Desk(tmp_path)
    code, errors = create(desk, contacts)
    assert code == 2
    assert words in errors
    assert "Traceback" not in errors
    assert len(errors.strip().splitlines()) == 1
    assert desk.does("campaign", "list", "--json").json == []


@pytest.mark.parametrize(
    ("dates", "words"),
    [
        (("--opens", "2017-02-30", "--deadline", "2017-09-29"), "--opens"),
        (("--opens", "demain peut-être", "--deadline", "2017-09-29"), "--opens"),
        (("--opens", "2017-07-17", "--deadline", "31 septembre 2017"), "--deadline"),
        (("--opens", "2017-07-17", "--deadline", "2017-07-01"), "--deadline"),
        (("--opens", "2017-07-17"), "--deadline"),
    ],
    ids=["no such day", "no date", "no such day in French", "a deadline before the opening", "no deadline"],
)
def test_a_wrong_date_is_refused_and_named(tmp_path: Path, dates: tuple[str, ...], words: str) -> None:
    code, errors = create(Desk(tmp_path), CONTACTS, *dates)
    assert code == 2
    assert words in errors
    assert len(errors.strip().splitlines()) == 1


def test_a_campaign_that_exists_is_not_launched_again(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.launch()
    code, errors = create(desk, CONTACTS)
    assert code == 2
    assert "existe déjà" in errors


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("campaign", "status", "pnps"), "pnsp"),
        (("mail", "compose", "pnsp", "marie.dupond@ars-bretagne.example"), "marie.dupont@ars-bretagne.example"),
        (("campaign", "extend", "pnsp", "99", "--until", "2017-10-06", "--reason", "congés"), "99"),
        (("campaign", "extend", "pnsp", "53", "--until", "2017-09-01", "--reason", "congés"), "--until"),
        (("campaign", "wave", "pnsp", "--label", "recueil", "--opens", "1/10/2017", "--deadline", "1/11"), "recueil"),
        (("questionnaires", "show", "pnsp"), "pnsp-2017"),
        (("questionnaires", "check", "nulle-part.toml"), "nulle-part.toml"),
        (("mail", "ingest", "nulle-part.eml"), "nulle-part.eml"),
        (("mail", "ingest", ""), "PATH"),
        (("unmatched", "show", "inconnu"), "inconnu"),
        (("review", "open", "pnsp", "--deadline", "2017-12-01"), "répondu"),
        (("synthesis", "final", "pnsp", "-o", "ici"), "projet"),
        (("amendments", "accept", "pnsp", "A1", "--reason", "oui"), "A1"),
        (("export", "pnsp", "--format", "pdf", "-o", "x"), "--format"),
        (("campagne",), "campagne"),
        (("campaign", "status"), "ID"),
        (("campaign", "status", "pnsp", "--jsno"), "--jsno"),
    ],
)  # fmt: skip
def test_what_does_not_exist_is_named_in_one_sentence(tmp_path: Path, arguments: tuple[str, ...], words: str) -> None:
    desk = Desk(tmp_path)
    desk.launch()
    said = desk(*arguments)
    assert said.code == 2, said.text
    assert words in said.errors
    assert "Traceback" not in said.errors
    assert len(said.errors.strip().splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("export", "pnsp", "--format", "xml", "-o", "x"), "« xml » n’en est pas une valeur ; choisissez parmi"),
        (("serve", "--every", "abc"), "l’option « --every » : il faut un nombre"),
        (("serve", "--every", "-3"), "--every : il faut un nombre de secondes, de 0,01 à 86400"),
        (("serve", "--every", "nan"), "--every : il faut un nombre de secondes, de 0,01 à 86400"),
        (("--data", "", "tick"), "--data : la valeur est vide ; donnez un dossier, ou retirez l’option"),
        (("--now=", "tick"), "--now : la valeur est vide ; donnez un moment, ou retirez l’option"),
        (("tick", "encore", "un"), "il y a un argument de trop : « encore un »"),
        (("campaign", "list", "--json=3"), "l’option « --json » s’écrit seule, sans valeur"),
        (("campaign", "create", "pnsp-2017", "--id"), "l’option « --id » attend une valeur"),
    ],
)  # fmt: skip
def test_wrong_usage_is_said_in_french_alone(tmp_path: Path, arguments: tuple[str, ...], sentence: str) -> None:
    said = Desk(tmp_path)(*arguments)
    assert said.code == 2
    assert sentence in said.errors
    assert "alue" not in said.errors.replace("valeur", ""), "nothing of the library’s English"


def test_a_lost_secret_is_not_silently_another_one(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.launch()
    secret = tmp_path / "data" / "secret"
    kept = secret.read_bytes()
    secret.unlink()
    refused = desk("tick")
    assert refused.code == 2
    assert "rétablissez-le depuis une sauvegarde" in refused.errors
    assert len(refused.errors.splitlines()) == 1
    assert not secret.exists()
    desk.does("campaign", "status", "pnsp", "--json")
    secret.write_bytes(kept)
    desk.does("tick")


def test_a_file_where_a_folder_should_be_is_said_in_french(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.launch()
    said = desk("export", "pnsp", "--format", "json", "-o", str(tmp_path / "contacts.csv" / "x.json"))
    assert said.code == 2
    assert "un fichier est là où il faudrait un dossier" in said.errors


@pytest.mark.parametrize("command", [("campaign", "list", "--json"), ("tick", "--json"), ("outbox", "list")])
def test_a_data_folder_that_is_a_file_is_named(tmp_path: Path, command: tuple[str, ...]) -> None:
    desk = Desk(tmp_path)
    (tmp_path / "data").write_text("organisation;name;email;role", encoding="utf-8")
    said = desk(*command)
    assert (said.code, said.raw) == (2, b"")
    assert f"« {tmp_path / 'data'}" in said.errors
    assert "ne peut pas servir (un fichier est là où il faudrait un dossier)" in said.errors


def test_a_folder_for_a_configuration_is_said_in_french(tmp_path: Path) -> None:
    said = Desk(tmp_path)("--config", str(tmp_path), "campaign", "list")
    assert said.code == 2
    assert "(c’est un dossier)" in said.errors


def test_a_single_message_is_counted_in_the_singular(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    desk.launch(contacts="organisation;name;email;role\n53;Anne;anne@x.example;respondent\n")
    said = desk("campaign", "wave", "pnsp", "--label", "v2", "--opens", "2017-10-02", "--deadline", "2017-11-03")
    assert "1 message à 1 organisme, à partir du 02/10/2017" in said.text


def test_a_wrong_configuration_names_its_key(tmp_path: Path) -> None:
    config = tmp_path / "config.toml"
    config.write_text('[mail]\nsmtp_hots = "x"\n', encoding="utf-8")
    said = Desk(tmp_path)("--config", str(config), "campaign", "list")
    assert said.code == 2
    assert "smtp_hots" in said.errors


def test_a_questionnaire_that_names_no_known_list_is_told_at_its_check(tmp_path: Path) -> None:
    shipped = ROOT / "questionnaires" / "catalogue" / "pnsp-2017.toml"
    file = tmp_path / "essai.toml"
    file.write_text(shipped.read_text(encoding="utf-8").replace('"ars-2017"', '"ars-2071"'), encoding="utf-8")
    said = Desk(tmp_path)("questionnaires", "check", str(file))
    assert said.code == 2
    assert "« organisations » : « ars-2071 » n’est pas une liste connue" in said.errors.replace("\u00a0", " ")
    assert Desk(tmp_path)("questionnaires", "check", str(shipped)).code == 0


@pytest.mark.parametrize("now", ["hier", "9999-12-31T23:59", "0001-01-01"])
def test_now_must_be_a_date(tmp_path: Path, now: str) -> None:
    said = Desk(tmp_path)("tick", now=now)
    assert said.code == 2
    assert "--now" in said.errors
    assert len(said.errors.splitlines()) == 1


@pytest.mark.parametrize("label", ["", " ", "a/b", "RECUEIL", " recueil ", "é" * 61, "a\x07b"])
def test_a_round_has_a_short_name_of_its_own(tmp_path: Path, label: str) -> None:
    desk = Desk(tmp_path)
    desk.launch()
    said = desk("campaign", "wave", "pnsp", "--label", label, "--opens", "2017-10-01", "--deadline", "2017-11-01")
    assert said.code == 2
    assert "nom" in said.errors
    assert len(said.errors.splitlines()) == 1


def test_a_dry_run_counts_and_writes_nothing(tmp_path: Path) -> None:
    desk = Desk(tmp_path)
    file = tmp_path / "contacts.csv"
    file.write_text(CONTACTS, encoding="utf-8")
    said = desk.does(
        "campaign", "create", "pnsp-2017", "--id", "pnsp", "--contacts", str(file), *CREATE, "--dry-run", "--json"
    )
    assert said.json["invited"][0]["email"] == "direction@ars-bretagne.example"
    assert len(said.json["invited"]) == 4
    assert not (tmp_path / "data").exists()


@pytest.mark.parametrize(
    ("stream", "command", "code", "errors"),
    [
        (">&-", "campaign status pnsp --json", 0, ""),
        (">&-", "--help", 0, ""),
        ("<&-", "chat pnsp marie.dupont@ars-bretagne.example", 0, ""),
        ("2>&-", "campaign plan nothing", 2, ""),
        (
            ">/dev/full",
            "campaign status pnsp --json",
            1,
            "l’écriture est refusée (le disque est plein) ; libérez de la place et recommencez.",
        ),
        (
            ">/dev/full",
            "mail compose pnsp paul.weber@ars-grand-est.example",
            1,
            "l’écriture est refusée (le disque est plein) ; libérez de la place et recommencez.",
        ),
        ("| head -c 1", "campaign plan pnsp --json", 0, ""),
    ],
    ids=["closed", "help closed", "no input", "errors closed", "full", "full of bytes", "cut short"],
)
def test_streams_that_are_closed_full_or_cut_short_are_no_accident(
    tmp_path: Path, stream: str, command: str, code: int, errors: str
) -> None:
    desk = Desk(tmp_path)
    desk.launch()
    desk.tick("2017-07-17T09:00")
    said = in_shell(tmp_path, f"{command} {stream}")
    assert (said.returncode, "Traceback" in said.stderr) == (code, False)
    assert said.stderr.strip().endswith(errors)
    assert len(said.stderr.splitlines()) == bool(errors)


@pytest.mark.parametrize("charset", ["ascii", "iso-8859-1", "cp1252"])
def test_a_terminal_without_our_letters_gets_the_nearest_ones(tmp_path: Path, charset: str) -> None:
    desk = Desk(tmp_path)
    desk.launch()
    said = in_shell(tmp_path, "campaign list && $RELANCE campaign status pnsp", charset)
    assert said.returncode == 0, said.stderr
    assert "pnsp - Bilan du PNSP" in said.stdout.replace("—", "-")
    assert ("Île-de-France" if charset != "ascii" else "Ile-de-France") in said.stdout
    known = in_shell(tmp_path, "campaign status pnsp --json", charset)
    assert "ARS Île-de-France" in {one["name"] for one in json.loads(known.stdout)["organisations"]}


def in_shell(folder: Path, command: str, charset: str = "utf-8") -> subprocess.CompletedProcess[str]:
    """What a shell makes of `relance COMMAND`, after the opening of the campaign."""
    program = (
        f"{shlex.quote(sys.executable)} -m relance --data {shlex.quote(str(folder / 'data'))} --now 2017-07-17T10:00"
    )
    given = {**os.environ, "RELANCE": program, "PYTHONIOENCODING": charset, "PYTHONPATH": str(ROOT)}
    return subprocess.run(
        ["bash", "-o", "pipefail", "-c", f"$RELANCE {command}"],
        env=given, cwd=folder, capture_output=True, encoding=charset, check=False, timeout=120,
    )  # fmt: skip
