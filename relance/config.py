"""The configuration: config.toml (and RELANCE_… variables for its secrets) read strictly into frozen values.

A wrong file never half works: an unknown key, a wrong type or a value out of bounds is one French sentence.
"""

from __future__ import annotations

import json
import os
import re
import tomllib
from datetime import date, time
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, ValidationError, field_validator
from pydantic_core import PydanticCustomError
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource, SettingsConfigDict

from campaigns.steps import parse_hour
from campaigns.zones import MORNING
from questionnaires.fault import Fault
from relance.config_faults import fault_of, stray_variable
from relance.config_mail import BoxSection as BoxSection
from relance.config_mail import MailSection as MailSection
from relance.config_mail import Port, Section
from relance.defaults import DEFAULT_DATA, DEFAULT_FILE, ENVIRONMENT
from usecases.ports import BadInput
from usecases.refusals import why
from web.loopback import is_loopback


class ChatSection(Section):
    """The Telegram bot. An empty `telegram_token`: no chat. An empty `webhook_url`: we ask Telegram for messages."""

    telegram_token: str = Field(default="", repr=False)
    base_url: str = "https://api.telegram.org"
    bot_name: str = ""
    webhook_url: str = ""
    webhook_secret: str = Field(default="", repr=False)
    webhook_host: str = "127.0.0.1"
    webhook_port: Port = 8443

    @field_validator("base_url")
    @classmethod
    def _is_an_address(cls, value: str) -> str:
        if not re.fullmatch(r"https?://[^\s/]+(/\S*)?", value):
            raise PydanticCustomError("french", "il faut une adresse, comme « https://api.telegram.org »")
        return value

    @field_validator("webhook_url")
    @classmethod
    def _is_a_secure_address(cls, value: str) -> str:
        here = r"http://(127\.0\.0\.1|localhost|\[::1\])(:\d+)?(/\S*)?"
        if value and not re.fullmatch(rf"https://[^\s/]+(/\S*)?|{here}", value):
            raise PydanticCustomError("french", "il faut une adresse « https://… » que Telegram puisse appeler")
        return value

    @field_validator("webhook_secret")
    @classmethod
    def _is_a_secret(cls, value: str) -> str:
        if value and not re.fullmatch(r"[A-Za-z0-9_-]{16,256}", value):
            raise PydanticCustomError(
                "french", "il faut de 16 à 256 lettres sans accent, chiffres, « _ » ou « - », tirés au hasard"
            )
        return value


class WebSection(Section):
    """The coordinators' pages. They have no login yet, so they are only served to this machine."""

    host: str = "127.0.0.1"
    port: Port = 8000

    @field_validator("host")
    @classmethod
    def _is_loopback(cls, value: str) -> str:
        if not is_loopback(value):
            raise PydanticCustomError(
                "french",
                "les pages n’ont pas encore de connexion par mot de passe : elles ne peuvent être servies "
                "que sur cette machine ; écrivez « 127.0.0.1 »",
            )
        return value


class CalendarSection(Section):
    """The usual reminders and overdue notices of a round, in days from its deadline, and the hour they leave at."""

    steps: tuple[Annotated[int, Field(le=-1, ge=-365)], ...] = (-30, -14, -7, -2)
    overdue: tuple[Annotated[int, Field(ge=1, le=365)], ...] = (1, 7)
    hour: str = "09:00"
    most_reminders: Annotated[int, Field(ge=0, le=100)] = 8
    escalate_addressee: Annotated[int, Field(ge=0, le=365)] = 0
    escalate_coordinator: Annotated[int, Field(ge=0, le=365)] = 0

    @field_validator("hour")
    @classmethod
    def _is_decent(cls, value: str) -> str:
        hour = parse_hour(value)
        if isinstance(hour, Fault):
            raise PydanticCustomError("french", "il faut une heure entre 08:00 et 18:59, comme « 09:00 »")
        return value

    @property
    def leaves_at(self) -> time:
        """The hour as a time of day."""
        found = parse_hour(self.hour)
        return MORNING if isinstance(found, Fault) else found


class StoreSection(Section):
    """Where everything is kept; a relative path starts at the folder of the configuration file."""

    data: Annotated[str, Field(min_length=1)] = str(DEFAULT_DATA)


class OrganisationSection(Section):
    """Who runs the campaigns: `contact` is the line of the mails that says how to reach a person."""

    contact: str = ""


class LogSection(Section):
    """What goes to standard error."""

    level: Literal["debug", "info", "warning", "error"] = "info"
    format: Literal["text", "json"] = "text"


class Sections(Section):
    """Every section; alone, it checks the file strictly (in the environment a port is text, in the file a number)."""

    mail: MailSection = MailSection()
    chat: ChatSection = ChatSection()
    web: WebSection = WebSection()
    calendar: CalendarSection = CalendarSection()
    store: StoreSection = StoreSection()
    organisation: OrganisationSection = OrganisationSection()
    log: LogSection = LogSection()


class Config(Sections, BaseSettings):
    """Everything that can be set. Variables named RELANCE_SECTION__KEY come before the file."""

    model_config = SettingsConfigDict(
        env_prefix=ENVIRONMENT,
        env_nested_delimiter="__",
        frozen=True,
        extra="forbid",
        hide_input_in_errors=True,
    )

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],  # noqa: ARG003 - the library calls this by its own signature
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the same
        file_secret_settings: PydanticBaseSettingsSource,  # noqa: ARG003 - the same
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """The environment first, then what the file said."""
        return env_settings, init_settings


def load_config(path: Path | None = None) -> Config:
    """The configuration in `path`, or in ./config.toml when it exists, or the defaults.

    Raises `BadInput` with one sentence that names the file, the line, the key and the value.
    """
    file = path or DEFAULT_FILE
    if path is None and not file.exists():
        said: dict[str, object] = {}
        text = ""
    else:
        text, said = _read(file)
    try:
        # a date of TOML is no text; `imap_since` alone takes one, which `_read` has written out
        Sections.model_validate_json(json.dumps(said, default=lambda date: {"date": str(date)}), strict=True)
    except ValidationError as error:
        raise BadInput(str(fault_of(error.errors(include_url=False)[0], Sections, str(file), text))) from None
    if stray := stray_variable(os.environ, Config):
        raise BadInput(str(stray))
    try:
        config = Config.model_validate(said)
    except ValidationError as error:
        raise BadInput(str(fault_of(error.errors(include_url=False)[0], Config))) from None
    folder = file.resolve().parent if path is not None else Path()
    return config.model_copy(
        update={
            "store": config.store.model_copy(update={"data": str(folder / config.store.data)}),
            "mail": config.mail.model_copy(update={"dkim_key": _beside(folder, config.mail.dkim_key)}),
        }
    )


def _beside(folder: Path, path: str) -> str:
    return str(folder / path) if path else ""


def _read(file: Path) -> tuple[str, dict[str, object]]:
    """The text of the file and what it says."""
    try:
        text = file.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise BadInput(f"{file} : ce fichier de configuration n’existe pas.") from None
    except UnicodeDecodeError:
        raise BadInput(f"{file} : ce fichier n’est pas en UTF-8 ; enregistrez-le dans ce codage.") from None
    except OSError as error:
        raise BadInput(f"{file} : ce fichier de configuration ne peut pas être lu ({why(error)}).") from None
    try:
        said = tomllib.loads(text)
        mail = said.get("mail")
        if isinstance(mail, dict) and type(mail.get("imap_since")) is date:
            mail["imap_since"] = mail["imap_since"].isoformat()
        return text, said
    except tomllib.TOMLDecodeError as error:
        place = re.search(r"line (\d+)", str(error))
        line = int(place[1]) if place else text.count("\n") + 1
        written = text.splitlines()[line - 1].strip() if line <= len(text.splitlines()) else ""
        if re.search("password|token|secret", written):
            written = written.split("=")[0] + "= …"
        sentence = f"ce n’est pas du TOML valable (on lit « {written} »)." if written else "le fichier est inachevé."
        raise BadInput(str(Fault(str(file), sentence, line))) from None
