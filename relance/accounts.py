"""The account that mail leaves by, and the tokens of accounts without a password, from the configuration."""

from __future__ import annotations

from pathlib import Path

from mail.oauth import AccessTokens
from mail.signing import BadKey, Signer
from mail.smtp_opening import SmtpSettings
from relance.config import Config
from usecases.ports import BadInput
from usecases.refusals import why


def smtp_settings(config: Config) -> SmtpSettings:
    """How mail leaves. Raises `BadInput` for what cannot work."""
    mail = config.mail
    if mail.smtp_auth == "xoauth2" and not mail.smtp_user:
        raise BadInput('mail.smtp_user : avec smtp_auth = "xoauth2", il faut le nom du compte.')
    return SmtpSettings(
        host=mail.smtp_host,
        port=mail.smtp_port,
        sender=mail.sender_address,
        tls=mail.smtp_tls,
        user=mail.smtp_user,
        password=mail.smtp_password,
        connections=mail.smtp_connections,
        tokens=access_tokens(config, mail.smtp_user) if mail.smtp_auth == "xoauth2" else None,
        bounces=mail.bounce_address,
        reply_pattern=mail.reply_pattern,
        per_minute=mail.smtp_per_minute,
        sign=_signer(config),
    )


def access_tokens(config: Config, user: str) -> AccessTokens:
    """The tokens of one account: a command of the configuration gives them, or the environment gave one."""
    return AccessTokens(config.mail.oauth_command, config.mail.oauth_token, user)


def _signer(config: Config) -> Signer | None:
    mail = config.mail
    if not mail.dkim_key and not mail.dkim_selector:
        return None
    if not mail.dkim_key or not mail.dkim_selector:
        missing, given = ("dkim_key", "dkim_selector") if mail.dkim_selector else ("dkim_selector", "dkim_key")
        raise BadInput(f"mail.{missing} : pour signer les courriels (DKIM), il faut aussi cette clé, avec {given}.")
    try:
        key = Path(mail.dkim_key).read_bytes()
    except OSError as error:
        raise BadInput(f"mail.dkim_key : « {mail.dkim_key} » ne peut pas être lu ({why(error)}).") from None
    try:
        return Signer(mail.dkim_selector, mail.dkim_domain or mail.sender_address.rpartition("@")[2], key)
    except BadKey as fault:
        raise BadInput(f"mail.dkim_key : « {mail.dkim_key} » ne convient pas : {fault.sentence}.") from None
