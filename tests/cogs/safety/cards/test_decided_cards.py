"""Every way to decide on a card: who may, two at once, what fails, a restart."""

from __future__ import annotations

import asyncio

import pytest

from bot.api.errors import MissingRights
from tests.cogs.safety.alerts.rig import NASTY, Cast, cast, press

__all__ = ["cast"]


async def test_dismiss(cast: Cast) -> None:
    await cast.mo.click(cast.card, "Dismiss")
    card = await cast.max.sees("moderators", "Dismissed by Mo")
    assert card.buttons == ()
    assert "The rye bread" not in card.text
    assert cast.said.text in [m.text for m in await cast.chat.messages("general")]
    assert not cast.ana.told_so_far()


async def test_delete(cast: Cast) -> None:
    await cast.mo.click(cast.card, "Delete")
    await cast.max.sees("moderators", "Deleted by Mo")
    assert NASTY not in [m.text for m in await cast.chat.messages("general")]


async def test_delete_what_is_gone_counts_as_deleted(cast: Cast) -> None:
    world = cast.chat.rig.platform.world  # type: ignore[attr-defined]
    world.drop("general", cast.said.native_id)
    await cast.mo.click(cast.card, "Delete")
    card = await cast.max.sees("moderators", "it was gone already")
    assert card.buttons == ()


async def test_warn_and_undo(cast: Cast) -> None:
    await cast.mo.click(cast.card, "Warn")
    card = await cast.max.sees("moderators", "Warned by Mo")
    assert "gets a private note" in card.text
    told = await cast.ana.told("warns you")
    assert NASTY in told.text
    assert "Mo" not in told.text
    assert card.buttons == ("Undo the warning",)
    await cast.max.click(card, "Undo")
    card = await cast.mo.sees("moderators", "Warning taken back by Max")
    assert card.buttons == ()
    await cast.ana.told("taken back the warning")
    await cast.mo.command("warnings", channel="moderators", member=cast.ana)
    await cast.mo.told("(taken back)")


async def test_time_out(cast: Cast) -> None:
    await cast.mo.click(cast.card, "Time out")
    card = await cast.max.sees("moderators", "Timed out for 1 hour by Mo")
    assert card.buttons == ("Undo the time-out",)
    assert cast.chat.rig.timed_out(cast.ana)
    await cast.ana.told("paused your writing for 1 hour")


async def test_two_moderators_at_once(cast: Cast) -> None:
    await asyncio.gather(cast.mo.click(cast.card, "Warn"), cast.max.click(cast.card, "Time out"))
    await cast.chat.settle()
    (card,) = await cast.chat.messages("moderators")
    warned, paused = "Warned by Mo" in card.text, "Timed out" in card.text
    assert warned != paused
    assert cast.chat.rig.timed_out(cast.ana) is paused
    loser = cast.max if warned else cast.mo
    told = loser.told_so_far()
    assert any("right now" in text or "decided already" in text for text in told)
    assert sum("warns you" in text for text in cast.ana.told_so_far()) == warned
    assert sum("paused your writing" in text for text in cast.ana.told_so_far()) == paused


async def test_a_second_click_later_is_told_who_decided(cast: Cast) -> None:
    await cast.mo.click(cast.card, "Dismiss")
    await cast.chat.settle()
    alert = cast.card
    await press(cast, cast.max, alert, "safety.d:1:deleted")
    told = await cast.max.told("decided already")
    assert "Dismissed by Mo" in told.text
    assert NASTY in [m.text for m in await cast.chat.messages("general")]


async def test_a_member_cannot_decide(cast: Cast) -> None:
    general = await cast.chat.rig.wait_for("general", NASTY)
    await press(cast, cast.ben, general, "safety.d:1:deleted")
    await cast.ben.told("Only moderators")
    await cast.chat.settle()
    assert NASTY in [m.text for m in await cast.chat.messages("general")]


async def test_a_missing_right_leaves_the_alert_open(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    platform = cast.chat.rig.platform

    async def refuse(channel: str, native_id: int) -> None:
        raise MissingRights("Delete messages", "local")

    with monkeypatch.context() as patch:
        patch.setattr(platform, "delete", refuse)
        await cast.mo.click(cast.card, "Delete")
        card = await cast.max.sees("moderators", "Mo asked for deletion, but it failed")
    assert "the right Delete messages is missing" in card.text
    assert "Dismiss" in card.buttons
    await cast.mo.told("Delete messages")
    await cast.max.click(card, "Delete")
    card = await cast.max.sees("moderators", "Deleted by Max")
    assert "failed" not in card.text


async def test_a_restart_between_alert_and_click(cast: Cast) -> None:
    await cast.chat.settle()
    await cast.chat.restart()
    card = await cast.mo.sees("moderators", NASTY)
    await cast.mo.click(card, "Warn")
    await cast.max.sees("moderators", "Warned by Mo")
    await cast.ana.told("warns you")
    assert len(await cast.chat.messages("moderators")) == 1
