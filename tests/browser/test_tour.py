"""The tour that everybody takes first, through the whole bot with the shipped model."""

from __future__ import annotations

import asyncio
import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, expect

from tests.browser.bakery import PLAYED, Bakery, card, go, said, send, walk
from tests.browser.conftest import Tabs
from tests.browser.looks import assert_usable

# One browser and one bakery serve all stories, so they share an event loop.
pytestmark = pytest.mark.asyncio(loop_scope="session")


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def open_bakery(
    browser: Browser, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Bakery]:
    bakery = Bakery(tmp_path_factory.mktemp("bakery"), browser)
    await bakery.open()
    yield bakery
    await bakery.close()


@pytest_asyncio.fixture(loop_scope="session")
async def bakery(open_bakery: Bakery, browser: Browser) -> AsyncIterator[Bakery]:
    """The bakery for one story: at its end no request has left the page's own address."""
    yield open_bakery
    for context in browser.contexts:
        await context.close()
    assert open_bakery.tabs.asked
    assert open_bakery.tabs.outside() == []
    assert open_bakery.tabs.complaints == []


async def phone(tabs: Tabs, **more: object) -> BrowserContext:
    return await tabs.context(390, 844, is_mobile=True, has_touch=True, **more)


async def test_nia_comes_in_and_is_welcomed(bakery: Bakery) -> None:
    tabs = bakery.tabs
    olivia = await tabs.open("olivia")
    nia = await tabs.open("nia", context=await phone(tabs, color_scheme="dark"))
    await nia.get_by_role("button", name="Join the community").tap()
    for page in (nia, olivia):
        await expect(said(page, "Welcome to").locator(".mention")).to_have_text("Nia")
    await assert_usable(nia)
    await assert_usable(olivia)


async def test_a_poll_through_clicks_at_once_and_a_restart(bakery: Bakery) -> None:
    tabs = bakery.tabs
    mia, olivia = await tabs.open("mia"), await tabs.open("olivia")
    moritz = await tabs.open("moritz", context=await phone(tabs, color_scheme="dark"))
    question = "Which cake next week?"
    await send(mia, f'/poll "{question}" Apple; Plum closes:in 2h')
    await expect(said(mia, "in 2 hours")).to_contain_text("Only you can see this")

    await card(mia, question).get_by_role("button", name="Apple").click()
    await expect(card(moritz, question)).to_contain_text("Apple · 1 · 100%")
    await card(mia, question).get_by_role("button", name="Plum").click()
    await expect(card(moritz, question)).to_contain_text("Plum · 1 · 100%")

    await asyncio.gather(
        card(moritz, question).get_by_role("button", name="Apple").tap(),
        card(olivia, question).get_by_role("button", name="Apple").click(),
    )
    for page in (mia, moritz, olivia):
        await expect(card(page, question)).to_contain_text("Apple · 2 · 67%")
        await expect(card(page, question)).to_contain_text("3 people voted")

    await bakery.restart(mia)
    await expect(olivia.locator("#banner")).to_be_hidden(timeout=15_000)
    await expect(card(olivia, question)).to_contain_text("Apple · 2 · 67%")
    await card(olivia, question).get_by_role("button", name="Plum").click()
    await expect(card(moritz, question)).to_contain_text("Plum · 2 · 67%")
    await assert_usable(moritz)


async def test_an_idea_with_the_keyboard_alone(bakery: Bakery) -> None:
    tabs = bakery.tabs
    mia, moritz = await tabs.open("mia"), await tabs.open("moritz")
    keys = mia.keyboard
    await keys.press("Tab")
    await keys.press("Enter")  # the link that skips to the message box
    await keys.type("/idea")
    await keys.press("Enter")
    form = mia.get_by_role("dialog", name="Your idea")
    await expect(form.get_by_label("Your idea in one sentence")).to_be_focused()
    await keys.type("Rye bread on Fridays")
    await walk(mia, "Tab", form.get_by_label("Why?"))
    await keys.type("Many of us would love it")
    await walk(mia, "Tab", form.get_by_role("button", name="Send"))
    await keys.press("Enter")
    await expect(form).to_have_count(0)
    await expect(mia.locator("#input")).to_be_focused()
    await walk(mia, "Shift+Tab", mia.get_by_role("button", name="Post it"))
    await keys.press("Enter")
    await expect(mia.get_by_text("Your idea is on the board")).to_be_visible()

    await walk(mia, "Shift+Tab", mia.locator("[data-channel=ideas]"))
    await keys.press("Enter")
    support = card(mia, "Rye bread on Fridays").get_by_role("button", name="Support")
    await expect(support).to_be_visible()
    await walk(mia, "Tab", card(mia, "Rye bread on Fridays"))
    await walk(mia, "Tab", support)

    await go(moritz, "ideas")
    await send(moritz, '/idea "Rye bread on Friday mornings"')
    await moritz.get_by_role("button", name=re.compile("Support #. instead")).click()
    await expect(support).to_contain_text("(1)")
    await expect(support).to_be_focused()


async def test_questions_find_their_answers(bakery: Bakery) -> None:
    tabs = bakery.tabs
    mia, moritz = await tabs.open("mia"), await tabs.open("moritz")
    for page in (mia, moritz):
        await go(page, "support")
    await send(moritz, '/faq add "When do you open?" "Monday to Saturday from 6:30 to 18:00."')
    await expect(said(moritz, "Saved")).to_contain_text("from 6:30")

    await send(mia, "/faq when do you open")
    await expect(card(mia, "from 6:30")).to_contain_text("When do you open?")
    await send(mia, "At what time do you open in the morning?")
    await expect(card(moritz, "from 6:30").locator(".reply-line")).to_contain_text("At what time")
    await send(mia, "/faq ask Can I bring my dog?")
    await expect(said(mia, "I do not know that yet")).to_contain_text("Only you can see this")

    await send(mia, "We bring bread to Potsdam every morning")
    message = said(moritz, "We bring bread to Potsdam")
    await message.hover()
    await message.get_by_role("button", name="More actions").click()
    await moritz.get_by_role("menuitem", name="Save as FAQ").click()
    form = moritz.get_by_role("dialog", name="FAQ entry")
    await form.get_by_label("Question").fill("Do you deliver to Potsdam?")
    await form.get_by_label("Answer").fill("Yes, every morning.")
    await form.get_by_role("button", name="Send").click()
    await expect(said(moritz, "Saved")).to_contain_text("Do you deliver to Potsdam?")
    await send(mia, "/faq ask do you deliver to potsdam")
    await expect(card(mia, "Yes, every morning.")).to_be_visible()


async def test_the_model_sees_harassment_and_a_moderator_settles_it(bakery: Bakery) -> None:
    tabs = bakery.tabs
    mia, moritz = await tabs.open("mia"), await tabs.open("moritz", path="#/moderators")
    nasty = "you are a worthless idiot, shut up"
    await expect(moritz.locator("#title")).to_have_text("moderators")
    await send(mia, nasty)
    alert = card(moritz, "in #general")
    await expect(alert).to_contain_text("toxicity")
    hidden = alert.get_by_role("button", name="Hidden text. Show it").first
    await hidden.click()
    await expect(alert.locator(".spoiler.shown").first).to_have_text(nasty)
    await assert_usable(moritz)

    await alert.get_by_role("link", name="Go to the message").click()
    await expect(moritz.locator(".message.found")).to_contain_text(nasty)
    await go(moritz, "moderators")
    await send(moritz, "/queue")
    await expect(said(moritz, "1 alert is waiting.")).to_contain_text("Mia")
    await alert.get_by_role("button", name="Delete").click()
    await expect(said(mia, nasty)).to_have_count(0)
    decided = moritz.locator(".message", has_text=re.compile("Deleted by @?Moritz")).last
    await expect(decided).to_be_visible()
    await expect(decided.get_by_role("button", name="Delete")).to_have_count(0)
    await expect(decided.get_by_role("link", name="Go to the message")).to_have_count(0)
    await send(moritz, "/queue")
    await expect(said(moritz, "Nothing is waiting.")).to_be_visible()


async def test_the_owner_plays_a_conversation_and_reads_the_digest(bakery: Bakery) -> None:
    tabs = bakery.tabs
    olivia = await tabs.open("olivia")
    small = await tabs.open("olivia", context=await phone(tabs, locale="de-DE"))
    await send(olivia, "/settings set polls.default_hours 48")
    await expect(said(olivia, "polls.default_hours")).to_contain_text("48")
    await olivia.get_by_role("button", name="Demo", exact=True).click()
    await olivia.get_by_role("menuitem", name="As fast as it can").click()
    await expect(small.locator("#progress")).to_contain_text("Ein Gespräch läuft")
    await expect(olivia.locator("#progress")).to_be_hidden(timeout=40_000)
    assert await olivia.locator(".message").count() < PLAYED * 0.95  # a page keeps 360 at most

    await send(olivia, "/digest now")
    digest = card(olivia, "Three things to do")
    await digest.wait_for(timeout=30_000)
    await expect(digest.locator(".picture img")).not_to_have_js_property("naturalWidth", 0)
    await expect(digest.get_by_role("button").last).to_be_visible()
    figures = await digest.inner_text()
    assert re.search(r"Wrote: \d{2}", figures), figures
    await expect(said(small, "Three things to do")).to_contain_text("Das siehst nur du")
    await assert_usable(small)
    await send(small, "/digest now")
    await expect(card(small, "Die letzten 7 Tage")).to_be_visible(timeout=30_000)
