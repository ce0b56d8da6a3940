"""Restarts in the middle of deciding, and the bot that acts by itself."""

from __future__ import annotations

import pytest

from bot.api.errors import MissingRights
from cogs.safety.alerts.store import AlertStore
from cogs.safety.deciding.store import ActionStore
from cogs.safety.members.telling import Notices
from tests.cogs.safety.stage import NASTY, Cast, cast, people
from tests.support.community import Opener

__all__ = ["cast"]


# ---- a restart in the middle


async def test_a_restart_while_acting_opens_it_again(cast: Cast) -> None:
    await cast.begun("timed_out")
    await cast.chat.restart()
    await cast.max.click(cast.card, "Warn")
    await cast.max.told("Mo is deciding this right now")
    await cast.chat.advance(minutes=2)
    card = await cast.max.sees("moderators", "please look whether it worked")
    assert "Mo asked for a time-out" in card.text
    await cast.max.click(card, "Time out")
    await cast.max.sees("moderators", "Timed out for 1 hour by Max")


async def test_what_was_carried_out_is_not_done_twice(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Mo's time-out reached the platform and the table, but not the alert."""
    mo = await cast.begun("timed_out", seconds=600)
    community = await cast.chat.id
    alert = await AlertStore(cast.chat.app.db).get(community, 1)
    assert alert is not None
    late = cast.chat.clock.now() + 60_000
    assert await cast.actions.begin(community, 1, None, late)
    await cast.actions.settle(
        alert,
        mo,
        "timed_out",
        late,
        detail={"seconds": 3600},
        kind="time_out",
        members=[alert.author_id or 0],
    )
    calls: list[str] = []

    async def count(space: str, user: str, seconds: int, reason: str) -> None:
        calls.append(user)

    monkeypatch.setattr(cast.chat.rig.platform, "time_out", count)
    cast.chat.clock.advance(minutes=3)
    await cast.max.click(cast.card, "Time out")
    await cast.mo.sees("moderators", "Timed out for 1 hour by Max")
    assert calls == []
    assert len(await cast.actions.of_alert(community, 1)) == 1
    await cast.ana.told("paused your writing for 1 hour")


async def test_a_restart_after_deciding_still_tells_the_member(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []
    real = cast.chat.rig.platform.time_out

    async def count(space: str, user: str, seconds: int, reason: str) -> None:
        calls.append(user)
        await real(space, user, seconds, reason)

    async def cut_off(*_: object, **__: object) -> bool:
        raise ConnectionError

    monkeypatch.setattr(cast.chat.rig.platform, "time_out", count)
    with monkeypatch.context() as patch:
        patch.setattr(Notices, "send", cut_off)
        await cast.mo.click(cast.card, "Time out")
        await cast.mo.told("did not answer")
    await cast.chat.settle()
    await cast.chat.restart()
    assert not any("paused" in text for text in cast.ana.told_so_far())
    await cast.chat.advance(minutes=2)
    await cast.ana.told("paused your writing for 1 hour")
    await cast.max.sees("moderators", "Timed out for 1 hour by Mo")
    await cast.chat.advance(minutes=30)
    assert len(calls) == 1
    assert sum("paused" in text for text in cast.ana.told_so_far()) == 1


# ---- the bot by itself

ACT = {"modes": {"toxicity": "act"}, "act_from": 0.95}


async def test_the_bot_deletes_what_it_is_sure_of(open_chat: Opener) -> None:
    chat = await open_chat(cogs={"safety": ACT})
    ana, mo, max_ = await people(chat)
    await ana.say("general", "You vermin")
    card = await mo.sees("moderators", "Deleted by the bot itself")
    assert card.buttons == ()
    assert "You vermin" not in [m.text for m in await chat.messages("general")]
    told = await ana.told("deleted a message of yours by myself")
    assert "Appeal" in told.buttons
    (action,) = await ActionStore(chat.app.db).of_alert(await chat.id, 1)
    assert (action.kind, action.automatic, action.by_id) == ("delete", True, None)
    await ana.say("general", NASTY)
    card = await max_.sees("moderators", NASTY)
    assert "Dismiss" in card.buttons, "not sure enough"


async def test_the_bot_times_out_and_people_undo_it(open_chat: Opener) -> None:
    chat = await open_chat(cogs={"safety": ACT | {"act_with": "time_out"}})
    ana, mo, _ = await people(chat)
    await ana.say("general", "You vermin")
    card = await mo.sees("moderators", "Timed out for 1 hour by the bot itself")
    assert chat.rig.timed_out(ana)
    await mo.click(card, "Undo the time-out")
    await mo.sees("moderators", "Time-out lifted by Mo")
    assert not chat.rig.timed_out(ana)


async def test_the_bot_never_acts_on_moderators(open_chat: Opener) -> None:
    chat = await open_chat(cogs={"safety": ACT})
    _, mo, max_ = await people(chat)
    await mo.say("general", "You vermin")
    card = await max_.sees("moderators", "You vermin")
    await chat.settle()
    assert "Dismiss" in card.buttons
    assert "You vermin" in [m.text for m in await chat.messages("general")]


async def test_what_the_bot_may_not_do_is_left_to_people(
    open_chat: Opener, monkeypatch: pytest.MonkeyPatch
) -> None:
    chat = await open_chat(cogs={"safety": ACT})
    ana, mo, _ = await people(chat)

    async def refuse(channel: str, native_id: int) -> None:
        raise MissingRights("Delete messages", "local")

    monkeypatch.setattr(chat.rig.platform, "delete", refuse)
    await ana.say("general", "You vermin")
    card = await mo.sees("moderators", "I wanted to act by myself, but it failed")
    assert "the right Delete messages is missing" in card.text
    assert "Dismiss" in card.buttons
