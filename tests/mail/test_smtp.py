"""Sending through a real SMTP server on loopback, which misbehaves on demand."""

from __future__ import annotations

import asyncio
import socket
from dataclasses import replace
from pathlib import Path

import pytest

from mail.compose import MailComposer
from mail.smtp import SmtpSender
from mail.smtp_opening import SmtpSettings
from mail.verdicts import GREY_PAUSE
from relance.demo.servers.smtp import Behaviour, Boxes, SmtpServer, smtp_server
from tests.mail.letters import INVITATION, REPLY_PATTERN
from usecases.ports import Attempt, Sent

COMPOSER = MailComposer("Bureau d’essai", "relance@dgos.example", REPLY_PATTERN)
RAW = COMPOSER.compose(INVITATION)
WITH_DOTS = b"From: a@dgos.example\nSubject: points\n\n.\n..deux\nfin.\n"


def settings(server: SmtpServer, **changes: object) -> SmtpSettings:
    base = SmtpSettings(server.host, server.port, "relance@dgos.example", tls="none", timeout=5)
    return replace(base, **changes)  # type: ignore[arg-type]  # the tests name the fields of SmtpSettings


async def results(sender: SmtpSender, *mails: tuple[str, bytes]) -> list[Sent]:
    return [attempt.result for attempt in await sender.send(mails)]


@pytest.fixture
def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@pytest.fixture(params=[True, False], ids=["pipelining", "one command at a time"])
def behaviour(request: pytest.FixtureRequest) -> Behaviour:
    return Behaviour(pipelining=request.param)


async def test_a_mail_arrives_byte_for_byte(behaviour: Behaviour) -> None:
    async with smtp_server(behaviour=behaviour) as server, SmtpSender(settings(server)) as sender:
        assert await results(sender, ("marie@ars.example", RAW)) == [Sent.DONE]
        assert server.boxes.of("marie@ars.example") == [RAW]


async def test_lines_that_are_dots_survive(behaviour: Behaviour) -> None:
    async with smtp_server(behaviour=behaviour) as server, SmtpSender(settings(server)) as sender:
        await sender.send([("a@ars.example", WITH_DOTS), ("b@ars.example", b".")])
        assert server.boxes.of("a@ars.example") == [WITH_DOTS]
        assert server.boxes.of("b@ars.example") == [b".\n"]


async def test_a_refused_recipient_does_not_stop_the_others(behaviour: Behaviour) -> None:
    behaviour.refused["parti@ars.example"] = "550 5.1.1 boîte inconnue"
    behaviour.postponed["plus-tard@ars.example"] = "451 4.7.1 liste grise"
    async with smtp_server(behaviour=behaviour) as server, SmtpSender(settings(server)) as sender:
        attempts = await sender.send(
            [(f"{name}@ars.example", RAW) for name in ("un", "parti", "plus-tard", "deux", "parti")]
        )
        again = await sender.send([("trois@ars.example", RAW)])
        assert attempts == [
            Attempt(Sent.DONE, "250 2.0.0 message gardé"),
            Attempt(Sent.REFUSED, "550 5.1.1 boîte inconnue"),
            Attempt(Sent.LATER, "451 4.7.1 liste grise", GREY_PAUSE),
            Attempt(Sent.DONE, "250 2.0.0 message gardé"),
            Attempt(Sent.REFUSED, "550 5.1.1 boîte inconnue"),
        ]
        assert again[0].result is Sent.DONE
        assert server.boxes.addresses == ["deux@ars.example", "trois@ars.example", "un@ars.example"]
        assert behaviour.connections == 1


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        pytest.param("550 5.1.1 utilisateur inconnu", Sent.REFUSED, id="unknown user"),
        pytest.param("552 5.2.2 boîte pleine", Sent.REFUSED, id="full for good"),
        pytest.param("452 4.2.2 boîte pleine", Sent.LATER, id="full for now"),
        pytest.param("554 5.7.1 Relay access denied", Sent.LATER, id="our account may not relay"),
        pytest.param("530 5.7.0 Authentication required", Sent.LATER, id="our account must log in"),
    ],
)
async def test_only_what_is_wrong_with_the_recipient_is_final(
    behaviour: Behaviour, answer: str, expected: Sent
) -> None:
    behaviour.refused["marie@ars.example"] = answer
    async with smtp_server(behaviour=behaviour) as server, SmtpSender(settings(server)) as sender:
        assert await sender.send([("marie@ars.example", RAW)]) == [Attempt(expected, answer)]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        pytest.param("550 5.1.1 destinataire inconnu", Sent.REFUSED, id="the recipient, late"),
        pytest.param("554 5.7.1 contenu refusé", Sent.LATER, id="our content"),
        pytest.param("451 4.3.0 disque plein", Sent.LATER, id="their disk"),
    ],
)
async def test_an_answer_to_the_content_is_a_verdict(behaviour: Behaviour, answer: str, expected: Sent) -> None:
    behaviour.content_answer = answer
    async with smtp_server(behaviour=behaviour) as server, SmtpSender(settings(server)) as sender:
        assert await results(sender, ("un@ars.example", RAW), ("deux@ars.example", RAW)) == [expected, expected]


async def test_a_refused_sender_is_our_fault_and_can_be_mended(behaviour: Behaviour) -> None:
    behaviour.sender_answer = "550 5.7.60 not permitted to send as this sender"
    async with smtp_server(behaviour=behaviour) as server, SmtpSender(settings(server)) as sender:
        assert await results(sender, ("un@ars.example", RAW), ("deux@ars.example", RAW)) == [Sent.DOWN] * 2


async def test_a_mail_cut_after_its_content_is_tried_later_and_the_next_ones_leave(behaviour: Behaviour) -> None:
    behaviour.drops = 1
    async with smtp_server(behaviour=behaviour) as server, SmtpSender(settings(server)) as sender:
        mails = [(f"{name}@ars.example", RAW) for name in ("un", "deux", "trois")]
        assert await results(sender, *mails) == [Sent.LATER, Sent.DONE, Sent.DONE]
        assert server.boxes.addresses == ["deux@ars.example", "trois@ars.example"]


async def test_a_server_that_thinks_too_long_is_left(behaviour: Behaviour) -> None:
    behaviour.pause = 2.0
    async with smtp_server(behaviour=behaviour) as server, SmtpSender(settings(server, timeout=0.1)) as sender:
        [attempt] = await sender.send([("un@ars.example", RAW)])
        assert attempt == Attempt(Sent.LATER, "connexion perdue pendant l’envoi : le serveur ne répond pas")


async def test_a_connection_is_kept_between_two_sendings_and_replaced_when_it_was_closed() -> None:
    behaviour = Behaviour()
    async with smtp_server(behaviour=behaviour) as server, SmtpSender(settings(server)) as sender:
        for _ in range(3):
            assert await results(sender, ("un@ars.example", RAW)) == [Sent.DONE]
        assert behaviour.connections == 1
        server.hang_up()
        assert await results(sender, ("un@ars.example", RAW)) == [Sent.DONE]
        assert behaviour.connections == 2


async def test_an_unused_connection_is_closed_after_a_while() -> None:
    async with smtp_server() as server, SmtpSender(settings(server, idle=0.01)) as sender:
        await sender.send([("un@ars.example", RAW)])
        await server.until_nobody_is_connected()
        assert await results(sender, ("un@ars.example", RAW)) == [Sent.DONE]


async def test_several_connections_share_the_work_and_answers_keep_their_order() -> None:
    behaviour = Behaviour(pause=0.01, refused={"n7@ars.example": "550 5.1.1 inconnu"})
    async with smtp_server(behaviour=behaviour) as server, SmtpSender(settings(server, connections=3)) as sender:
        attempts = await sender.send([(f"n{i}@ars.example", RAW) for i in range(20)])
        assert [a.result for a in attempts] == [Sent.REFUSED if i == 7 else Sent.DONE for i in range(20)]
        assert behaviour.connections == 3
        assert server.boxes.count == 19


async def test_no_more_connections_than_allowed_also_when_sendings_overlap() -> None:
    behaviour = Behaviour(pause=0.005)
    async with smtp_server(behaviour=behaviour) as server, SmtpSender(settings(server, connections=2)) as sender:
        await asyncio.gather(*(sender.send([(f"n{i}@ars.example", RAW)]) for i in range(10)))
        assert behaviour.connections <= 2
        assert server.boxes.count == 10


async def test_nobody_listening_is_one_verdict_for_all(free_port: int) -> None:
    nobody = SmtpSettings("127.0.0.1", free_port, "relance@dgos.example", tls="none", timeout=2)
    async with SmtpSender(nobody) as sender:
        attempts = await sender.send([("un@ars.example", RAW), ("deux@ars.example", RAW)])
    assert [a.result for a in attempts] == [Sent.DOWN, Sent.DOWN]
    assert attempts[0].detail.startswith(f"127.0.0.1:{free_port} : ")


@pytest.mark.parametrize(
    ("password", "expected"),
    [pytest.param("juste", Sent.DONE, id="right"), pytest.param("faux", Sent.DOWN, id="wrong")],
)
async def test_a_wrong_password_is_our_fault(password: str, expected: Sent) -> None:
    async with (
        smtp_server(login=("relance", "juste")) as server,
        SmtpSender(settings(server, user="relance", password=password)) as sender,
    ):
        [attempt] = await sender.send([("un@ars.example", RAW)])
    assert attempt.result is expected
    assert "juste" not in attempt.detail
    assert password not in attempt.detail or expected is Sent.DONE


async def test_a_server_without_starttls_gets_nothing_when_it_is_asked_for() -> None:
    async with smtp_server() as server, SmtpSender(settings(server, tls="starttls")) as sender:
        [attempt] = await sender.send([("un@ars.example", RAW)])
        assert attempt.result is Sent.DOWN
        assert "ne propose pas STARTTLS" in attempt.detail
        assert server.boxes.count == 0


@pytest.mark.parametrize(
    "address",
    ["sans-arobase", "@ars.example", "un@", "", "un@ars.example>\r\nRCPT TO:<deux@ars.example"],
    ids=["no at", "no name", "no domain", "nothing", "an injection"],
)
async def test_an_impossible_address_is_refused_before_anything_is_said(address: str, behaviour: Behaviour) -> None:
    async with smtp_server(behaviour=behaviour) as server, SmtpSender(settings(server)) as sender:
        outcome = await results(sender, (address, RAW), ("bon@ars.example", RAW))
        assert outcome[1] is Sent.DONE
        assert "deux@ars.example" not in server.boxes.addresses
        assert server.boxes.of("bon@ars.example") == [RAW]


async def test_an_address_in_other_letters_is_written_as_the_server_knows_it() -> None:
    async with smtp_server() as server, SmtpSender(settings(server)) as sender:
        assert await results(sender, ("rené@santé.example", RAW), ("jean@santé.example", RAW)) == [Sent.DONE] * 2
        assert server.boxes.addresses == ["jean@xn--sant-epa.example", "rené@xn--sant-epa.example"]


async def test_nothing_to_send_opens_no_connection() -> None:
    behaviour = Behaviour()
    async with smtp_server(behaviour=behaviour) as server, SmtpSender(settings(server)) as sender:
        assert await sender.send([]) == []
        assert behaviour.connections == 0


async def test_boxes_on_disk_are_maildirs(tmp_path: Path) -> None:
    async with smtp_server(Boxes(tmp_path)) as server, SmtpSender(settings(server)) as sender:
        waiting = asyncio.create_task(server.boxes.until(2))
        await sender.send([("Un@ars.example", RAW), ("un@ars.example", RAW)])
        await waiting
    assert [file.read_bytes() for file in sorted((tmp_path / "un@ars.example" / "new").iterdir())] == [RAW, RAW]
