"""The rota with few people, people who may no longer, crashes, and what is handed over."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.api.people import Level
from cogs.safety.alerts.store import AlertStore
from cogs.safety.deciding.rota import Rota
from cogs.safety.deciding.store import ActionStore
from tests.cogs.safety.deciding.test_rota import NASTY, asked, moderators
from tests.contract.local_rig import LocalRig
from tests.support.chat import Actor
from tests.support.community import Community, Opener


async def test_a_rota_of_one(chat: Community) -> None:
    mo = await chat.person("Mo", Level.MODERATOR)
    await mo.command("rota join", channel="moderators")
    await mo.told("You are on the rota now")
    await (await chat.person("Ana")).say("general", NASTY)
    told = await mo.told("It is your turn")
    assert "it goes to the next one, or to everybody" in told.text
    await chat.advance(minutes=31)
    card = await mo.sees("moderators", NASTY)
    assert "has been asked" not in card.text, "now it is for everybody"
    await chat.advance(hours=5)
    assert asked(mo) == 1


async def test_who_lost_the_rights_is_passed_over(chat: Community) -> None:
    mo, max_ = await moderators(chat)
    rig = chat.rig
    assert isinstance(rig, LocalRig)
    rig.world.put_person(replace(rig.world.people[mo.native_id], level=Level.MEMBER))
    await mo.command("rota leave")
    await mo.told("Only moderators")
    await (await chat.person("Ana")).say("general", NASTY)
    await max_.told("It is your turn")
    assert asked(mo) == 0
    await max_.command("rota show", channel="moderators")
    shown = await max_.told("asked in turn")
    assert "Mo" not in shown.text


async def test_who_left_is_passed_over(chat: Community) -> None:
    mo, max_ = await moderators(chat)
    await mo.leave()
    await (await chat.person("Ana")).say("general", NASTY)
    await max_.told("It is your turn")
    assert asked(mo) == 0


async def test_who_joined_in_is_not_asked(open_chat: Opener) -> None:
    chat = await open_chat(cogs={"safety": {"pile_on": {"authors": 2}}})
    mo, _ = await moderators(chat, quiet_max="22-7")
    said = await (await chat.person("Ben")).say("general", "I burnt the bread")
    await (await chat.person("Ana")).say("general", "you muppet", reply_to=said)
    await mo.say("general", "what an idiot", reply_to=said)
    await chat.settle()
    assert await AlertStore(chat.app.db).get(await chat.id, 1) is not None
    assert asked(mo) == 0


@pytest.mark.parametrize(("where", "step"), [(ActionStore, "ask"), (Rota, "_wait")])
async def test_a_fault_before_the_next_one_is_asked(
    chat: Community, monkeypatch: pytest.MonkeyPatch, where: type[object], step: str
) -> None:
    mo, max_ = await moderators(chat)
    await (await chat.person("Ana")).say("general", NASTY)
    await mo.told("It is your turn")

    async def cut_off(*args: object) -> bool:
        raise ConnectionError

    with monkeypatch.context() as patch:
        patch.setattr(where, step, cut_off)
        await chat.advance(minutes=31)
    assert asked(max_) == 0
    await chat.restart()
    await chat.advance(minutes=31)
    await max_.told("It is your turn")
    await mo.sees("moderators", "Max has been asked")
    await chat.advance(hours=5)
    assert (asked(mo), asked(max_)) == (1, 1)


# ---- handed over


async def handed_over(chat: Community, mo: Actor) -> None:
    card = await mo.sees("moderators", NASTY)
    await mo.click(card, "Hand over")
    await mo.click(await mo.told("To whom"), "Max")


async def test_what_is_handed_over_does_not_come_back(chat: Community) -> None:
    mo, max_ = await moderators(chat)
    await (await chat.person("Ana")).say("general", NASTY)
    await mo.told("It is your turn")
    await handed_over(chat, mo)
    await max_.told("Mo hands it over to you")
    await max_.sees("moderators", "Max has been asked")
    await chat.advance(minutes=31)
    card = await max_.sees("moderators", NASTY)
    assert "has been asked" not in card.text, "now it is for everybody"
    assert asked(mo) == 1


async def test_handed_over_without_a_rota_and_without_an_answer(chat: Community) -> None:
    mo = await chat.person("Mo", Level.MODERATOR)
    max_ = await chat.person("Max", Level.MODERATOR)
    for moderator in (mo, max_):
        await moderator.command("safety status", channel="moderators")
        await moderator.told("Mode")
    await (await chat.person("Ana")).say("general", NASTY)
    await handed_over(chat, mo)
    told = await max_.told("Mo hands it over to you")
    assert "or to everybody" in told.text
    await max_.sees("moderators", "Max has been asked")
    await chat.advance(minutes=31)
    card = await max_.sees("moderators", NASTY)
    assert "has been asked" not in card.text
