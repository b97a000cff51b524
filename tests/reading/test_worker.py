"""The reading processes: they are ended when a message takes too long, and the next one is read all the same."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import datetime

import pytest

from mail.jobs import Known, Read
from mail.reading import ReadingSettings, read_reply
from mail.worker import InlineReader, WorkerReader
from questionnaires.values import understand
from tests.mails.clients import CLIENTS
from tests.reading.letters import PARIS, PATTERN, invited, letter, questionnaire
from tests.reading.manners import bodies_of
from usecases.messages import Attachment, Incoming
from usecases.ports import Reader
from usecases.replies import Reply, SentLetter

SETTINGS = ReadingSettings(PATTERN, ("pnsp@dgos.example",), max_bytes=1_000_000)
NOW = datetime(2017, 8, 1, 9, 0, tzinfo=PARIS)
RAW = CLIENTS["gmail-text"]("Q5 : oui", {}, bodies_of(invited())).as_bytes()


async def test_both_readers_read_the_same() -> None:
    inline: Reader = InlineReader(SETTINGS)
    async with WorkerReader(SETTINGS) as worker:
        assert await worker.open(RAW, NOW) == await inline.open(RAW, NOW)
        assert await worker.read(RAW, invited()) == await inline.read(RAW, invited())


async def test_a_message_that_takes_too_long_waits_for_a_person_and_the_next_is_read() -> None:
    large = replace(SETTINGS, max_bytes=20_000_000)
    hard = b"From: <marie.dupont@ars.example>\r\nMessage-ID: <h@ars.example>\r\nContent-Type: text/html\r\n\r\n"
    hard += "<p>é</p>é\r\n".encode() * 500_000
    async with WorkerReader(large, limit=0.05) as impatient:
        opened = await impatient.open(hard, NOW)
        assert opened.mail is not None
        assert "trop difficile" in opened.mail.undecipherable
        assert opened.reference == "mail:<h@ars.example>"
        assert opened.sender == "marie.dupont@ars.example"
        reply = await impatient.read(hard, invited())
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


async def test_what_waits_behind_a_message_that_ends_its_process_is_read_all_the_same() -> None:
    large = replace(SETTINGS, max_bytes=40_000_000)
    hard = b"From: a@ars.example\r\nMessage-ID: <h@ars.example>\r\nContent-Type: text/html\r\n\r\n"
    hard += "<p>é</p>é\r\n".encode() * 3_000_000
    async with WorkerReader(large, limit=0.3, workers=1) as worker:
        opened, *read = await asyncio.gather(
            worker.open(hard, NOW), worker.read(RAW, invited()), worker.read(RAW, invited())
        )
    assert isinstance(opened, Incoming)
    assert opened.mail is not None
    assert "trop difficile" in opened.mail.undecipherable
    assert [reply.answers[0].text for reply in read if isinstance(reply, Reply)] == ["oui", "oui"]


async def test_answers_are_understood_as_of_the_day_that_is_asked_for() -> None:
    day = NOW.date()
    async with WorkerReader(SETTINGS) as worker:
        reply = await worker.read(RAW, replace(invited(), day=day))
    question = invited().questionnaire.question("Q5")
    assert question is not None
    assert [answer.understood for answer in reply.answers] == [understand(question, "oui", day)]


def test_a_letter_is_sent_to_the_process_without_its_files_and_read_the_same() -> None:
    file = Attachment("formulaire.docx", "application/octet-stream", b"--=_tout_\n\n" * 5_000)
    plain, whole = letter(questionnaire()), letter(questionnaire(), attachments=(file,))
    new = Known().abridge(Read(RAW, replace(invited(), sent=(whole,)))).new.values()
    (sent,) = [thing for thing in new if isinstance(thing, SentLetter)]
    assert len(sent.raw) < len(whole.raw) - 50_000
    for asked in (replace(invited(), sent=(one,)) for one in (plain, whole)):
        slim = Known().whole(Known().abridge(Read(RAW, asked)))
        assert read_reply(RAW, slim.asked) == read_reply(RAW, asked)


@pytest.mark.parametrize("raw", [b"", b"\0\xff", b"\r\n\r\n"], ids=["nothing", "bytes", "blank"])
async def test_what_is_no_mail_waits_for_a_person(raw: bytes) -> None:
    opened = await InlineReader(SETTINGS).open(raw, NOW)
    assert opened.mail is not None
    assert opened.mail.undecipherable
    assert opened.reference.startswith("mail:sha256:")
