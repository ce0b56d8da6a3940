"""An author is asked first: gone, rephrased, left, or out of time."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import delete, select, update

from bot.api.people import Level
from bot.engine.services.outbox import sending
from cogs.safety.tables import alerts
from tests.cogs.safety.members.rig import known, safety
from tests.contract.discord_rig import DiscordRig
from tests.contract.local_rig import LocalRig
from tests.contract.stagehands import answers_no_bot
from tests.contract.telegram_rig import TelegramRig
from tests.support.chat import Actor, Rig
from tests.support.community import Community, Opener, sqlite_url
from tests.support.scripted import ScriptedToxicity

MILD = "Ben, you are a muppet"
ASKED = {"safety": {"reconsider": True, "reconsider_minutes": 10}}
SCORES = {"muppet": 0.75, "idiot": 0.93}


@pytest.fixture
async def chat(open_chat: Opener) -> Community:
    return await open_chat(cogs=ASKED, toxicity=ScriptedToxicity(SCORES))


@pytest.fixture
async def ana(chat: Community) -> Actor:
    return await chat.person("Ana")


@pytest.fixture
async def mo(chat: Community) -> Actor:
    return await chat.person("Mo", Level.MODERATOR)


async def seen_by_moderators(chat: Community) -> list[str]:
    await chat.settle()
    return [message.text for message in await chat.messages("moderators")]


async def test_a_mild_author_is_asked_and_nobody_else_sees_it(
    chat: Community, ana: Actor, mo: Actor
) -> None:
    await ana.say("general", MILD)
    note = await ana.told("Would you like to rephrase or delete it?")
    assert MILD in note.text
    assert "in 10 minutes" in note.text
    assert note.buttons == ("I deleted it", "I changed it", "Leave it")
    assert await seen_by_moderators(chat) == []
    await mo.command("queue", channel="moderators")
    await mo.told("Nothing is waiting")


async def test_out_of_time(chat: Community, ana: Actor, mo: Actor) -> None:
    await ana.say("general", MILD)
    note = await ana.told("Would you like to rephrase")
    await chat.advance(minutes=9)
    assert await seen_by_moderators(chat) == []
    await chat.advance(minutes=2)
    card = await mo.sees("moderators", MILD)
    assert "Mild" in card.text
    passed_on = await ana.told("The moderators have it now.")
    assert passed_on.native_id == note.native_id
    assert passed_on.buttons == ()
    await mo.click(card, "Dismiss")
    await mo.sees("moderators", "Dismissed by Mo")


async def test_deleted_in_time(chat: Community, ana: Actor) -> None:
    said = await ana.say("general", MILD)
    await ana.told("Would you like to rephrase")
    await ana.delete(said)
    await ana.told("Thank you. I have shown it to nobody else.")
    await chat.advance(minutes=11)
    assert await seen_by_moderators(chat) == []
    async with chat.app.db.read() as conn:
        assert (await conn.execute(select(alerts))).all() == []


async def test_rephrased_in_time(chat: Community, ana: Actor) -> None:
    said = await ana.say("general", MILD)
    await ana.told("Would you like to rephrase")
    await ana.edit(said, "Ben, I do not agree")
    await ana.told("Thank you. I have shown it to nobody else.")
    await chat.advance(minutes=11)
    assert await seen_by_moderators(chat) == []


async def test_rephrased_but_no_better(chat: Community, ana: Actor, mo: Actor) -> None:
    said = await ana.say("general", MILD)
    note = await ana.told("Would you like to rephrase")
    await ana.edit(said, "Ben, you are a big muppet")
    await ana.click(note, "I changed it")
    await ana.told("For me it still reads the same")
    await chat.advance(minutes=11)
    await mo.sees("moderators", "big muppet")
    assert sum("Would you like to rephrase" in text for text in ana.told_so_far()) == 1


async def test_what_is_called_deleted_is_deleted(chat: Community, ana: Actor) -> None:
    await ana.say("general", MILD)
    await ana.click(await ana.told("Would you like to rephrase"), "I deleted it")
    await ana.told("Thank you. I have shown it to nobody else.")
    assert MILD not in [m.text for m in await chat.messages("general")]
    await chat.advance(minutes=11)
    assert await seen_by_moderators(chat) == []


async def test_left_as_it_is(chat: Community, ana: Actor, mo: Actor) -> None:
    await ana.say("general", MILD)
    await ana.click(await ana.told("Would you like to rephrase"), "Leave it")
    await mo.sees("moderators", MILD)
    await chat.advance(minutes=11)
    assert len(await seen_by_moderators(chat)) == 1


async def test_more_than_mild_goes_to_moderators(chat: Community, ana: Actor, mo: Actor) -> None:
    await ana.say("general", "Ben, you idiot")
    await mo.sees("moderators", "you idiot")
    # moderators look at this author already, so there is nothing to settle among two
    await ana.say("general", MILD)
    await mo.sees("moderators", MILD)
    assert not ana.told_so_far()


async def test_a_report_does_not_wait(chat: Community, ana: Actor, mo: Actor) -> None:
    ben = await chat.person("Ben")
    said = await ana.say("general", MILD)
    note = await ana.told("Would you like to rephrase")
    await ben.menu("Report message", said)
    await mo.sees("moderators", "Reported by 1 member")
    await ana.click(note, "Leave it")
    await ana.told("The moderators have it now.")
    await chat.advance(minutes=11)
    assert len(await seen_by_moderators(chat)) == 1


async def test_who_cannot_be_asked_is_not_waited_for(
    chat: Community, ana: Actor, mo: Actor
) -> None:
    rig = chat.rig
    assert isinstance(rig, LocalRig)
    rig.world.put_person(replace(rig.world.people[ana.native_id], reachable=False))
    await ana.say("general", MILD)
    await mo.sees("moderators", MILD)


async def test_what_nobody_was_asked_about_is_not_held(
    chat: Community, ana: Actor, mo: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def away(user: str, out: object) -> None:
        raise ConnectionError

    monkeypatch.setattr(sending, "LOOK_AGAIN_S", 0.02)
    with monkeypatch.context() as patch:
        patch.setattr(chat.rig.platform, "send_direct", away)
        await ana.say("general", MILD)
        await mo.sees("moderators", MILD)
    await chat.advance(minutes=2)
    await ana.told("The moderators have it now.")  # the note comes late, and says so
    assert len(await seen_by_moderators(chat)) == 1


async def test_a_late_click_says_nothing_untrue(chat: Community, ana: Actor, mo: Actor) -> None:
    await ana.say("general", MILD)
    note = await ana.told("Would you like to rephrase")
    async with chat.app.db.write() as conn:
        # it has joined another alert, and the note could not be brought up to date
        await conn.execute(delete(alerts))
    await ana.click(note, "I changed it")
    await ana.told("This is over; you need not answer any more.")
    assert not any("nobody else" in text for text in ana.told_so_far()[1:])


async def test_off_by_default(open_chat: Opener) -> None:
    chat = await open_chat(toxicity=ScriptedToxicity(SCORES))
    ana, mo = await chat.person("Ana"), await chat.person("Mo", Level.MODERATOR)
    await ana.say("general", MILD)
    await mo.sees("moderators", MILD)
    assert not ana.told_so_far()


async def test_the_time_runs_on_over_a_restart(chat: Community, ana: Actor, mo: Actor) -> None:
    await ana.say("general", MILD)
    await ana.told("Would you like to rephrase")
    await chat.restart()
    await chat.advance(minutes=11)
    await mo.sees("moderators", MILD)


async def test_a_forgotten_author_is_not_shown(chat: Community, ana: Actor) -> None:
    await ana.say("general", MILD)
    await ana.told("Would you like to rephrase")
    member = await known(chat, ana)
    await safety(chat).erase(member.id)
    await chat.advance(minutes=11)
    assert await seen_by_moderators(chat) == []


async def test_nobody_answers_for_another(chat: Community, ana: Actor) -> None:
    ben = await chat.person("Ben")
    for actor in (ana, ben):
        await actor.say("general", f"{MILD}, says {actor.name}")
    note = await ben.told("Would you like to rephrase")
    await ana.told("Would you like to rephrase")
    other = (await known(chat, ana)).id
    async with chat.app.db.write() as conn:
        await conn.execute(update(alerts).values(author_id=other))
    await ben.click(note, "I deleted it")
    await ben.told("This is not about you")


@pytest.fixture(params=[LocalRig, DiscordRig, TelegramRig], ids=["local", "discord", "telegram"])
async def anywhere(request: pytest.FixtureRequest, tmp_path: Path) -> AsyncIterator[Community]:
    rig: Rig = request.param()
    scores = ScriptedToxicity(SCORES)
    community = Community([rig], sqlite_url(tmp_path), cogs=ASKED, toxicity=scores)
    await community.open()
    yield community
    await community.close()


async def test_who_takes_no_notes_is_not_waited_for(anywhere: Community) -> None:
    ana, mo = await anywhere.person("Ana"), await anywhere.person("Mo", Level.MODERATOR)
    if isinstance(rig := anywhere.rig, LocalRig):
        rig.world.put_person(replace(rig.world.people[ana.native_id], reachable=False))
    await answers_no_bot(rig, ana)
    await ana.say("general", MILD)
    await mo.sees("moderators", MILD)
    await anywhere.advance(minutes=11)
    assert len(await seen_by_moderators(anywhere)) == 1


async def test_deleting_it_works_anywhere(anywhere: Community) -> None:
    ana = await anywhere.person("Ana")
    said = await ana.say("general", MILD)
    note = await ana.told("Would you like to rephrase")
    await ana.delete(said)  # Telegram does not tell the bot of it
    await anywhere.settle()
    if anywhere.rig.name == "telegram":
        await ana.click(note, "I deleted it")
    await ana.told("Thank you. I have shown it to nobody else.")
    await anywhere.advance(minutes=11)
    assert await seen_by_moderators(anywhere) == []
