"""5,000 personal mails into Postfix's smtp-sink, outbox included: queued, claimed, sent, each result durable.

Against aiosmtplib over ten connections with EmailMessage (no outbox: nothing of it would survive a crash), and
against smtp-source, which sends ten copies of one mail at a time as fast as it can (written in C).
"""

from __future__ import annotations

import asyncio
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from itertools import count
from pathlib import Path

import aiosmtplib

from bench.compose import ADDRESS, NAME, REPLY_PATTERN, built, letters
from bench.rows import Row, in_turn
from campaigns.calendar import OPEN
from campaigns.campaign import Round, RoundKind
from mail.compose import MailComposer
from mail.smtp import SmtpSender
from mail.smtp_opening import SmtpSettings
from relance.config import Config
from relance.wiring import open_installation
from usecases.correspond import queue_letter
from usecases.dispatch import dispatch
from usecases.installation import Installation
from usecases.letters import Letter
from usecases.ports import Transaction
from usecases.send_due import TOGETHER
from usecases.transact import transact

MAILS = 5_000
PEERS = 1_000  # its rate does not depend on how many they are, and it takes long
CONNECTIONS = 10
TEXT = "Une ligne de texte, comme il y en a beaucoup.\n" * 60
PAGE = "<p>Une ligne de texte, comme il y en a beaucoup.</p>\n" * 60
_PATH = f"{os.environ.get('PATH', '')}:/usr/sbin"


def measure() -> list[Row]:
    """Seconds per mail; nothing where Postfix is not installed (tests/install-system-packages)."""
    if shutil.which("smtp-sink", path=_PATH) is None:
        print("  left out: smtp-sink and smtp-source are not here (package postfix)")
        return []
    sent = letters(MAILS)
    size = len(MailComposer(NAME, ADDRESS, REPLY_PATTERN).compose(sent[0]))
    with sink() as port, tempfile.TemporaryDirectory(prefix="relance-bench-") as folder:
        contenders: dict[str, Callable[[], int]] = {
            "relance": lambda: asyncio.run(ours(sent, port, CONNECTIONS, Path(folder))),
            "relance, one connection": lambda: asyncio.run(ours(sent[:PEERS], port, 1, Path(folder))),
            "aiosmtplib ×10 + EmailMessage": lambda: asyncio.run(theirs(sent[:PEERS], port)),
            "smtp-source -s10": lambda: source(port, size),
        }
        return [in_turn(f"send: one mail of {size / 1000:.0f} kB, outbox included", contenders, rounds=3)]


async def ours(sent: Sequence[Letter], port: int, connections: int, folder: Path) -> int:
    """What `relance tick` does on the day of an opening, from the letters on."""
    data = Path(tempfile.mkdtemp(dir=folder))
    async with open_installation(Config(), data, writing=True, holder="bench") as made:
        house = replace(made, composer=MailComposer(NAME, ADDRESS, REPLY_PATTERN), connections=connections)
        await queue(house, sent)
        settings = SmtpSettings("127.0.0.1", port, ADDRESS, tls="none", connections=connections)
        async with SmtpSender(settings) as sender:
            done = await dispatch(house, sender, None, lambda: sent[0].dated)
    assert done.sent == len(sent), done
    return done.sent


async def queue(house: Installation, sent: Sequence[Letter]) -> None:
    """Compose each letter, keep its bytes and put it in the outbox, in a transaction of its own, as a tick does."""
    round = Round("bench/2017", "2017", RoundKind.COLLECTION, sent[0].dated, sent[0].last_day)

    async def one(letter: Letter) -> None:
        async def decide(transaction: Transaction) -> None:
            await queue_letter(house, transaction, replace(letter, step=OPEN), round)

        await transact(house.store, "bench", decide)

    for start in range(0, len(sent), TOGETHER):
        await asyncio.gather(*(one(letter) for letter in sent[start : start + TOGETHER]))


async def theirs(sent: Sequence[Letter], port: int) -> int:
    """Ten connections that take turns; the bodies are given, so rendering is free here."""
    numbers = count()

    async def lane() -> None:
        async with aiosmtplib.SMTP(hostname="127.0.0.1", port=port, start_tls=False) as client:
            while (number := next(numbers)) < len(sent):
                letter = sent[number]
                await client.sendmail(ADDRESS, [letter.contact.email], built(letter, "Essai", TEXT, PAGE))

    await asyncio.gather(*(lane() for _ in range(10)))
    return len(sent)


def source(port: int, size: int) -> int:
    """The same number of mails of the same size, all alike, from Postfix's own test program."""
    command = ["smtp-source", "-s", "10", "-m", str(MAILS), "-l", str(size), "-f", ADDRESS, "-t", "marie@ars.example"]
    subprocess.run([*command, f"127.0.0.1:{port}"], env={"PATH": _PATH}, check=True)
    return MAILS


@contextmanager
def sink() -> Iterator[int]:
    """Postfix's smtp-sink, which takes everything and keeps nothing; its port."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port: int = free.getsockname()[1]
    as_nobody = ["-u", "nobody"] if os.getuid() == 0 else []
    running = subprocess.Popen(["smtp-sink", *as_nobody, f"127.0.0.1:{port}", "512"], env={"PATH": _PATH})
    try:
        deadline = time.monotonic() + 10
        while True:
            try:
                socket.create_connection(("127.0.0.1", port), timeout=5).close()
                break
            except ConnectionRefusedError:
                if running.poll() is not None or time.monotonic() > deadline:
                    raise
        yield port
    finally:
        running.terminate()
        running.wait()
