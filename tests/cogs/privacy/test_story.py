"""What a member sees of their data: shown, given, deleted, on every platform."""

from __future__ import annotations

import io
import json
import re
import time
import zipfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.api.kept import Keeps, Kept, Name
from bot.api.services.personal import Keeper
from bot.api.text import T
from cogs.privacy.mydata.files import MOST
from cogs.privacy.mydata.page import Reader, as_page
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


def test_files_take_nothing_for_markup_and_what_is_large_is_packed() -> None:
    rows = [{"text": "<script>alert(1)</script>", "n": None, "x": {"<i>": ["<u>"]}}]
    data, reader = {"<b>": rows}, Reader(str, "UTC", "en")
    made = as_page("A & B", data, [], reader)
    plain, html = _files(data, made)
    assert (plain.name, html.name, html.content) == ("mydata.json", "mydata.html", made)
    page = made.decode()
    for hostile in ("<b>", "<script>", "<i>", "<u>"):
        assert hostile not in page
        assert hostile.replace("<", "&lt;").replace(">", "&gt;") in page
    assert "<title>A &amp; B</title>" in page
    (whole,) = _files({"rows": [{"n": "x" * 80} for _ in range(100_000)]}, made)
    assert whole.name == "mydata.zip"
    assert len(whole.content) < MOST
    with zipfile.ZipFile(io.BytesIO(whole.content)) as archive:
        assert len(json.loads(archive.read("mydata.json"))["rows"]) == 100_000
        assert archive.read("mydata.html") == made


def test_what_numbers_of_a_row_mean_on_the_page() -> None:
    """By the column: times in the community's zone, days, weeks, months, minutes, things by their
    names; what is no such number stands as it is."""
    row = {
        "poll_id": 5, "idea_id": 6, "author_id": 7, "message_id": 7, "asked_by": 8, "gone": False,
        "sent_at": 1_795_449_743_577, "at": 2**62, "day": 739_943, "first_day": 5, "left_at": None,
        "hour": 498_737, "week": 105_706, "month": 24_322, "quiet_from": 1_350,
    }  # fmt: skip
    names = {"poll_id": Name(T("poll"), "polls", "question"), "idea_id": Name(T("i"), "ideas", "t")}
    data = {"x": [row], "members": [{"id": 7}], "names": [{"table": "polls", "id": 5, "name": "?"}]}
    keeps = Keeps(T("to try"), {"x": Kept(T("x"), columns={key: T(key) for key in row})}, names)
    keepers = [Keeper("x", "X", keeps)]
    page = as_page("A", data, keepers, Reader(str, "Europe/Berlin", "en")).decode()
    table = page.partition("</table>")[0]
    heads, cells = (re.findall(f"<{tag}>(.*?)</{tag}>", table) for tag in ("th", "td"))
    assert dict(zip(heads, (re.sub("<.*?>", "", cell) for cell in cells), strict=True)) == {
        "poll_id": "?", "idea_id": "6", "author_id": "you", "message_id": "7", "asked_by": "8",
        "sent_at": "2026-11-23 17:02", "at": str(2**62), "day": "2026-11-23", "first_day": "5",
        "hour": "2026-11-23 18:00", "week": "2026-11-23", "month": "2026-11", "gone": "no",
        "quiet_from": "22:30",
    }  # fmt: skip
