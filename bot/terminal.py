"""The conversation in the terminal: one line is one message, a button is chosen by its label. No TTY needed."""

from __future__ import annotations

import asyncio
import uuid
from collections.abc import AsyncIterator, Callable, Sequence
from datetime import datetime
from typing import BinaryIO, TextIO

from campaigns.contribution import Channel
from campaigns.people import Contact
from questionnaires.asides import bare
from usecases.converse import Conversed, converse
from usecases.installation import Installation
from usecases.messages import Button, Incoming


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
    async for line in _stripped(lines):
        if line:
            said = await _say(house, contact, chosen(line, said.buttons), clock, round)
            write(shown(said))


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
    """The lines without their ends; a file is read in a thread, so that a person may take their time."""
    if isinstance(lines, AsyncIterator):
        async for line in lines:
            yield line.strip()
        return
    # The bytes where there are any: what a pipe brings need not be in the terminal's own encoding.
    raw: BinaryIO | None = getattr(lines, "buffer", None)
    while line := await asyncio.to_thread(lambda: readable(raw.readline()) if raw else lines.readline()):
        yield line.strip()


def readable(line: bytes) -> str:
    """The text of a line in UTF-8, else in Windows-1252."""
    try:
        return line.decode("utf-8-sig")
    except UnicodeDecodeError:
        return line.decode("cp1252", "replace")
