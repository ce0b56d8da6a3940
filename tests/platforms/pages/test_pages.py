"""The routes of the cogs' pages: what is shown, to whom it is refused, and how it fails."""

from __future__ import annotations

import io
import logging
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

import pytest
from aiohttp import ClientResponse, ClientSession

from bot.api.boards.pages import Pages, Shown, Visit
from bot.app import App
from bot.platforms.local import LocalPlatform, LocalSettings
from tests.platforms.local_sink import DemoSink
from tests.platforms.pages.baking import LOAVES, SECRET, Bakes, bakery


@dataclass
class Site:
    """The pages of a running bot, asked over HTTP."""

    app: App
    address: str
    session: ClientSession

    async def get(
        self, path: str, headers: Mapping[str, str] | None = None, method: str = "GET"
    ) -> ClientResponse:
        url = f"{self.address}/pages/{path}"
        answer = await self.session.request(method, url, headers=headers)
        await answer.read()
        return answer

    async def text(self, path: str, status: int = 200) -> str:
        answer = await self.get(path)
        assert answer.status == status
        return await answer.text()

    @property
    def cog(self) -> Bakes:
        cog = self.app.book.cogs["bakes"]
        assert isinstance(cog, Bakes)
        return cog

    async def community(self, name: str) -> int:
        every = await self.app.registry.communities()
        return next(one.id for one in every if one.name == name)

    async def switch_off(self, name: str) -> None:
        number = await self.community(name)
        await self.app.configs._overrides.set(number, "bakes", "enabled", False, None, 1)
        await self.app.configs.load(number)


@pytest.fixture
async def site(tmp_path: Path) -> AsyncIterator[Site]:
    async with bakery(tmp_path) as (app, platform), ClientSession() as session:
        assert platform.address
        yield Site(app, platform.address, session)


async def test_a_page_is_framed_and_what_members_wrote_is_data(site: Site) -> None:
    page = await site.text("bakes")
    assert '<html lang="de">' in page and page.startswith("<!doctype html>")
    assert "<title>Wishes · Sourdough &amp; Co.</title>" in page and "<h1>Wishes</h1>" in page
    assert "<script" not in page
    assert "&lt;script&gt;alert('1')&lt;/script&gt; &amp; \"rye\"" in page
    assert "Gluten free buns</a>" in page  # without its control characters
    assert '<a href="../pages/bakes/2">' in page and 'href="../web/pages/pages.css"' in page
    assert '<a href="../pages/bakes" aria-current="page">Wishes</a>' in page
    assert '<a href="../pages/bakes?sort=new">' in page
    assert 'href="https://bakery.example/a?b" rel="nofollow noopener noreferrer"' in page
    assert '<link rel="alternate" type="application/rss+xml" title="Wishes"' in page
    deeper = await site.text("bakes/2/?x=1&lang=en")
    assert 'href="../../../web/base/base.css"' in deeper and '<html lang="en">' in deeper
    assert [(v.rest, dict(v.query)) for v in site.cog.visits] == [("", {}), ("2", {"x": "1"})]


async def test_every_answer_is_guarded(site: Site) -> None:
    for path, status in (("bakes", 200), ("bakes.rss", 200), ("none", 404), ("bakes/broken", 500)):
        answer = await site.get(path)
        assert answer.status == status
        policy = answer.headers["Content-Security-Policy"]
        assert policy.startswith("default-src 'none'; style-src 'self';") and "script" not in policy
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Referrer-Policy"] == "same-origin"
        assert "Set-Cookie" not in answer.headers
    rebound = await site.get("bakes", headers={"Host": "evil.example"})
    assert rebound.status == 403 and "Wishes" not in await rebound.text()
    for method in ("PUT", "DELETE"):
        assert (await site.get("bakes", method=method)).status == 405
    # a form has to come from a page of ours, and this page takes none
    assert (await site.get("bakes", method="POST")).status == 403
    for path, status in (("bakes", 405), ("none", 404)):
        url, headers = f"{site.address}/pages/{path}", {"Origin": site.address}
        async with site.session.post(url, headers=headers, data={"a": "b"}) as answer:
            assert answer.status == status
        async with site.session.post(url, headers=headers, json={"a": "b"}) as answer:
            assert answer.status == 415
    assert len(site.cog.visits) == 1


async def test_what_is_not_there_is_said_in_a_sentence(site: Site) -> None:
    missing = "There is no such page: go back to the chat"
    for path in ("none?lang=en", "bakes/9?lang=en", "bakesale?lang=en"):
        assert missing in await site.text(path, 404)
    own_words = await site.text("bakes/%3Cb%3E?lang=en", 404)
    assert "Loaves have numbers: &lt;b&gt; is none." in own_words
    for community in ("77", "x", ""):
        page = await site.text(f"bakes?lang=en&community={community}", 404)
        assert "There is no community with this number" in page and "Sourdough" not in page


async def test_a_community_without_the_cog_has_no_page(site: Site) -> None:
    other = await site.community("Elsewhere")
    assert "Elsewhere</strong>" in await site.text(f"bakes?community={other}")
    assert f"bakes/1?community={other}" in await site.text(f"bakes?community={other}")
    await site.switch_off("Elsewhere")
    page = await site.text(f"bakes?community={other}&lang=en", 404)
    assert "This page is switched off in this community." in page and "Wishes" not in page
    assert (await site.get("bakes")).status == 200
    assert [one.path for one in await site.app.pages.titles("local")] == ["bakes"]
    await site.switch_off("Sourdough & Co.")
    assert (await site.get("bakes.rss")).status == 404
    assert await site.app.pages.titles("local") == []


async def test_a_page_that_fails_tells_nobody_what_a_member_wrote(
    site: Site, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.ERROR):
        page = await site.text("bakes/broken?lang=en", 500)
    assert "Something went wrong on my side" in page and SECRET not in page
    (record,) = caplog.records
    words = record.getMessage()
    assert "the page bakes/broken: RuntimeError" in words
    assert words.split()[1] in page, "the owner finds it by the number"
    assert SECRET not in caplog.text


async def test_a_feed_for_readers(site: Site) -> None:
    answer = await site.get("bakes.rss?lang=en")
    assert answer.headers["Content-Type"] == "application/rss+xml; charset=utf-8"
    feed = ElementTree.fromstring(await answer.read())
    channel = feed.find("channel")
    assert feed.tag == "rss" and channel is not None
    assert channel.findtext("link") == f"{site.address}/pages/bakes?lang=en"
    assert channel.findtext("language") == "en"
    assert channel.findtext("lastBuildDate") == "Thu, 28 May 2026 20:26:40 GMT"
    items = channel.findall("item")
    assert [item.findtext("title") for item in items[:2]] == list(LOAVES.values())[:2]
    assert items[2].findtext("title") == "Gluten free buns"
    assert items[1].findtext("link") == f"{site.address}/pages/bakes/2?lang=en"
    number = await site.community("Sourdough & Co.")
    assert items[1].findtext("guid") == f"townhall:{number}:bakes:2"
    shown = items[1].findtext("description") or ""
    assert "<p>&lt;script&gt;" in shown and f'<a href="{site.address}/pages/bakes/2' in shown


async def test_files_are_data_or_downloads(site: Site) -> None:
    shown = await site.get("bakes/all.json")
    assert shown.headers["Content-Type"] == "application/json"
    assert await shown.json() == {"loaves": 3} and "Content-Disposition" not in shown.headers
    named = await site.get("bakes/all.json?as=W%C3%BCnsche%22.json")
    filed = named.headers["Content-Disposition"]
    assert filed == "attachment; filename*=UTF-8''W%C3%BCnsche%22.json"
    risky = await site.get("bakes/risky")
    assert risky.headers["Content-Disposition"].startswith("attachment")


async def test_a_console_without_a_bot_has_no_pages() -> None:
    platform = LocalPlatform(LocalSettings(port=0, snapshot=None))
    await platform.start(DemoSink(platform), (), ())
    url = f"{platform.address}/pages/bakes"
    async with ClientSession() as session, session.get(url) as answer:
        assert answer.status == 404
    await platform.stop()


@pytest.mark.parametrize("path", ["", "/bakes", "Bakes", "a/../b", "bakes/", "bakes?x", "bakes"])
async def test_a_path_that_cannot_be_is_refused_at_once(site: Site, path: str) -> None:
    async def nothing(visit: Visit) -> Shown:
        return None

    pages: Pages = site.app.pages
    with pytest.raises(ValueError, match="page"):
        pages.offer(path, None, nothing)


async def test_guesses_and_floods_of_one_address_are_stopped_and_nobody_elses(site: Site) -> None:
    async def enter(caller: str) -> int:
        headers = {"Origin": site.address, "X-Forwarded-For": f"10.0.0.1, {caller}"}
        url = f"{site.address}/pages/enter"
        async with site.session.post(url, headers=headers, data={"key": "guess"}) as answer:
            return answer.status

    assert [await enter("203.0.113.7") for _ in range(11)] == [403] * 10 + [429]
    assert await enter("203.0.113.8") == 403
    flood = {"X-Forwarded-For": "203.0.113.9"}
    found = set[int]()
    for _ in range(320):
        async with site.session.get(f"{site.address}/pages/charts.css", headers=flood) as answer:
            found.add(answer.status)
    assert found == {200, 429}
    assert await site.text("bakes")


async def test_twenty_five_megabytes_are_refused_in_a_word(site: Site) -> None:
    for path in ("pages/bakes", "pages/enter", "hooks/1/bakes"):
        headers = {"Origin": site.address}
        form = "application/x-www-form-urlencoded"
        async with site.session.post(
            f"{site.address}/{path}",
            headers=headers | {"Content-Type": form},
            data=io.BytesIO(b"a" * 25 * 2**20),
        ) as answer:
            assert answer.status == 413, path
