"""A real Chromium in front of the playground; nothing but the page's own origin is asked."""

from __future__ import annotations

import os
import shutil
import struct
import zlib
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import pytest_asyncio
from playwright.async_api import (
    Browser,
    BrowserContext,
    Page,
    Playwright,
    async_playwright,
    expect,
)

from bot.platforms.local import LocalPlatform, LocalSettings
from tests.platforms.local_sink import COMMANDS, MENUS, DemoSink

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
)
NO_CHROMIUM = (
    "No Chromium was found: run `apt-get install chromium` (as root) or "
    "`python -m playwright install chromium`, or set TOWNHALL_CHROMIUM to its path."
)


PATIENCE_MS = 30_000
"""Longest wait for what is to come: see `tests.support.chat.TIMEOUT`."""

expect.set_options(timeout=PATIENCE_MS)


def chromium(playwright: Playwright) -> str:
    """The browser to use; the test fails with the next step when there is none."""
    named = os.environ.get("TOWNHALL_CHROMIUM")
    own = playwright.chromium.executable_path
    for path in (named, *(shutil.which(name) for name in NAMES), own):
        if path and Path(path).is_file():
            return path
    pytest.fail(NO_CHROMIUM)


def striped_png(width: int = 64, height: int = 40) -> bytes:
    """A small real picture."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        check = struct.pack(">I", zlib.crc32(kind + data))
        return struct.pack(">I", len(data)) + kind + data + check

    rows = b"".join(b"\0" + bytes([200, 90 + 2 * y, 40]) * width for y in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = (chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


@dataclass
class Tabs:
    """Opens tabs on a page and keeps what they asked for and complained about."""

    browser: Browser
    address: str
    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    async def context(self, width: int = 1280, height: int = 800, **more: object) -> BrowserContext:
        options = {"locale": "en-GB", **more}
        context = await self.browser.new_context(
            viewport={"width": width, "height": height},
            **options,  # type: ignore[arg-type]
        )
        context.set_default_timeout(PATIENCE_MS)
        context.on("request", lambda request: self.asked.append(request.url))
        return context

    async def open(
        self, persona: str, *, context: BrowserContext | None = None, path: str = ""
    ) -> Page:
        """A tab of its own, as that persona."""
        page = await (context or await self.context()).new_page()
        page.on("pageerror", lambda error: self.complaints.append(str(error)))
        page.on("websocket", lambda socket: self.asked.append(socket.url))
        page.on(
            "console",
            lambda message: (
                self.complaints.append(message.text)
                if message.type in ("error", "warning")
                else None
            ),
        )
        await page.goto(f"{self.address}/?as={persona}{path}")
        await page.locator("#persona").wait_for()
        return page

    def outside(self) -> list[str]:
        """Addresses that are not the page's own."""
        own = urlsplit(self.address).netloc
        return [url for url in self.asked if urlsplit(url).netloc != own and url[:5] != "data:"]


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium(playwright), args=list(FLAGS)
        )
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def platform() -> AsyncIterator[LocalPlatform]:
    """The demo's world with a small bot of our own, on a free port."""
    platform = LocalPlatform(LocalSettings(port=0, snapshot=None))
    await platform.start(DemoSink(platform, striped_png()), COMMANDS, MENUS)
    yield platform
    await platform.stop()


@pytest_asyncio.fixture(loop_scope="session")
async def tabs(browser: Browser, platform: LocalPlatform) -> AsyncIterator[Tabs]:
    """Tabs on that page; at the end nothing outside was asked and nothing complained."""
    assert platform.address
    tabs = Tabs(browser, platform.address)
    yield tabs
    for context in browser.contexts:
        await context.close()
    assert tabs.outside() == []
    assert tabs.complaints == []
