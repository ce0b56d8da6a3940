"""Threads and topics in which ideas are talked about, on Discord and Telegram."""

from __future__ import annotations

import asyncio

from bot.api.people import Level
from tests.contract.stagehands import RIGHTS, THREADS, learn_topics, take_right
from tests.support.chat import Actor, Seen
from tests.support.community import Community, Opener

from .stage import ALONE, BREAD, counted, details, discuss, places, propose

OPENING = f"This is the place to talk about the idea #1 “{BREAD}”"


async def talk(chat: Community, who: Actor, card: Seen) -> None:
    """Open the place of an idea, so that everybody knows it."""
    await discuss(who, card)
    await who.told("is talked about in")
    learn_topics(chat.rig)


async def openings(chat: Community, who: Actor) -> int:
    """How often the first line stands in the place of the idea."""
    await who.sees(BREAD, OPENING)
    return len([seen for seen in await chat.messages(BREAD) if OPENING in seen.text])


async def test_a_place_to_talk_beside_the_card(forum: Community) -> None:
    ana, ben = await forum.person("Ana"), await forum.person("Ben")
    card = await propose(ana)
    await talk(forum, ben, card)
    told = await ben.told(f"#1 is talked about in {BREAD}, beside its card in ideas")
    assert "Every message there counts as a comment." in told.text
    assert await openings(forum, ben) == 1

    said = await ben.say(BREAD, "With seeds, please")
    await ana.sees("ideas", "1 comment")
    await ana.say(BREAD, "Which ones?", reply_to=said)
    await ana.sees("ideas", "2 comments")
    await ben.say("ideas", "Poppy", reply_to=card)
    await ana.sees("ideas", "3 comments")
    # the bot's own words, and other places, do not count
    await ana.say("general", "Bread!")
    await forum.settle()
    await counted(forum, 3)


async def test_everybody_is_led_to_the_same_place(forum: Community) -> None:
    people = [await forum.person(name) for name in ("Ana", "Ben", "Cem")]
    card = await propose(people[0])
    shown = [await details(who, card) for who in people]
    await asyncio.gather(
        *(who.click(one, "Discuss") for who, one in zip(people, shown, strict=True))
    )
    for who in people:
        await who.told("#1 is talked about")
    learn_topics(forum.rig)
    assert await places(forum) == 1 and await openings(forum, people[0]) == 1
    await forum.restart()
    await people[1].click(shown[1], "Discuss")

    async def answers() -> int:
        return len([told for told in people[1].told_so_far() if "#1 is talked about" in told])

    await forum.until(answers, 2)
    await forum.settle()
    assert await places(forum) == 1 and await openings(forum, people[0]) == 1
    await people[2].say(BREAD, "Still here")
    await people[0].sees("ideas", "1 comment")


async def test_a_comment_that_is_deleted_does_not_count(open_forum: Opener) -> None:
    chat = await open_forum()
    ana = await chat.person("Ana")
    await talk(chat, ana, await propose(ana))
    said = await ana.say(BREAD, "Oops")
    await counted(chat, 1)
    await ana.delete(said)
    await ana.say(BREAD, "With seeds")
    if chat.rig.name == "discord":
        await ana.sees("ideas", "· 1 comment")
        await counted(chat, 1)
    else:  # Telegram does not tell bots what people delete
        await ana.sees("ideas", "2 comments")


async def test_without_the_right_people_answer_the_card(forum: Community) -> None:
    ana, mo = await forum.person("Ana"), await forum.person("Mo", Level.MODERATOR)
    card = await propose(ana)
    right = await take_right(forum.rig, THREADS)
    assert right == RIGHTS[forum.rig.name][THREADS]
    await discuss(ana, card)
    told = await ana.told("To discuss #1, answer its card in ideas")
    assert right not in told.text
    await discuss(mo, card)
    assert right in (await mo.told("I would open a thread for it")).text
    assert await places(forum) == 0
    await ana.say("ideas", "With seeds", reply_to=card)
    await ana.sees("ideas", "1 comment")


async def test_a_community_may_wish_for_replies_only(open_forum: Opener) -> None:
    chat = await open_forum(cogs={"ideas": {"discussions": "replies"}})
    ana = await chat.person("Ana")
    await discuss(ana, await propose(ana))
    await ana.told("To discuss #1, answer its card in ideas")
    assert await places(chat) == 0


async def test_steps_are_told_where_the_idea_is_talked_about(forum: Community) -> None:
    ana, mo = await forum.person("Ana"), await forum.person("Mo", Level.MODERATOR)
    await talk(forum, ana, await propose(ana))
    await mo.command("ideas status", idea="1", status="planned", reason="The oven comes in May.")
    await mo.told("Done: #1 is now planned.")
    await forum.advance(minutes=2)
    told = await ana.sees(BREAD, "The idea #1 is now planned.")
    assert "The oven comes in May." in told.text
    await forum.restart()
    await forum.advance(minutes=2)
    said = [seen.text for seen in await forum.messages(BREAD) if "is now planned" in seen.text]
    assert len(said) == 1


async def test_a_merged_idea_is_talked_about_with_the_other(open_forum: Opener) -> None:
    chat = await open_forum(cogs=ALONE)
    ana, mo = await chat.person("Ana"), await chat.person("Mo", Level.MODERATOR)
    first = await propose(ana)
    await talk(chat, ana, first)
    old = await details(ana, first)
    await propose(ana, "Rye")
    await mo.command("ideas merge", idea="1", into="2")
    await ana.sees("ideas", "Part of #2 now")
    await ana.say(BREAD, "With seeds")
    assert "Rye" in (await ana.sees("ideas", "1 comment")).text
    await ana.click(old, "Discuss")
    await ana.told("#2 is talked about in Rye")
    learn_topics(chat.rig)
    await mo.command("ideas status", idea="2", status="planned", reason="The oven comes in May.")
    await mo.told("Done: #2 is now planned.")
    await chat.advance(minutes=2)
    for place in (BREAD, "Rye"):
        await ana.sees(place, "The idea #2 is now planned.")


async def test_the_writer_of_an_anonymous_idea_is_warned(forum: Community) -> None:
    ana, ben = await forum.person("Ana"), await forum.person("Ben")
    card = await propose(ana, anonymous=True)
    await talk(forum, ana, card)
    assert "what you write shows your name" in (await ana.told("#1 is talked about")).text
    await discuss(ben, card)
    assert "shows your name" not in (await ben.told("#1 is talked about")).text
    assert await openings(forum, ben) == 1
    assert "Ana" not in (await ben.sees(BREAD, OPENING)).text
