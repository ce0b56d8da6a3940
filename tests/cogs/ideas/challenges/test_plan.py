"""The plan: by the clock, by hand, over a restart, with other dates, and ended."""

from __future__ import annotations

import asyncio

from bot.api.people import Level
from tests.cogs.ideas.board.stage import propose
from tests.support.community import Community

from .stage import BREAD, CORN, QUESTION, begin, challenge, cog, details, submit


async def said(chat: Community, words: str, channel: str = "ideas") -> int:
    """How many posts have these words."""
    return len([m for m in await chat.messages(channel) if words in m.text])


async def test_phases_follow_the_dates_and_are_said_once(chat: Community) -> None:
    mo, ana = await chat.person("Mo", Level.MODERATOR), await chat.person("Ana")
    await begin(mo)
    await submit(ana, BREAD)
    await submit(ana, CORN)
    await ana.sees("ideas", "2 ideas so far")
    for _ in range(2):
        await chat.restart()
        await chat.settle()
    assert len(await chat.messages("ideas")) == 3  # the challenge and two ideas
    await chat.advance(days=2)
    await ana.sees("ideas", "2 ideas have come; let us talk about them")
    card = await ana.sees("ideas", "Asked by Mo")
    assert "✓ Ideas until" in card.text and "▶ Discussion until" in card.text
    assert card.buttons == ("See the ideas",)
    for _ in range(2):
        await chat.restart()
        await chat.advance(hours=1)
    assert await said(chat, "let us talk about them") == 1
    await chat.advance(days=2)
    await ana.sees("ideas", "the discussion is over; the vote opens soon")
    await mo.sees("moderators", "These ideas are in the final")


async def test_phases_that_ended_while_the_bot_was_away(chat: Community) -> None:
    mo, ana = await chat.person("Mo", Level.MODERATOR), await chat.person("Ana")
    await begin(mo)
    await submit(ana, BREAD)
    await submit(ana, CORN)

    async def days_pass() -> None:
        chat.clock.advance(days=5)

    await chat.restart(days_pass)
    await chat.advance(minutes=1)
    await mo.sees("moderators", "These ideas are in the final")
    assert await said(chat, "the vote opens soon") == 1
    assert await said(chat, "let us talk") == 0  # that is over, so nobody is called to it


async def test_moderators_begin_the_next_phase_by_hand(chat: Community) -> None:
    mo, ana = await chat.person("Mo", Level.MODERATOR), await chat.person("Ana")
    await begin(mo)
    assert "Next phase now" not in (await details(chat, ana)).buttons
    first = await details(chat, mo)
    await mo.click(first, "Next phase now")
    await ana.sees("ideas", "0 ideas have come; let us talk about them")
    await mo.click(first, "Next phase now")
    await mo.told("This challenge has just been changed")
    assert (await challenge(chat)).dates.discuss_at == chat.clock.now()
    await mo.click(await details(chat, mo, "0 ideas came"), "Next phase now")
    await ana.sees("ideas", "too few ideas came for a vote")
    assert "Next phase now" not in (await details(chat, mo, "Too few ideas came")).buttons


async def test_two_clicks_at_once_are_one_step(chat: Community) -> None:
    mo, max_ = [await chat.person(name, Level.MODERATOR) for name in ("Mo", "Max")]
    await begin(mo)
    seen = [await details(chat, who) for who in (mo, max_)]
    await asyncio.gather(mo.click(seen[0], "Next phase now"), max_.click(seen[1], "Next phase now"))
    await chat.settle()
    assert (await challenge(chat)).phase == "discuss"


async def test_with_other_dates_it_collects_again(chat: Community) -> None:
    mo, ana = await chat.person("Mo", Level.MODERATOR), await chat.person("Ana")
    await begin(mo)
    await submit(ana, BREAD)
    await chat.advance(days=2)
    await chat.advance(days=2)
    few = await mo.sees("moderators", "Only 1 idea can be voted on, and a vote needs two.")
    assert few.buttons == ("Change dates…", "Choose by hand…", "End it…")
    await mo.click(few, "Change dates")
    await mo.fill(collect="in 2 days", discuss="in 3 days", vote="in 1 day")
    await mo.told("There is no time for the vote")
    await mo.click(few, "Change dates")
    await mo.fill(collect="in 2 days", discuss="in 3 days", vote="in 5 days")
    await mo.told("Done: the dates are changed.")
    await ana.sees("ideas", "ideas are welcome until")
    await mo.sees("moderators", "It collects ideas until")
    await submit(ana, CORN)
    await chat.advance(days=2)
    await chat.advance(days=1)
    await mo.sees("moderators", "These ideas are in the final")
    assert await said(chat, "too few ideas came") == 1
    assert await said(chat, "the vote opens soon") == 1


async def test_dates_that_are_left_empty_stay(chat: Community) -> None:
    mo = await chat.person("Mo", Level.MODERATOR)
    await begin(mo)
    before = (await challenge(chat)).dates
    await mo.click(await details(chat, mo), "Change dates")
    await mo.fill(vote="in 9 days")
    await mo.told("Done: the dates are changed.")
    after = (await challenge(chat)).dates
    assert (after.discuss_at, after.vote_at) == (before.discuss_at, before.vote_at)
    assert after.decide_at > before.decide_at


async def test_it_can_be_ended_with_a_reason_for_all(chat: Community) -> None:
    mo, ana = await chat.person("Mo", Level.MODERATOR), await chat.person("Ana")
    await begin(mo)
    seen = await details(chat, mo)
    await mo.click(seen, "End it")
    await mo.fill(reason="The shop closes in summer.")
    await mo.told("Done: challenge 1 is ended.")
    await chat.settle()
    assert await said(chat, "The shop closes in summer.") == 2  # on the card and once beside it
    await chat.advance(days=9)
    assert (await challenge(chat)).phase == "ended"
    await ana.command("ideas challenges")
    await ana.told("ended")
    assert (await details(chat, mo, "This challenge was ended")).buttons == ()
    await mo.click(seen, "End it")
    await mo.told("This challenge has just been changed")


async def test_ideas_come_in_only_while_it_collects(chat: Community) -> None:
    mo, ana, ben = (
        await chat.person("Mo", Level.MODERATOR),
        await chat.person("Ana"),
        await chat.person("Ben"),
    )
    card = await begin(mo)
    await propose(ana, BREAD)
    await ben.command("ideas enter", idea="1", challenge="1")
    await ben.told("Only its author can enter an idea.")
    await ana.command("ideas show", idea="1")
    mine = await ana.told("Posted")
    assert "Enter in challenge 1" in mine.buttons
    await ana.click(mine, "Enter in challenge 1")
    await ana.told("Done: #1 takes part in Challenge 1")
    await ana.sees("ideas", "1 idea so far")
    await ana.command("ideas enter", idea="1", challenge="1")
    await ana.told("#1 takes part in challenge 1 already.")
    await ben.command("ideas show", idea="1")
    await ben.told(f"Takes part in Challenge 1 “{QUESTION}”")
    # a form that was opened in time, and a draft that was written in time
    await ben.click(card, "Submit an idea")
    await ben.fill(title=CORN)
    waiting = await ben.told(CORN)
    await ben.click(card, "Submit an idea")
    await chat.advance(days=2)
    await ben.click(waiting, "Post it")
    await ben.told("This challenge takes no ideas now.")
    await ben.fill(title="Another one")
    await ben.told("This challenge takes no ideas now.")
    await ana.command("idea", title="Mint tea")
    await ana.sees("ideas", "Mint tea")
    await ana.command("ideas enter", idea="2", challenge="1")
    await chat.settle()
    assert ana.told_so_far()[-1].startswith("This challenge takes no ideas now.")


async def test_what_was_sent_in_time_and_held_back_comes_in_while_it_is_talked_about(
    chat: Community,
) -> None:
    mo, ana = await chat.person("Mo", Level.MODERATOR), await chat.person("Ana")
    card = await begin(mo)
    await ana.click(card, "Submit an idea")
    await ana.fill(title="Fire that idiot at the till")
    await ana.click(await ana.told("idiot"), "Post it")
    held = await mo.sees("moderators", "idiot")
    await chat.advance(days=2)
    await mo.click(held, "Post")
    await ana.sees("ideas", "Fire that idiot")
    await ana.sees("ideas", "1 idea came")


async def test_without_a_channel_for_ideas_it_stands_where_all_talk(chat: Community) -> None:
    mo, ana = await chat.person("Mo", Level.MODERATOR), await chat.person("Ana")
    await begin(mo)
    store = cog(chat)
    places = await store._challenge_desk._places(await challenge(chat))
    assert [place.name for place in places] == ["ideas"]
    await ana.sees("ideas", QUESTION)
