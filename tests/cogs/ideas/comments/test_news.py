"""Authors hear of comments once a day."""

from __future__ import annotations

import pytest

from bot.api.calendar import local_date
from bot.api.people import Level
from tests.support.chat import Actor
from tests.support.community import Community, Opener

from .stage import ALONE, BREAD, cog, counted, details, propose


def notes(who: Actor) -> list[str]:
    """What somebody was told of new comments so far."""
    return [told for told in who.told_so_far() if "new comment" in told]


async def test_an_author_is_told_once_a_day(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    card = await propose(ana)
    for words in ("With seeds", "And nuts", "And love"):
        await ben.say("ideas", words, reply_to=card)
    await ana.say("ideas", "Thank you", reply_to=card)
    await counted(chat, 4)
    assert notes(ana) == []
    await chat.advance(days=1)
    told = await ana.told("3 new comments on your idea #1 “Gluten-free bread”.")
    assert told.buttons == ("Details", "💬 Discuss", "No more news of this")
    await chat.restart()
    await chat.advance(days=1)
    assert len(notes(ana)) == 1 and notes(ben) == []

    await ben.say("ideas", "When?", reply_to=card)
    await counted(chat, 5)
    await chat.advance(days=1)
    await ana.told("1 new comment on your idea #1")
    await ana.click(told, "Discuss")
    await ana.told("To discuss #1")


async def test_a_note_survives_a_restart_and_comes_once(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    await ben.say("ideas", "With seeds", reply_to=await propose(ana))
    await counted(chat, 1)

    async def a_day() -> None:
        chat.clock.advance(days=1)

    await chat.restart(meanwhile=a_day)
    await chat.advance(minutes=1)
    await ana.told("1 new comment on your idea #1")
    day = {"community": await chat.id, "idea": 1, "start": 0, "end": chat.clock.now()}
    again = day | {"day": noted_day(chat)}
    await cog(chat).tell_comments(again, 0)
    await chat.settle()
    assert len(notes(ana)) == 1


def noted_day(chat: Community) -> str:
    """The local day of the last daily round."""
    return local_date(chat.clock.now(), "Europe/Berlin").isoformat()


async def test_nothing_is_told_of_own_or_deleted_comments(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    card = await propose(ana)
    await ana.say("ideas", "By the way", reply_to=card)
    said = await ben.say("ideas", "Oops", reply_to=card)
    await counted(chat, 2)
    await ben.delete(said)
    await counted(chat, 1)
    await chat.advance(days=1)
    assert notes(ana) == []


async def test_who_wants_no_news_gets_none(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    card = await propose(ana)
    await ana.click(await details(ana, card), "Unfollow")
    await ana.told("You will hear nothing more of #1.")
    await ben.say("ideas", "With seeds", reply_to=card)
    await counted(chat, 1)
    await chat.advance(days=1)
    assert notes(ana) == []


async def test_authors_of_merged_ideas_hear_of_the_one_they_are_part_of(
    open_chat: Opener,
) -> None:
    chat = await open_chat(cogs=ALONE)
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    mo = await chat.person("Mo", Level.MODERATOR)
    rye = await propose(ana, "Rye")
    bread = await propose(ben)
    await mo.say("ideas", "Dark", reply_to=rye)
    await ana.say("ideas", "Light", reply_to=bread)
    await counted(chat, 2)
    await mo.command("ideas merge", idea="1", into="2")
    await ana.sees("ideas", "2 comments")
    await chat.advance(days=1)
    # both ideas had a note planned: they are one now, and so is the note
    await ana.told(f"1 new comment on #2 “{BREAD}”, which your idea is part of.")
    await ben.told("2 new comments on your idea #2")
    assert len(notes(ana)) == len(notes(ben)) == 1


@pytest.mark.parametrize("times", ["17:30", "09:00"])
async def test_notes_come_with_the_daily_round(open_chat: Opener, times: str) -> None:
    chat = await open_chat(cogs={"ideas": {"reminder_time": times}})
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    card = await propose(ana)
    for day in range(3):
        before = sum(range(day + 1))
        for n in range(day + 1):  # one more each day
            await ben.say("ideas", f"Day {day}, {n}", reply_to=card)
        await counted(chat, before + day + 1)
        for _ in range(24):
            await chat.advance(hours=1)
        assert len(notes(ana)) == day + 1
    assert [note.split()[1] for note in notes(ana)] == ["1", "2", "3"]
