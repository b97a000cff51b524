"""Floods, blocked bots, deleted accounts, updates of an unknown kind: nothing stops, and nothing is lost."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from bot.telegram_sender import Flood, TelegramSender
from campaigns.contribution import Channel
from relance.demo.servers.botapi import TOKEN, serving_bot_api
from tests.bot.house import ANNE, House
from tests.bot.running import a_bot, no_pause
from usecases.chat.deliver import deliver
from usecases.chat.dispatch import dispatch_chats
from usecases.messages import Delivery, LetterKind, Outgoing
from usecases.ports import Sent, Transaction
from usecases.transact import transact

ANNE_CHAT, SECOND = 11, 12


def reminder(house: House, number: int = 1, chat: int = ANNE_CHAT) -> Outgoing:
    """A reminder to Anne by chat, that is due."""
    now = house.clock()
    return Outgoing(
        f"rappel-{number}", "<x@y>", Channel.CHAT, LetterKind.REMINDER, str(chat), "pnsp", "pnsp/recueil", ANNE,
        now, now, text=f"Rappel {number}",
    )  # fmt: skip


async def queue(house: House, *messages: Outgoing) -> None:
    async def decide(transaction: Transaction) -> None:
        transaction.put(*messages)

    await transact(house.installation.store, "test", decide)


async def outgoing(house: House, id: str) -> Outgoing:
    async with house.installation.store.reading() as reading:
        found = await reading.get(Outgoing, id)
    assert found is not None
    return found


async def test_an_update_that_the_library_cannot_read_is_kept_and_keeps_back_nobody(tmp_path: Path) -> None:
    async with a_bot(tmp_path) as bot, bot.running():
        chats = bot.api.chats
        await bot.start(ANNE_CHAT, ANNE)
        await chats.until(ANNE_CHAT, 1)
        words = "Q1a :\n" + "- un colloque\n" * 60
        strange = {"message_id": "douze", "date": "hier", "chat": {"id": ANNE_CHAT}, "text": words}
        await chats.happen({"message": strange})
        await chats.say(ANNE_CHAT, "Q1b : un bus")
        await chats.until(ANNE_CHAT, 2)
        await chats.until_confirmed()
        assert await bot.house.answers() == {"Q1b": "un bus"}
        (waiting,) = await bot.house.pen()
        assert waiting.extract == words
        raw = await bot.house.installation.files.get(waiting.raw)
        assert raw is not None
        assert b"douze" in raw


@pytest.mark.parametrize("how", ["blocked", "deleted", "blocked, and Telegram says so"])
async def test_a_chat_that_refuses_us_is_no_longer_where_this_person_is_written_to(tmp_path: Path, how: str) -> None:
    async with a_bot(tmp_path) as bot:
        chats, house = bot.api.chats, bot.house
        async with bot.running():
            await bot.start(ANNE_CHAT, ANNE)
            await chats.until_confirmed()
            if how.endswith("so"):
                await chats.block_and_tell(ANNE_CHAT)
                await chats.until_confirmed()
        if how == "blocked":
            chats.block(ANNE_CHAT)
        elif how == "deleted":
            chats.delete(ANNE_CHAT)
        if not how.endswith("so"):
            await queue(house, reminder(house))
            async with TelegramSender(TOKEN, bot.api.base_url, no_pause) as sender:
                assert (await dispatch_chats(house.installation, sender, house.clock)).failed == 1
            assert (await outgoing(house, "rappel-1")).state is Delivery.FAILED
        anne = (await house.place(ANNE))[3]
        assert (anne.chat, anne.devices, anne.lost_chats) == ("", (str(ANNE_CHAT),), (str(ANNE_CHAT),))
        # whoever takes us back is known at once
        chats.blocked.clear()
        chats.deleted.clear()
        async with bot.running():
            await chats.say(ANNE_CHAT, "Un colloque en 2016")
            await chats.until_confirmed()
        anne = (await house.place(ANNE))[3]
        assert (anne.chat, anne.lost_chats) == (str(ANNE_CHAT), ())
        assert await house.answers() == {"Q1a": "Un colloque en 2016"}


async def test_the_other_device_is_used_where_one_refuses_us(tmp_path: Path) -> None:
    async with a_bot(tmp_path) as bot, bot.running():
        chats = bot.api.chats
        await bot.start(ANNE_CHAT, ANNE)
        await bot.start(SECOND, ANNE)
        await chats.until_confirmed()
        assert (await bot.house.place(ANNE))[3].chat == str(SECOND)
        await chats.block_and_tell(SECOND)
        await chats.until_confirmed()
        assert (await bot.house.place(ANNE))[3].chat == str(ANNE_CHAT)


async def test_a_chat_that_is_to_wait_is_not_called_before_its_time(tmp_path: Path) -> None:
    now = 0.0
    async with serving_bot_api() as api, TelegramSender(TOKEN, api.base_url, no_pause, lambda: now) as sender:
        api.fail("sendMessage", 429, retry_after=60)
        first = await sender.send("11", "bonjour", ())
        assert (first.result, first.wait) == (Sent.LATER, timedelta(seconds=60))
        again = await sender.send("11", "bonjour", ())
        assert (again.result, again.wait) == (Sent.LATER, timedelta(seconds=60))
        assert api.calls.count("sendmessage") == 1
        assert (await sender.send("12", "bonjour", ())).result is Sent.DONE
        now = 61.0
        assert (await sender.send("11", "bonjour", ())).result is Sent.DONE


async def test_two_chats_that_are_to_wait_mean_all() -> None:
    flood = Flood()
    flood.asked("11", timedelta(seconds=60), 0.0)
    assert flood.wait("12", 1.0) is None
    flood.asked("12", timedelta(seconds=90), 1.0)
    assert flood.wait("13", 11.0) == timedelta(seconds=80)
    assert flood.wait("11", 92.0) is None


async def test_what_waits_for_a_chat_leaves_before_what_comes_later(tmp_path: Path) -> None:
    async with a_bot(tmp_path) as bot:
        house, chats = bot.house, bot.api.chats
        first, second = reminder(house, 1), reminder(house, 2)
        await queue(house, first, second)
        async with TelegramSender(TOKEN, bot.api.base_url, no_pause) as sender:
            bot.api.fail("sendMessage", 500)
            assert not await deliver(house.installation, first, sender, house.clock)
            assert await deliver(house.installation, second, sender, house.clock)
            assert [m.text for m in chats.sent(ANNE_CHAT)] == ["Rappel 1", "Rappel 2"]
            third, fourth = reminder(house, 3), reminder(house, 4)
            await queue(house, third, fourth)
            bot.api.fail("sendMessage", 500, times=2)
            assert not await deliver(house.installation, third, sender, house.clock)
            assert not await deliver(house.installation, fourth, sender, house.clock)
        waiting = [await outgoing(house, f"rappel-{n}") for n in (3, 4)]
        assert [m.state for m in waiting] == [Delivery.QUEUED] * 2
        assert waiting[0].due_at <= waiting[1].due_at


async def test_how_long_the_server_asks_us_to_wait_is_how_long_the_outbox_waits(tmp_path: Path) -> None:
    async with a_bot(tmp_path) as bot:
        house = bot.house
        message = reminder(house)
        await queue(house, message)
        async with TelegramSender(TOKEN, bot.api.base_url, no_pause) as sender:
            bot.api.fail("sendMessage", 429, retry_after=300)
            await deliver(house.installation, message, sender, house.clock)
        waiting = await outgoing(house, message.id)
        assert waiting.due_at - house.now >= timedelta(seconds=240)


async def test_a_photograph_a_voice_and_an_album_are_kept(tmp_path: Path) -> None:
    async with a_bot(tmp_path) as bot, bot.running():
        chats = bot.api.chats
        await bot.start(ANNE_CHAT, ANNE)
        await chats.until(ANNE_CHAT, 1)
        await chats.send_photo(ANNE_CHAT, b"une photo")
        await chats.send_voice(ANNE_CHAT, b"une voix")
        await chats.send_album(ANNE_CHAT, [b"page un", b"page deux"], caption="Q1b : voir les deux pages")
        await chats.until_confirmed()
        assert len(chats.sent(ANNE_CHAT)) == 4  # the album has one reply
        kept = {p.read_bytes() for p in (tmp_path / "files").rglob("*") if p.is_file()}
        assert {b"une photo", b"une voix", b"page un", b"page deux"} <= kept
        assert (await bot.house.answers())["Q1b"] == "voir les deux pages"


async def test_the_bot_may_edit_what_it_wrote() -> None:
    async with serving_bot_api() as api, TelegramSender(TOKEN, api.base_url, no_pause) as sender:
        sent = await sender.bot.send_message(11, "bonjour")
        await sender.bot.edit_message_text("bonsoir", 11, sent.message_id)
        assert [m.text for m in api.chats.sent(11)] == ["bonsoir"]
