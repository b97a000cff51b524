"""What has not left is seen with its reason, and can be sent again."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tests.bot.house import YANN
from tests.usecases.test_dispatch import NIGHT, NOON, Scripted, a_pass, house, queue, stored, unreachable
from usecases.messages import Delivery
from usecases.outbox import Outage, outbox, send_again, short_id
from usecases.ports import Attempt, BadInput, Sent

DOWN = Attempt(Sent.DOWN, "smtp.example:25 : le serveur ne répond pas")


async def test_a_dead_server_is_told_with_its_beginning_until_something_leaves(tmp_path: Path) -> None:
    async with house(tmp_path) as ours:
        await queue(ours, "un@ars.example", "deux@ars.example")
        for minutes in (0, 5, 10):
            await a_pass(ours, Scripted(usual=DOWN), NOON + timedelta(minutes=minutes))
        async with ours.store.reading() as reading:
            found = await outbox(reading, NOON + timedelta(minutes=11))
        assert found.outage == Outage(NOON, DOWN.detail, 2)
        assert [m.to for m in found.waiting] == ["deux@ars.example", "un@ars.example"]  # of one moment: by their keys
        await a_pass(ours, Scripted(), NOON + timedelta(minutes=15))
        async with ours.store.reading() as reading:
            assert (await outbox(reading, NOON)).outage is None


async def test_what_was_given_up_is_sent_again_and_its_address_counts_as_good(tmp_path: Path) -> None:
    async with house(tmp_path) as ours:
        [id] = await queue(ours, "yann@ars-bretagne.example")
        await a_pass(ours, Scripted(usual=Attempt(Sent.REFUSED, "550 5.1.1 inconnu")))
        assert await unreachable(ours, YANN)
        async with ours.store.reading() as reading:
            [failed] = (await outbox(reading, NOON)).failed
        [again] = await send_again(ours, [short_id(failed)], NOON)
        assert (again.state, again.attempts, again.due_at) == (Delivery.QUEUED, 0, NOON)
        assert await unreachable(ours, YANN) == ""
        assert (await a_pass(ours, Scripted())).sent == 1
        assert (await stored(ours, id)).message_id == failed.message_id


async def test_all_that_was_given_up_is_sent_again_in_the_morning(tmp_path: Path) -> None:
    async with house(tmp_path) as ours:
        await queue(ours, "un@ars.example", "deux@ars.example")
        await a_pass(ours, Scripted(usual=Attempt(Sent.UNFIT, "552 5.3.4 trop gros")))
        again = await send_again(ours, [], NIGHT)
        assert len(again) == 2
        assert {m.due_at for m in again} == {NIGHT + timedelta(hours=7)}
        assert await send_again(ours, [], NIGHT) == []


async def test_what_is_on_its_way_is_not_given_to_a_second_sender(tmp_path: Path) -> None:
    async with house(tmp_path) as ours:
        [id] = await queue(ours, "un@ars.example")
        on_its_way = replace(await stored(ours, id), claimed_until=NOON + timedelta(minutes=10), held_since=NOON)
        async with ours.store.transaction("test") as transaction:
            transaction.put(on_its_way)
            await transaction.commit()
        [again] = await send_again(ours, [id], NOON)
        assert (again.claimed_until, again.held_since) == (on_its_way.claimed_until, None)
        [later] = await send_again(ours, [id], NOON + timedelta(minutes=10))
        assert later.claimed_until is None


async def test_of_one_campaign_only_its_own(tmp_path: Path) -> None:
    async with house(tmp_path) as ours:
        [first] = await queue(ours, "un@ars.example")
        await queue(ours, "deux@ars.example", campaign="autre")
        async with ours.store.reading() as reading:
            found = await outbox(reading, NOON, "pnsp")
        assert [m.id for m in found.waiting] == [first]


@pytest.mark.parametrize(("id", "sentence"), [("ffff", "Aucun message"), ("", "Aucun message"), ("0", "plusieurs")])
async def test_an_id_that_names_nothing_or_too_much_is_said(tmp_path: Path, id: str, sentence: str) -> None:
    async with house(tmp_path) as ours:
        ids = await queue(ours, "un@ars.example", "deux@ars.example")
        both = [replace(await stored(ours, one), message_id=f"<0{n}@x>") for n, one in enumerate(ids)]
        async with ours.store.transaction("test") as transaction:
            transaction.put(*both)
            await transaction.commit()
        with pytest.raises(BadInput, match=sentence):
            await send_again(ours, [id], NOON)
