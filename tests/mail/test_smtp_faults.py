"""A server that misbehaves at each step: every mail gets one verdict, nobody is blamed, and the next try works."""

from __future__ import annotations

import pytest

from mail.smtp import SmtpSender
from mail.smtp_opening import SmtpSettings
from tests.mail.crooked_smtp import STEPS, Crooked, crooked
from usecases.ports import Attempt, Sent

RAW = b"From: a@dgos.example\nSubject: essai\nMessage-ID: <1@dgos.example>\n\nBonjour.\n"
PEOPLE = [f"n{n}@ars.example" for n in range(5)]
MANNERS = ("451 4.3.0 plus tard", "554 5.3.0 rien à faire", "421 4.3.2 je ferme", "drop", "silence", "half", "garbage")


def settings(server: Crooked, connections: int = 1) -> SmtpSettings:
    host, port = "127.0.0.1", server.port
    return SmtpSettings(host, port, "a@dgos.example", tls="none", timeout=0.3, connections=connections)


async def all_of(sender: SmtpSender) -> list[Attempt]:
    return await sender.send([(to, RAW) for to in PEOPLE])


@pytest.mark.parametrize("pipelining", [True, False], ids=["pipelining", "one command at a time"])
@pytest.mark.parametrize("manner", [*MANNERS, "flood"])
@pytest.mark.parametrize("step", STEPS)
async def test_one_fault_costs_at_most_one_try_and_blames_nobody(step: str, manner: str, pipelining: bool) -> None:
    async with crooked(Crooked(step, manner, pipelining=pipelining)) as server, SmtpSender(settings(server)) as sender:
        first = await all_of(sender)
        said = [attempt.result for attempt in first]
        assert Sent.REFUSED not in said
        assert said.count(Sent.DONE) == server.accepted
        assert said.count(Sent.LATER) <= 1, first
        assert set(said) <= {Sent.DONE, Sent.LATER, Sent.DOWN}
        assert all(attempt.detail for attempt in first)
        if Sent.DOWN in said:
            assert len({a.detail for a in first if a.result is Sent.DOWN}) == 1
        again = await all_of(sender)
        assert [attempt.result for attempt in again] == [Sent.DONE] * 5


@pytest.mark.parametrize("manner", MANNERS)
@pytest.mark.parametrize("step", ["banner", "EHLO", "MAIL"])
async def test_a_server_that_is_out_of_order_is_one_verdict_for_all(step: str, manner: str) -> None:
    async with crooked(Crooked(step, manner, times=99)) as server, SmtpSender(settings(server)) as sender:
        attempts = await sender.send([(f"n{n}@ars.example", RAW) for n in range(500)])
        later = sum(attempt.result is Sent.LATER for attempt in attempts)
        assert later <= 2
        assert sum(attempt.result is Sent.DOWN for attempt in attempts) == 500 - later
        assert server.connections <= 3


@pytest.mark.parametrize("manner", ["drop", "silence", "half", "garbage", "421 4.3.2 je ferme"])
async def test_a_server_that_always_fails_after_the_content_is_left_alone_after_three(manner: str) -> None:
    async with crooked(Crooked("content", manner, times=99)) as server, SmtpSender(settings(server)) as sender:
        attempts = await sender.send([(f"n{n}@ars.example", RAW) for n in range(100)])
        assert sum(attempt.result is Sent.LATER for attempt in attempts) <= 3
        assert server.connections <= 3
        assert server.accepted == 0


async def test_several_connections_to_a_server_that_dies_give_one_verdict() -> None:
    async with (
        crooked(Crooked("banner", "drop", times=99)) as server,
        SmtpSender(settings(server, connections=5)) as sender,
    ):
        attempts = await sender.send([(f"n{n}@ars.example", RAW) for n in range(50)])
    assert {attempt.result for attempt in attempts} == {Sent.DOWN}
    assert server.connections == 5


@pytest.mark.parametrize("step", ["RCPT", "DATA", "content"])
async def test_what_is_noted_is_noted_once_each_and_before_the_next_leaves(step: str) -> None:
    async with crooked(Crooked(step, "drop")) as server, SmtpSender(settings(server)) as sender:
        noted: list[int] = []
        accepted: list[int] = []

        async def note(number: int, attempt: Attempt) -> bool:
            noted.append(number)
            accepted.append(server.accepted)
            return True

        await sender.send([(to, RAW) for to in PEOPLE], note)
    assert sorted(noted) == [0, 1, 2, 3, 4]
    assert all(later - before <= 1 for before, later in zip([0, *accepted], accepted, strict=False))


async def test_whoever_is_told_may_stop_the_rest() -> None:
    async with crooked(Crooked("", "")) as server, SmtpSender(settings(server)) as sender:

        async def note(number: int, attempt: Attempt) -> bool:
            return number < 1

        attempts = await sender.send([(to, RAW) for to in PEOPLE], note)
    assert [a.result for a in attempts] == [Sent.DONE, Sent.DONE, Sent.PACED, Sent.PACED, Sent.PACED]
    assert server.accepted == 2
