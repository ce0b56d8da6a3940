"""The demo as `townhall demo` runs it: the whole bot, the shipped model, a page in front."""

from __future__ import annotations

import gzip
from itertools import islice
from pathlib import Path
from unittest.mock import patch

from playwright.async_api import Browser, Locator, Page, expect

from bot.app import App
from bot.demo import SHIPPED, replay
from bot.demo.command import demo_settings
from bot.demo.play import play
from bot.engine import loader
from bot.platforms.local import LocalPlatform
from tests.browser.conftest import Tabs

PLAYED = 400
AT_ONCE = 128  # far fewer than are played, as in the whole conversation


class Bakery:
    """Sourdough & Co. in a folder; it can be stopped and started again under one address."""

    def __init__(self, folder: Path, browser: Browser) -> None:
        self._folder = folder
        self._browser = browser
        self._app: App | None = None
        self.tabs = Tabs(browser, "")

    async def open(self, port: int = 0) -> None:
        models = {name: kind.config_model for name, kind in loader.discover().items()}
        self._app = App(demo_settings(models, self._folder, port))
        local = self._app.platforms["local"]
        assert isinstance(local, LocalPlatform)
        local.on_replay = self._replay
        await self._app.start()
        assert local.address
        self.tabs.address = local.address

    async def _replay(self, speed: float) -> None:
        """The beginning of the shipped conversation, as the demo plays all of it."""
        assert self._app
        local = self._app.platforms["local"]
        assert isinstance(local, LocalPlatform)
        path = self._folder / "beginning.jsonl"
        with gzip.open(SHIPPED, "rt", encoding="utf-8") as lines:
            path.write_text("".join(islice(lines, PLAYED)), encoding="utf-8")
        with patch.object(replay, "IN_FLIGHT", AT_ONCE):
            await play(local.world, self._app.db, path, length_s=60 / speed)
        await self._app.rollups.advance()

    async def close(self) -> None:
        assert self._app
        await self._app.stop()

    async def restart(self, page: Page) -> None:
        """Stop, let that page notice it, and start again; pages come back by themselves."""
        await self.close()
        await expect(page.get_by_text("The connection is lost")).to_be_visible()
        await self.open(int(self.tabs.address.rpartition(":")[2]))
        await expect(page.locator("#banner")).to_be_hidden(timeout=15_000)
        self.tabs.complaints.clear()  # Chromium reports each try to connect while the bot is away


def card(page: Page, words: str) -> Locator:
    """The latest message with a card that holds these words."""
    return page.locator(".message:has(.card)", has_text=words).last


def said(page: Page, words: str) -> Locator:
    """The latest message that holds these words."""
    return page.locator(".message", has_text=words).last


async def send(page: Page, text: str) -> None:
    await page.locator("#input").fill(text)
    await page.locator("#send").click()
    await expect(page.locator("#input")).to_have_value("")


async def go(page: Page, channel: str) -> None:
    """Open a channel; on a phone through the drawer."""
    drawer = page.locator("#open-drawer")
    if await drawer.is_visible():
        await drawer.click()
    await page.locator(f"[data-channel={channel}]").click()
    await expect(page.locator("#title")).to_have_text(channel)


async def walk(page: Page, key: str, wanted: Locator, most: int = 60) -> None:
    """Press a key until the focus has come to what one wants."""
    for _ in range(most):
        if await wanted.evaluate("node => node === document.activeElement"):
            return
        await page.keyboard.press(key)
    await expect(wanted).to_be_focused()
