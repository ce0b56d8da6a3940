"""Saving, counting and removing segments, as moderators see it."""

from __future__ import annotations

import asyncio

import pytest
from sqlalchemy import select

from bot.api.boards.audience import Audiences, Trait
from bot.api.errors import UserError
from bot.api.people import Level
from storage.tables import audit
from tests.support.chat import Actor
from tests.support.community import Community


async def crowded(chat: Community, count: int) -> list[Actor]:
    """People who have long been there and write now and then."""
    people = [await chat.person(f"P{n}") for n in range(count)]
    for who in people:
        await who.say("general", "Hello")
    await chat.settle()
    return people


async def noted(chat: Community) -> list[tuple[str, str, dict[str, object]]]:
    query = select(audit.c.action, audit.c.target, audit.c.detail).order_by(audit.c.id)
    async with chat.app.db.read() as connection:
        rows = [tuple(row) for row in await connection.execute(query)]
    return [(a, t, d) for a, t, d in rows if a.startswith("segments.")]


async def test_a_segment_is_saved_counted_changed_and_removed(chat: Community) -> None:
    ada = await chat.person("Ada", Level.ADMIN)
    await crowded(chat, 8)
    await ada.command("segment save", name="Fresh people", condition="new and messages >= 1")
    told = (await ada.told("Meant now")).text
    assert "Fresh people: new and messages >= 1" in told
    assert "activity is “new” and messages is at least 1" in told
    assert "messages: messages they wrote in the last 28 days" in told
    # Ada has only typed a command: she is here and is not counted among those who wrote
    assert "all but a few of the 9 members" in told

    await chat.restart()
    await ada.command("segment list")
    await ada.told("Fresh people: new and messages >= 1")
    await ada.command("segment save", name="fresh PEOPLE", condition="new")
    told = (await ada.told("fresh PEOPLE: new")).text
    assert "Meant now: 9 of 9 members." in told
    assert "I may write to all of them in private." in told
    assert "Local: 9" in told
    await ada.command("segment show", who="FRESH people")
    await chat.settle()
    assert ada.told_so_far()[-1] == told

    await ada.command("segment remove", name="Fresh People")
    await ada.told(
        "fresh PEOPLE is removed. Whatever else was meant for it is not sent, and says so."
    )
    await ada.command("segment list")
    await ada.told("There are no segments yet; save one like this:")
    first = {"condition": "new and messages >= 1"}
    assert await noted(chat) == [
        ("segments.saved", "Fresh people", {"condition": "new and messages >= 1", "before": None}),
        ("segments.counted", "Fresh people", first | {"size": "nearly all"}),
        ("segments.saved", "fresh PEOPLE", {"condition": "new", "before": "new and messages >= 1"}),
        ("segments.counted", "fresh PEOPLE", {"condition": "new", "size": "9"}),
        ("segments.counted", "fresh PEOPLE", {"condition": "new", "size": "9"}),
        ("segments.removed", "fresh PEOPLE", {"before": "new"}),
    ]


async def test_a_few_are_never_counted(chat: Community) -> None:
    mo = await chat.person("Mo", Level.MODERATOR)
    people = await crowded(chat, 9)
    for who in people[:3]:
        await who.say("general", "Hello again")
    await mo.command("segment show", who="messages >= 2")
    told = (await mo.told("messages is at least 2")).text
    assert "Meant now: <5 of 10 members." in told
    assert "private" not in told and "Local" not in told
    await mo.command("segment show", who="messages < 2")
    told = (await mo.told("messages is less than 2")).text
    assert "all but a few of the 10 members" in told and "7" not in told
    await mo.command("segment show", who="messages > 90")
    assert "Meant now: 0 of 10 members." in (await mo.told("messages is more than 90")).text
    await mo.command("segment show")
    assert "Meant now: 10 of 10 members." in (await mo.told("everybody who is here")).text


async def test_who_left_is_not_meant_any_more(chat: Community) -> None:
    mo = await chat.person("Mo", Level.MODERATOR)
    people = await crowded(chat, 9)
    await people[0].leave()
    await chat.settle()
    await mo.command("segment show", who="messages = 1")
    await mo.told("of the 9 members")


@pytest.mark.parametrize(
    ("who", "sentence"),
    [
        ("nwe", "I do not know “nwe”. Did you mean new?"),
        ("platform telgram", "platform is never “telgram”. You can use local."),
        ("language germna", "language is never “germna”. Did you mean German?"),
        ("segment nobody", "There is no segment “nobody”."),
        ("new or", "Something is missing at the end."),
    ],
)
async def test_what_is_not_understood_is_said(chat: Community, who: str, sentence: str) -> None:
    mo = await chat.person("Mo", Level.MODERATOR)
    await mo.command("segment show", who=who)
    await mo.told(sentence)


async def test_what_cannot_be_saved(chat: Community) -> None:
    ada = await chat.person("Ada", Level.ADMIN)

    async def saves(name: str, condition: str, sentence: str) -> None:
        await ada.command("segment save", name=name, condition=condition)
        await ada.told(sentence)

    await saves("new", "active", "new is a condition by itself; please choose another name.")
    await saves(" ", "new", "A segment needs a name, like regulars.")
    await saves("everyone", "new", "everyone is a condition by itself")
    await saves("inner", "nwe", "I do not know “nwe”.")
    await saves("inner", "segment inner", "The segment “inner” leads back to itself")
    await saves("inner", "new or active", "inner: new or active")
    await saves("outer", "not segment Inner", "not in the segment “Inner”")
    await saves("third", "inner or new", "Did you mean segment inner?")
    await saves("inner", "segment OUTER or new", "leads back to itself; change one of them")
    await ada.command("segment remove", name="inner")
    await ada.told("inner is named by outer; change those first.")
    await ada.command("segment remove", name="other")
    await ada.told("There is no segment other;")
    await ada.command("segment remove", name="outer")
    await ada.told("outer is removed.")
    await ada.command("segment remove", name="inner")
    await ada.told("inner is removed.")


async def test_two_who_save_one_name_at_once_leave_one(chat: Community) -> None:
    ada, ben = await chat.person("Ada", Level.ADMIN), await chat.person("Ben", Level.ADMIN)
    await asyncio.gather(
        ada.command("segment save", name="us", condition="active"),
        ben.command("segment save", name="US", condition="regular"),
    )
    await ada.told("us: active")
    await ben.told("US: regular")
    await ada.command("segment list")
    listed = (await ada.told("counts one of them")).text
    assert listed.casefold().count("us: ") == 1


async def test_members_are_not_told_and_moderators_do_not_save(chat: Community) -> None:
    ana, mo = await chat.person("Ana"), await chat.person("Mo", Level.MODERATOR)
    await ana.command("segment show", who="new")
    await ana.told("Only moderators can do that here.")
    await mo.command("segment save", name="us", condition="new")
    await mo.told("Only administrators can do that here.")


async def test_the_words_are_listed(chat: Community) -> None:
    mo = await chat.person("Mo", Level.MODERATOR)
    await mo.command("segment words")
    told = (await mo.told("This is what a segment can ask")).text
    assert "joined within 30 days: when they came" in told
    assert "messages >= 2: messages they wrote" in told
    assert "platform is local: where they are (local)" in told
    assert told.count("slipping") == 1
    assert all(line.startswith("• ") for line in told.splitlines()[1:-2])
    assert "reachable: the bot may write to them in private" in told
    assert "activity is new: how they take part, the first that fits: new (came" in told


async def test_a_question_that_is_gone_does_not_hide_the_other_words(chat: Community) -> None:
    async def gone(community_id: int) -> list[str]:
        raise UserError("There is no question with the word “diet” here.")

    async def nothing(community_id: int) -> dict[int, str]:
        return {}

    mo = await chat.person("Mo", Level.MODERATOR)
    chat.app.boards[Audiences].offer("segments", Trait("diet", "words", "diet", nothing, gone))
    await mo.command("segment words")
    told = (await mo.told("This is what a segment can ask")).text
    assert "messages >= 2" in told and "diet" not in told


async def test_what_is_said_back_is_understood(chat: Community) -> None:
    mo = await chat.person("Mo", Level.MODERATOR)
    for condition in (
        "joined within 30 days and not language de",
        "not joined over 1 year ago or messages >= 3 and (messages != 7 or reachable)",
        "not (new or not joined within 45 days) and not messages < 2",
    ):
        await mo.command("segment show", who=condition)
        said = (await mo.told(condition)).text.splitlines()[1]
        await mo.command("segment show", who=said)
        await mo.told(f"{said}\n{said}\n")


async def test_a_handful_in_all_is_not_counted(chat: Community) -> None:
    mo = await chat.person("Mo", Level.MODERATOR)
    for who in ("new", "language Deutsch"):
        await mo.command("segment show", who=who)
        told = (await mo.told(who)).text
        assert "not counted, for with fewer than 5 members" in told and "all but" not in told


async def test_how_somebody_takes_part_changes_with_time(chat: Community) -> None:
    audiences, here = chat.app.boards[Audiences], await chat.id
    ana, ben = await crowded(chat, 2)

    async def standing(word: str) -> int:
        return len(await audiences.members(here, word))

    assert await standing("new") == 2
    await chat.advance(days=15)
    await ana.say("general", "Good morning")
    await chat.settle()
    assert (await standing("active"), await standing("quiet"), await standing("new")) == (1, 1, 0)
    await chat.advance(days=30)
    await ana.say("general", "I was away")
    await chat.settle()
    assert (await standing("back"), await standing("active"), await standing("quiet")) == (1, 0, 1)
    for _ in range(8):
        await chat.advance(days=1)
        await ana.say("general", "Every day")
    await chat.settle()
    assert await standing("regular") == 1
    assert await standing("") == 2
    await ben.leave()
    await chat.settle()
    assert await standing("") == 1
