"""The web server's side: the playground's tabs, the pages of the console, the hooks of cogs."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from aiohttp import ClientError, ClientSession
from yarl import URL

from bot.api.boards.hooks import Hooks
from bot.api.port.hooks import HookAsk
from bot.api.port.pages import PageAsk
from bot.engine.pages.posting import MARK, mark_of
from bot.platforms.local.page.requests import ADAPTER
from bot.platforms.local.page.server import WebServer
from bot.platforms.local.page.tab import Tab

from . import Target
from .cogs import SITE, Cogs, Town
from .house import House
from .making import Maker

FRAMES: tuple[dict[str, Any], ...] = (
    {"n": 1, "do": "be", "person": "@", "locale": "en"},
    {"n": 2, "do": "say", "channel": "general", "text": "hello", "reply_to": 1},
    {"n": 3, "do": "edit", "channel": "general", "id": 1, "text": "hello again"},
    {"n": 4, "do": "delete", "channel": "general", "id": 1},
    {"n": 5, "do": "react", "channel": "general", "id": 1, "emoji": "x"},
    {"n": 6, "do": "press", "channel": "general", "id": 1, "payload": "poll.v:1:1"},
    {"n": 7, "do": "menu", "channel": "general", "id": 1, "key": "report"},
    {"n": 8, "do": "fill", "id": 1, "answers": {"title": "x"}},
    {"n": 9, "do": "complete", "channel": "general", "path": "poll", "option": "x", "typed": "a"},
    {"n": 10, "do": "more", "channel": "general", "before": 9, "until": 1},
    {"n": 11, "do": "join"},
    {"n": 12, "do": "replay", "speed": 2.0},
)
FIELDS = (
    "path",
    "at",
    "payload",
    "do",
    "name",
    "value",
    "q",
    "page",
    "id",
    "key",
    "sort",
    "number",
)


class Web(Cogs):
    """A community with a page in front of it."""

    def __init__(self, town: Town) -> None:
        super().__init__(town)
        self.token = ""
        self.targets = [
            *(_page(self, town, path) for path in town.app.pages._offers),
            *(_form(self, town, path) for path, one in town.app.pages._offers.items() if one.take),
            *(_hook(town, path) for path in _hooks(town)._offers),
        ]

    async def between(self, done: int) -> None:
        """Signed in anew in a new community."""
        before = self._town.chat
        await super().between(done)
        if self._town.chat is not before:
            await self.sign_in()

    async def sign_in(self) -> None:
        """As an owner, with the link of /console."""
        town = self._town
        await town.ask(town.driver.command(town.app.book.commands["console"], {}))
        links = [span.link or "" for out in town.driver.heard.said for span in out.spans]
        keys = [parse_qs(urlsplit(link).query)["key"][0] for link in links if "/enter?" in link]
        entry = await town.app.pages.enter(keys[-1])
        assert entry is not None
        self.token = entry.token


@asynccontextmanager
async def house(folder: Path) -> AsyncIterator[House]:
    """A signed-in owner in front of a bot with all cogs; a tab; and the server as it listens."""
    town = Town(folder)
    await town.open()
    made = Web(town)
    await made.sign_in()
    platform: Any = town.chat.rig.platform  # type: ignore[attr-defined]
    platform.settings = platform.settings.model_copy(update={"port": 0, "page": True})
    server = WebServer(platform)
    await server.start()
    async with ClientSession() as session:
        made.targets = [
            *(frames(town, frame) for frame in FRAMES),
            Target("http: any request", _request, _sent(session, server.address)),
            *made.targets,
        ]
        yield made
    await server.stop()
    await town.close()


# ---- tabs


def frames(town: Town, frame: dict[str, Any]) -> Target:
    """A tab's frame: most as it is but for some words, some of any shape."""

    def make(m: Maker) -> str:
        made = m.filled(frame) if m.chance(0.6) else m.changed(frame)
        return m.broken(json.dumps(made).encode(), 0.1).decode("utf-8", "surrogateescape")

    async def feed(data: str) -> None:
        tab = Tab(town.chat.rig.platform, None)  # type: ignore[attr-defined, arg-type]
        tab._person = town.user.native_id
        try:
            await tab._handle(data)
        except UnicodeEncodeError:
            ADAPTER.validate_json(data.encode("utf-8", "replace"))

    return Target(f"tab: {frame['do']}", make, feed)


# ---- pages and hooks


def _query(m: Maker) -> dict[str, str]:
    names = [m.pick(FIELDS) if m.chance(0.8) else m.text(10) for _ in range(m.draw.randrange(4))]
    kept = {m.pick(("lang", "theme", "community")): m.text(10)} if m.chance(0.1) else {}
    return {name: str(m.number()) if m.chance(0.4) else m.text(200) for name in names} | kept


def _page(web: Web, town: Town, path: str) -> Target:
    def make(m: Maker) -> tuple[str, dict[str, str]]:
        rest = "" if m.chance(0.4) else f"/{m.number() if m.chance(0.5) else m.text(60)}"
        return f"{path}{rest}", _query(m)

    async def feed(given: tuple[str, dict[str, str]]) -> None:
        answer = await town.app.pages.answer("local", PageAsk(*given, SITE, web.token))
        assert answer.status < 500, answer.status

    return Target(f"page: {path}", make, feed)


def _form(web: Web, town: Town, path: str) -> Target:
    commands = list(town.app.book.commands.values())

    def make(m: Maker) -> tuple[str, dict[str, str], dict[str, str]]:
        info = m.pick(commands)
        form = _query(m) | {option.name: m.text(200) for option in info.options if m.chance(0.5)}
        rest = m.pick(("", f"/{info.path.replace(' ', '/')}", f"/{m.text(20)}"))
        return f"{path}{rest}", _query(m), form

    async def feed(given: tuple[str, dict[str, str], dict[str, str]]) -> None:
        form = given[2] | {MARK: mark_of(web.token)}
        ask = PageAsk(given[0], given[1], SITE, web.token, form)
        answer = await town.app.pages.answer("local", ask)
        assert answer.status < 500, answer.status

    return Target(f"page: a form for {path}", make, feed)


def _hooks(town: Town) -> Any:
    return town.app.boards[Hooks]


def _hook(town: Town, path: str) -> Target:
    def make(m: Maker) -> HookAsk:
        sale = {"code": "SPRING26", "value": 49.9, "id": "order-1"}
        body = m.encoded(m.changed(sale))
        number = "1" if m.chance(0.9) else m.text(10)
        return HookAsk("POST", f"{number}/{path}", f"Bearer {m.text(50)}", body)

    async def feed(ask: HookAsk) -> None:
        answer = await _hooks(town).answer(ask)
        assert answer.status < 500, answer.status

    return Target(f"hook: {path}", make, feed)


# ---- the server as it listens


def _request(m: Maker) -> tuple[str, str, dict[str, str], bytes]:
    start = m.pick(("/", "/live", "/files/", "/pages/", "/pages/enter", "/hooks/1/", "/web/", ""))
    path = URL.build(path="/" + m.text(100).replace("\0", "0").encode("utf-8", "replace").decode())
    words = m.text(60).encode("utf-8", "replace").decode("latin-1")
    value = "".join(c for c in words if c.isprintable())
    name = m.pick(("Host", "Origin", "Cookie", "Authorization", "X-Forwarded-For", "Content-Type"))
    method = m.pick(("GET", "GET", "POST", "PUT", "OPTIONS"))
    return method, start + path.raw_path[1:], {name: value}, m.encoded(m.value())


def _sent(session: ClientSession, site: str) -> Callable[[Any], Awaitable[object]]:
    async def feed(given: tuple[str, str, dict[str, str], bytes]) -> None:
        method, path, headers, body = given
        url = URL(f"{site}{path}", encoded=True)
        data = body if method in ("POST", "PUT") else None
        try:
            async with session.request(method, url, headers=headers, data=data) as answer:
                await answer.read()
                assert answer.status < 500, answer.status
        except (ClientError, ValueError):
            return  # what a client itself will not send

    return feed
