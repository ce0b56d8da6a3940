"""The playground in a real browser: what each persona sees and does."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from bot.platforms.local import LocalPlatform
from tests.browser.conftest import Tabs
from tests.browser.looks import assert_usable, complaints
from tests.platforms.local_sink import say

# One browser serves all tests, so they share its event loop.
pytestmark = pytest.mark.asyncio(loop_scope="session")


def said(page: Page, text: str) -> Locator:
    return page.locator("#messages").get_by_text(text)


async def send(page: Page, text: str) -> None:
    await page.locator("#input").fill(text)
    await page.locator("#send").click()


async def be(page: Page, persona: str) -> None:
    await page.locator("#persona").click()
    await page.locator(f"[role=menuitemradio][data-persona={persona}]").click()


async def test_a_poll_is_live_in_every_tab(tabs: Tabs) -> None:
    mia, moritz = await tabs.open("mia"), await tabs.open("moritz")
    await send(mia, '/poll "Which cake?" Apple; Plum')
    await moritz.get_by_role("button", name="Apple (0)").click()
    await expect(mia.get_by_role("button", name="Apple (1)")).to_be_visible()
    await expect(said(moritz, "Your vote counts.")).to_be_visible()
    await expect(said(moritz, "Only you can see this")).to_be_visible()
    await expect(said(mia, "Your vote counts.")).to_have_count(0)
    await expect(said(moritz, "Mia used /poll")).to_be_visible()
    await expect(said(moritz, '"Which cake?" Apple')).to_have_count(0)


async def test_private_words_forms_pictures_and_menus(tabs: Tabs) -> None:
    page = await tabs.open("moritz")
    await send(page, "/secret")
    spoiler = page.get_by_role("button", name="Hidden text. Show it")
    await spoiler.focus()
    await page.keyboard.press("Enter")
    await expect(page.locator(".spoiler.shown")).to_have_text("oven")
    await page.locator(".message", has_text="oven").get_by_role("button", name="Dismiss").click()
    await expect(said(page, "The key is under")).to_have_count(0)

    await send(page, "/idea")
    form = page.get_by_role("dialog", name="Share an idea")
    await form.get_by_label("Title").fill("Rye on Fridays")
    await form.get_by_role("button", name="Send").click()
    await expect(said(page, "New idea: Rye on Fridays")).to_be_visible()
    await expect(form).to_have_count(0)

    await send(page, "/chart")
    await page.get_by_role("img", name="Messages rose this week").click()
    zoomed = page.get_by_role("dialog", name="Messages rose this week")
    await expect(zoomed.get_by_role("img")).to_have_js_property("naturalWidth", 64)
    await page.keyboard.press("Escape")
    await expect(zoomed).to_have_count(0)

    await send(page, "When do you open?")
    message = page.locator(".message", has_text="When do you open?").last
    await message.hover()
    await message.get_by_role("button", name="More actions").click()
    await page.get_by_role("menuitem", name="Save as FAQ").click()
    await expect(said(page, "save_as_faq: When do you open?")).to_be_visible()


async def test_editing_replying_reacting_and_deleting(tabs: Tabs) -> None:
    mia, olivia = await tabs.open("mia"), await tabs.open("olivia")
    await send(mia, "Helo everybody")
    await mia.locator("#input").press("ArrowUp")
    await send(mia, "Hello everybody")
    seen = olivia.locator(".message", has_text="Hello everybody")
    await expect(seen).to_contain_text("(edited)")
    await seen.hover()
    await seen.get_by_role("button", name="React 👍").click()
    await expect(mia.locator(".reaction")).to_have_text("👍1")
    await seen.get_by_role("button", name="Reply").click()
    await send(olivia, "Welcome")
    answer = mia.locator(".message", has_text="Welcome")
    await expect(answer.locator(".reply-line")).to_contain_text("Mia")
    first = olivia.locator(".message", has_text="Hello everybody").first
    await first.hover()
    await first.get_by_role("button", name="More actions").click()
    await olivia.get_by_role("menuitem", name="Delete").click()
    await expect(answer.locator(".reply-line")).to_be_visible()
    await expect(mia.locator(".message")).to_have_count(1)


async def test_a_newcomer_joins_and_channels_show_what_is_unread(
    tabs: Tabs, platform: LocalPlatform
) -> None:
    nia, olivia = await tabs.open("nia"), await tabs.open("olivia")
    await expect(nia.get_by_role("link", name="general")).to_have_count(0)
    await assert_usable(nia)
    await nia.get_by_role("button", name="Join the community").click()
    await expect(said(olivia, "Nia joined the community")).to_be_visible()
    await expect(nia.locator("#title")).to_have_text("general")
    await expect(nia.get_by_role("link", name="moderators")).to_have_count(0)
    await platform.world.post("ideas", "olivia", "Shall we do croissants, @nia?")
    await expect(nia.locator("[data-channel=ideas] .count")).to_have_text("1")
    await nia.get_by_role("link", name="ideas").click()
    await expect(nia.locator(".mention.me")).to_have_text("@Nia")
    await expect(nia.locator("[data-channel=ideas] .count")).to_have_count(0)
    await platform.time_out("local", "nia", 600, "calm down")
    await expect(nia.locator("#banner")).to_be_visible()
    await send(nia, "but")
    await expect(nia.locator(".toast")).to_contain_text("timed out")
    await expect(nia.locator("#input")).to_have_value("but")


async def test_untrusted_text_stays_text(tabs: Tabs, platform: LocalPlatform) -> None:
    page = await tabs.open("mia")
    evil = '<img src=x onerror="alert(1)"> [x](javascript:alert(1)) javascript:alert(1)'
    await platform.world.post("general", "moritz", evil)
    await expect(page.locator(".message .text")).to_have_text(evil)
    assert await page.locator(".message .text *").count() == 0


async def test_bars_are_drawn(tabs: Tabs, platform: LocalPlatform) -> None:
    page = await tabs.open("mia")
    await platform.send("general", say("██████░░░░ Plum · 60%"))
    fill = page.locator(".meter span")
    assert await fill.evaluate("bar => bar.style.width") == "60%"
    await expect(page.locator(".message .text")).to_have_text("Plum · 60%")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
async def test_everybody_can_use_it(
    tabs: Tabs, platform: LocalPlatform, width: int, scheme: str
) -> None:
    context = await tabs.context(width, 700, color_scheme=scheme)
    page = await tabs.open("moritz", context=context)
    world = platform.world
    await world.post("general", "mia", "w" * 300)
    for command in ("/poll", "/chart", "/secret"):
        await world.post("general", "moritz", command)
    await expect(page.locator(".message", has_text="The key is under")).to_be_visible()
    await assert_usable(page)
    await page.locator("#input").fill("/")
    await expect(page.get_by_role("option", name="/faq add")).to_be_visible()
    await assert_usable(page)
    await page.locator("#input").fill("")
    await page.locator("#persona").click()
    await assert_usable(page)
    await page.keyboard.press("Escape")
    await world.post("general", "moritz", "/idea")
    await expect(page.get_by_role("dialog")).to_be_visible()
    await assert_usable(page)


async def test_everything_by_keyboard(tabs: Tabs) -> None:
    page = await tabs.open("mia")
    await page.keyboard.press("Tab")
    await expect(page.get_by_role("link", name="Skip to the message box")).to_be_focused()
    await page.keyboard.press("Enter")
    box = page.get_by_role("combobox", name="Message #general")
    await expect(box).to_be_focused()
    await page.keyboard.type("/po")
    await expect(box).to_have_attribute("aria-expanded", "true")
    await expect(page.get_by_role("option", name="/poll")).to_have_attribute(
        "aria-selected", "true"
    )
    await page.keyboard.press("Enter")
    await expect(box).to_have_value("/poll ")
    await expect(page.locator(".hint-option.current")).to_have_text("question")
    await page.keyboard.type('"Which cake?" Apple; Plum')
    await expect(page.locator(".hint-option.current")).to_have_text("options")
    await page.keyboard.press("Enter")
    vote = page.get_by_role("button", name="Apple (0)")
    await vote.wait_for()
    for _ in range(8):
        await page.keyboard.press("Shift+Tab")
        if await vote.evaluate("node => node === document.activeElement"):
            break
    await expect(vote).to_be_focused()
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("button", name="Apple (1)")).to_be_focused()


async def test_values_are_offered_while_typing(tabs: Tabs) -> None:
    page = await tabs.open("mia")
    await page.locator("#input").press_sequentially("/order plu")
    await expect(page.get_by_role("option")).to_have_text(["Plum", "Plum crumble"])
    for key in ("ArrowDown", "ArrowDown", "Enter"):
        await page.keyboard.press(key)
    await expect(page.locator("#input")).to_have_value('/order "Plum crumble" ')
    await page.locator("#input").press_sequentially("size:l")
    await expect(page.get_by_role("option")).to_contain_text(["large"])
    await page.keyboard.press("Tab")
    await page.keyboard.press("Enter")
    ordered = said(page, 'Ordered: /order "Plum crumble" size:large')
    await expect(ordered).to_be_visible()
    await page.locator("#input").fill("/faq")
    await expect(page.locator("#hint")).to_have_text("No command of that name")


async def test_a_phone_has_a_drawer_and_sheets(tabs: Tabs, platform: LocalPlatform) -> None:
    context = await tabs.context(390, 844, has_touch=True, is_mobile=True, locale="de-DE")
    page = await tabs.open("moritz", context=context)
    await page.get_by_role("button", name="Kanäle öffnen").tap()
    await page.get_by_role("link", name="moderators").tap()
    await expect(page.locator("#title")).to_have_text("moderators")
    await expect(page.locator("#sidebar")).not_to_be_visible()
    await page.locator("#input").fill("Guten Morgen")
    await page.locator("#send").tap()
    message = page.locator(".message", has_text="Guten Morgen")
    await message.dispatch_event("pointerdown", {"pointerType": "touch", "bubbles": True})
    await page.get_by_role("menuitem", name="Löschen").tap()
    await expect(message).to_have_count(0)
    assert platform.world.people["moritz"].locale == "de"


async def test_the_owner_plays_a_conversation(tabs: Tabs, platform: LocalPlatform) -> None:
    speeds: list[float] = []
    go_on = asyncio.Event()

    async def replay(speed: float) -> None:
        speeds.append(speed)
        platform.world.progress(1, 2, "Ubuntu help")
        await go_on.wait()
        for number in range(1000):
            await platform.world.post("general", "mia", f"line {number}", sent_at=number)

    page = await tabs.open("olivia")
    await expect(page.locator("#demo")).to_be_hidden()
    platform.on_replay = replay
    await page.reload()
    await page.get_by_role("button", name="Demo").click()
    await page.get_by_role("menuitem", name="In one minute").click()
    await expect(page.locator("#progress")).to_contain_text("Playing a conversation · 1 / 2")
    go_on.set()
    await expect(page.locator(".message").last).to_contain_text("line 999")
    await expect(page.locator("#progress")).to_be_hidden()
    assert speeds == [1]
    await page.get_by_role("button", name="Show earlier messages").click()
    await expect(page.locator(".message", has_text="line 900").first).to_be_attached()


async def test_the_page_comes_back_after_a_restart(tabs: Tabs, platform: LocalPlatform) -> None:
    page = await tabs.open("mia")
    await send(page, "still here?")
    port = int((platform.address or "").rpartition(":")[2])
    sink: Any = platform.world.sink
    commands, menus = platform.commands, platform.menus
    await platform.stop()
    await expect(page.get_by_text("The connection is lost")).to_be_visible()
    platform.settings = platform.settings.model_copy(update={"port": port})
    await platform.start(sink, commands, menus)
    await expect(page.locator("#banner")).to_be_hidden()
    await expect(page.locator(".message", has_text="still here?")).to_be_visible()
    tabs.complaints.clear()  # Chromium reports each try to connect while the bot is away


async def test_the_checks_see_what_is_wrong(tabs: Tabs) -> None:
    page = await tabs.open("mia")
    await page.evaluate(
        """() => {
          const bad = document.createElement('div');
          bad.innerHTML = '<button></button><p>pale</p><b>wide</b>';
          const [, pale, wide] = bad.children;
          pale.style.color = '#ccc';
          Object.assign(wide.style, { display: 'block', width: '5000px' });
          document.body.prepend(bad);
        }"""
    )
    found = {line.split(":")[0] for line in await complaints(page)}
    assert found == {"unnamed", "overflow", "contrast"}
