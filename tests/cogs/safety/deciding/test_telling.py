"""A card says what really happened: whether a private note has arrived is the platform's word."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.api.people import Level
from cogs.safety.deciding.announcing import reached
from tests.cogs.safety.stage import NASTY, Cast, cast, press
from tests.contract.discord_rig import DiscordRig
from tests.contract.stagehands import answers_no_bot
from tests.contract.telegram_rig import TelegramActor, TelegramRig
from tests.support.chat import Actor, Rig
from tests.support.community import Community, Opener, sqlite_url

__all__ = ["cast"]


@pytest.fixture(params=[DiscordRig, TelegramRig], ids=["discord", "telegram"])
async def real(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Community]:
    rig: Rig = request.param()
    community = Community([rig], sqlite_url(tmp_path))
    await community.open()
    yield community
    await community.close()


async def silent(chat: Community) -> tuple[Actor, Actor]:
    """Ana, who takes no notes from the bot, and Mo."""
    ana, mo = await chat.person("Ana"), await chat.person("Mo", Level.MODERATOR)
    await answers_no_bot(chat.rig, ana)
    await ana.say("general", NASTY)
    return ana, mo


async def test_a_talk_that_cannot_arrive_leaves_the_alert_open(real: Community) -> None:
    ana, mo = await silent(real)
    await mo.click(await mo.sees("moderators", NASTY), "Talk")
    await mo.told("I cannot write to Ana in private; choose another step or speak to them in")
    card = await real.rig.wait_for("moderators", "Mo asked for a private note, but it failed")
    assert "had a word" not in card.text
    assert any("Dismiss" in label for label in card.buttons)
    await real.settle()
    assert not ana.told_so_far()
    await mo.click(card, "Warn")
    await real.rig.wait_for("moderators", "Warned by Mo")


@pytest.fixture
async def telegram(tmp_path: Path) -> AsyncIterator[Community]:
    community = Community([TelegramRig()], sqlite_url(tmp_path))
    await community.open()
    yield community
    await community.close()


async def test_who_never_pressed_start_is_not_said_to_be_told(telegram: Community) -> None:
    ana, mo = await telegram.person("Ana"), await telegram.person("Mo", Level.MODERATOR)
    assert isinstance(ana, TelegramActor)
    ana.person.started = False
    await ana.say("general", NASTY)
    await mo.click(await mo.sees("moderators", NASTY), "Talk")
    await mo.told("I cannot write to Ana in private")
    card = await telegram.rig.wait_for("moderators", "but it failed")
    await mo.click(card, "Warn")
    card = await telegram.rig.wait_for("moderators", "Warned by Mo")
    assert "I cannot write to Ana privately, so please tell them yourself." in card.text


@pytest.mark.parametrize("step", ["Warn", "Delete", "Time out"])
async def test_what_was_done_says_that_it_could_not_be_told(real: Community, step: str) -> None:
    ana, mo = await silent(real)
    await mo.click(await mo.sees("moderators", NASTY), step)
    await real.settle()
    card = await real.rig.wait_for("moderators", "I cannot write to Ana privately")
    assert " by Mo" in card.text
    assert not ana.told_so_far()


async def test_a_warning_by_command_says_whether_it_arrived(real: Community) -> None:
    ana, mo = await silent(real)
    await mo.sees("moderators", NASTY)
    await mo.command("warn", channel="moderators", member=ana, reason="Please stop")
    await mo.told("The warning is noted, but I cannot write to Ana privately")


async def test_what_nobody_knows_is_called_that(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(user: str, out: object) -> None:
        raise ConnectionError

    monkeypatch.setattr(cast.chat.rig.platform, "send_direct", away)
    await cast.mo.click(cast.card, "Talk")
    card = await cast.max.sees("moderators", "Mo asked me to have a word with them")
    assert "I do not know whether my private note about it has reached Ana." in card.text


async def test_a_word_that_was_said_is_not_said_twice(cast: Cast) -> None:
    await cast.mo.click(cast.card, "Talk")
    note = await cast.ana.told("has a word for you")
    await cast.chat.restart()
    await cast.chat.advance(minutes=5)
    assert sum("has a word for you" in text for text in cast.ana.told_so_far()) == 1
    await cast.ana.click(note, "Appeal")
    await cast.ana.fill(text="That is how we talk")
    await cast.max.sees("moderators", "That is how we talk")


async def test_several_authors_are_told_how_much_of_theirs_was_deleted(
    open_chat: Opener,
) -> None:
    config = {"pile_on": {"authors": 2}, "repeated": {"enabled": False}}
    chat = await open_chat(cogs={"safety": config})
    ana, cem = await chat.person("Ana"), await chat.person("Cem")
    ben, mo = await chat.person("Ben"), await chat.person("Mo", Level.MODERATOR)
    said = await ben.say("general", "I burnt the bread")
    for text in ("you idiot", "what an idiot you are"):
        await ana.say("general", text, reply_to=said)
    await cem.say("general", "such an idiot", reply_to=said)
    world = chat.rig.platform.world  # type: ignore[attr-defined]
    world.put_person(replace(world.people[cem.native_id], reachable=False))
    await mo.click(await mo.sees("moderators", "such an idiot"), "Delete")
    card = await chat.rig.wait_for("moderators", "3 messages deleted by Mo")
    assert "I cannot write to 1 of them privately" in card.text
    note = await ana.told("deleted 2 messages of yours")
    assert "It is about 2 messages of yours, the last one in #general" in note.text
    await ana.command("why")
    await ana.told("2 messages of yours were deleted.")
    await cem.command("why")
    await cem.told("a message of yours was deleted.")


async def test_who_has_left_is_called_by_name(cast: Cast) -> None:
    await cast.ana.leave()
    await cast.chat.settle()
    await press(cast, cast.mo, "safety.t:1:3600")
    await cast.mo.told("Ana is no longer here.")
    await cast.max.sees("moderators", "but it failed: Ana is no longer here.")


def test_what_is_known_of_several_notes() -> None:
    assert reached([True]) == {"reached": True, "late": False}
    assert reached([None]) == {"reached": True, "late": True}
    assert reached([True, False, None]) == {"reached": False, "late": True, "untold": 1}
