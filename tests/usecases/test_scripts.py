"""The three conversations are played whole, with a restart between any two messages."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.terminal import chosen
from tests.bot.house import ANNE, START, a_house
from tests.usecases.scripts import Script, Step, flat, scripts
from usecases.messages import Button


@pytest.mark.parametrize("script", scripts(), ids=lambda s: s.questionnaire)
async def test_a_whole_conversation_survives_a_restart_between_any_two_messages(tmp_path: Path, script: Script) -> None:
    now, number = START, 0
    said = ""
    buttons: tuple[Button, ...] = ()
    for step, words in [(Step.SAYS, "/start"), *script.steps]:
        if step is Step.READS:
            assert words in flat(said)
            continue
        if step is Step.PRESSES:
            assert flat(words) in [flat(button.label) for button in buttons]
            words = chosen(words, buttons)
        async with a_house(tmp_path, order=script.order) as house:
            house.now, house.number = now, number
            done = await house.terminal(ANNE, words)
            now, number = house.now, house.number
        said, buttons = done.text, done.buttons
    async with a_house(tmp_path, order=script.order) as house:
        answers = await house.answers()
        assert {code: answers.get(code) for code in script.stands} == script.stands
