"""What a member sees of their data: shown, given, deleted, on every platform."""

from __future__ import annotations

import io
import json
import re
import time
import zipfile
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from cogs.privacy.mydata.files import MOST
from cogs.privacy.mydata.page import Section, Words, as_page
from cogs.privacy.mydata.room import _files
from tests.cogs.privacy.stage import cog
from tests.contract.conftest import PLATFORMS, make_rig
from tests.support.chat import Actor, link
from tests.support.community import Community, sqlite_url
from tests.support.scripted import FakeClock


@pytest.fixture(params=list(PLATFORMS))
async def here(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Community]:
    """A bot on each platform in turn."""
    community = Community([make_rig(request.param)], sqlite_url(tmp_path))
    await community.open()
    yield community
    await community.close()


async def member_id(chat: Community, who: Actor) -> int:
    """0 while nobody is known under that account."""
    platform = chat.rig.name
    found = await chat.app.registry.known_member(await chat.id, platform, who.native_id)
    return found.id if found is not None else 0


async def test_shown_given_deleted_and_back_as_somebody_new(here: Community) -> None:
    ana, ben = await here.person("Ana"), await here.person("Ben")
    await ana.say("general", "Hello everybody")
    await here.settle()
    await ana.command("privacy about")
    card = await ana.told("Your data in Sourdough & Co.")
    assert "scripted@0000 reads messages" in card.text
    await ana.click(card, "What is kept about me")
    mine = await ana.told("What is kept about you")
    await ana.click(mine, "Give it to me")
    given = await ana.told("for programs (JSON)")
    assert len(given.files) == 1
    assert (await ana.told("The same to read")).files
    before = await member_id(here, ana)
    await ana.command("mydata delete")
    asked = await ana.told("Delete everything about you?")
    await ana.click(asked, "Keep everything")
    await ana.told("Nothing was deleted")
    await ana.command("mydata delete")
    asked = await ana.told("Delete everything about you?")
    await ana.click(asked, "Delete it for good")
    await ana.told("Everything about you is deleted")
    assert await here.app.registry.member(before) is None
    await ana.say("general", "Hello again")

    async def known() -> bool:
        return await member_id(here, ana) > 0

    await here.until(known, True)
    assert await member_id(here, ana) != before
    assert not [text for text in ben.told_so_far() if "data" in text]


async def test_one_person_on_two_platforms_is_deleted_on_both(tmp_path: Path) -> None:
    rigs = [make_rig("discord"), make_rig("telegram")]
    clock = FakeClock(time.time_ns() // 1_000_000)  # the servers stamp messages by their own
    chat = Community(rigs, sqlite_url(tmp_path), clock=clock)
    await chat.open()
    try:
        ana, anna = await chat.person("Ana"), await chat.person("Anna", rig=1)
        await ana.command("meet join", interests="baking")
        await ana.told("You take part with")
        await link(ana, anna)
        known = await chat.app.registry.known_member(await chat.id, "telegram", anna.native_id)
        assert known is not None
        await anna.command("mydata show")
        mine = await anna.told("What is kept about you")
        assert "Ana (discord)" in mine.text
        assert "Anna (telegram)" in mine.text
        assert "Introductions: 1" in mine.text
        data = await cog(chat).personal.export(known.id)
        assert {row["platform"] for row in data["accounts"]} == {"discord", "telegram"}
        assert [row["purpose"] for row in data["privacy_choices"]] == ["introductions"]
        assert "introductions_people" in data
        await ana.command("mydata delete")
        old = await ana.told("Delete everything about you?")
        await anna.click(mine, "Delete it")
        await anna.click(await anna.told("Delete everything about you?"), "Delete it for good")
        await anna.told("Everything about you is deleted")
        for platform, who in (("discord", ana), ("telegram", anna)):
            found = await chat.app.registry.known_member(await chat.id, platform, who.native_id)
            assert found is None
        await ana.click(old, "Delete it for good")
        await ana.told("That has been done already")
        assert "privacy_choices" not in await cog(chat).personal.export(known.id)
    finally:
        await chat.close()


WORDS = Words("en", "A & B", "<lead>", "yes", "no", "you", "Europe/Berlin", frozenset({7}))


def test_files_take_nothing_for_markup_and_what_is_large_is_packed() -> None:
    rows = [{"text": "<script>alert(1)</script>", "n": None, "detail": {"<i>": ["<b>"]}}]
    page = as_page(WORDS, [Section("<u>", "<why>", {"<b>": rows, "none": []})])
    assert b"<title>A &amp; B</title>" in page
    assert not re.search("<(script|lead|why|u|i|b)>", page.decode())
    assert b"&lt;script&gt;" in page
    assert [file.name for file in _files({"rows": rows}, page)] == ["mydata.json", "mydata.html"]
    (whole,) = _files({"rows": [{"n": "x" * 80} for _ in range(100_000)]}, page)
    assert whole.name == "mydata.zip"
    assert len(whole.content) < MOST
    with zipfile.ZipFile(io.BytesIO(whole.content)) as archive:
        assert len(json.loads(archive.read("mydata.json"))["rows"]) == 100_000
        assert archive.read("mydata.html") == page


def test_the_page_is_in_words() -> None:
    """Times in the community's zone, places by their names, the reader as "you"; what is empty in
    every row, and numbers of ours that say nothing, are left out."""
    row = {
        "id": 3, "community_id": 1, "channel_id": 5, "place_id": 6, "author_id": 7, "asked_by": 8,
        "sent_at": 1_795_449_743_577, "at": 2**62, "day": 739_943, "gone": False, "left_at": None,
        "hour": 498_737, "week": 105_706, "month": 24_322,
    }  # fmt: skip
    words = replace(WORDS, places={("channel", 5): "#general"})
    page = as_page(words, [Section("flagged", "", {"safety_alerts": [row], "safety_a": [{}]})])
    table = page.decode().partition("<h3>Alerts</h3>")[2].partition("</table>")[0]
    heads, cells = (re.findall(f"<{tag}>(.*?)</{tag}>", table) for tag in ("th", "td"))
    assert dict(zip(heads, cells, strict=True)) == {
        "No.": "3", "Channel": "#general", "Place": "6", "Author": "you", "Asked by": "8",
        "Sent": "2026-11-23 17:02", "When": str(2**62), "Day": "2026-11-23", "Gone": "no",
        "Hour": "2026-11-23 18:00", "Week": "2026-11-23", "Month": "2026-11",
    }  # fmt: skip
