"""The slow door on each platform, and whatever comes between its closing and opening."""

from __future__ import annotations

import pytest

from bot.api.people import Level
from tests.cogs.safety.gate.doors import (
    BURST,
    OPEN_LEVEL,
    SLOW_LEVEL,
    Opening,
    come,
    cut_off,
    doors,
    level,
    opening,
    the_message,
    timed_out,
    trusted,
)
from tests.contract.discord_rig import DiscordRig
from tests.contract.local_rig import LocalRig
from tests.contract.stagehands import TIME_OUT, take_right
from tests.contract.telegram_rig import TelegramActor, TelegramRig
from tests.support.chat import Rig
from tests.support.discord_server import Perm

__all__ = ["opening"]


# ---- a restart in the middle


@pytest.mark.parametrize("rig", [LocalRig, TelegramRig])
async def test_a_closed_door_survives_a_restart(opening: Opening, rig: type[Rig]) -> None:
    chat = await opening(rig)
    mo = await chat.person("Mo", Level.MODERATOR)
    people = await come(chat, "Ana", "Ben", "Cleo")
    await mo.sees("moderators", BURST)
    await chat.restart()
    people += await come(chat, "Dan")
    await mo.sees("moderators", "4 newcomers: Ana, Ben, Cleo, Dan")
    assert timed_out(chat, people) == [True] * 4
    await chat.restart()
    await chat.advance(minutes=30)
    assert timed_out(chat, people) == [False] * 4
    assert await doors(chat) == 0
    await the_message(chat)


async def test_a_crash_before_anybody_was_held(
    opening: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat = await opening()
    mo = await chat.person("Mo", Level.MODERATOR)
    people = await cut_off(chat, monkeypatch)
    assert timed_out(chat, people) == [False] * 3
    await chat.restart()
    await chat.advance(minutes=1)
    assert timed_out(chat, people) == [True] * 3
    await mo.sees("moderators", "3 newcomers: Ana, Ben, Cleo")
    await chat.advance(minutes=29)
    assert timed_out(chat, people) == [False] * 3
    assert await doors(chat) == 0


# ---- Telegram


async def test_whom_people_let_in_is_not_held(opening: Opening) -> None:
    chat = await opening(TelegramRig)
    mo = await chat.person("Mo", Level.MODERATOR)
    people = await come(chat, "Ana", "Ben", "Cleo")
    await mo.sees("moderators", BURST)
    nia = await chat.person("Nia", joined=False)
    assert isinstance(nia, TelegramActor)
    await nia.ask_to_join()
    await chat.settle()
    await nia.join()
    people += await come(chat, "Dan")
    await mo.sees("moderators", "4 newcomers: Ana, Ben, Cleo, Dan")
    assert timed_out(chat, [*people, nia]) == [True] * 4 + [False]


async def test_a_right_that_is_missing_is_named(opening: Opening) -> None:
    chat = await opening(TelegramRig)
    mo = await chat.person("Mo", Level.MODERATOR)
    right = await take_right(chat.rig, TIME_OUT)
    people = await come(chat, "Ana", "Ben", "Cleo")
    message = await mo.sees("moderators", BURST)
    assert f"“{right}”" in message.text
    assert timed_out(chat, people) == [False] * 3
    await chat.advance(minutes=30)
    assert await doors(chat) == 0


# ---- Discord


async def test_discord_has_a_door_of_its_own(opening: Opening) -> None:
    chat, mo = await trusted(opening)
    people = await come(chat, "Ana", "Ben")
    assert level(chat) == OPEN_LEVEL
    people += await come(chat, "Cleo")
    await mo.sees("moderators", "the verification level is high")
    assert level(chat) == SLOW_LEVEL
    people += await come(chat, "Dan")
    await mo.sees("moderators", "4 newcomers: Ana, Ben, Cleo, Dan")
    assert timed_out(chat, people) == [False] * 4
    await chat.restart()
    await chat.advance(minutes=30)
    assert level(chat) == OPEN_LEVEL
    await mo.sees("moderators", "everything is as before")
    await the_message(chat)
    assert await doors(chat) == 0


async def test_discord_is_opened_by_a_moderator(opening: Opening) -> None:
    chat, mo = await trusted(opening)
    await come(chat, "Ana", "Ben", "Cleo")
    message = await mo.sees("moderators", BURST)
    await mo.click(message, "Keep closed")
    await mo.told("It stays closed for an hour more.")
    await chat.advance(minutes=89)
    assert level(chat) == SLOW_LEVEL
    await mo.click(await mo.sees("moderators", BURST), "Open now")
    await mo.told("The door is open.")
    assert level(chat) == OPEN_LEVEL


async def test_without_the_right_newcomers_are_held_instead(opening: Opening) -> None:
    chat = await opening(DiscordRig)
    mo = await chat.person("Mo", Level.MODERATOR)
    people = await come(chat, "Ana", "Ben", "Cleo")
    message = await mo.sees("moderators", BURST)
    assert "“Manage Server”" in message.text
    assert level(chat) == OPEN_LEVEL
    assert timed_out(chat, people) == [True] * 3
    await chat.advance(minutes=30)
    assert timed_out(chat, people) == [False] * 3


async def test_a_crash_right_after_closing_leaves_no_door_closed(
    opening: Opening, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat, mo = await trusted(opening)
    await cut_off(chat, monkeypatch)
    assert level(chat) == SLOW_LEVEL
    await chat.restart()
    await chat.advance(minutes=1)
    await mo.sees("moderators", "the verification level is high")
    await chat.advance(minutes=29)
    # what was before is lost: the next best, and people are asked to look
    assert level(chat) == SLOW_LEVEL - 1
    await mo.sees("moderators", "please check the verification level")
    assert await doors(chat) == 0


async def test_a_right_that_is_taken_meanwhile_is_named_until_it_is_back(
    opening: Opening,
) -> None:
    chat, mo = await trusted(opening)
    assert isinstance(chat.rig, DiscordRig)
    await come(chat, "Ana", "Ben", "Cleo")
    await mo.sees("moderators", BURST)
    role = chat.rig.guild.bot_role
    role.permissions &= ~Perm.MANAGE_GUILD
    await chat.rig.server.role_changed(chat.rig.guild, role)
    await chat.advance(minutes=30)
    assert level(chat) == SLOW_LEVEL
    await mo.sees("moderators", "cannot open the door again without the right “Manage Server”")
    await chat.rig.trust()
    await chat.advance(minutes=10)
    assert level(chat) == OPEN_LEVEL
    await mo.sees("moderators", "everything is as before")
    await the_message(chat)
