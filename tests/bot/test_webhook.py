"""Telegram calls us: with its secret only, 200 only after the commit, and in order in each chat."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import replace
from pathlib import Path

import httpx
import pytest

from bot.telegram_sender import TelegramSender
from bot.telegram_webhook import SECRET_HEADER, TelegramWebhook
from relance.config import ChatSection
from relance.demo.servers.botapi import TOKEN, BotApi, serving_bot_api
from relance.talking import talking
from tests.bot.house import ANNE, House, a_house
from tests.bot.running import free_port, no_pause
from usecases.ports import BadInput, Reading, Store, Transaction

CHAT = 11
SECRET = "un-secret-de-seize-signes-au-moins"


class FailingStore:
    """The `Store` port on a disk that is full now and then: messages cannot be written down."""

    def __init__(self, store: Store) -> None:
        self._store, self.fails = store, 0

    @property
    def revision(self) -> int:
        return self._store.revision

    def reading(self) -> AbstractAsyncContextManager[Reading]:
        return self._store.reading()

    def transaction(self, actor: str) -> AbstractAsyncContextManager[Transaction]:
        if self.fails and actor.startswith("tg:"):
            self.fails -= 1
            raise OSError("no space left on device")
        return self._store.transaction(actor)


def failing(house: House) -> FailingStore:
    """The house, on such a disk from now on."""
    store = FailingStore(house.installation.store)
    house.installation = replace(house.installation, store=store)
    return store


async def nothing() -> None:
    """Nobody is to be woken."""


@asynccontextmanager
async def listening(house: House, api: BotApi) -> AsyncIterator[str]:
    """The service listens on a port, and the Bot API knows where."""
    port = free_port()
    url = f"http://127.0.0.1:{port}/telegram"
    section = ChatSection(
        telegram_token=TOKEN, base_url=api.base_url, webhook_url=url, webhook_secret=SECRET, webhook_port=port
    )
    async with (
        TelegramSender(TOKEN, api.base_url, no_pause) as sender,
        talking(house.installation, house.clock, section, sender, nothing),
    ):
        yield url


async def test_a_conversation_by_webhook(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house, serving_bot_api() as api, listening(house, api):
        chats = api.chats
        await chats.say(CHAT, f"/start {await house.link(ANNE)}")
        assert "Bonjour Anne Le Goff" in (await chats.until(CHAT, 1)).text
        await chats.say(CHAT, "Un colloque en 2016")
        await chats.until(CHAT, 2)
        await chats.until_confirmed()
        assert await house.answers() == {"Q1a": "Un colloque en 2016"}
        assert api.webhook is not None
        assert set(api.webhook.answers) == {200}


async def test_an_update_that_could_not_be_written_down_comes_again(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house, serving_bot_api() as api:
        store = failing(house)
        async with listening(house, api):
            await api.chats.say(CHAT, f"/start {await house.link(ANNE)}")
            await api.chats.until_confirmed()
            store.fails = 2
            await api.chats.say(CHAT, "Un colloque en 2016")
            await api.chats.say(CHAT, "Q1a : un colloque en 2015")
            await api.chats.until_confirmed()
            assert api.webhook is not None
            assert api.webhook.answers == [200, 500, 500, 200, 200]
        assert [c.text for c in await house.contributions()] == ["Un colloque en 2016", "un colloque en 2015"]


async def test_nobody_without_the_secret_is_listened_to(tmp_path: Path) -> None:
    update = {
        "update_id": 1,
        "message": {"message_id": 1, "date": 1, "chat": {"id": 9, "type": "private"}, "text": "x"},
    }
    async with a_house(tmp_path) as house, serving_bot_api() as api, listening(house, api) as url:
        async with httpx.AsyncClient() as client:
            for headers in ({}, {SECRET_HEADER: "faux"}, {SECRET_HEADER: "é" * 20}):
                sent = {name.encode(): value.encode() for name, value in headers.items()}
                assert (await client.post(url, json=update, headers=sent)).status_code == 403
            right = {SECRET_HEADER: SECRET}
            assert (await client.get(url, headers=right)).status_code == 405
            for body in (b"", b"[]", b"{", b'{"update_id": "x"}', b"x" * 1_000_001):
                assert (await client.post(url, content=body, headers=right)).status_code == 400
        assert await house.pen() == []


async def test_a_later_message_does_not_overtake_one_that_failed(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house, serving_bot_api() as api:
        store = failing(house)
        async with TelegramSender(TOKEN, api.base_url, no_pause) as sender:
            now = 0.0
            webhook = TelegramWebhook(sender, house.installation, house.clock, SECRET, time=lambda: now)
            transport = httpx.ASGITransport(webhook.app)
            async with httpx.AsyncClient(transport=transport, base_url="http://bot.example") as client:

                async def call(id: int, chat: int = CHAT) -> int:
                    where = {"id": chat, "type": "private", "first_name": "Anne"}
                    person = {**where, "is_bot": False}
                    message = {"message_id": id, "date": 1504515600, "chat": where, "from": person, "text": f"mot {id}"}
                    update = {"update_id": id, "message": message}
                    return (await client.post("/", json=update, headers={SECRET_HEADER: SECRET})).status_code

                store.fails = 1
                assert await call(5) == 500
                assert await call(6) == 503
                assert await call(7, chat=12) == 200
                assert await call(5) == 200
                assert await call(6) == 200
                store.fails = 1
                assert await call(8) == 500
                now = 3600.0  # it never came again
                assert await call(9) == 200


async def test_a_webhook_without_a_secret_is_refused(tmp_path: Path) -> None:
    section = ChatSection(telegram_token=TOKEN, webhook_url="https://chat.example/telegram")
    async with a_house(tmp_path) as house, TelegramSender(TOKEN, "http://127.0.0.1:9", no_pause) as sender:
        with pytest.raises(BadInput, match="webhook_secret"):
            async with talking(house.installation, house.clock, section, sender, nothing):
                raise AssertionError("nobody listens")


async def test_polling_ends_the_webhook(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house, serving_bot_api() as api:
        async with listening(house, api):
            await api.chats.say(CHAT, f"/start {await house.link(ANNE)}")
            await api.chats.until(CHAT, 1)
        section = ChatSection(telegram_token=TOKEN, base_url=api.base_url)
        async with (
            TelegramSender(TOKEN, api.base_url, no_pause) as sender,
            talking(house.installation, house.clock, section, sender, nothing),
        ):
            await api.chats.say(CHAT, "Un colloque en 2016")
            await api.chats.until(CHAT, 2)
        assert await house.answers() == {"Q1a": "Un colloque en 2016"}
