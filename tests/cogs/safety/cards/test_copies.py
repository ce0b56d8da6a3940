"""Private copies of cards follow what happens, and nothing else turns into one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.api.people import Level
from tests.cogs.safety.members.rig import safety
from tests.contract.discord_rig import DiscordRig
from tests.contract.local_rig import LocalRig
from tests.contract.telegram_rig import TelegramActor, TelegramRig
from tests.support.chat import Actor, Seen
from tests.support.community import Community, sqlite_url

NASTY = "Ben, you are an idiot"


@pytest.fixture
async def telegram(tmp_path: Path) -> AsyncIterator[Community]:
    community = Community([TelegramRig()], sqlite_url(tmp_path))
    await community.open()
    yield community
    await community.close()


async def shown(chat: Community) -> tuple[Actor, Seen]:
    """Mo, who has the card of Ana's message privately as well."""
    ana, mo = await chat.person("Ana"), await chat.person("Mo", Level.MODERATOR)
    await ana.say("general", NASTY)
    await mo.sees("moderators", NASTY)
    await mo.command("queue", channel="moderators")
    await mo.click(await mo.told("1 alert is waiting"), "Show")
    return mo, await mo.told(NASTY)


def kept(mo: Actor) -> list[str]:
    assert isinstance(mo, TelegramActor)
    return [message.text for message in mo.person.private_messages]


async def test_a_private_copy_follows_a_decision_elsewhere(telegram: Community) -> None:
    mo, _ = await shown(telegram)
    max_ = await telegram.person("Max", Level.MODERATOR)
    await max_.click(await max_.sees("moderators", NASTY), "Dismiss")
    await mo.sees("private", "Dismissed by Max")
    await telegram.settle()
    (copy,) = [text for text in kept(mo) if NASTY in text]
    assert "Dismissed by Max" in copy


async def test_forgetting_reaches_private_copies(telegram: Community) -> None:
    mo, copy = await shown(telegram)
    await mo.click(copy, "Dismiss")
    await mo.sees("private", "Dismissed by Mo")
    await telegram.settle()
    assert any(NASTY in text for text in kept(mo))
    telegram.clock.advance(days=40)
    await safety(telegram).upkeep()
    await mo.sees("private", "The text has been erased")
    await telegram.settle()
    assert not any(NASTY in text for text in kept(mo))


@pytest.mark.parametrize("rig", [LocalRig, DiscordRig, TelegramRig])
async def test_a_question_does_not_become_a_card_that_stays(
    tmp_path: Path, rig: type[LocalRig] | type[DiscordRig] | type[TelegramRig]
) -> None:
    chat = Community([rig()], sqlite_url(tmp_path))
    await chat.open()
    ana, mo = await chat.person("Ana"), await chat.person("Mo", Level.MODERATOR)
    await ana.say("general", NASTY)
    await mo.click(await mo.sees("moderators", NASTY), "More")
    await mo.click(await mo.told("What should happen to Ana?"), "Ban")
    await mo.click(await mo.told("for good?"), "Yes, ban")
    await mo.sees("moderators", "Banned by Mo")
    await chat.settle()
    if isinstance(mo, TelegramActor):
        assert not any(NASTY in text for text in kept(mo))
        assert not any("for good?" in text for text in kept(mo))
    await chat.close()


async def test_a_settled_card_is_still_a_card(tmp_path: Path) -> None:
    """In a plain message Discord would preview the links it is about."""
    chat = Community([DiscordRig()], sqlite_url(tmp_path))
    await chat.open()
    ana, mo = await chat.person("Ana"), await chat.person("Mo", Level.MODERATOR)
    await ana.say("general", f"{NASTY} https://evil.example/a")
    await mo.click(await mo.sees("moderators", NASTY), "Dismiss")
    await mo.sees("moderators", "Dismissed by Mo")
    await chat.settle()
    rig = chat.rig
    assert isinstance(rig, DiscordRig)
    (message,) = [m for m in rig.guild.channel("moderators").messages if m.author.bot]
    assert not message.content
    assert "evil.example" in message.embeds[0]["description"]
    await chat.close()
