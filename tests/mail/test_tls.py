"""Encrypted connections, with a certificate made for loopback (loopback.pem, good for nothing else)."""

from __future__ import annotations

import ssl
from datetime import UTC, datetime
from pathlib import Path

import pytest

from mail.imap import ImapMailbox, ImapSettings
from mail.smtp import SmtpSender
from mail.smtp_opening import SmtpSettings
from relance.demo.servers.imap import imap_server
from relance.demo.servers.smtp import smtp_server
from usecases.ports import Sent, Unreachable

PEM = Path(__file__).with_name("loopback.pem")
RAW = b"Message-ID: <1@dgos.example>\nSubject: essai\n\nBonjour.\n"


@pytest.fixture
def ours() -> ssl.SSLContext:
    """What the server shows."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(PEM)
    return context


@pytest.fixture
def trusting() -> ssl.SSLContext:
    """A client that was told about this certificate."""
    return ssl.create_default_context(cafile=str(PEM))


@pytest.mark.parametrize("tls", ["starttls", "tls"])
async def test_mails_leave_encrypted(tls: str, ours: ssl.SSLContext, trusting: ssl.SSLContext) -> None:
    async with smtp_server(tls=ours, implicit_tls=tls == "tls", login=("relance", "juste")) as server:
        settings = SmtpSettings(server.host, server.port, "a@dgos.example", tls, "relance", "juste", timeout=5)
        async with SmtpSender(settings, trusting) as sender:
            mails = [("un@ars.example", RAW), ("deux@ars.example", RAW)]
            assert [attempt.result for attempt in await sender.send(mails)] == [Sent.DONE] * 2
            assert [attempt.result for attempt in await sender.send(mails)] == [Sent.DONE] * 2
        assert server.boxes.of("un@ars.example") == [RAW] * 2


@pytest.mark.parametrize("tls", ["starttls", "tls"])
async def test_a_certificate_that_nobody_vouches_for_gets_no_mail(tls: str, ours: ssl.SSLContext) -> None:
    async with smtp_server(tls=ours, implicit_tls=tls == "tls") as server:
        settings = SmtpSettings(server.host, server.port, "a@dgos.example", tls, timeout=5)
        async with SmtpSender(settings) as sender:
            [attempt] = await sender.send([("un@ars.example", RAW)])
        assert attempt.result is Sent.DOWN
        assert "aucune autorité connue ne garantit son certificat" in attempt.detail
        assert server.boxes.count == 0


async def test_mails_are_fetched_encrypted(ours: ssl.SSLContext, trusting: ssl.SSLContext) -> None:
    async with imap_server(tls=ours) as server:
        await server.append(RAW, datetime(2017, 9, 12, tzinfo=UTC))
        settings = ImapSettings(server.host, server.port, server.user, server.password, timeout=5)
        async with ImapMailbox(settings, trusting) as mailbox:
            [[arrived]] = [batch async for batch in mailbox.arrivals()]
            await mailbox.taken([arrived.handle])
        assert b"Bonjour." in arrived.raw


async def test_an_untrusted_mailbox_is_not_opened(ours: ssl.SSLContext) -> None:
    async with imap_server(tls=ours) as server:
        settings = ImapSettings(server.host, server.port, server.user, server.password, timeout=5)
        async with ImapMailbox(settings) as mailbox:
            with pytest.raises(Unreachable, match="ne peut pas être lue"):
                _ = [batch async for batch in mailbox.arrivals()]
