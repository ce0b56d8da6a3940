"""A cog's page in a real browser: found in the console, readable in both themes on a phone."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import Browser, expect

from tests.browser.conftest import Tabs
from tests.browser.looks import assert_usable
from tests.browser.test_tour import phone
from tests.platforms.pages.baking import EVIL, bakery

# One browser serves all tests, so they share its event loop.
pytestmark = pytest.mark.asyncio(loop_scope="session")
GROUND = {"light": "rgb(255, 253, 250)", "dark": "rgb(29, 25, 22)"}


@pytest.mark.parametrize("theme", ["light", "dark"])
async def test_a_page_is_found_and_read_on_a_phone(
    browser: Browser, tmp_path: Path, theme: str
) -> None:
    async with bakery(tmp_path) as (_, platform):
        tabs = Tabs(browser, platform.address or "")
        page = await tabs.open("mia", context=await phone(tabs, color_scheme=theme))
        await page.get_by_role("button", name="Open channels").tap()
        await page.get_by_role("navigation", name="Pages").get_by_role("link", name="Wishes").tap()
        await expect(page.get_by_role("heading", level=1)).to_have_text("Wishes")
        await expect(page.get_by_role("listitem").nth(1)).to_contain_text(EVIL)
        await expect(page.locator("body")).to_have_css("background-color", GROUND[theme])
        await expect(page.locator("html")).to_have_attribute("lang", "en")
        await assert_usable(page)
        await page.keyboard.press("Tab")
        await expect(page.get_by_role("link", name="Skip to the content")).to_be_focused()
        await page.get_by_role("link", name="New", exact=True).tap()
        new = page.get_by_role("link", name="New", exact=True)
        await expect(new).to_have_attribute("aria-current", "page")
        await page.get_by_role("link", name="Rye bread on Fridays").tap()
        await expect(page.get_by_role("heading", level=1)).to_have_text("Rye bread on Fridays")
        await page.get_by_role("link", name="Back to the chat").tap()
        await expect(page.locator("#title")).to_have_text("general")
        await page.context.close()
        assert tabs.outside() == []
        assert tabs.complaints == []  # such as of the Content-Security-Policy


async def test_the_theme_and_language_chosen_by_hand_go_along(
    browser: Browser, tmp_path: Path
) -> None:
    async with bakery(tmp_path) as (_, platform):
        tabs = Tabs(browser, platform.address or "")
        page = await tabs.open("mia", context=await tabs.context(locale="de-DE"))
        await page.get_by_role("button", name="Dunkles Design").click()
        await page.get_by_role("link", name="Wishes").click()
        for _ in range(2):
            await expect(page.locator("body")).to_have_css("background-color", GROUND["dark"])
            await expect(page.locator("html")).to_have_attribute("lang", "de")
            await page.get_by_role("link", name="New", exact=True).click()
        await page.context.close()
        assert tabs.complaints == []
