"""What 10,000 open conversations hold in memory: Relance's store, and python-telegram-bot's ConversationHandler."""

from __future__ import annotations

import asyncio
import resource
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path

from telegram import Bot, Update

from bench.rows import Row
from bench.talking import FIRST_CHAT, NOW, SAID, a_house, library, update
from campaigns.contribution import Channel
from usecases.chat.converse import converse
from usecases.messages import Incoming

OPEN = 10_000
MEMORY = Path("/dev/shm") if Path("/dev/shm").is_dir() else None
SPOKEN = 2  # answers that each person gave so far


def measure() -> list[Row]:
    """The megabytes stand in the text; in the place of seconds, megabytes for one conversation. Takes minutes."""
    ours, theirs = _in_a_process("relance"), _in_a_process("theirs")
    told = f"{OPEN:,} open conversations: {ours:.0f} MB, ConversationHandler {theirs:.0f} MB, {ours / theirs:.1f} times"
    return [Row(told, {"relance": ours / OPEN, "ConversationHandler": theirs / OPEN})]


def _in_a_process(name: str) -> float:
    """Megabytes more at the end than before the first conversation."""
    command = [sys.executable, "-m", "bench.chat_memory", name]
    return float(subprocess.run(command, capture_output=True, text=True, check=True).stdout)


async def _ours() -> float:
    with tempfile.TemporaryDirectory(dir=MEMORY) as folder:
        async with a_house(Path(folder), OPEN) as (house, links):
            before = _megabytes()
            number = 0
            for chat, link in enumerate(links, FIRST_CHAT):
                for text in ("", *SAID[:SPOKEN]):
                    number += 1
                    said = Incoming(f"tg:{number}", Channel.CHAT, NOW, str(chat), text=text)
                    await converse(house, said if text else replace(said, opens=True, link=link), NOW)
            return _megabytes() - before


async def _theirs() -> float:
    application = library()
    before, number = _megabytes(), 0
    for chat in range(FIRST_CHAT, FIRST_CHAT + OPEN):
        for text in ("/start", *SAID[:SPOKEN]):
            number += 1
            await application.process_update(Update.de_json(update(number, chat, text), application.bot))
    return _megabytes() - before


def _megabytes() -> float:
    """What this process holds now, at most so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    Bot("1:bench")
    print(asyncio.run(_ours() if sys.argv[1] == "relance" else _theirs()))
