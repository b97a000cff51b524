"""From the configuration to the account that mail leaves by: what cannot work is one sentence at the start."""

from __future__ import annotations

from pathlib import Path

import pytest

from mail.smtp_session import on_the_wire
from relance.accounts import smtp_settings
from relance.config import load_config
from tests.mail.letters import INVITATION
from tests.mail.test_signing import COMPOSER, KEY, is_valid
from usecases.ports import BadInput


def written(folder: Path, text: str) -> Path:
    file = folder / "config.toml"
    file.write_text(f'[mail]\nsmtp_host = "smtp.dgos.example"\nsender_address = "a@dgos.example"\n{text}')
    return file


def test_without_more_mail_leaves_by_password_unsigned_and_bounces_come_to_the_sender(tmp_path: Path) -> None:
    found = smtp_settings(load_config(written(tmp_path, "")))
    assert (found.tls, found.tokens, found.sign, found.bounces, found.per_minute) == ("starttls", None, None, "", 0)


def test_a_key_beside_the_configuration_signs_for_the_domain_of_the_sender(tmp_path: Path) -> None:
    (tmp_path / "dkim.pem").write_bytes(KEY)
    found = smtp_settings(load_config(written(tmp_path, 'dkim_selector = "relance"\ndkim_key = "dkim.pem"\n')))
    assert found.sign is not None
    sent = on_the_wire(COMPOSER.compose(INVITATION))
    assert is_valid(found.sign(sent) + sent)


def test_a_token_may_come_from_the_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RELANCE_MAIL__OAUTH_TOKEN", "jeton")
    found = smtp_settings(load_config(written(tmp_path, 'smtp_auth = "xoauth2"\nsmtp_user = "nous"\n')))
    assert found.tokens is not None
    assert found.tokens.current() == "jeton"


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        pytest.param('dkim_key = "dkim.pem"\n', "mail.dkim_selector : ", id="no selector"),
        pytest.param('dkim_selector = "s"\n', "mail.dkim_key : ", id="no key"),
        pytest.param('dkim_selector = "s"\ndkim_key = "nulle-part.pem"\n', "ne peut pas être lu", id="no file"),
        pytest.param('dkim_selector = "s"\ndkim_key = "config.toml"\n', "ne convient pas", id="another file"),
        pytest.param('smtp_auth = "xoauth2"\n', "mail.smtp_user : ", id="no account"),
        pytest.param('bounce_address = "rebuts"\n', "il faut une adresse de courriel", id="no address"),
        pytest.param('bounce_address = "a+{jeton}@b.example"\n', "il faut une adresse de courriel", id="another mark"),
        pytest.param("smtp_per_minute = -1\n", "mail.smtp_per_minute", id="less than nothing"),
    ],
)
def test_what_cannot_work_is_said_at_the_start(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(BadInput) as refused:
        smtp_settings(load_config(written(tmp_path, text)))
    assert sentence in refused.value.sentence
