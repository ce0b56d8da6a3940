"""What goes wrong: two who act at once, no place, too late, another account, another zone."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.api.people import Level
from bot.engine.services.people.plans import CommunityPlan
from cogs.announcements.cog import Announcements
from cogs.announcements.posting import letters
from cogs.announcements.posting.letters import LetterDesk
from tests.support.chat import link
from tests.support.community import Community

from .test_story import handed_in, posts, team


async def test_the_card_for_other_words_keeps_its_buttons(chat: Community) -> None:
    ana, ben, _ = await team(chat)
    await ben.click(await handed_in(ana, chat, text="Opens at 8"), "Approve")
    await chat.settle()
    await chat.advance(seconds=1)
    await ana.command("announcements edit", number=1)
    await ana.fill(text="Opens at 9")
    await chat.settle()
    request = await ben.sees("moderators", "wants other words")
    await ben.click(request, "Send back")
    await ben.fill(reason="It is 8.")
    await ana.told("It is 8.")
    await chat.settle()
    await ben.sees("moderators", "Ben sent it back: It is 8.")
    assert await posts(chat, "Opens at 8") == 1


async def test_no_letter_arrives_after_it_was_taken_back(
    chat: Community, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, ben, mia = await team(chat)
    leo = await chat.person("Leo")
    for who in (mia, leo):
        await who.say("general", "hello")
    await chat.advance(hours=12)
    card = await handed_in(ana, chat, text="A mistake", to="joined within 7 days")
    written = LetterDesk._letter
    calls: list[int] = []

    async def then_recalled(desk: LetterDesk, *given: Any) -> Any:
        calls.append(1)
        if len(calls) == 2:
            await ana.command("announcements recall", number=1)
            await ana.told("Taken back")
        return await written(desk, *given)

    monkeypatch.setattr(LetterDesk, "_letter", then_recalled)
    await ben.click(card, "Approve")
    await chat.settle()
    await chat.advance(seconds=1)
    assert len(calls) > 1
    world = chat.rig.world  # type: ignore[attr-defined]
    standing = [post.text for room in world.rooms for post in world.posts(room)]
    assert "A mistake" not in standing


async def test_many_letters_let_other_tasks_in(
    chat: Community, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(letters, "BATCH", 2)
    write, turns = LetterDesk.write, list[int]()

    async def counted(desk: LetterDesk, data: dict[str, Any]) -> None:
        turns.append(1)
        await write(desk, data)

    monkeypatch.setattr(LetterDesk, "write", counted)
    ana, ben, _ = await team(chat)
    for number in range(7):
        await (await chat.person(f"P{number}")).say("general", "hello")
    await chat.advance(hours=12)
    card = await handed_in(ana, chat, text="For the new ones", to="joined within 7 days")
    await ben.click(card, "Approve")
    await chat.settle()
    await chat.advance(seconds=1)
    assert len(turns) >= 4
    await ana.command("announcements show", number=1)
    await ana.told("to 9 people")


async def test_who_left_at_night_gets_no_letter(chat: Community) -> None:
    ana, ben, mia = await team(chat)
    await mia.say("general", "hello")
    card = await handed_in(ana, chat, text="Early birds", to="joined within 7 days")
    await ben.click(card, "Approve")
    await chat.settle()
    await chat.advance(seconds=1)
    await mia.leave()
    await chat.settle()
    await chat.advance(hours=10)
    assert not any("Early birds" in words for words in mia.told_so_far())


async def test_switched_off_it_waits_and_is_not_called_posted(chat: Community) -> None:
    ana, ben, _ = await team(chat)
    owner = await chat.person("Olga", Level.OWNER)
    card = await handed_in(ana, chat, text="Tasting tonight", when="in 2h")
    await ben.click(card, "Approve")
    await chat.settle()
    await owner.command("settings set", name="announcements.enabled", value="false")
    await chat.settle()
    await chat.advance(hours=3)
    assert await posts(chat, "Tasting tonight") == 0
    assert await posts(chat, "#1: posted", "moderators") == 0
    await owner.command("settings set", name="announcements.enabled", value="true")
    await chat.settle()
    await chat.advance(hours=1)
    assert await posts(chat, "Tasting tonight") == 1


async def test_without_a_place_the_team_is_told(chat: Community) -> None:
    ana, ben, _ = await team(chat)
    card = await handed_in(ana, chat, text="Nowhere to go", when="in 2h")
    await ben.click(card, "Approve")
    await chat.settle()
    cog = chat.app.book.cogs["announcements"]
    assert isinstance(cog, Announcements)
    await cog._store.change(1, ["planned"], spaces=[999])
    await chat.advance(hours=3)
    missed = await ben.sees("moderators", "There is no channel left to post it in.")
    assert await posts(chat, "#1: posted", "moderators") == 0
    await ben.click(missed, "Post it now")
    await ben.told("There is no channel left")
    await cog._store.change(1, ["missed"], spaces=None)
    await ben.click(missed, "Post it now")
    await chat.advance(seconds=1)
    assert await posts(chat, "Nowhere to go") == 1
    await ben.sees("moderators", "Announcement #1: posted")


async def test_two_decide_at_once_what_was_missed(chat: Community) -> None:
    ana, ben, _ = await team(chat)
    card = await handed_in(ana, chat, text="Sale ends today", when="in 2h")
    await ben.click(card, "Approve")
    await chat.settle()

    async def meanwhile() -> None:
        chat.clock.advance(days=2)

    await chat.restart(meanwhile)
    await chat.advance(seconds=1)
    await ana.sees("moderators", "Announcement #1: missed")
    missed = await ben.sees("moderators", "should have been posted")
    await asyncio.gather(ben.click(missed, "Post it now"), ana.click(missed, "Leave it out"))
    await chat.settle()
    await chat.advance(seconds=1)
    left_out = await posts(chat, "Ana left it out.", "moderators")
    assert (await posts(chat, "Sale ends")) == (0 if left_out else 1)


async def test_too_late_for_a_second_person(chat: Community) -> None:
    ana, ben, _ = await team(chat)
    card = await handed_in(ana, chat, text="Party tonight", when="in 2h")
    await chat.advance(days=3)
    await ben.click(card, "Approve")
    await ben.told("Its time has passed.")
    assert await posts(chat, "Party tonight") == 0


async def test_nobody_is_their_own_second_person_by_linking(chat: Community) -> None:
    ana, ben, _ = await team(chat)
    cleo = await chat.person("Cleo", Level.MODERATOR)
    card = await handed_in(ana, chat, text="All by myself", when="in 2h")
    await ben.click(card, "Approve")
    await chat.settle()
    await chat.advance(seconds=1)
    await link(ana, ben)
    await chat.settle()
    again = await cleo.sees("moderators", "wants to announce this")
    await chat.advance(hours=1)
    await cleo.click(again, "Approve")
    await chat.settle()
    await chat.advance(hours=2)
    assert await posts(chat, "All by myself") == 1


async def test_stopping_one_that_repeats_deletes_nothing(chat: Community) -> None:
    ana, ben, _ = await team(chat)
    card = await handed_in(ana, chat, text="Good morning", when="in 2h", every="day")
    await ben.click(card, "Approve")
    await chat.settle()
    await chat.advance(hours=2)
    await ben.click(await ben.sees("moderators", "Announcement #1: planned"), "Stop repeating")
    await ben.told("What was posted stays.")
    await chat.advance(days=2)
    assert await posts(chat, "Good morning") == 1


async def test_a_place_that_is_unknown_loses_no_words(chat: Community) -> None:
    ana, _, _ = await team(chat)
    await ana.command("announce", text="Long words of mine", where="slack")
    draft = await ana.told("Long words of mine")
    assert "I am not in “slack”" in draft.text
    assert "Hand in" not in draft.buttons


async def test_two_thousand_characters_and_what_a_second_person_must_know(
    chat: Community,
) -> None:
    ana, ben, mia = await team(chat)
    words = "Bread *and* @everyone. " * 86 + "THE END"
    card = await handed_in(ana, chat, text=words, selling=True)
    assert "Its words stand above." in card.text
    assert "This sells something" in card.text
    await ben.sees("moderators", "THE END")
    await ben.click(card, "Approve")
    await chat.settle()
    await chat.advance(seconds=1)
    await mia.sees("general", "THE END")


async def test_another_time_zone_moves_what_repeats(
    chat: Community, monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, ben, _ = await team(chat)
    card = await handed_in(ana, chat, text="Good evening", when="18:00", every="day")
    await ben.click(card, "Approve")
    await chat.settle()
    now = datetime.fromtimestamp(chat.clock.now() / 1000, ZoneInfo("Europe/Berlin"))
    await chat.advance(minutes=(18 * 60 + 30 - now.hour * 60 - now.minute) % (24 * 60))
    assert await posts(chat, "Good evening") == 1

    def moved(name: str, locale: str, _: str, spaces: tuple[str, ...]) -> CommunityPlan:
        return CommunityPlan(name, locale, "America/New_York", spaces)

    monkeypatch.setattr("bot.app.CommunityPlan", moved)
    await chat.restart()
    await chat.advance(hours=24)  # 18:30 in Berlin, 12:30 in New York
    assert await posts(chat, "Good evening") == 1
    await chat.advance(hours=6)
    assert await posts(chat, "Good evening") == 2
