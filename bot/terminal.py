"""The conversation in the terminal: one line is one message, a button is chosen by its label. No TTY needed."""

from __future__ import annotations

import asyncio
import os
import uuid
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import datetime
from typing import TextIO

from campaigns.contribution import Channel
from campaigns.people import Contact
from questionnaires.asides import bare
from questionnaires.typography import NBSP
from usecases.chat.converse import Conversed, converse
from usecases.installation import Installation
from usecases.messages import Button, Incoming

CHUNK = 65_536
TTY_LINE = 4095  # bytes: what a terminal hands over of a line that is typed or pasted; the rest it drops
CUT_OFF = (
    f"Attention{NBSP}: un terminal coupe une ligne après 4{NBSP}095 octets, et la fin de ce message manque. "
    f"Envoyez-la à la suite («{NBSP}+ …{NBSP}»), ou le texte entier par un fichier{NBSP}: relance chat … < FICHIER."
)


async def talk_in_terminal(
    house: Installation,
    contact: Contact,
    lines: AsyncIterator[str] | TextIO,
    write: Callable[[str], None],
    clock: Callable[[], datetime],
    round: str = "",
) -> None:
    """Talk with this contact until the end of `lines`. Every line is durable before its reply is written.

    `write` gets whole replies, without a line break at their end. `round` is the id of a round, by default the one
    in which this person is talking.
    """
    said = await _say(house, contact, "/start", clock, round)
    write(shown(said))
    may_cut = not isinstance(lines, AsyncIterator) and lines.isatty()
    async for line in _stripped(lines):
        if line:
            said = await _say(house, contact, chosen(line, said.buttons), clock, round)
            write(shown(said))
            if may_cut and len(line.encode("utf-8", "replace")) >= TTY_LINE - 4:
                write(CUT_OFF)


def shown(said: Conversed) -> str:
    """A reply as the terminal shows it: its text, then its buttons between angle quotes."""
    labels = " ".join(f"‹{button.label}›" for button in said.buttons)
    return said.text + (f"\n{labels}" if labels else "")


def chosen(line: str, buttons: Sequence[Button]) -> str:
    """What a line says: that of the button whose label it is, otherwise its own words."""
    wanted = bare(line)
    return next((b.says for b in buttons if bare(b.label) == wanted and wanted), line)


async def _say(
    house: Installation, contact: Contact, text: str, clock: Callable[[], datetime], round: str
) -> Conversed:
    now = clock()
    incoming = Incoming(
        reference=f"terminal:{uuid.uuid4()}",
        channel=Channel.TERMINAL,
        received_at=now,
        sender=contact.id,
        sender_name=contact.name,
        text=text,
    )
    return await converse(house, incoming, now, round)


async def _stripped(lines: AsyncIterator[str] | TextIO) -> AsyncIterator[str]:
    """The lines without their ends."""
    if isinstance(lines, AsyncIterator):
        async for line in lines:
            yield line.strip()
        return
    try:
        descriptor = lines.fileno()
    except OSError:  # a file in memory
        for raw in getattr(lines, "buffer", None) or (line.encode("utf-8", "surrogateescape") for line in lines):
            yield readable(raw).strip()
        return
    async for raw in _lines_of(descriptor):
        yield readable(raw).strip()


async def _lines_of(descriptor: int) -> AsyncIterator[bytes]:
    """The lines of an open file, pipe or terminal.

    Bytes, because what a pipe brings need not be in the terminal's own encoding; and no thread, because one that
    waits for a line would keep Ctrl-C from ending the program.
    """
    begun = b""
    while chunk := await _read(descriptor):
        *whole, begun = (begun + chunk).split(b"\n")
        for line in whole:
            yield line
    if begun:
        yield begun


async def _read(descriptor: int) -> bytes:
    """What there is to read, b"" at the end."""
    loop = asyncio.get_running_loop()
    ready = asyncio.Event()
    try:
        loop.add_reader(descriptor, ready.set)
    except (PermissionError, NotImplementedError):  # a plain file, which never keeps us waiting
        return os.read(descriptor, CHUNK)
    try:
        await ready.wait()
    finally:
        loop.remove_reader(descriptor)
    return os.read(descriptor, CHUNK)


def readable(line: bytes) -> str:
    """The text of a line in UTF-8, else in Windows-1252."""
    try:
        return line.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        if error.reason == "unexpected end of data" and len(line) >= TTY_LINE - 4:  # cut within a character
            return line[: error.start].decode("utf-8-sig")
        return line.decode("cp1252", "replace")
