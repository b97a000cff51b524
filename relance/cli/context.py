"""What every command shares: the global options, opening the installation, printing, and ending on bad input."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import typer

from relance.clock import Clock, machine_clock, parsed_now, standing_clock
from relance.defaults import DEFAULT_DATA, DEFAULT_FILE, ENVIRONMENT
from usecases.ports import BadInput
from usecases.refusals import why

if TYPE_CHECKING:
    from relance.config import Config
    from usecases.installation import Installation
    from usecases.ports import Catalogue

T = TypeVar("T")


@dataclass(frozen=True)
class Options:
    """The options that stand before the command."""

    config: Path | None = None
    data: Path | None = None
    now: str = ""

    @property
    def clock(self) -> Clock:
        return standing_clock(parsed_now(self.now)) if self.now else machine_clock

    def settings(self) -> Config:
        """The configuration: the file named, ./config.toml where there is one, else the defaults."""
        # here, as in the whole program: what only some commands need is imported where they need it
        from relance.config import load_config

        path = self.config or (DEFAULT_FILE if DEFAULT_FILE.exists() else None)
        return load_config(path)

    def folder(self, config: Config) -> Path:
        """DATA: the option, else what the configuration says, beside its file."""
        if self.data is not None:
            return self.data
        base = self.config.parent if self.config else Path()
        return base / config.store.data

    def data_folder(self) -> Path:
        """DATA, for a command that needs nothing else of the configuration: where there is none, none is read."""
        if self.config is None and not DEFAULT_FILE.exists() and not _environment_says_something():
            return self.data or DEFAULT_DATA
        return self.folder(self.settings())


def _environment_says_something() -> bool:
    return any(name.upper().startswith(ENVIRONMENT) for name in os.environ)


def options(context: typer.Context) -> Options:
    """The global options of this call."""
    found = context.find_object(Options)
    return found or Options()


def catalogue(context: typer.Context) -> Catalogue:
    """The questionnaires and lists of this call, for commands that need nothing else of the installation."""
    from storage.catalogue import ShippedCatalogue

    return ShippedCatalogue(options(context).data_folder())


@asynccontextmanager
async def installation(given: Options, *, writing: bool, holder: str) -> AsyncIterator[Installation]:
    """The installation of this call; a writing command waits up to 5 seconds for the store."""
    from relance.wiring import open_installation

    config = given.settings()
    async with open_installation(config, given.folder(config), writing=writing, holder=holder) as house:
        yield house


def run(work: Callable[[], Awaitable[T]]) -> T:
    """Run the command's coroutine."""

    async def main() -> T:
        return await work()

    return asyncio.run(main())


def print_json(document: Any) -> None:
    """One JSON document on standard output, and nothing else; every program reads it, whatever the character set."""
    in_utf8 = (sys.stdout.encoding or "").lower().replace("-", "") == "utf8"
    sys.stdout.write(json.dumps(document, ensure_ascii=not in_utf8, indent=1) + "\n")


def say(text: str) -> None:
    """A line for the person at the terminal."""
    sys.stdout.write(text + "\n")


def read_bytes(path: Path, option: str) -> bytes:
    """The content of a file that the user named."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadInput(f"{option} : le fichier « {path} » ne peut pas être lu ({why(error)}).") from None


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file that the user named, or say why it cannot be."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        raise BadInput(f"« {path} » ne peut pas être écrit ({why(error)}).") from None
