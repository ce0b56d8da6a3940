"""The bot with its web server, read as a browser does."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from html.parser import HTMLParser
from pathlib import Path

import pytest
from aiohttp import ClientSession, CookieJar

from bot.api.boards.reports import Figure, Period, Reports, Section
from bot.api.chart import Chart, Series
from bot.api.model import Community as Town
from bot.api.people import Level
from bot.api.text import T
from bot.platforms.local import LocalPlatform, LocalSettings
from bot.platforms.local.world import World
from tests.contract.local_rig import LocalActor, LocalRig
from tests.support.chat import Actor, Rig
from tests.support.community import Community, sqlite_url

__all__ = ["Form", "House", "house", "opened", "someone", "the_form"]


async def section(community: Town, period: Period) -> Section:
    days = (period.end - period.start) // 86_400_000
    numbers = [Series(T("Loaves"), [1, 2])]
    chart = Chart("bars", T("Loaves baked"), ["Mon", "Tue"], numbers, alt=T("1 and 2 <loaves>."))
    return Section([Figure("test.loaves", T("Loaves <baked>"), days, 3)], charts=[chart])


async def secret(community: Town, period: Period) -> Section:
    return Section([Figure("test.secret", T("For owners alone"), 1)])


@dataclass
class Form:
    """A form of a page: where it goes, what it holds, and its button."""

    action: str
    fields: dict[str, str]
    label: str = ""


class Forms(HTMLParser):
    """All forms of a page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: list[Form] = []
        self._labelled: Form | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append(Form(given["action"], {}))
        elif tag in ("input", "textarea", "select"):
            self.found[-1].fields[given["name"]] = given.get("value", "")
        elif tag == "button" and self.found:
            self._labelled = self.found[-1]

    def handle_endtag(self, tag: str) -> None:
        if tag == "button":
            self._labelled = None

    def handle_data(self, data: str) -> None:
        if self._labelled is not None:
            self._labelled.label += data


@dataclass
class House:
    """The bot with its web server."""

    chat: Community
    address: str

    @property
    def world(self) -> World:
        """The chat."""
        platform = self.chat.rig.platform
        assert isinstance(platform, LocalPlatform)
        return platform.world

    async def link(self, who: Actor) -> str:
        """The key in the link that /console gives."""
        await who.command("console")
        await self.chat.settle()
        said = await who.told("press the button")
        found = re.search(r"(http://\S+)/pages/enter\?key=(\S+)", said.text)
        assert found and found[1] == self.address and "within 10 minutes" in said.text
        return found[2]

    def browser(self) -> ClientSession:
        # Chromium keeps cookies of loopback addresses too
        return ClientSession(self.address, cookie_jar=CookieJar(unsafe=True))

    async def enter(self, browser: ClientSession, key: str, origin: str = "") -> int:
        headers = {"Origin": origin or self.address}
        async with browser.post(
            "/pages/enter", data={"key": key}, headers=headers, allow_redirects=False
        ) as answer:
            if answer.status == 303:
                assert answer.headers["Location"] == "console"
            return answer.status

    async def read(self, browser: ClientSession, path: str = "console") -> tuple[int, str]:
        async with browser.get(f"/pages/{path}") as answer:
            return answer.status, await answer.text()

    async def form(self, browser: ClientSession, path: str, label: str) -> Form:
        """The form of a page whose button is labelled like that."""
        status, page = await self.read(browser, path)
        assert status == 200, page
        return the_form(page, label)

    async def send(
        self,
        browser: ClientSession,
        form: Form,
        *,
        origin: str | None = None,
        **answers: str,
    ) -> tuple[int, str]:
        """Send a form as a browser does, with these answers ("a.x" is written a_x)."""
        address = "/pages/" + form.action.partition("pages/")[2]
        fields = form.fields | {name.replace("_", ".", 1): what for name, what in answers.items()}
        headers = {"Origin": self.address if origin is None else origin}
        async with browser.post(address, data=fields, headers=headers) as answer:
            return answer.status, await answer.text()

    async def come_in(self, browser: ClientSession, who: Actor) -> None:
        """Sign in."""
        assert await self.enter(browser, await self.link(who)) == 303


def the_form(page: str, label: str) -> Form:
    """The form of a page whose button is labelled like that."""
    found = Forms(page).found
    assert label in [form.label for form in found], page
    return next(form for form in found if form.label == label)


@pytest.fixture
async def house(tmp_path: Path) -> AsyncIterator[House]:
    async with opened(tmp_path) as house:
        yield house


@asynccontextmanager
async def opened(folder: Path, *more: Rig) -> AsyncIterator[House]:
    """The local chat with its server, and more places."""
    rig = LocalRig()
    rig.platform.settings = LocalSettings(page=True, port=0, snapshot=None)
    chat = Community([rig, *more], sqlite_url(folder))
    await chat.open()
    reports = chat.app.boards[Reports]
    reports.offer("console.loaves", T("Baking"), section, order=1)
    reports.offer("console.secret", T("Secrets"), secret, order=2, level=Level.OWNER)
    yield House(chat, rig.platform.address or "")
    await chat.close()


async def someone(house: House, name: str, level: Level) -> LocalActor:
    who = await house.chat.person(name, level)
    assert isinstance(who, LocalActor)
    return who
