"""What others get to read: the page, the feed, the data over HTTP, and the export in chat."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pytest
from aiohttp import ClientSession
from sqlalchemy import update

from bot.api.people import Level
from bot.api.text import defused
from bot.platforms.local import LocalPlatform, LocalSettings
from cogs.ideas.exchange.reading import read
from cogs.ideas.exchange.records import FIELDS, as_csv, record
from cogs.ideas.exchange.store import ExchangeStore, Standing
from cogs.ideas.model import Idea, Words
from cogs.ideas.store import MergeStore, TagStore
from cogs.ideas.tables import ideas
from tests.contract.local_rig import LocalRig
from tests.support.chat import Actor
from tests.support.community import Community, sqlite_url

from .exports import fider

EVIL = '<script>alert("1")</script> & rye'


@pytest.fixture
async def shop(tmp_path: Path) -> AsyncIterator[Community]:
    """A bot whose console really serves pages."""
    rig = LocalRig()
    rig.platform = LocalPlatform(LocalSettings(port=0, snapshot=None), rig.world)
    community = Community([rig], sqlite_url(tmp_path))
    await community.open()
    yield community
    await community.close()


async def get(shop: Community, path: str, status: int = 200) -> str:
    platform = shop.rig.platform
    assert isinstance(platform, LocalPlatform) and platform.address
    async with (
        ClientSession() as session,
        session.get(f"{platform.address}/pages/{path}") as answer,
    ):
        assert answer.status == status
        return await answer.text()


async def furnish(shop: Community) -> Actor:
    """Five ideas: open, planned, done, one part of another, and one without a name."""
    ana, mo = await shop.person("Ana"), await shop.person("Mo", Level.MODERATOR)
    for title in ("Rye bread", "A bench outside", "Order cakes online", "Seats in front", EVIL):
        await ana.command("idea", title=title)
        await ana.sees("ideas", title)
    await ana.click(await ana.sees("ideas", "A bench outside"), "Support")
    await ana.sees("ideas", "1 member supports it")
    for idea, status, reason in (
        ("1", "planned", "The oven comes in May."),
        ("3", "planned", "Soon."),
        ("3", "in_progress", "We try it."),
        ("3", "done", "From today on."),
    ):
        shop.clock.advance(hours=1)
        await mo.command("ideas status", idea=idea, status=status, reason=reason)
        await ana.sees("ideas", reason)
    here = await shop.id
    await MergeStore(shop.app.db).merge(here, 4, 2, 1, shop.clock.now())
    await TagStore(shop.app.db).put(2, ["outside"])
    async with shop.app.db.write() as conn:
        await conn.execute(update(ideas).where(ideas.c.id == 5).values(anonymous=True))
        await conn.execute(update(ideas).where(ideas.c.id == 1).values(due_at=1_800_000_000_000))
    return mo


async def test_the_board_as_a_page(shop: Community) -> None:
    await furnish(shop)
    page = await get(shop, "ideas")
    assert page.startswith("<!doctype html>") and "<script" not in page
    tabs = ("Open (3)", "Planned (1)", "In progress (0)", "You said, we did (1)", "Declined (0)")
    assert all(tab in page for tab in tabs)
    order = [page.index(title) for title in ("#2 A bench", "#5 &lt;script&gt;", "#1 Rye bread")]
    assert order == sorted(order)  # most support first, then the newest
    assert "Order cakes" not in page and "Seats in front" not in page
    assert "Idea by Ana" in page and "a member who wishes not to be named" in page
    assert "planned for January 15, 2027" in page and "The oven comes in May." in page
    assert 'href="../pages/ideas?show=open&amp;tag=outside"' in page
    done = await get(shop, "ideas?show=done")
    assert "From today on." in done and "Rye bread" not in done
    tagged = await get(shop, "ideas?tag=outside")
    assert "A bench outside" in tagged and "Rye bread" not in tagged and "Open (1)" in tagged
    assert "Nothing here yet." in await get(shop, "ideas?show=declined")
    for none in ("ideas?tag=%00", "ideas?tag=%1b", "ideas?tag="):
        assert "Rye bread" in await get(shop, none)
    for odd in (
        "ideas?show=%3Cb%3E&at=-1&tag=%3Cb%3E",
        "ideas?at=99999999",
        "ideas?show=open&at=7",
    ):
        assert "<b>" not in await get(shop, odd)


async def test_an_idea_on_a_page_of_its_own(shop: Community) -> None:
    await furnish(shop)
    done = await get(shop, "ideas/3")
    for words in ("#3 Order cakes online", "We try it.", "From today on.", "What became of it"):
        assert words in done
    bench = await get(shop, "ideas/2")
    assert "Part of it" in bench and 'href="../../pages/ideas/4"' in bench
    assert "Part of another idea now:" in await get(shop, "ideas/4")
    for missing in ("ideas/99", "ideas/x", "ideas/1/2", "ideas/" + "9" * 40, "ideas.rss/1"):
        assert "There is no such page" in await get(shop, missing, 404)


async def test_another_date_is_no_other_status(shop: Community) -> None:
    mo = await furnish(shop)
    await mo.command("ideas show", idea="1")
    await mo.click(await mo.told("#1 Rye bread"), "New date…")
    await mo.fill(reason="The oven is late.", due="2027-03-31")
    await mo.told("Done: #1 is planned for")
    page = await get(shop, "ideas/1")
    assert "planned → " not in page and ": planned for March 31, 2027" in page
    assert "The oven is late." in page


async def test_long_lists_have_pages(shop: Community) -> None:
    rows = [{"number": n, "title": f"Idea {n}", "votes_count": n} for n in range(1, 66)]
    found = read(fider(*rows).encode())
    await ExchangeStore(shop.app.db).bring(await shop.id, "fider", found.ideas, shop.clock.now())
    first, last = await get(shop, "ideas"), await get(shop, "ideas?show=open&at=3")
    assert "1 of 3" in first and "#65 Idea 65" in first and "#35 Idea 35" not in first
    assert "show=open&amp;at=2" in first and "◀ Back" not in first
    assert "3 of 3" in last and "#5 Idea 5" in last and "More ▶" not in last
    assert "Brought along from Fider" in first and "former member" not in first


async def test_the_feed(shop: Community) -> None:
    await furnish(shop)
    channel = ElementTree.fromstring(await get(shop, "ideas.rss")).find("channel")
    assert channel is not None
    items = channel.findall("item")
    titles = [item.findtext("title") or "" for item in items]
    # the latest change first; what is part of another idea is not in it
    assert titles[0] == "✅ #3 Order cakes online (done)"
    assert titles[1] == "📌 #1 Rye bread (planned)"
    assert len(items) == 4 and any(EVIL in title for title in titles)
    dates = [parsedate_to_datetime(item.findtext("pubDate") or "") for item in items]
    assert dates == sorted(dates, reverse=True)
    assert dates[0] == datetime.fromtimestamp(shop.clock.now() // 1000, UTC)
    guids = [item.findtext("guid") for item in items]
    assert len(set(guids)) == 4
    assert (items[0].findtext("link") or "").endswith("/pages/ideas/3")
    assert "From today on." in (items[0].findtext("description") or "")
    mo = await shop.person("Mo two", Level.MODERATOR)
    shop.clock.advance(hours=1)
    await mo.command("ideas status", idea="1", status="in_progress", reason="It is here.")
    await mo.sees("ideas", "It is here.")
    again = ElementTree.fromstring(await get(shop, "ideas.rss")).findall("channel/item")
    fresh = [item.findtext("guid") for item in again]
    assert fresh[0] not in guids and set(fresh[1:]) == set(guids) - {guids[1]}


async def test_the_data(shop: Community) -> None:
    await furnish(shop)
    whole = json.loads(await get(shop, "ideas.json"))
    assert (whole["format"], whole["community"]) == ("townhall-ideas/1", "Sourdough & Co.")
    rye, bench, _, seats, unnamed = whole["ideas"]
    assert all(tuple(idea) == FIELDS for idea in whole["ideas"])
    assert (rye["number"], rye["status"], rye["author"]) == (1, "planned", "Ana")
    assert rye["due_at"] == "2027-01-15T08:00:00Z" and rye["reason"] == "The oven comes in May."
    assert rye["changed_at"] > rye["posted_at"]
    assert (bench["support"], bench["tags"], bench["part_of"]) == (1, ["outside"], None)
    assert seats["part_of"] == 2
    assert (unnamed["title"], unnamed["author"], unnamed["anonymous"]) == (EVIL, None, True)


async def test_moderators_get_it_as_files(shop: Community) -> None:
    mo = await shop.person("Mo", Level.MODERATOR)
    await mo.command("ideas export")
    await mo.told("There are no ideas to export yet.")
    await furnish(shop)
    ben = await shop.person("Ben")
    await ben.command("ideas export")
    await mo.command("ideas export")
    table = await mo.told("5 ideas. Of people there are the authors' names alone")
    assert table.files == ("ideas.csv",)
    assert (await mo.told("The same for programs.")).files == ("ideas.json",)
    assert not any("5 ideas" in word for word in ben.told_so_far())


# ---- tables


def idea(**more: Any) -> Standing:
    return Standing(
        Idea(7, 1, 4711, None, 5, Words("Rye"), "new", "", 1_000, **more), changed_at=2_000
    )


def table(content: bytes) -> list[dict[str, str]]:
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_a_table_calculates_nothing() -> None:
    words = Words("=1+1", "fine\n@SUM(A1)", "+49; -1")
    evil = Idea(7, 1, 4711, None, 5, words, "new", "\t=x", 1_000, tags=("-a", "b"))
    (row,) = table(as_csv([record(Standing(evil, 2_000), {4711: "@Ana"})]))
    assert (row["title"], row["details"], row["author"]) == ("'=1+1", "fine\n'@SUM(A1)", "'@Ana")
    assert (row["audience"], row["reason"], row["tags"]) == ("'+49;' -1", "'\t'=x", "'-a, b")
    assert (row["number"], row["posted_at"], row["due_at"]) == ("7", "1970-01-01T00:00:01Z", "")
    for text in ("Rye bread", "1 + 1 = 2", "a-b@example", ""):
        assert defused(text) == text


def test_nobody_is_named_who_does_not_wish_it() -> None:
    names = {4711: "Ana"}
    assert record(idea(), names)["author"] == "Ana"
    assert record(idea(anonymous=True), names)["author"] is None
    assert record(idea(), {})["author"] is None
    assert "4711" not in json.dumps(record(idea(), names))
