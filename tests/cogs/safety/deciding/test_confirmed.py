"""What stands on record is what the platform confirmed, and nobody judges themselves."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.api.errors import MissingRights
from bot.api.people import Level
from cogs.safety.alerts.store import AlertStore
from cogs.safety.deciding.store import ActionStore
from tests.cogs.safety.stage import NASTY, Cast, cast, people, press
from tests.contract.local_rig import LocalRig
from tests.support.chat import Actor
from tests.support.community import Community, Opener

__all__ = ["cast"]


async def known(*moderators: Actor) -> None:
    """A platform tells their level with a command; before that nobody knows it."""
    for moderator in moderators:
        await moderator.command("safety status", channel="moderators")
        await moderator.told("Mode")


# ---- what the platform confirmed


@pytest.mark.parametrize("error", [ConnectionError, TimeoutError])
async def test_what_was_done_stands_though_nobody_knows_of_the_note(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, error: type[Exception]
) -> None:
    async def away(user: str, out: object) -> None:
        raise error

    monkeypatch.setattr(cast.chat.rig.platform, "send_direct", away)
    await cast.mo.click(cast.card, "Time out")
    card = await cast.max.sees("moderators", "Timed out for 1 hour by Mo")
    assert "I do not know whether my private note about it has reached Ana" in card.text
    assert card.buttons == ("Undo the time-out",)
    assert cast.chat.rig.timed_out(cast.ana)
    (action,) = await cast.actions.of_alert(await cast.chat.id, 1)
    assert action.kind == "time_out"


async def test_what_was_deleted_is_told_though_not_all_could_be(
    chat: Community, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, mo, max_ = await people(chat)
    await ana.say("general", NASTY)
    await mo.sees("moderators", NASTY)
    await ana.say("ideas", "vermin, all of you")
    card = await mo.sees("moderators", "vermin, all of you")
    real = chat.rig.platform.delete

    async def refuse(channel: str, native_id: int) -> None:
        if channel == "ideas":
            raise MissingRights("Delete messages", "local")
        await real(channel, native_id)

    monkeypatch.setattr(chat.rig.platform, "delete", refuse)
    await mo.click(card, "Delete")
    card = await max_.sees("moderators", "Deleted by Mo")
    assert "1 message could not be deleted; please look at it yourself." in card.text
    await ana.told("deleted a message of yours")
    assert NASTY not in [m.text for m in await chat.messages("general")]
    assert "vermin, all of you" in [m.text for m in await chat.messages("ideas")]


async def test_what_comes_too_late_for_the_card_is_told_all_the_same(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Another process of the same bot, which should not be, dismisses it meanwhile."""
    platform = cast.chat.rig.platform
    real = platform.time_out
    community = await cast.chat.id
    staff = await cast.chat.app.registry.staff(community, Level.MODERATOR)
    (max_,) = [member.id for member in staff if member.name == "Max"]

    async def slow(space: str, user: str, seconds: int, reason: str) -> None:
        await real(space, user, seconds, reason)
        late = cast.chat.clock.now() + 120_000
        assert await cast.actions.begin(community, 1, max_, late)
        alert = await AlertStore(cast.chat.app.db).get(community, 1)
        assert alert is not None
        await cast.actions.settle(alert, max_, "dismissed", late, detail={})

    monkeypatch.setattr(platform, "time_out", slow)
    await cast.mo.click(cast.card, "Time out")
    await cast.mo.told("This is decided already. Dismissed by Max")
    told = await cast.ana.told("paused your writing for 1 hour")
    assert told.buttons == ("Appeal",)


async def test_a_click_hits_nobody_but_whom_the_card_spoke_of(cast: Cast) -> None:
    """An alert with several authors may be about another one by the time of the click."""
    for payload in ("safety.da:1:banned:999", "safety.ta:1:3600:999"):
        await press(cast, cast.mo, payload)
        await cast.mo.told("It is about somebody else by now.")
        await cast.chat.settle()
    assert not cast.chat.rig.banned(cast.ana)
    assert not cast.chat.rig.timed_out(cast.ana)
    assert await cast.actions.of_alert(await cast.chat.id, 1) == []


# ---- nobody judges what is about themselves


async def test_nobody_takes_back_their_own_warning(chat: Community) -> None:
    ana, mo, max_ = await people(chat)
    await known(mo, max_)
    await mo.say("general", NASTY)
    card = await max_.told(NASTY)
    stage = Cast(chat, ana, mo, max_, card)
    await press(stage, mo, "safety.d:1:warned")
    await mo.told("This is about yourself")
    await press(stage, max_, "safety.d:1:warned")
    await max_.told("Warned by Max")
    await press(stage, mo, "safety.u:1")
    await mo.command("warnings", channel="moderators", member=mo)
    listed = await mo.told("1 of them counts now")
    await mo.click(listed, "Take back")
    await chat.settle()
    assert not any("is taken back" in text for text in mo.told_so_far())
    (action,) = await ActionStore(chat.app.db).of_alert(await chat.id, 1)
    assert action.undone_at is None
    await press(stage, max_, "safety.u:1")
    await mo.told("taken back the warning")


async def test_who_joined_in_does_not_judge_it(open_chat: Opener) -> None:
    config = {"pile_on": {"authors": 2}, "repeated": {"enabled": False}}
    chat = await open_chat(cogs={"safety": config})
    ana, mo, max_ = await people(chat)
    await known(mo, max_)
    ben = await chat.person("Ben")
    said = await ben.say("general", "I burnt the bread")
    await ana.say("general", "you idiot", reply_to=said)
    await mo.say("general", "what an idiot", reply_to=said)
    await chat.settle()
    alert = await AlertStore(chat.app.db).get(await chat.id, 1)
    assert alert is not None
    assert len(alert.authors) == 2
    stage = Cast(chat, ana, mo, max_, said)
    await press(stage, mo, "safety.d:1:dismissed")
    await mo.told("This is about yourself")
    await press(stage, mo, "safety.c:1")
    await press(stage, max_, "safety.d:1:dismissed")
    await max_.told("Dismissed by Max")


@pytest.mark.parametrize("payload", ["safety.c:1", "safety.cr:1", "safety.h:1", "safety.g:1:0"])
async def test_nobody_passes_on_what_is_about_themselves(chat: Community, payload: str) -> None:
    ana, mo, max_ = await people(chat)
    await known(mo, max_)
    ada = await chat.person("Ada", Level.ADMIN)
    await known(ada)
    await mo.say("general", NASTY)
    stage = Cast(chat, ana, mo, max_, await max_.told(NASTY))
    if payload == "safety.cr:1":
        await press(stage, max_, "safety.c:1")
        await max_.told("You look after it now")
    await chat.settle()
    before = await AlertStore(chat.app.db).get(await chat.id, 1)
    await press(stage, mo, payload)
    await mo.told("This is about yourself")
    await chat.settle()
    assert await AlertStore(chat.app.db).get(await chat.id, 1) == before
    assert not any("hands it over" in text for text in ada.told_so_far())


async def test_a_single_moderator_may_take_back_what_is_about_them(chat: Community) -> None:
    rig = chat.rig
    assert isinstance(rig, LocalRig)
    ana, mo, max_ = await people(chat)
    await known(mo, max_)
    await mo.say("general", NASTY)
    card = await max_.told(NASTY)
    await max_.click(card, "Warn")
    await max_.told("Warned by Max")
    rig.world.put_person(replace(rig.world.people[max_.native_id], level=Level.MEMBER))
    await max_.command("why")
    await max_.told("about you")
    await press(Cast(chat, ana, mo, max_, card), mo, "safety.u:1")
    await mo.told("The warning is taken back")
