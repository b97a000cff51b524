"""Updates over real HTTP to a Bot API in another process: taken in and answered by us, and by bare httpx."""

from __future__ import annotations

import asyncio
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import httpx

from bench.rows import Row
from bench.talking import FIRST_CHAT, NOW, SAID, a_house, update
from bot.telegram import TelegramPoller
from bot.telegram_sender import TelegramSender
from campaigns.contribution import Channel
from relance.demo.servers.botapi import TOKEN, serving_bot_api
from usecases.chat.converse import converse
from usecases.messages import Incoming

CHATS = 20
UPDATES = 200
ROUNDS = 3
IN_FLIGHT = 5


def measure() -> list[Row]:
    """One poll for up to 100 updates, one answer for each; servers and stores are ready before the clock starts."""
    with asyncio.Runner() as runner:
        taken: dict[str, list[float]] = {"relance": [], "bare httpx": []}
        for _ in range(ROUNDS):
            taken["relance"].append(runner.run(_ours()) / UPDATES)
            taken["bare httpx"].append(runner.run(_bare()) / UPDATES)
    return [Row("updates over HTTP", {name: statistics.median(times) for name, times in taken.items()})]


async def _ours() -> float:
    """Seconds. Applied, recorded and answered, durable twice: when it is taken in, and when its answer has left."""
    with tempfile.TemporaryDirectory() as folder, _server() as address:
        async with a_house(Path(folder), CHATS) as (house, links):
            for chat, link in enumerate(links, FIRST_CHAT):
                opened = Incoming(f"opened:{chat}", Channel.CHAT, NOW, str(chat), opens=True, link=link)
                await converse(house, opened, NOW, held_until=NOW + timedelta(days=9000))
            async with TelegramSender(TOKEN, address) as sender:
                poller = TelegramPoller(TOKEN, address, house, lambda: NOW, poll=timedelta(), sender=sender)
                start = time.perf_counter()
                while poller.confirmed < UPDATES:
                    await poller.receive()
                return time.perf_counter() - start


async def _bare() -> float:
    """Seconds. The same calls, five in flight, and nothing else."""
    with _server() as address:
        room, offset = asyncio.Semaphore(IN_FLIGHT), 0
        async with httpx.AsyncClient(base_url=f"{address}/bot{TOKEN}", timeout=30.0) as client:

            async def answer(chat: int) -> None:
                async with room:
                    said = {"chat_id": chat, "text": "Noté. " * 40}
                    (await client.post("/sendMessage", json=said)).raise_for_status()

            start = time.perf_counter()
            while offset <= UPDATES:
                got = (await client.post("/getUpdates", json={"offset": offset, "limit": 100})).json()["result"]
                await asyncio.gather(*(answer(one["message"]["chat"]["id"]) for one in got))
                offset = got[-1]["update_id"] + 1 if got else UPDATES + 1
            return time.perf_counter() - start


@contextmanager
def _server() -> Iterator[str]:
    """A Bot API in a process of its own, with updates waiting."""
    process = subprocess.Popen(
        [sys.executable, "-m", "bench.chat_http"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    try:
        yield process.stdout.readline().strip()
    finally:
        process.kill()
        process.wait()


async def _serve() -> None:
    async with serving_bot_api() as api:
        for number in range(1, UPDATES + 1):
            one = update(number, FIRST_CHAT + number % CHATS, SAID[(number // CHATS) % len(SAID)])
            await api.chats.happen({name: value for name, value in one.items() if name != "update_id"})
        print(api.base_url, flush=True)
        await asyncio.Event().wait()


if __name__ == "__main__":
    asyncio.run(_serve())
