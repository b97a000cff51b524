"""Sending through Debian's Postfix: encryption, logins, refusals, limits, and bounces that are understood."""

from __future__ import annotations

import asyncio
import email
import ssl
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import dkim
import pytest

from campaigns.contribution import Channel
from campaigns.people import Contact
from mail.compose import MailComposer
from mail.oauth import AccessTokens
from mail.reading.settings import ReadingSettings
from mail.smtp import SmtpSender
from mail.smtp_opening import SmtpSettings
from mail.smtp_session import on_the_wire
from mail.worker import InlineReader
from tests.bot.house import YANN, a_house
from tests.mail.dovecot import PASSWORD, TOKEN
from tests.mail.letters import INVITATION, RECEIPT
from tests.mail.letters import TOKEN as LETTER_TOKEN
from tests.mail.postfix import CONNECTIONS, GONE, LARGEST, LATER, PEM, Postfix
from tests.mail.test_signing import PUBLISHED, SIGNER
from usecases.dispatch import dispatch
from usecases.messages import Delivery, LetterKind, MachineKind, Outcome, Outgoing
from usecases.ports import Attempt, Sent, Transaction
from usecases.receive import receive_mail
from usecases.transact import transact

# One server for all: with several workers, all of these run in one of them.
pytestmark = [pytest.mark.program("postfix"), pytest.mark.program("dovecot"), pytest.mark.xdist_group("mail servers")]

PATTERN = "relance+{token}@dgos.example"
COMPOSER = MailComposer("Bureau d’essai", "relance@dgos.example", PATTERN)
NOW = datetime(2017, 9, 4, 9, 0, tzinfo=UTC)


def settings(server: Postfix, **changes: object) -> SmtpSettings:
    base = SmtpSettings(server.host, server.port, "relance@dgos.example", timeout=20, reply_pattern=PATTERN)
    return replace(base, **changes)  # type: ignore[arg-type]  # the tests name the fields of SmtpSettings


def trusting() -> ssl.SSLContext:
    return ssl.create_default_context(cafile=str(PEM))


def numbered(name: str, size: int = 0) -> bytes:
    return (
        f"From: relance@dgos.example\nSubject: {name}\nMessage-ID: <{name}@dgos.example>\n\n".encode() + b"x\n" * size
    )


async def one(server: Postfix, to: str, raw: bytes, **changes: object) -> Attempt:
    async with SmtpSender(settings(server, **changes), trusting()) as sender:
        [attempt] = await sender.send([(to, raw)])
    return attempt


async def test_a_letter_arrives_as_it_was_composed_over_starttls(real_smtp: Postfix) -> None:
    raw = COMPOSER.compose(INVITATION)
    assert (await one(real_smtp, "marie@ars.example", raw)).result is Sent.DONE
    arrived = real_smtp.until("marie@ars.example", INVITATION.message_id.encode())
    assert arrived.endswith(raw)
    assert arrived.startswith(b"Return-Path: <relance@dgos.example>\n")
    assert "TLS connection established" in real_smtp.log


async def test_a_signed_letter_is_valid_where_it_arrives(real_smtp: Postfix) -> None:
    raw = COMPOSER.compose(replace(INVITATION, message_id="<signee@dgos.example>"))
    assert (await one(real_smtp, "paul@ars.example", raw, sign=SIGNER)).result is Sent.DONE
    arrived = real_smtp.until("paul@ars.example", b"signee")
    assert dkim.verify(on_the_wire(arrived), dnsfunc=lambda name, timeout=5: b"v=DKIM1; k=rsa; p=" + PUBLISHED)


@pytest.mark.parametrize(
    ("context", "host", "reason"),
    [
        pytest.param(None, "127.0.0.1", "aucune autorité connue ne garantit son certificat", id="unknown authority"),
        pytest.param(trusting, "localhost", "son certificat n’est pas au nom de « localhost »", id="another name"),
    ],
)
async def test_a_server_that_cannot_prove_who_it_is_gets_nothing(
    real_smtp: Postfix, context: object, host: str, reason: str
) -> None:
    async with SmtpSender(settings(real_smtp, host=host), context() if callable(context) else None) as sender:
        [attempt] = await sender.send([("marie@ars.example", numbered("secret"))])
    assert attempt.result is Sent.DOWN
    assert reason in attempt.detail
    assert not any(b"secret" in raw for raw in real_smtp.box("marie@ars.example"))


async def test_a_password_logs_in_and_a_wrong_one_is_said(real_smtp: Postfix) -> None:
    right = {"port": real_smtp.login_port, "user": "essai", "password": PASSWORD}
    assert (await one(real_smtp, "marie@ars.example", numbered("login"), **right)).result is Sent.DONE
    attempt = await one(real_smtp, "marie@ars.example", numbered("login"), **right | {"password": "faux"})
    assert attempt.result is Sent.DOWN
    assert "refuse ces identifiants (535" in attempt.detail
    without = await one(real_smtp, "marie@ars.example", numbered("login"), port=real_smtp.login_port)
    assert without.result in (Sent.DOWN, Sent.LATER), "our trouble, not Marie's"


async def test_a_token_logs_in_and_is_asked_for_again_when_it_is_refused(real_smtp: Postfix, tmp_path: Path) -> None:
    script = tmp_path / "jeton"
    script.write_text(
        f"#!/bin/sh\nif [ -e {tmp_path}/vu ]; then echo {TOKEN}essai; else touch {tmp_path}/vu; echo vieux; fi\n"
    )
    account = {"port": real_smtp.login_port, "user": "essai"}
    tokens = AccessTokens(f"/bin/sh {script}")
    assert (await one(real_smtp, "paul@ars.example", numbered("jeton"), tokens=tokens, **account)).result is Sent.DONE
    bad = await one(real_smtp, "paul@ars.example", numbered("j"), tokens=AccessTokens(token="faux"), **account)
    assert bad.result is Sent.DOWN
    assert "refuse ces identifiants" in bad.detail
    assert "faux" not in bad.detail


async def test_refusals_are_told_apart_and_hold_nobody(real_smtp: Postfix) -> None:
    people = ("marie@ars.example", "personne@ars.example", LATER, "qui@ailleurs.example", "paul@ars.example")
    async with SmtpSender(settings(real_smtp), trusting()) as sender:
        attempts = await sender.send([(to, numbered("lot")) for to in people])
    assert [a.result for a in attempts] == [Sent.DONE, Sent.REFUSED, Sent.LATER, Sent.LATER, Sent.DONE]
    assert "User unknown" in attempts[1].detail
    assert attempts[2].wait == timedelta(minutes=5)
    assert "Relay access denied" in attempts[3].detail


async def test_a_message_over_the_limit_of_the_server_is_not_even_tried(real_smtp: Postfix) -> None:
    attempt = await one(real_smtp, "marie@ars.example", numbered("gros", LARGEST))
    assert attempt == Attempt(Sent.UNFIT, "message trop gros : il fait 0,4 Mo, le serveur en accepte 0,2 Mo")


async def test_a_server_that_bears_two_connections_is_served_by_two(real_smtp: Postfix) -> None:
    many = settings(real_smtp, port=real_smtp.few_port, tls="none", connections=CONNECTIONS + 3)
    async with SmtpSender(many) as sender:
        attempts = await sender.send([("marie@ars.example", numbered(f"n{n}")) for n in range(40)])
    assert {a.result for a in attempts} == {Sent.DONE}


async def test_a_receipt_leaves_with_an_empty_sender_and_a_letter_with_its_own_bounce_address(
    real_smtp: Postfix,
) -> None:
    receipt = replace(RECEIPT, message_id="<vide@dgos.example>")
    letter = replace(INVITATION, message_id="<verp@dgos.example>")
    async with SmtpSender(settings(real_smtp, bounces="rebuts+{token}@dgos.example"), trusting()) as sender:
        await sender.send([("paul@ars.example", COMPOSER.compose(mail)) for mail in (receipt, letter)])
    assert real_smtp.until("paul@ars.example", b"<vide@").startswith(b"Return-Path: <>\n")
    path = f"Return-Path: <rebuts+{LETTER_TOKEN}@dgos.example>\n".encode()
    assert real_smtp.until("paul@ars.example", b"<verp@").startswith(path)


async def test_a_bounce_comes_back_to_the_address_of_its_own_mail(real_smtp: Postfix) -> None:
    bounces = "rebuts+{token}@dgos.example"
    raw = COMPOSER.compose(replace(INVITATION, message_id="<retour@dgos.example>"))
    assert (await one(real_smtp, GONE, raw, bounces=bounces)).result is Sent.DONE
    report = await asyncio.to_thread(real_smtp.until, "rebuts@dgos.example", b"<retour@dgos.example>")
    reader = InlineReader(ReadingSettings(reply_pattern=PATTERN, bounce_pattern=bounces))
    bare = report.partition(b"Content-Type: message/rfc822")[0]  # a server that does not return the mail itself
    facts = (await reader.open(bare, NOW)).mail
    assert facts is not None
    assert facts.tokens == (LETTER_TOKEN,)


async def test_a_mail_that_bounces_later_silences_its_address_and_no_other(real_smtp: Postfix, tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        reader = InlineReader(ReadingSettings(reply_pattern=PATTERN, addresses=("relance@dgos.example",)))
        ours = replace(house.installation, reader=reader)
        raw = await ours.files.put(numbered("rebond"))
        message = Outgoing(
            "r|yann|mail|reminder|J-2", "<rebond@dgos.example>", Channel.MAIL, LetterKind.REMINDER, GONE,
            "pnsp", "r", YANN, NOW, NOW, raw=raw,
        )  # fmt: skip

        async def decide(transaction: Transaction) -> None:
            transaction.put(message)

        await transact(ours.store, "test", decide)
        async with SmtpSender(settings(real_smtp), trusting()) as sender:
            assert (await dispatch(ours, sender, None, lambda: NOW)).sent == 1
        report = await asyncio.to_thread(real_smtp.until, "relance@dgos.example", b"<rebond@dgos.example>")
        later = NOW + timedelta(hours=1)
        machine = (await reader.open(report, later)).mail
        assert machine is not None
        assert machine.machine is not None
        assert (machine.machine.kind, machine.machine.address) == (MachineKind.BOUNCE, GONE)
        assert machine.machine.hard
        assert (await receive_mail(ours, report, later, later)).outcome is Outcome.BOUNCE
        async with ours.store.reading() as reading:
            people = await reading.find(Contact, campaign="pnsp")
            kept = await reading.get(Outgoing, message.id)
    assert [c.email for c in people if c.unreachable] == [GONE]
    assert kept is not None
    assert kept.state is Delivery.FAILED
    assert email.message_from_bytes(report)["Return-Path"] == "<>"
