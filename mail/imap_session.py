"""One connection to an IMAP account: opened, encrypted, logged in, and its faults told in one French sentence."""

from __future__ import annotations

import re
import socket
import ssl
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import date

from imapclient import IMAPClient
from imapclient.exceptions import (
    CapabilityError,
    IMAPClientAbortError,
    IMAPClientError,
    IMAPClientReadOnlyError,
    LoginError,
)

from mail.batches import COUNT
from mail.oauth import AccessTokens, NoToken
from mail.out_of_reach import why_out_of_reach


@dataclass(frozen=True)
class ImapSettings:
    """Where mail arrives. `tls` is "none", "starttls" or "tls"; `timeout` is in seconds.

    With `tokens` the login is XOAUTH2 and `password` is not used. Of a mail over `max_bytes` only the first
    `max_bytes` + 1 bytes are fetched: enough to see that it is too large. What arrived before `since` is left alone.
    `processed` is the folder to which mails are moved once they are taken ("": they stay). A `shared` box also holds
    mail that is not for us.
    """

    host: str
    port: int
    user: str
    password: str = field(repr=False)
    tls: str = "tls"
    folder: str = "INBOX"
    timeout: float = 30.0
    max_bytes: int = 25_000_000
    batch: int = COUNT
    tokens: AccessTokens | None = field(default=None, repr=False)
    since: date | None = None
    processed: str = ""
    shared: bool = False


class Refused(Exception):
    """The connection stands and the server said no to something; `sentence` is French."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


def connect(settings: ImapSettings, ssl_context: ssl.SSLContext | None) -> IMAPClient:
    """An open connection, logged in, no folder selected. Raises what imapclient raises, `OSError` and `NoToken`."""
    client = IMAPClient(
        settings.host,
        settings.port,
        ssl=settings.tls == "tls",
        ssl_context=ssl_context,
        timeout=settings.timeout,
    )
    try:
        client.normalise_times = False
        # imapclient has imaplib write every byte that arrives into texts for a log: half of the time of a fetch, and no
        # log should hold people's mail.
        client._imap.debug = 0
        if settings.tls == "starttls":
            client.starttls(ssl_context or ssl.create_default_context())
        _log_in(client, settings)
    except LoginError as error:
        cut(client)
        if isinstance(error.__context__, IMAPClientAbortError):  # not refused: the connection broke
            raise error.__context__ from None
        raise
    except BaseException:
        cut(client)
        raise
    return client


def _log_in(client: IMAPClient, settings: ImapSettings) -> None:
    if settings.tokens is None:
        if settings.password.isascii() and settings.user.isascii():
            client.login(settings.user, settings.password)
        else:  # LOGIN knows no accents
            client.plain_login(settings.user, settings.password)
        return
    token = settings.tokens.current()
    try:
        _with_token(client, settings.user, token)
    except LoginError:
        if not settings.tokens.refused(token):
            raise
        _with_token(client, settings.user, settings.tokens.current())


def _with_token(client: IMAPClient, user: str, token: str) -> None:
    """XOAUTH2: the token first; a second question of the server holds the reason of its refusal and wants nothing."""
    said = f"user={user}\1auth=Bearer {token}\1\1"
    client.sasl_login("XOAUTH2", lambda challenge: b"" if challenge else said)


def leave(client: IMAPClient) -> None:
    """Log out; never raises for what the other side does."""
    try:
        client.logout()
    except (IMAPClientError, OSError, ValueError, AssertionError):
        cut(client)


def cut(client: IMAPClient) -> None:
    """Close the connection without a word; whoever reads from it is told. May be called from another thread."""
    gone = (IMAPClientError, OSError, AttributeError)
    with suppress(*gone):
        client.socket().shutdown(socket.SHUT_RDWR)
    with suppress(*gone):
        client.shutdown()


# A server that is short of something says so (RFC 5530); the others are of imaplib, for an answer that is no refusal.
_NO_REFUSAL = re.compile(r"\[(?:UNAVAILABLE|INUSE|LIMIT|SERVERBUG)\b|command error: BAD|got more than")


def is_refused(error: Exception) -> bool:
    """Whether the same name and password will be refused again."""
    return isinstance(error, LoginError) and not _NO_REFUSAL.search(str(error))


def is_lost(error: Exception) -> bool:
    """Whether a new connection may do better."""
    return isinstance(error, (IMAPClientAbortError, OSError)) and not isinstance(
        error, (IMAPClientReadOnlyError, ssl.SSLCertVerificationError, socket.gaierror)
    )


def sentence_of(error: Exception, settings: ImapSettings) -> str:
    """What went wrong, without any secret."""
    where = f"La boîte de réception {settings.host}:{settings.port}"
    closed = f"{where} ne peut pas être lue :"
    match error:
        case Refused() | NoToken():
            return f"{closed} {error.sentence}."
        case LoginError():
            return f"{where} refuse ces identifiants : {_words(error, settings)}."
        case CapabilityError():
            return f"{closed} elle n’offre pas ce qui lui est demandé ({_words(error, settings)})."
        case IMAPClientReadOnlyError():
            return f"{closed} le dossier « {settings.folder} » n’y est ouvert qu’en consultation."
        case TimeoutError():
            return f"{where} ne répond pas."
        case ssl.SSLError() | socket.gaierror() | ConnectionRefusedError():
            return f"{closed} {why_out_of_reach(error, settings.host)}."
        case ConnectionError() | IMAPClientAbortError():
            return f"{closed} la connexion a été rompue ({_words(error, settings)})."
        case IMAPClientError() | OSError():
            return f"{closed} {_words(error, settings)}."
        case _:
            return f"{closed} elle ne parle pas IMAP comme il se doit ({type(error).__name__})."


def _words(error: Exception, settings: ImapSettings) -> str:
    """The other side's own words, on one line, without the password if it was repeated."""
    said = (error.strerror if isinstance(error, OSError) else "") or str(error) or type(error).__name__
    if said == "socket error: EOF":
        return "le serveur a raccroché"
    if quoted := re.fullmatch(r"""b(['"])(.*)\1""", said, re.DOTALL):  # imaplib hands on bytes as it prints them
        said = quoted[2]
    if settings.password:
        said = said.replace(settings.password, "…")
    return " ".join(said.split())[:300].rstrip(".")
