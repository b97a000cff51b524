"""The outbox: what leaves, what waits, what is given up, and what a dead server or a killed process leaves behind."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from campaigns.contribution import Channel
from campaigns.people import Contact
from mail.smtp import SmtpSender
from mail.smtp_opening import SmtpSettings
from relance.demo.servers.smtp import Behaviour, smtp_server
from tests.bot.house import ELISE, YANN, a_house
from usecases.dispatch import HELD, MOST_ATTEMPTS, dispatch, pause_after, take_over
from usecases.dispatched import Dispatched
from usecases.installation import Installation
from usecases.messages import Delivery, LetterKind, Outgoing
from usecases.ports import Attempt, Noted, Sent, Transaction
from usecases.transact import transact

NOON = datetime(2017, 9, 4, 12, 0, tzinfo=UTC)
NIGHT = datetime(2017, 9, 4, 23, 0, tzinfo=UTC)

GONE = Attempt(Sent.DONE)


@dataclass
class Scripted:
    """A sender that says what the test wants of each address, and remembers what left."""

    says: dict[str, Attempt] = field(default_factory=dict)
    usual: Attempt = GONE
    calls: list[list[str]] = field(default_factory=list)

    async def send(self, mails: Sequence[tuple[str, bytes]], noted: Noted | None = None) -> list[Attempt]:
        self.calls.append([to for to, _ in mails])
        attempts: list[Attempt] = []
        for number, (to, _) in enumerate(mails):
            attempt = self.says.get(to, self.usual)
            attempts.append(attempt)
            if attempt.result in (Sent.DOWN, Sent.PACED):
                return attempts + [attempt] * (len(mails) - len(attempts))
            if noted is not None and not await noted(number, attempt):
                return attempts + [Attempt(Sent.PACED)] * (len(mails) - len(attempts))
        return attempts


@asynccontextmanager
async def house(folder: Path) -> AsyncIterator[Installation]:
    async with a_house(folder) as made:
        yield made.installation


async def queue(house: Installation, *addresses: str, **changes: object) -> list[str]:
    """One mail to each, due since noon; their ids."""
    messages = []
    for number, to in enumerate(addresses):
        raw = await house.files.put(f"To: {to}\nSubject: n{number}\n\nBonjour.\n".encode())
        message = Outgoing(
            id=f"r|{to}|mail|reminder|J-{number:04d}",
            message_id=f"<{number}@relance.example>",
            channel=Channel.MAIL,
            kind=LetterKind.REMINDER,
            to=to,
            campaign="pnsp",
            round="r",
            contact=YANN,
            created_at=NOON,
            due_at=NOON,
            raw=raw,
        )
        messages.append(replace(message, **changes))  # type: ignore[arg-type]  # a test names fields of Outgoing

    async def decide(transaction: Transaction) -> None:
        transaction.put(*messages)

    await transact(house.store, "test", decide)
    return [message.id for message in messages]


async def stored(house: Installation, id: str) -> Outgoing:
    async with house.store.reading() as reading:
        found = await reading.get(Outgoing, id)
    assert found is not None
    return found


async def unreachable(house: Installation, contact: str) -> str:
    async with house.store.reading() as reading:
        found = await reading.get(Contact, contact)
    assert found is not None
    return found.unreachable


async def a_pass(house: Installation, sender: Scripted | SmtpSender, now: datetime = NOON) -> Dispatched:
    return await dispatch(house, sender, None, lambda: now)


async def test_everything_due_leaves_once(tmp_path: Path) -> None:
    async with house(tmp_path) as ours:
        addresses = [f"n{n}@ars.example" for n in range(200)]
        await queue(ours, *addresses)
        sender = Scripted()
        assert (await a_pass(ours, sender)).sent == 200
        assert (await a_pass(ours, sender)).sent == 0
        assert sorted(to for call in sender.calls for to in call) == sorted(addresses)
        assert len(sender.calls[0]) == 1  # the first one tells whether the server takes anything


async def test_at_night_it_waits_for_the_morning_unless_it_was_asked_for(tmp_path: Path) -> None:
    async with house(tmp_path) as ours:
        [waits] = await queue(ours, "un@ars.example")
        await queue(ours, "deux@ars.example", at_once=True)
        sender = Scripted()
        assert (await a_pass(ours, sender, NIGHT)).sent == 1
        assert sender.calls == [["deux@ars.example"]]
        message = await stored(ours, waits)
        assert message.due_at == datetime(2017, 9, 5, 6, 0, tzinfo=UTC)
        assert (message.attempts, message.claimed_until) == (0, None)


async def test_a_refused_address_is_flagged_and_told_and_the_others_leave(tmp_path: Path) -> None:
    async with house(tmp_path) as ours:
        [good, bad, last] = await queue(ours, "un@ars.example", "yann@ars-bretagne.example", "trois@ars.example")
        sender = Scripted({"yann@ars-bretagne.example": Attempt(Sent.REFUSED, "550 5.1.1 inconnu")})
        done = await a_pass(ours, sender)
        assert (done.sent, done.failed, done.retried) == (2, 1, 0)
        assert "yann@ars-bretagne.example" in done.troubles[0]
        assert "550 5.1.1 inconnu" in done.troubles[0]
        assert [(await stored(ours, id)).state for id in (good, bad, last)] == ["sent", "failed", "sent"]
        assert await unreachable(ours, YANN) == "550 5.1.1 inconnu"


async def test_an_address_that_was_changed_meanwhile_is_not_flagged(tmp_path: Path) -> None:
    async with house(tmp_path) as ours:
        await queue(ours, "ancienne@ars-normandie.example", contact=ELISE)
        await a_pass(ours, Scripted(usual=Attempt(Sent.REFUSED, "550 5.1.1 inconnu")))
        assert await unreachable(ours, ELISE) == ""


async def test_a_message_that_cannot_leave_is_given_up_and_nobody_is_flagged(tmp_path: Path) -> None:
    async with house(tmp_path) as ours:
        [id] = await queue(ours, "yann@ars-bretagne.example")
        done = await a_pass(ours, Scripted(usual=Attempt(Sent.UNFIT, "552 5.3.4 message trop gros")))
        assert done.failed == 1
        message = await stored(ours, id)
        assert (message.state, message.error) == (Delivery.FAILED, "552 5.3.4 message trop gros")
        assert await unreachable(ours, YANN) == ""


async def test_a_temporary_refusal_is_tried_again_after_longer_and_longer_pauses_and_then_given_up(
    tmp_path: Path,
) -> None:
    async with house(tmp_path) as ours:
        [id] = await queue(ours, "un@ars.example")
        sender = Scripted(usual=Attempt(Sent.LATER, "451 4.3.0 disque plein"))
        now, pauses = NOON, []
        while (await stored(ours, id)).state is Delivery.QUEUED:
            await a_pass(ours, sender, now)
            message = await stored(ours, id)
            pauses.append(message.due_at - now)
            now = message.due_at
            while now.hour in range(0, 7) or now.hour > 15:  # by day, where it would leave
                now += timedelta(hours=1)
        assert len(pauses) == MOST_ATTEMPTS
        assert timedelta(minutes=5) <= pauses[0] < timedelta(minutes=6.5)
        assert timedelta(minutes=10) <= pauses[1] < timedelta(minutes=13)
        assert max(pauses) <= timedelta(hours=7.5)
        assert (await stored(ours, id)).error == "451 4.3.0 disque plein"


async def test_what_the_other_side_asks_to_wait_is_the_first_pause() -> None:
    tried = Outgoing("k", "<m@x>", Channel.MAIL, LetterKind.REMINDER, "a@b.example", "c", "r", "p", NOON, NOON)
    grey = Attempt(Sent.LATER, "451 4.7.1 liste grise", timedelta(minutes=2))
    first, second = (pause_after(replace(tried, attempts=n), grey) for n in (1, 2))
    assert timedelta(minutes=2) <= first <= timedelta(minutes=2.5)
    assert timedelta(minutes=10) <= second <= timedelta(minutes=12.5)
    others = {pause_after(replace(tried, attempts=1, message_id=f"<{n}@x>"), grey) for n in range(20)}
    assert len(others) > 15, "those refused together do not come back together"


async def test_a_dead_server_is_asked_once_and_uses_up_no_attempt(tmp_path: Path) -> None:
    async with house(tmp_path) as ours:
        ids = await queue(ours, *(f"n{n}@ars.example" for n in range(100)))
        dead = Scripted(usual=Attempt(Sent.DOWN, "smtp.example:25 : le serveur ne répond pas"))
        done = await a_pass(ours, dead)
        later = NOON + timedelta(minutes=5)
        assert (await a_pass(ours, dead, later)).retried == 100
        assert (done.sent, done.failed, done.retried) == (0, 0, 100)
        assert [len(call) for call in dead.calls] == [1, 1]
        assert "le serveur ne répond pas" in done.troubles[0]
        messages = [await stored(ours, id) for id in ids]
        assert {(m.state, m.attempts, m.claimed_until) for m in messages} == {(Delivery.QUEUED, 0, None)}
        assert {m.held_since for m in messages} == {NOON, None}
        assert (await a_pass(ours, Scripted(), later)).sent == 100
        assert {(await stored(ours, id)).held_since for id in ids} == {None}


async def test_a_server_that_dies_in_between_gets_nothing_more_in_this_pass(tmp_path: Path) -> None:
    async with house(tmp_path) as ours:
        ids = await queue(ours, *(f"n{n}@ars.example" for n in range(300)))
        sender = Scripted({"n30@ars.example": Attempt(Sent.DOWN, "smtp.example:25 : plus rien")})
        done = await a_pass(ours, sender)
        assert done.sent >= 30
        assert done.sent + done.retried == 300
        states = [await stored(ours, id) for id in ids]
        assert sum(m.state is Delivery.SENT for m in states) == done.sent
        assert all(m.claimed_until is None for m in states)
        assert {m.attempts for m in states if m.state is Delivery.QUEUED} == {0}


async def test_over_the_pace_the_rest_stays_queued(tmp_path: Path) -> None:
    async with smtp_server() as server, house(tmp_path) as ours:
        await queue(ours, *(f"n{n}@ars.example" for n in range(25)))
        settings = SmtpSettings(server.host, server.port, "a@dgos.example", tls="none", connections=3, per_minute=10)
        seconds = [0.0]
        async with SmtpSender(settings, clock=lambda: seconds[0]) as sender:
            sent = []
            for seconds[0] in (0.0, 30.0, 60.0, 119.0, 120.0):
                sent.append((await a_pass(ours, sender)).sent)
        assert sent == [10, 0, 10, 0, 5]
        assert server.boxes.count == 25


async def test_a_slow_server_is_given_few_at_a_time_and_no_mail_is_begun_after_its_claim(tmp_path: Path) -> None:
    async with house(tmp_path) as ours:
        await queue(ours, *(f"n{n}@ars.example" for n in range(40)))
        sender = Scripted()
        minutes = [0.0]

        def clock() -> datetime:
            minutes[0] += 0.5
            return NOON + timedelta(minutes=minutes[0])

        assert (await dispatch(ours, sender, None, clock)).sent == 40
        assert max(len(call) for call in sender.calls) <= 4


async def test_what_was_withdrawn_while_it_was_claimed_keeps_its_state_if_it_did_not_leave(tmp_path: Path) -> None:
    async with house(tmp_path) as ours:
        [id] = await queue(ours, "un@ars.example")

        class Withdrawing(Scripted):
            async def send(self, mails: Sequence[tuple[str, bytes]], noted: Noted | None = None) -> list[Attempt]:
                async def decide(transaction: Transaction) -> None:
                    found = await transaction.get(Outgoing, id)
                    assert found is not None
                    transaction.put(replace(found, state=Delivery.WITHDRAWN))

                await transact(ours.store, "test", decide)
                return await super().send(mails, noted)

        await a_pass(ours, Withdrawing(usual=Attempt(Sent.LATER, "451")))
        assert (await stored(ours, id)).state is Delivery.WITHDRAWN


async def test_what_a_dead_process_had_claimed_leaves_at_once_when_another_takes_over(tmp_path: Path) -> None:
    async with house(tmp_path) as ours:
        ids = await queue(ours, *(f"n{n}@ars.example" for n in range(5)))
        async with ours.store.transaction("dispatch") as transaction:
            await transaction.claim(NOON, 3, NOON + HELD)
            await transaction.commit()
        assert (await a_pass(ours, Scripted())).sent == 2
        await take_over(ours)
        assert [(await stored(ours, id)).may_have_left for id in ids] == [True] * 5
        assert (await a_pass(ours, Scripted())).sent == 3


async def test_a_message_whose_file_is_gone_waits_and_holds_nobody(tmp_path: Path) -> None:
    async with house(tmp_path) as ours:
        [lost] = await queue(ours, "un@ars.example", raw="0" * 64)
        await queue(ours, "deux@ars.example")
        done = await a_pass(ours, Scripted())
        assert (done.sent, done.retried) == (1, 1)
        assert "manque" in (await stored(ours, lost)).error


async def test_a_message_whose_file_is_damaged_waits_and_holds_nobody(tmp_path: Path) -> None:
    async with house(tmp_path) as ours:
        name = await ours.files.put(b"Subject: un\n\nBonjour.\n")
        next(tmp_path.rglob(name)).write_bytes(b"autre chose")
        [lost] = await queue(ours, "un@ars.example", raw=name)
        await queue(ours, "deux@ars.example")
        done = await a_pass(ours, Scripted())
        assert (done.sent, done.retried) == (1, 1)
        assert "est abîmé" in (await stored(ours, lost)).error


async def test_at_most_one_mail_per_connection_is_not_yet_written_down(tmp_path: Path) -> None:
    """What left and is not known to have left, if this process were killed at any moment."""
    async with smtp_server(behaviour=Behaviour(pause=0.002)) as server, house(tmp_path) as ours:
        await queue(ours, *(f"n{n}@ars.example" for n in range(60)))
        settings = SmtpSettings(server.host, server.port, "a@dgos.example", tls="none", connections=2)
        worst = 0
        async with SmtpSender(settings) as sender:
            sending = asyncio.create_task(a_pass(ours, sender))
            while not sending.done():
                arrived = server.boxes.count
                async with ours.store.reading() as reading:
                    known = len(await reading.find(Outgoing, state=Delivery.SENT))
                worst = max(worst, arrived - known)
                await asyncio.sleep(0)
            assert (await sending).sent == 60
        assert 0 < worst <= 2


@pytest.mark.parametrize("channel", [Channel.MAIL, None], ids=["of one channel", "of any"])
async def test_a_claim_may_ask_for_one_channel(tmp_path: Path, channel: Channel | None) -> None:
    async with house(tmp_path) as ours:
        await queue(ours, "un@ars.example", channel=Channel.CHAT)
        await queue(ours, "deux@ars.example")
        async with ours.store.transaction("test") as transaction:
            claimed = await transaction.claim(NOON, 9, NOON + HELD, channel)
        assert [m.to for m in claimed] == (["deux@ars.example"] if channel else ["deux@ars.example", "un@ars.example"])
