"""Fetching from a real Dovecot."""

from __future__ import annotations

import asyncio
import logging
import ssl
from dataclasses import replace

import pytest
from imapclient import SEEN

from mail.idle import ImapBell
from mail.imap import TAKEN, ImapMailbox
from mail.imap_session import ImapSettings
from mail.oauth import AccessTokens
from tests.mail.crooked_imap import letter
from tests.mail.dovecot import PASSWORD, PEM, TOKEN, Dovecot
from usecases.ports import Arrived, Unreachable

pytestmark = pytest.mark.program("dovecot")
TRUSTING = ssl.create_default_context(cafile=str(PEM))


def settings(server: Dovecot, user: str, **changes: object) -> ImapSettings:
    base = ImapSettings(server.host, server.port, user, PASSWORD, tls="none", timeout=10)
    return replace(base, **changes)  # type: ignore[arg-type]  # the tests name the fields of ImapSettings


async def take_everything(mailbox: ImapMailbox) -> list[Arrived]:
    taken: list[Arrived] = []
    async for batch in mailbox.arrivals():
        taken += batch
        await mailbox.taken([arrived.handle for arrived in batch])
    return taken


@pytest.fixture
async def user(real_imap: Dovecot) -> str:
    """The name of a box with three mails."""
    name = real_imap.account()
    for number in (1, 2, 3):
        await asyncio.to_thread(real_imap.deliver, name, letter(number))
    return name


@pytest.mark.parametrize("tls", ["none", "starttls", "tls"])
async def test_mails_are_taken_once_and_carry_our_mark(real_imap: Dovecot, user: str, tls: str) -> None:
    port = real_imap.tls_port if tls == "tls" else real_imap.port
    async with ImapMailbox(settings(real_imap, user, tls=tls, port=port), TRUSTING) as mailbox:
        assert [arrived.raw for arrived in await take_everything(mailbox)] == [letter(n) for n in (1, 2, 3)]
        assert await take_everything(mailbox) == []
    with real_imap.opened(user) as box:
        assert {SEEN, TAKEN} <= set.intersection(*(set(flags) for flags in box.get_flags([1, 2, 3]).values()))


async def test_what_people_write_never_stands_in_a_log(
    real_imap: Dovecot, user: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    async with ImapMailbox(settings(real_imap, user)) as mailbox:
        assert len(await take_everything(mailbox)) == 3
    assert caplog.records
    assert not any(line.decode() in caplog.text for line in letter(1).splitlines() if len(line) > 8)


async def test_mails_that_were_taken_are_moved_to_a_folder_that_is_made(real_imap: Dovecot, user: str) -> None:
    async with ImapMailbox(settings(real_imap, user, processed="Traités/Été 2017")) as mailbox:
        assert len(await take_everything(mailbox)) == 3
        assert await take_everything(mailbox) == []
    with real_imap.opened(user) as box:
        assert box.search() == []
        names = [name for _, _, name in box.list_folders()]
    [made] = [name for name in names if name.endswith("Été 2017")]
    with real_imap.opened(user, made) as box:
        assert len(box.search()) == 3


async def test_a_folder_with_accents_is_read(real_imap: Dovecot, user: str) -> None:
    with real_imap.opened(user) as box:
        box.create_folder("Réponses reçues")
        box.copy([1, 2], "Réponses reçues")
    async with ImapMailbox(settings(real_imap, user, folder="Réponses reçues")) as mailbox:
        assert [arrived.raw for arrived in await take_everything(mailbox)] == [letter(1), letter(2)]


async def test_a_token_opens_the_box_and_a_wrong_one_is_said(real_imap: Dovecot, user: str) -> None:
    with_token = settings(real_imap, user, password="", tokens=AccessTokens(token=TOKEN + user))
    async with ImapMailbox(with_token) as mailbox:
        assert len(await take_everything(mailbox)) == 3
    async with ImapMailbox(replace(with_token, tokens=AccessTokens(token="un-autre"))) as mailbox:
        with pytest.raises(Unreachable, match="refuse ces identifiants"):
            await take_everything(mailbox)


@pytest.mark.parametrize("tls", ["none", "starttls", "tls"])
async def test_a_mail_that_arrives_rings_the_bell_and_our_own_marks_do_not(
    real_imap: Dovecot, user: str, tls: str
) -> None:
    port = real_imap.tls_port if tls == "tls" else real_imap.port
    bell = ImapBell(settings(real_imap, user, tls=tls, port=port), TRUSTING)
    try:
        await asyncio.wait_for(bell.wait(), 10)  # it listens from now on
        ring = asyncio.create_task(bell.wait())
        async with ImapMailbox(settings(real_imap, user)) as mailbox:
            assert len(await take_everything(mailbox)) == 3
            assert not ring.done()
            await asyncio.to_thread(real_imap.deliver, user, letter(4))
            await asyncio.wait_for(ring, 10)
            assert [arrived.raw for arrived in await take_everything(mailbox)] == [letter(4)]
    finally:
        await asyncio.wait_for(bell.close(), 2)


async def test_a_bell_is_renewed_and_still_rings(real_imap: Dovecot, user: str) -> None:
    bell = ImapBell(settings(real_imap, user), renewed=0.05)
    try:
        for _ in range(4):  # opened, then renewed three times: each time that listening starts anew
            await asyncio.wait_for(bell.wait(), 10)
    finally:
        await asyncio.wait_for(bell.close(), 2)
