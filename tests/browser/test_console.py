"""The console in a real browser: from the command to a picture, on a phone, with the keyboard."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.async_api import Browser, Page, expect

from tests.browser.bakery import Bakery, said, send, walk
from tests.browser.looks import assert_usable

# One browser serves all tests, so they share its event loop.
pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_an_owner_signs_in_and_reads_the_figures(browser: Browser, tmp_path: Path) -> None:
    bakery = Bakery(tmp_path, browser)
    await bakery.open()
    try:
        tabs = bakery.tabs
        context = await tabs.context(390, 844, has_touch=True, color_scheme="dark")
        page = await tabs.open("olivia", context=context)
        for words in ("Good morning", "Who bakes at the weekend?"):
            await send(page, words)
        await send(page, "/console")
        link = said(page, "press the button").get_by_role("link")
        address = await link.get_attribute("href")
        assert address is not None
        await page.goto(address)
        await page.get_by_role("button", name="Sign in").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("Console")
        await assert_usable(page)
        activity = page.get_by_role("main").get_by_role("link", name="Activity")
        await walk(page, "Tab", activity)
        await page.keyboard.press("Enter")
        await expect(page.get_by_role("heading", level=1)).to_have_text("Activity")
        await expect(page.get_by_role("img").first).to_be_visible()
        await assert_usable(page)
        await page.get_by_role("link", name="28 days").click()
        await expect(page.get_by_role("link", name="28 days")).to_have_attribute(
            "aria-current", "page"
        )
        await act(page)
        await page.get_by_role("button", name="Sign out").click()
        await expect(page.locator("#title")).to_be_visible()
        await page.goto(f"{tabs.address}/pages/console")
        await expect(page.get_by_role("heading", level=1)).to_have_text("Please sign in")
        await page.context.close()
        assert tabs.outside() == []
    finally:
        await bakery.close()


async def act(page: Page) -> None:
    """Write an entry of the FAQ on the desk, with the keyboard alone."""
    await page.get_by_role("link", name="Desk").click()
    await expect(page.get_by_role("heading", level=1)).to_have_text("Desk")
    await assert_usable(page)
    await page.get_by_text("Questions and answers", exact=True).focus()
    await page.keyboard.press("Enter")
    await walk(page, "Tab", page.get_by_role("link", name="Write a new entry"))
    await page.keyboard.press("Enter")
    await walk(page, "Tab", page.get_by_role("button", name="Go ahead"))
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("heading", level=2)).to_have_text("FAQ entry")
    await assert_usable(page)
    await walk(page, "Tab", page.get_by_role("textbox", name="Question"))
    await page.keyboard.type("When is the rye ready?")
    await page.keyboard.press("Tab")
    await page.keyboard.type("On Fridays at eight.")
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("status", name="Answer")).to_contain_text("rye ready")
