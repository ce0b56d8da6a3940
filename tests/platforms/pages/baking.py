"""A cog of the tests' own that shows pages, and a bot that has nothing but it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import orjson

from bot.api.boards.pages import Document, El, Entry, Feed, File, Pages, Shown, Visit, el, meter, to
from bot.api.cog import Cog, CogConfig
from bot.api.errors import UserError
from bot.api.services import Clock
from bot.api.text import Link, Moment, N, T, bold, code, quote, spoiler
from bot.app import App
from bot.platforms.local import LocalPlatform, LocalSettings
from bot.settings import Settings
from tests.support.scripted import FakeClock, ScriptedToxicity

EVIL = "<script>alert('1')</script> & \"rye\""
LOAVES = {"1": "Rye bread on Fridays", "2": EVIL, "3": "Gluten free\x00\x0b buns\ud800"}
SECRET = "what a member wrote"


class Bakes(Cog[CogConfig]):
    """Loaves that members wish for, as a page, a feed and files."""

    name = "bakes"
    title = T("Bakes")

    def __init__(self, pages: Pages, clock: Clock) -> None:
        self._pages = pages
        self._clock = clock
        self.visits: list[Visit] = []

    async def start(self) -> None:
        self._pages.offer("bakes", T("Wishes"), self.page)
        self._pages.offer("bakes.rss", None, self.feed)
        self._pages.offer("bakes/all.json", None, self.export)
        self._pages.offer("bakes/risky", None, self.risky)
        self._pages.offer("bakes/broken", None, self.broken)

    async def page(self, visit: Visit) -> Shown:
        self.visits.append(visit)
        if visit.rest:
            return self._loaf(visit.rest)
        order = visit.query.get("sort", "top")
        tabs = [
            to("bakes", T("Top"), sort="top", current=order == "top"),
            to("bakes", T("New"), sort="new", current=order == "new"),
        ]
        cards = [self._card(number, loaf) for number, loaf in LOAVES.items()]
        return Document(
            T("Wishes"),
            [
                el("p", T("What members would love to find in the shop."), css="lead"),
                el("nav", *tabs, css="tabs", label=T("Order")),
                el("ul", *cards, css="cards"),
                el("p", T("More on {site}.", site=Link("our site", "https://bakery.example/a?b"))),
                el("p", quote("Fresh\nevery day"), " ", spoiler("a surprise"), " ", code("/bake")),
                el("p", T("A feed: {link}", link="RSS"), css="quiet"),
                to("bakes.rss", T("Feed")),
            ],
            feed="bakes.rss",
        )

    def _card(self, number: str, loaf: str) -> El:
        votes = int(number)
        return el(
            "li",
            el("h2", to(f"bakes/{number}", loaf)),
            meter(votes, len(LOAVES), N("{n} vote", "{n} votes", votes)),
            el(
                "div",
                el("span", T("planned"), css="badge"),
                el("span", N("{n} vote", "{n} votes", votes)),
                el("span", Moment(self._clock.now() - 7_200_000, "relative")),
                None,
                css="facts",
            ),
            css="card",
            id=f"loaf-{number}",
        )

    def _loaf(self, rest: str) -> Shown:
        if not rest.isdigit():
            raise UserError(T("Loaves have numbers: {what} is none.", what=rest))
        loaf = LOAVES.get(rest)
        return Document(loaf, [el("p", bold(loaf))]) if loaf else None

    async def feed(self, visit: Visit) -> Shown:
        entries = [
            Entry(number, loaf, [el("p", loaf), to(f"bakes/{number}", T("Read on"))],
                  self._clock.now(), to(f"bakes/{number}"))
            for number, loaf in LOAVES.items()
        ]  # fmt: skip
        return Feed(T("Wishes"), T("What members would love."), to("bakes"), entries)

    async def export(self, visit: Visit) -> Shown:
        return File(orjson.dumps({"loaves": 3}), "application/json", visit.query.get("as", ""))

    async def risky(self, visit: Visit) -> Shown:
        return File(b"<script>alert(1)</script>", "text/html")

    async def broken(self, visit: Visit) -> Shown:
        raise RuntimeError(SECRET)


@asynccontextmanager
async def bakery(folder: Path) -> AsyncIterator[tuple[App, LocalPlatform]]:
    """A bot with two communities; the local chat belongs to the second, which is German."""
    platform = LocalPlatform(LocalSettings(port=0, snapshot=None))
    settings = Settings.model_validate(
        {
            "storage": {"url": f"sqlite:///{folder / 'townhall.db'}", "keys": str(folder / "keys")},
            "communities": [
                {"name": "Elsewhere"},
                {"name": "Sourdough & Co.", "locale": "de", "spaces": ["local:local"]},
            ],
            "cogs": {"bakes": CogConfig()},
        }
    )
    app = App(
        settings,
        platforms=[platform],
        toxicity=ScriptedToxicity(),
        clock=FakeClock(),
        kinds={"bakes": Bakes},
    )
    await app.start()
    try:
        yield app, platform
    finally:
        await app.stop()
