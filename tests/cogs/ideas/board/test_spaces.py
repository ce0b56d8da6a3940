"""The board of one community that lives on two platforms, and what it never reveals."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.api.people import Level
from tests.contract.discord_rig import DiscordRig
from tests.contract.telegram_rig import TelegramRig
from tests.support.community import Community, Opener, sqlite_url

from .stage import changed, propose

TELEGRAM = 1


@pytest.fixture
async def both(tmp_path: Path) -> AsyncIterator[Community]:
    cogs = {"ideas": {"similar_shown": 0, "votes_each": 2}}
    community = Community([DiscordRig(), TelegramRig()], sqlite_url(tmp_path), cogs=cogs)
    await community.open()
    yield community
    await community.close()


async def test_one_board_over_discord_and_telegram(both: Community) -> None:
    ana, tom = await both.person("Ana"), await both.person("Tom", rig=TELEGRAM)
    mo = await both.person("Mo", Level.MODERATOR)
    await propose(ana, "Dark bread")
    await propose(tom, "A bench outside")
    await propose(ana, "Shade in the garden")
    # two votes each, wherever they are given, and the answer says how many are left
    for number, left in (("#1", "1 of your 2"), ("#2", "0 of your 2")):
        await tom.click(await tom.sees("ideas", f"{number} "), "Support")
        await tom.told(f"You support {number}")
        assert any(f"{left} votes are left." in said for said in tom.told_so_far())
    await tom.click(await tom.sees("ideas", "#3 "), "Support")
    await tom.told("Here everybody may support 2 ideas at a time")
    await ana.sees("ideas", "1 member supports it")
    await mo.command("ideas tag", idea="1", tags="kitchen")
    await mo.told("Done: #1 is tagged kitchen.")
    await tom.sees("ideas", "🏷️ kitchen")
    # what is settled gives its vote back
    await mo.command("ideas status", idea="1", status="declined", reason="The oven is full.")
    await mo.told("Done: #1 is now declined.")
    await tom.click(await tom.sees("ideas", "#3 "), "Support")
    await tom.told("You support #3")

    await tom.command("ideas mine")
    assert (await tom.told("All ideas, your own (1 of 1)")).buttons == ("#2",)
    await ana.command("ideas top")
    assert (await ana.told("most support first (1 of 1)")).buttons == ("#3", "#2")
    await ana.command("ideas list", status="all", tag="kitchen")
    assert (await ana.told("All ideas tagged “kitchen”")).buttons == ("#1",)
    await ana.click(await ana.sees("ideas", "#2 "), "Details")
    await ana.click(await ana.told("Posted"), "Follow")
    await ana.told("You will hear what becomes of #2.")
    for who in (ana, tom):
        await who.command("ideas board")
        shown = await who.told("The open ideas")
        assert shown.files


async def test_nobody_learns_who_had_an_anonymous_idea(open_chat: Opener) -> None:
    chat = await open_chat(cogs={"ideas": {"similar_shown": 0}})
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    mo = await chat.person("Mo", Level.MODERATOR)
    await propose(ben, "Dark bread")
    await propose(ana, "A bench outside")
    await changed(chat.app.db, 2, anonymous=True)
    await mo.command("ideas status", idea="2", status="planned", reason="The bench comes in May.")
    await mo.told("Done: #2")
    await chat.advance(minutes=5)  # until then it can be taken back
    await ana.told("is now planned")
    await ana.sees("ideas", "Idea by a member who wishes not to be named")
    for who in (ben, mo):
        await who.command("ideas show", idea="2")
        await who.told("Idea by a member who wishes not to be named")
        for path, options in (
            ("ideas top", {}),
            ("ideas new", {}),
            ("ideas search", {"words": "bench"}),
            ("ideas search", {"words": "Ana"}),
            ("ideas board", {}),
        ):
            await who.command(path, **options)
        await who.told("The open ideas\n")
        await who.told("No idea is about “Ana”.")
        await who.command("ideas mine")
        assert not [said for said in who.told_so_far() if "Ana" in said.replace("“Ana”", "")]
    assert not [m for m in await chat.messages("ideas") if "Ana" in m.text]
    # only she herself finds it among hers
    await ana.command("ideas mine")
    assert (await ana.told("your own (1 of 1)")).buttons == ("#2",)
    await mo.command("ideas mine")
    await mo.told("You have no ideas here yet.")
