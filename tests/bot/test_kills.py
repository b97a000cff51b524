"""The bot is killed in the middle of a conversation, again and again: nothing is lost and nothing counts twice."""

from __future__ import annotations

import asyncio
import random
import sys
from pathlib import Path

from relance.demo.servers.botapi import serving_bot_api
from tests.bot.house import ANNE, a_house

CHAT = 11
LIVES = 3


async def test_a_bot_that_is_killed_goes_on_where_it_was(tmp_path: Path) -> None:
    async with a_house(tmp_path) as house:
        token = await house.link(ANNE)
    chance = random.Random(2017)
    said: list[str] = []
    async with serving_bot_api() as api:
        await api.chats.say(CHAT, f"/start {token}")
        for life in range(LIVES):
            process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "tests.bot.lives", str(tmp_path), api.base_url),
                cwd=Path(__file__).parents[2],
                stdout=asyncio.subprocess.PIPE,
            )
            assert process.stdout is not None
            assert await process.stdout.readline() == b"alive\n"
            for number in range(6):
                words = f"corriger Q1a : {life}.{number} colloques"
                said.append(words.removeprefix("corriger Q1a : "))
                await api.chats.say(CHAT, words)
            if life < LIVES - 1:
                # somewhere between two calls of the bot, which is anywhere in its work
                await api.until_calls(len(api.calls) + chance.randint(1, 8))
                process.kill()
            else:
                await api.chats.until_confirmed()
                process.terminate()
            await process.wait()
    async with a_house(tmp_path) as house:
        assert [c.text for c in await house.contributions()] == said
        assert (await house.answers())["Q1a"] == said[-1]
