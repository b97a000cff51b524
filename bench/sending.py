"""Mails rendered, built and sent to a sink in another process: ours, against aiosmtplib with EmailMessage."""

from __future__ import annotations

import asyncio
import multiprocessing
import multiprocessing.connection
from itertools import count

import aiosmtplib

from bench.compose import ADDRESS, NAME, REPLY_PATTERN, built, letters
from bench.rows import Row, in_turn
from mail.compose import MailComposer
from mail.smtp import SmtpSender
from mail.smtp_opening import SmtpSettings
from usecases.letters import Letter
from usecases.ports import Sent

MAILS = 200
TEXT = "Une ligne de texte, comme il y en a beaucoup.\n" * 60
PAGE = "<p>Une ligne de texte, comme il y en a beaucoup.</p>\n" * 60


def measure() -> list[Row]:
    """Seconds per mail: with the one connection that is our default, with five, and as everybody does."""
    ours_end, theirs_end = multiprocessing.Pipe()
    sink = multiprocessing.get_context("spawn").Process(target=serve, args=(theirs_end,), daemon=True)
    sink.start()
    port = int(ours_end.recv())
    sent = letters(MAILS)
    try:
        return [
            in_turn(
                "send: one mail, rendering and building included",
                {
                    "relance": lambda: asyncio.run(ours(sent, port, 1)),
                    "relance ×5": lambda: asyncio.run(ours(sent, port, 5)),
                    "aiosmtplib ×10 + EmailMessage": lambda: asyncio.run(theirs(sent[:50], port)),
                },
                rounds=3,
            )
        ]
    finally:
        sink.terminate()
        sink.join()


async def ours(sent: list[Letter], port: int, connections: int) -> int:
    composer = MailComposer(NAME, ADDRESS, REPLY_PATTERN)
    settings = SmtpSettings("127.0.0.1", port, ADDRESS, tls="none", connections=connections)
    async with SmtpSender(settings) as sender:
        attempts = await sender.send([(letter.contact.email, composer.compose(letter)) for letter in sent])
    assert all(attempt.result is Sent.DONE for attempt in attempts)
    return len(sent)


async def theirs(sent: list[Letter], port: int) -> int:
    """Ten connections that take turns; the bodies are given, so rendering is free here."""
    numbers = count()

    async def lane() -> None:
        async with aiosmtplib.SMTP(hostname="127.0.0.1", port=port, start_tls=False) as client:
            while (number := next(numbers)) < len(sent):
                letter = sent[number]
                await client.sendmail(ADDRESS, [letter.contact.email], built(letter, "Essai", TEXT, PAGE))

    await asyncio.gather(*(lane() for _ in range(10)))
    return len(sent)


def serve(parent: multiprocessing.connection.Connection) -> None:
    """A server that accepts everything and keeps nothing, until its process is ended."""
    asyncio.run(_listen(parent))


async def _listen(parent: multiprocessing.connection.Connection) -> None:
    server = await asyncio.start_server(_accept, "127.0.0.1", 0, limit=2**20)
    parent.send(server.sockets[0].getsockname()[1])
    await server.serve_forever()


async def _accept(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    writer.write(b"220 sink\r\n")
    while line := await reader.readline():
        command = line[:4].upper()
        if command == b"EHLO":
            writer.write(b"250-sink\r\n250 PIPELINING\r\n")
        elif command == b"DATA":
            writer.write(b"354 go\r\n")
            await reader.readuntil(b"\r\n.\r\n")
            writer.write(b"250 ok\r\n")
        elif command == b"QUIT":
            writer.write(b"221 bye\r\n")
            break
        else:
            writer.write(b"250 ok\r\n")
    writer.close()
