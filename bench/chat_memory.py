"""What 10,000 open conversations hold in memory: Relance's store, and python-telegram-bot's ConversationHandler.

Held is what the process keeps at the end, after collecting and giving back what is free; the peak is the most it ever
took on the way. Both are counted from right before the first conversation. What runs is a process of its own each.
"""

from __future__ import annotations

import asyncio
import ctypes
import gc
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from telegram import Bot, Update

from bench.rows import Row
from bench.talking import FIRST_CHAT, NOW, SAID, a_house, library, the_house, update
from campaigns.contribution import Channel
from usecases.chat.converse import converse
from usecases.messages import Incoming

OPEN = 10_000
MEMORY = Path("/dev/shm") if Path("/dev/shm").is_dir() else None
SPOKEN = 2  # answers that each person gave so far
SIDES = ("relance", "restarted", "theirs")


@dataclass(frozen=True)
class Megabytes:
    """Of one process: what it keeps, and the most it took."""

    held: float
    peak: float

    def since(self, before: Megabytes) -> Megabytes:
        return Megabytes(self.held - before.held, self.peak - before.held)


def measure() -> Iterator[Row]:
    """The megabytes stand in the text; in the place of seconds, megabytes for one conversation. Takes minutes."""
    found = {side: side_of(side) for side in SIDES}
    theirs = found["theirs"]
    for told, side in (("", "relance"), (", after a restart", "restarted")):
        ours = found[side]
        yield Row(
            f"{OPEN:,} open conversations{told}: {ours.held:.1f} MB held (peak {ours.peak:.1f}), "
            f"ConversationHandler {theirs.held:.1f} MB (peak {theirs.peak:.1f}), "
            f"{ours.held / theirs.held:.2f} times (peak {ours.peak / theirs.peak:.2f})",
            {"relance": ours.held / OPEN, "ConversationHandler": theirs.held / OPEN},
        )


def side_of(side: str) -> Megabytes:
    """What one side holds and took."""
    if side == "theirs":
        return _in_a_process("theirs")
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        _in_a_process("launched", folder)
        invited = _in_a_process("opened", folder)
        talked = _in_a_process("talked", folder)
        if side == "relance":
            return talked
        return _in_a_process("opened", folder).since(invited)


def _in_a_process(work: str, *folder: str) -> Megabytes:
    command = [sys.executable, "-m", "bench.chat_memory", work, *folder]
    return Megabytes(**json.loads(subprocess.run(command, capture_output=True, text=True, check=True).stdout))


async def _launched(folder: Path) -> Megabytes:
    """Everybody is invited, and nobody has spoken."""
    async with a_house(folder, OPEN) as (_, links):
        (folder / "links").write_text("\n".join(links))
    return _now()


async def _opened(folder: Path) -> Megabytes:
    """The store as it is after a start."""
    before = _now(anew=True)
    async with the_house(folder):
        return _now().since(before)


async def _talked(folder: Path) -> Megabytes:
    """Everybody opens the conversation and gives a few answers."""
    async with the_house(folder) as house:
        links = (folder / "links").read_text().split("\n")
        before, number = _now(anew=True), 0
        for chat, link in enumerate(links, FIRST_CHAT):
            for text in ("", *SAID[:SPOKEN]):
                number += 1
                said = Incoming(f"tg:{number}", Channel.CHAT, NOW, str(chat), text=text)
                await converse(house, said if text else replace(said, opens=True, link=link), NOW)
        return _now().since(before)


async def _theirs() -> Megabytes:
    application = library()
    before, number = _now(anew=True), 0
    for chat in range(FIRST_CHAT, FIRST_CHAT + OPEN):
        for text in ("/start", *SAID[:SPOKEN]):
            number += 1
            await application.process_update(Update.de_json(update(number, chat, text), application.bot))
    return _now().since(before)


def _now(anew: bool = False) -> Megabytes:
    """Of this process; `anew`: the peak begins here."""
    gc.collect()
    with suppress(OSError, AttributeError):  # only the C library of GNU gives back what is free when it is told to
        ctypes.CDLL(None).malloc_trim(0)
    if anew:
        Path("/proc/self/clear_refs").write_text("5")  # see proc(5)
    status = dict(line.split(":", 1) for line in Path("/proc/self/status").read_text().splitlines())
    held, peak = (int(status[name].split()[0]) / 1024 for name in ("VmRSS", "VmHWM"))
    return Megabytes(held, peak)


def main(work: str, *folder: str) -> None:
    """Print what one side, or one step of ours, holds and took."""
    Bot("1:bench")
    if work in ("relance", "restarted"):
        print(side_of(work))
    else:
        runs = {"launched": _launched, "opened": _opened, "talked": _talked}
        ran = asyncio.run(runs[work](Path(*folder)) if folder else _theirs())
        print(json.dumps(asdict(ran)))


if __name__ == "__main__":
    main(*sys.argv[1:])
