"""Fetching from a real IMAP server on loopback."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from imapclient import IMAPClient

from mail.imap import ImapMailbox, ImapSettings
from mail.maildir import deliver
from relance.demo.servers.imap import ImapServer, imap_server
from usecases.ports import Arrived, Unreachable

NOON = datetime(2017, 9, 12, 12, 0, tzinfo=UTC)


def mail(number: int, size: int = 0) -> bytes:
    return (
        f"Message-ID: <{number}@ars.example>\r\nSubject: n{number}\r\n\r\nréponse {number}\r\n".encode() + b"x" * size
    )


def settings(server: ImapServer, **changes: object) -> ImapSettings:
    base = ImapSettings(server.host, server.port, server.user, server.password, tls="none", timeout=5)
    return replace(base, **changes)  # type: ignore[arg-type]  # the tests name the fields of ImapSettings


async def everything(mailbox: ImapMailbox) -> list[list[Arrived]]:
    return [batch async for batch in mailbox.arrivals()]


@pytest.fixture(params=["memory", "maildir"])
async def server(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[ImapServer]:
    async with imap_server(folder=tmp_path if request.param == "maildir" else None) as running:
        yield running


@asynccontextmanager
async def filled(server: ImapServer, count: int) -> AsyncIterator[ImapServer]:
    for number in range(count):
        await server.append(mail(number), NOON + timedelta(minutes=number))
    yield server


async def test_mails_come_in_order_with_the_moment_of_their_arrival(server: ImapServer) -> None:
    async with filled(server, 3), ImapMailbox(settings(server)) as mailbox:
        [batch] = await everything(mailbox)
    assert [arrived.received_at for arrived in batch] == [NOON + timedelta(minutes=n) for n in range(3)]
    assert [b"n0" in batch[0].raw, b"n1" in batch[1].raw, b"n2" in batch[2].raw] == [True] * 3
    assert "réponse 0".encode() in batch[0].raw


async def test_a_mail_comes_again_until_it_is_taken(server: ImapServer) -> None:
    async with filled(server, 3), ImapMailbox(settings(server)) as mailbox:
        [first] = await everything(mailbox)
        [again] = await everything(mailbox)
        await mailbox.taken([first[1].handle])
        [left] = await everything(mailbox)
        await mailbox.taken([arrived.handle for arrived in left])
        nothing = await everything(mailbox)
    assert again == first
    assert left == [first[0], first[2]]
    assert nothing == []


async def test_fetching_alone_marks_nothing_as_seen(server: ImapServer) -> None:
    async with filled(server, 2):
        async with ImapMailbox(settings(server)) as mailbox:
            await everything(mailbox)
        async with ImapMailbox(settings(server)) as another:
            [batch] = await everything(another)
        assert len(batch) == 2


async def test_batches_are_bounded(server: ImapServer) -> None:
    async with filled(server, 7), ImapMailbox(settings(server, batch=3)) as mailbox:
        batches = await everything(mailbox)
    assert [len(batch) for batch in batches] == [3, 3, 1]


async def test_of_a_mail_that_is_too_large_only_its_start_is_fetched(server: ImapServer) -> None:
    await server.append(mail(0), NOON)
    await server.append(mail(1, size=5000), NOON)
    async with ImapMailbox(settings(server, max_bytes=1000)) as mailbox:
        [batch] = await everything(mailbox)
    assert [len(arrived.raw) > 1000 for arrived in batch] == [False, True]
    assert len(batch[1].raw) == 1001
    assert b"Message-ID: <1@ars.example>" in batch[1].raw


async def test_a_broken_connection_is_opened_again(server: ImapServer) -> None:
    async with filled(server, 5), ImapMailbox(settings(server, batch=2)) as mailbox:
        got: list[Arrived] = []
        async for batch in mailbox.arrivals():
            server.hang_up()
            got += batch
            await mailbox.taken([arrived.handle for arrived in batch])
        assert len({arrived.raw for arrived in got}) == 5
        assert await everything(mailbox) == []


async def test_what_arrives_meanwhile_is_seen_the_next_time(server: ImapServer) -> None:
    async with ImapMailbox(settings(server)) as mailbox:
        assert await everything(mailbox) == []
        await server.append(mail(0), NOON)
        [[arrived]] = await everything(mailbox)
    assert arrived.received_at == NOON


async def test_handles_of_another_life_of_the_mailbox_change_nothing(server: ImapServer) -> None:
    async with filled(server, 1), ImapMailbox(settings(server)) as mailbox:
        [[arrived]] = await everything(mailbox)
        validity, _, uid = arrived.handle.partition(".")
        await mailbox.taken([f"{int(validity) + 1}.{uid}"])
        assert await everything(mailbox) == [[arrived]]


async def test_a_mail_removed_by_somebody_else_is_no_trouble() -> None:
    async with imap_server() as server, filled(server, 2), ImapMailbox(settings(server)) as mailbox:
        [batch] = await everything(mailbox)
        await remove(server, batch[0].handle)
        await mailbox.taken([arrived.handle for arrived in batch])
        assert await everything(mailbox) == []


async def remove(server: ImapServer, handle: str) -> None:
    def work() -> None:
        with IMAPClient(server.host, server.port, ssl=False) as client:
            client.login(server.user, server.password)
            client.select_folder("INBOX")
            client.delete_messages([int(handle.partition(".")[2])])
            client.expunge()

    await asyncio.to_thread(work)


async def test_a_wrong_password_is_said_without_repeating_it() -> None:
    async with (
        imap_server(password="juste") as server,
        ImapMailbox(settings(server, password="secret-faux")) as mailbox,
    ):
        with pytest.raises(Unreachable) as raised:
            await everything(mailbox)
    assert "refuse ces identifiants" in raised.value.sentence
    assert "secret-faux" not in raised.value.sentence


async def test_a_folder_that_does_not_exist_is_said() -> None:
    async with imap_server() as server, ImapMailbox(settings(server, folder="Absent")) as mailbox:
        with pytest.raises(Unreachable, match="ne peut pas être lue"):
            await everything(mailbox)


async def test_nobody_listening_is_said_and_the_next_time_works() -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    async with ImapMailbox(ImapSettings("127.0.0.1", port, "relance", "demo", tls="none", timeout=5)) as mailbox:
        with pytest.raises(Unreachable, match=str(port)):
            await everything(mailbox)
        async with imap_server(port=port) as server, filled(server, 1):
            assert [len(batch) for batch in await everything(mailbox)] == [1]


async def test_a_mail_delivered_into_the_maildir_by_another_program_has_arrived(tmp_path: Path) -> None:
    async with imap_server(folder=tmp_path) as server, ImapMailbox(settings(server)) as mailbox:
        assert await everything(mailbox) == []
        deliver(tmp_path / server.user, mail(4), "venue-d-ailleurs")
        [[arrived]] = await everything(mailbox)
        await mailbox.taken([arrived.handle])
        assert await everything(mailbox) == []
    async with imap_server(folder=tmp_path) as later, ImapMailbox(settings(later)) as mailbox:
        assert await everything(mailbox) == []
