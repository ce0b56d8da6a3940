"""`/setup` on every platform: channels, also new ones, a kind of business, a proof, what next."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import select

from bot.api.people import Level
from storage.tables import audit
from tests.contract.discord_rig import DiscordRig
from tests.contract.stagehands import close, open_to_all, permit, readers
from tests.support.community import Community
from tests.support.discord_server import Perm

makes_channels = pytest.mark.parametrize("platform", ["local", "discord"])
on_sqlite = pytest.mark.parametrize("url", ["sqlite"], indirect=True)


async def _audited(chat: Community) -> set[str]:
    async with chat.app.db.read() as connection:
        return set(await connection.scalars(select(audit.c.action)))


async def test_an_owner_sets_it_up_step_by_step(chat: Community) -> None:
    olga, mo = await chat.person("Olga", Level.OWNER), await chat.person("Mo", Level.MODERATOR)
    await mo.command("setup")
    await mo.told("Only owners can do that here.")

    await olga.command("setup")
    card = await olga.told("Setting up Sourdough & Co.")
    await olga.click(card, "questions")
    await olga.click(await olga.told("Which channel for: questions?"), "ideas")
    chosen = await olga.told("✓ questions: ideas")
    await olga.click(chosen, "Kind of business")
    await olga.click(await olga.told("What kind of business is it?"), "Gym or club")
    done = await olga.told("Set for: Gym or club")
    assert "digest.weekday = sunday" in done.text and "welcome.where = both" in done.text

    await chat.restart()
    await olga.command("setup")  # what is set is the memory of it
    again = await olga.told("✓ questions: ideas")
    await olga.click(again, "Post a proof")
    await chat.rig.wait_for("general", "I can post here.")
    await chat.rig.wait_for("ideas", "I can post here.")
    await chat.rig.wait_for("moderators", "I can post here.")
    await olga.click(await olga.told("I am posting a line in"), "What next")
    last = await olga.told("What to do next")
    assert "settings are your own." in last.text and "/doctor" in last.text
    assert {"setup.channel", "setup.setting"} <= await _audited(chat)


@makes_channels
@on_sqlite
async def test_missing_channels_are_made_with_a_click(chat: Community) -> None:
    rig, olga = chat.rig, await chat.person("Olga", Level.OWNER)
    mo, ben = await chat.person("Mo", Level.MODERATOR), await chat.person("Ben")
    await olga.command("setup")
    assert not [b for b in (await olga.told("Setting up")).buttons if "#" in b]
    await close(rig, "ideas")
    await close(rig, "moderators")
    await olga.command("setup")
    card = await olga.told("– ideas and votes: no channel yet")
    assert {"Make #ideas", "Make #moderators"} == {b for b in card.buttons if "#" in b}
    if isinstance(rig, DiscordRig):
        await olga.click(card, "Make #ideas")
        await olga.told("I need the right Manage Channels.")
        await permit(rig, Perm.MANAGE_CHANNELS)
    await olga.click(card, "Make #ideas")
    card = await olga.told("ideas is there now.")
    assert "✓ ideas and votes: ideas" in card.text and "Make #ideas" not in card.buttons

    await asyncio.gather(*(olga.click(card, "Make #moderators") for _ in range(2)))
    await olga.told("moderators is there now.")
    await chat.app.settle()
    assert readers(rig, "moderators", olga, mo, ben) == {"Olga", "Mo"}
    assert readers(rig, "ideas", olga, mo, ben) == {"Olga", "Mo", "Ben"}
    if isinstance(rig, DiscordRig):
        whys = [why for kind, _, why in rig.guild.audit if kind == "channel"]
        assert whys == ["/setup, asked for by Olga"] * 2

    await chat.restart()
    await olga.command("setup")
    again = await olga.told("Setting up")
    assert "no channel" not in again.text and not [b for b in again.buttons if "#" in b]
    await olga.click(again, "Post a proof")
    await rig.wait_for("ideas", "I can post here.")
    await rig.wait_for("moderators", "I can post here.")


@makes_channels
@on_sqlite
async def test_one_that_everybody_reads_does_not_become_the_teams_unasked(chat: Community) -> None:
    olga = await chat.person("Olga", Level.OWNER)
    await permit(chat.rig, Perm.MANAGE_CHANNELS)
    await close(chat.rig, "moderators")
    await olga.command("setup")
    card = await olga.told("– alerts for moderators: no channel yet")
    await open_to_all(chat.rig, "moderators")
    await olga.click(card, "Make #moderators")
    warned = await olga.told("Members can read moderators")
    await olga.click(warned, "Use it all the same")
    await olga.told("✓ alerts for moderators: moderators")
    assert readers(chat.rig, "moderators", olga)


@makes_channels
@on_sqlite
async def test_what_was_made_before_a_restart_is_offered_and_not_made_again(
    chat: Community,
) -> None:
    olga = await chat.person("Olga", Level.OWNER)
    await permit(chat.rig, Perm.MANAGE_CHANNELS)
    await close(chat.rig, "ideas")
    platform, space = chat.rig.platform, chat.rig.space_id
    await platform.make_channel(space, "ideas", private=False, reason="and then the power went")
    await chat.restart()
    await olga.command("setup")
    card = await olga.told("Setting up")
    assert "Make #ideas" not in card.buttons
    if "Use #ideas" in card.buttons:  # Discord's has another number than the one that is gone
        await olga.click(card, "Use #ideas")
    await olga.told("✓ ideas and votes: ideas")
    assert readers(chat.rig, "ideas", olga)


@makes_channels
@on_sqlite
async def test_news_can_have_a_channel_of_their_own(chat: Community) -> None:
    olga = await chat.person("Olga", Level.OWNER)
    await permit(chat.rig, Perm.MANAGE_CHANNELS)
    await olga.command("setup")
    await olga.click(await olga.told("✓ news and results: general"), "news and results")
    await olga.click(await olga.told("Which channel for: news"), "Make #announcements")
    await olga.told("✓ news and results: announcements")


@pytest.mark.parametrize("platform", ["telegram"])
@on_sqlite
async def test_where_a_bot_cannot_make_any_it_says_how_people_do(chat: Community) -> None:
    olga = await chat.person("Olga", Level.OWNER)
    await olga.command("setup")
    card = await olga.told("Setting up")
    assert not [b for b in card.buttons if "#" in b]
    await olga.click(card, "news and results")
    told = await olga.told("Which channel for: news")
    assert "Make it as you make any channel, then type /settings channel" in told.text
