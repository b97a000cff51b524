"""The three questionnaires are answered whole over Telegram's own protocol, with a restart between any two messages."""

from __future__ import annotations

from pathlib import Path

import pytest

from relance.demo.servers.botapi import serving_bot_api
from tests.bot.house import ANNE, START, a_house
from tests.bot.running import Bot
from tests.usecases.scripts import Script, Step, flat, scripts

CHAT = 11


@pytest.mark.parametrize("script", scripts(), ids=lambda s: s.questionnaire)
async def test_a_whole_questionnaire_over_telegram(tmp_path: Path, script: Script) -> None:
    now = START
    async with serving_bot_api(clock=lambda: now) as api:
        chats = api.chats
        read = 0
        for step, words in [(Step.SAYS, "/start"), *script.steps]:
            if step is Step.READS:
                assert words in flat("\n".join(message.text for message in chats.sent(CHAT)[read:]))
                continue
            read = len(chats.sent(CHAT))
            async with a_house(tmp_path, order=script.order) as house:
                house.now = now
                bot = Bot(house, api)
                if words == "/start":
                    await bot.start(CHAT, ANNE)
                elif step is Step.SAYS:
                    await chats.say(CHAT, words)
                else:
                    shown = chats.last(CHAT)
                    await chats.press(CHAT, next(label for label, _ in shown.buttons if flat(label) == flat(words)))
                async with bot.running():
                    await chats.until_confirmed()
                now = house.now
    async with a_house(tmp_path, order=script.order) as house:
        answers = await house.answers()
        assert {code: answers.get(code) for code in script.stands} == script.stands
        assert len(chats.sent(CHAT)) >= sum(step is not Step.READS for step, _ in script.steps)
