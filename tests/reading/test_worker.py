"""The reading processes: they are ended when a message takes too long, and the next one is read all the same."""

from __future__ import annotations

import asyncio
from datetime import datetime

import pytest

from mail.reading import ReadingSettings
from mail.worker import InlineReader, WorkerReader
from tests.mails.clients import CLIENTS
from tests.reading.letters import PARIS, PATTERN, invited
from tests.reading.manners import bodies_of
from usecases.ports import Reader

SETTINGS = ReadingSettings(PATTERN, ("pnsp@dgos.example",), max_bytes=1_000_000)
NOW = datetime(2017, 8, 1, 9, 0, tzinfo=PARIS)
RAW = CLIENTS["gmail-text"]("Q5 : oui", {}, bodies_of(invited())).as_bytes()


async def test_both_readers_read_the_same() -> None:
    inline: Reader = InlineReader(SETTINGS)
    async with WorkerReader(SETTINGS) as worker:
        assert await worker.open(RAW, NOW) == await inline.open(RAW, NOW)
        assert await worker.read(RAW, invited()) == await inline.read(RAW, invited())


async def test_a_message_that_takes_too_long_waits_for_a_person_and_the_next_is_read() -> None:
    async with WorkerReader(SETTINGS, limit=0.0) as impatient:
        opened = await impatient.open(RAW, NOW)
        assert opened.mail is not None
        assert "trop difficile" in opened.mail.undecipherable
        assert opened.reference == "mail:<reply-1@ars.example>"
        assert opened.sender == "marie.dupont@ars.example"
        reply = await impatient.read(RAW, invited())
        assert reply.answers == ()
        assert "trop difficile" in reply.problems[0]
    async with WorkerReader(SETTINGS) as patient:
        assert (await patient.read(RAW, invited())).answers[0].text == "oui"


async def test_a_message_above_the_limit_is_not_read_at_all() -> None:
    async with WorkerReader(SETTINGS) as worker:
        opened = await worker.open(RAW + b"x" * 1_000_000, NOW)
    assert opened.mail is not None
    assert "dépasse la taille" in opened.mail.undecipherable
    assert opened.sender == "marie.dupont@ars.example"


async def test_two_workers_read_side_by_side() -> None:
    async with WorkerReader(SETTINGS, workers=2) as worker:
        replies = await asyncio.gather(*(worker.read(RAW, invited()) for _ in range(6)))
    assert all(reply.answers[0].code == "Q5" for reply in replies)


@pytest.mark.parametrize("raw", [b"", b"\0\xff", b"\r\n\r\n"], ids=["nothing", "bytes", "blank"])
async def test_what_is_no_mail_waits_for_a_person(raw: bytes) -> None:
    opened = await InlineReader(SETTINGS).open(raw, NOW)
    assert opened.mail is not None
    assert opened.mail.undecipherable
    assert opened.reference.startswith("mail:sha256:")
