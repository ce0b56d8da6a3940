"""A ban is told before it takes effect, and its note says no more than the platform confirmed."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.api.errors import MissingRights
from bot.api.people import Level
from cogs.safety.members.telling import Notices
from tests.cogs.safety.stage import NASTY, Cast, cast, press
from tests.contract.discord_rig import DiscordRig
from tests.contract.local_rig import LocalRig
from tests.contract.telegram_rig import TelegramRig
from tests.support.chat import Rig
from tests.support.community import Community, sqlite_url

__all__ = ["cast"]

BAN = "safety.d:1:banned"
PLEA = "We have joked like that for years, ask her"


async def test_a_ban_that_the_platform_refuses_is_taken_out_of_the_note(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def refuse(space: str, user: str, reason: str) -> None:
        assert any("bans you" in text for text in cast.ana.told_so_far()), "told before"
        raise MissingRights("Ban Members", "local")

    with monkeypatch.context() as patch:
        patch.setattr(cast.chat.rig.platform, "ban", refuse)
        await press(cast, cast.mo, BAN)
        card = await cast.max.sees("moderators", "asked for a ban, but it failed")
    assert "the right Ban Members is missing" in card.text
    note = await cast.ana.told("but it was not carried out. You are not banned.")
    assert note.buttons == ()
    cast.chat.clock.advance(seconds=5)
    await press(cast, cast.max, BAN)
    await cast.max.sees("moderators", "Banned by Max")
    await cast.chat.settle()
    assert sum("bans you" in text for text in cast.ana.told_so_far()) == 2
    assert cast.chat.rig.banned(cast.ana)


async def test_a_ban_without_an_answer_is_left_open_in_the_note(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(space: str, user: str, reason: str) -> None:
        raise TimeoutError

    monkeypatch.setattr(cast.chat.rig.platform, "ban", away)
    await press(cast, cast.mo, BAN)
    await cast.max.sees("moderators", "please look whether it worked")
    await cast.ana.told("I do not know whether it was carried out")


async def test_a_restart_between_the_note_and_the_ban(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready = Notices.announce

    async def cut_off(*args: object) -> bool:
        await ready(*args)  # type: ignore[arg-type]
        raise KeyError("the process ends here")

    async def nothing(*args: object, **kwargs: object) -> None:
        """What the process would have done afterwards."""

    with monkeypatch.context() as patch:
        patch.setattr(Notices, "announce", cut_off)
        patch.setattr("cogs.safety.deciding.decisions.Decisions._failed", nothing)
        await press(cast, cast.mo, BAN)
        await cast.ana.told("bans you")
        await cast.chat.settle()
    await cast.chat.restart()
    assert not cast.chat.rig.banned(cast.ana)
    await cast.chat.advance(minutes=2)
    await cast.max.sees("moderators", "please look whether it worked")
    await cast.ana.told("I do not know whether it was carried out")


async def test_a_moderator_is_told_of_no_ban(cast: Cast) -> None:
    ana = cast.world.people[cast.ana.native_id]
    cast.world.put_person(replace(ana, level=Level.MODERATOR))
    await press(cast, cast.mo, BAN)
    await cast.max.sees("moderators", "has moderator rights")
    await cast.chat.settle()
    assert not any("ban" in text for text in cast.ana.told_so_far())


async def test_who_cannot_be_told_is_banned_and_the_card_says_so(cast: Cast) -> None:
    ana = cast.world.people[cast.ana.native_id]
    cast.world.put_person(replace(ana, reachable=False))
    await press(cast, cast.mo, BAN)
    card = await cast.max.sees("moderators", "Banned by Mo")
    assert "I cannot write to Ana privately" in card.text


async def test_a_note_that_does_not_come_in_time_does_not_hold_up_the_ban(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(user: str, out: object) -> None:
        raise ConnectionError

    monkeypatch.setattr(cast.chat.rig.platform, "send_direct", away)
    await press(cast, cast.mo, BAN)
    card = await cast.max.sees("moderators", "Banned by Mo")
    assert "I do not know whether my private note about it has reached Ana" in card.text
    assert cast.chat.rig.banned(cast.ana)


@pytest.fixture(params=[LocalRig, DiscordRig, TelegramRig], ids=["local", "discord", "telegram"])
async def anywhere(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Community]:
    rig: Rig = request.param()
    community = Community([rig], sqlite_url(tmp_path))
    await community.open()
    yield community
    await community.close()


async def test_a_ban_is_told_and_appealed_anywhere(anywhere: Community) -> None:
    """Who is banned on Discord shares no server with the bot: nothing new reaches them."""
    ana, mo = await anywhere.person("Ana"), await anywhere.person("Mo", Level.MODERATOR)
    max_ = await anywhere.person("Max", Level.MODERATOR)
    for moderator in (mo, max_):
        await moderator.command("safety status", channel="moderators")
        await moderator.told("Mode")
    await ana.say("general", NASTY)
    await mo.click(await mo.sees("moderators", NASTY), "More")
    await mo.click(await mo.told("What should happen to Ana?"), "Ban")
    await mo.click(await mo.told("Ban Ana for good?"), "Yes, ban")
    card = await anywhere.rig.wait_for("moderators", "Banned by Mo")
    assert "Ana got a private note about it before." in card.text
    note = await ana.told("bans you")
    assert anywhere.rig.banned(ana)
    await anywhere.settle()
    assert sum("bans you" in text for text in ana.told_so_far()) == 1
    if anywhere.rig.name == "local":
        return  # who is banned there is out of the chat, with its private rooms
    await ana.click(note, "Appeal")
    await ana.fill(text=PLEA)
    await max_.click(await max_.sees("moderators", PLEA), "Overturn it")
    told = await ana.told("your appeal was right")
    assert "You can come back." in told.text
    assert not anywhere.rig.banned(ana)
