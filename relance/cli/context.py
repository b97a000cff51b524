"""What every command shares: the global options, opening the installation, printing, and ending on bad input."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import typer

from relance.clock import Clock, machine_clock, parsed_now, standing_clock
from relance.config import DEFAULT_FILE, Config, load_config
from relance.wiring import open_installation
from usecases.installation import Installation
from usecases.ports import BadInput

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
        path = self.config or (DEFAULT_FILE if DEFAULT_FILE.exists() else None)
        return load_config(path)

    def folder(self, config: Config) -> Path:
        """DATA: the option, else what the configuration says, beside its file."""
        if self.data is not None:
            return self.data
        base = self.config.parent if self.config else Path()
        return base / config.store.data


def options(context: typer.Context) -> Options:
    """The global options of this call."""
    found = context.find_object(Options)
    return found or Options()


@asynccontextmanager
async def installation(given: Options, *, writing: bool, holder: str) -> AsyncIterator[Installation]:
    """The installation of this call; a writing command waits up to 5 seconds for the store."""
    config = given.settings()
    async with open_installation(config, given.folder(config), writing=writing, holder=holder) as house:
        yield house


def run(work: Callable[[], Awaitable[T]]) -> T:
    """Run the command's coroutine."""

    async def main() -> T:
        return await work()

    return asyncio.run(main())


def print_json(document: Any) -> None:
    """One JSON document on standard output, and nothing else."""
    sys.stdout.write(json.dumps(document, ensure_ascii=False, indent=1) + "\n")


def say(text: str) -> None:
    """A line for the person at the terminal."""
    sys.stdout.write(text + "\n")


def read_bytes(path: Path, option: str) -> bytes:
    """The content of a file that the user named."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise BadInput(f"{option} : le fichier « {path} » ne peut pas être lu ({_why(error)}).") from None


def write_bytes(path: Path, content: bytes) -> None:
    """Write a file that the user named, or say why it cannot be."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    except OSError as error:
        raise BadInput(f"« {path} » ne peut pas être écrit ({_why(error)}).") from None


def _why(error: OSError) -> str:
    if isinstance(error, FileNotFoundError):
        return "il n’existe pas"
    if isinstance(error, PermissionError):
        return "l’accès est refusé"
    if isinstance(error, IsADirectoryError):
        return "c’est un dossier"
    return error.strerror or "erreur du système"


def with_data(given: Options, data: Path) -> Options:
    """The same options on another data folder."""
    return replace(given, data=data)
