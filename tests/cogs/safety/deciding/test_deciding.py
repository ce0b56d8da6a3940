"""Deciding in the chat: every button, its undoing, two moderators at once, every platform."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest

from bot.api.errors import MissingRights
from bot.api.people import Level
from tests.cogs.safety.stage import NASTY, Cast, cast, people, press
from tests.contract.discord_rig import DiscordRig
from tests.contract.local_rig import LocalRig
from tests.contract.telegram_rig import TelegramRig
from tests.support.chat import Rig
from tests.support.community import Community, Opener, sqlite_url

__all__ = ["cast"]


# ---- what can be decided


async def test_talk_is_a_private_note_and_no_strike(cast: Cast) -> None:
    await cast.mo.click(cast.card, "Talk")
    card = await cast.max.sees("moderators", "Mo had a word with them")
    assert card.buttons == ()
    told = await cast.ana.told("has a word for you")
    assert "no warning" in told.text
    assert "Mo" not in told.text
    await cast.mo.command("warnings", channel="moderators", member=cast.ana)
    await cast.mo.told("Ana has no warnings")


async def test_a_ban_is_confirmed_and_can_be_undone(cast: Cast) -> None:
    await cast.mo.click(cast.card, "More")
    await cast.mo.click(await cast.mo.told("What should happen to Ana?"), "Ban")
    asked = await cast.mo.told("Ban Ana for good?")
    await cast.chat.settle()
    assert not cast.chat.rig.banned(cast.ana)
    await cast.mo.click(asked, "Yes, ban")
    card = await cast.max.sees("moderators", "Banned by Mo")
    assert cast.chat.rig.banned(cast.ana)
    assert card.buttons == ("Undo the ban",)
    assert "Ana got a private note about it before." in card.text
    await cast.ana.told("bans you")
    await cast.max.click(card, "Undo the ban")
    card = await cast.mo.sees("moderators", "Ban lifted by Max")
    assert card.buttons == ()
    assert not cast.chat.rig.banned(cast.ana)
    await cast.ana.told("lifted the ban")


async def test_other_lengths_of_a_time_out(cast: Cast) -> None:
    await cast.mo.click(cast.card, "More")
    asked = await cast.mo.told("What should happen to Ana?")
    assert asked.text.startswith("Alert #1:")
    await cast.mo.click(asked, "Time out 1 day")
    await cast.max.sees("moderators", "Timed out for 1 day by Mo")
    until = cast.world.people[cast.ana.native_id].timed_out_until
    assert 86_000_000 < until - cast.chat.clock.now() <= 86_500_000
    (action,) = await cast.actions.of_alert(await cast.chat.id, 1)
    assert (action.kind, action.seconds, action.automatic) == ("time_out", 86_400, False)


async def test_lengths_that_no_button_offers_are_refused(cast: Cast) -> None:
    await press(cast, cast.mo, "safety.t:1:999999")
    await cast.mo.told("no longer in use")
    await cast.chat.settle()
    assert not cast.chat.rig.timed_out(cast.ana)


async def test_a_time_out_is_lifted(cast: Cast) -> None:
    await cast.mo.click(cast.card, "Time out")
    card = await cast.max.sees("moderators", "Timed out for 1 hour by Mo")
    assert cast.chat.rig.timed_out(cast.ana)
    await asyncio.gather(cast.max.click(card, "Undo"), cast.mo.click(card, "Undo"))
    card = await cast.mo.sees("moderators", "Time-out lifted by")
    await cast.chat.settle()
    assert card.buttons == ()
    assert not cast.chat.rig.timed_out(cast.ana)
    assert sum("lifted the pause" in text for text in cast.ana.told_so_far()) == 1
    both = [*cast.max.told_so_far(), *cast.mo.told_so_far()]
    assert sum("The time-out is lifted" in text for text in both) == 1
    assert sum("taken back already" in text for text in both) == 1


async def test_an_undo_that_the_platform_refuses_still_counts(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    await cast.mo.click(cast.card, "Time out")
    card = await cast.max.sees("moderators", "Timed out for 1 hour by Mo")

    async def refuse(space: str, user: str) -> None:
        raise MissingRights("Moderate Members", "local")

    with monkeypatch.context() as patch:
        patch.setattr(cast.chat.rig.platform, "lift_time_out", refuse)
        await cast.max.click(card, "Undo")
        await cast.max.told("Moderate Members")
    (action,) = await cast.actions.of_alert(await cast.chat.id, 1)
    assert action.undone_at is None
    await cast.max.click(card, "Undo")
    await cast.mo.sees("moderators", "Time-out lifted by Max")
    assert not cast.chat.rig.timed_out(cast.ana)


async def test_a_warning_expires(open_chat: Opener) -> None:
    chat = await open_chat(cogs={"safety": {"warning_days": 10}})
    ana, mo, _ = await people(chat)
    await ana.say("general", "Good morning")
    await mo.command("warn", channel="moderators", member=ana, reason="Please stop")
    await ana.told("Please stop")
    await mo.command("warnings", channel="moderators", member=ana)
    await mo.told("1 of them counts now")
    await chat.advance(days=10)
    await mo.command("warnings", channel="moderators", member=ana)
    assert "0 of them count now" in (await mo.told("(expired)")).text


async def test_a_plain_warning_is_taken_back_once(cast: Cast) -> None:
    await cast.mo.command("warn", channel="moderators", member=cast.ana, reason="Please stop")
    await cast.ana.told("Please stop")
    await cast.mo.command("warnings", channel="moderators", member=cast.ana)
    listed = await cast.mo.told("Please stop")
    await cast.mo.click(listed, "Take back")
    await cast.ana.told("taken back the warning")
    await cast.mo.click(listed, "Take back")
    await cast.mo.told("taken back already")


async def test_the_ladder_suggests_a_time_out(cast: Cast) -> None:
    for n in range(3):
        await cast.mo.command("warn", channel="moderators", member=cast.ana, reason=f"No. {n}")
        await cast.ana.told(f"No. {n}")
    await cast.ana.say("ideas", "Vermin, all of you")
    card = await cast.mo.sees("moderators", "Vermin")
    assert "3 warnings in 30 days; the ladder suggests a time-out of 1 hour" in card.text


# ---- one moderator


async def test_claim_and_release(cast: Cast) -> None:
    await cast.mo.click(cast.card, "Claim")
    card = await cast.max.sees("moderators", "Mo looks after this")
    await cast.max.click(card, "Dismiss")
    await cast.max.told("Mo looks after this")
    await press(cast, cast.max, "safety.c:1")
    await cast.chat.settle()
    assert "Dismissed" not in (await cast.chat.messages("moderators"))[0].text
    await cast.max.click(card, "Release")
    await cast.max.told("free again")
    await cast.chat.settle()
    card = await cast.max.sees("moderators", NASTY)
    assert "looks after this" not in card.text
    await cast.max.click(card, "Dismiss")
    await cast.mo.sees("moderators", "Dismissed by Max")


async def test_two_claims_at_once(cast: Cast) -> None:
    await asyncio.gather(cast.mo.click(cast.card, "Claim"), cast.max.click(cast.card, "Claim"))
    await cast.chat.settle()
    both = [*cast.mo.told_so_far(), *cast.max.told_so_far()]
    assert sum("You look after it now" in text for text in both) == 1
    assert sum("press Release first" in text for text in both) == 1


async def test_two_different_decisions_at_once(cast: Cast) -> None:
    await asyncio.gather(
        cast.mo.click(cast.card, "Dismiss"), press(cast, cast.max, "safety.d:1:banned")
    )
    await cast.chat.settle()
    card = (await cast.chat.messages("moderators"))[0]
    banned = "Banned by Max" in card.text
    assert banned != ("Dismissed by Mo" in card.text)
    assert cast.chat.rig.banned(cast.ana) is banned
    done = await cast.actions.of_alert(await cast.chat.id, 1)
    assert [a.kind for a in done] == (["ban"] if banned else [])


async def test_a_moderator_demoted_a_second_ago_cannot_act(cast: Cast) -> None:
    mo = cast.world.people[cast.mo.native_id]
    cast.world.put_person(replace(mo, level=Level.MEMBER))
    await press(cast, cast.mo, "safety.d:1:banned", room="general")
    await cast.mo.told("Only moderators")
    await cast.chat.settle()
    assert not cast.chat.rig.banned(cast.ana)
    assert await cast.actions.of_alert(await cast.chat.id, 1) == []


async def test_somebody_who_is_a_moderator_by_now_is_not_acted_on(cast: Cast) -> None:
    ana = cast.world.people[cast.ana.native_id]
    cast.world.put_person(replace(ana, level=Level.MODERATOR))
    await cast.mo.click(cast.card, "Time out")
    card = await cast.max.told("asked for a time-out, but it failed")
    assert "has moderator rights" in card.text
    assert not cast.chat.rig.timed_out(cast.ana)


async def test_handing_over_to_somebody(cast: Cast) -> None:
    await cast.mo.click(cast.card, "Claim")
    await cast.mo.click(await cast.max.sees("moderators", "Mo looks after"), "Hand over")
    await cast.mo.click(await cast.mo.told("Alert #1: To whom"), "Max")
    told = await cast.max.told("Mo hands it over to you")
    assert NASTY not in told.text
    card = await cast.mo.sees("moderators", "Max has been asked")
    assert "looks after" not in card.text
    await cast.max.click(told, "Show #1")
    await cast.max.click(await cast.max.told(NASTY), "Warn")
    await cast.mo.sees("moderators", "Warned by Max")


async def test_handing_over_to_the_admins(cast: Cast) -> None:
    ada = await cast.chat.person("Ada", Level.ADMIN)
    await ada.command("safety status", channel="moderators")
    await ada.told("Mode")
    await cast.mo.click(cast.card, "Hand over")
    await cast.mo.click(await cast.mo.told("To whom"), "The admins")
    await ada.told("Mo hands it over to you")
    await cast.mo.told("The admins are asked now")
    await cast.chat.settle()
    assert not any("hands it over" in text for text in cast.max.told_so_far())


# ---- on every platform


@pytest.fixture(params=[LocalRig, DiscordRig, TelegramRig], ids=["local", "discord", "telegram"])
async def anywhere(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Community]:
    rig: Rig = request.param()
    community = Community([rig], sqlite_url(tmp_path))
    await community.open()
    yield community
    await community.close()


async def test_what_is_done_can_be_undone_anywhere(anywhere: Community) -> None:
    ana, mo = await anywhere.person("Ana"), await anywhere.person("Mo", Level.MODERATOR)
    await ana.say("general", NASTY)
    await mo.click(await mo.sees("moderators", NASTY), "Time out")
    card = await anywhere.rig.wait_for("moderators", "Timed out for 1 hour by Mo")
    assert anywhere.rig.timed_out(ana)
    await mo.click(card, "Undo the time-out")
    await anywhere.rig.wait_for("moderators", "Time-out lifted by Mo")
    assert not anywhere.rig.timed_out(ana)
    await ana.say("ideas", "Vermin, all of you")
    await mo.click(await mo.sees("moderators", "Vermin"), "More")
    await mo.click(await mo.told("What should happen to Ana?"), "Ban")
    await mo.click(await mo.told("Ban Ana for good?"), "Yes, ban")
    card = await anywhere.rig.wait_for("moderators", "Banned by Mo")
    assert anywhere.rig.banned(ana)
    await mo.click(card, "Undo the ban")
    await anywhere.rig.wait_for("moderators", "Ban lifted by Mo")
    assert not anywhere.rig.banned(ana)
