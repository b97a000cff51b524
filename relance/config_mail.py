"""The [mail] section of the configuration: how mail leaves and arrives; a table [[mail.boxes]] is one more mailbox."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Annotated, Literal, TypeGuard

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

Port = Annotated[int, Field(ge=1, le=65535)]
Tls = Literal["none", "starttls", "tls"]
_CONTROL = re.compile("[\\x00-\\x1f\\x7f-\\x9f\\u2028\\u2029]")
Auth = Literal["password", "xoauth2"]


class Section(BaseModel):
    """A table of the file: frozen, no key that we do not know, and each text in one line."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    @field_validator("*")
    @classmethod
    def _is_one_line(cls, value: object) -> object:
        if any(isinstance(text, str) and _CONTROL.search(text) for text in (value if _is_list(value) else (value,))):
            raise PydanticCustomError("french", "il faut un texte d’une seule ligne, sans caractère de contrôle")
        return value


def _is_list(value: object) -> TypeGuard[tuple[object, ...]]:
    return isinstance(value, tuple)


def _is_a_server(value: str) -> str:
    if re.search(r"[\s/@<>]", value) or (":" in value and value.count(":") == 1):
        raise PydanticCustomError("french", "il faut le nom du serveur seul, comme « courriel.example », sans son port")
    return value


Server = Annotated[str, AfterValidator(_is_a_server)]


class BoxSection(Section):
    """One more mailbox: a `[[mail.boxes]]` of the file. `password_variable` names a variable of the environment."""

    host: Annotated[Server, Field(min_length=1)]
    port: Port = 993
    tls: Tls = "tls"
    user: str = ""
    password: str = Field(default="", repr=False)
    password_variable: str = ""
    oauth_command: str = ""
    folder: Annotated[str, Field(min_length=1)] = "INBOX"
    processed: str = ""
    shared: bool = False


class MailSection(Section):
    """How mail leaves and arrives. An empty `smtp_host` or `imap_host`: Maildirs under DATA/mail."""

    smtp_host: Server = ""
    smtp_port: Port = 587
    smtp_tls: Tls = "starttls"
    smtp_user: str = ""
    smtp_password: str = Field(default="", repr=False)
    smtp_connections: Annotated[int, Field(ge=1, le=50)] = 1
    smtp_auth: Auth = "password"
    smtp_per_minute: Annotated[int, Field(ge=0, le=100_000)] = 0
    bounce_address: str = ""
    dkim_selector: str = ""
    dkim_domain: str = ""
    dkim_key: str = ""
    oauth_command: str = ""
    oauth_token: str = Field(default="", repr=False)
    imap_host: Server = ""
    imap_port: Port = 993
    imap_tls: Tls = "tls"
    imap_user: str = ""
    imap_password: str = Field(default="", repr=False)
    imap_auth: Auth = "password"
    imap_folder: Annotated[str, Field(min_length=1)] = "INBOX"
    imap_folders: tuple[Annotated[str, Field(min_length=1)], ...] = ()
    imap_processed: str = ""
    imap_shared: bool = False
    imap_since: str = ""
    imap_idle: bool = True
    boxes: tuple[BoxSection, ...] = ()
    sender_name: str = "Relance"
    sender_address: str = "relance@relance.example"
    reply_pattern: str = "relance+{token}@relance.example"
    authserv_id: str = ""
    max_megabytes: Annotated[int, Field(ge=1, le=200)] = 25

    @field_validator("imap_since", mode="before")
    @classmethod
    def _is_a_day(cls, value: object) -> object:
        if isinstance(value, date) and not isinstance(value, datetime):  # TOML has dates without quotes
            return value.isoformat()
        if isinstance(value, str) and value and not _day(value):
            raise PydanticCustomError("french", "il faut une date comme « 2017-07-01 »")
        return value

    @field_validator("imap_processed")
    @classmethod
    def _is_elsewhere(cls, value: str, info: ValidationInfo) -> str:
        if value and value in (info.data.get("imap_folder"), *info.data.get("imap_folders", ())):
            raise PydanticCustomError("french", "il faut un autre dossier que celui qui est relevé")
        return value

    @field_validator("sender_address")
    @classmethod
    def _is_an_address(cls, value: str) -> str:
        if not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+", value):
            raise PydanticCustomError("french", "il faut une adresse de courriel, comme « relance@relance.example »")
        return value

    @field_validator("bounce_address")
    @classmethod
    def _may_hold_the_token(cls, value: str) -> str:
        if value and not re.fullmatch(r"[^@\s<>{}]*(\{token\})?[^@\s<>{}]*@[^@\s<>{}]+", value):
            raise PydanticCustomError(
                "french", "il faut une adresse de courriel, avec ou sans « {token} » avant l’arobase"
            )
        return value

    @field_validator("reply_pattern")
    @classmethod
    def _holds_the_token(cls, value: str) -> str:
        if value.count("{token}") != 1 or not re.fullmatch(r"[^@\s<>]*\{token\}[^@\s<>]*@[^@\s<>{}]+", value):
            raise PydanticCustomError(
                "french", "il faut une adresse qui contient « {token} » avant l’arobase, comme « relance+{token}@… »"
            )
        return value


def _day(text: str) -> bool:
    try:
        return len(text) == 10 and bool(date.fromisoformat(text))
    except ValueError:
        return False
