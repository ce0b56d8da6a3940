"""The full report in a real browser, on a phone."""

from __future__ import annotations

from dataclasses import replace

import pytest
from playwright.async_api import Browser

from bot.api.boards.reports import Figure
from tests.browser.conftest import Tabs
from tests.browser.test_tour import phone
from tests.engine.reporting.made import HOME, PERIOD, SECTIONS, writer

# One browser serves all tests, so they share its event loop.
pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_long_changes_do_not_make_the_report_wider_than_a_phone(browser: Browser) -> None:
    waits = Figure("responses.median_ms", "Half wait at most", 197_000, 365_000, "ms", "down")
    first = replace(SECTIONS[0], section=replace(SECTIONS[0].section, figures=[waits]))
    content = await writer().html(HOME, PERIOD, [first], "en")
    page = await (await phone(Tabs(browser, ""))).new_page()
    await page.set_content(content.decode())
    assert await page.evaluate("document.documentElement.scrollWidth") == 390
    await page.context.close()
