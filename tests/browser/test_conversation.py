"""Long talks in the playground: rooms that appear, history on demand, links into the past."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from bot.api.port.outgoing import Outgoing, Span
from bot.platforms.local import LocalPlatform
from bot.platforms.local.nouns import Room
from tests.browser.conftest import Tabs
from tests.platforms.local_sink import say

# One browser serves all tests, so they share its event loop.
pytestmark = pytest.mark.asyncio(loop_scope="session")


async def fill(platform: LocalPlatform, count: int) -> list[int]:
    return [await platform.world.post("general", "mia", f"line {n}.") for n in range(count)]


async def test_a_room_that_appears_shows_in_an_open_tab(
    tabs: Tabs, platform: LocalPlatform
) -> None:
    page = await tabs.open("mia")
    await expect(page.get_by_role("link", name="bread")).to_have_count(0)
    platform.world.rooms["bread"] = Room("bread", "bread")
    await platform.world.post("bread", "olivia", "The first loaf")
    await page.get_by_role("link", name="bread").click()
    await expect(page.locator(".message")).to_contain_text(["The first loaf"])


async def test_earlier_messages_come_when_one_scrolls_up(
    tabs: Tabs, platform: LocalPlatform
) -> None:
    await fill(platform, 200)
    page = await tabs.open("moritz")
    await expect(page.locator(".message").last).to_contain_text("line 199.")
    await expect(page.locator(".message")).to_have_count(60)
    seen = page.locator(".message", has_text="line 145.")
    await page.locator("#scroller").evaluate("node => { node.scrollTop = 100; }")
    await expect(page.locator(".message")).to_have_count(120)
    await expect(seen).to_be_in_viewport()  # what one reads stays where it is
    await platform.world.post("general", "mia", "and more")
    await expect(page.locator("#jump")).to_have_text("1 new")
    await expect(seen).to_be_in_viewport()
    await page.locator("#jump").click()
    await expect(page.locator(".message").last).to_be_in_viewport()


async def test_a_link_leads_into_the_past(tabs: Tabs, platform: LocalPlatform) -> None:
    ids = await fill(platform, 400)
    page = await tabs.open("moritz", path=f"#/general/{ids[40]}")
    found = page.locator(".message.found")
    await expect(found).to_contain_text("line 40.")
    await expect(found).to_be_in_viewport()
    link = f"{platform.address}/#/general/{ids[390]}"
    await platform.send("moderators", Outgoing((Span("look there", link=link),)))
    await page.get_by_role("link", name="moderators").click()
    await page.get_by_role("link", name="look there").click()
    await expect(page.locator(".message.found")).to_contain_text("line 390.")
    await platform.world.delete("general", "mia", ids[390])
    await page.get_by_role("link", name="moderators").click()
    await page.get_by_role("link", name="look there").click()
    await expect(page.locator(".toast")).to_have_text("The message is no longer there")


async def test_an_address_that_one_may_not_open(tabs: Tabs) -> None:
    page = await tabs.open("mia", path="#/moderators")
    await expect(page.locator("#title")).to_have_text("general")
    assert page.url.endswith("#/general")


async def test_long_words_are_folded_and_too_long_ones_wait(
    tabs: Tabs, platform: LocalPlatform
) -> None:
    page = await tabs.open("mia")
    await platform.world.post("general", "olivia", "once upon a time " * 120)
    tale = page.locator(".message .text")
    height = (await tale.bounding_box() or {})["height"]
    await page.get_by_role("button", name="Show all of it").click()
    await expect(page.get_by_role("button", name="Show less")).to_be_visible()
    assert (await tale.bounding_box() or {})["height"] > height
    await page.locator("#input").fill("a" * 4001)
    await expect(page.locator("#left")).to_have_text("4001 / 4000")
    await expect(page.locator("#send")).to_be_disabled()


async def test_a_new_answer_higher_than_the_screen_is_read_from_its_top(
    tabs: Tabs, platform: LocalPlatform
) -> None:
    page = await tabs.open("mia")
    await fill(platform, 40)
    await platform.send("general", say("\n".join(f"row {n}" for n in range(80))))
    await expect(page.locator(".message").last.locator(".author")).to_be_in_viewport()


async def test_a_command_that_does_not_exist(tabs: Tabs) -> None:
    page = await tabs.open("mia")
    await page.locator("#input").fill("/fly away")
    await page.locator("#send").click()
    await expect(page.locator(".toast")).to_contain_text("There is no command /fly.")
    await expect(page.locator("#input")).to_have_value("/fly away")
    await expect(page.locator("#typing")).to_be_hidden()


async def test_a_first_step_is_offered_where_nothing_is_yet(tabs: Tabs) -> None:
    page = await tabs.open("mia")
    await page.get_by_role("button", name="/poll").click()
    await expect(page.locator("#input")).to_have_value("/poll ")
    await expect(page.locator("#input")).to_be_focused()
    await expect(page.locator(".hint-option.current")).to_have_text("question")
