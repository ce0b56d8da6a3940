"""One community on Discord and Telegram at once: forms, questions one by one, one board."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.api.people import Level
from tests.contract.discord_rig import DiscordRig
from tests.contract.telegram_rig import TelegramRig
from tests.support.community import Community, sqlite_url

from .people import ALIKE, BREAD, TERMS

DISCORD, TELEGRAM = 0, 1


@pytest.fixture
async def both(tmp_path: Path) -> AsyncIterator[Community]:
    community = Community(
        [DiscordRig(), TelegramRig()], sqlite_url(tmp_path), cogs={"ideas": {"terms": TERMS}}
    )
    await community.open()
    yield community
    await community.close()


async def test_from_a_thought_to_the_board(both: Community) -> None:
    dora = await both.person("Dora", rig=DISCORD)
    tom = await both.person("Tom", rig=TELEGRAM)
    mo = await both.person("Mo", Level.MODERATOR, rig=TELEGRAM)

    # Discord: a form, the card, the terms
    await dora.command("idea")
    await dora.fill(title=BREAD, why="Two of my friends cannot eat wheat.")
    card = await dora.told("Before your first idea, please read the terms:")
    await dora.click(card, "Edit")
    await dora.fill(title=BREAD, why="")
    card = await dora.told("read the terms")
    await dora.click(card, "I agree and post")
    await dora.told("Your idea is on the board as #1.")
    for who in (dora, tom):
        assert "Idea by Dora" in (await who.sees("ideas", BREAD)).text

    # Telegram: questions one by one in a private chat, likeness, another wish, held, posted
    await tom.command("idea", channel="private")
    await tom.fill(title=ALIKE, why="Two of my friends cannot eat wheat.")
    card = await tom.told("Similar ideas that are there already:")
    assert BREAD in card.text and TERMS in card.text
    await tom.click(card, "Edit")
    await tom.fill(title="Take orders at tom@example.org")
    card = await tom.told("Take orders at")
    assert "Two of my friends" in card.text
    await tom.click(card, "Anonymous: no")
    card = await tom.told("Idea by a member who wishes not to be named")
    await tom.click(card, "I agree and post")
    await tom.told("Why: it contains an e-mail address.")
    held = await mo.sees("moderators", "tom@example.org")
    assert "wishes not to be named" in held.text
    await both.rigs[DISCORD].wait_for("moderators", "tom@example.org")
    await mo.click(held, "Post it")
    await tom.told("A moderator has looked at your idea")
    for rig in (DISCORD, TELEGRAM):
        posted = await both.rigs[rig].wait_for("ideas", "Take orders at")
        assert "Tom" not in posted.text
        await both.rigs[rig].wait_for("moderators", "Posted by Mo as #2")


async def test_a_message_on_discord_becomes_an_idea_with_leave(both: Community) -> None:
    dora, dan = [await both.person(name, rig=DISCORD) for name in ("Dora", "Dan")]
    tom = await both.person("Tom", rig=TELEGRAM)
    said = await dora.say("general", "We need a bench outside! My knees hurt.")
    await dan.menu("Make an idea", said)
    await dan.click(await dan.told("noted by Dan"), "Post it")
    await dan.told("I have asked Dora")
    await dora.click(await dora.told("Dan would like to make an idea"), "Agree and post")
    assert "noted by Dan" in (await tom.sees("ideas", "We need a bench outside!")).text
    await dan.told("its author agreed")


async def test_declining_where_there_are_no_forms(both: Community) -> None:
    dora = await both.person("Dora", rig=DISCORD)
    mo = await both.person("Mo", Level.MODERATOR, rig=TELEGRAM)
    await dora.command("idea", title="Write to bo@example.org")
    await dora.click(await dora.told("read the terms"), "I agree and post")
    held = await mo.sees("moderators", "bo@example.org")
    await mo.click(held, "Decline")
    question = await mo.sees("moderators", "Why? The writer will read it")
    await mo.say("moderators", "No addresses, please.", reply_to=question)
    await dora.told("No addresses, please.")
    for rig in (DISCORD, TELEGRAM):
        await both.rigs[rig].wait_for("moderators", "declined by Mo")
