"""Comments where there are no threads: every reply to an idea's card."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import select

from bot.api.events import MessagePosted
from bot.api.people import Level
from cogs.ideas.model import Draft, Idea, Words
from cogs.ideas.store import IdeaStore
from cogs.ideas.tables import comments
from tests.contract.probe import probe
from tests.support.community import Community, Opener
from tests.support.statements import noted

from .stage import ALONE, BREAD, cog, counted, discuss, places, propose

BREAD_THERE = "Bread that came from elsewhere"


async def bring_along(chat: Community, title: str) -> Idea:
    """An idea in the database that was never posted."""
    draft = Draft(0, await chat.id, 1, 1, 1, Words(title), chat.clock.now())
    return await IdeaStore(chat.app.db).post(draft, chat.clock.now())


async def test_every_reply_to_the_card_is_a_comment(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    card = await propose(ana)
    assert "comment" not in card.text
    await discuss(ben, card)
    told = await ben.told("To discuss #1, answer its card in ideas")
    assert "every reply counts as a comment" in told.text and "Sourdough" not in told.text
    assert await places(chat) == 0

    said = await ben.say("ideas", "With seeds, please", reply_to=card)
    await ana.sees("ideas", "1 comment")
    await ana.say("ideas", "Which ones?", reply_to=card)
    await ana.sees("ideas", "2 comments")
    await ben.edit(said, "With many seeds, please")
    await chat.settle()
    await counted(chat, 2)
    await ben.delete(said)
    await ana.sees("ideas", "· 1 comment")
    await counted(chat, 1)


async def test_other_messages_are_no_comments(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    card = await propose(ana)
    said = await ben.say("ideas", "Nice weather")
    await ana.say("ideas", "Yes", reply_to=said)
    await ana.say("general", "Bread!")
    await ana.command("poll", question="Which cake?", options="Apple; Plum")
    poll = await ana.sees("general", "Which cake?")
    await ben.say("general", "Plum, of course", reply_to=poll)
    await ben.say("ideas", "The first one", reply_to=card)
    await counted(chat, 1)
    await chat.settle()
    await counted(chat, 1)


async def test_a_comment_leaves_no_words_behind(chat: Community) -> None:
    ana = await chat.person("Ana")
    said = await ana.say("ideas", "With zucchini", reply_to=await propose(ana))
    await counted(chat, 1)
    async with chat.app.db.read() as conn:
        [row] = (await conn.execute(select(comments))).all()
    assert row.native_id == said.native_id and row.idea_id == 1
    assert all(isinstance(value, int) for value in row)


async def test_replies_still_count_after_a_restart(chat: Community) -> None:
    ana = await chat.person("Ana")
    card = await propose(ana)
    said = await ana.say("ideas", "With seeds", reply_to=card)
    await ana.sees("ideas", "1 comment")
    await chat.restart()
    await ana.say("ideas", "And nuts", reply_to=card)
    await ana.sees("ideas", "2 comments")
    await ana.delete(said)
    await ana.sees("ideas", "· 1 comment")


async def test_a_card_that_a_crash_kept_back_is_made_good(chat: Community) -> None:
    ana = await chat.person("Ana")
    await propose(ana)
    await cog(chat)._comments.add(1, 900, 1, 1, chat.clock.now())
    await chat.restart()
    await ana.sees("ideas", "1 comment")


async def test_comments_on_a_merged_idea_count_where_it_went(open_chat: Opener) -> None:
    chat = await open_chat(cogs=ALONE)
    ana, mo = await chat.person("Ana"), await chat.person("Mo", Level.MODERATOR)
    rye, bread = await propose(ana, "Rye bread"), await propose(ana)
    await ana.say("ideas", "Dark rye", reply_to=rye)
    await counted(chat, 1)
    await mo.command("ideas merge", idea="1", into="2")
    await ana.sees("ideas", "Part of #2 now")
    await ana.say("ideas", "Light rye", reply_to=rye)
    await ana.say("ideas", "No wheat", reply_to=bread)
    assert BREAD in (await ana.sees("ideas", "3 comments")).text


@contextmanager
def statements() -> Iterator[list[str]]:
    """What the database is asked meanwhile about comments, threads of ideas and tags of posts."""
    asked: list[str] = []

    def note(conn: object, cursor: object, statement: str, *rest: object) -> None:
        if any(name in statement for name in ("ideas", "FROM outbox")):
            asked.append(statement)

    with noted("before_cursor_execute", note):
        yield asked


async def test_an_ordinary_message_costs_no_look_into_the_database(chat: Community) -> None:
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    card = await propose(ana)
    await chat.settle()
    with statements() as asked:
        said = await ana.say("ideas", "Good morning")
        await ben.say("general", "Good evening")
        await ben.say("ideas", "Good night", reply_to=said)
        await chat.settle()
        assert asked == []
        await ben.say("ideas", "With seeds", reply_to=card)
        await counted(chat, 1)
    assert asked


async def test_a_message_that_is_gone_before_it_is_counted_is_no_comment(
    chat: Community,
) -> None:
    ana = await chat.person("Ana")
    card = await propose(ana)
    ear = probe(chat)
    said = await ana.say("ideas", "Oops", reply_to=card)
    await counted(chat, 1)
    message = await ear.said("Oops")
    await ana.delete(said)
    await counted(chat, 0)
    # heard in the other order
    community = await chat.app.registry.community(await chat.id)
    await cog(chat).comment_posted(MessagePosted(community, chat.clock.now(), message))
    await counted(chat, 0)
    await ana.say("ideas", "With seeds", reply_to=card)
    await ana.sees("ideas", "· 1 comment")


async def test_an_idea_without_a_card_gets_one_to_be_talked_about(chat: Community) -> None:
    ana = await chat.person("Ana")
    await propose(ana)
    idea = await bring_along(chat, BREAD_THERE)
    await ana.command("ideas show", idea=str(idea.id))
    await ana.click(await ana.told("Posted "), "Discuss")
    await ana.told(f"#{idea.id} is just being put on the board")
    card = await ana.sees("ideas", BREAD_THERE)
    await ana.command("ideas show", idea=str(idea.id))
    await ana.click(await ana.told("Posted "), "Discuss")
    await ana.told(f"To discuss #{idea.id}, answer its card in ideas")
    await ana.say("ideas", "With seeds", reply_to=card)
    await ana.sees("ideas", "· 1 comment")
