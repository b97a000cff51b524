"""The telephone of the local Bot API in a real Chromium: it shows the conversation, and one can hold it there.

With RELANCE_PICTURES=1 the pictures of the documentation are made: docs/pictures/chat-*.png.
"""

from __future__ import annotations

import os
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from itertools import pairwise
from pathlib import Path

import pytest
from playwright.async_api import Page, async_playwright

from relance.demo.servers.botapi import serving_bot_api
from tests.bot.house import ANNE, START, a_house
from tests.bot.running import Bot
from tests.usecases.scripts import Step, flat, script
from tests.web.test_browser import ARGUMENTS

pytestmark = [pytest.mark.program("chromium"), pytest.mark.xdist_group("chromium")]
CHAT = 11
IMAGES = Path(__file__).parents[2] / "docs" / "pictures"
SCREEN = 1500


@asynccontextmanager
async def a_phone(address: str) -> AsyncIterator[Page]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        page = await browser.new_page(viewport={"width": 430, "height": SCREEN}, base_url=address)
        yield page
        await browser.close()


async def test_the_telephone_shows_the_whole_conversation(tmp_path: Path) -> None:
    now = START
    played = script("rex-2014")
    async with serving_bot_api(clock=lambda: now) as api, a_house(tmp_path, order=played.order) as house:
        chats, bot = api.chats, Bot(house, api)
        house.now = now
        async with bot.running():
            await chats.say(CHAT, f"/start {await house.link(ANNE)}", "Anne Le Goff")
            await chats.until_confirmed()
            for step, words in played.steps:
                now = house.now
                if step is Step.SAYS:
                    await chats.say(CHAT, words)
                elif step is Step.PRESSES:
                    shown = chats.last(CHAT)
                    await chats.press(CHAT, next(label for label, _ in shown.buttons if flat(label) == flat(words)))
                await chats.until_confirmed()
        async with a_phone(api.base_url) as page:
            await page.goto(f"/telephone/{CHAT}")
            text = flat(await page.inner_text("ol"))
            assert await house.link(ANNE) not in text  # a telephone does not show what a link carries
            for message in chats.sent(CHAT):
                assert flat(message.text) in text
            for step, words in played.steps:
                assert step is Step.READS or flat(words) in text
            if os.environ.get("RELANCE_PICTURES"):
                await _picture(page)


async def _picture(page: Page) -> None:
    """The whole conversation, a screen at a time, cut between two messages."""
    IMAGES.mkdir(exist_ok=True)
    for old in IMAGES.glob("chat-*.png"):
        old.unlink()
    height = await page.evaluate("document.documentElement.scrollHeight")
    tops = await page.eval_on_selector_all("ol > li", "all => all.map(one => one.offsetTop - 4)")
    cuts = [0]
    for before, top in pairwise([*tops, height]):
        if top - cuts[-1] > SCREEN:
            cuts.append(before)
    for number, (top, below) in enumerate(pairwise([*cuts, height]), 1):
        clip = {"x": 0, "y": top, "width": 430, "height": below - top}
        await page.screenshot(path=IMAGES / f"chat-{number:02d}.png", full_page=True, clip=clip)  # type: ignore[arg-type]  # a dict is what the library takes


async def test_one_can_answer_on_the_telephone(tmp_path: Path) -> None:
    async with serving_bot_api() as api, a_house(tmp_path) as house:
        bot = Bot(house, api)
        async with bot.running(), a_phone(api.base_url) as page:
            await bot.start(CHAT, ANNE)
            await api.chats.until_confirmed()
            await page.goto(f"/telephone/{CHAT}")
            await page.get_by_label("Votre message").fill("Un colloque en 2016 <b>régional</b>")
            await page.get_by_role("button", name="Envoyer").click()
            await api.chats.until_confirmed()
            await page.reload()
            assert "Un colloque en 2016 <b>régional</b>" in await page.inner_text("ol")
            label = api.chats.last(CHAT).buttons[0][0]
            await page.get_by_role("button", name=label, exact=True).click()
            await api.chats.until_confirmed()
            await page.reload()
            assert f"‹{label}›" in await page.inner_text("ol")
            assert (await house.answers())["Q1a"] == "Un colloque en 2016 <b>régional</b>"
