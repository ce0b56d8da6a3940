"""Pictures that answer and figures that follow, in a real browser; and without scripts."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Page, expect

from bot.api.boards.reports import Figure, Period, Reports, Section
from bot.api.chart import Chart, Network, Node, Series
from bot.api.model import Community as Town
from bot.api.people import Level
from bot.api.text import T
from bot.platforms.local import LocalSettings
from tests.browser.conftest import Tabs
from tests.browser.looks import assert_usable
from tests.contract.local_rig import LocalActor, LocalRig
from tests.support.community import Community, sqlite_url

# One browser serves all tests, so they share its event loop.
pytestmark = pytest.mark.asyncio(loop_scope="session")
PAGE = "pages/console/console.baking"


@dataclass
class Oven:
    """A bot with a section of the console that counts what is said, and Mo's way into it."""

    chat: Community
    tabs: Tabs
    mo: LocalActor

    async def enter(self, context: BrowserContext) -> Page:
        """A browser that has signed in, at the section."""
        await self.mo.command("console")
        found = re.search(r"http://\S+key=\S+", (await self.mo.told("press the button")).text)
        assert found
        page = await context.new_page()
        page.on("pageerror", lambda error: self.tabs.complaints.append(str(error)))
        await page.goto(found[0])
        await page.get_by_role("button", name="Sign in").click()
        await expect(page.get_by_role("heading", level=1)).to_have_text("Console")
        await page.goto(f"{self.tabs.address}/{PAGE}")
        return page


@pytest_asyncio.fixture(loop_scope="session")
async def oven(browser: Browser, tmp_path: Path) -> AsyncIterator[Oven]:
    rig = LocalRig()
    rig.platform.settings = LocalSettings(page=True, port=0, snapshot=None)
    chat = Community([rig], sqlite_url(tmp_path))
    await chat.open()
    mo = await chat.person("Mo", Level.MODERATOR)
    assert isinstance(mo, LocalActor)

    async def section(community: Town, period: Period) -> Section:
        said = sum(seen.text == "bread" for seen in await chat.messages("general"))
        rows = [Series(T("Before"), [4, 2]), Series(T("Now"), [7, said])]
        people = [Node("Ana", 1, 0), Node("Bo", 0.5, 0), Node("Cem", 0.2, 0)]
        ties = Network(T("Who talks"), people, [(0, 1, 1.0), (0, 2, 1.0)], alt=T("Ana and two"))
        chart = Chart("bars", T("Bread"), ["Mon", "Tue"], rows, alt=T("Bread baked"))
        return Section([Figure("test.bread", T("Bread"), said)], charts=[chart, ties])

    chat.app.boards[Reports].offer("console.baking", T("Baking"), section, order=1)
    tabs = Tabs(browser, rig.platform.address or "")
    yield Oven(chat, tabs, mo)
    for context in browser.contexts:
        await context.close()
    await chat.close()
    assert tabs.complaints == []


async def look_again(page: Page) -> int:
    """What the page does when one comes back to it; the status of the answer."""
    async with page.expect_response(re.compile(PAGE)) as answer:
        await page.evaluate("() => { document.dispatchEvent(new Event('visibilitychange')); }")
    return (await answer.value).status


async def test_pictures_answer_and_figures_follow(oven: Oven) -> None:
    context = await oven.tabs.context(390, 844, has_touch=True, color_scheme="dark")
    page = await oven.enter(context)
    bars, people = page.locator(".picture").first, page.locator(".picture").last
    await bars.locator(".plot").focus()
    await page.keyboard.press("ArrowRight")
    await page.keyboard.press("ArrowRight")
    await expect(bars.locator(".readout")).to_have_text("Tue: 2 (Before), 0 (Now)")

    # nothing new, then a message: the number follows, and the focus stays where it was
    assert await look_again(page) == 304
    await oven.mo.say("general", "bread")
    assert await look_again(page) == 200
    await expect(page.locator("tbody td").first).to_have_text("1")
    await expect(bars.locator(".readout")).to_have_text("Tue: 2 (Before), 1 (Now)")
    await expect(bars.locator(".plot")).to_be_focused()
    await expect(page.locator(".live [role=status]")).to_contain_text("Updated")

    await page.get_by_role("button", name="Live").tap()
    await expect(page.get_by_text("As of")).to_be_visible()
    await page.reload()
    live = page.get_by_role("button", name="Live", pressed=False)
    async with page.expect_response(re.compile(PAGE)):
        await live.tap()
    await expect(page.get_by_text("As of")).to_be_hidden()

    before = bars.get_by_role("button", name="Before")
    await before.tap()
    await expect(before).to_have_attribute("aria-pressed", "false")
    await bars.locator("[data-value='7']").tap()
    await expect(bars.locator(".readout")).to_have_text("Mon: 7 (Now)")
    await expect(bars.locator("[data-value='4']")).to_be_hidden()

    await people.locator(".plot").focus()
    await page.keyboard.press("Home")
    await expect(people.locator(".readout")).to_have_text("Ana: 2 links – Bo, Cem")
    await people.get_by_role("button", name="Larger").tap()
    whole = re.compile("^0 0 1200 ")
    await expect(people.locator("svg")).not_to_have_attribute("viewBox", whole)
    await people.get_by_role("button", name="The whole picture").tap()
    await expect(people.locator("svg")).to_have_attribute("viewBox", whole)
    await assert_usable(page)

    await context.clear_cookies()
    assert await look_again(page) == 401
    await expect(page.locator(".live [role=status]")).to_contain_text("You are signed out")


async def test_without_scripts_the_page_is_complete(oven: Oven) -> None:
    context = await oven.tabs.context(java_script_enabled=False)
    page = await oven.enter(context)
    await expect(page.get_by_role("img", name="Bread baked")).to_be_visible()
    await expect(page.locator(".keys li")).to_have_text(["Before", "Now"])
    await expect(page.get_by_text("As of")).to_be_visible()
    await expect(page.get_by_role("button", name="Live")).to_be_hidden()
    await page.get_by_text("The numbers of this picture").click()
    await expect(page.get_by_role("cell", name="7")).to_be_visible()
