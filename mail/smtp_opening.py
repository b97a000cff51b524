"""Opens an SMTP connection: aiosmtplib connects, secures it as was asked and nothing less, and logs in."""

from __future__ import annotations

import asyncio
import ssl
from collections.abc import Callable
from dataclasses import dataclass, field

import aiosmtplib

from mail.mime import address_spec
from mail.oauth import AccessTokens, NoToken
from mail.out_of_reach import why_out_of_reach


@dataclass(frozen=True)
class SmtpSettings:
    """How mail leaves. `tls` is "none", "starttls" or "tls"; `sender` is our address.

    `tokens` logs in by XOAUTH2 instead of the password. `bounces` is the envelope sender (`sender` where it is ""):
    with `{token}` in it, each mail has its own, taken from its Reply-To, which `reply_pattern` describes. `sign` gives
    the DKIM header of a mail as it stands on the wire. `connections` is how many are open at most; `per_minute` how
    many mails may leave in a minute (0: any number); `timeout` and `idle` (how long an unused one is kept): seconds.
    """

    host: str
    port: int
    sender: str
    tls: str = "starttls"
    user: str = ""
    password: str = field(default="", repr=False)
    connections: int = 1
    timeout: float = 30.0
    idle: float = 60.0
    tokens: AccessTokens | None = None
    bounces: str = ""
    reply_pattern: str = ""
    per_minute: int = 0
    sign: Callable[[bytes], bytes] | None = None


class NotOpened(Exception):
    """No connection came about; `reason` is French and says what to mend."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


async def open_connection(
    settings: SmtpSettings, tls_context: ssl.SSLContext | None = None
) -> tuple[asyncio.Transport, dict[str, str]]:
    """Connect, secure, log in: the transport, and what the server offers. Raises `NotOpened`.

    `tls_context` replaces the system's trust.
    """
    client = aiosmtplib.SMTP(
        hostname=settings.host,
        port=settings.port,
        use_tls=settings.tls == "tls",
        start_tls=False,
        tls_context=tls_context,
        timeout=settings.timeout,
        local_hostname=address_spec(settings.sender).rpartition("@")[2] or "localhost",
    )
    try:
        await client.connect()
        await client.ehlo()
        if settings.tls == "starttls":
            if not client.supports_extension("starttls"):
                raise NotOpened("le serveur ne propose pas STARTTLS : rien ne part sans chiffrement")
            await client.starttls()
            await client.ehlo()
        if settings.user:
            await _log_in(client, settings)
        if client.is_ehlo_or_helo_needed:
            await client.ehlo()
        transport = client.transport
        if not isinstance(transport, asyncio.Transport) or transport.is_closing():
            raise NotOpened("le serveur a coupé la connexion")
        return transport, dict(client.esmtp_extensions)
    except NotOpened:
        client.close()
        raise
    except NoToken as error:
        client.close()
        raise NotOpened(error.sentence) from error
    except aiosmtplib.SMTPAuthenticationError as error:
        client.close()
        raise NotOpened(f"le serveur refuse ces identifiants ({error.code} {_line(error.message)})") from error
    except aiosmtplib.SMTPResponseException as error:
        client.close()
        raise NotOpened(f"{error.code} {_line(error.message)}") from error
    except (aiosmtplib.SMTPException, OSError, TimeoutError, ValueError) as error:
        client.close()
        raise NotOpened(why_out_of_reach(error, settings.host)) from error
    except BaseException:  # cancelled, say: the connection must not stay open behind it
        client.close()
        raise


async def _log_in(client: aiosmtplib.SMTP, settings: SmtpSettings) -> None:
    if not client.supports_extension("auth"):
        raise NotOpened("le serveur n’offre pas d’identification ; videz « smtp_user » s’il n’en faut pas")
    if settings.tokens is None:
        await client.login(settings.user, settings.password)
        return
    if "xoauth2" not in client.server_auth_methods:
        raise NotOpened('le serveur n’offre pas XOAUTH2 ; écrivez smtp_auth = "password"')
    token = await asyncio.to_thread(settings.tokens.current)
    try:
        await client.auth_xoauth2(settings.user, token)
    except aiosmtplib.SMTPAuthenticationError:
        if not settings.tokens.refused(token):
            raise
        again = await asyncio.to_thread(settings.tokens.current)
        if again == token:
            raise
        await client.auth_xoauth2(settings.user, again)


def _line(words: str) -> str:
    return " ".join(words.split())[:300]
