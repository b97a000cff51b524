"""The bot against a Bot API over real HTTP: in order, once, and confirmed only after it is durable."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from bot.telegram_sender import TelegramSender, keyboard_of, parts
from relance.demo.servers.botapi import TOKEN, serving_bot_api
from tests.bot.house import ANNE, YANN
from tests.bot.running import a_bot, no_pause
from usecases.messages import Button, Delivery, Outgoing
from usecases.ports import Sent

ANNE_CHAT, YANN_CHAT = 11, 12


async def test_a_conversation_over_telegram(tmp_path: Path) -> None:
    async with a_bot(tmp_path) as bot, bot.running():
        chats = bot.api.chats
        await bot.start(ANNE_CHAT, ANNE)
        assert "Bonjour Anne Le Goff" in (await chats.until(ANNE_CHAT, 1)).text
        await chats.say(ANNE_CHAT, "Un colloque en 2016")
        assert "[Q1b]" in (await chats.until(ANNE_CHAT, 2)).text
        await chats.press(ANNE_CHAT, "Rien à signaler")
        assert "[Q2a]" in (await chats.until(ANNE_CHAT, 3)).text
        await chats.press(ANNE_CHAT, "Autres réponses", chats.sent(ANNE_CHAT)[1])
        assert "[Q1b]" in (await chats.until(ANNE_CHAT, 4)).text
        await chats.press(ANNE_CHAT, "Non concerné")
        assert "Noté pour [Q1b]" in (await chats.until(ANNE_CHAT, 5)).text
        await chats.until_confirmed()
        assert await bot.house.answers() == {"Q1a": "Un colloque en 2016", "Q1b": "Non concerné"}
        assert bot.api.calls.count("answercallbackquery") == 3
    assert len(chats.sent(ANNE_CHAT)) == 5


async def test_an_update_is_not_confirmed_before_its_commit(tmp_path: Path) -> None:
    async with a_bot(tmp_path) as bot:
        chats = bot.api.chats
        await bot.start(ANNE_CHAT, ANNE)
        await chats.say(ANNE_CHAT, "Un colloque en 2016")
        # The first life ends with its reply on the way: the message was applied, and never confirmed.
        bot.api.drop("sendMessage", times=2, too_late=True)
        async with bot.running():
            await chats.until(ANNE_CHAT, 2)
        assert chats.confirmed == 0
        async with bot.running():
            await chats.until_confirmed()
        assert [c.text for c in await bot.house.contributions()] == ["Un colloque en 2016"]
        assert len(chats.sent(ANNE_CHAT)) == 2


async def test_a_life_cut_off_anywhere_costs_nothing(tmp_path: Path) -> None:
    async with a_bot(tmp_path) as bot:
        chats = bot.api.chats
        await bot.start(ANNE_CHAT, ANNE)
        for number in range(12):
            await chats.say(ANNE_CHAT, f"corriger Q1a : {number} colloques")
        for calls in range(1, 40, 3):
            async with bot.running():
                await bot.api.until_calls(len(bot.api.calls) + calls)
            if not chats.updates:
                break
        async with bot.running():
            await chats.until_confirmed()
        said = await bot.house.contributions()
        assert [c.text for c in said] == [f"{number} colloques" for number in range(12)]
        assert (await bot.house.answers())["Q1a"] == "11 colloques"


async def test_two_chats_are_answered_side_by_side(tmp_path: Path) -> None:
    async with a_bot(tmp_path) as bot, bot.running():
        chats = bot.api.chats
        await bot.start(ANNE_CHAT, ANNE)
        await bot.start(YANN_CHAT, YANN)
        await chats.until(ANNE_CHAT, 1)
        await chats.until(YANN_CHAT, 1)
        await chats.say(ANNE_CHAT, "Un colloque en 2016")
        assert "[Q1b]" in (await chats.until(ANNE_CHAT, 2)).text
        await chats.say(YANN_CHAT, "Q1b : un bus")
        await chats.until(YANN_CHAT, 2)
        await chats.say(ANNE_CHAT, "récapitulatif")
        assert "Yann Le Bihan" in (await chats.until(ANNE_CHAT, 3)).text


async def test_a_second_message_that_left_before_our_question_continues_the_first(tmp_path: Path) -> None:
    async with a_bot(tmp_path) as bot:
        chats = bot.api.chats
        await bot.start(ANNE_CHAT, ANNE)
        async with bot.running():
            await chats.until_confirmed()
        await chats.say(ANNE_CHAT, "Un long texte, première partie")
        await chats.say(ANNE_CHAT, "et sa seconde partie")
        async with bot.running():
            await chats.until(ANNE_CHAT, 3)
        assert await bot.house.answers() == {"Q1a": "Un long texte, première partie\n\net sa seconde partie"}


async def test_an_edited_message_is_a_correction(tmp_path: Path) -> None:
    async with a_bot(tmp_path) as bot, bot.running():
        chats = bot.api.chats
        await bot.start(ANNE_CHAT, ANNE)
        await chats.until(ANNE_CHAT, 1)
        written = await chats.say(ANNE_CHAT, "Un colloque en 2015")
        await chats.until(ANNE_CHAT, 2)
        await chats.edit(ANNE_CHAT, written, "Un colloque en 2016")
        await chats.until(ANNE_CHAT, 3)
        assert await bot.house.answers() == {"Q1a": "Un colloque en 2016"}


async def test_a_file_is_fetched_and_kept(tmp_path: Path) -> None:
    async with a_bot(tmp_path) as bot, bot.running():
        chats = bot.api.chats
        await bot.start(ANNE_CHAT, ANNE)
        await chats.until(ANNE_CHAT, 1)
        await chats.send_file(ANNE_CHAT, "plan.pdf", b"%PDF-1.7 le plan", caption="Un plan régional depuis 2016")
        said = await chats.until(ANNE_CHAT, 2)
        assert "plan.pdf" in said.text
        assert "[Q1b]" in said.text
        assert await bot.house.answers() == {"Q1a": "Un plan régional depuis 2016"}
        await chats.until_confirmed()
        kept = [p.read_bytes() for p in (tmp_path / "files").rglob("*") if p.is_file()]
        assert b"%PDF-1.7 le plan" in kept


async def test_a_reply_that_the_flood_limit_stops_leaves_later(tmp_path: Path) -> None:
    async with a_bot(tmp_path) as bot, bot.running():
        bot.api.fail("sendMessage", 429, retry_after=3)
        await bot.start(ANNE_CHAT, ANNE)
        assert "[Q1a]" in (await bot.api.chats.until(ANNE_CHAT, 1)).text


async def test_a_reply_that_did_not_leave_waits_in_the_outbox(tmp_path: Path) -> None:
    async with a_bot(tmp_path) as bot, bot.running():
        bot.api.fail("sendMessage", 500)
        await bot.start(ANNE_CHAT, ANNE)
        await bot.api.chats.until_confirmed()
        async with bot.house.installation.store.reading() as reading:
            (waiting,) = await reading.find(Outgoing, contact=ANNE)
        assert (waiting.state, waiting.attempts, waiting.claimed_until) == (Delivery.QUEUED, 1, None)
        assert waiting.due_at > waiting.created_at


async def test_polls_that_fail_are_tried_again(tmp_path: Path) -> None:
    async with a_bot(tmp_path) as bot, bot.running():
        bot.api.drop("getUpdates", times=2)
        bot.api.fail("getUpdates", 502, times=2)
        bot.api.fail("getUpdates", 429, retry_after=1)
        await bot.start(ANNE_CHAT, ANNE)
        assert "[Q1a]" in (await bot.api.chats.until(ANNE_CHAT, 1)).text


@pytest.mark.parametrize(
    ("status", "expected"),
    [(403, Sent.REFUSED), (400, Sent.REFUSED), (429, Sent.LATER), (500, Sent.LATER), (0, Sent.LATER)],
    ids=["blocked", "no chat", "flood", "server", "dropped"],
)
async def test_what_the_server_says_becomes_an_attempt(status: int, expected: Sent) -> None:
    async with serving_bot_api() as api, TelegramSender(TOKEN, api.base_url, no_pause) as sender:
        if status == 0:
            api.drop("sendMessage")
        elif status == 403:
            api.chats.block(ANNE_CHAT)
        elif status == 400:
            assert (await sender.send("nobody", "bonjour", ())).result is expected
            return
        else:
            api.fail("sendMessage", status, retry_after=60 if status == 429 else 0)
        attempt = await sender.send(str(ANNE_CHAT), "bonjour", ())
        assert attempt.result is expected
        assert attempt.detail
        assert TOKEN not in attempt.detail


async def test_a_server_that_is_down_is_no_error_of_ours() -> None:
    async with TelegramSender(TOKEN, "http://127.0.0.1:9", no_pause) as sender:
        assert (await sender.send("11", "bonjour", ())).result is Sent.LATER


async def test_a_wrong_token_is_told_without_the_token() -> None:
    async with serving_bot_api() as api, TelegramSender("1000:wrong", api.base_url, no_pause) as sender:
        attempt = await sender.send("11", "bonjour", ())
        assert attempt.result is Sent.LATER
        assert "1000:wrong" not in attempt.detail


async def test_a_long_message_goes_on_where_it_stopped() -> None:
    text = "\n".join(f"ligne {number} " + "é" * 200 for number in range(60))
    async with serving_bot_api() as api, TelegramSender(TOKEN, api.base_url, no_pause) as sender:
        first = await sender.send("11", text, (Button("Oui", "oui"),))
        assert first.result is Sent.DONE
        pieces = api.chats.sent(11)
        assert len(pieces) == 4
        assert "\n".join(piece.text for piece in pieces) == text
        assert [bool(piece.buttons) for piece in pieces] == [False, False, False, True]
        api.fail("sendMessage", 500)
        assert (await sender.send("12", text, ())).result is Sent.LATER
        assert (await sender.send("12", text, ())).result is Sent.DONE
        assert len(api.chats.sent(12)) == 4


@pytest.mark.parametrize("text", ["", "court", "é" * 5000, "🙂" * 3000, "mot " * 3000, "\n" * 5000 + "fin"])
def test_no_part_is_longer_than_telegram_takes_and_none_is_lost(text: str) -> None:
    pieces = parts(text)
    assert all(len(piece.encode("utf-16-le")) <= 2 * 4096 for piece in pieces)
    assert "".join(pieces).replace("\n", "") == text.replace("\n", "")


def test_a_button_that_says_too_much_is_left_out() -> None:
    keyboard = keyboard_of([Button("Oui", "oui"), Button("Long", "é" * 40), Button("Non", "non")])
    assert keyboard is not None
    assert [[b.text for b in row] for row in keyboard.inline_keyboard] == [["Oui", "Non"]]


async def test_the_token_is_in_no_log(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.INFO):
        async with a_bot(tmp_path) as bot, bot.running():
            bot.api.fail("getUpdates", 502)
            await bot.start(ANNE_CHAT, ANNE)
            await bot.api.chats.until(ANNE_CHAT, 1)
    assert TOKEN not in caplog.text
