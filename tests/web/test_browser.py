"""The pages in a real Chromium: live, by keyboard, on a small screen, on paper, and readable by everyone."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright

from tests.web.accessibility import FAULTS
from tests.web.scene import CAMPAIGN, TEXTS, contribution, put, september
from tests.web.served import Served, served
from tests.web.test_pages import EVERY_PAGE

pytestmark = [
    pytest.mark.program("chromium"),
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.xdist_group("chromium"),
]
TRACKING = f"/campagnes/{CAMPAIGN}"
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-background-networking",
    "--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1",
]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def pages(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Served]:
    async with served(tmp_path_factory.mktemp("pages")) as pages:
        yield pages


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path="/usr/bin/chromium", args=ARGUMENTS)
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="module")
async def page(browser: Browser, pages: Served) -> AsyncIterator[Page]:
    """A tab that fails the test when the page complains or asks for anything elsewhere."""
    context = await browser.new_context(viewport={"width": 1280, "height": 900}, base_url=pages.address)
    page = await context.new_page()
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("request", lambda request: _only_here(request.url, pages, complaints))
    yield page
    await context.close()
    assert complaints == []


def _only_here(url: str, pages: Served, complaints: list[str]) -> None:
    if not url.startswith(pages.address + "/"):
        complaints.append(f"asks for {url}")


async def test_a_return_appears_while_someone_looks(page: Page, pages: Served) -> None:
    await page.goto("/campagnes/pnsp-2017?etat=partial")
    await page.get_by_text("Mises à jour en direct.").wait_for()
    assert await page.locator("h2#retours").inner_text() == "13 retours sur 17"
    await page.locator("#filtre-partial").focus()
    await put(
        pages.scene.store,
        *(contribution("93", code, TEXTS[code], september(30)) for code in TEXTS if code not in ("Q1a", "Q1b", "Q2a")),
    )
    await page.get_by_text("Aucun organisme dans cet état.").wait_for()
    assert await page.locator("h2#retours").inner_text() == "14 retours sur 17"
    # what changed is announced once, politely, and the keyboard stays where it was
    assert await page.locator("[aria-live=polite]").inner_text() == "14 retours sur 17"
    assert await page.evaluate("document.activeElement.id") == "filtre-partial"


async def test_the_keyboard_goes_everywhere(page: Page) -> None:
    await page.goto(TRACKING)
    await page.keyboard.press("Tab")
    assert await page.evaluate("document.activeElement.textContent") == "Aller au contenu"
    assert await page.locator(".skip").bounding_box() is not None
    await page.keyboard.press("Enter")
    assert await page.evaluate("document.activeElement.id") == "contenu"
    seen = []
    for _ in range(20):
        await page.keyboard.press("Tab")
        seen.append(await page.evaluate("document.activeElement.textContent.trim().replace(/\\s+/g, ' ')"))
        outline = await page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
        assert outline == "solid", f"no visible focus on {seen[-1]}"
    assert seen[0] == "Campagnes"
    assert "À trier 1" in seen
    assert any(text.startswith("Retour reçu") for text in seen)
    await page.locator("#filtre-late").focus()
    await page.keyboard.press("Enter")
    await page.wait_for_url("**etat=late")
    assert await page.locator("table.organisations tbody tr").count() == 1


async def test_a_hostile_answer_does_nothing(page: Page) -> None:
    for path in (f"{TRACKING}/organismes/53", f"{TRACKING}/a-trier", f"{TRACKING}/synthese"):
        await page.goto(path)
        assert "piégé" not in await page.title()
        assert await page.locator("main img").count() == 0


@pytest.mark.parametrize("path", EVERY_PAGE)
async def test_everyone_can_read_the_page(page: Page, path: str) -> None:
    """By day, by night, and on a small screen."""
    await page.goto(path)
    assert await page.evaluate(FAULTS) == []
    await page.emulate_media(color_scheme="dark")
    assert await page.evaluate(FAULTS) == []
    await page.set_viewport_size({"width": 390, "height": 800})
    assert await page.evaluate(FAULTS) == []
    assert await page.evaluate("document.documentElement.scrollWidth") <= 390


async def test_the_check_itself_finds_faults(page: Page) -> None:
    await page.goto(TRACKING)
    await page.evaluate(
        """() => {
        const bad = document.createElement('div');
        bad.innerHTML = '<h5 id="contenu">x</h5><a href="/"></a><p class="pale">pâle</p>'
          + '<table><tr><th>a</th></tr></table>';
        document.querySelector('main').append(bad);
        document.querySelector('.pale').style.color = '#ddd';
    }"""
    )
    found = " ".join(await page.evaluate(FAULTS))
    for fault in ("contrast", "no name", "twice", "skips", "scope"):
        assert fault in found


async def test_a_small_screen_keeps_the_table_a_table(page: Page) -> None:
    await page.set_viewport_size({"width": 390, "height": 800})
    await page.goto(TRACKING)
    assert await page.get_by_role("row").count() > 17
    assert await page.get_by_role("rowheader", name="ARS Bretagne").is_visible()


async def test_paper_gets_the_content_and_not_the_navigation(page: Page) -> None:
    await page.goto(TRACKING)
    await page.emulate_media(media="print")
    assert not await page.locator(".tabs").is_visible()
    assert await page.locator("table.organisations thead").is_visible()
    assert len(await page.pdf(format="A4")) > 10_000


async def test_the_page_is_whole_without_javascript(browser: Browser, pages: Served) -> None:
    context = await browser.new_context(java_script_enabled=False, base_url=pages.address)
    page = await context.new_page()
    await page.goto(TRACKING)
    await page.get_by_role("link", name="Retour tardif").click()
    assert await page.locator("table.organisations tbody tr").count() == 1
    await page.get_by_role("link", name="ARS Guadeloupe").click()
    assert await page.locator("h1").inner_text() == "ARS Guadeloupe"
    await context.close()
