"""Safety in the chat: reports, waves, the queue, and warnings."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest

from bot.api.people import Level
from bot.understanding.toxicity import LocalToxicity
from cogs.safety.alerts.desk import Desk
from tests.cogs.safety.members.rig import cards
from tests.contract.local_rig import LocalRig
from tests.support.chat import Actor
from tests.support.community import Community, Opener, sqlite_url

NASTY = "Ben, you are an idiot"


@pytest.fixture
async def mo(chat: Community) -> Actor:
    return await chat.person("Mo", Level.MODERATOR)


# ---- reports


async def test_reports_are_sealed_and_join_one_card(chat: Community, mo: Actor) -> None:
    ana, ben, cem = [await chat.person(name) for name in ("Ana", "Ben", "Cem")]
    said = await ana.say("general", "Nobody wants Ben here")
    await ben.menu("Report message", said)
    await ben.told("not who it came from")
    card = await mo.sees("moderators", "Nobody wants Ben here")
    assert "📣 Reported by a member" in card.text
    assert "The model finds nothing in it." in card.text
    await cem.command("report", reply_to=said, reason="Leave him alone")
    card = await mo.sees("moderators", "Reported by 2 members")
    assert "Leave him alone" in card.text
    assert "Cem" not in card.text
    await ben.menu("Report message", said)
    await ben.told("reported this already")
    (card,) = await cards(chat)
    assert "Reported by 2 members" in card.text
    await mo.click(card, "Warn")
    await ben.told("A moderator has looked at your report")
    await cem.told("A moderator has looked at your report")
    told = await ana.told("warns you")
    await ana.command("why")
    why = await ana.told("What was decided about you")
    for text in (told.text, why.text):
        assert "Cem" not in text
        assert "report" not in text.lower()


async def test_a_report_joins_the_alert_of_the_model(chat: Community, mo: Actor) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    said = await ana.say("general", NASTY)
    await mo.sees("moderators", NASTY)
    await ben.menu("Report message", said)
    card = await mo.sees("moderators", "Reported by 1 member")
    assert "toxicity 93%" in card.text
    assert len(await cards(chat)) == 1


async def test_a_member_is_reported_without_a_message(chat: Community, mo: Actor) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    await ana.say("general", "hello")
    await ben.command("report", channel="private", member=ana, reason="She writes to me at night")
    card = await mo.sees("moderators", "She writes to me at night")
    assert {"Dismiss", "Warn", "Time out 1 hour"} <= set(card.buttons)
    assert "Delete" not in card.buttons
    await mo.click(card, "Time out")
    await ana.told("paused your writing")
    assert chat.rig.timed_out(ana)


async def test_what_is_said_about_a_person_speaks_of_no_message(chat: Community, mo: Actor) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    await ana.say("general", "hello")
    await ben.command("report", channel="private", member=ana, reason="She writes to me at night")
    await mo.click(await mo.sees("moderators", "She writes to me at night"), "Talk")
    note = await ana.told("has a word for you")
    assert "How you treat others" in note.text
    await ben.command("report", channel="private", member=ana, reason="And again")
    await mo.click(await mo.sees("moderators", "And again"), "Warn")
    warned = await ana.told("warns you")
    assert "Reason: behaviour that can hurt others" in warned.text
    await ana.command("why")
    why = await ana.told("you were warned: behaviour that can hurt others")
    for text in (note.text, warned.text, why.text):
        assert "message" not in text.lower()
        assert "What you wrote" not in text


async def test_other_words_of_one_alert_are_added_to_the_report(
    chat: Community, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    said = await ana.say("general", "Nobody wants Ben here")

    async def filed(*args: object) -> object:
        return SimpleNamespace(added=True, repeated=False)

    monkeypatch.setattr(Desk, "report", filed)
    await ben.menu("Report message", said)
    await ben.told("Thank you, I have added it to your report.")


async def test_what_cannot_be_reported(open_chat: Opener) -> None:
    chat = await open_chat(cogs={"safety": {"reports_a_day": 1}})
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    mine = await ben.say("general", "hello")
    await ben.command("report")
    await ben.told("Whom is it about?")
    await ben.menu("Report message", mine)
    await ben.told("You cannot report yourself")
    await ben.menu("Report message", await ana.say("general", "one"))
    await ben.told("The moderators see your report")
    await ben.menu("Report message", await ana.say("general", "two"))
    await ben.told("many reports today")
    await chat.settle()
    assert len(await chat.messages("moderators")) == 1


# ---- many at once


async def test_a_raid_is_folded_and_nothing_is_lost(open_chat: Opener) -> None:
    one_by_one = {"cards_a_minute": 2, "gather_minutes": 0, "flood": {"enabled": False}}
    chat = await open_chat(cogs={"safety": one_by_one})
    mo, ana = await chat.person("Mo", Level.MODERATOR), await chat.person("Ana")
    for number in range(8):
        await ana.say("general", f"idiot number {number}")
        await chat.settle()  # alerts are filed in this order
    summary = await mo.sees("moderators", "and 6 more flags")
    assert len(await cards(chat)) == 3
    await mo.click(summary, "Open the queue")
    queue = await mo.told("8 alerts are waiting")
    assert queue.buttons == (*(f"Show #{n}" for n in range(1, 6)), "Later ones")
    await mo.click(queue, "Later ones")
    later = await mo.told("#6")
    await mo.click(later, "Show #8")
    shown = await mo.told("idiot number 7")
    assert "Dismiss" in shown.buttons
    await mo.click(shown, "Delete")
    await mo.told("Deleted by Mo")
    await mo.sees("moderators", "and 5 more flags")
    assert "idiot number 7" not in [m.text for m in await chat.messages("general")]
    chat.clock.advance(minutes=2)
    await ana.say("general", "idiot once more")
    await mo.sees("moderators", "idiot once more")


async def test_the_queue_is_for_moderators_and_empties(chat: Community, mo: Actor) -> None:
    ana = await chat.person("Ana")
    await ana.command("queue")
    await ana.told("Only moderators")
    await mo.command("queue", channel="moderators")
    await mo.told("Nothing is waiting")


# ---- places


@pytest.fixture
async def without_place(tmp_path: Path) -> AsyncIterator[tuple[Community, Actor]]:
    """A community that has no channel for moderators, and its moderator."""
    rig = LocalRig()
    del rig.world.rooms["moderators"]
    chat = Community([rig], sqlite_url(tmp_path))
    mo = await chat.person("Mo", Level.MODERATOR)
    await chat.open()
    yield chat, mo
    await chat.close()


async def test_without_a_channel_moderators_are_told_privately(
    without_place: tuple[Community, Actor],
) -> None:
    chat, mo = without_place
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    await ana.say("general", NASTY)
    card = await mo.told(NASTY)
    await mo.told("/settings channel moderators")
    await ben.say("general", "vermin, all of you")
    await mo.told("vermin")
    await chat.settle()
    assert sum("no channel for moderators" in text for text in mo.told_so_far()) == 1
    await mo.click(card, "Delete")
    await mo.told("Deleted by Mo")
    assert NASTY not in [m.text for m in await chat.messages("general")]


# ---- warnings


async def test_warn_by_command_and_take_back(chat: Community, mo: Actor) -> None:
    ana = await chat.person("Ana")
    await ana.say("general", "hello")
    await mo.command("warn", channel="moderators", member=ana, reason="Please no advertising")
    await mo.told("Ana is warned")
    await ana.told("Please no advertising")
    await ana.command("warnings", member=ana)
    await ana.told("Only moderators")
    await ana.command("why")
    await ana.told("you were warned: Please no advertising")
    await mo.command("warnings", channel="moderators", member=ana)
    listed = await mo.told("by Mo: Please no advertising")
    await mo.click(listed, "Take back")
    await ana.told("taken back the warning")
    await mo.click(listed, "Take back")
    await mo.told("taken back already")


async def test_who_cannot_be_written_to_is_said_on_the_card(chat: Community, mo: Actor) -> None:
    rig = chat.rig
    assert isinstance(rig, LocalRig)
    ana, max_ = await chat.person("Ana"), await chat.person("Max", Level.MODERATOR)
    rig.world.put_person(replace(rig.world.people[ana.native_id], reachable=False))
    await ana.say("general", NASTY)
    await mo.click(await mo.sees("moderators", NASTY), "Warn")
    await max_.sees("moderators", "I cannot write to Ana privately")


async def test_why_shows_the_score_that_led_to_it(chat: Community, mo: Actor) -> None:
    ana = await chat.person("Ana")
    await ana.command("why")
    await ana.told("Nothing has been decided about you")
    await ana.say("general", NASTY)
    await mo.click(await mo.sees("moderators", NASTY), "Delete")
    await chat.settle()
    await ana.command("why")
    told = await ana.told("a message of yours was deleted")
    assert "toxicity 93%" in told.text
    assert "Mo " not in told.text


# ---- the shipped model


async def test_with_the_shipped_model(open_chat: Opener) -> None:
    model = LocalToxicity()
    chat = await open_chat(toxicity=model)
    ana, mo = await chat.person("Ana"), await chat.person("Mo", Level.MODERATOR)
    await ana.say("general", "Does anybody have a recipe for a good sourdough starter?")
    await ana.say("general", "You are a worthless idiot, shut up")
    card = await mo.sees("moderators", "worthless idiot")
    await mo.click(card, "Which words?")
    await mo.sees("moderators", "What weighed most for it:")
    assert len(await cards(chat)) == 1
    await mo.command("safety status", channel="moderators")
    await mo.told("townhall-toxicity@")
    await model.close()
