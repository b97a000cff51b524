"""The configuration: the defaults without a file, and one clear sentence for whatever is wrong in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from relance.config import Config, load_config
from usecases.ports import BadInput


def written(folder: Path, text: str) -> Path:
    file = folder / "config.toml"
    file.write_text(text, encoding="utf-8")
    return file


def refusal(folder: Path, text: str) -> str:
    """The sentence that this file gets, without the name of its folder."""
    with pytest.raises(BadInput) as error:
        load_config(written(folder, text))
    return error.value.sentence.replace(str(folder) + "/", "").replace("\N{NO-BREAK SPACE}", " ")


def test_without_a_file_the_defaults_hold(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    config = load_config()
    assert config == Config()
    assert (config.mail.smtp_host, config.web.host, config.store.data) == ("", "127.0.0.1", "data")


def test_the_file_of_the_folder_is_read_when_none_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    written(tmp_path, "[web]\nport = 8123\n")
    assert load_config().web.port == 8123


def test_what_the_file_says_is_taken_and_the_rest_stays(tmp_path: Path) -> None:
    config = load_config(written(tmp_path, '[calendar]\nsteps = [-10, -1]\n[mail]\nsmtp_host = "smtp.example"\n'))
    assert config.calendar.steps == (-10, -1)
    assert config.calendar.overdue == (1, 7)
    assert (config.mail.smtp_host, config.mail.smtp_port) == ("smtp.example", 587)


def test_the_data_stand_beside_the_file_that_names_them(tmp_path: Path) -> None:
    assert load_config(written(tmp_path, "")).store.data == str(tmp_path / "data")
    assert load_config(written(tmp_path, '[store]\ndata = "/srv/relance"\n')).store.data == "/srv/relance"


def test_a_windows_file_with_a_byte_order_mark_is_read(tmp_path: Path) -> None:
    assert load_config(written(tmp_path, "\N{ZERO WIDTH NO-BREAK SPACE}[web]\r\nport = 8001\r\n")).web.port == 8001


def test_a_secret_may_come_from_the_environment_and_wins(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RELANCE_MAIL__SMTP_PASSWORD", "0123")
    monkeypatch.setenv("RELANCE_MAIL__SMTP_PORT", "25")
    config = load_config(written(tmp_path, '[mail]\nsmtp_password = "autre"\nsmtp_user = "nous"\n'))
    assert (config.mail.smtp_password, config.mail.smtp_port, config.mail.smtp_user) == ("0123", 25, "nous")


def test_secrets_are_not_shown(tmp_path: Path) -> None:
    config = load_config(
        written(tmp_path, '[mail]\nsmtp_password = "motdepasse1"\n[chat]\ntelegram_token = "motdepasse2"\n')
    )
    assert "motdepasse" not in repr(config)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        pytest.param(
            '[mail]\nsmpt_host = "x"\n',
            "config.toml, ligne 2, « mail.smpt_host » : clé inconnue ; vouliez-vous dire « smtp_host » ?",
            id="key-misspelt",
        ),
        pytest.param(
            "[male]\nx = 1\n",
            "config.toml, ligne 1, « male » : section inconnue ; vouliez-vous dire « mail » ?",
            id="section-misspelt",
        ),
        pytest.param(
            "[chat]\nzzzz = 1\n",
            "config.toml, ligne 2, « chat.zzzz » : clé inconnue ; les clés possibles de « [chat] » sont : "
            "telegram_token, base_url, bot_name, "
            "webhook_url, webhook_secret, webhook_host, webhook_port.",
            id="key-like-no-other",
        ),
        pytest.param(
            '\n[web]\nport = "8000"\n',
            "config.toml, ligne 3, « web.port » : il faut un nombre entier, et non « 8000 ».",
            id="text-for-a-number",
        ),
        pytest.param(
            "[web]\nport = true\n",
            "config.toml, ligne 2, « web.port » : il faut un nombre entier, et non « True ».",
            id="true-is-no-number",
        ),
        pytest.param(
            "[web]\nport = 80000\n",
            "config.toml, ligne 2, « web.port » : il faut au plus 65535, et non « 80000 ».",
            id="too-much",
        ),
        pytest.param(
            "[calendar]\nsteps = [-3, 3]\n",
            "config.toml, ligne 2, « calendar.steps » : il faut au plus -1, et non « 3 ».",
            id="a-reminder-after-the-last-day",
        ),
        pytest.param(
            '[calendar]\nhour = "20:00"\n',
            "config.toml, ligne 2, « calendar.hour » : il faut une heure entre 08:00 et 18:59, comme « 09:00 », "
            "et non « 20:00 ».",
            id="an-hour-at-night",
        ),
        pytest.param(
            "[calendar]\nsteps = -3\n",
            "config.toml, ligne 2, « calendar.steps » : il faut une liste, comme [1, 2], et non « -3 ».",
            id="one-for-a-list",
        ),
        pytest.param(
            "[mail]\nimap_password = 12\n",
            "config.toml, ligne 2, « mail.imap_password » : il faut un texte entre guillemets.",
            id="a-wrong-secret-is-not-repeated",
        ),
        pytest.param(
            'web = "ici"\n',
            "config.toml, ligne 1, « web » : il faut une section « [web] », et non une simple valeur.",
            id="value-for-a-section",
        ),
        pytest.param(
            "[mail]\nsmtp_host = 2026-01-01\n",
            "config.toml, ligne 2, « mail.smtp_host » : il faut un texte entre guillemets.",
            id="a-date-for-a-text",
        ),
        pytest.param(
            '[mail]\nimap_host = "imap.example:993"\n',
            "config.toml, ligne 2, « mail.imap_host » : il faut le nom du serveur seul, comme « courriel.example », "
            "sans son port, et non « imap.example:993 ».",
            id="a-server-with-its-port",
        ),
        pytest.param(
            '[mail]\nsender_name = "DGOS\\nBcc: x"\n',
            "config.toml, ligne 2, « mail.sender_name » : il faut un texte d’une seule ligne, sans caractère de "
            "contrôle, et non « DGOS Bcc: x ».",
            id="a-name-in-two-lines",
        ),
        pytest.param(
            '[mail]\nimap_folder = ""\n',
            "config.toml, ligne 2, « mail.imap_folder » : il faut un texte qui n’est pas vide, et non «  ».",
            id="a-folder-without-name",
        ),
        pytest.param(
            '[mail.boxes]\nhost = "x"\n',
            "config.toml, ligne 1, « mail.boxes » : il faut des tables, chacune sous un titre entre doubles crochets "
            "« [[mail.boxes]] ».",
            id="one-box-in-single-brackets",
        ),
        pytest.param(
            '[chat]\nbase_url = "api.telegram.org"\n',
            "config.toml, ligne 2, « chat.base_url » : il faut une adresse, comme « https://api.telegram.org », "
            "et non « api.telegram.org ».",
            id="an-address-without-https",
        ),
        pytest.param(
            "[web\nport = 1\n",
            "config.toml, ligne 1 : ce n’est pas du TOML valable (on lit « [web »).",
            id="not-toml",
        ),
        pytest.param(
            '[mail]\nsmtp_password = "secret\n',
            "config.toml, ligne 2 : ce n’est pas du TOML valable (on lit « smtp_password = … »).",
            id="not-toml-in-a-secret",
        ),
        pytest.param(
            "[web]\nport = 1\nport = 2\n",
            "config.toml, ligne 3 : ce n’est pas du TOML valable (on lit « port = 2 »).",
            id="key-twice",
        ),
    ],
)
def test_what_is_wrong_is_one_sentence(tmp_path: Path, text: str, sentence: str) -> None:
    assert refusal(tmp_path, text) == sentence


@pytest.mark.parametrize("host", ["0.0.0.0", "192.168.1.4", "::", "relance.example", ""])
def test_the_pages_are_served_to_this_machine_only(tmp_path: Path, host: str) -> None:
    said = refusal(tmp_path, f'[web]\nhost = "{host}"\n')
    assert "ne peuvent être servies que sur cette machine" in said
    assert said.startswith("config.toml, ligne 2, « web.host »")


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "::1", "localhost"])
def test_any_name_of_this_machine_will_do(tmp_path: Path, host: str) -> None:
    assert load_config(written(tmp_path, f'[web]\nhost = "{host}"\n')).web.host == host


@pytest.mark.parametrize("pattern", ["relance@x.example", "{token}", "a@{token}.example", "a{token}{token}@x.example"])
def test_a_reply_address_must_hold_the_token_before_the_at_sign(tmp_path: Path, pattern: str) -> None:
    assert "« {token} » avant l’arobase" in refusal(tmp_path, f'[mail]\nreply_pattern = "{pattern}"\n')


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("RELANCE_MAIL__SMTP_PORT", "abc", "variable RELANCE_MAIL__SMTP_PORT : il faut un nombre entier"),
        ("RELANCE_MAIL__SMPT_PORT", "1", "clé inconnue ; vouliez-vous dire « smtp_port » ?"),
        ("RELANCE_MALI__SMTP_PASSWORD", "x", "section inconnue ; vouliez-vous dire « mail » ?"),
        ("RELANCE_WEB__HOST", "0.0.0.0", "ne peuvent être servies que sur cette machine"),
        ("RELANCE_CALENDAR__STEPS", "demain", "variable RELANCE_CALENDAR : la valeur ne convient pas"),
    ],
)
def test_a_wrong_variable_is_one_sentence_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, value: str, sentence: str
) -> None:
    monkeypatch.setenv(name, value)
    assert sentence in refusal(tmp_path, "")


def test_a_no_break_space_in_a_name_is_no_fault(tmp_path: Path) -> None:
    text = '[mail]\nsender_name = "DGOS\u00a0: enquêtes"\nimap_since = 2017-07-01\n'
    mail = load_config(written(tmp_path, text)).mail
    assert (mail.sender_name, mail.imap_since) == ("DGOS\u00a0: enquêtes", "2017-07-01")


def test_a_file_that_is_named_must_exist(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="n’existe pas"):
        load_config(tmp_path / "absent.toml")


def test_a_folder_is_no_file(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="ne peut pas être lu"):
        load_config(tmp_path)


def test_a_file_in_another_encoding_is_said(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_bytes("# été\n".encode("cp1252"))
    with pytest.raises(BadInput, match="UTF-8"):
        load_config(file)


SECTIONS = [*Config.model_fields, "male", ""]
KEYS = [
    "smtp_port",
    "host",
    "steps",
    "data",
    "level",
    "telegram_token",
    "smtp_tls",
    "reply_pattern",
    "clé",
    "x.y",
    '"a\\nb"',
]
VALUES = [
    "1",
    "-1",
    "1e400",
    "nan",
    "true",
    '""',
    '"é"',
    "[]",
    "[-1, 'a']",
    "[[1]]",
    "{a = 1}",
    "2017-09-29",
    '"',
    "x",
    '"a\\nb"',
]
LINES = st.one_of(
    st.sampled_from(SECTIONS).map(lambda section: f"[{section}]"),
    st.tuples(st.sampled_from(KEYS), st.sampled_from(VALUES)).map(" = ".join),
    st.text(max_size=12),
)


@given(lines=st.lists(LINES, max_size=6))
def test_any_file_gives_a_configuration_or_one_sentence(
    tmp_path_factory: pytest.TempPathFactory, lines: list[str]
) -> None:
    file = tmp_path_factory.getbasetemp() / "any.toml"
    file.write_bytes("\n".join(lines).encode("utf-8", "surrogatepass"))
    try:
        said = f"{file} is read, with {load_config(file)}"
    except BadInput as refused:
        said = refused.sentence
    assert said.startswith(str(file))
    assert len(said.splitlines()) == 1
