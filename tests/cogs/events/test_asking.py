"""Questions to a guest: asked, voted for, answered, erased."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from cogs.events.asking.payloads import Ask, Queue, Upvote
from cogs.events.asking.store import QuestionStore
from cogs.events.tables import question_votes, questions
from tests.support.community import Community

from .stage import HERE, NOW, Books, announce, moderator, press
from .test_reminding import heard, member_id


async def test_questions_from_asking_to_the_answer(chat: Community) -> None:
    mo = await moderator(chat)
    ana, ben = await chat.person("Ana"), await chat.person("Ben")
    card = await announce(chat, mo, questions="anonymous")
    assert card.buttons[3:] == ("Add to calendar", "Questions", "Details")
    await ana.click(card, "Questions")
    await ana.click(await ana.told("Nobody has asked anything yet"), "Ask a question")
    await ana.fill(question="How long does dough rest?", name="yes")
    await ana.told("Others see your question without your name")
    await ben.command("events ask", event="#1", question="Rye or wheat?")
    await ben.told("Others see your question and can vote for it.")
    await ben.click(card, "Questions")
    queue = await ben.told("Questions to “Baking evening”")
    assert "#1 How long does dough rest?\n   0 votes · somebody" in queue.text
    assert "#2 Rye or wheat?\n   0 votes · Ben" in queue.text
    assert queue.buttons == ("👍 #1", "👍 #2", "Ask a question")
    await ben.click(queue, "#2")
    await ben.told("#2 Rye or wheat?\n   1 vote · Ben · your vote, too\n#1")  # first now
    await ben.click(await ben.told("Questions to"), "#2")
    await ben.told("#2 Rye or wheat?\n   0 votes · Ben")
    await mo.command("events questions", event="#1")
    desk = await mo.told("Questions to")
    assert "somebody" in desk.text and "Ana" not in desk.text  # not even to moderators
    await mo.click(desk, "#1 now")
    told = await ben.sees("general", "is being answered now")
    assert "How long does dough rest?" in told.text and "by somebody" in told.text
    await mo.told("being answered now")
    await mo.click(await mo.told("Questions to"), "#1 answered")
    await mo.click(await mo.told("answered"), "Remove #2")
    await chat.settle()
    await mo.command("events questions", event="#1")
    assert "Rye" not in (await mo.told("#1 How long does dough rest?\n   0 votes · somebody")).text
    assert heard(ana, "Ana") == 0


async def test_what_may_be_rude_is_seen_by_moderators_first(chat: Community) -> None:
    mo, ana = await moderator(chat), await chat.person("Ana")
    await announce(chat, mo, questions="named")
    await ana.command("events ask", event="#1", question="Why is he such an idiot?")
    await ana.told("A moderator looks at your question")
    await ana.command("events questions", event="#1")
    await ana.told("Nobody has asked anything yet")
    held = await mo.sees("moderators", "may be rude")
    assert "idiot" in held.text
    await mo.click(held, "Let it through")
    await chat.settle()
    await ana.command("events questions", event="#1")
    await ana.told("such an idiot?\n   0 votes · Ana")
    await ana.command("events ask", event="#1", question="Another idiot?")
    held = await mo.sees("moderators", "Another idiot")
    await mo.click(held, "Remove it")
    await mo.sees("moderators", "Removed.")
    async with chat.app.db.read() as conn:
        assert "Another idiot?" not in list(await conn.scalars(select(questions.c.question)))


async def test_limits(chat: Community) -> None:
    mo, ana = await moderator(chat), await chat.person("Ana")
    await announce(chat, mo)
    await ana.command("events ask", event="#1", question="May I?")
    await ana.told("This event takes no questions.")
    await mo.command("events edit", event="#1", questions="named")
    await mo.told("The card shows it.")
    await ana.command("events ask", event="#1", question="May I?", anonymous=True)
    await ana.told("with your name only")
    for n in range(3):
        await ana.command("events ask", event="#1", question=f"Question {n}?")
    await ana.command("events ask", event="#1", question="One more?")
    await ana.told("You have asked 3 questions")
    # a press of somebody who is no moderator
    await ana.command("events questions", event="#1")
    assert "now" not in " ".join((await ana.told("Questions to")).buttons)
    await chat.advance(days=9)
    await ana.command("events ask", event="#1", question="Late?")
    await ana.told("it takes no more questions")


async def test_words_are_erased_some_days_after_the_event(chat: Community) -> None:
    mo, ana = await moderator(chat), await chat.person("Ana")
    await announce(chat, mo, questions="named")
    await ana.command("events ask", event="#1", question="How long does dough rest?")
    await ana.told("It is erased 30 days after the event.")

    async def kept() -> int:
        async with chat.app.db.read() as conn:
            return await conn.scalar(select(func.count()).select_from(questions)) or 0

    await chat.advance(days=36)
    assert await kept() == 1
    await chat.advance(days=2)
    assert await kept() == 0


@pytest.mark.parametrize("held", [True, False])
async def test_the_store(books: Books, held: bool) -> None:
    event, store = await books.event(), QuestionStore(books.db)
    made = [
        await store.add(event.id, 5, f"Q{n}", NOW, anonymous=False, held=held, most=2)
        for n in range(3)
    ]
    first, second, third = made
    assert first is not None and second is not None and third is None
    assert await store.vote(first.id, 6) is not held
    assert await store.get(HERE + 1, first.id) is None
    assert await store.mark(first.id, "open" if held else "held") is not None
    assert await store.mark(first.id, "open" if held else "held") is None
    assert (await store.mark(second.id, "removed")) is not None
    assert await store.mark(second.id, "open") is None  # what is gone stays gone
    found, total = await store.page(event.id, ("open", "held"), 10, 0)
    assert [each.text for each in found] == ["Q0"] and total == 1
    await store.forget(event.id)
    async with books.db.read() as conn:
        for table in (questions, question_votes):
            assert await conn.scalar(select(func.count()).select_from(table)) == 0


async def test_a_question_that_was_let_through_is_not_called_removed(chat: Community) -> None:
    mo, ana = await moderator(chat), await chat.person("Ana")
    await announce(chat, mo, questions="named")
    await ana.command("events ask", event="#1", question="Why is he such an idiot?")
    await mo.click(await mo.sees("moderators", "may be rude"), "Let it through")
    await mo.sees("moderators", "Let through.")
    await mo.command("events questions", event="#1")
    await mo.click(await mo.told("#1 Why"), "#1 now")
    await mo.sees("general", "is being answered now")
    await chat.settle()
    await mo.sees("moderators", "Let through.")


@pytest.mark.parametrize("how", ["removed", "erased"])
async def test_a_question_that_goes_leaves_the_channel_too(chat: Community, how: str) -> None:
    mo, ana = await moderator(chat), await chat.person("Ana")
    await announce(chat, mo, questions="named")
    await ana.command("events ask", event="#1", question="Rye or wheat?")
    await ana.told("can vote for it")
    await ana.command("events ask", event="#1", question="Why is he such an idiot?")
    await mo.sees("moderators", "such an idiot")
    await mo.command("events questions", event="#1")
    await mo.click(await mo.told("#1 Rye"), "#1 now")
    await mo.sees("general", "is being answered now")
    if how == "removed":
        await mo.click(await mo.told("being answered now"), "Remove #1")
    else:
        await chat.app.book.cogs["events"].erase(await member_id(chat, ana))
    await chat.settle()
    for place in ("general", "moderators") if how == "erased" else ("general",):
        said = [post.text for post in await chat.messages(place)]
        assert not [text for text in said if "Rye or" in text or "such an idiot" in text]


async def test_what_waits_for_a_moderator_is_erased_after_the_event_too(chat: Community) -> None:
    mo, ana = await moderator(chat), await chat.person("Ana")
    await announce(chat, mo, questions="named")
    await ana.command("events ask", event="#1", question="Why is he such an idiot?")
    await mo.sees("moderators", "such an idiot")
    await chat.advance(days=40)
    assert not [p for p in await chat.messages("moderators") if "such an idiot" in p.text]


async def test_strangers_to_an_event_for_some_ask_read_and_vote_nothing(chat: Community) -> None:
    mo, ana = await moderator(chat), await chat.person("Ana")
    card = await announce(chat, mo, questions="named", audience="events >= 1")
    await mo.command("events ask", event="#1", question="Which door?")
    await mo.told("can vote for it")
    await ana.click(card, "Questions")
    await ana.command("events ask", event="#1", question="Where?")
    await ana.command("events questions", event="#1")
    for payload in (Upvote(1, 0), Ask(1)):
        await press(chat, ana, card, payload)
    await chat.settle()
    assert {text for text in ana.told_so_far() if "you are not among them" not in text} == set()
    await mo.command("events questions", event="#1")
    assert "0 votes" in (await mo.told("#1 Which door?")).text


async def test_a_page_that_has_emptied_shows_the_last_one(chat: Community) -> None:
    mo, ana = await moderator(chat), await chat.person("Ana")
    card = await announce(chat, mo, questions="named")
    await ana.command("events ask", event="#1", question="Rye or wheat?")
    await ana.told("Thank you!")
    await press(chat, ana, card, Queue(1, 7))
    await ana.told("#1 Rye or wheat?")
